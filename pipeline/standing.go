package pipeline

import (
	"context"
	"slices"
	"time"

	"dailypapers/fetch"
	"dailypapers/pipeline/ledger"
)

// Condition says how a day stands, to whoever looks on: its state, or what its
// state does not say.
type Condition string

// The conditions of a day.
const (
	IsComplete Condition = "complete"
	IsEmpty    Condition = "empty"
	IsPartial  Condition = "partial"
	IsFailed   Condition = "failed"
	IsGivenUp  Condition = "given_up" // it has left the lookback lacking something
	IsWaiting  Condition = "waiting"
	IsRunning  Condition = "running" // its first run is under way, or has died
	IsMissing  Condition = "missing" // no run of it has ended in time; see MissingAfter
	IsNotRun   Condition = "not_run" // nobody has run it: it is not due yet, or never was
)

// Conditions returns all conditions, the good ones first.
func Conditions() []Condition {
	return []Condition{
		IsComplete, IsEmpty, IsPartial, IsFailed, IsGivenUp, IsWaiting, IsRunning, IsMissing, IsNotRun,
	}
}

// Done reports whether nothing is lacking.
func (c Condition) Done() bool { return c == IsComplete || c == IsEmpty }

// Trouble reports whether somebody should know.
func (c Condition) Trouble() bool {
	return c == IsPartial || c == IsFailed || c == IsGivenUp || c == IsMissing
}

const (
	// StandingDays is how many days are looked at, today in UTC the last of them.
	StandingDays = 30
	// MissingAfter is how long after it was due first a day is missing that the
	// schedule knows of and that is waiting still, or was never run. One that is
	// running has as long from the start of its run. In this time what ends badly is
	// tried eleven times, and a run under way has ended.
	MissingAfter = 6 * time.Hour
)

// Standing is how a day stands.
type Standing struct {
	Day       fetch.Day
	Condition Condition
	Due       time.Time  // when it was due first, or will be
	Row       ledger.Day // as the ledger has it; zero where it has none
}

// Standings returns how each of the last StandingDays days stands at now, oldest
// first.
func (c Calendar) Standings(ctx context.Context, l *ledger.Ledger, now time.Time) ([]Standing, error) {
	last := fetch.DayOf(now.UTC())
	first := last.Add(1 - StandingDays)
	rows, err := l.Days(ctx, first.String(), last.String())
	if err != nil {
		return nil, err
	}
	known := make(map[string]ledger.Day, len(rows))
	var past []ledger.Day // the schedule does not look at today
	for _, row := range rows {
		known[row.Day] = row
		if row.Day <= c.Yesterday(now).String() {
			past = append(past, row)
		}
	}
	missed, err := firstMissed(ctx, l, past, first)
	if err != nil {
		return nil, err
	}
	standings := make([]Standing, 0, StandingDays)
	for day := first; day.Compare(last) <= 0; day = day.Add(1) {
		s := Standing{Day: day, Condition: IsNotRun, Due: c.firing(day)}
		row, ok := known[day.String()]
		switch {
		case ok:
			s.Row, s.Condition = row, condition(row, s.Due, now)
		case !missed.IsZero() && day.Compare(missed) >= 0 && late(s.Due, now):
			s.Condition = IsMissing
		}
		standings = append(standings, s)
	}
	return standings, nil
}

// StandingsOf returns how each day from first to last stands at now, oldest first.
// No day is missing that lies before the last StandingDays, where the schedule
// does not look.
func (c Calendar) StandingsOf(ctx context.Context, l *ledger.Ledger, first, last fetch.Day, now time.Time) ([]Standing, error) {
	recent, err := c.Standings(ctx, l, now)
	if err != nil {
		return nil, err
	}
	rows, err := l.Days(ctx, first.String(), last.String())
	if err != nil {
		return nil, err
	}
	known := make(map[fetch.Day]Standing, len(rows)+len(recent))
	for _, row := range rows {
		day, err := fetch.ParseDay(row.Day)
		if err != nil {
			return nil, err
		}
		due := c.firing(day)
		known[day] = Standing{Day: day, Condition: condition(row, due, now), Due: due, Row: row}
	}
	for _, s := range recent {
		known[s.Day] = s
	}
	var standings []Standing
	for _, day := range Range(first, last) {
		s, ok := known[day]
		if !ok {
			s = Standing{Day: day, Condition: IsNotRun, Due: c.firing(day)}
		}
		standings = append(standings, s)
	}
	return standings, nil
}

// Belated returns the days before the last StandingDays that have been run within
// these, though they were older than that already: somebody runs the archive.
func (c Calendar) Belated(ctx context.Context, l *ledger.Ledger, now time.Time) ([]ledger.Day, error) {
	const window = StandingDays * 24 * time.Hour
	first := fetch.DayOf(now.UTC()).Add(1 - StandingDays)
	rows, err := l.Days(ctx, "", first.Add(-1).String())
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(rows, func(row ledger.Day) bool {
		day, err := fetch.ParseDay(row.Day)
		at := row.Finished
		if row.Running.After(at) {
			at = row.Running
		}
		return err != nil || now.Sub(at) > window || at.Sub(c.Over(day)) < window
	}), nil
}

// condition returns how a day stands by its row.
func condition(row ledger.Day, due, now time.Time) Condition {
	state := State(row.State)
	switch {
	case row.GivenUp:
		return IsGivenUp
	case state == Waiting && late(due, now):
		return IsMissing
	case state == Running && late(due, now) && late(row.Running, now):
		return IsMissing
	}
	return Condition(state)
}

func late(since, now time.Time) bool { return now.Sub(since) >= MissingAfter }

// LastDue returns the last day that was due first at now or before, and that
// moment.
func (c Calendar) LastDue(now time.Time) (fetch.Day, time.Time) {
	day := c.Yesterday(now)
	for range maxDays { // a schedule may fire once a month
		if due := c.firing(day); !due.After(now) {
			return day, due
		}
		day = day.Add(-1)
	}
	return day, c.firing(day)
}

// NextDue returns when a day is due next: at the schedule's next moment after now,
// or at an earlier try of one of the days; the zero time where neither is known.
func (c Calendar) NextDue(standings []Standing, now time.Time) time.Time {
	next := c.NextFiring(now)
	for _, s := range standings {
		if try := s.Row.NextTry; !s.Row.Settled && try.After(now) && (next.IsZero() || try.Before(next)) {
			next = try
		}
	}
	return next
}
