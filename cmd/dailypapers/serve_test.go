package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/pipeline"
	"dailypapers/pipeline/sample"
)

// october returns a moment of October 2025 in Seoul.
func october(day, hour, minute int) time.Time {
	return time.Date(2025, 10, day, hour-9, minute, 0, 0, time.UTC)
}

// week is an upstream that has two papers on each day from Monday the 6th to
// Friday the 17th of October, but not at weekends.
func week() []sample.Option {
	papers := sample.Papers()
	options := []sample.Option{sample.WithToday("2025-12-31")}
	for n := range 12 {
		date := october(6+n, 12, 0)
		if weekday := date.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
			continue
		}
		list := papers[:2:2]
		for i := range list {
			list[i].ID = date.Format("0601") + ".9" + date.Format("02") + string(rune('1'+i)) + "0"
		}
		options = append(options, sample.WithDay(date.Format(time.DateOnly), append([]sample.Paper{}, list...)...))
		papers = sample.Papers()
	}
	return options
}

// dates returns the days of the site's posts.
func (w *world) dates() string {
	var dates []string
	for name := range w.files() {
		if post, ok := strings.CutPrefix(name, "_posts/"); ok {
			dates = append(dates, post[len("2025-10-"):len("2025-10-06")])
		}
	}
	return strings.Join(slices.Sorted(slices.Values(dates)), " ")
}

func TestServe(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(7, 7, 14)
		got := w.runFor(30*time.Second, "serve")
		if got.code != exitDone || w.dates() != "" || !strings.Contains(got.stderr, "stopped") ||
			strings.Contains(got.stderr, "stopping") { // nothing was under way
			t.Fatalf("a minute too early: exit code %d, posts %s:\n%s", got.code, w.dates(), got.stderr)
		}
		got = w.runFor(5*time.Minute, "serve")
		if got.code != exitDone || w.dates() != "06" || !strings.HasSuffix(got.stdout, "-20251006.md\n") {
			t.Fatalf("exit code %d, posts %s, printed %s:\n%s", got.code, w.dates(), got.stdout, got.stderr)
		}

		// The machine sleeps for ten days, far beyond the lookback.
		time.Sleep(10*24*time.Hour + time.Hour)
		asked := w.upstream.Count(sample.Chat)
		got = w.runFor(10*time.Minute, "serve")
		if w.dates() != "06 07 08 09 10 13 14 15 16" || w.upstream.Count(sample.Chat)-asked != 16 {
			t.Errorf("posts %s:\n%s", w.dates(), got.stderr)
		}
		if posted := strings.Fields(got.stdout); len(posted) != 8 || !slices.IsSorted(posted) {
			t.Errorf("they are not the oldest first:\n%s", got.stdout)
		}
	}, week()...)
}

// A day that has settled and is done is closed to a backfill; only its own name opens it.
func TestBackfillPassesSettledDaysOver(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(10, 7, 15)
		w.runFor(3*24*time.Hour+time.Hour, "serve") // the 7th to the 12th, the 11th and 12th still open
		for _, step := range []struct {
			reads int
			args  []string
		}{
			{0, []string{"backfill", "--from", "2025-10-07", "--to", "2025-10-09"}},
			{0, []string{"backfill", "--from", "2025-10-07", "--to", "2025-10-09", "--dry-run"}},
			{1, []string{"backfill", "--from", "2025-10-08", "--to", "2025-10-11"}},
			{1, []string{"run", "--date", "2025-10-07"}},
		} {
			before := w.upstream.Count(sample.List)
			got := w.run(step.args...)
			if n := w.upstream.Count(sample.List) - before; n != step.reads || got.code != exitDone {
				t.Errorf("%v: %d lists were read, want %d; exit code %d:\n%s", step.args, n, step.reads, got.code, got.stderr)
			}
			if said := strings.Contains(got.stderr, "passed over"); said != (step.args[0] == "backfill") {
				t.Errorf("%v: it said\n%s", step.args, got.stderr)
			}
		}
	}, week()...)
}

// A first run that fails does not make the days before it missed, because somebody
// has run one of long ago.
func TestBadFirstRunAfterAnOldDay(t *testing.T) {
	var mended atomic.Bool
	wrongKey := sample.Always(sample.Chat, sample.ModelError(401, "invalid_request_error", "invalid_api_key"))
	inWorld(t, func(w *world) {
		w.begin = october(30, 9, 0)
		mended.Store(true)
		w.run("run", "--date", "2025-08-06")
		mended.Store(false)
		if got := w.run("run"); got.code != exitFailed {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		if got := w.run("status"); !strings.HasPrefix(got.stdout, "1 day is not well: 2025-10-29 failed.") {
			t.Errorf("status:\n%s", got.stdout)
		}
		mended.Store(true)
		w.run("run")
		if got := posted(t, w.site); !slices.Equal(got, []string{"2025-08-06", "2025-10-29"}) {
			t.Errorf("posts of %v", got)
		}
	}, daily("2025-08-01", "2025-10-30"), sample.WithToday("2025-12-31"), sample.WithFault(
		func(kind sample.Kind, n int, r *http.Request) http.Handler {
			if mended.Load() {
				return nil
			}
			return wrongKey(kind, n, r)
		}))
}

// A day of serving after the morning's run asks for nothing; the next morning
// reads the lists of the lookback, once each.
func TestServeIsIdle(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(16, 7, 15)
		w.runFor(time.Minute, "serve")
		before := w.upstream.Count()
		if got := w.runFor(23*time.Hour, "serve"); w.upstream.Count() != before {
			t.Errorf("%d requests in an idle day:\n%s", w.upstream.Count()-before, got.stderr)
		}
		lists, chats := w.upstream.Count(sample.List), w.upstream.Count(sample.Chat)
		got := w.runFor(3*time.Hour, "serve")
		if n := w.upstream.Count(sample.List) - lists; n != 3 || w.upstream.Count(sample.Chat)-chats != 2 {
			t.Errorf("%d lists and %d questions:\n%s", n, w.upstream.Count(sample.Chat)-chats, got.stderr)
		}
	}, week()...)
}

// A day grows after its post is out, and a paper of it is withdrawn.
func TestServeAddsWhatCameLate(t *testing.T) {
	papers := sample.Papers()
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.runFor(time.Minute, "serve")
		before := w.post()
		withdrawn := papers[1]
		w.upstream.SetDay(sampleDay, papers[2], papers[0], withdrawn)
		w.runFor(23*time.Hour, "serve")
		if w.post() != before {
			t.Error("the list was read again too early")
		}
		w.runFor(2*time.Hour, "serve")
		if after := w.post(); !strings.HasPrefix(after, strings.TrimSuffix(before, "\n")) || strings.Count(after, "\n# ") != 3 {
			t.Errorf("before:\n%s\nafter:\n%s", before, after)
		}
		w.runFor(3*24*time.Hour, "serve")
		lists := w.upstream.Count(sample.List)
		w.upstream.SetDay(sampleDay, papers[:5]...)
		w.runFor(24*time.Hour, "serve")
		if strings.Count(w.post(), "\n# ") != 3 {
			t.Error("a settled day was opened again")
		}
		if n := w.upstream.Count(sample.List) - lists; n > 3 {
			t.Errorf("%d lists were read", n)
		}
	}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, papers[:2]...))
}

// The model server is down for half a day; the day heals by itself, and what
// was bought before is not bought again.
func TestServeHeals(t *testing.T) {
	papers := sample.Papers()[:3]
	fault := func(kind sample.Kind, nth int, _ *http.Request) http.Handler {
		if kind == sample.Chat && nth > 0 && nth < 100 {
			return sample.Status(503)
		}
		return nil
	}
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		got := w.runFor(24*time.Hour-time.Minute, "serve")
		if !strings.Contains(got.stderr, `"state": "partial"`) || !strings.Contains(got.stderr, `"state": "complete"`) {
			t.Errorf("it did not heal:\n%s", got.stderr)
		}
		if strings.Contains(w.post(), "요약 대기") {
			t.Errorf("papers wait:\n%s", w.post())
		}
	}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, papers...), sample.WithFault(fault))
}

// A record that cannot be read costs its own day, and no other.
func TestServeGoesOnAfterABrokenRecord(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.run("run", "--date", "2025-10-06") // a lost ledger would be made of the records
		record := filepath.Join(w.site, "_data", "daily_papers", "2025-10-13.json")
		if err := os.MkdirAll(filepath.Dir(record), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(record, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		w.runFor(24*time.Hour+2*time.Minute, "serve")
		if got := w.dates(); got != "06 07 08 09 10 14 15" {
			t.Errorf("posts %s", got)
		}
		got := w.run("status", "--json")
		if !strings.Contains(got.stdout, `"state": "failed"`) || !strings.Contains(got.stdout, "2025-10-13.json") {
			t.Errorf("status:\n%s", got.stdout)
		}
		if err := os.Remove(record); err != nil {
			t.Fatal(err)
		}
		w.runFor(time.Hour+time.Minute, "serve")
		if got := w.dates(); got != "06 07 08 09 10 13 14 15" {
			t.Errorf("posts %s when the record is removed", got)
		}
	}, week()...)
}

// An account that is exhausted is not asked for every day anew, nor every
// minute.
func TestServeRestsWhenNothingCanBeBought(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.set("DAILYPAPERS_LLM_CONCURRENCY", "1")
		got := w.runFor(12*time.Hour, "serve")
		if n := w.upstream.Count(sample.Chat); n < 10 || n > 60 {
			t.Errorf("%d questions in 12 hours:\n%s", n, got.stderr)
		}
		if !strings.Contains(got.stderr, "look at the account's limits") || len(w.files()) > 0 {
			t.Errorf("it said:\n%s", got.stderr)
		}
	}, append(week(), sample.WithFault(sample.Always(sample.Chat, sample.ModelError(429, "insufficient_quota", ""))))...)
}

// The rest after a fault begins when the fault has shown, however long the run
// took that met it.
func TestServeRestsAfterALongRun(t *testing.T) {
	var asked []time.Time
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.set("DAILYPAPERS_LLM_CONCURRENCY", "1")
		w.runFor(time.Hour, "serve")
		if len(asked) < 4 {
			t.Fatalf("asked at %v", asked)
		}
		for i, at := range asked[1:] {
			if rest, least := at.Sub(asked[i])-100*time.Second, pipeline.Pause(i+1); rest < least {
				t.Errorf("a rest of %v, want %v at least", rest, least)
			}
		}
	}, append(week(), sample.WithDelay(func(kind sample.Kind) time.Duration {
		if kind != sample.Chat {
			return 0
		}
		asked = append(asked, time.Now())
		return 100 * time.Second
	}), sample.WithFault(sample.Always(sample.Chat, sample.ModelError(429, "insufficient_quota", ""))))...)
}

// A service that asks for a pause gets it: no run is in vain meanwhile, and status
// says until when, and why. It gets none beyond the schedule's next moment.
func TestServeWaitsForAsLongAsItIsAsked(t *testing.T) {
	for _, tt := range []struct {
		name   string
		kind   sample.Kind
		wait   time.Duration
		next   time.Time // within a minute
		reason string
	}{
		{"the model server", sample.Chat, 2 * time.Hour, october(15, 9, 15), "; the model server asks to wait 2h0m0s"},
		{"the list", sample.List, 3 * time.Hour, october(15, 10, 15), "asks to wait 3h0m0s, which is too long"},
		{"far too long", sample.Chat, 100 * time.Hour, october(16, 7, 15), "; the model server asks to wait 100h0m0s"},
		{"not long", sample.Chat, 30 * time.Second, time.Time{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.begin = october(15, 7, 15)
				w.set("DAILYPAPERS_LOOKBACK_DAYS", "1")
				w.runFor(90*time.Minute, "serve")
				if tt.reason == "" {
					if day := w.status().known()[0]; day.State != "complete" {
						t.Errorf("the day is %+v", day)
					}
					return
				}
				day := w.status().known()[0]
				if late := day.NextTry.Sub(tt.next); day.State != "failed" || late < 0 || late > time.Minute ||
					!strings.Contains(day.Reason, tt.reason) || w.upstream.Count(sample.List) != 1 {
					t.Errorf("%d lists were read; the day is %+v", w.upstream.Count(sample.List), day)
				}
				w.runFor(24*time.Hour, "serve")
				if day := w.status().known()[0]; day.State != "complete" {
					t.Errorf("a day later it is %+v", day)
				}
			}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, sample.Papers()[:2]...),
				sample.WithFault(sample.First(1, tt.kind, sample.TooMany(tt.wait))))
		})
	}
}

// For serve a run is all from one firing of the schedule to the next: its budget
// is not opened anew by each try.
func TestServeKeepsToTheRunsBudget(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.set("DAILYPAPERS_LLM_BUDGET_RUN", "0.008")
		w.set("DAILYPAPERS_LLM_CONCURRENCY", "1")
		got := w.runFor(23*time.Hour+59*time.Minute, "serve")
		once := w.upstream.Count(sample.Chat) // what one run can buy
		if once != 1 || !strings.Contains(got.stderr, "budget") {
			t.Errorf("%d questions before the schedule fires, want 1:\n%s", once, got.stderr)
		}
		w.runFor(24*time.Hour, "serve") // it is started again, and then the schedule fires
		if n := w.upstream.Count(sample.Chat); n != 3 {
			t.Errorf("%d questions after it, want 3", n)
		}
	}, week()...)
}

// A ledger that is lost is made again at the next start, and the status of the
// days that have a post, and of the weekends between them, is as before.
func TestServeWithoutItsLedger(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(10, 7, 15)
		w.runFor(5*24*time.Hour+time.Hour, "serve") // posts the 7th to the 14th
		status := func() string {
			var all strings.Builder
			for _, d := range w.status().known() {
				fmt.Fprintln(&all, d.Day, d.State, d.Papers, d.Summarised, d.Waiting, d.Tokens, d.GivenUp)
			}
			return all.String()
		}
		before, files, asked := status(), w.files(), w.upstream.Count(sample.Chat)
		if err := os.RemoveAll(filepath.Join(w.site, ".dailypapers")); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, status()); diff != "" {
			t.Errorf("status without the ledger, -before +after:\n%s", diff)
		}
		got := w.runFor(time.Minute, "serve")
		if diff := cmp.Diff(before, status()); diff != "" {
			t.Errorf("status after the next start, -before +after:\n%s", diff)
		}
		if diff := cmp.Diff(files, w.files()); diff != "" || w.upstream.Count(sample.Chat) != asked {
			t.Errorf("%d questions, and the files are other ones:\n%s\n%s", w.upstream.Count(sample.Chat)-asked, diff, got.stderr)
		}
	}, week()...)
}

// A log that goes on for years names the date in each line, and the offset.
func TestServeLogsDates(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		got := w.runFor(time.Minute, "serve")
		for line := range strings.Lines(got.stderr) {
			if !strings.HasPrefix(line, "2025-10-14T22:1") || !strings.Contains(line, "Z  ") { // in UTC
				t.Errorf("no date in %q", line)
			}
		}
		if got.stderr == "" {
			t.Error("it said nothing")
		}
	}, week()...)
}

// A ledger that is removed under serve is made again; nothing is bought twice.
func TestServeLosesItsLedger(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.set("DAILYPAPERS_LOOKBACK_DAYS", "1")
		ended := make(chan ran)
		go func() { ended <- w.runFor(time.Hour, "serve") }()
		time.Sleep(10*time.Minute + time.Second)
		if err := os.RemoveAll(filepath.Join(w.site, ".dailypapers")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if _, err := os.Stat(filepath.Join(w.site, ".dailypapers", ledgerFile)); err != nil {
			t.Error(err)
		}
		got := <-ended
		if got.code != exitDone || strings.Count(got.stderr, "the ledger was removed") != 1 || w.upstream.Count(sample.Chat) != 2 {
			t.Errorf("exit code %d, %d questions:\n%s", got.code, w.upstream.Count(sample.Chat), got.stderr)
		}
		if got := w.run("status"); !strings.HasPrefix(got.stdout, "All is well") {
			t.Errorf("status:\n%s", got.stdout)
		}
	}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, sample.Papers()[:2]...))
}
