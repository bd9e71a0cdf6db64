package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/summarize"
)

type runCommand struct {
	Date       *string  `placeholder:"D" help:"The day, such as 2025-10-06 (default: yesterday in the configured time zone)."`
	DryRun     bool     `help:"Show the exact messages, their tokens and their cost. Asks no model, writes nothing, needs no key."`
	Paper      []string `placeholder:"ID" sep:"none" help:"Summarise only this paper of the day, such as 2510.90127. Can be repeated."`
	Regenerate bool     `help:"Ask anew about the papers of --paper, and keep their old summaries in the day record's history."`
	Force      bool     `help:"Write over a post that was edited by hand."`
	waitFlag
}

// waitFlag says how long another process is waited for.
type waitFlag struct {
	Wait time.Duration `default:"0s" placeholder:"T" help:"How long to wait, such as 30m, for another process on this site."`
}

// Run posts one day, and where none is named brings on the days before it too.
func (c *runCommand) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	var days []fetch.Day
	if c.Date != nil || c.Force || len(c.Paper) > 0 {
		day, err := s.dayOrYesterday(c.Date, cfg)
		if err != nil {
			return err
		}
		days = []fetch.Day{day}
	}
	if c.Regenerate && len(c.Paper) == 0 {
		return hinted{usagef("--regenerate needs --paper"), "--paper with the id of each paper that is to be asked about anew"}
	}
	request := pipeline.Request{Regenerate: c.Regenerate, Force: c.Force, Scheduled: len(days) == 0}
	for _, name := range c.Paper {
		id, err := fetch.ParseArxivID(name)
		if err != nil {
			return usagef("--paper: %w", err)
		}
		request.Only = append(request.Only, id)
	}
	return s.do(cfg, errand{verb: "run", days: days, request: request, wait: c.Wait, dryRun: c.DryRun})
}

// dayOrYesterday reads a date, or returns yesterday in the configured time zone
// where none is given.
func (s *session) dayOrYesterday(text *string, cfg Config) (fetch.Day, error) {
	if text != nil {
		return s.day(*text)
	}
	calendar, err := cfg.calendar()
	if err != nil {
		return fetch.Day{}, err
	}
	return calendar.Yesterday(s.env.now()), nil
}

// day reads a date. One that has not begun in UTC, where Hugging Face counts, is
// refused, and so is one before there were lists.
func (s *session) day(text string) (fetch.Day, error) {
	day, err := fetch.ParseDay(text)
	if err != nil {
		return fetch.Day{}, badDay(err)
	}
	today := fetch.DayOf(s.env.now().UTC())
	if day.Compare(today) > 0 {
		return fetch.Day{}, hinted{
			usagef("%s is in the future", day),
			fmt.Sprintf("a day up to %s, which is today in UTC", today),
		}
	}
	if day.Midnight().Year() < pipeline.FirstYear {
		return fetch.Day{}, hinted{
			usagef("%s is before Hugging Face's first list", day),
			fmt.Sprintf("a day from %d on", pipeline.FirstYear),
		}
	}
	return day, nil
}

// badDay is the fault of a date that cannot be read.
func badDay(err error) error {
	return hinted{usageError{err}, "a date as year, month and day, such as 2025-10-06"}
}

// reversed is the fault of a range whose ends are the wrong way round.
func reversed(from, to fetch.Day) error {
	return hinted{
		usagef("the range begins on %s, after it ends on %s", from, to),
		fmt.Sprintf("--from %s --to %s", to, from),
	}
}

// errand is what is asked for by hand.
type errand struct {
	verb    string
	days    []fetch.Day // in order; none: yesterday, and the days that a run revisits
	open    bool        // whether those of days that are closed are passed over
	request pipeline.Request
	wait    time.Duration // for another process
	dryRun  bool
}

// do runs an errand, or shows what it would ask, and says how the worst of its
// days ended. A dry run leaves nothing partial.
func (s *session) do(cfg Config, todo errand) error {
	if todo.dryRun {
		reports, err := s.preview(cfg, todo)
		if err == nil && slices.ContainsFunc(reports, failed) {
			return errFailedDay
		}
		return err
	}
	reports, err := s.post(cfg, todo)
	switch {
	case err != nil && !errors.Is(err, errPartial):
		return err
	case slices.ContainsFunc(reports, failed):
		return errFailedDay
	case err != nil, slices.ContainsFunc(reports, unfinished):
		return errPartial
	}
	return nil
}

func failed(r pipeline.Report) bool { return r.State == pipeline.Failed }

// unfinished reports whether something is lacking that was asked for: papers that
// are left for another run are not.
func unfinished(r pipeline.Report) bool {
	kept := func(row pipeline.Row) bool { return row.Kept != "" }
	waits := func(row pipeline.Row) bool { return row.Status == summarize.Waiting && !row.Unasked }
	return r.State == pipeline.Waiting || r.Edited || r.Published.FeedErr != nil || slices.ContainsFunc(r.Rows, kept) ||
		r.State == pipeline.Partial && slices.ContainsFunc(r.Rows, waits)
}

// post runs an errand, alone on the site, and prints what became of it: paths to
// standard output, tables to standard error. It returns errPartial where a day is
// not done that no report tells of: one that waits since nothing more can be bought, or
// whose post was edited.
func (s *session) post(cfg Config, todo errand) ([]pipeline.Report, error) {
	progress := s.newProgress()
	defer progress.Close()
	p, err := wire(s.newLog(progress), s.env, cfg)
	if err != nil {
		return nil, err
	}
	release, err := p.lock(s.ctx, todo.verb, todo.wait)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := p.open(s.ctx); err != nil {
		return nil, err
	}
	defer p.Close()
	days, edited, err := p.daysOf(s.ctx, todo)
	if err != nil {
		return nil, err
	}
	told := p.tellOfStop(s.ctx)
	reports, err := p.run(s.ctx, p.newBudget(), days, todo.request, watch{observe: progress.Observe})
	told()
	progress.Close()
	s.tell(reports)
	broken := func(r pipeline.Report) bool { return r.Broken }
	switch n := len(reports); {
	case errors.Is(err, summarize.ErrStop) && !slices.ContainsFunc(reports, broken):
		s.complain(p.hint(err))
		return reports, errPartial
	case err != nil:
		return reports, p.hint(err)
	case n > 0 && reports[n-1].Stopped != nil:
		s.complain(p.hint(reports[n-1].Stopped))
	}
	if edited > 0 {
		return reports, errPartial
	}
	return reports, nil
}

// daysOf returns the days of an errand, and how many are passed over since their
// posts were edited.
func (p *program) daysOf(ctx context.Context, todo errand) (days []fetch.Day, edited int, err error) {
	if len(todo.days) == 0 {
		days, err = p.calendar.Revisit(ctx, p.ledger, p.env.now())
		return days, 0, err
	}
	if !todo.open {
		return todo.days, 0, nil
	}
	days, edited, err = pipeline.Open(ctx, p.ledger, todo.days)
	if n := len(todo.days) - len(days) - edited; err == nil && n > 0 {
		p.log.Info("days that are closed and done are passed over; run --date opens one again", zap.Int("days", n))
	}
	if edited > 0 {
		p.log.Warn("days whose posts were edited by hand are passed over; run --date D --force writes over one", zap.Int("days", edited))
	}
	return days, edited, err
}

// preview shows what an errand would ask.
func (s *session) preview(cfg Config, todo errand) ([]pipeline.Report, error) {
	p, err := wirePreview(s.ctx, s.newLog(s.stderr), s.env, cfg)
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if err := p.rebuild(s.ctx); err != nil {
		return nil, err
	}
	days, _, err := p.daysOf(s.ctx, todo)
	if err != nil {
		return nil, err
	}
	out := &preview{w: s.stdout, site: p.site}
	reports, err := p.preview(s.ctx, out, days, todo.request)
	if err != nil {
		return nil, p.hint(err)
	}
	out.passedOver(reports)
	spent, err := p.spentInMonth(s.ctx)
	if err != nil {
		return nil, err
	}
	out.total(cfg.LLM.Budget, spent)
	return reports, nil
}
