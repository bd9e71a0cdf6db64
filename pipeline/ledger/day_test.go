package ledger_test

import (
	"testing"
	"time"

	"dailypapers/pipeline/ledger"
)

const (
	monday  = "2025-10-06"
	tuesday = "2025-10-07"
)

func TestKeepList(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	for _, step := range []struct {
		day        string
		read, want []string
	}{
		{monday, []string{"c", "a", "b"}, []string{"c", "a", "b"}},
		{monday, []string{"b", "d", "a"}, []string{"c", "a", "b", "d"}}, // shuffled, one late, one gone
		{tuesday, []string{"d"}, []string{"d"}},
		{monday, nil, []string{"c", "a", "b", "d"}},
		{monday, []string{"f", "e", "f"}, []string{"c", "a", "b", "d", "f", "e"}},
	} {
		equal(t, step.want, got(l.KeepList(ctx, step.day, step.read))(t))
	}
}

func TestFinishDay(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	if _, found, err := l.FindDay(ctx, monday); err != nil || found {
		t.Fatalf("found %v, error %v", found, err)
	}
	first := ledger.Day{
		Day: monday, State: "partial", Reason: "1 paper waits", Try: "another model", Papers: 2, Summarised: 1, Waiting: 1,
		Spend: spend, Started: morning, Finished: morning.Add(time.Minute),
	}
	ended := []ledger.Rounds{{Paper: "b", Terms: "small", Ended: 1}}
	must(t, l.FinishDay(ctx, first, []string{"a", "b"}, ended))
	second := first
	second.State, second.Reason, second.Try, second.Summarised, second.Waiting = "complete", "", "", 2, 0
	must(t, l.FinishDay(ctx, second, []string{"a", "b", "c"}, nil))

	d, _, err := l.FindDay(ctx, monday)
	must(t, err)
	second.Attempts = 2
	equal(t, second, d)

	must(t, l.FinishDay(ctx, ledger.Day{Day: tuesday, State: "empty"}, nil, nil))
	days := got(l.Days(ctx, monday, tuesday))(t)
	equal(t, []ledger.Day{second, {Day: tuesday, State: "empty", Attempts: 1}}, days)
	equal(t, 1, len(got(l.Days(ctx, tuesday, "2025-10-31"))(t)))
}

func TestBeginDay(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	begin := func(at time.Time) ledger.Day {
		must(t, l.BeginDay(ctx, monday, "running", at, at.Add(time.Minute), false))
		d, _, err := l.FindDay(ctx, monday)
		must(t, err)
		return d
	}
	want := ledger.Day{
		Day: monday, State: "running", Started: morning, Running: morning, Streak: 1, NextTry: morning.Add(time.Minute),
	}
	equal(t, want, begin(morning))
	want.Running, want.Streak, want.NextTry = morning.Add(time.Hour), 2, morning.Add(time.Hour+time.Minute)
	equal(t, want, begin(morning.Add(time.Hour))) // the first run was killed

	broken := want
	broken.State, broken.Reason, broken.Attempts, broken.Finished = "failed", "the disk is full", 1, morning.Add(2*time.Hour)
	broken.Running, broken.Settled, broken.Try = time.Time{}, true, "make room on the disk"
	must(t, l.BreakDay(ctx, broken))
	equal(t, []ledger.Day{broken}, got(l.Days(ctx, monday, monday))(t))

	begin(morning)
	ended := ledger.Day{
		Day: monday, State: "partial", Try: "another model", Papers: 2, Withdrawn: 1, Spend: spend, Started: morning, Finished: morning,
		Streak: 4, NextTry: morning.Add(time.Hour), Settled: true, GivenUp: true, EditedOnly: true,
	}
	must(t, l.FinishDay(ctx, ended, nil, nil))
	ended.Attempts = 2
	equal(t, []ledger.Day{ended}, got(l.Days(ctx, monday, monday))(t))
	begun := ended
	begun.Running, begun.Streak, begun.NextTry, begun.Settled = morning, 5, morning.Add(time.Minute), false
	equal(t, begun, begin(morning)) // what is known of the post stays

	must(t, l.FinishDay(ctx, ledger.Day{Day: tuesday, State: "complete", Settled: true}, nil, nil))
	must(t, l.BeginDay(ctx, tuesday, "running", morning, time.Time{}, false))
	equal(t, true, got(l.Days(ctx, tuesday, tuesday))(t)[0].Settled)
	must(t, l.BreakDay(ctx, ledger.Day{Day: monday}))
	equal(t, []string{monday}, got(l.Lacking(ctx, []string{monday}))(t))
}

// The first day of the schedule is not one that a person ran first.
func TestFirstDays(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	first := func(wantKnown, wantScheduled string) {
		t.Helper()
		known, scheduled, err := l.FirstDays(ctx)
		must(t, err)
		equal(t, [2]string{wantKnown, wantScheduled}, [2]string{known, scheduled})
	}
	first("", "")
	must(t, l.BeginDay(ctx, monday, "running", morning, morning, false))
	must(t, l.BeginDay(ctx, monday, "running", morning, morning, true))
	first(monday, "")
	must(t, l.BeginDay(ctx, tuesday, "running", morning, morning, true))
	must(t, l.FinishDay(ctx, ledger.Day{Day: tuesday, State: "complete"}, nil, nil))
	must(t, l.BeginDay(ctx, tuesday, "running", morning, morning, false))
	first(monday, tuesday)
}

func TestPostedOn(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	must(t, l.FinishDay(ctx, ledger.Day{Day: monday}, []string{"a", "b"}, nil))
	must(t, l.FinishDay(ctx, ledger.Day{Day: tuesday}, []string{"b", "c", "gone"}, nil))
	must(t, l.FinishDay(ctx, ledger.Day{Day: tuesday}, []string{"b", "c"}, nil))
	papers := []string{"a", "b", "c", "gone", "never"}
	equal(t, map[string]string{"a": monday, "b": monday, "c": tuesday}, got(l.PostedOn(ctx, papers, ""))(t))
	equal(t, map[string]string{"b": tuesday, "c": tuesday}, got(l.PostedOn(ctx, papers, monday))(t))
	equal(t, map[string]string{}, got(l.PostedOn(ctx, nil, ""))(t))
}

func TestEndedRounds(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	for _, ended := range []int{1, 2, 1} { // the last one is an older run's, told late
		must(t, l.FinishDay(ctx, ledger.Day{Day: monday}, nil, []ledger.Rounds{{Paper: "a", Terms: "small", Ended: ended}}))
	}
	equal(t, map[string]int{"a": 2}, got(l.EndedRounds(ctx, []string{"a", "b"}, "small"))(t))
	equal(t, map[string]int{}, got(l.EndedRounds(ctx, []string{"a", "b"}, "large"))(t))
}

func TestRestore(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	must(t, l.KeepAnswer(ctx, key, bought)) // of a run that crashed before it finished a day
	equal(t, []string{tuesday, monday}, got(l.Lacking(ctx, []string{tuesday, monday}))(t))

	lost := []ledger.Restored{{
		Day:    ledger.Day{Day: monday, State: "complete", Papers: 2, Summarised: 2, Spend: spend, Finished: morning},
		List:   []string{"b", "a", "left out"},
		Posted: []string{"b", "a"},
		Purchases: []ledger.Purchase{
			{Paper: key.Paper, Prompt: key.Prompt, Spend: spend, At: morning.Add(time.Minute)}, // known
			{Paper: "a", Prompt: "p", Spend: spend, At: morning},
		},
	}}
	for range 2 {
		must(t, l.Restore(ctx, lost))
		equal(t, []string{tuesday}, got(l.Lacking(ctx, []string{monday, tuesday}))(t))
		want := lost[0].Day
		want.Attempts = 1
		equal(t, []ledger.Day{want}, got(l.Days(ctx, monday, monday))(t))
		equal(t, lost[0].List, got(l.KeepList(ctx, monday, nil))(t))
		equal(t, map[string]string{"a": monday, "b": monday}, got(l.PostedOn(ctx, []string{"a", "b", "left out"}, ""))(t))
		equal(t, 2*spend.CostUSD, got(l.Spent(ctx, time.Time{}, time.Time{}))(t).CostUSD)
	}
}
