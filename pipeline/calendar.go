package pipeline

import (
	"context"
	"slices"
	"time"

	"dailypapers/fetch"
	"dailypapers/pipeline/ledger"
)

// Calendar says when a day is due: at the first moment of the schedule after it
// is over, again at each such moment while it is in the lookback, and, where
// something is lacking, as soon as a growing pause has passed.
type Calendar struct {
	Zone *time.Location // nil: UTC
	// Next is the schedule: its first moment after another, in Zone, or the zero
	// time where there is none. A nil Next has none.
	Next     func(after time.Time) time.Time
	Lookback int // how many past days are read again; at least 1
}

const (
	// maxDays is how far back a day is looked for that was missed or given up.
	maxDays = 30
	// quickTries is how often in a row a day is tried that has left the lookback
	// before its next try waits for the schedule: for two hours in all.
	quickTries = 8
	firstPause = time.Minute
)

// FirstYear is when Hugging Face began to list papers. A clock that shows an
// earlier one is not set yet: nothing is due, or else all that it knew would count
// as missed once it is set.
const FirstYear = 2023

// MaxPause is the longest pause before what ended badly is tried again.
const MaxPause = time.Hour

// Due returns the days to be run at now, oldest first: of the lookback those
// whose time has come, the known ones or not; and further back, for up to 30
// days, those that were begun and are not finished, and those that were missed.
// None is due while the clock shows a year without lists.
func (c Calendar) Due(ctx context.Context, l *ledger.Ledger, now time.Time) ([]fetch.Day, error) {
	if now.Year() < FirstYear {
		return nil, nil
	}
	return c.choose(ctx, l, now, false)
}

// Revisit returns the days that a run by hand brings on beside yesterday, which
// is the last of them, oldest first. It asks for no pause and no schedule, and
// so covers every day of the lookback that is known and not closed, and those that
// were missed.
func (c Calendar) Revisit(ctx context.Context, l *ledger.Ledger, now time.Time) ([]fetch.Day, error) {
	return c.choose(ctx, l, now, true)
}

// choose returns the days that are due, or those that someone asks for now.
func (c Calendar) choose(ctx context.Context, l *ledger.Ledger, now time.Time, asked bool) ([]fetch.Day, error) {
	last := c.Yesterday(now)
	first := last.Add(1 - maxDays)
	rows, err := l.Days(ctx, first.String(), last.String())
	if err != nil {
		return nil, err
	}
	known := make(map[string]ledger.Day, len(rows))
	for _, row := range rows {
		known[row.Day] = row
	}
	missed, err := firstMissed(ctx, l, rows, first)
	if err != nil {
		return nil, err
	}
	var days []fetch.Day
	for day := first; day.Compare(last) <= 0; day = day.Add(1) {
		row, ok := known[day.String()]
		due := false
		switch {
		case asked && day == last:
			due = true
		case ok:
			due = c.isDue(day, row, now, asked)
		case !missed.IsZero() && day.Compare(missed) >= 0 || !asked && c.inLookback(day, now):
			due = asked || !c.firing(day).After(now)
		}
		if due {
			days = append(days, day)
		}
	}
	return days, nil
}

// firstMissed returns the day from which on days without a row were missed, first or
// later; zero where none was. It is the first that the schedule has run, since only
// somebody else leaves gaps behind it, such as a person who ran a later day while
// the machine had been off; or the one after the last of the rows that is done, or
// the first one known where none is, if that is earlier. What a person has brought
// in of before first is no start.
func firstMissed(ctx context.Context, l *ledger.Ledger, rows []ledger.Day, first fetch.Day) (fetch.Day, error) {
	known, scheduled, err := l.FirstDays(ctx)
	if err != nil {
		return fetch.Day{}, err
	}
	var missed fetch.Day
	if scheduled != "" {
		if missed, err = fetch.ParseDay(max(scheduled, first.String())); err != nil {
			return fetch.Day{}, err
		}
	}
	start, after := known, 0
	for _, row := range slices.Backward(rows) {
		if isDone(row) {
			start, after = row.Day, 1
			break
		}
	}
	if start < first.String() {
		return missed, nil
	}
	day, err := fetch.ParseDay(start)
	if day = day.Add(after); err == nil && (missed.IsZero() || day.Compare(missed) < 0) {
		missed = day
	}
	return missed, err
}

// isDue reports whether a day that has a row is due.
func (c Calendar) isDue(day fetch.Day, row ledger.Day, now time.Time, asked bool) bool {
	switch {
	case row.Finished.After(now) || row.Running.After(now):
		return true // the clock was ahead: what it said of the day is not believed
	case row.Settled:
		return false
	case row.NextTry.IsZero(): // the row is restored, or older than the schedule
		return c.inLookback(day, now)
	case asked && (!isDone(row) || c.inLookback(day, now)):
		return true
	}
	return !row.NextTry.After(now)
}

func isDone(row ledger.Day) bool {
	return row.State == string(Complete) || row.State == string(Empty)
}

// Yesterday returns the last day that is over at now.
func (c Calendar) Yesterday(now time.Time) fetch.Day { return fetch.DayOf(c.In(now)).Add(-1) }

// In returns a moment as it is shown in Zone.
func (c Calendar) In(at time.Time) time.Time { return at.In(c.zone()) }

// inLookback reports whether a day is one of those that are read again at now.
func (c Calendar) inLookback(day fetch.Day, now time.Time) bool {
	return day.Compare(c.Yesterday(now).Add(1-max(c.Lookback, 1))) >= 0
}

// firing returns the moment at which a day is due first; where there is no
// schedule, that is when it is over.
func (c Calendar) firing(day fetch.Day) time.Time {
	over := c.Over(day)
	if next := c.NextFiring(over.Add(-time.Nanosecond)); !next.IsZero() {
		return next
	}
	return over
}

// Over returns the moment at which a day is over, in Zone.
func (c Calendar) Over(day fetch.Day) time.Time {
	next := day.Add(1).Midnight()
	return time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, c.zone())
}

// NextFiring returns the schedule's first moment after another, or the zero time
// where there is none.
func (c Calendar) NextFiring(after time.Time) time.Time {
	if c.Next == nil {
		return time.Time{}
	}
	return c.Next(c.In(after))
}

func (c Calendar) zone() *time.Location {
	if c.Zone == nil {
		return time.UTC
	}
	return c.Zone
}

// outlook says what another run of a day can bring.
type outlook int

const (
	whole   outlook = iota // nothing is lacking; papers may still be added
	hopeful                // what is lacking may come
	stuck                  // what is lacking will not come by itself
)

// plan is what follows a run of a day.
type plan struct {
	next             time.Time // zero where it is settled
	settled, givenUp bool
}

// plan returns what follows a run that ended at now and was the streak-th in a
// row that lacked something. A day that has left the lookback lacking something
// is given up; as long as it may come, it is tried once more whenever the
// schedule fires, for 30 days. What is older the schedule never had.
func (c Calendar) plan(day fetch.Day, o outlook, streak int, now time.Time) plan {
	next := c.NextFiring(now)
	recent := day.Compare(c.Yesterday(now).Add(1-maxDays)) > 0
	switch {
	case o == hopeful && c.inLookback(day, now), o == hopeful && recent && streak < quickTries:
		return plan{next: now.Add(Pause(streak))}
	case o == hopeful && recent && !next.IsZero():
		return plan{next: next, givenUp: true}
	case !next.IsZero() && c.inLookback(day, next):
		return plan{next: next}
	}
	return plan{settled: true, givenUp: o != whole && recent}
}

// Pause returns how long to rest after the streak-th try in a row, from 1, that
// ended badly: a minute, and twice as long each time, up to MaxPause.
func Pause(streak int) time.Duration {
	if streak > 10 { // far beyond the longest
		return MaxPause
	}
	return min(firstPause<<max(streak-1, 0), MaxPause)
}
