package pipeline_test

import (
	"errors"
	"testing"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/render"
)

// A new version of a posted paper is seen at the next reading of its list, for
// one request; the post, the summary and its version stay.
func TestNewVersionIsNoted(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2, 3)
	w.outcomes[id(3)] = refused
	w.morning(7)
	before := w.entries(monday)
	since := kst(7, 20, 0).UTC()
	w.versions = map[fetch.ArxivID]fetch.Paper{id(1): {Version: 3, Updated: since}}
	w.reconcile(kst(7, 7, 30), kst(7, 23, 45), 15*time.Minute) // tries paper 3, and looks at nothing else
	equal(t, 0, len(w.looks))

	w.lists[monday] = listed(1, 2, 3, 4)
	w.metadata = nil
	w.morning(8)
	equal(t, [][]fetch.ArxivID{{id(1), id(2)}}, w.looks)
	equal(t, [][]fetch.ArxivID{{id(4)}}, w.metadata)
	after := w.entries(monday)
	equal(t, render.Latest{Version: 3, Since: since}, after[0].Latest)
	after[0].Latest = render.Latest{}
	equal(t, before[:2], after[:2])

	record := string(w.records[monday])
	w.versions[id(1)] = fetch.Paper{Version: 2} // an old answer is no news
	w.morning(9)
	equal(t, 2, len(w.looks))
	equal(t, record, string(w.records[monday]))
	equal(t, true, w.row(monday).Settled)

	w.versions[id(1)] = fetch.Paper{Version: 4, Updated: since}
	w.morning(10)
	w.run(monday, pipeline.Options{Calendar: calendar()}, pipeline.Request{})
	equal(t, 2, len(w.looks)) // it is closed
	equal(t, record, string(w.records[monday]))
}

func TestWithdrawalOnArxivIsNoted(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1, 2)
	w.morning(7)
	w.versions = map[fetch.ArxivID]fetch.Paper{id(2): {Version: 3, Withdrawn: true}}
	w.morning(8)
	entry := w.entries(monday)[1]
	if !entry.Paper.Withdrawn || entry.Latest.Version != 3 || w.row(monday).Withdrawn != 1 {
		t.Errorf("the record says %+v, the ledger %+v", entry, w.row(monday))
	}
}

// Where it is unknown which version was posted, the time of the latest tells.
func TestNewVersionOfAnUnknownOne(t *testing.T) {
	w := newWorld(t)
	w.metaErr = errors.New("503")
	w.lists[monday] = listed(1, 2)
	w.morning(7)
	equal(t, 0, w.entries(monday)[0].Paper.Version)
	w.morning(8) // arXiv is down at the next reading, too
	w.metaErr = nil
	w.versions = map[fetch.ArxivID]fetch.Paper{
		id(1): {Version: 2, Updated: kst(8, 3, 0).UTC()}, id(2): {Version: 2, Updated: kst(6, 3, 0).UTC()},
	}
	w.morning(9)
	equal(t, 2, w.entries(monday)[0].Latest.Version)
	equal(t, render.Latest{}, w.entries(monday)[1].Latest)
}

// A run by hand looks when the schedule has fired since the last run, as one
// does that an outer scheduler starts, and a ledger that was lost.
func TestLooksOnceAFiring(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	at := func(now time.Time) int {
		w.now = func() time.Time { return now }
		w.looks = nil
		w.run(monday, pipeline.Options{Calendar: calendar()}, pipeline.Request{})
		return len(w.looks)
	}
	equal(t, 0, at(kst(7, 6, 0)))
	equal(t, 0, at(kst(7, 7, 14)))
	equal(t, 1, at(kst(7, 7, 15)))
	equal(t, 0, at(kst(8, 6, 0)))
	w.run(monday, pipeline.Options{Calendar: calendar()}, again(1)) // changes nothing of it
	equal(t, 1, at(kst(8, 9, 0)))
	equal(t, 0, at(kst(8, 10, 0)))
	w.ledger = newWorld(t).ledger
	if _, err := pipeline.Rebuild(t.Context(), zap.NewNop(), w.ledger, site{w}, calendar(), kst(9, 8, 0)); err != nil {
		t.Fatal(err)
	}
	equal(t, 1, at(kst(9, 8, 0)))
}

// Asked anew, a paper is summarised in its latest version, and there is nothing
// to note any more.
func TestRegenerateTakesTheLatestVersion(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	w.morning(7)
	w.versions = map[fetch.ArxivID]fetch.Paper{id(1): {Version: 3, Updated: kst(7, 20, 0)}}
	w.morning(8)
	w.metaErr = errors.New("503") // it cannot be had now
	w.run(monday, pipeline.Options{Calendar: calendar()}, again(1))
	equal(t, 3, w.entries(monday)[0].Latest.Version)
	w.metaErr = nil
	w.run(monday, pipeline.Options{Calendar: calendar()}, again(1))
	entry := w.entries(monday)[0]
	equal(t, render.Latest{}, entry.Latest)
	equal(t, []int{3, 2, 2}, []int{entry.Paper.Version, entry.History[0].Version, entry.History[1].Version})
}

// What is settled is closed, also where the lookback is made longer later.
func TestSettledDayIsNotLookedAt(t *testing.T) {
	w := newWorld(t)
	w.lists[monday] = listed(1)
	for n := 7; n <= 9; n++ {
		w.morning(n)
	}
	equal(t, true, w.row(monday).Settled)
	w.looks, w.now = nil, func() time.Time { return kst(10, 9, 0) }
	longer := calendar()
	longer.Lookback = 10
	w.run(monday, pipeline.Options{Calendar: longer}, pipeline.Request{})
	equal(t, 0, len(w.looks))
}
