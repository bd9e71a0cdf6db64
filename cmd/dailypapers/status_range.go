package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

// bounds returns the days that are asked for, the zero Day twice where none are.
func (c *statusCommand) bounds(s *session) (first, last fetch.Day, err error) {
	if c.From == "" && c.To == "" {
		return first, last, nil
	}
	last = fetch.DayOf(s.env.now().UTC())
	if c.To != "" {
		if last, err = s.day(c.To); err != nil {
			return first, last, err
		}
	}
	first = last.Add(1 - pipeline.StandingDays)
	if c.From != "" {
		if first, err = s.day(c.From); err != nil {
			return first, last, err
		}
	}
	if first.Compare(last) > 0 {
		return first, last, reversed(first, last)
	}
	return first, last, nil
}

// olderDays are those that were run lately, though they lie before the last 30.
type olderDays struct {
	Days    int    `json:"days"`
	From    string `json:"from"`
	To      string `json:"to"`
	NotWell int    `json:"not_well"`
}

// olderDays returns the days before the last 30 that were run lately, or nil where
// none were.
func (p *program) olderDays(ctx context.Context, now time.Time) (*olderDays, error) {
	rows, err := p.calendar.Belated(ctx, p.ledger, now)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	older := &olderDays{Days: len(rows), From: rows[0].Day, To: rows[len(rows)-1].Day}
	for _, row := range rows {
		if row.State != string(pipeline.Complete) && row.State != string(pipeline.Empty) {
			older.NotWell++
		}
	}
	return older, nil
}

// write says that older days were run, if any were.
func (o *olderDays) write(w io.Writer) error {
	if o == nil {
		return nil
	}
	well := ""
	if o.NotWell > 0 {
		well = fmt.Sprintf(", %d of them not well", o.NotWell)
	}
	_, err := fmt.Fprintf(w, "run lately: %s before these%s; dailypapers status --from %s --to %s\n",
		counted(o.Days, "day"), well, o.From, o.To)
	return err
}
