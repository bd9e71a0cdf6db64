package summarize_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

// Many answers under way at a time, none of which costs what it might: the caps
// are never overrun, and they are used up as far as the worst price allows.
func TestBudgetIsNeverOverrun(t *testing.T) {
	for name, caps := range map[string][2]float64{"run": {1, 0}, "month": {0, 1.5}, "both": {1, 1.2}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				const worst, before = 0.02, 0.3
				var mu sync.Mutex
				spent, reserved := 0.0, 0.0
				budget := summarize.NewBudget(caps[0], caps[1], func(context.Context) (float64, error) {
					mu.Lock()
					defer mu.Unlock()
					return before + spent, nil
				})
				limit := 1.0
				if caps[1] > 0 {
					limit = caps[1] - before
				}
				var group sync.WaitGroup
				for worker := range 16 {
					random := rand.New(rand.NewPCG(1, uint64(worker)))
					group.Go(func() {
						for {
							settle, err := budget.Reserve(t.Context(), worst)
							if err != nil {
								if !errors.Is(err, summarize.ErrStop) {
									t.Error(err)
								}
								return
							}
							mu.Lock()
							reserved += worst
							if spent+reserved > limit+1e-9 {
								t.Errorf("%f spent and %f reserved of %f", spent, reserved, limit)
							}
							mu.Unlock()
							time.Sleep(time.Duration(random.IntN(1000)) * time.Millisecond) // virtual
							actual := worst * random.Float64()
							mu.Lock()
							spent, reserved = spent+actual, reserved-worst
							mu.Unlock()
							settle(actual)
							settle(actual) // a second time does nothing
						}
					})
				}
				group.Wait()
				if spent > limit || spent < limit-worst {
					t.Errorf("%f spent of %f", spent, limit)
				}
			})
		})
	}
}

func TestBudgetWaitsUnderItsContext(t *testing.T) {
	budget := summarize.NewBudget(1, 0, nil)
	settle, err := budget.Reserve(t.Context(), 0.9)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := budget.Reserve(ctx, 0.5); !errors.Is(err, context.Canceled) {
		t.Errorf("Reserve = %v, want it to wait for the answer under way", err)
	}
	settle(0.1)
	if _, err := budget.Reserve(t.Context(), 0.5); err != nil {
		t.Error(err)
	}
}

func TestBudgetOfNothingCapsNothing(t *testing.T) {
	var none *summarize.Budget
	for _, budget := range []*summarize.Budget{none, summarize.NewBudget(0, 0, nil)} {
		settle, err := budget.Reserve(t.Context(), 1e9)
		if err != nil {
			t.Fatal(err)
		}
		settle(1e9)
	}
}

func TestSpentBudgetStopsTheRun(t *testing.T) {
	set := mustLoad(t)
	model := &script{t: t}
	s, err := summarize.New(nil, &memory{}, model, set, summarize.NewBudget(0.001, 0, nil), options())
	if err != nil {
		t.Fatal(err)
	}
	result, err := s.Summarize(t.Context(), task(t))
	if !errors.Is(err, summarize.ErrStop) {
		t.Errorf("Summarize = %v, want ErrStop", err)
	}
	if result.Reason != "the budget does not allow the next answer" {
		t.Errorf("the paper waits because %s", result.Reason)
	}
	if len(model.asked) > 0 {
		t.Error("the model was asked")
	}
}

func TestSpentBudgetNamesItsAmounts(t *testing.T) {
	for _, test := range []struct {
		run, month, spent, worst float64
		says                     string
	}{
		{run: 0.001, worst: 0.0123456, says: "0.001 of the 0.001 USD for the run are left, and it may cost 0.0123456; raise llm.budget.run"},
		{run: 0.00004, worst: 0.25, says: "0.00004 of the 0.00004 USD for the run are left"},
		{month: 30, spent: 29.5, worst: 0.75, says: "0.5 of the 30 USD for the month are left"},
		{month: 0.0125, spent: 0.1 + 0.2, worst: 0.5, says: "0 of the 0.0125 USD for the month are left"},
	} {
		budget := summarize.NewBudget(test.run, test.month, func(context.Context) (float64, error) { return test.spent, nil })
		_, err := budget.Reserve(t.Context(), test.worst)
		if !errors.Is(err, summarize.ErrStop) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("Reserve = %v, want %q in it", err, test.says)
		}
	}
}

// An answer that is billed and broken off is no answer, and is spent all the same.
func TestBrokenOffAnswerIsSpent(t *testing.T) {
	broken := reply{err: errors.New("broken off"), usage: usage}
	for name, test := range map[string]struct {
		reply reply
		stops bool
	}{
		"broken off":              {broken, false},
		"with the end of the run": {reply{err: llm.ErrQuota, usage: usage}, true},
		"in an unknown format":    {reply{err: llm.ErrFormat, usage: usage}, false},
	} {
		t.Run(name, func(t *testing.T) {
			memory, model := &memory{}, &script{t: t, replies: []reply{test.reply, broken}}
			budget := summarize.NewBudget(1, 1, func(context.Context) (float64, error) { return memory.paid, nil })
			s, err := summarize.New(zap.NewNop(), memory, model, mustLoad(t), budget, options())
			if err != nil {
				t.Fatal(err)
			}
			result, err := s.Summarize(t.Context(), task(t))
			if errors.Is(err, summarize.ErrStop) != test.stops {
				t.Errorf("Summarize = %v", err)
			}
			if want := float64(len(model.asked)) * options().Prices.Cost(usage); memory.paid != want || result.Cost != want {
				t.Errorf("%f remembered and %f told of %f USD", memory.paid, result.Cost, want)
			}
			if len(memory.kept) != 0 || result.Bought != 0 {
				t.Errorf("%d answers kept, %d bought", len(memory.kept), result.Bought)
			}
		})
	}
}

// Answers that are paid for and lost, again and again, end the conversation about
// the paper, so that this does not go on for ever.
func TestBrokenOffAnswersEnd(t *testing.T) {
	b := newBench(t, options())
	for try := 1; try <= 7; try++ {
		b.model.replies = []reply{{err: errors.New("broken off"), usage: usage}}
		if result := b.summarize(t); result.Ended != (try >= 5) {
			t.Errorf("try %d: ended %v", try, result.Ended)
		}
	}
}
