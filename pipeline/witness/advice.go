package witness

import (
	"cmp"

	"dailypapers/pipeline"
)

// because returns why a day is not done.
func because(s pipeline.Standing) string {
	switch s.Condition {
	case pipeline.IsMissing:
		return cmp.Or(s.Row.Reason, "no run of it has ended since it was due, "+moment(s, s.Due))
	case pipeline.IsNotRun:
		return "it was due " + moment(s, s.Due) + ", and its run has not begun"
	case pipeline.IsRunning:
		return "its run is under way since " + moment(s, s.Row.Running)
	}
	return s.Row.Reason
}

// advice returns what to do about a day that is not done.
func advice(s pipeline.Standing) string {
	byHand := "dailypapers run --date " + s.Day.String()
	again := "wait: it is tried again"
	if !s.Row.NextTry.IsZero() {
		again += " from " + moment(s, s.Row.NextTry) + " on"
	}
	if s.EditedOnly() {
		return "nothing, if the edit is meant; " + byHand + " --force writes over it"
	}
	switch s.Condition {
	case pipeline.IsGivenUp:
		return "mend what the reason names, then " + byHand
	case pipeline.IsMissing:
		return "unless dailypapers status shows a run under way: see that serve or your scheduler runs, read its log, then " + byHand
	case pipeline.IsPartial, pipeline.IsFailed:
		return again + "; if that does not help, mend what the reason names"
	case pipeline.IsRunning, pipeline.IsNotRun:
		return "wait: days are run one after another, the oldest first"
	}
	return again
}
