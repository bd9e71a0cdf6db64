package pipeline

import (
	"context"
	"fmt"

	"dailypapers/fetch"
)

// RunRange runs the days from one to another, both included, oldest first, and
// returns the reports of those that were run. A day that was run before costs
// one reading of its list and what it still lacks, so that a range that was
// broken off is simply run again.
//
// A day that fails does not end the range. An error does: that of RunDay, or
// one that wraps summarize.ErrStop where days are left that nothing can be
// bought for.
func (p *Pipeline) RunRange(ctx context.Context, from, to fetch.Day, request Request) ([]Report, error) {
	if from.Compare(to) > 0 {
		return nil, fmt.Errorf("the range ends on %s, before it begins on %s", to, from)
	}
	var reports []Report
	for day := from; day.Compare(to) <= 0; day = day.Add(1) {
		report, err := p.RunDay(ctx, day, request)
		if err != nil {
			return append(reports, report), err
		}
		reports = append(reports, report)
		if report.Stopped != nil && day != to {
			return reports, fmt.Errorf("the range stops at %s: %w", day, report.Stopped)
		}
	}
	return reports, nil
}
