// Package sample is a small upstream that exists nowhere else: Hugging Face's
// Daily Papers, arXiv and a language model, with invented papers, served on
// loopback. The demo runs on it, and so do the tests; it keeps to the contracts
// and the traps that the real services are known for, and breaks them on demand
// (see [WithFault]).
//
// Start at [New]; [Upstream.Start] serves it.
package sample

import (
	"net/http"
	"sync"
	"time"
)

// day is the date of the built-in papers, a Tuesday.
const day = "2025-10-14"

// Upstream is the invented upstream. It is safe for concurrent use.
type Upstream struct {
	mux     *http.ServeMux
	fault   Fault
	front   func(Kind, http.Handler) http.Handler
	delay   func(Kind) time.Duration
	pageCap int

	mu     sync.RWMutex
	lists  map[string][]item // by date; a date without papers has no list
	papers map[string]Paper  // by id without version
	today  string            // empty: the latest date with a list
	counts map[Kind]int
}

// Option changes what an upstream serves.
type Option func(*Upstream)

// WithDay serves papers as the list of date instead of the built-in day, in
// the order given. It can stand several times, for several dates.
func WithDay(date string, papers ...Paper) Option {
	return func(u *Upstream) { u.SetDay(date, papers...) }
}

// WithToday sets the last date that is open: a request for a later one is
// answered with 400, as Hugging Face does. The default is the latest date that
// has papers.
func WithToday(date string) Option {
	return func(u *Upstream) { u.today = date }
}

// WithPageCap makes the list's API serve at most n papers a page, whatever
// limit is asked for. The Link header alone says that there are more.
func WithPageCap(n int) Option {
	return func(u *Upstream) { u.pageCap = n }
}

// WithDelay holds each answer back for the time that delay says, or until the
// request's context ends.
func WithDelay(delay func(Kind) time.Duration) Option {
	return func(u *Upstream) { u.delay = delay }
}

// WithFault answers the requests that fault picks out wrongly.
func WithFault(fault Fault) Option {
	return func(u *Upstream) { u.fault = fault }
}

// WithFront puts what front returns in front of the upstream's own answers to a
// kind of requests, to look at them, delay them or spoil them.
func WithFront(front func(kind Kind, answer http.Handler) http.Handler) Option {
	return func(u *Upstream) { u.front = front }
}

// New returns an upstream that serves the built-in papers on [Upstream.Day],
// or the days that the options name.
func New(options ...Option) *Upstream {
	u := &Upstream{
		lists:  map[string][]item{},
		papers: map[string]Paper{},
		counts: map[Kind]int{},
	}
	for _, option := range options {
		option(u)
	}
	if len(u.lists) == 0 {
		u.SetDay(day, Papers()...)
	}
	u.mux = u.routes()
	return u
}

// Day returns the latest date that has papers, as 2025-10-14.
func (u *Upstream) Day() string {
	u.mu.RLock()
	defer u.mu.RUnlock()
	return u.latest()
}

// SetDay replaces the list of date, at any time: lists grow. No papers make
// the date an empty one.
func (u *Upstream) SetDay(date string, papers ...Paper) {
	u.mu.Lock()
	defer u.mu.Unlock()
	list := make([]item, 0, len(papers))
	for _, p := range papers {
		u.papers[p.ID] = p
		list = append(list, p.item(date))
	}
	u.lists[date] = list
}

// latest needs u.mu to be held.
func (u *Upstream) latest() string {
	var latest string
	for date, list := range u.lists {
		if len(list) > 0 {
			latest = max(latest, date)
		}
	}
	return latest
}

// paper returns the paper of an id without a version.
func (u *Upstream) paper(id string) (Paper, bool) {
	u.mu.RLock()
	defer u.mu.RUnlock()
	p, ok := u.papers[id]
	return p, ok
}
