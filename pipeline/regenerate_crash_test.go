package pipeline_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"go.uber.org/zap"

	"dailypapers/pipeline"
)

// A regeneration is broken off before or after everything that a stage does,
// and asked for again: it ends in the same bytes as an undisturbed one, and every
// answer was bought once. A plain run in between leaves the old summary.
func TestRegenerationBrokenOffAtEachStep(t *testing.T) {
	prepared := func() *world {
		w := newWorld(t)
		w.now = standing
		w.lists[monday] = listed(1, 2, 3)
		w.simply(monday)
		w.now = func() time.Time { return standing().Add(time.Hour) }
		w.outcomes[id(2)] = repaired
		return w
	}
	undisturbed := prepared()
	old := string(undisturbed.records[monday])
	steps := undisturbed.atStep(0, nil)
	undisturbed.run(monday, pipeline.Options{}, again(2))
	for _, plainRun := range []bool{false, true} {
		for at := 1; at <= steps(); at++ {
			w := prepared()
			ctx, cancel := context.WithCancel(t.Context())
			w.atStep(at, cancel)
			_, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(ctx, monday, again(2))
			cancel()
			w.step = func() {}
			if err == nil { // the post was written
				continue
			}
			equal(t, "complete", w.row(monday).State)
			if plainRun {
				bought := w.count()
				w.simply(monday)
				equal(t, bought, w.count())
				if slices.Equal(w.records[monday], undisturbed.records[monday]) == (string(w.records[monday]) == old) {
					t.Fatalf("step %d: the record is\n%s", at, w.records[monday])
				}
			}
			w.run(monday, pipeline.Options{}, again(2))
			if got, want := string(w.records[monday]), string(undisturbed.records[monday]); got != want {
				t.Fatalf("step %d: the record is\n%s\nand not\n%s", at, got, want)
			}
			equal(t, undisturbed.bought, w.bought)
		}
	}
}

// A regeneration dies before or after everything that a stage does, and is asked
// for again: it ends in one new summary, and every answer was bought once.
func TestRegenerationKilledAtEachStep(t *testing.T) {
	for at, died := 1, true; died; at++ {
		w := newWorld(t)
		path := t.TempDir() + "/ledger.db"
		w.ledger = openLedger(t, path)
		w.lists[monday] = listed(1, 2, 3)
		w.simply(monday)
		w.outcomes[id(2)] = repaired
		taken := w.atStep(at, func() { w.ledger.Close() }) // nothing more can be written
		_, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(t.Context(), monday, again(2))
		died = err != nil
		if !died && taken() >= at {
			t.Fatalf("step %d: no error", at)
		}
		w.step, w.ledger = func() {}, openLedger(t, path)
		if died {
			equal(t, true, w.run(monday, pipeline.Options{}, again(2)).Rows[1].Renewed)
		}
		equal(t, 5, w.count())
		equal(t, 1, len(w.entries(monday)[1].History))
		equal(t, 1.25, w.row(monday).CostUSD)
	}
}

// The process dies between the post and the ledger's row: asked for again, the
// regeneration is found to be done. The next one buys.
func TestRegenerationKilledBeforeTheLedger(t *testing.T) {
	w := newWorld(t)
	path := t.TempDir() + "/ledger.db"
	w.ledger = openLedger(t, path)
	w.lists[monday] = listed(1, 2)
	w.simply(monday)
	first := string(w.records[monday])
	w.step = func() {
		if string(w.records[monday]) != first {
			w.ledger.Close() // nothing more can be written
		}
	}
	if _, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(t.Context(), monday, again(2)); err == nil {
		t.Fatal("no error")
	}
	record, bought := string(w.records[monday]), w.count()
	w.step, w.ledger = func() {}, openLedger(t, path)
	equal(t, true, w.run(monday, pipeline.Options{}, again(2)).Rows[1].Renewed)
	equal(t, record, string(w.records[monday]))
	equal(t, bought, w.count())
	w.run(monday, pipeline.Options{}, again(2))
	equal(t, 2, len(w.entries(monday)[1].History))
	equal(t, bought+1, w.count())
}
