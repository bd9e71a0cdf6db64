package polite

import (
	"context"
	"net/http"
	"slices"
	"sync"
)

// lanes are the connections of a client. Whoever waits for one gets it in the
// order of coming.
//
// Adaptive ones narrow and widen as TCP's window does: an answer that says "too
// much" halves their number, once for all that were under way at that time, and
// as many answers that succeed as there are lanes add one. There is always one,
// and never more than the most.
type lanes struct {
	most     int // 0: no limit
	adaptive bool

	mu      sync.Mutex
	width   int // how many may be taken
	taken   int
	well    int // answers that succeeded since the width last changed
	era     int // how often they were narrowed
	waiting []chan struct{}
}

// lane is one connection taken. It knows the era in which that was.
type lane struct {
	all *lanes
	era int
}

func newLanes(most int, adaptive bool) *lanes {
	return &lanes{most: most, adaptive: adaptive && most > 0, width: most}
}

// enter takes a lane, which leave gives back.
func (l *lanes) enter(ctx context.Context) (lane, error) {
	if err := ctx.Err(); err != nil {
		return lane{}, err
	}
	l.mu.Lock()
	if l.most == 0 || len(l.waiting) == 0 && l.taken < l.width {
		defer l.mu.Unlock()
		l.taken++
		return lane{l, l.era}, nil
	}
	mine := make(chan struct{})
	l.waiting = append(l.waiting, mine)
	l.mu.Unlock()
	select {
	case <-mine:
	case <-ctx.Done():
		l.mu.Lock()
		defer l.mu.Unlock()
		if i := slices.Index(l.waiting, mine); i >= 0 {
			l.waiting = slices.Delete(l.waiting, i, i+1)
		} else { // it was given at the same moment
			l.taken--
			l.admit()
		}
		return lane{}, ctx.Err()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return lane{l, l.era}, nil
}

// admit gives free lanes to those who wait. It needs mu to be held.
func (l *lanes) admit() {
	for len(l.waiting) > 0 && l.taken < l.width {
		close(l.waiting[0])
		l.waiting = l.waiting[1:]
		l.taken++
	}
}

// leave gives a lane back. The status is the answer's, 0 where there was none.
func (n lane) leave(status int) {
	l := n.all
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken--
	switch {
	case !l.adaptive || n.era != l.era: // what was sent before tells nothing of the width after
	case status == http.StatusTooManyRequests, status == http.StatusServiceUnavailable:
		l.width, l.well = max(l.width/2, 1), 0
		l.era++
	case succeeded(status):
		if l.well++; l.well >= l.width {
			l.width, l.well = min(l.width+1, l.most), 0
		}
	}
	l.admit()
}
