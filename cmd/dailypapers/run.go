package main

import (
	"fmt"
	"slices"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

type runCommand struct {
	Date   string   `placeholder:"D" help:"The day, such as 2025-10-06 (default: yesterday in the configured time zone)."`
	DryRun bool     `help:"Show the exact messages, their tokens and their cost. Asks no model, writes nothing, needs no key."`
	Paper  []string `placeholder:"ID" help:"Summarise only this paper of the day, such as 2510.00515. Can be repeated."`
	Force  bool     `help:"Write over a post that was edited by hand."`
}

// Run posts one day.
func (c *runCommand) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	day, err := s.day(c.Date, cfg)
	if err != nil {
		return err
	}
	request := pipeline.Request{Force: c.Force}
	for _, name := range c.Paper {
		id, err := fetch.ParseArxivID(name)
		if err != nil {
			return usagef("--paper: %w", err)
		}
		request.Only = append(request.Only, id)
	}
	return s.days(cfg, day, day, request, c.DryRun)
}

// day reads a date, or returns yesterday in the configured time zone. A date
// that has not begun in UTC, where Hugging Face counts, is refused.
func (s *session) day(text string, cfg Config) (fetch.Day, error) {
	if text == "" {
		zone, err := cfg.zone()
		if err != nil {
			return fetch.Day{}, err
		}
		return fetch.DayOf(s.env.now().In(zone)).Add(-1), nil
	}
	day, err := fetch.ParseDay(text)
	if err != nil {
		return fetch.Day{}, usageError{err}
	}
	today := fetch.DayOf(s.env.now().UTC())
	if day.Compare(today) > 0 {
		return fetch.Day{}, hinted{
			usagef("%s is in the future", day),
			fmt.Sprintf("a day up to %s, which is today in UTC", today),
		}
	}
	return day, nil
}

// days runs a range of days, or shows what they would ask, and says how the
// worst of them ended. A dry run leaves nothing partial.
func (s *session) days(cfg Config, from, to fetch.Day, request pipeline.Request, dryRun bool) error {
	if dryRun {
		reports, err := s.preview(cfg, from, to, request)
		if err == nil && slices.ContainsFunc(reports, failed) {
			return errFailedDay
		}
		return err
	}
	reports, err := s.post(cfg, from, to, request)
	switch {
	case err != nil:
		return err
	case slices.ContainsFunc(reports, failed):
		return errFailedDay
	case slices.ContainsFunc(reports, unfinished):
		return errPartial
	}
	return nil
}

func failed(r pipeline.Report) bool { return r.State == pipeline.Failed }

func unfinished(r pipeline.Report) bool {
	return r.State == pipeline.Partial || r.State == pipeline.Waiting
}

// post runs a range of days and prints what became of them: paths to standard
// output, tables to standard error.
func (s *session) post(cfg Config, from, to fetch.Day, request pipeline.Request) ([]pipeline.Report, error) {
	progress := s.newProgress()
	defer progress.Close()
	p, err := wire(s.ctx, s.newLog(progress), s.env, cfg, progress.Observe)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	reports, err := p.pipeline.RunRange(s.ctx, from, to, request)
	progress.Close()
	s.tell(reports)
	if err != nil {
		return nil, p.hint(err)
	}
	if last := reports[len(reports)-1]; last.Stopped != nil {
		if hint := p.hintOf(last.Stopped); hint != "" {
			fmt.Fprintf(s.stderr, "\ntry: %s\n", hint)
		}
	}
	return reports, nil
}

// preview shows what a run of the days would ask.
func (s *session) preview(cfg Config, from, to fetch.Day, request pipeline.Request) ([]pipeline.Report, error) {
	out := &preview{w: s.stdout}
	p, err := wirePreview(s.ctx, s.newLog(s.stderr), s.env, cfg, out)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	reports, err := p.pipeline.RunRange(s.ctx, from, to, request)
	if err != nil {
		return nil, p.hint(err)
	}
	out.total()
	return reports, nil
}
