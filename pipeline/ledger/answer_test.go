package ledger_test

import (
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dailypapers/pipeline/ledger"
)

var (
	key    = ledger.Key{Paper: "2510.90001", Version: 1, Model: "small", Prompt: "p1", Schema: "s1"}
	spend  = ledger.Spend{CostUSD: 0.25, Input: 1000, CachedInput: 200, Output: 300}
	bought = ledger.Answer{Body: []byte(`{"content":"요약"}`), Spend: spend, At: morning}
)

func TestKeepAnswer(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	must(t, l.KeepAnswer(ctx, key, bought))

	a, found, err := l.FindAnswer(ctx, key)
	must(t, err)
	if !found {
		t.Fatal("not found")
	}
	equal(t, bought, a)

	other := map[string]ledger.Key{}
	for name, change := range map[string]func(*ledger.Key){
		"paper":   func(k *ledger.Key) { k.Paper = "2510.90002" },
		"version": func(k *ledger.Key) { k.Version = 2 },
		"model":   func(k *ledger.Key) { k.Model = "large" },
		"prompt":  func(k *ledger.Key) { k.Prompt = "p2" },
		"schema":  func(k *ledger.Key) { k.Schema = "s2" },
		"round":   func(k *ledger.Key) { k.Round = 1 },
	} {
		k := key
		change(&k)
		other[name] = k
	}
	for name, k := range other {
		if _, found, err := l.FindAnswer(ctx, k); err != nil || found {
			t.Errorf("another %s: found %v, error %v", name, found, err)
		}
	}
}

// arXiv is down in one of two runs, so that one knows no version.
func TestFindAnswerOfAnUnknownVersion(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	at := func(version int) ledger.Key { k := key; k.Version = version; return k }
	answer := func(text string) ledger.Answer { a := bought; a.Body = []byte(text); return a }
	find := func(version int) string {
		t.Helper()
		a, found, err := l.FindAnswer(ctx, at(version))
		must(t, err)
		if !found {
			return "none"
		}
		return string(a.Body)
	}
	must(t, l.KeepAnswer(ctx, at(1), answer("of the first")))
	equal(t, "of the first", find(0))
	equal(t, "none", find(2))
	must(t, l.KeepAnswer(ctx, at(3), answer("of the third")))
	equal(t, "of the third", find(0))
	must(t, l.KeepAnswer(ctx, at(0), answer("of none")))
	equal(t, "of none", find(0))
	equal(t, "of none", find(2))
	equal(t, "of the first", find(1))
}

func TestKeepAnswerTwice(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	must(t, l.KeepAnswer(ctx, key, bought))
	must(t, l.KeepAnswer(ctx, key, bought)) // the same purchase again
	equal(t, spend, got(l.Spent(ctx, time.Time{}, time.Time{}))(t))

	second := bought
	second.Body, second.At = []byte(`{"content":"다른 요약"}`), morning.Add(time.Second)
	must(t, l.KeepAnswer(ctx, key, second))
	a, _, err := l.FindAnswer(ctx, key)
	must(t, err)
	equal(t, bought, a)
	equal(t, ledger.Spend{CostUSD: 0.5, Input: 2000, CachedInput: 400, Output: 600},
		got(l.Spent(ctx, time.Time{}, time.Time{}))(t))
}

// What was paid for no answer counts as spent, and is told apart from what was
// paid for answers to the same question.
func TestKeepPurchase(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	must(t, l.KeepAnswer(ctx, key, bought))
	for i := range 3 {
		p := ledger.Purchase{Paper: key.Paper, Prompt: key.Prompt, Spend: spend, At: morning.Add(time.Duration(i+1) * time.Minute)}
		equal(t, i+1, got(l.KeepPurchase(ctx, p))(t))
	}
	other := ledger.Purchase{Paper: key.Paper, Prompt: "another", Spend: spend, At: morning}
	equal(t, 1, got(l.KeepPurchase(ctx, other))(t))
	equal(t, 5*spend.CostUSD, got(l.Spent(ctx, time.Time{}, time.Time{}))(t).CostUSD)
	equal(t, 5*spend.Input, got(l.SpentOn(ctx, []string{key.Paper}))(t)[key.Paper].Input)
}

func TestSpent(t *testing.T) {
	l, ctx := fresh(t), t.Context()
	for i, at := range []time.Time{morning, morning.Add(time.Hour), morning.Add(2 * time.Hour)} {
		k := key
		k.Round = i
		must(t, l.KeepAnswer(ctx, k, ledger.Answer{Body: []byte("{}"), Spend: ledger.Spend{CostUSD: 0.25}, At: at}))
	}
	for name, test := range map[string]struct {
		from, to time.Time
		want     float64
	}{
		"ever":              {want: 0.75},
		"from the second":   {from: morning.Add(time.Hour), want: 0.5},
		"until the second":  {to: morning.Add(time.Hour), want: 0.25},
		"the second alone":  {from: morning.Add(time.Minute), to: morning.Add(2 * time.Hour), want: 0.25},
		"in another zone":   {from: morning.Add(time.Hour).In(time.FixedZone("KST", 9*60*60)), want: 0.5},
		"before everything": {to: morning, want: 0},
	} {
		t.Run(name, func(t *testing.T) {
			equal(t, test.want, got(l.Spent(ctx, test.from, test.to))(t).CostUSD)
		})
	}
}

// Two processes buy at once: nothing is lost, nobody is told that the file is busy.
func TestTwoLedgersOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ledger.db")
	ctx := t.Context()
	var workers sync.WaitGroup
	for range 2 {
		l := open(t, path)
		for w := range 4 {
			workers.Go(func() {
				for round := range 5 {
					k := key
					k.Version, k.Round = w, round
					if err := l.KeepAnswer(ctx, k, bought); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	workers.Wait()
	l := open(t, path)
	for w := range 4 {
		for round := range 5 {
			k := key
			k.Version, k.Round = w, round
			if _, found, err := l.FindAnswer(ctx, k); err != nil || !found {
				t.Errorf("%+v: found %v, error %v", k, found, err)
			}
		}
	}
}
