package polite_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"

	"dailypapers/fetch/polite"
)

// quotas are the headers of a service that says what it allows.
func quotas(what, limit, remaining, reset string) map[string]string {
	return map[string]string{
		"x-ratelimit-limit-" + what: limit, "x-ratelimit-remaining-" + what: remaining, "x-ratelimit-reset-" + what: reset,
	}
}

// When a service that says what it allows is asked, one request after the other.
func TestHeed(t *testing.T) {
	heed := polite.Policy{Heed: true, MaxWait: time.Minute}
	tests := []struct {
		name   string
		policy polite.Policy
		said   map[string]string
		tokens int
		want   []time.Duration
	}{
		{"a service that says nothing", heed, nil, 100, seconds(0, 0, 0, 0)},
		{"much is left", heed, quotas("requests", "500", "499", "120ms"), 100, seconds(0, 0, 0, 0)},
		{"nothing is left: a minute's share each", heed, quotas("requests", "30", "0", "1m0s"), 0, seconds(0, 2, 4, 6)},
		{"one is left", heed, quotas("requests", "30", "1", "58s"), 0, seconds(0, 0, 0, 0)},
		{"a limit per day", heed, quotas("requests", "2000", "0", "24h0m0s"), 0, seconds(0, 43.2, 86.4, 129.6)},
		{"no reset: per minute", heed, quotas("requests", "30", "0", ""), 0, seconds(0, 2, 4, 6)},
		{"a reset without a unit: per minute", heed, quotas("requests", "30", "0", "500"), 0, seconds(0, 2, 4, 6)},
		{"tokens: a minute's share", heed, quotas("tokens", "6000", "0", "1m0s"), 1000, seconds(0, 10, 20, 30)},
		{"tokens: some are left", heed, quotas("tokens", "6000", "400", "56s"), 1000, seconds(0, 6, 12, 18)},
		{"tokens: more than the limit waits for all", heed, quotas("tokens", "600", "300", "30s"), 9000, seconds(0, 30, 60, 90)},
		{"a wait beyond the ceiling is cut there", heed, quotas("requests", "10", "0", "1h0m0s"), 0, seconds(0, 60, 120, 180)},
		{"our own interval comes before", polite.Policy{Heed: true, Interval: time.Second}, quotas("requests", "30", "0", "1m0s"), 0, seconds(0, 1, 2, 3)},
		{"our own tokens come before", polite.Policy{Heed: true, TokensPerMinute: 60000}, quotas("tokens", "6000", "0", "1m0s"), 1000, seconds(0, 0, 0, 0)},
		{"not heeded", polite.Policy{}, quotas("requests", "30", "0", "1m0s"), 0, seconds(0, 0, 0, 0)},
		{"minus one, Azure", heed, quotas("tokens", "-1", "-1", "0"), 1000, seconds(0, 0, 0, 0)},
		{"words", heed, quotas("tokens", "many", "NaN", "soon"), 1000, seconds(0, 0, 0, 0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, s := serve(tt.policy, answer{status: 200, header: tt.said})
				for range 4 {
					if _, err := client.Do(t.Context(), polite.Request{URL: page, Tokens: tt.tokens}); err != nil {
						t.Fatal(err)
					}
				}
				for i, want := range tt.want {
					if off := s.asked[i] - want; off < 0 || off > time.Millisecond {
						t.Fatalf("asked at %v, want %v", s.asked, tt.want)
					}
				}
			})
		})
	}
}

func TestTokensPerMinute(t *testing.T) {
	tests := []struct {
		name   string
		tokens int
		want   []time.Duration
	}{
		{"a minute's at once", 200, seconds(0, 0, 0, 20, 40)},
		{"a request above the minute", 5000, seconds(0, 60, 120, 180, 240)},
		{"one that takes none", 0, seconds(0, 0, 0, 0, 0)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, s := serve(polite.Policy{TokensPerMinute: 600}, answer{status: 200})
				var all sync.WaitGroup
				for range tt.want {
					all.Go(func() {
						if _, err := client.Do(t.Context(), polite.Request{URL: page, Tokens: tt.tokens}); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				if diff := cmp.Diff(tt.want, s.asked); diff != "" {
					t.Errorf("asked at (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// bucket is a service that allows so many requests a minute, answers after a
// second and says 429 beyond, with what the headers say of it.
type bucket struct {
	perMinute float64
	burst     float64
	headers   func(left float64, next time.Duration) map[string]string

	mu      sync.Mutex
	left    float64
	at      time.Time
	refused int
	now     int
	most    []int // requests under way at once, at each request
}

func (b *bucket) RoundTrip(r *http.Request) (*http.Response, error) {
	b.mu.Lock()
	b.left = min(b.burst, b.left+time.Since(b.at).Seconds()*b.perMinute/60)
	b.at = time.Now()
	status := http.StatusOK
	if b.left < 1 {
		status = http.StatusTooManyRequests
		b.refused++
	} else {
		b.left--
	}
	header := http.Header{}
	if b.headers != nil {
		next := time.Duration((1 - b.left) * 60 / b.perMinute * float64(time.Second))
		for name, value := range b.headers(b.left, next) {
			header.Set(name, value)
		}
	}
	b.now++
	b.most = append(b.most, b.now)
	b.mu.Unlock()
	select {
	case <-time.After(time.Second):
	case <-r.Context().Done():
	}
	b.mu.Lock()
	b.now--
	b.mu.Unlock()
	return &http.Response{StatusCode: status, Header: header, Body: http.NoBody, Request: r}, nil
}

// A service that allows a tenth of what is sent gets all of it in the end, and in
// about the time that its limit takes.
func TestTenTimesTooMany(t *testing.T) {
	tests := []struct {
		name    string
		headers func(left float64, next time.Duration) map[string]string
		refused int           // at most
		took    time.Duration // at most; the limit alone takes 75 s
	}{
		{"it says what it allows", func(left float64, _ time.Duration) map[string]string {
			return quotas("requests", "48", strconv.Itoa(int(left)), time.Duration((48-left)/0.8*float64(time.Second)).String())
		}, 20, 100 * time.Second},
		{"it says when to come back", func(_ float64, next time.Duration) map[string]string {
			return map[string]string{"Retry-After-Ms": strconv.Itoa(int(next.Milliseconds()) + 1)}
		}, 120, 150 * time.Second},
		{"it says no more than 429", nil, 120, 200 * time.Second},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := &bucket{perMinute: 48, burst: 4, left: 4, at: time.Now(), headers: tt.headers}
				env := polite.Env{Now: time.Now, Jitter: func() float64 { return 0.5 }}
				client := polite.New(zap.NewNop(), b, env, polite.Policy{
					Connections: 8, Adaptive: true, Heed: true, Retries: 0, Patience: 15 * time.Minute,
					Backoff: 2 * time.Second, MaxWait: 2 * time.Minute,
				})
				start := time.Now()
				questions := make(chan int)
				var all sync.WaitGroup
				for range 8 {
					all.Go(func() {
						for range questions {
							if _, err := client.Get(t.Context(), page, nil); err != nil {
								t.Error(err)
							}
						}
					})
				}
				for i := range 64 {
					questions <- i
				}
				close(questions)
				all.Wait()
				took := time.Since(start)
				t.Logf("%s for 64 requests, %d times 429", took, b.refused)
				if took > tt.took || b.refused > tt.refused {
					t.Errorf("%s and %d times 429, want %s and %d at most", took, b.refused, tt.took, tt.refused)
				}
			})
		})
	}
}

func TestPatienceIsBounded(t *testing.T) {
	tests := []struct {
		name    string
		answers []answer
		most    int // attempts
		took    time.Duration
	}{
		{"no pause named", []answer{{status: 429}}, 20, 10 * time.Minute},
		{"a pause named", []answer{{status: 429, header: map[string]string{"Retry-After": "30"}}}, 21, 10 * time.Minute},
		{"pauses of next to nothing", []answer{{status: 429, header: map[string]string{"Retry-After-Ms": "0.001"}}}, 601, 10 * time.Minute},
		{"other faults count as before", []answer{{status: 429}, {status: 500}}, 4, time.Minute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, s := serve(polite.Policy{Retries: 2, Backoff: 2 * time.Second, Patience: 10 * time.Minute}, tt.answers...)
				start := time.Now()
				_, err := client.Get(t.Context(), page, nil)
				if _, ok := errors.AsType[*polite.StatusError](err); !ok {
					t.Fatalf("Get() = %v", err)
				}
				if took := time.Since(start); len(s.asked) > tt.most || took > tt.took {
					t.Errorf("%d attempts in %s, want %d in %s at most", len(s.asked), took, tt.most, tt.took)
				}
			})
		})
	}
}

// A service that answers nothing but 429 is borne as long by all requests as by
// one; a success begins that anew.
func TestPatienceIsOneForAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := serve(polite.Policy{Connections: 1, Backoff: 2 * time.Second, Patience: 10 * time.Minute}, answer{status: 429})
		start := time.Now()
		var all sync.WaitGroup
		for range 6 {
			all.Go(func() {
				_, err := client.Get(t.Context(), page, nil)
				if refused, ok := errors.AsType[*polite.StatusError](err); !ok || !refused.Throughout {
					t.Errorf("Get() = %v, want a service that refused throughout", err)
				}
			})
		}
		all.Wait()
		if took := time.Since(start); took > 17*time.Minute {
			t.Errorf("%s, want the patience and a pause for each", took)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		refusals := slices.Repeat([]answer{{status: 429, header: map[string]string{"Retry-After": "60"}}}, 8)
		answers := slices.Concat(refusals, []answer{{status: 200}}, refusals, []answer{{status: 200}})
		client, _ := serve(polite.Policy{Connections: 1, Patience: 10 * time.Minute}, answers...)
		for range 2 {
			if _, err := client.Get(t.Context(), page, nil); err != nil {
				t.Error(err)
			}
		}
	})
}

// Lanes narrow once for all that were under way, and widen one by one.
func TestAdaptive(t *testing.T) {
	ok, busy := answer{status: 200, takes: time.Second}, answer{status: 503, takes: time.Second}
	tests := []struct {
		name    string
		answers []answer
		want    []time.Duration
	}{
		{"nothing is too much", []answer{ok}, seconds(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2)},
		{"four at once are too much, two are not", []answer{busy, busy, busy, busy, ok}, seconds(0, 0, 0, 0, 1, 1, 2, 2, 2, 3, 3, 3)},
		{"one is too much", []answer{busy, busy, busy, busy, busy, busy, busy, ok}, seconds(0, 0, 0, 0, 1, 1, 2, 3, 4, 4, 5, 5)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, s := serve(polite.Policy{Connections: 4, Adaptive: true}, tt.answers...)
				var all sync.WaitGroup
				for range 12 {
					all.Go(func() { _, _ = client.Get(t.Context(), page, nil) })
				}
				all.Wait()
				if diff := cmp.Diff(tt.want, s.asked); diff != "" {
					t.Errorf("asked at (-want +got):\n%s", diff)
				}
			})
		})
	}
}

func TestWaitingForALaneObeysTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, s := serve(polite.Policy{Connections: 1}, answer{status: 200, takes: 10 * time.Second})
		var all sync.WaitGroup
		for i := range 6 { // every other one gives up
			all.Go(func() {
				time.Sleep(time.Duration(i) * time.Millisecond)
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				if i%2 == 1 {
					ctx, cancel = context.WithTimeout(t.Context(), time.Second)
				}
				defer cancel()
				if _, err := client.Get(ctx, page, nil); (err != nil) != (i%2 == 1) {
					t.Errorf("request %d: %v", i, err)
				}
			})
		}
		all.Wait()
		if diff := cmp.Diff(seconds(0, 10, 20), s.asked); diff != "" {
			t.Errorf("asked at (-want +got):\n%s", diff)
		}
	})
}

// A request that was refused comes before those that came after it.
func TestRefusedIsNotOvertaken(t *testing.T) {
	later := map[string]string{"Retry-After": "5"}
	tests := []struct {
		name    string
		policy  polite.Policy
		answers []answer
		want    string
	}{
		{"429", polite.Policy{}, []answer{{status: 429, header: later}, {status: 200, takes: time.Second}}, "aabc"},
		{"503 with a pause", polite.Policy{}, []answer{{status: 503, header: later}, {status: 200, takes: time.Second}}, "aabc"},
		{
			"503 without, after its own",
			polite.Policy{Backoff: time.Second},
			[]answer{{status: 503, takes: time.Second}, {status: 200, takes: 2 * time.Second}},
			"abac",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tt.policy.Connections, tt.policy.Retries = 1, 1
				client, s := serve(tt.policy, tt.answers...)
				var all sync.WaitGroup
				for i, name := range []string{"a", "b", "c"} {
					all.Go(func() {
						time.Sleep(time.Duration(i) * time.Nanosecond)
						if _, err := client.Get(t.Context(), "http://papers.example/"+name, nil); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				var got strings.Builder
				for _, r := range s.seen {
					got.WriteString(r.URL.Path[1:])
				}
				if got.String() != tt.want {
					t.Errorf("asked in the order %s, want %s", got.String(), tt.want)
				}
			})
		})
	}
}

// What an answer amounts to counts, wherever it stands.
func TestStatusInsideAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		policy := polite.Policy{Retries: 1, Backoff: 4 * time.Second, Status: func(r polite.Response) int {
			if string(r.Body) == "down" {
				return http.StatusBadGateway
			}
			return r.Status
		}}
		client, s := serve(policy, answer{status: 200, body: "down"}, answer{status: 200, body: "up"}, answer{status: 200, body: "down"})
		if r, err := client.Get(t.Context(), page, nil); err != nil || string(r.Body) != "up" {
			t.Errorf("Get() = %q, %v", r.Body, err)
		}
		r, err := client.Get(t.Context(), page, nil)
		status, ok := errors.AsType[*polite.StatusError](err)
		if !ok || status.Status != http.StatusBadGateway || status.Attempts != 2 || r.Status != 200 || string(r.Body) != "down" {
			t.Errorf("Get() = %+v, %v", r, err)
		}
		if diff := cmp.Diff(seconds(0, 5, 5, 10), s.asked); diff != "" {
			t.Errorf("asked at (-want +got):\n%s", diff)
		}
	})
}
