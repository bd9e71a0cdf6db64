package pipeline

import (
	"cmp"
	"time"
)

// Because returns why a day is not done.
func (s Standing) Because() string {
	switch s.Condition {
	case IsMissing:
		return cmp.Or(s.Row.Reason, "no run of it has ended since it was due, "+s.moment(s.Due))
	case IsNotRun:
		return "it was due " + s.moment(s.Due) + ", and its run has not begun"
	case IsRunning:
		return "its run is under way since " + s.moment(s.Row.Running)
	}
	return s.Row.Reason
}

// Advice returns what to do about a day that is not done: what its last run has
// found out, as far as it has, and what follows.
func (s Standing) Advice() string {
	byHand := "dailypapers run --date " + s.Day.String()
	again := "it is tried again"
	if !s.Row.NextTry.IsZero() {
		again += " from " + s.moment(s.Row.NextTry) + " on"
	}
	if s.Row.EditedOnly {
		return "nothing, if the edit is meant; " + byHand + " --force writes over it"
	}
	const mend = "mend what the reason names"
	switch {
	case s.Condition == IsMissing:
		return "unless dailypapers status shows a run under way: see that serve or your scheduler runs, read its log, then " + byHand
	case s.Condition == IsRunning, s.Condition == IsNotRun:
		return "wait: days are run one after another, the oldest first"
	case s.Condition == IsWaiting:
		return "wait: " + again
	case s.Condition == IsGivenUp, s.Row.Settled:
		return cmp.Or(s.Row.Try, mend) + ", then " + byHand
	case s.Row.Try != "":
		return s.Row.Try + "; " + again
	}
	return "wait: " + again + "; if that does not help, " + mend
}

// moment writes a moment in the time zone of the schedule, which Due has.
func (s Standing) moment(at time.Time) string {
	return at.In(s.Due.Location()).Format("2006-01-02 15:04 MST")
}
