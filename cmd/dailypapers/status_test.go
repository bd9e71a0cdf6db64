package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
	"dailypapers/pipeline/sample"
)

// status returns what status --json shows.
func (w *world) status() (status siteStatus) {
	w.t.Helper()
	got := w.run("status", "--json")
	if err := json.Unmarshal([]byte(got.stdout), &status); err != nil {
		w.t.Fatalf("%v:\n%s%s", err, got.stdout, got.stderr)
	}
	return status
}

// known returns the days that the ledger knows.
func (s siteStatus) known() (days []dayStatus) {
	for _, d := range s.Days {
		if d.State != "not_run" && d.State != "missing" {
			days = append(days, d)
		}
	}
	return days
}

// aMonth is a status with a day of each kind, on the 15th of October at 09:00 in
// Seoul.
func aMonth(t *testing.T) siteStatus {
	t.Helper()
	first, err := fetch.ParseDay("2025-09-16")
	if err != nil {
		t.Fatal(err)
	}
	s := siteStatus{
		LastDue: "2025-10-14", NextDue: october(15, 9, 4), Month: monthStatus{Month: "2025-10", CostUSD: 1.25, BudgetUSD: 5},
	}
	for n := range 30 {
		day := first.Add(n)
		d := dayStatus{Day: day.String(), State: "complete", Papers: 20, Summarised: 20, Tokens: 123456, CostUSD: 0.125, Attempts: 4, Settled: true}
		if day.IsWeekend() {
			d = dayStatus{Day: day.String(), State: "empty", Reason: "the list has no papers", Attempts: 3, Settled: true}
		}
		switch day.String() {
		case "2025-09-16", "2025-09-17":
			d = dayStatus{Day: day.String(), State: "not_run"}
		case "2025-10-02":
			d.State, d.GivenUp, d.Waiting, d.Reason = "partial", true, 1, "1 paper waits: the gate refused"
		case "2025-10-08":
			d.Withdrawn = 1
		case "2025-10-10":
			d = dayStatus{Day: day.String(), State: "missing", Missing: true, Reason: "it was never run; dailypapers run --date 2025-10-10"}
		case "2025-10-13":
			d.State, d.Waiting, d.Reason, d.Settled, d.NextTry = "partial", 2, "2 papers wait: status 503", false, october(15, 9, 4)
		case "2025-10-14":
			d = dayStatus{Day: day.String(), State: "failed", Reason: "an outage", Attempts: 5, NextTry: october(15, 9, 31)}
		case "2025-10-15":
			d = dayStatus{Day: day.String(), State: "not_run"}
		}
		s.Days = append(s.Days, d)
	}
	return s
}

func TestStatusIsDrawn(t *testing.T) {
	var out strings.Builder
	if err := aMonth(t).write(&out, time.FixedZone("KST", 9*60*60), false); err != nil {
		t.Fatal(err)
	}
	const want = `4 days are not well: 2025-10-10 missing, 2025-10-13 partial, 2025-10-14 failed and 1 before.

week of     Mon  Tue  Wed  Thu  Fri  Sat  Sun   papers       tokens       cost
2025-09-15       16.  17.  18+  19+  20-  21-       40      246,912    $0.2500
2025-09-22  22+  23+  24+  25+  26+  27-  28-      100      617,280    $0.6250
2025-09-29  29+  30+   1+   2X   3+   4-   5-      100      617,280    $0.6250
2025-10-06   6+   7+   8+   9+  10!  11-  12-       80      493,824    $0.5000
2025-10-13  13~  14x  15.                           20      123,456    $0.1250
+ complete   - empty   ~ partial   x failed   X given up   ! missing   . not run

spent in 2025-10: $1.2500 of $5.00 (25%)
next due: 2025-10-15 09:04 KST

DAY         STATE     PAPERS  WAITING  TOKENS   COST     TRIES  NEXT TRY         REASON
2025-10-02  given up  20      1        123,456  $0.1250  4      -                partial: 1 paper waits: the gate refused
2025-10-08  complete  20      0        123,456  $0.1250  4      -                (1 withdrawn)
2025-10-10  missing   0       0        0        $0.0000  0      -                it was never run; dailypapers run --date 2025-10-10
2025-10-13  partial   20      2        123,456  $0.1250  4      10-15 09:04 KST  2 papers wait: status 503
2025-10-14  failed    0       0        0        $0.0000  5      10-15 09:31 KST  an outage
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestCalendarIsNarrow(t *testing.T) {
	s := aMonth(t)
	for i := range s.Days {
		s.Days[i].Papers, s.Days[i].Tokens, s.Days[i].CostUSD = 999, 14_000_000, 999
	}
	var out strings.Builder
	if err := writeCalendar(&out, s.Days); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(out.String()) {
		if len(strings.TrimSuffix(line, "\n")) > 80 {
			t.Errorf("%d columns: %s", len(line)-1, line)
		}
	}
}

func TestStatus(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 9, 0)
		if got := w.run("status"); !strings.HasPrefix(got.stdout, "no day within the last 30 days was run") ||
			!strings.HasSuffix(got.stdout, "\nspent in 2025-10: $0.0000\n") {
			t.Errorf("of a new site:\n%s%s", got.stdout, got.stderr)
		}
		w.run("run") // which leaves the two days before to serve
		if got := w.run("status"); !strings.Contains(got.stdout, "\nnext due: 2025-10-16 07:15 KST\n") {
			t.Errorf("after the first run:\n%s", got.stdout)
		}
		w.run("backfill", "--from", "2025-10-10", "--to", "2025-10-14")
		got := w.run("status")
		for _, want := range []string{
			"All is well: 2025-10-14, the last day due, is complete.\n",
			"2025-10-06   6.   7.   8.   9.  10+  11-  12-        2 ", "2025-10-13  13+  14+  15.", "+ complete   - empty   . not run\n",
			"spent in 2025-10: $", "next due: 2025-10-16 07:15 KST\n",
		} {
			if !strings.Contains(got.stdout, want) {
				t.Errorf("%q is missing", want)
			}
		}
		if strings.Contains(got.stdout, "REASON") || t.Failed() {
			t.Errorf("status:\n%s%s", got.stdout, got.stderr)
		}

		time.Sleep(3 * 24 * time.Hour) // nobody runs it
		got = w.run("status")
		if !strings.HasPrefix(got.stdout, "2 days are not well: 2025-10-15 missing, 2025-10-16 missing.") ||
			!strings.Contains(got.stdout, "due now: 5 days") {
			t.Errorf("status:\n%s%s", got.stdout, got.stderr)
		}
		status := w.status()
		if n := len(status.Days); n != 30 || !status.Days[n-3].Missing || status.Days[n-3].State != "missing" || status.LastDue != "2025-10-17" {
			t.Errorf("%+v", status)
		}
	}, append(week(), sample.WithToday("2025-12-31"))...)
}

// One process works on one day. Another that has died at an earlier one is not at
// work, though nobody has run that day since.
func TestStatusOfARunThatDied(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 9, 0)
		state := filepath.Join(w.site, ".dailypapers")
		l, err := openLedger(w.t.Context(), state)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		for i, day := range []string{"2025-10-13", "2025-10-14"} {
			began := october(14+i, 7, 15)
			if err := l.BeginDay(w.t.Context(), day, "running", began, began.Add(time.Minute), true); err != nil {
				t.Fatal(err)
			}
		}
		lock := flock.New(filepath.Join(state, lockFile))
		if locked, err := lock.TryLock(); !locked {
			t.Fatal(err)
		}
		days := w.status().Days
		died, runs := days[len(days)-3], days[len(days)-2]
		if died.State != "failed" || runs.State != "running" {
			t.Errorf("the 13th is %s (%s), the 14th %s (%s)", died.State, died.Reason, runs.State, runs.Reason)
		}
		if err := lock.Unlock(); err != nil {
			t.Error(err)
		}
		if last := w.status().Days[len(days)-2]; last.State != "failed" {
			t.Errorf("the 14th is %s when nobody works", last.State)
		}
	})
}

func TestStatusOfOtherDays(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 9, 0)
		w.set("DAILYPAPERS_LLM_BUDGET_MONTH", "5")
		if got := w.run("backfill", "--from", "2024-03-01", "--to", "2024-03-02"); got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		const older = "\nspent in 2025-10: $0.0014 of $5.00 (0%)" +
			"\nrun lately: 2 days before these; dailypapers status --from 2024-03-01 --to 2024-03-02\n"
		if got := w.run("status"); !strings.Contains(got.stdout, older) {
			t.Errorf("of the last 30 days:\n%s%s", got.stdout, got.stderr)
		}
		got := w.run("status", "--from", "2024-02-28", "--to", "2024-03-02", "--all")
		for _, want := range []string{
			"All is well with the days that were run.\n", "2024-02-26            28.  29.   1+   2-", "\n2024-03-01  complete", "\n2 days ",
		} {
			if got.code != exitDone || !strings.Contains(got.stdout, want) {
				t.Errorf("exit code %d, %q is missing in:\n%s%s", got.code, want, got.stdout, got.stderr)
			}
		}
		var status siteStatus
		if err := json.Unmarshal([]byte(w.run("status", "--json", "--to", "2024-03-02").stdout), &status); err != nil {
			t.Fatal(err)
		}
		if n := len(status.Days); n != 30 || status.Days[n-1].State != "empty" || status.Days[n-3].State != "not_run" || status.Older != nil {
			t.Errorf("%+v", status)
		}
		if got := w.run("status", "--from", "2023-06-01", "--to", "2023-06-02"); got.stdout !=
			"no day from 2023-06-01 to 2023-06-02 was run; dailypapers backfill --from 2023-06-01 --to 2023-06-02 posts them\n"+
				"spent in 2025-10: $0.0014 of $5.00 (0%)\n" {
			t.Errorf("%s%s", got.stdout, got.stderr)
		}
		if got := w.run("status", "--from", "2025-10-02", "--to", "2025-10-01"); got.code != exitUsage || !strings.Contains(got.stderr, "begins on 2025-10-02") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	}, sample.WithDay("2024-03-01", sample.Papers()[1]), sample.WithToday("2025-12-31"))
}

// TestStatusOfDaysAlike holds that an outage of a fortnight is one line, and what
// is to be done about it one command.
func TestStatusOfDaysAlike(t *testing.T) {
	s := aMonth(t)
	for i := range s.Days[:20] { // from the 16th of September
		s.Days[i] = dayStatus{
			Day: s.Days[i].Day, State: "missing", Missing: true, Reason: neverRun + "; dailypapers run --date " + s.Days[i].Day,
		}
	}
	for i := 23; i < 25; i++ { // the 9th and 10th of October
		s.Days[i] = dayStatus{
			Day: s.Days[i].Day, State: "partial", Papers: 5, Summarised: 1, Waiting: 4, Tokens: 1500, CostUSD: 0.0012, Attempts: 2,
			Settled: true, Reason: "4 papers wait: status 503",
		}
	}
	for i := range s.Days[:3] {
		s.Days[i] = dayStatus{Day: s.Days[i].Day, State: "failed", Attempts: 9, Reason: "GET /" + s.Days[i].Day + ": status 503"}
	}
	var out strings.Builder
	if err := s.write(&out, time.FixedZone("KST", 9*60*60), false); err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(out.String(), "\n\nDAY")
	const want = `                       STATE     PAPERS  WAITING  TOKENS   COST     TRIES  NEXT TRY         REASON
2025-09-16 to 2025-09-18  failed    0       0        0        $0.0000  27     -                GET /2025-09-16: status 503; dailypapers backfill --from 2025-09-16 --to 2025-09-18
2025-09-19 to 2025-10-05  missing   0       0        0        $0.0000  0      -                it was never run; dailypapers backfill --from 2025-09-19 --to 2025-10-05
2025-10-08                complete  20      0        123,456  $0.1250  4      -                (1 withdrawn)
2025-10-09 to 2025-10-10  partial   10      8        3,000    $0.0024  4      -                4 papers wait: status 503; dailypapers backfill --from 2025-10-09 --to 2025-10-10
2025-10-13                partial   20      2        123,456  $0.1250  4      10-15 09:04 KST  2 papers wait: status 503
2025-10-14                failed    0       0        0        $0.0000  5      10-15 09:31 KST  an outage
`
	if diff := cmp.Diff(want, table); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestStatusOfABrokenLedger(t *testing.T) {
	inWorld(t, func(w *world) {
		state := filepath.Join(w.site, ".dailypapers")
		if err := errors.Join(os.Mkdir(state, 0o755), os.WriteFile(filepath.Join(state, ledgerFile), []byte("junk\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
		got := w.run("status")
		if got.code != exitFailed || !strings.Contains(got.stderr, "\ntry: see that the state folder can be read; "+brokenLedger+"\n") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	})
}
