package polite

import (
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// gate is where every request of a client waits for its turn: for a free
// connection, for the end of a pause that the service has asked for, and for the
// interval.
type gate struct {
	now     func() time.Time
	slots   chan struct{} // one element per request under way; nil: no limit
	limiter *rate.Limiter

	mu     sync.Mutex
	opens  time.Time // no request starts before it
	status int       // of the answer that closed the gate
}

func newGate(now func() time.Time, p Policy) *gate {
	g := &gate{now: now, limiter: rate.NewLimiter(rate.Inf, 1)}
	if p.Interval > 0 {
		g.limiter = rate.NewLimiter(rate.Every(p.Interval), 1)
	}
	if p.Connections > 0 {
		g.slots = make(chan struct{}, p.Connections)
	}
	return g
}

// enter takes a connection, which leave gives back.
func (g *gate) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil || g.slots == nil {
		return err
	}
	select {
	case g.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *gate) leave() {
	if g.slots != nil {
		<-g.slots
	}
}

// closedFor is a pause that is longer than the policy waits.
type closedFor struct {
	status int
	pause  time.Duration
}

func (closedFor) Error() string { return "the service asked for a longer pause" }

// turn waits until a request may start. A pause may be asked for while the
// interval is waited for, so both are looked at until neither holds. It returns
// a closedFor where the pause is longer than the ceiling.
func (g *gate) turn(ctx context.Context, ceiling time.Duration) error {
	for {
		if err := g.opened(ctx, ceiling); err != nil {
			return err
		}
		if err := g.spaced(ctx); err != nil {
			return err
		}
		if pause, _ := g.closed(); pause <= 0 {
			return nil
		}
	}
}

func (g *gate) opened(ctx context.Context, ceiling time.Duration) error {
	for {
		pause, status := g.closed()
		switch {
		case pause <= 0:
			return nil
		case pause > ceiling:
			return closedFor{status, pause}
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
}

func (g *gate) spaced(ctx context.Context) error {
	now := g.now()
	reserved := g.limiter.ReserveN(now, 1)
	if err := sleep(ctx, reserved.DelayFrom(now)); err != nil {
		reserved.CancelAt(g.now())
		return err
	}
	return nil
}

// closed returns how long the gate stays closed, and the status that closed it.
func (g *gate) closed() (time.Duration, int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.opens.Sub(g.now()), g.status
}

// close lets no request start for the pause, nor sooner than an earlier pause
// allows.
func (g *gate) close(pause time.Duration, status int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if opens := g.now().Add(pause); opens.After(g.opens) {
		g.opens, g.status = opens, status
	}
}

// sleep waits for d or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
