package polite

import (
	"net/http"
	"sync"
	"time"
)

// refusals are the answers 429 of a service that no success has come between.
type refusals struct {
	mu          sync.Mutex
	first, last time.Time
}

// note takes in an answer and returns for how long the service has answered 429
// alone. Refusals further apart than the gap have nothing to do with each other.
func (r *refusals) note(status int, now time.Time, gap time.Duration) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case succeeded(status):
		r.first = time.Time{}
		return 0
	case status != http.StatusTooManyRequests:
		return 0
	case r.first.IsZero() || now.Sub(r.last) > gap:
		r.first = now
	}
	r.last = now
	return now.Sub(r.first)
}
