package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

func TestStates(t *testing.T) {
	type counts struct{ Papers, Summarised, Waiting int }
	for _, test := range []struct {
		name    string
		world   func(*world)
		request pipeline.Request
		options pipeline.Options
		state   pipeline.State
		reason  string // a part of it
		counts  counts
		post    bool
	}{
		{
			name:  "every paper is summarised",
			state: pipeline.Complete, counts: counts{3, 3, 0}, post: true,
		},
		{
			name:  "a repaired paper is summarised",
			world: func(w *world) { w.outcomes[id(2)] = repaired },
			state: pipeline.Complete, counts: counts{3, 3, 0}, post: true,
		},
		{
			name:  "the gate keeps one paper waiting",
			world: func(w *world) { w.outcomes[id(2)] = refused },
			state: pipeline.Partial, reason: "1 paper waits: the gate refused", counts: counts{3, 2, 1}, post: true,
		},
		{
			name:  "the gate keeps every paper waiting",
			world: func(w *world) { w.outcomes = map[fetch.ArxivID]outcome{id(1): refused, id(2): refused, id(3): refused} },
			state: pipeline.Failed, reason: "no paper has a summary: the gate refused", counts: counts{3, 0, 3},
		},
		{
			name:  "a passing fault keeps one paper waiting",
			world: func(w *world) { w.outcomes[id(1)] = passing },
			state: pipeline.Partial, reason: "503", counts: counts{3, 2, 1}, post: true,
		},
		{
			name:  "a paper has no text",
			world: func(w *world) { w.textErr[id(3)] = errors.New("the page is a stub") },
			state: pipeline.Partial, reason: "no text: the page is a stub", counts: counts{3, 2, 1}, post: true,
		},
		{
			name:    "the account is exhausted at once",
			world:   func(w *world) { w.outcomes[id(1)] = stops },
			options: pipeline.Options{Concurrency: 1},
			state:   pipeline.Failed, reason: "exhausted", counts: counts{3, 0, 3},
		},
		{
			name:    "the account is exhausted after a paper",
			world:   func(w *world) { w.outcomes[id(2)] = stops },
			options: pipeline.Options{Concurrency: 1},
			state:   pipeline.Partial, reason: "2 papers wait: the account of the model server is exhausted", counts: counts{3, 1, 2}, post: true,
		},
		{
			name:  "papers wait for different reasons",
			world: func(w *world) { w.outcomes = map[fetch.ArxivID]outcome{id(1): refused, id(2): passing} },
			state: pipeline.Partial, reason: "2 papers wait; one of them: the gate refused", counts: counts{3, 1, 2}, post: true,
		},
		{
			name:  "arXiv is down",
			world: func(w *world) { w.metaErr = errors.New("503") },
			state: pipeline.Complete, counts: counts{3, 3, 0}, post: true,
		},
		{
			name:  "the list is empty",
			world: func(w *world) { w.lists = nil },
			state: pipeline.Empty, reason: "the list has no papers",
		},
		{
			name:    "the selection leaves nothing",
			options: pipeline.Options{Select: pipeline.Selection{MinUpvotes: 11}},
			state:   pipeline.Empty, reason: "left out all 3 papers",
		},
		{
			name:  "the date is not open",
			world: func(w *world) { w.listErr = fmt.Errorf("list: %w", fetch.ErrNotOpen) },
			state: pipeline.Waiting, reason: "not open yet",
		},
		{
			name:  "the list is broken",
			world: func(w *world) { w.listErr = errors.New("the answer is no list") },
			state: pipeline.Failed, reason: "the answer is no list",
		},
		{
			name:    "some papers were asked for",
			request: pipeline.Request{Only: []fetch.ArxivID{id(2).WithVersion(1)}},
			state:   pipeline.Partial, reason: "2 papers wait: left for a run of the whole day", counts: counts{3, 1, 2}, post: true,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.lists[monday] = listed(1, 2, 3)
			if test.world != nil {
				test.world(w)
			}
			report := w.run(monday, test.options, test.request)
			equal(t, test.state, report.State)
			if !strings.Contains(report.Reason, test.reason) || (test.reason == "") != (report.Reason == "") {
				t.Errorf("the reason is %q, want %q", report.Reason, test.reason)
			}
			totals := report.Totals
			equal(t, test.counts, counts{totals.Papers, totals.Summarised, totals.Waiting})
			equal(t, test.post, w.posts[monday])

			row, found, err := w.ledger.FindDay(t.Context(), monday.String())
			if err != nil || !found {
				t.Fatalf("the ledger's row: found %v, error %v", found, err)
			}
			equal(t, string(test.state), row.State)
			equal(t, report.Reason, row.Reason)
			equal(t, test.counts, counts{row.Papers, row.Summarised, row.Waiting})
			posted, err := w.ledger.PostedOn(t.Context(), []string{id(1).String()}, "")
			if err != nil {
				t.Fatal(err)
			}
			equal(t, test.post, len(posted) == 1)
		})
	}
}

func TestReport(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3, 4)
	w.outcomes = map[fetch.ArxivID]outcome{id(2): repaired, id(3): refused}
	report := w.run(monday, pipeline.Options{Select: pipeline.Selection{Limit: 3}}, pipeline.Request{})

	totals := report.Totals
	if totals.Elapsed <= 0 {
		t.Errorf("the run took %s", totals.Elapsed)
	}
	totals.Elapsed = 0
	equal(t, pipeline.Totals{
		Papers: 3, Summarised: 2, Repaired: 1, Waiting: 1,
		Spend: ledger.Spend{CostUSD: 1.25, Input: 5000, Output: 500},
	}, totals)
	equal(t, "arXiv's Title of 2510.90001", report.Rows[0].Title)
	equal(t, []summarize.Status{"held", "held", "waiting"},
		[]summarize.Status{report.Rows[0].Status, report.Rows[1].Status, report.Rows[2].Status})
	equal(t, "limit", report.LeftOut[0].Rule)
	equal(t, "_posts/2025-10-06.md", report.Published.PostPath)

	again := w.run(monday, pipeline.Options{Select: pipeline.Selection{Limit: 3}}, pipeline.Request{})
	equal(t, 2, again.Totals.Reused)
	equal(t, 0.5, again.Totals.Spend.CostUSD) // the next round of the paper that waits
}

func TestFinishedDayAgain(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3)
	w.simply(monday)
	record, bought := string(w.records[monday]), w.count()
	slices.Reverse(w.lists[monday]) // upvotes have changed
	w.listings, w.metadata, w.texts = 0, nil, nil

	report := w.simply(monday)
	equal(t, pipeline.Complete, report.State)
	equal(t, record, string(w.records[monday]))
	equal(t, bought, w.count())
	equal(t, 1, w.listings)
	equal(t, 0, len(w.metadata)+len(w.texts))
	equal(t, 3, report.Totals.Reused)
	equal(t, ledger.Spend{}, report.Totals.Spend)
}

// A paper that has come without an abstract gets one as soon as arXiv has it.
func TestAbstractThatComesLater(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.lists[monday][1].Abstract = ""
	w.textErr[id(2)] = errors.New("it has no text yet")
	equal(t, pipeline.Partial, w.simply(monday).State)
	delete(w.textErr, id(2))
	w.abstracts = map[fetch.ArxivID]string{id(2): "We invent it late."}
	equal(t, pipeline.Complete, w.simply(monday).State)
	post, _, err := site{w}.Load(monday)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "We invent it late.", post.Entries[1].Paper.Abstract)
}

func TestListGrows(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(5, 2, 9)
	w.simply(monday)
	w.lists[monday] = listed(7, 9, 5, 1) // reordered, two late, one moved away
	w.metadata, w.texts = nil, nil
	report := w.simply(monday)
	equal(t, pipeline.Complete, report.State)
	equal(t, []string{"0005", "0002", "0009", "0007", "0001"}, w.order(monday))
	equal(t, [][]fetch.ArxivID{{id(7), id(1)}}, w.metadata)
	equal(t, []fetch.ArxivID{id(7), id(1)}, w.texts)
	equal(t, 5, w.count())
}

// A paper that the selection took only later follows what is posted already.
func TestPaperSelectedLaterComesLast(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(5, 2, 9)
	w.lists[monday][1].Upvotes = 3
	popular := pipeline.Options{Select: pipeline.Selection{MinUpvotes: 5}}
	w.run(monday, popular, pipeline.Request{})
	equal(t, []string{"0005", "0009"}, w.order(monday))
	w.lists[monday] = listed(5, 2, 9, 7)
	w.run(monday, popular, pipeline.Request{})
	equal(t, []string{"0005", "0009", "0002", "0007"}, w.order(monday))
}

// The order is that of the first reading even if nothing was posted then.
func TestOrderOutlivesAFailedRun(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(5, 2, 9)
	w.outcomes = map[fetch.ArxivID]outcome{id(5): passing, id(2): passing, id(9): passing}
	equal(t, pipeline.Failed, w.simply(monday).State)
	w.outcomes = nil
	w.lists[monday] = listed(9, 1, 5, 2)
	equal(t, pipeline.Complete, w.simply(monday).State)
	equal(t, []string{"0005", "0002", "0009", "0001"}, w.order(monday))
}

func TestPartialDayHeals(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3)
	w.outcomes[id(2)] = passing
	equal(t, pipeline.Partial, w.simply(monday).State)
	w.outcomes[id(2)] = holds
	w.metadata = nil
	report := w.simply(monday)
	equal(t, pipeline.Complete, report.State)
	equal(t, []string{"0001", "0002", "0003"}, w.order(monday))
	equal(t, 0, len(w.metadata)) // arXiv has told already
	equal(t, 1, report.Rows[1].Bought)
	equal(t, 3, w.count())
}

func TestMetadataIsAskedAgainAfterAnOutage(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.metaErr = errors.New("503")
	w.outcomes[id(2)] = passing
	w.simply(monday)
	w.metaErr = nil
	delete(w.outcomes, id(2))
	w.metadata = nil
	report := w.simply(monday)
	equal(t, [][]fetch.ArxivID{{id(2)}}, w.metadata) // the finished one stays as it is
	equal(t, "Invented Paper 1", report.Rows[0].Title)
	equal(t, "arXiv's Title of 2510.90002", report.Rows[1].Title)
}

// A day that is done stays done when its list cannot be read on a later day.
func TestListUnreadableOnAFinishedDay(t *testing.T) {
	popular := pipeline.Options{Select: pipeline.Selection{MinUpvotes: 100}}
	for _, test := range []struct {
		name    string
		papers  []fetch.Paper
		options pipeline.Options
		state   pipeline.State
		reason  string
	}{
		{"complete", listed(1, 2), pipeline.Options{}, pipeline.Complete, ""},
		{"empty", nil, pipeline.Options{}, pipeline.Empty, "the list has no papers; "},
		{"all left out", listed(1, 2), popular, pipeline.Empty, "the selection left out all 2 papers; "},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.lists[monday] = test.papers
			equal(t, test.state, w.run(monday, test.options, pipeline.Request{}).State)
			record := string(w.records[monday])
			w.listErr = errors.New("the answer is no list")
			for range 2 { // the reason does not grow
				core, logs := observer.New(zapcore.WarnLevel)
				report, err := w.pipeline(zap.New(core), test.options).RunDay(t.Context(), monday, pipeline.Request{})
				if err != nil {
					t.Fatal(err)
				}
				equal(t, test.state, report.State)
				equal(t, test.reason+"the list could not be read again: the answer is no list", report.Reason)
				equal(t, record, string(w.records[monday]))
				equal(t, 1, logs.Len())
			}
			w.listErr = nil
			report := w.run(monday, test.options, pipeline.Request{})
			equal(t, test.state, report.State)
			equal(t, strings.TrimSuffix(test.reason, "; "), report.Reason)
			if test.state == pipeline.Empty && test.papers != nil {
				w.lists[monday] = nil
				equal(t, pipeline.Empty, w.run(monday, test.options, pipeline.Request{}).State)
			}
		})
	}
}

// A list that had papers and has none now is an outage, not an empty day.
func TestListVanishes(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.outcomes = map[fetch.ArxivID]outcome{id(1): passing, id(2): passing}
	w.simply(monday)
	w.lists[monday] = nil
	report := w.simply(monday)
	equal(t, pipeline.Failed, report.State)
	equal(t, "the list has no papers any more; it had 2", report.Reason)
}

func TestEditedPost(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	w.simply(monday)
	w.edited[monday] = true
	w.lists[monday] = listed(1, 2)
	report := w.simply(monday)
	equal(t, pipeline.Partial, report.State)
	if !strings.Contains(report.Reason, "--force") {
		t.Errorf("the reason %q gives no hint", report.Reason)
	}
	equal(t, []string{"0001", "0002"}, w.order(monday)) // the record has it all the same
	equal(t, true, w.edited[monday])

	report = w.run(monday, pipeline.Options{}, pipeline.Request{Force: true})
	equal(t, pipeline.Complete, report.State)
	equal(t, false, w.edited[monday])
	equal(t, 2, w.count())
}

// A day is one that lacks nothing but an edit as long as nothing else is lacking,
// also to a ledger that is made again of the records.
func TestEditedOnly(t *testing.T) {
	w := newWorld(t)
	is := func(want bool) {
		t.Helper()
		equal(t, want, w.row(monday).EditedOnly)
	}
	w.lists[monday] = listed(1)
	w.simply(monday)
	is(false)
	w.edited[monday] = true
	w.simply(monday)
	is(true)
	w.lists[monday] = listed(1, 2)
	w.outcomes[id(2)] = passing
	w.simply(monday)
	is(false)
	w.outcomes[id(2)] = holds
	w.simply(monday) // the record has the new paper, and the post never will
	is(true)

	w.listErr = errors.New("an outage")
	w.simply(monday)
	is(false)
	w.listErr = nil
	w.simply(monday)
	is(true)
	w.diskErr = errors.New("the disk is full")
	if _, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(t.Context(), monday, pipeline.Request{}); err == nil {
		t.Fatal("no error")
	}
	is(false)
	w.diskErr = nil

	for _, n := range []int{2, 3} {
		w.lists[monday] = listed(1, 2, 3)[:n]
		w.outcomes[id(3)] = passing
		w.simply(monday)
		w.ledger = newWorld(t).ledger
		if _, err := pipeline.Rebuild(t.Context(), zap.NewNop(), w.ledger, site{w}, pipeline.Calendar{}, w.now()); err != nil {
			t.Fatal(err)
		}
		is(n == 2)
	}
	w.run(monday, pipeline.Options{}, pipeline.Request{Force: true})
	is(false)
}

// New papers of an edited post are told of, and posted where they are listed next.
// A ledger that is made again of the records knows the same.
func TestEditedPostLacksNewPapers(t *testing.T) {
	for _, lost := range []bool{false, true} {
		w := newWorld(t)
		w.lists[monday] = listed(1)
		w.simply(monday)
		w.edited[monday] = true
		w.lists[monday] = listed(1, 2)
		w.simply(monday)
		w.lists[monday] = listed(1, 2, 3)
		report := w.simply(monday)
		want := "the post was edited by hand and is left as it is, without 2 that the record keeps (" +
			id(2).String() + ", " + id(3).String() + "); --force writes over it"
		equal(t, want, report.Reason)
		if lost {
			w.ledger = newWorld(t).ledger
			if _, err := pipeline.Rebuild(t.Context(), zap.NewNop(), w.ledger, site{w}, pipeline.Calendar{}, w.now()); err != nil {
				t.Fatal(err)
			}
			row, _, err := w.ledger.FindDay(t.Context(), monday.String())
			if err != nil || row.State != "partial" || row.Reason != want {
				t.Errorf("restored as %s: %s, error %v", row.State, row.Reason, err)
			}
		}
		w.lists[tuesday] = listed(1, 2, 4)
		w.simply(tuesday)
		equal(t, []string{"0002", "0004"}, w.order(tuesday))

		report = w.run(monday, pipeline.Options{}, pipeline.Request{Force: true})
		equal(t, []string{"0001", "0003"}, w.order(monday))
		equal(t, "repeats: posted on 2025-10-07", report.LeftOut[0].Rule)
	}
}

// A fault of a feed is told and takes nothing from the day: its papers are not
// posted a second time.
func TestFeedFault(t *testing.T) {
	w := newWorld(t)
	w.lists[monday], w.lists[tuesday] = listed(1), listed(1, 2)
	w.feedErr = render.ErrForeignFeed
	report := w.simply(monday)
	equal(t, pipeline.Complete, report.State)
	equal(t, "the feeds do not tell of it: "+render.ErrForeignFeed.Error(), report.Reason)
	w.feedErr = nil
	report = w.simply(tuesday)
	equal(t, "", report.Reason)
	equal(t, []string{"0002"}, w.order(tuesday))
}

func TestRounds(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.outcomes[id(2)] = refused
	small := pipeline.Options{Terms: "small"}
	for range pipeline.MaxRounds {
		equal(t, pipeline.Partial, w.run(monday, small, pipeline.Request{}).State)
	}
	equal(t, 1+2*pipeline.MaxRounds, w.count())
	record := string(w.records[monday])

	report := w.run(monday, small, pipeline.Request{})
	for _, says := range []string{"3 conversations", "llm.model", "llm.prompts_dir"} {
		if !strings.Contains(report.Rows[1].Reason, says) {
			t.Errorf("the reason %q does not say %s", report.Rows[1].Reason, says)
		}
	}
	equal(t, 1+2*pipeline.MaxRounds, w.count())
	equal(t, record, string(w.records[monday]))
}

// Another model starts anew, and a passing fault costs no round.
func TestRoundsOnOtherTerms(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.outcomes[id(2)] = passing
	for range pipeline.MaxRounds + 1 {
		w.run(monday, pipeline.Options{Terms: "small"}, pipeline.Request{})
	}
	w.outcomes[id(2)] = refused
	for range pipeline.MaxRounds {
		w.run(monday, pipeline.Options{Terms: "small"}, pipeline.Request{})
	}
	w.outcomes[id(2)] = holds
	equal(t, pipeline.Partial, w.run(monday, pipeline.Options{Terms: "small"}, pipeline.Request{}).State)
	// The invented model reuses what was bought in the same round, so that the
	// next terms buy nothing here; the paper is asked about all the same.
	equal(t, pipeline.Complete, w.run(monday, pipeline.Options{Terms: "large"}, pipeline.Request{}).State)
}

func TestStopAsksNothingMore(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3, 4, 5, 6, 7, 8, 9)
	w.outcomes[id(1)] = stops
	core, logs := observer.New(zapcore.WarnLevel)
	report, err := w.pipeline(zap.New(core), pipeline.Options{Concurrency: 1}).RunDay(t.Context(), monday, pipeline.Request{})
	if err != nil {
		t.Fatal(err)
	}
	if !errors.Is(report.Stopped, summarize.ErrStop) {
		t.Errorf("stopped by %v", report.Stopped)
	}
	if len(w.texts) > 4 { // one asked about, one ready, one in hand, one more perhaps
		t.Errorf("%d texts were read for nothing", len(w.texts))
	}
	for _, row := range report.Rows {
		equal(t, llm.ErrQuota.Error(), row.Reason)
	}
	equal(t, "no paper has a summary: "+llm.ErrQuota.Error(), report.Reason)
	equal(t, 1, logs.FilterMessage("nothing more can be bought in this run").Len())
}

func TestFaultsBreakTheDayOff(t *testing.T) {
	for name, fault := range map[string]func(*world){
		"the ledger's disk is full": func(w *world) { w.outcomes[id(2)] = breaks },
		"the site's disk is full":   func(w *world) { w.diskErr = errors.New("no space left on device") },
		"the record is broken":      func(w *world) { w.records[monday] = []byte("{") },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.lists[monday] = listed(1, 2, 3)
			fault(w)
			advise := func(_ pipeline.Report, fault error) string { return "mend " + fault.Error() }
			report, err := w.pipeline(zap.NewNop(), pipeline.Options{Advise: advise}).RunDay(t.Context(), monday, pipeline.Request{})
			if err == nil || !strings.Contains(err.Error(), "2025-10-06") {
				t.Errorf("the error is %v", err)
			}
			equal(t, pipeline.Failed, report.State)
			row, _, err := w.ledger.FindDay(t.Context(), monday.String())
			if err != nil || row.State != string(pipeline.Failed) || row.NextTry.IsZero() || !row.Running.IsZero() ||
				row.Try != "mend "+row.Reason {
				t.Errorf("the ledger says %+v, error %v", row, err)
			}
		})
	}
}

// What to do about a day stands in the ledger for as long as there is something.
func TestAdviceGoesWithItsCause(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	options := pipeline.Options{Concurrency: 1, Advise: func(_ pipeline.Report, fault error) string {
		if errors.Is(fault, llm.ErrQuota) {
			return "pay"
		}
		return ""
	}}
	for _, step := range []struct {
		outcome outcome
		state   pipeline.State
		try     string
	}{
		{stops, pipeline.Failed, "pay"},
		{refused, pipeline.Partial, ""},
		{stops, pipeline.Partial, "pay"},
		{holds, pipeline.Complete, ""},
	} {
		w.outcomes[id(1)] = step.outcome
		report := w.run(monday, options, pipeline.Request{})
		row, _, err := w.ledger.FindDay(t.Context(), monday.String())
		if err != nil || report.State != step.state || report.Try != step.try || row.Try != step.try {
			t.Errorf("%s: %q in the report; the ledger says %+v, error %v", report.State, report.Try, row, err)
		}
	}
}

func TestOnly(t *testing.T) {
	t.Run("a paper that is not listed", func(t *testing.T) {
		w := newWorld(t)
		w.lists[monday] = listed(1)
		_, err := w.pipeline(zap.NewNop(), pipeline.Options{}).
			RunDay(t.Context(), monday, pipeline.Request{Only: []fetch.ArxivID{id(1), id(8)}})
		if err == nil || !strings.Contains(err.Error(), "not on the list of that day: 2510.90008") {
			t.Errorf("the error is %v", err)
		}
		equal(t, 0, w.count())
		if _, found, _ := w.ledger.FindDay(t.Context(), monday.String()); found {
			t.Error("a wrong request has left a row")
		}
	})
	t.Run("the others stay, and the next run summarises them", func(t *testing.T) {
		w := newWorld(t)
		w.lists[monday] = listed(1, 2, 3)
		w.run(monday, pipeline.Options{}, pipeline.Request{Only: []fetch.ArxivID{id(2)}})
		equal(t, []string{"0001", "0002", "0003"}, w.order(monday))
		equal(t, [][]fetch.ArxivID{{id(2)}}, w.metadata)
		w.run(monday, pipeline.Options{}, pipeline.Request{Only: []fetch.ArxivID{id(3)}})
		equal(t, 2, w.count())
		equal(t, pipeline.Complete, w.simply(monday).State)
		equal(t, 3, w.count())
	})
}

func TestObserve(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3)
	w.outcomes[id(2)] = refused
	w.textErr[id(3)] = errors.New("none")
	totals := map[pipeline.Stage]int{}
	open := map[string]bool{}
	failed := map[string]bool{}
	w.run(monday, pipeline.Options{Observe: func(e pipeline.Event) {
		name := string(e.Stage) + " " + e.Paper.String()
		switch e.Phase {
		case pipeline.Began:
			totals[e.Stage] = e.Total
		case pipeline.Started:
			open[name] = true
		case pipeline.Ended:
			if !open[name] {
				t.Errorf("%s ended without a start", name)
			}
			delete(open, name)
			if e.Failed {
				failed[name] = true
			}
		}
	}}, pipeline.Request{})
	equal(t, map[pipeline.Stage]int{"list": 0, "metadata": 3, "text": 3, "summary": 3, "post": 0}, totals)
	equal(t, map[string]bool{}, open)
	equal(t, map[string]bool{"text 2510.90003": true, "summary 2510.90002": true}, failed)
}

func TestLog(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3)
	w.outcomes[id(2)] = refused
	core, logs := observer.New(zapcore.DebugLevel)
	options := pipeline.Options{Select: pipeline.Selection{Limit: 2}}
	if _, err := w.pipeline(zap.New(core), options).RunDay(t.Context(), monday, pipeline.Request{}); err != nil {
		t.Fatal(err)
	}
	equal(t, 2, logs.FilterMessage("paper").FilterLevelExact(zapcore.InfoLevel).Len())
	left := logs.FilterMessage("paper left out").FilterLevelExact(zapcore.DebugLevel).All()
	equal(t, 1, len(left))
	equal(t, any("limit"), left[0].ContextMap()["rule"])
	ended := logs.FilterMessage("day ended").All()
	equal(t, 1, len(ended))
	story := ended[0].ContextMap()
	equal(t, zapcore.WarnLevel, ended[0].Level)
	for key, want := range map[string]any{
		"day": "2025-10-06", "state": "partial", "attempt": int64(1), "listed": int64(3),
		"papers": int64(2), "summarised": int64(1), "waiting": int64(1),
		"left_out": int64(1), "cost_usd": 0.75, "post": "_posts/2025-10-06.md",
	} {
		equal(t, want, story[key])
	}
}

func TestCancelledBeforeTheStart(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.pipeline(zap.NewNop(), pipeline.Options{}).RunDay(ctx, monday, pipeline.Request{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
}

// A day that is broken off tells how far it had come and what it has paid.
func TestBrokenOffDayIsReported(t *testing.T) {
	for _, test := range []struct {
		name   string
		fault  func(*world, context.CancelFunc)
		state  pipeline.State
		reason string
		held   int
		answer int // answers bought
	}{
		{"interrupted amid the second paper", func(w *world, stop context.CancelFunc) {
			w.outcomes[id(2)] = repaired
			asked := 0
			w.model = func(ctx context.Context) error {
				if asked++; asked == 3 {
					stop()
				}
				return ctx.Err()
			}
		}, pipeline.Waiting, "interrupted", 1, 2},
		{"not published", func(w *world, _ context.CancelFunc) { w.diskErr = errors.New("no space left on device") }, pipeline.Failed, "no space left", 3, 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.lists[monday] = listed(1, 2, 3)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			test.fault(w, stop)
			core, logs := observer.New(zapcore.InfoLevel)
			told := 0
			options := pipeline.Options{Concurrency: 1, Ended: func(pipeline.Report) { told++ }}
			report, err := w.pipeline(zap.New(core), options).RunDay(ctx, monday, pipeline.Request{})
			if err == nil {
				t.Fatal("no error")
			}
			equal(t, ctx.Err() == nil, told == 1) // a stop is no news
			story := logs.FilterMessage("day ended").All()
			equal(t, 1, len(story))
			equal(t, any(0.25*float64(test.answer)), story[0].ContextMap()["cost_usd"])
			equal(t, test.state, report.State)
			if !strings.HasPrefix(report.Reason, test.reason) {
				t.Errorf("the reason is %q", report.Reason)
			}
			totals := report.Totals
			if totals.Elapsed <= 0 {
				t.Errorf("it took %s", totals.Elapsed)
			}
			totals.Elapsed = 0
			equal(t, pipeline.Totals{
				Papers: 3, Summarised: test.held, Waiting: 3 - test.held,
				Spend: ledger.Spend{CostUSD: 0.25 * float64(test.answer), Input: 1000 * test.answer, Output: 100 * test.answer},
			}, totals)
			spent := 0.0
			for _, row := range report.Rows {
				spent += row.Spend.CostUSD
			}
			equal(t, totals.Spend.CostUSD, spent)
		})
	}
}

// What earlier rounds have cost is not forgotten: not by the day's row, not by
// the record, and not by a ledger that is made of the record.
func TestEarlierRoundsAreCounted(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.outcomes[id(2)] = refused
	w.simply(monday)
	w.simply(monday)
	w.outcomes[id(2)] = repaired
	equal(t, pipeline.Complete, w.simply(monday).State)
	want := ledger.Spend{CostUSD: 1.75, Input: 7000, Output: 700}
	for _, where := range []string{"the ledger", "a ledger made of the record", "once more"} {
		spent, err := w.ledger.Spent(t.Context(), standing().AddDate(-1, 0, 0), standing().AddDate(1, 0, 0))
		if err != nil {
			t.Fatal(err)
		}
		row, _, err := w.ledger.FindDay(t.Context(), monday.String())
		if err != nil {
			t.Fatal(err)
		}
		if spent != want || row.Spend != want {
			t.Errorf("%s knows of %+v spent, and of %+v on the day; want %+v", where, spent, row.Spend, want)
		}
		if where == "the ledger" {
			w.ledger = newWorld(t).ledger
		} else {
			w.simply(monday)
		}
		if _, err := pipeline.Rebuild(t.Context(), zap.NewNop(), w.ledger, site{w}, pipeline.Calendar{}, w.now()); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, 7, w.count())
}
