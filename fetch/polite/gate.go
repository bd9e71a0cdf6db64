package polite

import (
	"context"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// gate is where every request of a client waits for its turn: for a free
// connection, for what the service allows, for the end of a pause that it has
// asked for, and for the interval.
type gate struct {
	now      func() time.Time
	lanes    *lanes
	requests *allowance
	tokens   *allowance
	limiter  *rate.Limiter

	mu     sync.Mutex
	opens  time.Time // no request starts before it
	status int       // of the answer that closed the gate
	barred bool      // by an answer that shuts us out

	refusals refusals
}

func newGate(now func() time.Time, p Policy) *gate {
	g := &gate{
		now:      now,
		lanes:    newLanes(p.Connections, p.Adaptive),
		requests: perMinute(0, p.Heed && p.Interval == 0),
		tokens:   perMinute(p.TokensPerMinute, p.Heed),
		limiter:  rate.NewLimiter(rate.Inf, 1),
	}
	if p.Interval > 0 {
		g.limiter = rate.NewLimiter(rate.Every(p.Interval), 1)
	}
	return g
}

// pass is what one attempt has taken of the gate.
type pass struct {
	requests, tokens float64   // the marks of the allowances
	sent             time.Time // when the attempt started
}

// enter waits for the lane, for what the attempt costs and for its turn. Without
// an error the caller must leave.
func (g *gate) enter(ctx context.Context, lane *lane, tokens int, ceiling time.Duration) (p pass, err error) {
	if err = lane.wait(ctx); err != nil {
		return p, err
	}
	if p.tokens, err = g.tokens.take(ctx, g.now, float64(tokens), ceiling); err == nil {
		p.requests, err = g.requests.take(ctx, g.now, 1, ceiling)
	}
	if err == nil {
		err = g.turn(ctx, ceiling)
	}
	if err != nil {
		lane.leave(0, false)
		return p, err
	}
	p.sent = g.now()
	return p, nil
}

// learn takes in what an answer says of the service's limits. A nil header says
// nothing.
func (g *gate) learn(p pass, header http.Header) {
	now := g.now()
	if said, ok := quotaOf(header, "Requests"); ok {
		g.requests.learn(said, p.requests, p.sent, now)
	}
	if said, ok := quotaOf(header, "Tokens"); ok {
		g.tokens.learn(said, p.tokens, p.sent, now)
	}
}

// closedFor is a pause. As an error it is longer than the policy waits.
type closedFor struct {
	pause  time.Duration
	status int
	barred bool
}

func (closedFor) Error() string { return "the service is left alone for longer" }

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
		if g.closed().pause <= 0 {
			return nil
		}
	}
}

func (g *gate) opened(ctx context.Context, ceiling time.Duration) error {
	for {
		closed := g.closed()
		switch {
		case closed.pause <= 0:
			return nil
		case closed.pause > ceiling:
			return closed
		}
		if err := sleep(ctx, closed.pause); err != nil {
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

// closed returns how long the gate stays closed, and why.
func (g *gate) closed() closedFor {
	g.mu.Lock()
	defer g.mu.Unlock()
	return closedFor{g.opens.Sub(g.now()), g.status, g.barred}
}

// close lets no request start for the pause, nor sooner than an earlier pause
// allows.
func (g *gate) close(why closedFor) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if opens := g.now().Add(why.pause); opens.After(g.opens) {
		g.opens, g.status, g.barred = opens, why.status, why.barred
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
