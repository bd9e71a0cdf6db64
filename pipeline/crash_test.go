package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

// standing is a clock that stands still, so that two runs write the same bytes.
func standing() time.Time { return time.Date(2025, 10, 7, 7, 15, 0, 0, time.UTC) }

// atStep has something done once, when the world takes its nth step from now on; 0
// is never. It returns what tells how many steps it has taken.
func (w *world) atStep(nth int, do func()) (taken func() int) {
	var mu sync.Mutex
	n := 0
	w.step = func() {
		mu.Lock()
		defer mu.Unlock()
		if n++; n == nth {
			do()
		}
	}
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		return n
	}
}

// A run is broken off before or after everything that a stage does, and run
// again: it ends in the same bytes as an undisturbed one, and every answer was
// bought once.
func TestBrokenOffAtEachStep(t *testing.T) {
	prepared := func() *world {
		w := newWorld(t)
		w.now = standing
		w.lists[monday] = listed(4, 1, 3, 2, 5)
		w.outcomes = map[fetch.ArxivID]outcome{id(1): repaired, id(3): refused}
		return w
	}
	undisturbed := prepared()
	taken := undisturbed.atStep(0, nil)
	undisturbed.simply(monday)

	steps, broken := taken(), 0
	for at := 1; at <= steps; at++ {
		w := prepared()
		ctx, cancel := context.WithCancel(t.Context())
		w.atStep(at, cancel)
		_, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(ctx, monday, pipeline.Request{})
		cancel()
		w.step = func() {}
		row, _, _ := w.ledger.FindDay(t.Context(), monday.String())
		switch ended := row.Attempts > 0; {
		case err == nil && !ended:
			t.Fatalf("step %d: no error, and the ledger does not know the day", at)
		case err != nil && ended:
			t.Fatalf("step %d: %v, and yet the ledger says that the day ended", at, err)
		case err != nil && !errors.Is(err, context.Canceled):
			t.Fatalf("step %d: %v", at, err)
		case err != nil:
			broken++
			w.simply(monday)
		}
		if got, want := string(w.records[monday]), string(undisturbed.records[monday]); got != want {
			t.Fatalf("step %d: the record is\n%s\nand not\n%s", at, got, want)
		}
		equal(t, undisturbed.bought, w.bought)
	}
	// Only what follows the writing of the post can no longer break a day off.
	if broken < steps-2 {
		t.Errorf("only %d of %d steps broke the day off", broken, steps)
	}
}

// The process dies between the post and the ledger's row: the next run finds
// the post and buys nothing, also for the paper whose round had ended.
func TestKilledBeforeTheLedger(t *testing.T) {
	w := newWorld(t)
	w.now = standing
	w.lists[monday] = listed(1, 2)
	w.outcomes[id(2)] = refused
	w.step = func() {
		if w.posts[monday] {
			w.ledger.Close() // nothing more can be written
		}
	}
	path := t.TempDir() + "/ledger.db"
	w.ledger = openLedger(t, path)
	if _, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(t.Context(), monday, pipeline.Request{}); err == nil {
		t.Fatal("no error")
	}
	record, bought := string(w.records[monday]), fmt.Sprint(w.bought)

	w.step, w.ledger = func() {}, openLedger(t, path)
	equal(t, pipeline.Partial, w.simply(monday).State)
	equal(t, record, string(w.records[monday]))
	equal(t, bought, fmt.Sprint(w.bought))
}

// A day that was closed is run again, and the process dies: the day is due once
// more. One that dies while it regenerates leaves it closed.
func TestKilledRunOfASettledDay(t *testing.T) {
	for name, request := range map[string]pipeline.Request{"a run": {}, "a regeneration": again(1)} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.now = func() time.Time { return kst(20, 9, 0) }
			w.lists[monday] = listed(1)
			path := t.TempDir() + "/ledger.db"
			w.ledger = openLedger(t, path)
			options := pipeline.Options{Calendar: calendar()}
			w.run(monday, options, pipeline.Request{})
			equal(t, true, w.row(monday).Settled)

			w.step = func() { w.ledger.Close() } // at the list, or at the text
			if _, err := w.pipeline(zap.NewNop(), options).RunDay(t.Context(), monday, request); err == nil {
				t.Fatal("no error")
			}
			w.step, w.ledger = func() {}, openLedger(t, path)
			due, err := calendar().Due(t.Context(), w.ledger, kst(20, 9, 2))
			if err != nil {
				t.Fatal(err)
			}
			equal(t, !request.Regenerate, slices.Contains(due, monday))
		})
	}
}

// A run is broken off after it has bought a summary of an abstract, since there
// was no better text. There is one in the next run, which does not pay again.
func TestBrokenOffWithAnAbstract(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.poor = true
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w.step = func() {
		if w.count() == 1 {
			cancel()
		}
	}
	_, err := w.pipeline(zap.NewNop(), pipeline.Options{Concurrency: 1}).RunDay(ctx, monday, pipeline.Request{})
	if !errors.Is(err, context.Canceled) || w.count() != 1 {
		t.Fatalf("%d answers, %v", w.count(), err)
	}
	w.step, w.poor = func() {}, false
	equal(t, pipeline.Complete, w.simply(monday).State)
	equal(t, 2, w.count())
	post, _, err := site{w}.Load(monday)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, fetch.OriginAbstract, post.Entries[0].Text.Origin)
	equal(t, fetch.OriginHTML, post.Entries[1].Text.Origin)
}
