package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/internal/fixture"
	"dailypapers/pipeline/sample"
)

// daily gives an upstream one paper on each day from one to another.
func daily(from, to string) sample.Option {
	return func(u *sample.Upstream) {
		for _, date := range datesFrom(from, to) {
			day, _ := time.Parse(time.DateOnly, date)
			u.SetDay(date, invented(day, 0))
		}
	}
}

// datesFrom returns the dates from one to another, both included.
func datesFrom(from, to string) []string {
	day, _ := time.Parse(time.DateOnly, from)
	var dates []string
	for ; day.Format(time.DateOnly) <= to; day = day.AddDate(0, 0, 1) {
		dates = append(dates, day.Format(time.DateOnly))
	}
	return dates
}

// posted returns the dates of a site's posts, in order, one for each post.
func posted(t *testing.T, site string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(site, "_posts", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for i, path := range paths {
		paths[i] = filepath.Base(path)[:len(time.DateOnly)]
	}
	slices.Sort(paths)
	return paths
}

// TestServeOverOddDays serves over the days on which a calendar trips: each day
// has its post, on the morning after it.
func TestServeOverOddDays(t *testing.T) {
	tests := []struct {
		name, zone, schedule string
		from, to             string // mornings
		late                 string // the morning that has no such hour: its day comes with the next one's
	}{
		{"29 February", "Asia/Seoul", "15 7 * * *", "2028-02-28", "2028-03-02", ""},
		{"28 February of a year without a 29th", "Asia/Seoul", "15 7 * * *", "2027-02-28", "2027-03-02", ""},
		{"New Year", "Asia/Seoul", "15 7 * * *", "2027-12-31", "2028-01-03", ""},
		{"New Year, at midnight", "Asia/Seoul", "0 0 * * *", "2027-12-31", "2028-01-03", ""},
		{"spring in Berlin, at an hour that is there", "Europe/Berlin", "15 7 * * *", "2026-03-28", "2026-03-31", ""},
		{"spring in Berlin, at an hour that is missing", "Europe/Berlin", "30 2 * * *", "2026-03-28", "2026-03-31", "2026-03-29"},
		{"spring in Berlin, at the end of the gap", "Europe/Berlin", "0 3 * * *", "2026-03-28", "2026-03-31", ""},
		{"autumn in Berlin, at an hour that is there", "Europe/Berlin", "15 7 * * *", "2025-10-25", "2025-10-28", ""},
		{"autumn in Berlin, at an hour that comes twice", "Europe/Berlin", "30 2 * * *", "2025-10-25", "2025-10-28", ""},
		{"autumn in Berlin, at midnight", "Europe/Berlin", "0 0 * * *", "2025-10-25", "2025-10-28", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			zone, err := time.LoadLocation(tt.zone)
			if err != nil {
				fixture.Absent(t, fmt.Sprintf("no time zones here: %v", err))
			}
			mornings := datesFrom(tt.from, tt.to)
			first, _ := time.ParseInLocation(time.DateOnly, mornings[0], zone)
			inWorld(t, func(w *world) {
				w.set("DAILYPAPERS_TIMEZONE", tt.zone)
				w.set("DAILYPAPERS_SCHEDULE", tt.schedule)
				w.set("DAILYPAPERS_LOOKBACK_DAYS", "1")
				w.begin = first
				var wrong []string
				var log strings.Builder
				for i, morning := range mornings {
					now := func() time.Time { return w.begin.Add(time.Since(w.start)) }
					at := func(hour int) time.Time {
						return time.Date(first.Year(), first.Month(), first.Day()+i, hour, 0, 0, 0, zone)
					}
					time.Sleep(at(0).Sub(now()))
					got := w.runFor(at(8).Sub(now()), "serve")
					log.WriteString(got.stderr)
					want := datesFrom(yesterdayOf(mornings[0]), yesterdayOf(morning))
					if morning == tt.late {
						want = want[:len(want)-1]
					}
					if diff := cmp.Diff(want, posted(t, w.site)); diff != "" {
						wrong = append(wrong, fmt.Sprintf("at 8 on %s, -want +got:\n%s", morning, diff))
					}
				}
				if n := w.upstream.Count(sample.Chat); n != len(mornings) {
					wrong = append(wrong, fmt.Sprintf("%d questions for %d papers", n, len(mornings)))
				}
				if len(wrong) > 0 {
					t.Errorf("%s\n%s", strings.Join(wrong, "\n"), &log)
				}
			}, sample.WithToday("9999-12-31"), daily(yesterdayOf(mornings[0]), mornings[len(mornings)-1]))
		})
	}
}

func yesterdayOf(date string) string {
	day, _ := time.Parse(time.DateOnly, date)
	return day.AddDate(0, 0, -1).Format(time.DateOnly)
}

// TestServeWithAClockThatJumps sets the clock of a serving process forth and back
// by up to two days and a half, every few hours, and right in the end. The
// upstream goes by the right time: to it a day ahead is not open. In the end each
// day has one post, and no answer was bought twice.
func TestServeWithAClockThatJumps(t *testing.T) {
	t.Parallel()
	const jumps = 24
	begin := time.Date(2025, 10, 14, 22, 0, 0, 0, time.UTC)
	seeds := uint64(5)
	if underRace {
		seeds = 1
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 29))
			var start time.Time // of the bubble
			right := func() time.Time { return begin.Add(time.Since(start)) }
			inWorld(t, func(w *world) {
				start = w.start
				var wrong atomic.Int64 // how far the clock is ahead
				var log locked
				ctx, cancel := context.WithCancel(w.t.Context())
				ended := make(chan int)
				go func() {
					ended <- run(ctx, []string{"serve", "--site", w.site}, io.Discard, &log, environment{
						variables: w.variables, jitter: func() float64 { return 0.5 }, transport: w.transport, pid: 4711,
						now: func() time.Time { return right().Add(time.Duration(wrong.Load())) },
					})
				}()
				for range jumps {
					time.Sleep(time.Duration(chance.Int64N(int64(5 * time.Hour))))
					wrong.Store(chance.Int64N(int64(120*time.Hour)) - int64(60*time.Hour))
				}
				wrong.Store(0)
				time.Sleep(26 * time.Hour)
				cancel()
				if code := <-ended; code != exitDone {
					t.Errorf("exit code %d", code)
				}
				// The last morning's day is posted; the day after it may be, early, where a
				// clock that was ahead has asked for it.
				seoul := right().Add(9 * time.Hour)
				due, over := seoul.Add(-7*time.Hour-15*time.Minute).AddDate(0, 0, -1), seoul.AddDate(0, 0, -1)
				got := posted(t, w.site)
				if len(got) == 0 || got[0] > "2025-10-13" || !slices.Equal(got, datesFrom(got[0], got[len(got)-1])) ||
					got[len(got)-1] < due.Format(time.DateOnly) || got[len(got)-1] > over.Format(time.DateOnly) {
					t.Errorf("posts of %v, want one of each day up to %s:\n%s", got, due.Format(time.DateOnly), log.String())
				}
				if n := w.upstream.Count(sample.Chat); n != len(got) {
					t.Errorf("%d questions for %d papers", n, len(got))
				}
			}, sample.WithToday("9999-12-31"), daily("2025-10-01", "2025-11-30"), sample.WithFault(notOpen(right)))
		})
	}
}

// A machine without a clock of its own begins in 1970, until a server has told it
// the time. What it posts then is what a new site posts.
func TestServeBeforeTheClockIsSet(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = time.Date(1970, 1, 2, 3, 0, 0, 0, time.UTC)
		w.runFor(time.Hour, "serve")
		if n := w.upstream.Count(); n > 0 {
			t.Errorf("%d requests in 1970", n)
		}
		w.begin = october(15, 9, 0).Add(-time.Since(w.start))
		w.runFor(time.Hour, "serve")
		if diff := cmp.Diff(datesFrom("2025-10-12", "2025-10-14"), posted(t, w.site)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	}, sample.WithToday("9999-12-31"), daily("2025-09-01", "2025-10-31"))
}

// notOpen is Hugging Face's answer for a day that has not begun.
func notOpen(now func() time.Time) sample.Fault {
	return func(kind sample.Kind, _ int, r *http.Request) http.Handler {
		date := r.URL.Query().Get("date")
		if kind != sample.List || date <= now().Format(time.DateOnly) {
			return nil
		}
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error": "✖ \"date\" must be less than or equal to \"`+
				now().Format(time.DateOnly)+`T23:59:59.999Z\"\n  → at date"}`)
		})
	}
}
