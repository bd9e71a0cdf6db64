package pipeline_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/robfig/cron/v3"
	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
)

var seoul = time.FixedZone("KST", 9*60*60)

// calendar is the default one: 07:15 in Seoul, three days back.
func calendar() pipeline.Calendar {
	schedule, err := cron.ParseStandard("15 7 * * *")
	if err != nil {
		panic(err)
	}
	return pipeline.Calendar{Zone: seoul, Next: schedule.Next, Lookback: 3}
}

// kst returns a moment of October 2025 in Seoul.
func kst(day, hour, minute int) time.Time { return time.Date(2025, 10, day, hour, minute, 0, 0, seoul) }

// october names days of October 2025 by their numbers.
func october(numbers ...int) []string {
	var names []string
	for _, n := range numbers {
		names = append(names, time.Date(2025, 10, n, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
	}
	return names
}

func names(days []fetch.Day) []string {
	var all []string
	for _, d := range days {
		all = append(all, d.String())
	}
	return all
}

func TestDue(t *testing.T) {
	row := func(n int, state pipeline.State, change func(*ledger.Day)) ledger.Day {
		d := ledger.Day{Day: october(n)[0], State: string(state), Finished: kst(n+1, 7, 20), NextTry: kst(n+2, 7, 15)}
		if change != nil {
			change(&d)
		}
		return d
	}
	tried := func(at time.Time) func(*ledger.Day) { return func(d *ledger.Day) { d.NextTry = at } }
	settled := func(d *ledger.Day) { d.NextTry, d.Settled = time.Time{}, true }
	restored := func(d *ledger.Day) { d.NextTry = time.Time{} }
	for _, test := range []struct {
		name    string
		now     time.Time
		rows    []ledger.Day // by hand, but in a case about a machine
		due     []string
		revisit []string
	}{
		{"a new site before the schedule", kst(14, 7, 14), nil, october(11, 12), october(13)},
		{"a new site after it", kst(14, 7, 15), nil, october(11, 12, 13), october(13)},
		{
			"all is done for today", kst(14, 12, 0),
			[]ledger.Day{
				row(11, pipeline.Complete, tried(kst(15, 7, 15))), row(12, pipeline.Empty, tried(kst(15, 7, 15))),
				row(13, pipeline.Complete, tried(kst(15, 7, 15))),
			},
			nil, october(11, 12, 13),
		},
		{
			"the next morning", kst(15, 7, 15),
			[]ledger.Day{row(11, pipeline.Complete, settled), row(12, pipeline.Empty, nil), row(13, pipeline.Complete, nil)},
			october(12, 13, 14), october(12, 13, 14),
		},
		{
			"a machine that slept for three days", kst(18, 9, 0),
			[]ledger.Day{row(12, pipeline.Complete, settled), row(13, pipeline.Complete, nil)},
			october(13, 14, 15, 16, 17), october(13, 14, 15, 16, 17),
		},
		{
			"a machine that slept for longer than is looked back", time.Date(2025, 12, 1, 9, 0, 0, 0, seoul),
			[]ledger.Day{row(13, pipeline.Complete, nil)},
			names(pipeline.Range(day("2025-11-01"), day("2025-11-30"))), names(pipeline.Range(day("2025-11-01"), day("2025-11-30"))),
		},
		{
			"a day of long ago by hand, on a new site", time.Date(2025, 12, 1, 9, 0, 0, 0, seoul),
			[]ledger.Day{row(13, pipeline.Complete, settled)},
			names(pipeline.Range(day("2025-11-28"), day("2025-11-30"))),
			[]string{"2025-11-30"},
		},
		{
			"a gap before a day that is done stays one", kst(14, 9, 0),
			[]ledger.Day{row(1, pipeline.Complete, settled), row(12, pipeline.Complete, tried(kst(15, 7, 15))), row(13, pipeline.Complete, tried(kst(15, 7, 15)))},
			october(11), october(12, 13),
		},
		{
			"a pause is heeded, but not by hand", kst(14, 9, 0),
			[]ledger.Day{
				row(11, pipeline.Partial, tried(kst(14, 9, 1))), row(12, pipeline.Failed, tried(kst(14, 9, 0))),
				row(13, pipeline.Complete, tried(kst(15, 7, 15))),
			},
			october(12), october(11, 12, 13),
		},
		{
			"a day that was given up is tried when the schedule fires", kst(14, 7, 30),
			[]ledger.Day{
				row(5, pipeline.Failed, func(d *ledger.Day) { d.GivenUp, d.NextTry = true, kst(14, 7, 15) }),
				row(12, pipeline.Complete, settled), row(13, pipeline.Complete, settled),
			},
			october(5, 11), october(5, 13),
		},
		{
			"a run that died", kst(14, 9, 0),
			[]ledger.Day{row(13, pipeline.Running, func(d *ledger.Day) {
				d.Running, d.Finished, d.NextTry = kst(14, 7, 15), time.Time{}, kst(14, 7, 16)
			})},
			october(11, 12, 13), october(13),
		},
		{
			"a reading that was slept through is made up for", kst(20, 9, 0),
			[]ledger.Day{row(14, pipeline.Complete, nil), row(19, pipeline.Complete, tried(kst(21, 7, 15)))},
			october(14, 17, 18), october(14, 19),
		},
		{
			"a restored ledger", kst(14, 9, 0),
			[]ledger.Day{row(9, pipeline.Complete, restored), row(10, pipeline.Partial, restored), row(12, pipeline.Complete, restored)},
			october(11, 12, 13), october(12, 13),
		},
		{
			"a clock that was ahead", kst(14, 9, 0),
			[]ledger.Day{row(11, pipeline.Complete, settled), row(12, pipeline.Complete, func(d *ledger.Day) {
				d.Finished, d.NextTry, d.Settled = kst(14, 9, 0).AddDate(9, 0, 0), time.Time{}, true
			}), row(13, pipeline.Failed, func(d *ledger.Day) {
				d.Finished, d.NextTry = kst(14, 9, 0).AddDate(9, 0, 0), kst(14, 10, 0).AddDate(9, 0, 0)
			})},
			october(12, 13), october(12, 13),
		},
		{"a day to come is not due", kst(14, 7, 14), []ledger.Day{row(14, pipeline.Waiting, restored)}, october(11, 12), october(13)},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			scheduled := strings.HasPrefix(test.name, "a machine")
			for _, row := range test.rows {
				if err := w.ledger.BeginDay(t.Context(), row.Day, row.State, row.Finished, row.Finished, scheduled); err != nil {
					t.Fatal(err)
				}
				if err := w.ledger.FinishDay(t.Context(), row, nil, nil); err != nil {
					t.Fatal(err)
				}
				if !row.Running.IsZero() {
					if err := w.ledger.BeginDay(t.Context(), row.Day, row.State, row.Running, row.NextTry, false); err != nil {
						t.Fatal(err)
					}
				}
			}
			due, err := calendar().Due(t.Context(), w.ledger, test.now)
			revisit, err2 := calendar().Revisit(t.Context(), w.ledger, test.now)
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			equal(t, test.due, names(due))
			equal(t, test.revisit, names(revisit))
		})
	}
}

// A schedule in a zone that saves daylight fires at an hour that one morning
// does not have: the day is due a day later, not lost.
func TestDueWhereAnHourIsMissing(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skipf("no time zones here: %v", err)
	}
	schedule, err := cron.ParseStandard("30 2 * * *")
	if err != nil {
		t.Fatal(err)
	}
	c := pipeline.Calendar{Zone: berlin, Next: schedule.Next, Lookback: 1}
	w := newWorld(t)
	for _, test := range []struct {
		now time.Time
		due []string
	}{
		{time.Date(2026, 3, 29, 12, 0, 0, 0, berlin), nil},
		{time.Date(2026, 3, 30, 2, 29, 0, 0, berlin), nil},
		{time.Date(2026, 3, 30, 2, 30, 0, 0, berlin), []string{"2026-03-28", "2026-03-29"}},
	} {
		if err := w.ledger.FinishDay(t.Context(), ledger.Day{Day: "2026-03-27", State: "complete", Settled: true}, nil, nil); err != nil {
			t.Fatal(err)
		}
		due, err := c.Due(t.Context(), w.ledger, test.now)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, test.due, names(due))
	}
}

// reconcile runs what is due, as serve does but for every so long only, from one
// moment to another, and returns the reports in order.
func (w *world) reconcile(from, to time.Time, every time.Duration) []pipeline.Report {
	w.t.Helper()
	var reports []pipeline.Report
	for now := from; !now.After(to); now = now.Add(every) {
		w.now = func() time.Time { return now }
		due, err := calendar().Due(w.t.Context(), w.ledger, now)
		if err != nil {
			w.t.Fatal(err)
		}
		if len(due) == 0 {
			continue
		}
		p := w.pipeline(zap.NewNop(), pipeline.Options{Calendar: calendar()})
		got, err := p.RunDays(w.t.Context(), due, pipeline.Request{Scheduled: true})
		if err != nil {
			w.t.Fatal(err)
		}
		reports = append(reports, got...)
	}
	return reports
}

// morning runs what is due at 07:15 of a day of October.
func (w *world) morning(n int) { w.reconcile(kst(n, 7, 15), kst(n, 7, 15), time.Hour) }

// A week of mornings reads each list once a day while the day is looked back
// to, and does nothing else.
func TestReadings(t *testing.T) {
	w := newWorld(t)
	for n := 6; n <= 10; n++ {
		w.lists[day(october(n)[0])] = listed(n*10, n*10+1)
	}
	w.reconcile(kst(7, 7, 15), kst(7, 7, 15), 15*time.Minute) // the 4th, 5th and 6th
	w.listings = 0
	late := day(october(7)[0])
	reports := w.reconcile(kst(7, 7, 30), kst(9, 7, 14), 15*time.Minute)
	equal(t, 3, len(reports)) // on the 8th: the 5th, 6th, 7th
	w.lists[late] = listed(999, 70, 71)
	reports = w.reconcile(kst(9, 7, 15), kst(11, 7, 14), 15*time.Minute)
	equal(t, 6, len(reports)) // on the 9th: the 6th, 7th, 8th; on the 10th: the 7th, 8th, 9th
	equal(t, 9, w.listings)
	equal(t, []string{"0070", "0071", "0999"}, w.order(late))
	row, _, err := w.ledger.FindDay(t.Context(), late.String())
	if err != nil || !row.Settled || row.GivenUp || row.Attempts != 3 {
		t.Errorf("the row is %+v, error %v", row, err)
	}
}

// An outage of a week: the pauses grow to an hour, days are given up as they
// leave the lookback, once each, and all heal when it is over.
func TestOutage(t *testing.T) {
	w := newWorld(t)
	w.reconcile(kst(6, 7, 15), kst(6, 7, 15), 15*time.Minute)
	for n := 6; n <= 13; n++ {
		w.lists[day(october(n)[0])] = listed(n * 10)
	}
	w.listErr = errors.New("the service answers 503")
	first := w.reconcile(kst(7, 7, 15), kst(7, 12, 0), time.Minute)
	var pauses []time.Duration
	var at []time.Time
	for _, r := range first {
		if r.Day == monday {
			at = append(at, r.NextTry)
		}
	}
	for i := range at[1:] {
		pauses = append(pauses, at[i+1].Sub(at[i]).Round(time.Minute))
	}
	equal(t, []time.Duration{2, 4, 8, 16, 32, 60, 60, 60, 60}, minutes(pauses))

	givenUp := map[string]int{}
	for _, r := range w.reconcile(kst(7, 12, 15), kst(13, 7, 14), 15*time.Minute) {
		if r.GivenUp {
			givenUp[r.Day.String()]++
		}
	}
	equal(t, true, givenUp[october(6)[0]] > 0 && givenUp[october(8)[0]] > 0)
	equal(t, 0, givenUp[october(11)[0]])

	w.listErr = nil
	w.reconcile(kst(13, 7, 15), kst(13, 8, 20), 15*time.Minute)
	for n := 6; n <= 12; n++ {
		row, _, err := w.ledger.FindDay(t.Context(), october(n)[0])
		if err != nil || row.State != "complete" || row.GivenUp {
			t.Errorf("the %dth is %+v, error %v", n, row, err)
		}
	}
	equal(t, 7, w.count())
}

// A day that a person runs after a pause of the machine does not hide the days that
// were missed in the pause; one that a person ran before the schedule began leaves
// none.
func TestMissedBeforeADayRunByHand(t *testing.T) {
	w := newWorld(t)
	for n := 1; n <= 16; n++ {
		w.lists[day(october(n)[0])] = listed(n * 10)
	}
	byHand := func(n int, now time.Time) {
		w.now = func() time.Time { return now }
		w.run(day(october(n)[0]), pipeline.Options{Calendar: calendar()}, pipeline.Request{})
	}
	ask := func(want []string, now time.Time) {
		t.Helper()
		due, err := calendar().Due(t.Context(), w.ledger, now)
		revisit, err2 := calendar().Revisit(t.Context(), w.ledger, now)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		equal(t, want, names(due))
		equal(t, want, names(revisit))
	}
	byHand(1, kst(5, 9, 0))
	w.morning(8) // the 2nd to the 7th follow the last that is done
	byHand(14, kst(15, 9, 0))
	now := kst(16, 14, 0)
	ask(october(6, 7, 8, 9, 10, 11, 12, 13, 14, 15), now) // the 6th and 7th were to be read once more
	standings, err := calendar().Standings(t.Context(), w.ledger, now)
	if err != nil {
		t.Fatal(err)
	}
	var missing []string
	for _, s := range standings {
		if s.Condition == pipeline.IsMissing {
			missing = append(missing, s.Day.String())
		}
	}
	equal(t, october(8, 9, 10, 11, 12, 13, 15), missing)
}

// Where days were missed begins with what the schedule has run or what is done, not
// with what a person has brought in of long ago.
func TestMissedFrom(t *testing.T) {
	now := kst(30, 14, 0) // of the 30 days before, the first is 30 September
	const old = "2025-06-02"
	type begun struct {
		day       string
		state     pipeline.State
		scheduled bool
	}
	for _, test := range []struct {
		name string
		rows []begun
		want string // the first of the missed; none: ""
	}{
		{"nothing", nil, ""},
		{"an old day by hand", []begun{{old, pipeline.Complete, false}}, ""},
		{"an old day by hand that failed", []begun{{old, pipeline.Failed, false}}, ""},
		{"a failed first run", []begun{{october(27)[0], pipeline.Failed, true}}, october(28)[0]},
		{"an old day, and a failed first run", []begun{{old, pipeline.Complete, false}, {october(27)[0], pipeline.Failed, true}}, october(28)[0]},
		{"an old day, and a first run that waits", []begun{{old, pipeline.Complete, false}, {october(27)[0], pipeline.Waiting, true}}, october(28)[0]},
		{"an old day that failed, and a failed first run", []begun{{old, pipeline.Failed, false}, {october(27)[0], pipeline.Failed, true}}, october(28)[0]},
		{"an old day, and a recent one by hand that failed", []begun{{old, pipeline.Complete, false}, {october(20)[0], pipeline.Failed, false}}, ""},
		{"an old day, and a recent one by hand", []begun{{old, pipeline.Complete, false}, {october(20)[0], pipeline.Complete, false}}, october(21)[0]},
		{
			"an old day, a recent one by hand, and a failed first run",
			[]begun{{old, pipeline.Complete, false}, {october(20)[0], pipeline.Complete, false}, {october(27)[0], pipeline.Failed, true}},
			october(21)[0],
		},
		{"a recent day by hand that failed", []begun{{october(20)[0], pipeline.Failed, false}}, october(21)[0]},
		{
			"a recent day by hand that failed, and a failed first run",
			[]begun{{october(20)[0], pipeline.Failed, false}, {october(27)[0], pipeline.Failed, true}},
			october(21)[0],
		},
		{"the schedule's days that failed", []begun{{october(20)[0], pipeline.Failed, true}, {october(25)[0], pipeline.Failed, true}}, october(21)[0]},
		{"a gap in the schedule's days", []begun{{october(20)[0], pipeline.Complete, true}, {october(25)[0], pipeline.Complete, true}}, october(21)[0]},
		{"a schedule that began long before", []begun{{old, pipeline.Complete, true}}, "2025-09-30"},
		{"a schedule that began long before and failed", []begun{{old, pipeline.Failed, true}}, "2025-09-30"},
		{
			"a schedule that began long before, and a recent day by hand",
			[]begun{{old, pipeline.Complete, true}, {october(20)[0], pipeline.Complete, false}},
			"2025-09-30",
		},
	} {
		for _, restored := range []bool{false, true} { // a record does not say who ran its day
			if restored && slices.ContainsFunc(test.rows, func(b begun) bool { return b.scheduled }) {
				continue
			}
			t.Run(fmt.Sprintf("%s, restored %v", test.name, restored), func(t *testing.T) {
				l := newWorld(t).ledger
				for _, b := range test.rows {
					row := ledger.Day{Day: b.day, State: string(b.state), Finished: now.Add(-time.Hour), NextTry: now.Add(time.Hour)}
					if restored {
						if err := l.Restore(t.Context(), []ledger.Restored{{Day: row}}); err != nil {
							t.Fatal(err)
						}
						continue
					}
					err := l.BeginDay(t.Context(), b.day, string(pipeline.Running), row.Finished, row.Finished, b.scheduled)
					if err = errors.Join(err, l.FinishDay(t.Context(), row, nil, nil)); err != nil {
						t.Fatal(err)
					}
				}
				standings, err := calendar().Standings(t.Context(), l, now)
				if err != nil {
					t.Fatal(err)
				}
				revisit, err := calendar().Revisit(t.Context(), l, now)
				if err != nil {
					t.Fatal(err)
				}
				first := slices.IndexFunc(standings, func(s pipeline.Standing) bool {
					return s.Condition == pipeline.IsMissing && s.Row.Day == ""
				})
				if test.want == "" {
					equal(t, -1, first)
				} else {
					if first < 0 {
						t.Fatal("no day is missing")
					}
					equal(t, max(test.want, "2025-10-01"), standings[first].Day.String()) // it has today among its 30
				}
				for _, day := range revisit {
					missed := !slices.ContainsFunc(test.rows, func(b begun) bool { return b.day == day.String() })
					if missed && day != calendar().Yesterday(now) && (test.want == "" || day.String() < test.want) {
						t.Errorf("%s is run, of %v", day, names(revisit))
					}
				}
				if test.want != "" && !slices.Contains(names(revisit), test.want) {
					t.Errorf("%s is not run, of %v", test.want, names(revisit))
				}
			})
		}
	}
}

// A day whose runs die, one after the other, is due again after a pause that
// grows as if they had failed.
func TestRunsThatDie(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	w.step = func() { panic("killed") }
	now := kst(7, 7, 15)
	w.now = func() time.Time { return now }
	for n := 1; n <= 8; n++ {
		func() {
			defer func() {
				if recover() == nil {
					t.Fatal("the run has not died")
				}
			}()
			_, _ = w.pipeline(zap.NewNop(), pipeline.Options{Calendar: calendar()}).
				RunDay(t.Context(), monday, pipeline.Request{Scheduled: true})
		}()
		for _, test := range []struct {
			now time.Time
			due bool
		}{{now.Add(pipeline.Pause(n) - 1), false}, {now.Add(pipeline.Pause(n)), true}} {
			due, err := calendar().Due(t.Context(), w.ledger, test.now)
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Contains(due, monday); got != test.due {
				t.Errorf("after run %d, and %v: due is %v", n, test.now.Sub(now), got)
			}
		}
		now = now.Add(pipeline.Pause(n))
	}
	w.step = func() {}
	equal(t, pipeline.Complete, w.simply(monday).State)
}

func minutes(durations []time.Duration) []time.Duration {
	for i := range durations {
		durations[i] /= time.Minute
	}
	return durations
}

// A paper that no conversation brings a summary for is not asked about for
// ever, and its day is read like any other.
func TestStuckDay(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.outcomes[id(2)] = refused
	reports := w.reconcile(kst(7, 7, 15), kst(7, 23, 0), 15*time.Minute)
	var runs int
	for _, r := range reports {
		if r.Day == monday {
			runs++
		}
	}
	equal(t, pipeline.MaxRounds, runs)
	equal(t, 1+2*pipeline.MaxRounds, w.count())
	last := w.reconcile(kst(8, 0, 0), kst(12, 0, 0), 15*time.Minute)
	var given []pipeline.Report
	for _, r := range last {
		if r.Day == monday {
			given = append(given, r)
		}
	}
	equal(t, 2, len(given))
	if r := given[1]; !r.Settled || !r.GivenUp || r.State != pipeline.Partial {
		t.Errorf("the last report is %+v", r)
	}
	equal(t, 1+2*pipeline.MaxRounds, w.count())
}

// A person has edited the post: what comes later is kept in the record and
// told, the post is left alone, and nobody tries for ever.
func TestEditedDay(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.reconcile(kst(7, 7, 15), kst(7, 7, 15), 15*time.Minute)
	w.edited[monday] = true
	w.lists[monday] = listed(3, 1, 2)
	var runs []pipeline.Report
	for _, r := range w.reconcile(kst(7, 7, 30), kst(12, 0, 0), 15*time.Minute) {
		if r.Day == monday {
			runs = append(runs, r)
		}
	}
	equal(t, 2, len(runs))
	for _, r := range runs {
		equal(t, pipeline.Partial, r.State)
		equal(t, false, r.GivenUp)
	}
	equal(t, true, runs[1].Settled)
	equal(t, []string{"0001", "0002", "0003"}, w.order(monday))
	equal(t, true, w.edited[monday])
}

func TestWithdrawnPaperIsMarked(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.simply(monday)
	w.lists[monday][1].Withdrawn = true
	report := w.simply(monday)
	equal(t, pipeline.Complete, report.State)
	equal(t, 1, report.Totals.Withdrawn)
	post, _, err := site{w}.Load(monday)
	if err != nil || post.Entries[0].Paper.Withdrawn || !post.Entries[1].Paper.Withdrawn {
		t.Errorf("the record says %+v, error %v", post.Entries, err)
	}
	w.lists[monday][1].Withdrawn = false // the page of the day does not tell
	equal(t, 1, w.simply(monday).Totals.Withdrawn)
	equal(t, 2, w.count())
}
