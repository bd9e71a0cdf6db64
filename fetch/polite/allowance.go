package polite

import (
	"context"
	"sync"
	"time"
)

// allowance is how much of one thing, requests or tokens, a service allows: a
// bucket that refills evenly. It is kept from our own limit, or from what the
// service says of its limit with every answer. It never refuses; a service that
// is asked too early says so itself.
type allowance struct {
	heeds bool // learns from the service

	mu      sync.Mutex
	limit   float64 // what the full bucket holds; 0: there is no limit, or none is known
	left    float64 // at the time at; below zero where more was sent than there was
	rate    float64 // per second
	at      time.Time
	begun   float64       // what all requests so far have taken
	learned float64       // begun, as of the newest request that taught
	changed chan struct{} // closed when the service has taught
}

// perMinute returns an allowance of n a minute, all of it at once at first. Where
// n is 0, it is none, or what the service teaches.
func perMinute(n int, heeds bool) *allowance {
	return &allowance{
		heeds: heeds && n == 0, limit: float64(n), left: float64(n), rate: float64(n) / time.Minute.Seconds(),
		changed: make(chan struct{}),
	}
}

// take waits until there is as much as the cost, or the bucket is full, and takes
// that. It waits no longer than most for what the service says of itself. The mark
// tells learn which request it was.
func (a *allowance) take(ctx context.Context, now func() time.Time, cost float64, most time.Duration) (mark float64, err error) {
	if !a.heeds {
		most = longest
	}
	for until := now().Add(most); ; {
		wait, mark, changed := a.try(now(), cost, until)
		if wait <= 0 {
			return mark, ctx.Err()
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-changed:
		case <-ctx.Done():
		}
		timer.Stop()
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
}

// try takes the cost if it is there or the time until is reached. Else it returns
// how long to wait, and what ends the wait early.
func (a *allowance) try(now time.Time, cost float64, until time.Time) (wait time.Duration, mark float64, changed <-chan struct{}) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.limit > 0 {
		a.refill(now)
		cost = min(cost, a.limit)
		if missing := cost - a.left; missing > 0 {
			if wait = min(ceilSeconds(missing/a.rate), until.Sub(now)); wait > 0 {
				return wait, 0, a.changed
			}
		}
	}
	a.left -= cost
	a.begun += cost
	return 0, a.begun, nil
}

// refill brings left to the present. It needs mu to be held.
func (a *allowance) refill(now time.Time) {
	if passed := now.Sub(a.at).Seconds(); passed > 0 {
		a.left = min(a.left+passed*a.rate, a.limit)
	}
	a.at = now
}

// learn corrects the allowance by the answer to the request of the mark, sent at
// the time given. The service counted when that request came in, so what was
// taken later is not in its count. An answer to an earlier request than the last
// one that taught is old news.
func (a *allowance) learn(said quota, mark float64, sent, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.heeds || mark < a.learned {
		return
	}
	a.limit, a.left, a.at, a.learned = said.limit, said.remaining, sent, mark
	a.rate = said.rate()
	a.refill(now)
	a.left -= a.begun - mark
	close(a.changed)
	a.changed = make(chan struct{})
}
