package pipeline

import (
	"context"
	"errors"
	"fmt"

	"dailypapers/fetch"
)

// RunDays runs days in the order given and returns the reports of those that
// were run. A day that was run before costs one reading of its list and what it
// still lacks, so that what was broken off is simply run again.
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
		reports = append(reports, report)
		broken = errors.Join(broken, err)
		if err != nil && (again || ctx.Err() != nil) {
			break
		}
		again = err != nil
		if left := len(days) - 1 - i; report.Stopped != nil && left > 0 {
			return reports, errors.Join(broken, fmt.Errorf("%d more days wait after %s: %w", left, day, report.Stopped))
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
