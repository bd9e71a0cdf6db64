package main

import "dailypapers/pipeline"

type backfillCommand struct {
	From   string `required:"" placeholder:"D" help:"The first day, such as 2025-10-01."`
	To     string `required:"" placeholder:"D" help:"The last day."`
	DryRun bool   `help:"Show the exact messages, their tokens and their cost. Asks no model, writes nothing, needs no key."`
	waitFlag
}

// Run posts a range of days, oldest first.
func (c *backfillCommand) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	from, err := s.day(c.From)
	if err != nil {
		return err
	}
	to, err := s.day(c.To)
	if err != nil {
		return err
	}
	if from.Compare(to) > 0 {
		return reversed(from, to)
	}
	return s.do(cfg, errand{
		verb: "backfill", days: pipeline.Range(from, to), open: true, wait: c.Wait, dryRun: c.DryRun,
	})
}
