package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// meter is a model server that allows a tenth of what concurrency would send, or
// one question at once, and refuses what is beyond.
type meter struct {
	tokens bool                                            // the limit is of tokens, not of requests
	atOnce int                                             // questions under way at once, instead of the limit
	harsh  bool                                            // what is refused counts as well
	refuse func(w http.ResponseWriter, wait time.Duration) // until the question would be allowed
	says   func(header http.Header, m *meter)              // what every answer says of the limit; nil: nothing

	mu       sync.Mutex
	limit    float64 // a minute
	left     float64
	at       time.Time
	underWay int
	answered int
	refused  int
	first    time.Time // question
	last     time.Time // answer
}

// answerTakes is how long the model takes for an answer: 8 connections, which is
// llm.concurrency, would get 48 answers a minute.
const answerTakes = 10 * time.Second

// tenth is how many answers a minute are a tenth of what concurrency would send.
const tenth = 4.8

// answering returns a fault that gives the answer to every question that the
// meter allows.
func (m *meter) answering(answer string) sample.Fault {
	return func(kind sample.Kind, _ int, r *http.Request) http.Handler {
		if kind != sample.Chat {
			return nil
		}
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			question, _ := io.ReadAll(r.Body)
			w = &headed{w, m}
			if wait, allowed := m.admit(question); !allowed {
				m.refuse(w, wait)
				return
			}
			select {
			case <-time.After(answerTakes):
			case <-r.Context().Done():
			}
			m.leave()
			r.Body = io.NopCloser(bytes.NewReader(question))
			sample.Completion(answer, "stop").ServeHTTP(w, r)
		})
	}
}

// admit reports whether a question is allowed, or after which time it would be.
func (m *meter) admit(question []byte) (time.Duration, bool) {
	const bytesPerToken = 4
	m.mu.Lock()
	defer m.mu.Unlock()
	now, cost := time.Now(), 1.0
	if m.tokens {
		cost = float64(len(question)) / bytesPerToken
	}
	if m.first.IsZero() {
		m.first, m.at = now, now
		m.limit = tenth * cost
		m.left = m.limit
	}
	m.left = min(m.limit, m.left+now.Sub(m.at).Minutes()*m.limit)
	m.at = now
	if m.atOnce > 0 && m.underWay == m.atOnce || m.atOnce == 0 && m.left < cost {
		m.refused++
		if m.harsh {
			m.left = max(m.left-cost, -m.limit)
		}
		return time.Duration((cost - m.left) / m.limit * float64(time.Minute)), false
	}
	m.left -= cost
	m.underWay++
	return 0, true
}

func (m *meter) leave() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.underWay--
	m.answered++
	m.last = time.Now()
}

// headed is a response that says of the limit what the meter says.
type headed struct {
	http.ResponseWriter

	meter *meter
}

func (h *headed) WriteHeader(status int) {
	header := h.Header()
	maps.DeleteFunc(header, func(name string, _ []string) bool { return strings.HasPrefix(name, "X-Ratelimit-") })
	if h.meter.says != nil {
		h.meter.mu.Lock()
		h.meter.says(header, h.meter)
		h.meter.mu.Unlock()
	}
	h.ResponseWriter.WriteHeader(status)
}

// slowDown answers 429 as OpenAI does, without Retry-After.
func slowDown(w http.ResponseWriter, _ time.Duration) {
	sample.ModelError(http.StatusTooManyRequests, "requests", "rate_limit_exceeded").ServeHTTP(w, nil)
}

// retryAfter answers 429 with Retry-After in whole seconds.
func retryAfter(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
	slowDown(w, wait)
}

// slowDownInside answers 429 inside a 200, as gateways do.
func slowDownInside(w http.ResponseWriter, _ time.Duration) {
	sample.Body("application/json", `{"error": {"message": "Slow down.", "code": 429}}`).ServeHTTP(w, nil)
}

// overloaded answers 503.
func overloaded(w http.ResponseWriter, _ time.Duration) {
	sample.Status(http.StatusServiceUnavailable).ServeHTTP(w, nil)
}

// left says how many requests or tokens are left, as OpenAI does.
func left(what string) func(http.Header, *meter) {
	return func(header http.Header, m *meter) {
		said(what, int(m.limit), int(max(m.left, 0)), time.Duration((1-m.left/m.limit)*float64(time.Minute)))(header, m)
	}
}

// said says always the same.
func said(what string, limit, remaining int, reset time.Duration) func(http.Header, *meter) {
	return func(header http.Header, _ *meter) {
		header.Set("X-Ratelimit-Limit-"+what, strconv.Itoa(limit))
		header.Set("X-Ratelimit-Remaining-"+what, strconv.Itoa(remaining))
		header.Set("X-Ratelimit-Reset-"+what, reset.String())
	}
}

// TestModelThatAlwaysRefuses runs a day with a server that answers nothing but 429:
// the patience with it is that of one paper, not of one after the other.
func TestModelThatAlwaysRefuses(t *testing.T) {
	tests := []struct {
		name string
		wait time.Duration
		most time.Duration // of the run
		says string
	}{
		{"and asks for a moment", 2 * time.Second, 17 * time.Minute, "the model server refuses every question for its rate limit"},
		{"and asks for longer than is waited", time.Hour, time.Minute, "the model server asks to wait 1h0m0s, which is too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			always := func(kind sample.Kind, _ int, _ *http.Request) http.Handler {
				if kind != sample.Chat {
					return nil
				}
				return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { retryAfter(w, tt.wait) })
			}
			inWorld(t, func(w *world) {
				w.set("DAILYPAPERS_ARXIV_FULL_TEXT", "false")
				start := time.Now()
				got := w.run("run", "--date", sampleDay)
				if took := time.Since(start); took > tt.most {
					t.Errorf("the run took %s, want %s at most", took, tt.most)
				}
				if n := strings.Count(got.stderr, "asking again"); n > 17 {
					t.Errorf("%d warnings that it is asked again, want one a minute", n)
				}
				if got.code != exitFailed || !strings.Contains(got.stderr, tt.says) {
					t.Errorf("exit code %d without %q:\n%s", got.code, tt.says, got.stderr)
				}
			}, sample.WithFault(always))
		})
	}
}

// TestLimitTenTimesTooSmall runs a day of 50 papers with a model that allows a
// tenth of what the program would send. The day takes about as long as the limit
// makes it take, and ends whole.
func TestLimitTenTimesTooSmall(t *testing.T) {
	const papers = 50
	// A minute's worth goes through at first, the rest as it comes back.
	limitTakes := time.Duration((papers-tenth)/tenth*float64(time.Minute)) + answerTakes
	invented := sample.Papers()[0]
	day := make([]sample.Paper, papers)
	for i := range day {
		day[i] = invented
		day[i].ID = fmt.Sprintf("2510.9%04d", i)
		day[i].Title = fmt.Sprintf("The Invented Paper Number %d", i)
	}
	const requests, tokens = "DAILYPAPERS_LLM_REQUESTS_PER_MINUTE", "DAILYPAPERS_LLM_TOKENS_PER_MINUTE"
	tests := []struct {
		name    string
		meter   *meter
		set     map[string]string
		takes   float64 // times limitTakes, at most
		refused int     // at most
	}{
		{"the server says when to come back", &meter{refuse: retryAfter}, nil, 1.1, 75},
		{"the server says what is left", &meter{refuse: slowDown, says: left("Requests")}, nil, 1.1, 12},
		{"the server says both", &meter{refuse: retryAfter, says: left("Requests")}, nil, 1.1, 12},
		{"the server says both, of tokens", &meter{refuse: retryAfter, says: left("Tokens"), tokens: true}, nil, 1.5, 12},
		{"the server says no more than 429", &meter{refuse: slowDown}, nil, 1.1, 75},
		{"the server says 429 inside a 200", &meter{refuse: slowDownInside}, nil, 1.1, 75},
		{"the server counts what it refuses", &meter{refuse: retryAfter, harsh: true}, nil, 3, 120},
		{
			"the server says in vain that much is left",
			&meter{refuse: retryAfter, says: said("Requests", 30000, 29999, 2*time.Millisecond)}, nil, 1.1, 75,
		},
		{
			"the server says in vain that nothing is left", // each question waits for MaxWait at most
			&meter{refuse: retryAfter, says: said("Requests", 1, 0, time.Hour)}, nil, 10, 12,
		},
		{"the server bears one question at a time", &meter{refuse: overloaded, atOnce: 1}, nil, 1, 40},
		{"we ask for less", &meter{refuse: retryAfter}, map[string]string{requests: "4"}, 1.3, 0},
		{"we ask for fewer tokens", &meter{refuse: retryAfter}, map[string]string{tokens: "30000"}, 1.3, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.set("DAILYPAPERS_ARXIV_FULL_TEXT", "false")
				for name, value := range tt.set {
					w.set(name, value)
				}
				got := w.run("run", "--date", sampleDay)
				took := tt.meter.last.Sub(tt.meter.first)
				t.Logf("%s, where the limit takes %s; 429 or 503 %d times",
					took.Round(time.Second), limitTakes.Round(time.Second), tt.meter.refused)
				if got.code != exitDone || tt.meter.answered != papers || strings.Contains(w.post(), "# 요약 대기") {
					t.Errorf("exit code %d after %d answers:\n%s", got.code, tt.meter.answered, got.stderr)
				}
				if most := time.Duration(tt.takes * float64(limitTakes)); took > most || tt.meter.refused > tt.refused {
					t.Errorf("%s and %d refusals, want %s and %d at most", took, tt.meter.refused, most, tt.refused)
				}
			}, sample.WithDay(sampleDay, day...), sample.WithFault(tt.meter.answering(invented.Answers[0])))
		})
	}
}
