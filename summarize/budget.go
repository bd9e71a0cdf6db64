package summarize

import (
	"context"
	"fmt"
	"strconv"
	"sync"
)

// Budget caps what a run and a month may cost. An answer's price is known only
// afterwards, so the worst price is reserved first and settled later: however
// many answers are under way at a time, the caps are not overrun. It serves one
// run and is safe for concurrent use. A nil Budget caps nothing.
type Budget struct {
	run, month float64
	spent      func(context.Context) (float64, error)

	mu       sync.Mutex
	settled  float64       // spent by this run
	reserved float64       // for answers under way
	underWay int           // how many these are
	turn     chan struct{} // closed when a reservation is settled
}

// NewBudget returns a budget with caps in USD for this run and for the calendar
// month; 0 is no cap. spent tells what was spent in this month so far, by all
// runs and with every answer that this run has kept; it is asked before each
// answer, and not at all where there is no cap for the month.
func NewBudget(run, month float64, spent func(context.Context) (float64, error)) *Budget {
	return &Budget{run: run, month: month, spent: spent, turn: make(chan struct{})}
}

// errSpent is the ErrStop of a budget.
var errSpent = fmt.Errorf("%w: the budget does not allow the next answer", ErrStop)

// ErrRunSpent is the ErrStop of a budget that has nothing left for this run,
// though the month may have.
var ErrRunSpent = fmt.Errorf("%w", errSpent)

// ErrMonthSpent is the ErrStop of a budget that has nothing left for this month.
var ErrMonthSpent = fmt.Errorf("%w", errSpent)

// usd writes an amount with six significant digits, so that none, however small,
// is rounded away.
func usd(amount float64) string {
	rounded, _ := strconv.ParseFloat(strconv.FormatFloat(amount, 'g', 6, 64), 64) // always a number
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// Reserve sets worst USD aside for one answer. Where the caps leave no room for
// it, the error wraps ErrStop; where they may once answers under way are
// settled, it waits for these. The caller calls settle once, with what the
// answer did cost, and after it has been recorded as spent.
func (b *Budget) Reserve(ctx context.Context, worst float64) (settle func(actual float64), err error) {
	if b == nil || b.run <= 0 && b.month <= 0 {
		return func(float64) {}, nil
	}
	for {
		turn, err := b.try(ctx, worst)
		switch {
		case err != nil:
			return nil, err
		case turn == nil:
			var once sync.Once
			return func(actual float64) { once.Do(func() { b.settle(worst, actual) }) }, nil
		}
		select {
		case <-turn:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// try reserves worst and returns nil, or returns what to wait for.
func (b *Budget) try(ctx context.Context, worst float64) (<-chan struct{}, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	month := 0.0
	if b.month > 0 {
		var err error
		if month, err = b.spent(ctx); err != nil {
			return nil, fmt.Errorf("read what was spent this month: %w", err)
		}
	}
	for _, limit := range []struct {
		name       string
		cap, spent float64
		err        error
	}{{"run", b.run, b.settled, ErrRunSpent}, {"month", b.month, month, ErrMonthSpent}} {
		switch {
		case limit.cap <= 0:
		case limit.spent+worst > limit.cap && b.underWay == 0:
			return nil, fmt.Errorf("%w: %s of the %s USD for the %s are left, and it may cost %s; raise llm.budget.%s",
				limit.err, usd(max(limit.cap-limit.spent, 0)), usd(limit.cap), limit.name, usd(worst), limit.name)
		case limit.spent+b.reserved+worst > limit.cap:
			return b.turn, nil
		}
	}
	b.reserved += worst
	b.underWay++
	return nil, nil
}

func (b *Budget) settle(worst, actual float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.reserved -= worst
	if b.underWay--; b.underWay == 0 {
		b.reserved = 0 // what rounding has left
	}
	b.settled += actual
	close(b.turn)
	b.turn = make(chan struct{})
}
