package pipeline_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

func openLedger(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func states(reports []pipeline.Report) []pipeline.State {
	var all []pipeline.State
	for _, r := range reports {
		all = append(all, r.State)
	}
	return all
}

func TestRange(t *testing.T) {
	w := newWorld(t)
	saturday, sunday := day("2025-10-04"), day("2025-10-05")
	w.lists[saturday] = listed(8)
	w.outcomes[id(8)] = passing
	w.lists[monday], w.lists[tuesday] = listed(1, 2), listed(3)
	run := func() []pipeline.State {
		reports, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDays(t.Context(), pipeline.Range(saturday, tuesday), pipeline.Request{})
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range reports {
			equal(t, saturday.Add(i), r.Day)
		}
		return states(reports)
	}
	equal(t, []pipeline.State{pipeline.Failed, pipeline.Empty, pipeline.Complete, pipeline.Complete}, run())
	equal(t, 3, w.count())
	delete(w.outcomes, id(8))
	equal(t, []pipeline.State{pipeline.Complete, pipeline.Empty, pipeline.Complete, pipeline.Complete}, run())
	equal(t, 4, w.count())
	equal(t, false, w.posts[sunday])
}

func TestRangeStops(t *testing.T) {
	w := newWorld(t)
	w.lists[monday], w.lists[tuesday] = listed(1, 2), listed(3)
	w.outcomes[id(2)] = stops
	reports, err := w.pipeline(zap.NewNop(), pipeline.Options{Concurrency: 1}).
		RunDays(t.Context(), pipeline.Range(monday, tuesday), pipeline.Request{})
	if !errors.Is(err, summarize.ErrStop) || !errors.Is(err, llm.ErrQuota) {
		t.Errorf("the error is %v", err)
	}
	equal(t, []pipeline.State{pipeline.Partial}, states(reports))
}

func TestRangeIsCancelled(t *testing.T) {
	w := newWorld(t)
	w.lists[monday], w.lists[tuesday] = listed(1), listed(3)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w.model = func(ctx context.Context) error {
		if w.posts[monday] {
			cancel()
		}
		return ctx.Err()
	}
	reports, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDays(ctx, pipeline.Range(monday, tuesday), pipeline.Request{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	equal(t, []pipeline.State{pipeline.Complete, pipeline.Waiting}, states(reports))
	equal(t, false, w.posts[tuesday])
}

func TestRangeGoesOnAfterADayOfItsOwnFault(t *testing.T) {
	w := newWorld(t)
	for n := range 5 {
		w.lists[monday.Add(n)] = listed(n)
	}
	w.records[monday.Add(1)] = []byte("{")
	reports, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDays(t.Context(), pipeline.Range(monday, monday.Add(2)), pipeline.Request{})
	if err == nil || !strings.Contains(err.Error(), "2025-10-07") {
		t.Errorf("the error is %v", err)
	}
	equal(t, []pipeline.State{pipeline.Complete, pipeline.Failed, pipeline.Complete}, states(reports))

	w.diskErr = errors.New("no space left on device") // which is no day's own
	reports, err = w.pipeline(zap.NewNop(), pipeline.Options{}).RunDays(t.Context(), pipeline.Range(monday, monday.Add(4)), pipeline.Request{})
	if err == nil {
		t.Error("no error")
	}
	equal(t, []pipeline.State{pipeline.Partial, pipeline.Failed}, states(reports)) // Monday has its post
}

func TestRebuild(t *testing.T) {
	w := newWorld(t)
	w.lists[monday], w.lists[tuesday] = listed(1, 2), listed(2, 3, 4)
	w.outcomes = map[fetch.ArxivID]outcome{id(1): repaired, id(4): refused}
	limited := pipeline.Options{Select: pipeline.Selection{Limit: 2}}
	w.run(monday, limited, pipeline.Request{})
	w.run(tuesday, limited, pipeline.Request{})
	ctx := t.Context()
	before, err := w.ledger.Days(ctx, monday.String(), tuesday.String())
	if err != nil {
		t.Fatal(err)
	}
	spent, err := w.ledger.Spent(ctx, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	records := map[fetch.Day]string{monday: string(w.records[monday]), tuesday: string(w.records[tuesday])}

	lost := newWorld(t)
	w.ledger = lost.ledger
	for want := range 2 { // the second time there is nothing to do
		days, err := pipeline.Rebuild(ctx, zap.NewNop(), w.ledger, site{w}, pipeline.Calendar{}, w.now())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, 2-2*want, days)
	}
	after, err := w.ledger.Days(ctx, monday.String(), tuesday.String())
	if err != nil {
		t.Fatal(err)
	}
	unknown := cmpopts.IgnoreFields(ledger.Day{}, "Started", "Finished", "Streak", "NextTry", "Settled")
	if diff := cmp.Diff(before, after, unknown); diff != "" {
		t.Errorf("-before +after:\n%s", diff)
	}
	restored, err := w.ledger.Spent(ctx, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, spent, restored)
	told, err := w.ledger.Told(ctx, monday.String(), tuesday.String())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, map[string][]string{tuesday.String(): {"partial"}}, told)

	bought := w.count()
	w.run(monday, limited, pipeline.Request{})
	equal(t, records[monday], string(w.records[monday]))
	equal(t, bought, w.count())
	w.outcomes[id(4)] = holds
	report := w.run(tuesday, limited, pipeline.Request{})
	equal(t, pipeline.Complete, report.State)
	equal(t, []string{"0003", "0004"}, w.order(tuesday))
	equal(t, "repeats: posted on 2025-10-06", report.LeftOut[0].Rule)
}

// A ledger that is behind the records, be it a copy or one whose run died before
// its last write, learns of the days that it lacks: no paper is posted twice.
func TestRebuildOfALedgerThatIsBehind(t *testing.T) {
	w := newWorld(t)
	sunday := day("2025-10-05")
	w.lists[sunday], w.lists[monday], w.lists[tuesday] = listed(1), listed(2), listed(1, 2, 3)
	behind := newWorld(t).ledger
	w.ledger, behind = behind, w.ledger
	w.simply(sunday)
	w.ledger, behind = behind, w.ledger
	w.simply(monday)
	w.ledger = behind // it knows the Sunday only

	days, err := pipeline.Rebuild(t.Context(), zap.NewNop(), w.ledger, site{w}, pipeline.Calendar{}, w.now())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, 1, days)
	report := w.simply(tuesday)
	equal(t, []string{"0003"}, w.order(tuesday))
	equal(t, 2, len(report.LeftOut))
}

func TestRebuildPassesABrokenRecordOver(t *testing.T) {
	w := newWorld(t)
	w.lists[monday], w.lists[tuesday] = listed(1), listed(2)
	w.simply(monday)
	w.simply(tuesday)
	w.records[monday] = []byte("{")
	w.ledger = newWorld(t).ledger
	core, logs := observer.New(zapcore.WarnLevel)
	days, err := pipeline.Rebuild(t.Context(), zap.New(core), w.ledger, site{w}, pipeline.Calendar{}, w.now())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, 1, days)
	equal(t, 1, logs.Len())
	equal(t, any(monday.String()), logs.All()[0].ContextMap()["day"])
	if _, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(t.Context(), monday, pipeline.Request{}); err == nil {
		t.Error("the day of the broken record runs")
	}
}

func TestSpentInMonth(t *testing.T) {
	w := newWorld(t)
	answers, ctx := pipeline.NewAnswers(w.ledger), t.Context()
	seoul := time.FixedZone("KST", 9*60*60)
	october := time.Date(2025, 10, 1, 0, 0, 0, 0, seoul)
	for i, at := range []time.Time{october.Add(-time.Second), october, october.AddDate(0, 1, 0).Add(-time.Second), october.AddDate(0, 1, 0)} {
		if err := answers.Keep(ctx, summarize.Key{Paper: "2510.90001", Round: i}, summarize.Bought{Cost: 0.25, At: at}); err != nil {
			t.Fatal(err)
		}
	}
	spent, err := answers.SpentInMonth(ctx, october.AddDate(0, 0, 14))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, 0.5, spent)
}

func TestAnswers(t *testing.T) {
	w := newWorld(t)
	answers, ctx := pipeline.NewAnswers(w.ledger), t.Context()
	key := summarize.Key{Paper: "2510.90001", Version: 1, Model: "small", Prompt: "p", Schema: "s"}
	bought := summarize.Bought{
		Answer: llm.Answer{Content: `{"goal":"목표"}`, Model: "small-1", Usage: llm.Usage{Input: 3, CachedInput: 2, Output: 1}},
		Fault:  summarize.FaultTruncated,
		Cost:   0.25,
		At:     standing(),
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := answers.Keep(cancelled, key, bought); err != nil { // it was paid for
		t.Fatal(err)
	}
	found, ok, err := answers.Find(ctx, key)
	if err != nil || !ok {
		t.Fatalf("found %v, error %v", ok, err)
	}
	equal(t, bought, found)
}
