package pipeline_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/render"
	"dailypapers/summarize"
)

// again asks anew about papers.
func again(numbers ...int) pipeline.Request {
	request := pipeline.Request{Regenerate: true}
	for _, n := range numbers {
		request.Only = append(request.Only, id(n))
	}
	return request
}

// entries returns a day's record.
func (w *world) entries(d fetch.Day) []render.Entry {
	w.t.Helper()
	post, _, err := site{w}.Load(d)
	if err != nil {
		w.t.Fatal(err)
	}
	return post.Entries
}

func (w *world) row(d fetch.Day) ledger.Day {
	w.t.Helper()
	row, found, err := w.ledger.FindDay(w.t.Context(), d.String())
	if err != nil || !found {
		w.t.Fatalf("the ledger's row: found %v, error %v", found, err)
	}
	return row
}

func TestRegenerate(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3)
	w.run(monday, pipeline.Options{Select: pipeline.Selection{Limit: 2}}, pipeline.Request{})
	before, row := w.entries(monday), w.row(monday)
	w.lists[monday] = listed(9, 3, 2, 1)
	w.versions = map[fetch.ArxivID]fetch.Paper{id(2): {Version: 3}}
	w.listings, w.metadata, w.texts = 0, nil, nil

	report := w.run(monday, pipeline.Options{}, again(2))
	equal(t, pipeline.Complete, report.State)
	equal(t, []bool{false, true}, []bool{report.Rows[0].Renewed, report.Rows[1].Renewed})
	equal(t, 0.25, report.Totals.Spend.CostUSD)
	equal(t, "limit", report.LeftOut[0].Rule)
	equal(t, 0, w.listings)
	equal(t, [][]fetch.ArxivID{{id(2)}}, w.metadata)
	equal(t, 1, w.bought[id(2).String()+" round 3 answer 0"])

	after := w.entries(monday)
	equal(t, before[0], after[0])
	equal(t, 3, after[1].Paper.Version)
	equal(t, 1, len(after[1].History))
	old := after[1].History[0]
	equal(t, before[1].Result, old.Result)
	equal(t, before[1].Text, old.Text)
	equal(t, 2, old.Version)
	if !old.At.After(old.Result.At) || after[1].Result.At.After(old.At) {
		t.Errorf("bought at %s, replaced at %s by one of %s", old.Result.At, old.At, after[1].Result.At)
	}
	equal(t, 0.25, after[1].Result.Before.Cost)
	now := w.row(monday)
	equal(t, 0.75, now.CostUSD)
	row.Spend, row.Attempts = now.Spend, 2 // the schedule has not seen it
	equal(t, row, now)

	record := string(w.records[monday])
	w.lists[monday] = listed(1, 2)
	equal(t, pipeline.Complete, w.simply(monday).State)
	equal(t, record, string(w.records[monday]))
	equal(t, 3, w.count())

	w.run(monday, pipeline.Options{}, again(2))
	equal(t, 1, w.bought[id(2).String()+" round 4 answer 0"])
	equal(t, 2, len(w.entries(monday)[1].History))
	equal(t, 1.0, w.row(monday).CostUSD)
}

// Nothing but a new summary takes the place of an old one; what was paid in vain
// is counted, and the next attempt asks anew only where the last was held to its
// end.
func TestRegenerateInVain(t *testing.T) {
	for _, test := range []struct {
		name   string
		fault  func(*world)
		reason string
		paid   float64
		round  string // of the next attempt
	}{
		{"the gate refuses", func(w *world) { w.outcomes[id(2)] = refused }, "the gate refused", 0.5, "round 4"},
		{"the server fails", func(w *world) { w.outcomes[id(2)] = passing }, "503", 0, "round 3"},
		{"the account is exhausted", func(w *world) { w.outcomes[id(2)] = stops }, "exhausted", 0, "round 3"},
		{"there is no text", func(w *world) { w.textErr[id(2)] = errors.New("a stub") }, "no text: a stub", 0, "round 3"},
		{"there is only the abstract", func(w *world) { w.poor = true }, "only the abstract could be read", 0, "round 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.lists[monday] = listed(1, 2)
			w.simply(monday)
			before := w.entries(monday)
			test.fault(w)
			w.versions = map[fetch.ArxivID]fetch.Paper{id(2): {Version: 3}}
			report := w.run(monday, pipeline.Options{}, again(2))
			equal(t, pipeline.Complete, report.State)
			equal(t, "", report.Reason)
			equal(t, summarize.Held, report.Rows[1].Status)
			equal(t, false, report.Rows[1].Renewed)
			if kept := report.Rows[1].Kept; !strings.Contains(kept, test.reason) {
				t.Errorf("kept: %q", kept)
			}
			equal(t, "complete", w.row(monday).State)
			equal(t, 0.5+test.paid, w.row(monday).CostUSD)
			after := w.entries(monday)
			equal(t, test.paid, after[1].Result.Before.Cost)
			after[1].Result.Before = summarize.Paid{}
			equal(t, before, after)

			w.outcomes, w.textErr, w.poor = nil, nil, false
			equal(t, true, w.run(monday, pipeline.Options{}, again(2)).Rows[1].Renewed)
			equal(t, 1, w.bought[id(2).String()+" "+test.round+" answer 0"])
		})
	}
}

// What replaced summaries have cost stands in the record, and a ledger that is
// made of it knows as much, and buys anew.
func TestRegenerateWithoutTheLedger(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.simply(monday)
	w.run(monday, pipeline.Options{}, again(2))
	w.ledger = newWorld(t).ledger
	if _, err := pipeline.Rebuild(t.Context(), zap.NewNop(), w.ledger, site{w}, calendar(), w.now()); err != nil {
		t.Fatal(err)
	}
	equal(t, 0.75, w.row(monday).CostUSD)
	spent, err := w.ledger.Spent(t.Context(), time.Time{}, time.Time{})
	equal(t, nil, err)
	equal(t, 0.75, spent.CostUSD)
	w.run(monday, pipeline.Options{}, again(2))
	equal(t, 1.0, w.row(monday).CostUSD)
	equal(t, 2, len(w.entries(monday)[1].History))
}

func TestRegenerateRefusesWhatIsNotPosted(t *testing.T) {
	w := newWorld(t)
	w.lists[monday], w.lists[tuesday] = listed(1, 2), listed(3)
	w.simply(monday)
	w.simply(tuesday)
	row := w.row(monday)
	_, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(t.Context(), monday, again(1, 3, 7))
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"2510.90003 stands in the post of 2025-10-07, try --date 2025-10-07 --paper 2510.90003 --regenerate",
		"2510.90007 stands in no post",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v", err)
		}
	}
	equal(t, row, w.row(monday))
	equal(t, 3, w.count())
}

// A paper that has had all its rounds is asked about once more; one that waits
// goes on where it is. Neither leaves a history.
func TestRegenerateWhatWaits(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3)
	w.outcomes[id(2)] = refused
	for range pipeline.MaxRounds - 1 {
		w.simply(monday)
	}
	w.run(monday, pipeline.Options{}, again(2))
	equal(t, 2+2*pipeline.MaxRounds, w.count())
	report := w.run(monday, pipeline.Options{}, again(2)) // out of turn, and in vain
	if reason := report.Rows[1].Reason; !strings.Contains(reason, "the gate refused; 3 conversations ended") {
		t.Errorf("it waits: %s", reason)
	}
	w.outcomes = nil
	w.simply(monday)
	equal(t, summarize.Waiting, w.entries(monday)[1].Result.Status)
	report = w.run(monday, pipeline.Options{}, again(2))
	equal(t, pipeline.Complete, report.State)
	equal(t, true, report.Rows[1].Renewed)
	equal(t, 0, len(w.entries(monday)[1].History))
	equal(t, 2.0, w.entries(monday)[1].Result.Before.Cost)
}

func TestRegenerateUnderAnEditedPost(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	w.simply(monday)
	w.edited[monday] = true
	if _, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(t.Context(), monday, again(1)); err == nil {
		t.Error("no error")
	}
	equal(t, true, w.edited[monday])
	equal(t, 0, len(w.entries(monday)[0].History))
	request := again(1)
	request.Force = true
	equal(t, pipeline.Complete, w.run(monday, pipeline.Options{}, request).State)
	equal(t, false, w.edited[monday])
}

// A settled day stays closed, however a regeneration ends.
func TestRegenerateASettledDay(t *testing.T) {
	for _, test := range []struct {
		name    string
		failing bool
		fault   func(*world, context.CancelFunc)
	}{
		{"well", false, func(*world, context.CancelFunc) {}},
		{"on a full disk", true, func(w *world, _ context.CancelFunc) { w.diskErr = errors.New("no space left on device") }},
		{"by a signal", true, func(w *world, stop context.CancelFunc) {
			w.model = func(ctx context.Context) error { stop(); return ctx.Err() }
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.lists[monday] = listed(1, 2)
			w.reconcile(kst(7, 7, 15), kst(12, 0, 0), time.Hour)
			before := w.row(monday)
			equal(t, true, before.Settled)
			w.lists[monday] = listed(1, 2, 3)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			test.fault(w, stop)
			told := 0
			options := pipeline.Options{Calendar: calendar(), Ended: func(pipeline.Report) { told++ }}
			_, err := w.pipeline(zap.NewNop(), options).RunDay(ctx, monday, again(2))
			equal(t, test.failing, err != nil)
			equal(t, !test.failing, told == 1) // a day that is as it was is no news
			after := w.row(monday)
			before.Attempts, before.Spend = after.Attempts, after.Spend
			equal(t, before, after)
			equal(t, []string{"0001", "0002"}, w.order(monday))
		})
	}
}

// The history is read back as it was written.
func TestHistoryRoundTrips(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	w.simply(monday)
	w.run(monday, pipeline.Options{}, again(1))
	post, _, err := site{w}.Load(monday)
	if err != nil {
		t.Fatal(err)
	}
	record, err := json.Marshal(post)
	if err != nil || string(record) != string(w.records[monday]) {
		t.Errorf("the record is\n%s\nand not\n%s", record, w.records[monday])
	}
}

// A regeneration that is broken off is no end of the day, which is as it was.
func TestRegenerateBrokenOff(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	w.simply(monday)
	before, _, err := w.ledger.FindDay(t.Context(), monday.String())
	if err != nil {
		t.Fatal(err)
	}
	w.outcomes[id(1)] = breaks
	core, logs := observer.New(zapcore.InfoLevel)
	if _, err := w.pipeline(zap.New(core), pipeline.Options{}).RunDay(t.Context(), monday, again(1)); err == nil {
		t.Fatal("no error")
	}
	equal(t, 0, logs.FilterMessage("day ended").Len())
	equal(t, 1, logs.FilterMessage("broken off; the day is as it was").Len())
	equal(t, 0, logs.FilterFieldKey("error").Len()) // it is returned
	after, _, err := w.ledger.FindDay(t.Context(), monday.String())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, before, after)
}

// A day that is due stays due: a regeneration reads no list.
func TestRegenerateADayThatIsDue(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.morning(7)
	w.now = func() time.Time { return kst(8, 9, 0) }
	w.run(monday, pipeline.Options{Calendar: calendar()}, again(2))
	due, err := calendar().Due(t.Context(), w.ledger, kst(8, 9, 0))
	if err != nil || !slices.Contains(names(due), monday.String()) {
		t.Errorf("due are %v, error %v", names(due), err)
	}
}
