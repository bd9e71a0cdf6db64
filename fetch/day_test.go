package fetch_test

import (
	"encoding/json"
	"testing"
	"time"

	"dailypapers/fetch"
)

func day(t *testing.T, s string) fetch.Day {
	t.Helper()
	d, err := fetch.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDay(t *testing.T) {
	good := []string{"2025-10-06", "2024-02-29", "2000-02-29", "2023-05-04", "9999-12-31"}
	for _, s := range good {
		d, err := fetch.ParseDay(s)
		if err != nil || d.String() != s || d.IsZero() {
			t.Errorf("ParseDay(%q) = %v, %v", s, d, err)
		}
		text, err := json.Marshal(d)
		var back fetch.Day
		if err != nil || json.Unmarshal(text, &back) != nil || back != d {
			t.Errorf("%s does not survive JSON: %s, %v", s, text, err)
		}
	}
	bad := []string{
		"", "2025-02-29", "1900-02-29", "2025-13-01", "2025-00-10", "2025-06-31", "2025-1-6", "2025-10-6", "25-10-06",
		"2025/10/06", "20251006", "2025-10-06 ", " 2025-10-06", "2025-10-06T00:00:00Z", "2025-10-06\n", "-2025-10-06", "yesterday",
		"２０２５-10-06",
	}
	for _, s := range bad {
		if d, err := fetch.ParseDay(s); err == nil {
			t.Errorf("ParseDay(%q) = %v, want an error", s, d)
		}
	}
}

func TestDayIsOfTheTimeItsZoneShows(t *testing.T) {
	seoul := time.FixedZone("KST", 9*60*60)
	early := time.Date(2025, 10, 7, 8, 0, 0, 0, seoul) // 23:00 of the 6th in UTC
	if got := fetch.DayOf(early).String(); got != "2025-10-07" {
		t.Errorf("in Seoul: %s", got)
	}
	if got := fetch.DayOf(early.UTC()).String(); got != "2025-10-06" {
		t.Errorf("in UTC: %s", got)
	}
}

func TestDayAdd(t *testing.T) {
	tests := []struct {
		from string
		n    int
		want string
	}{
		{"2025-10-06", 0, "2025-10-06"},
		{"2024-02-28", 1, "2024-02-29"},
		{"2025-02-28", 1, "2025-03-01"},
		{"2025-01-01", -1, "2024-12-31"},
		{"2024-12-31", 1, "2025-01-01"},
		{"2025-03-30", 1, "2025-03-31"}, // clocks change in Europe
		{"2024-01-01", 366, "2025-01-01"},
	}
	for _, tt := range tests {
		from, want := day(t, tt.from), day(t, tt.want)
		if got := from.Add(tt.n); got != want {
			t.Errorf("%s + %d = %s, want %s", from, tt.n, got, want)
		}
		if got := want.Add(-tt.n); got != from {
			t.Errorf("%s - %d = %s, want %s", want, tt.n, got, from)
		}
		if got := want.Compare(from); got != sign(tt.n) || from.Compare(want) != -got {
			t.Errorf("Compare(%s, %s) = %d", want, from, got)
		}
	}
}

func sign(n int) int { return min(max(n, -1), 1) }

func TestDayCompareLooksAtTheYearFirst(t *testing.T) {
	if day(t, "2024-12-31").Compare(day(t, "2025-01-01")) != -1 || day(t, "2025-02-01").Compare(day(t, "2025-01-31")) != 1 {
		t.Error("days are not in the calendar's order")
	}
}

func TestDayIsWeekend(t *testing.T) {
	for s, want := range map[string]bool{
		"2025-10-03": false, "2025-10-04": true, "2025-10-05": true, "2025-10-06": false, "2024-02-29": false,
	} {
		if got := day(t, s).IsWeekend(); got != want {
			t.Errorf("IsWeekend(%s) = %t", s, got)
		}
	}
}

// A day that is no date must not look like one in a record.
func TestZeroDay(t *testing.T) {
	var zero fetch.Day
	if !zero.IsZero() || zero.String() != "" {
		t.Errorf("the zero day is %q", zero)
	}
	var d fetch.Day
	if err := json.Unmarshal([]byte(`""`), &d); err == nil {
		t.Errorf("an empty text is read as %v", d)
	}
}

func FuzzParseDay(f *testing.F) {
	for _, s := range []string{"2025-10-06", "2024-02-29", "2025-02-29", "0000-01-01", "9999-12-31", "2025-10-6"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := fetch.ParseDay(s)
		if err != nil {
			return
		}
		if d.String() != s {
			t.Errorf("ParseDay(%q) prints as %q", s, d)
		}
		if d.Add(1).Compare(d) != 1 || d.Add(1).Add(-1) != d || fetch.DayOf(d.Midnight()) != d {
			t.Errorf("%s is not in line with its neighbours", d)
		}
	})
}
