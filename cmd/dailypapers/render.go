package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"dailypapers/fetch"
	"dailypapers/render"
)

type renderCommand struct {
	From string `placeholder:"D" help:"The first day (default: the first that has a record)."`
	To   string `placeholder:"D" help:"The last day (default: the last that has a record)."`
	waitFlag
}

// Run writes posts and feeds again from the day records. It needs no network, no
// key and no ledger.
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
	feeds, fault := p.site.WriteFeeds(s.ctx)
	err = c.tellRendered(s, ended)
	if s.ctx.Err() != nil {
		return err
	}
	p.tellFeeds(s, feeds, fault)
	if fault != nil {
		return p.hint(fault)
	}
	return err
}

// tellFeeds prints the feeds that were written to standard output, and to standard
// error what they hold, or which are left from before.
func (p *program) tellFeeds(s *session, written []string, fault error) {
	for _, path := range written {
		fmt.Fprintln(s.stdout, path)
	}
	switch {
	case !p.cfg.Post.Feeds, fault != nil:
	case len(written) > 0:
		fmt.Fprintf(s.stderr, "feeds: written %d, of up to %d posts\n", len(written), render.FeedPosts)
	default:
		fmt.Fprintln(s.stderr, "feeds: unchanged")
	}
	if stale := p.site.StaleFeeds(); len(stale) > 0 {
		fmt.Fprintf(s.stderr, "no longer written, and still there for readers: %s\n", strings.Join(stale, ", "))
		fmt.Fprintln(s.stderr, "try: remove them, or set post.feeds again")
	}
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
		return nil, reversed(from, to)
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
		return fetch.Day{}, badDay(err)
	}
	return day, nil
}

// tellRendered prints the posts that were written to standard output, and what
// is to be said of the others to standard error. A post that was edited by hand is
// left alone on purpose; any other fault fails the whole.
func (c *renderCommand) tellRendered(s *session, ended []render.Rendered) error {
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
	case len(ended) == 0 && c.From+c.To != "":
		fmt.Fprintln(s.stderr, "no day of this range has a record\ntry: dailypapers render without a range, or dailypapers backfill, which makes days and their records")
	case len(ended) == 0:
		fmt.Fprintln(s.stderr, "no day has a record\ntry: dailypapers run, which makes a day and its record")
	case edited > 0 && failed == 0:
		fmt.Fprintln(s.stderr, "try: dailypapers run --force --date D, which writes over a post that was edited")
	}
	if failed > 0 {
		return errFailedDay
	}
	return nil
}
