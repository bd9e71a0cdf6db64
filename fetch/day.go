package fetch

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Day is a calendar date as Hugging Face lists it, which is UTC's. It is
// comparable and has no time zone; the zero Day is no date.
type Day struct {
	year  int
	month time.Month
	day   int
}

// DayOf returns the calendar date of t in t's own location.
func DayOf(t time.Time) Day {
	year, month, day := t.Date()
	return Day{year, month, day}
}

// ParseDay reads a date of the form 2025-10-06. It refuses dates that do not
// exist, such as 2025-02-29.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	var fault *time.ParseError
	switch {
	case err == nil:
		return DayOf(t), nil
	case errors.As(err, &fault) && strings.HasSuffix(fault.Message, " out of range"):
		return Day{}, fmt.Errorf("there is no %.40q in the calendar", s)
	}
	return Day{}, fmt.Errorf("%.40q is no date of the form 2025-10-06", s)
}

// IsZero reports whether d is no date.
func (d Day) IsZero() bool { return d == Day{} }

// String returns the date as 2025-10-06, and nothing for the zero Day.
func (d Day) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Midnight().Format(time.DateOnly)
}

// Midnight returns the start of the day in UTC.
func (d Day) Midnight() time.Time {
	return time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)
}

// Add returns the date n days later, or earlier where n is negative.
func (d Day) Add(n int) Day { return DayOf(d.Midnight().AddDate(0, 0, n)) }

// Compare returns -1, 0 or +1 as d is before, at or after other.
func (d Day) Compare(other Day) int {
	return cmp.Or(
		cmp.Compare(d.year, other.year),
		cmp.Compare(d.month, other.month),
		cmp.Compare(d.day, other.day),
	)
}

// IsWeekend reports whether d is a Saturday or a Sunday, when Hugging Face
// usually lists nothing.
func (d Day) IsWeekend() bool {
	weekday := d.Midnight().Weekday()
	return weekday == time.Saturday || weekday == time.Sunday
}

// MarshalText returns what String returns.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what ParseDay reads.
func (d *Day) UnmarshalText(text []byte) error {
	parsed, err := ParseDay(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
