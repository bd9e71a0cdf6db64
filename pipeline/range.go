package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"dailypapers/fetch"
	"dailypapers/pipeline/ledger"
)

// RunDays runs days in the order given and returns the reports of those that
// were run, which one is not that the request has asked for wrongly. A day that was
// run before costs one reading of its list and what it still lacks, so that what was
// broken off is simply run again.
//
// A day that fails does not end the rest, nor does one that is broken off, such
// as by a record that cannot be read; but two in a row do, since the fault is no
// day's own then. The error joins theirs. It is the context's where that has
// ended, and wraps summarize.ErrStop where days are left that nothing can be
// bought for.
func (p *Pipeline) RunDays(ctx context.Context, days []fetch.Day, request Request) ([]Report, error) {
	var reports []Report
	var broken error
	again := false // whether the day before was broken off
	for i, day := range days {
		report, err := p.RunDay(ctx, day, request)
		if !isWrong(err) {
			reports = append(reports, report)
		}
		broken = errors.Join(broken, err)
		if err != nil && (again || ctx.Err() != nil) {
			break
		}
		again = err != nil
		if left := len(days) - 1 - i; report.Stopped != nil && left > 0 {
			wait := "1 more day waits"
			if left > 1 {
				wait = fmt.Sprintf("%d more days wait", left)
			}
			return reports, errors.Join(broken, fmt.Errorf("%s after %s: %w", wait, day, report.Stopped))
		}
	}
	return reports, broken
}

// Range returns the days from one to another, both included, oldest first.
func Range(from, to fetch.Day) []fetch.Day {
	var days []fetch.Day
	for day := from; day.Compare(to) <= 0; day = day.Add(1) {
		days = append(days, day)
	}
	return days
}

// Open returns those of the days that are not closed, in their order: all but those
// that have settled and are done, or lack nothing but that a person has edited the
// post. How many it leaves out for the latter, it returns too.
func Open(ctx context.Context, l *ledger.Ledger, days []fetch.Day) (open []fetch.Day, edited int, err error) {
	if len(days) == 0 {
		return nil, 0, nil
	}
	first, last := slices.MinFunc(days, fetch.Day.Compare), slices.MaxFunc(days, fetch.Day.Compare)
	rows, err := l.Days(ctx, first.String(), last.String())
	if err != nil {
		return nil, 0, err
	}
	known := map[string]ledger.Day{}
	for _, row := range rows {
		known[row.Day] = row
	}
	for _, day := range days {
		switch row := known[day.String()]; {
		case row.Settled && row.EditedOnly:
			edited++
		case row.Settled && isDone(row):
		default:
			open = append(open, day)
		}
	}
	return open, edited, nil
}
