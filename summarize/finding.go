package summarize

import (
	"slices"

	"dailypapers/summarize/check"
)

// Outcome says what became of a problem.
type Outcome string

// The outcomes of a problem.
const (
	Repaired Outcome = "repaired" // a later answer mended it
	Dropped  Outcome = "dropped"  // the field became check.Unknown
	Refused  Outcome = "refused"  // it kept the paper waiting
)

// Finding is a problem that the gate found, and what became of it.
type Finding struct {
	check.Problem
	Answer  int     `json:"answer"` // which answer had it, from 1
	Outcome Outcome `json:"outcome"`
}

// Decisive returns the findings that say how each field ended, in their order: of
// each rule that a field broke those of the last answer that broke it, without
// what was mended in a field that was dropped, or in a paper that waits.
func (r Result) Decisive() []Finding {
	type fault struct {
		field check.Field
		rule  check.Rule
	}
	last := map[fault]int{}
	dropped := map[check.Field]bool{}
	for _, f := range r.Found {
		last[fault{f.Field, f.Rule}] = max(last[fault{f.Field, f.Rule}], f.Answer)
		dropped[f.Field] = dropped[f.Field] || f.Outcome == Dropped
	}
	return slices.DeleteFunc(slices.Clone(r.Found), func(f Finding) bool {
		mended := f.Outcome == Repaired
		return f.Answer < last[fault{f.Field, f.Rule}] || mended && (dropped[f.Field] || r.Status != Held)
	})
}
