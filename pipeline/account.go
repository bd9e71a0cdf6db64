package pipeline

import (
	"context"

	"dailypapers/summarize"
)

// breakOff reports how far a day had come that an error has broken off.
func (r *run) breakOff(ctx context.Context, err error) {
	r.report.State, r.report.Reason, r.report.Broken = Failed, err.Error(), true
	if ctx.Err() != nil {
		r.report.Reason = Interrupted
	}
	for _, p := range r.papers {
		if !p.answered && p.asked {
			p.waitFor("broken off")
		}
	}
	r.count()
}

// count puts the papers into the report.
func (r *run) count() {
	r.report.Rows = nil
	for _, p := range r.papers {
		row := row(p.entry)
		row.Took = p.took
		if p.hold != "" {
			row.Reason = p.hold
		}
		row.Unasked = p.hold == unasked || r.request.Regenerate && !p.asked && row.Status == summarize.Waiting
		row.Answered = p.answered && p.kept == ""
		row.Kept, row.Renewed = p.kept, p.anew && p.answered && p.kept == "" && row.Status == summarize.Held
		r.report.Rows = append(r.report.Rows, row)
	}
	r.report.Totals = count(r.report.Rows)
}

// remember adds to the results of this run what was paid on their papers before.
// What is in the record stays as it is.
func (r *run) remember(ctx context.Context) error {
	var names []string
	for _, p := range r.papers {
		names = append(names, p.entry.Paper.ID.Base().String())
	}
	spent, err := r.ledger.SpentOn(ctx, names)
	if err != nil {
		return err
	}
	for i, p := range r.papers {
		if p.recorded && !p.answered {
			continue
		}
		before := spent[names[i]].Sub(spend(p.entry.Result))
		if before.Input+before.Output > 0 {
			paid := summarize.Paid{Cost: before.CostUSD}
			paid.Usage.Input, paid.Usage.CachedInput, paid.Usage.Output = before.Input, before.CachedInput, before.Output
			p.entry.Result.Before = paid
		}
	}
	return nil
}
