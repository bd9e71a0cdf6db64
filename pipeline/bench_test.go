package pipeline_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

// busyDay is a day as it goes: arXiv answers one request at a time, every
// three seconds (its rule), and the model takes twenty seconds for an answer.
type busyDay struct {
	papers      int
	concurrency int
	interval    time.Duration // between two requests to arXiv
	answer      time.Duration // of the model
}

// bound returns how long the day takes at least. Either arXiv keeps it waiting:
// the metadata and every text need a request, and the last text must still be
// summarised. Or the model does: the metadata and the first text need two
// requests, and then the answers come in rounds of as many as run at a time.
func (d busyDay) bound() time.Duration {
	byArxiv := time.Duration(1+d.papers)*d.interval + d.answer
	rounds := (d.papers + d.concurrency - 1) / d.concurrency
	byModel := 2*d.interval + time.Duration(rounds)*d.answer
	return max(byArxiv, byModel)
}

// run runs the day in virtual time, inside a bubble, and returns how long it
// took there.
func (d busyDay) run(t *testing.T) time.Duration {
	w := newWorld(t)
	w.now = time.Now // the bubble's
	for n := range d.papers {
		w.lists[monday] = append(w.lists[monday], listed(n)...)
	}
	var connection sync.Mutex // arXiv's only one
	wait := func(ctx context.Context, d time.Duration) error {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	request := func(ctx context.Context) error {
		if !connection.TryLock() {
			t.Error("two requests to arXiv at a time")
			return nil
		}
		defer connection.Unlock()
		return wait(ctx, d.interval)
	}
	w.text = request
	w.model = func(ctx context.Context) error { return wait(ctx, d.answer) }
	p, err := pipeline.New(zap.NewNop(), w.ledger, pipeline.Stages{
		Lister: lister{w}, Metadata: slowMetadata{metadata{w}, request}, Texts: texts{w}, Summarizer: summarizer{w}, Publisher: site{w},
	}, pipeline.Options{Concurrency: d.concurrency, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	report, err := p.RunDay(t.Context(), monday, pipeline.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if report.State != pipeline.Complete || report.Totals.Summarised != d.papers {
		t.Fatalf("the day is %s: %s", report.State, report.Reason)
	}
	return report.Totals.Elapsed
}

type slowMetadata struct {
	metadata
	request func(context.Context) error
}

func (s slowMetadata) Metadata(ctx context.Context, ids []fetch.ArxivID) (map[fetch.ArxivID]fetch.Paper, error) {
	if err := s.request(ctx); err != nil {
		return nil, err
	}
	return s.metadata.Metadata(ctx, ids)
}

var theDay = busyDay{papers: 50, concurrency: 8, interval: 3 * time.Second, answer: 20 * time.Second}

// The most that a day may take, by the bound.
const mostRatio = 1.05

func TestDayTakesNoLongerThanItMust(t *testing.T) {
	slowModel, quickArxiv := theDay, theDay
	slowModel.concurrency = 2
	quickArxiv.interval = 100 * time.Millisecond
	for _, test := range []struct {
		name      string
		day       busyDay
		mostRatio float64
	}{
		{"arXiv keeps it waiting", theDay, 1},
		// The bound lets all answers of the first round begin with the first text.
		{"two answers at a time keep it waiting", slowModel, 1.01},
		{"the model keeps it waiting", quickArxiv, 1.01},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				took, bound := test.day.run(t), test.day.bound()
				if ratio := took.Seconds() / bound.Seconds(); ratio > test.mostRatio || ratio < 1 {
					t.Errorf("the day took %s, %.4f of the bound of %s", took, ratio, bound)
				}
			})
		})
	}
}

// BenchmarkDay reports how long a day takes in virtual time, against the bound
// below which no day can be. A bubble of synctest belongs to a test, so that
// each iteration is one.
func BenchmarkDay(b *testing.B) {
	b.ReportAllocs()
	var took time.Duration
	for b.Loop() {
		ok := testing.RunTests(
			func(_, _ string) (bool, error) { return true, nil },
			[]testing.InternalTest{{Name: b.Name(), F: func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { took = theDay.run(t) })
			}}},
		)
		if !ok {
			b.Fatal("the day failed")
		}
	}
	ratio := took.Seconds() / theDay.bound().Seconds()
	b.ReportMetric(took.Seconds(), "virtual-s/day")
	b.ReportMetric(ratio, "of-bound")
	if ratio > mostRatio {
		b.Errorf("the day took %s, %.3f of the bound of %s", took, ratio, theDay.bound())
	}
}

// BenchmarkMemory reports the most memory that a day of 100 papers has in use
// while every text has a quarter of a megabyte.
func BenchmarkMemory(b *testing.B) {
	b.ReportAllocs()
	body := strings.Repeat("An invented sentence about nothing. ", 250_000/36)
	var most uint64
	for b.Loop() {
		w := newWorld(b)
		for n := range 100 {
			w.lists[monday] = append(w.lists[monday], listed(n)...)
		}
		var mu sync.Mutex
		w.model = func(ctx context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			runtime.GC()
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			most = max(most, stats.HeapAlloc)
			return ctx.Err()
		}
		p, err := pipeline.New(zap.NewNop(), w.ledger, pipeline.Stages{
			Lister: lister{w}, Metadata: metadata{w}, Texts: longTexts{texts{w}, body}, Summarizer: summarizer{w}, Publisher: site{w},
		}, pipeline.Options{Concurrency: 8, Now: w.now})
		if err != nil {
			b.Fatal(err)
		}
		if report, err := p.RunDay(b.Context(), monday, pipeline.Request{}); err != nil || report.Totals.Summarised != 100 {
			b.Fatalf("%v, error %v", report.Reason, err)
		}
	}
	b.ReportMetric(float64(most)/(1<<20), "most-MB")
}

type longTexts struct {
	texts
	body string
}

func (l longTexts) Text(ctx context.Context, p fetch.Paper) (fetch.Document, error) {
	document, err := l.texts.Text(ctx, p)
	document.Sections = append(document.Sections, fetch.Section{Kind: fetch.KindOther, Text: strings.Clone(l.body)})
	return document, err
}
