package polite

import (
	"sync"
	"time"
)

// sparingly is the least time between two warnings that a service answers 429.
const sparingly = time.Minute

// sparing keeps the log readable while a service goes on refusing.
type sparing struct {
	mu   sync.Mutex
	last time.Time // warned
	kept int       // not warned of since
}

// due reports whether to warn now, and how often that was not done since the last
// time.
func (s *sparing) due(now time.Time) (kept int, due bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.last.IsZero() && now.Sub(s.last) < sparingly {
		s.kept++
		return 0, false
	}
	kept, s.last, s.kept = s.kept, now, 0
	return kept, true
}
