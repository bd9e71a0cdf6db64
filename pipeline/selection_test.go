package pipeline_test

import (
	"strings"
	"testing"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

func TestSelection(t *testing.T) {
	papers := listed(1, 2, 3, 4)
	papers[1].Upvotes = 3
	papers[2].Title = "A Survey of Invented Surveys"
	papers[3].Abstract = "We survey nothing."
	for _, test := range []struct {
		name   string
		s      pipeline.Selection
		kept   []string
		leftBy map[string]string // by paper
	}{
		{name: "all", kept: []string{"0001", "0002", "0003", "0004"}},
		{
			name: "limit", s: pipeline.Selection{Limit: 2}, kept: []string{"0001", "0002"},
			leftBy: map[string]string{"0003": "limit", "0004": "limit"},
		},
		{
			name: "min_upvotes", s: pipeline.Selection{MinUpvotes: 4}, kept: []string{"0001", "0003", "0004"},
			leftBy: map[string]string{"0002": "min_upvotes"},
		},
		{
			name: "include", s: pipeline.Selection{Include: []string{"(?i)survey", "number 2"}}, kept: []string{"0002", "0003", "0004"},
			leftBy: map[string]string{"0001": "include"},
		},
		{
			name: "exclude", s: pipeline.Selection{Exclude: []string{"nobody", "(?i)survey"}}, kept: []string{"0001", "0002"},
			leftBy: map[string]string{"0003": "exclude: (?i)survey", "0004": "exclude: (?i)survey"},
		},
		{
			name: "limit counts those selected", s: pipeline.Selection{Limit: 2, MinUpvotes: 4}, kept: []string{"0001", "0003"},
			leftBy: map[string]string{"0002": "min_upvotes", "0004": "limit"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.lists[monday] = papers
			report := w.run(monday, pipeline.Options{Select: test.s}, pipeline.Request{})
			equal(t, test.kept, w.order(monday))
			var leftBy map[string]string
			for _, l := range report.LeftOut {
				if leftBy == nil {
					leftBy = map[string]string{}
				}
				leftBy[l.ID.String()[len("2510.9"):]] = l.Rule
			}
			equal(t, test.leftBy, leftBy)
			equal(t, len(test.kept), len(w.texts)) // nothing is done for the others
			post, _, _ := site{w}.Load(monday)
			equal(t, report.LeftOut, post.LeftOut)
		})
	}
}

func TestBadExpression(t *testing.T) {
	for _, s := range []pipeline.Selection{{Include: []string{"fine", "("}}, {Exclude: []string{"fine", "("}}} {
		_, err := pipeline.New(zap.NewNop(), nil, pipeline.Stages{}, pipeline.Options{Select: s, Concurrency: 1})
		if err == nil || !strings.Contains(err.Error(), "clude[1]: error parsing regexp") {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestLimitIsStable(t *testing.T) {
	w := newWorld(t)
	limited := pipeline.Options{Select: pipeline.Selection{Limit: 2, MinUpvotes: 5}}
	w.lists[monday] = listed(1, 2, 3)
	w.lists[monday][0].Upvotes = 1
	w.run(monday, limited, pipeline.Request{})
	equal(t, []string{"0002", "0003"}, w.order(monday))
	w.lists[monday] = listed(4, 1, 3, 2) // the first one now has the votes, and a new one leads
	report := w.run(monday, limited, pipeline.Request{})
	equal(t, []string{"0002", "0003"}, w.order(monday))
	equal(t, 2, len(report.LeftOut))
	limited.Select.Limit = 3
	w.run(monday, limited, pipeline.Request{})
	equal(t, []string{"0002", "0003", "0001"}, w.order(monday))
	// What stands in the post stays, whatever the selection says by now.
	limited.Select = pipeline.Selection{Limit: 1, MinUpvotes: 1000}
	w.run(monday, limited, pipeline.Request{})
	equal(t, []string{"0002", "0003", "0001"}, w.order(monday))
}

func TestRepeats(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.lists[tuesday] = listed(2, 3)
	w.simply(monday)
	report := w.simply(tuesday)
	equal(t, []string{"0003"}, w.order(tuesday))
	equal(t, "repeats: posted on 2025-10-06", report.LeftOut[0].Rule)
	equal(t, 3, w.count())

	// Both days again: neither leaves its own papers out.
	equal(t, pipeline.Complete, w.simply(monday).State)
	equal(t, pipeline.Complete, w.simply(tuesday).State)
	equal(t, []string{"0001", "0002"}, w.order(monday))

	kept := pipeline.Options{Select: pipeline.Selection{KeepRepeats: true}}
	w.run(tuesday, kept, pipeline.Request{})
	equal(t, []string{"0003", "0002"}, w.order(tuesday))
	equal(t, 3, w.count()) // bought for monday
}

// A day that is made up for later does not double what has been posted since.
func TestRepeatsOfALaterDay(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.lists[tuesday] = listed(2, 3)
	w.simply(tuesday)
	w.simply(monday)
	equal(t, []string{"0001"}, w.order(monday))
}

// A day without a post has posted nothing.
func TestNoRepeatOfAFailedDay(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(2)
	w.lists[tuesday] = listed(2, 3)
	w.outcomes = map[fetch.ArxivID]outcome{id(2): passing}
	equal(t, pipeline.Failed, w.simply(monday).State)
	w.outcomes = nil
	w.simply(tuesday)
	equal(t, []string{"0002", "0003"}, w.order(tuesday))
}
