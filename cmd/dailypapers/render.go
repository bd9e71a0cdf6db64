package main

import (
	"errors"
	"fmt"
	"slices"

	"dailypapers/fetch"
	"dailypapers/render"
)

type renderCommand struct {
	From string `placeholder:"D" help:"The first day (default: the first that has a record)."`
	To   string `placeholder:"D" help:"The last day (default: the last that has a record)."`
	waitFlag
}

// Run writes posts and feeds again from the day records. It needs no network, no key and
// no ledger.
func (c *renderCommand) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	p, err := newProgram(s.newLog(s.stderr), s.env, cfg)
	if err != nil {
		return err
	}
	days, err := c.days(p.site)
	if err != nil {
		return p.hint(err)
	}
	release, err := p.lock(s.ctx, "render", c.Wait)
	if err != nil {
		return err
	}
	defer release()
	ended := p.site.RenderDays(s.ctx, days)
	_, fault := p.site.WriteFeeds(s.ctx)
	if err := s.tellRendered(ended); fault == nil || s.ctx.Err() != nil {
		return err
	}
	return p.hint(fault)
}

// days returns the days of the range that have a record, oldest first.
func (c *renderCommand) days(site *render.Site) ([]fetch.Day, error) {
	from, err := bound(c.From)
	if err != nil {
		return nil, err
	}
	to, err := bound(c.To)
	if err != nil {
		return nil, err
	}
	if !from.IsZero() && !to.IsZero() && from.Compare(to) > 0 {
		return nil, usagef("the range begins on %s, after it ends on %s", from, to)
	}
	days, err := site.Records()
	return slices.DeleteFunc(days, func(day fetch.Day) bool {
		return !from.IsZero() && day.Compare(from) < 0 || !to.IsZero() && day.Compare(to) > 0
	}), err
}

// bound reads the end of a range; nothing is no bound.
func bound(text string) (fetch.Day, error) {
	if text == "" {
		return fetch.Day{}, nil
	}
	day, err := fetch.ParseDay(text)
	if err != nil {
		return fetch.Day{}, usageError{err}
	}
	return day, nil
}

// tellRendered prints the posts that were written to standard output, and what
// is to be said of the others to standard error. A post that was edited by hand
// leaves the whole partial; any other fault fails it.
func (s *session) tellRendered(ended []render.Rendered) error {
	var written, edited, failed int
	for _, day := range ended {
		switch {
		case s.ctx.Err() != nil && errors.Is(day.Err, s.ctx.Err()):
			// told once, by the exit code
		case errors.Is(day.Err, render.ErrEdited):
			edited++
			fmt.Fprintf(s.stderr, "%s  edited by hand, left as it is: %s\n", day.Day, day.PostPath)
		case day.Err != nil:
			failed++
			fmt.Fprintf(s.stderr, "%s  failed: %v\n", day.Day, day.Err)
		case day.Changed:
			written++
			fmt.Fprintln(s.stdout, day.PostPath)
		}
	}
	if err := s.ctx.Err(); err != nil {
		return err
	}
	fmt.Fprintf(s.stderr, "days %d: written %d, unchanged %d, edited by hand %d, failed %d\n",
		len(ended), written, len(ended)-written-edited-failed, edited, failed)
	switch {
	case len(ended) == 0:
		fmt.Fprintln(s.stderr, "try: dailypapers run, which makes a day and its record")
	case edited > 0 && failed == 0:
		fmt.Fprintln(s.stderr, "try: dailypapers run --force --date D, which writes over a post that was edited")
	}
	switch {
	case failed > 0:
		return errFailedDay
	case edited > 0:
		return errPartial
	}
	return nil
}
