package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// asked is a request that has reached the upstream.
type asked struct {
	kind   sample.Kind
	at     time.Time
	date   string // of a list
	header http.Header
	chat   chatQuestion // of a question to the model
}

// chatQuestion is what the wiring shows of itself in a question to the model.
type chatQuestion struct {
	Messages []struct{ Role, Content string } `json:"messages"`
	Format   struct{ Type string }            `json:"response_format"`
}

// tokens counts as the sample does: one for every four bytes, and the system
// message as cached in steps of 128.
func (q chatQuestion) tokens() (fresh, cached int) {
	for _, m := range q.Messages {
		n := len(m.Content) / 4
		fresh += n
		if m.Role == "system" {
			cached += n - n%128
		}
	}
	return fresh - cached, cached
}

// traffic is every request of a world, in order.
type traffic struct {
	mu  sync.Mutex
	all []asked
}

// watch returns a fault that writes down each request, and leaves it to the
// next.
func (l *traffic) watch(next sample.Fault) sample.Fault {
	return func(kind sample.Kind, nth int, r *http.Request) http.Handler {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		a := asked{kind: kind, at: time.Now(), date: r.URL.Query().Get("date"), header: r.Header.Clone()}
		if kind == sample.Chat {
			_ = json.Unmarshal(body, &a.chat) // what is no question has none of what is looked for
		}
		l.mu.Lock()
		l.all = append(l.all, a)
		l.mu.Unlock()
		if next == nil {
			return nil
		}
		return next(kind, nth, r)
	}
}

// of returns the requests of the kinds.
func (l *traffic) of(kinds ...sample.Kind) []asked {
	l.mu.Lock()
	defer l.mu.Unlock()
	var some []asked
	for _, a := range l.all {
		if slices.Contains(kinds, a.kind) {
			some = append(some, a)
		}
	}
	return some
}

// apart holds that there are n requests of the kinds or more, each at least a
// time after the one before it.
func (l *traffic) apart(t *testing.T, n int, least time.Duration, kinds ...sample.Kind) {
	t.Helper()
	some := l.of(kinds...)
	if len(some) < n {
		t.Errorf("%d requests, want %d or more", len(some), n)
	}
	for i := 1; i < len(some); i++ {
		if gap := some[i].at.Sub(some[i-1].at); gap < least {
			t.Errorf("request %d came %v after the one before it, want %v", i, gap, least)
		}
	}
}

// toArxiv are the requests that arXiv's rule holds for.
var toArxiv = []sample.Kind{sample.Atom, sample.Abstract, sample.HTML, sample.PDF}
