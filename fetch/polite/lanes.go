package polite

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
)

// lanes are the connections of a client. Requests get them in the order in which
// they came, however often they come back: one that was refused is not to be
// overtaken by those behind it.
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
	came    int // requests so far
	waiting []*lane
}

// lane is one request's place, first in the queue and then on a connection.
type lane struct {
	all   *lanes
	place int           // in the order of coming
	given chan struct{} // closed when it is on a connection
	era   int           // in which it was given
}

func newLanes(most int, adaptive bool) *lanes {
	return &lanes{most: most, adaptive: adaptive && most > 0, width: most}
}

// join puts a new request into the queue.
func (l *lanes) join() *lane {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := &lane{all: l, place: l.came}
	l.came++
	l.queue(n)
	return n
}

// rejoin puts a request that has left into the queue again, at its place.
func (n *lane) rejoin() {
	n.all.mu.Lock()
	defer n.all.mu.Unlock()
	n.all.queue(n)
}

// queue puts a request into the queue. It needs mu to be held.
func (l *lanes) queue(n *lane) {
	n.given = make(chan struct{})
	at, _ := slices.BinarySearchFunc(l.waiting, n, func(a, b *lane) int { return cmp.Compare(a.place, b.place) })
	l.waiting = slices.Insert(l.waiting, at, n)
	l.admit()
}

// admit gives free lanes to those who wait. It needs mu to be held.
func (l *lanes) admit() {
	for len(l.waiting) > 0 && (l.most == 0 || l.taken < l.width) {
		n := l.waiting[0]
		l.waiting = slices.Delete(l.waiting, 0, 1)
		l.taken++
		n.era = l.era
		close(n.given)
	}
}

// wait returns when the request is on a connection. With an error it is not, and
// no longer in the queue.
func (n *lane) wait(ctx context.Context) error {
	select {
	case <-n.given:
	case <-ctx.Done():
	}
	err := ctx.Err()
	if err == nil {
		return nil
	}
	l := n.all
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.waiting, n); i >= 0 {
		l.waiting = slices.Delete(l.waiting, i, i+1)
	} else {
		l.taken--
		l.admit()
	}
	return err
}

// leave gives the connection back. The status is the answer's, 0 where there was
// none. A request that comes again is in the queue before anyone else can pass.
func (n *lane) leave(status int, again bool) {
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
	if again {
		l.queue(n)
	}
	l.admit()
}
