package polite_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"

	"dailypapers/fetch/polite"
)

// answer is what the service of the tests gives to one request.
type answer struct {
	status int
	header map[string]string
	body   string
	err    error
	takes  time.Duration
}

// service is an upstream in memory: it gives its answers in order, the last one
// for ever, and notes when it was asked.
type service struct {
	answers []answer

	mu    sync.Mutex
	start time.Time
	asked []time.Duration // since start
	seen  []*http.Request
	now   int // requests under way
	most  int
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	a := s.answers[min(len(s.asked), len(s.answers)-1)]
	s.asked = append(s.asked, time.Since(s.start))
	s.seen = append(s.seen, r)
	s.now++
	s.most = max(s.most, s.now)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.now--
		s.mu.Unlock()
	}()
	if a.takes > 0 {
		select {
		case <-time.After(a.takes):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	if a.err != nil {
		return nil, a.err
	}
	header := http.Header{}
	for name, value := range a.header {
		header.Set(name, value)
	}
	return &http.Response{
		StatusCode: a.status, Header: header, Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: -1,
	}, nil
}

const page = "http://papers.example/list?token=hidden"

// serve returns a client of a service with the given answers. It must be called
// inside a synctest bubble; half is its jitter.
func serve(policy polite.Policy, answers ...answer) (*polite.Client, *service) {
	s := &service{answers: answers, start: time.Now()}
	env := polite.Env{Now: time.Now, Jitter: func() float64 { return 0.5 }}
	return polite.New(zap.NewNop(), s, env, policy), s
}

func seconds(n ...float64) []time.Duration {
	var all []time.Duration
	for _, s := range n {
		all = append(all, time.Duration(s*float64(time.Second)))
	}
	return all
}

func TestEveryAttemptIsIdentified(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, s := serve(polite.Policy{UserAgent: "dailypapers/1 (mailto:someone@example.org)", Retries: 1},
			answer{status: 500}, answer{status: 200, body: "list"})
		header := http.Header{"Authorization": {"Bearer x"}}
		got, err := client.Do(t.Context(), polite.Request{Method: "POST", URL: page, Header: header, Body: []byte("question")})
		if err != nil || got.Status != 200 || string(got.Body) != "list" || got.URL.String() != page {
			t.Fatalf("Do() = %+v, %v", got, err)
		}
		for _, r := range s.seen {
			body, _ := io.ReadAll(r.Body)
			if r.UserAgent() != "dailypapers/1 (mailto:someone@example.org)" || r.Header.Get("Authorization") != "Bearer x" ||
				string(body) != "question" || r.Method != http.MethodPost {
				t.Errorf("sent %s %v with body %q", r.Method, r.Header, body)
			}
		}
		if len(header) != 1 {
			t.Errorf("the caller's header was changed: %v", header)
		}
	})
}

// When the service is asked, as a function of what it answers.
func TestRetries(t *testing.T) {
	ok := answer{status: 200}
	network := answer{err: errors.New("connection reset by peer")}
	refused := func(ip string) answer {
		at := &net.TCPAddr{IP: net.ParseIP(ip), Port: 11434}
		return answer{err: &net.OpError{Op: "dial", Net: "tcp", Addr: at, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}}
	}
	noHost := answer{err: &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "none.example", IsNotFound: true}}}
	noResolver := answer{err: &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}}
	tests := []struct {
		name    string
		policy  polite.Policy
		answers []answer
		asked   []time.Duration
		status  int // of the error, 0: none, -1: there is no answer
	}{
		{"no retry wanted", polite.Policy{}, []answer{{status: 503}}, seconds(0), 503},
		{
			"backoff doubles, with jitter",
			polite.Policy{Retries: 3, Backoff: 4 * time.Second},
			[]answer{{status: 503}},
			seconds(0, 5, 15, 35), 503,
		},
		{
			"backoff stays below the ceiling",
			polite.Policy{Retries: 3, Backoff: 4 * time.Second, MaxWait: 9 * time.Second},
			[]answer{{status: 500}},
			seconds(0, 5, 14, 23), 500,
		},
		{
			"passing faults",
			polite.Policy{Retries: 3, Backoff: time.Second},
			[]answer{network, {status: 500}, {status: 429}, ok},
			seconds(0, 1.25, 3.75, 8.75), 0,
		},
		{"refused by this machine", polite.Policy{Retries: 5, Backoff: 15 * time.Second}, []answer{refused("127.0.0.1")}, seconds(0, 2, 4), -1},
		{"refused by another machine", polite.Policy{Retries: 3, Backoff: time.Second}, []answer{refused("192.0.2.1")}, seconds(0, 1.25, 3.75, 8.75), -1},
		{"no such host", polite.Policy{Retries: 5, Backoff: 15 * time.Second}, []answer{noHost}, seconds(0, 2, 4), -1},
		{"no such host, and no retry wanted", polite.Policy{}, []answer{noHost}, seconds(0), -1},
		{"no answer about the host", polite.Policy{Retries: 3, Backoff: time.Second}, []answer{noResolver}, seconds(0, 1.25, 3.75, 8.75), -1},
		{"a server that is started meanwhile", polite.Policy{Retries: 5, Backoff: time.Second}, []answer{refused("::1"), ok}, seconds(0, 1.25), 0},
		{"400 is permanent", polite.Policy{Retries: 3}, []answer{{status: 400}}, seconds(0), 400},
		{"401 is permanent", polite.Policy{Retries: 3}, []answer{{status: 401}}, seconds(0), 401},
		{"403 is permanent", polite.Policy{Retries: 3}, []answer{{status: 403}}, seconds(0), 403},
		{"404 is permanent", polite.Policy{Retries: 3}, []answer{{status: 404}}, seconds(0), 404},
		{
			"404 is permanent whatever the policy says",
			polite.Policy{Retries: 3, Retry: func(polite.Response) bool { return true }},
			[]answer{{status: 404}},
			seconds(0), 404,
		},
		{
			"the policy knows a 429 that does not pass",
			polite.Policy{Retries: 3, Retry: func(r polite.Response) bool { return string(r.Body) != "quota" }},
			[]answer{{status: 429, body: "quota"}},
			seconds(0), 429,
		},
		{
			"Retry-After in seconds",
			polite.Policy{Retries: 1, Backoff: time.Second},
			[]answer{{status: 429, header: map[string]string{"Retry-After": "17"}}, ok},
			seconds(0, 17), 0,
		},
		{
			"Retry-After as a date",
			polite.Policy{Retries: 1, Backoff: time.Second},
			// A bubble's clock starts at midnight UTC, 2000-01-01.
			[]answer{{status: 503, header: map[string]string{"Retry-After": "Sat, 01 Jan 2000 00:00:30 GMT"}}, ok},
			seconds(0, 30), 0,
		},
		{
			"Retry-After as a date that is past",
			polite.Policy{Retries: 1, Backoff: 4 * time.Second},
			[]answer{{status: 503, header: map[string]string{"Retry-After": "Fri, 31 Dec 1999 23:59:00 GMT"}}, ok},
			seconds(0, 5), 0,
		},
		{
			"Retry-After that says nothing",
			polite.Policy{Retries: 1, Backoff: 4 * time.Second},
			[]answer{{status: 429, header: map[string]string{"Retry-After": "soon"}}, ok},
			seconds(0, 5), 0,
		},
		{
			"Retry-After below zero",
			polite.Policy{Retries: 1, Backoff: 4 * time.Second},
			[]answer{{status: 429, header: map[string]string{"Retry-After": "-5"}}, ok},
			seconds(0, 5), 0,
		},
		{
			"RateLimit of Hugging Face",
			polite.Policy{Retries: 1},
			[]answer{{status: 429, header: map[string]string{"RateLimit": `"api";r=0;t=41`, "Retry-After": "5"}}, ok},
			seconds(0, 42), 0,
		},
		{
			"RateLimit with something left",
			polite.Policy{Retries: 1},
			[]answer{{status: 429, header: map[string]string{"RateLimit": `"api";r=3;t=41`, "Retry-After": "5"}}, ok},
			seconds(0, 5), 0,
		},
		{
			"RateLimit of several quotas",
			polite.Policy{Retries: 1},
			[]answer{{status: 429, header: map[string]string{"RateLimit": `"api";r=9;t=50, "pages";r=0;t=20`}}, ok},
			seconds(0, 21), 0,
		},
		{
			"retry-after-ms",
			polite.Policy{Retries: 1},
			[]answer{{status: 429, header: map[string]string{"retry-after-ms": "1500", "Retry-After": "2"}}, ok},
			seconds(0, 1.5), 0,
		},
		{
			"x-ratelimit-reset of what is used up",
			polite.Policy{Retries: 1, MaxWait: time.Hour},
			[]answer{{status: 429, header: map[string]string{
				"x-ratelimit-remaining-requests": "7", "x-ratelimit-reset-requests": "1h",
				"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m1s",
			}}, ok},
			seconds(0, 361), 0,
		},
		{
			"x-ratelimit with its limit: until there is enough, and longer each time, until the reset",
			polite.Policy{Retries: 4, Backoff: 2 * time.Second},
			[]answer{{status: 429, header: quotas("requests", "10", "0", "15s")}},
			seconds(0, 2.5, 7.5, 17.5, 32.5), 429,
		},
		{
			"x-ratelimit without a unit",
			polite.Policy{Retries: 1},
			[]answer{{status: 429, header: quotas("requests", "120", "0", "500")}, ok},
			seconds(0, 0.5), 0,
		},
		{
			"x-ratelimit of a day that is over",
			polite.Policy{Retries: 3},
			[]answer{{status: 429, header: quotas("requests", "100", "0", "24h0m0s")}},
			seconds(0), 429,
		},
		{
			"x-ratelimit with more left than was asked for",
			polite.Policy{Retries: 1, Backoff: 4 * time.Second},
			[]answer{{status: 429, header: quotas("tokens", "1000", "900", "6s")}, ok},
			seconds(0, 5), 0,
		},
		{
			"a pause beyond the ceiling is not waited for",
			polite.Policy{Retries: 3, MaxWait: time.Minute},
			[]answer{{status: 429, header: map[string]string{"Retry-After": "3600"}}},
			seconds(0), 429,
		},
		{
			"a pause beyond all time",
			polite.Policy{Retries: 3},
			[]answer{{status: 429, header: map[string]string{"Retry-After": "1e300"}}},
			seconds(0), 429,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, s := serve(tt.policy, tt.answers...)
				response, err := client.Get(t.Context(), page, nil)
				if diff := cmp.Diff(tt.asked, s.asked); diff != "" {
					t.Errorf("asked at (-want +got):\n%s", diff)
				}
				if tt.status == 0 {
					if err != nil || response.Status != 200 {
						t.Fatalf("Get() = %d, %v", response.Status, err)
					}
					return
				}
				if tt.status < 0 {
					if err == nil {
						t.Error("no error")
					}
					return
				}
				status, ok := errors.AsType[*polite.StatusError](err)
				if !ok || status.Status != tt.status || response.Status != tt.status {
					t.Fatalf("Get() = %d, %v; want status %d", response.Status, err, tt.status)
				}
				if status.Attempts != len(s.asked) {
					t.Errorf("%d attempts reported, %d made", status.Attempts, len(s.asked))
				}
			})
		})
	}
}

func TestIntervalHoldsForAllCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, s := serve(polite.Policy{Interval: 3 * time.Second, Connections: 1},
			answer{status: 200, takes: time.Second}, answer{status: 200, takes: 7 * time.Second}, answer{status: 200})
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() { _, _ = client.Get(t.Context(), page, nil) })
		}
		wg.Wait()
		if diff := cmp.Diff(seconds(0, 3, 10, 13, 16), s.asked); diff != "" {
			t.Errorf("asked at (-want +got):\n%s", diff)
		}
		if s.most != 1 {
			t.Errorf("%d requests under way at once", s.most)
		}
	})
}

func TestRedirectTakesItsTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, s := serve(polite.Policy{Interval: 3 * time.Second, Connections: 1, Timeout: 2 * time.Second},
			answer{status: 301, header: map[string]string{"Location": "/elsewhere"}, takes: time.Second},
			answer{status: 200, takes: time.Second})
		response, err := client.Get(t.Context(), page, nil)
		if err != nil || response.URL.String() != "http://papers.example/elsewhere" {
			t.Errorf("Get() = %v, %v", response.URL, err) // the wait for the turn is no time of the server's
		}
		if diff := cmp.Diff(seconds(0, 3), s.asked); diff != "" {
			t.Errorf("asked at (-want +got):\n%s", diff)
		}
	})
}

func TestConnectionsAreLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, s := serve(polite.Policy{Connections: 2}, answer{status: 200, takes: time.Second})
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() { _, _ = client.Get(t.Context(), page, nil) })
		}
		wg.Wait()
		if diff := cmp.Diff(seconds(0, 0, 1, 1, 2), s.asked); diff != "" || s.most != 2 {
			t.Errorf("%d at once; asked at (-want +got):\n%s", s.most, diff)
		}
	})
}

func TestPauseHoldsForAllCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, s := serve(polite.Policy{Retries: 2, Interval: 3 * time.Second},
			answer{status: 429, header: map[string]string{"Retry-After": "20"}}, answer{status: 200})
		var wg sync.WaitGroup
		for range 3 { // the other two already wait for the interval when the 429 comes
			wg.Go(func() {
				if _, err := client.Get(t.Context(), page, nil); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(s.asked) != 4 || s.asked[1] < 20*time.Second {
			t.Errorf("asked at %v", s.asked)
		}
		for i := 2; i < len(s.asked); i++ {
			if gap := s.asked[i] - s.asked[i-1]; gap < 3*time.Second {
				t.Errorf("requests %s apart after the pause: %v", gap, s.asked)
			}
		}
	})
}

func TestNobodyAsksDuringAPauseBeyondTheCeiling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, s := serve(polite.Policy{Retries: 2, MaxWait: time.Minute},
			answer{status: 429, header: map[string]string{"Retry-After": "600"}}, answer{status: 200})
		_, _ = client.Get(t.Context(), page, nil)
		_, err := client.Get(t.Context(), page, nil)
		refused, ok := errors.AsType[*polite.StatusError](err)
		if !ok || refused.Status != 429 || refused.RetryAfter != 10*time.Minute || !refused.Refused || refused.Attempts != 0 {
			t.Errorf("Get() = %v", err)
		}
		time.Sleep(9*time.Minute + time.Second)
		if _, err = client.Get(t.Context(), page, nil); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(seconds(0, 600), s.asked); diff != "" {
			t.Errorf("asked at (-want +got):\n%s", diff)
		}
	})
}

// What shuts one caller out shuts out all of them, and no longer than it says.
func TestNobodyAsksWhileTheServiceShutsUsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		policy := polite.Policy{Retries: 2, MaxWait: time.Minute, Bars: func(r polite.Response) time.Duration {
			if string(r.Body) == "go away" {
				return 6 * time.Hour
			}
			return 0
		}}
		client, s := serve(policy, answer{status: 403, body: "not public"}, answer{status: 403, body: "go away"}, answer{status: 200})
		for i, want := range []polite.StatusError{
			{Attempts: 1},
			{Attempts: 1, Barred: true, RetryAfter: 6 * time.Hour},
			{Attempts: 0, Barred: true, RetryAfter: 6 * time.Hour},
		} {
			_, err := client.Get(t.Context(), page, nil)
			want.Status, want.Method, want.URL = 403, "GET", "http://papers.example/list"
			got, ok := errors.AsType[*polite.StatusError](err)
			if !ok || *got != want {
				t.Errorf("request %d: %v", i, err)
			}
			if barred := strings.HasSuffix(err.Error(), "shuts this program out and is asked nothing for 6h0m0s"); barred != want.Barred {
				t.Errorf("request %d: %v", i, err)
			}
		}
		time.Sleep(6*time.Hour - time.Minute)
		if _, err := client.Get(t.Context(), page, nil); err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(seconds(0, 0, 6*3600), s.asked); diff != "" {
			t.Errorf("asked at (-want +got):\n%s", diff)
		}
	})
}

func TestEveryWaitObeysTheContext(t *testing.T) {
	slow := answer{status: 200, takes: time.Hour}
	tests := []struct {
		name   string
		policy polite.Policy
		answer answer
	}{
		{"for the answer", polite.Policy{Timeout: 2 * time.Hour}, slow},
		{"for a connection", polite.Policy{Timeout: 2 * time.Hour, Connections: 1}, slow},
		{"for the interval", polite.Policy{Interval: time.Hour}, answer{status: 200}},
		{"for a retry", polite.Policy{Retries: 9, Backoff: time.Hour, MaxWait: 2 * time.Hour}, answer{status: 500}},
		{
			"for a pause",
			polite.Policy{Retries: 9, MaxWait: 2 * time.Hour},
			answer{status: 429, header: map[string]string{"Retry-After": "3600"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, _ := serve(tt.policy, tt.answer)
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
				defer cancel()
				start := time.Now()
				var wg sync.WaitGroup
				errs := make([]error, 2)
				for i := range errs {
					wg.Go(func() { _, errs[i] = client.Get(ctx, page, nil) })
				}
				wg.Wait()
				if waited := time.Since(start); waited != 5*time.Second {
					t.Errorf("ended after %s", waited)
				}
				if err := errors.Join(errs...); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("Get() = %v", err)
				}
			})
		})
	}
}

func TestTimeoutIsOfOneAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, s := serve(polite.Policy{Timeout: 10 * time.Second, Retries: 1, Backoff: 4 * time.Second},
			answer{status: 200, takes: time.Hour})
		_, err := client.Get(t.Context(), page, nil)
		if err == nil || errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "in time") {
			t.Errorf("Get() = %v", err)
		}
		if diff := cmp.Diff(seconds(0, 15), s.asked); diff != "" {
			t.Errorf("asked at (-want +got):\n%s", diff)
		}
	})
}

func TestErrorsNameTheRequestAndNoSecret(t *testing.T) {
	leak := errors.New(`malformed HTTP response "upstream-words"`)
	tests := map[string]answer{
		"GET http://papers.example/list: status 404 Not Found after 1 attempt":      {status: 404, body: "upstream-words"},
		"GET http://papers.example/list: status 502 Bad Gateway after 2 attempts":   {status: 502, body: "upstream-words"},
		"GET http://papers.example/list: no HTTP answer after 2 attempts":           {err: leak},
		"GET http://papers.example/list: an unknown content encoding":               {status: 200, header: map[string]string{"Content-Encoding": "upstream-words"}},
		"GET http://papers.example/list: a redirect away from HTTP after 1 attempt": {status: 302, header: map[string]string{"Location": "ftp://upstream-words/"}},
		"GET http://papers.example/list: status 429 Too Many Requests after 1 attempt: " +
			"the service asks to wait 2h0m0s, which is too long": {status: 429, header: map[string]string{"Retry-After": "7200"}},
	}
	for want, a := range tests {
		synctest.Test(t, func(t *testing.T) {
			client, _ := serve(polite.Policy{Retries: 1}, a)
			_, err := client.Get(t.Context(), page, http.Header{"Authorization": {"Bearer hidden"}})
			if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "upstream-words") ||
				strings.Contains(err.Error(), "hidden") {
				t.Errorf("Get() = %v\nwant %s", err, want)
			}
		})
	}
}

func TestAnswerOutsideSuccessComesWithItsBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, _ := serve(polite.Policy{MaxBytes: 4}, answer{status: 400, body: `{"error":"a longer one"}`})
		response, err := client.Get(t.Context(), page, nil)
		if err == nil || !bytes.Equal(response.Body, []byte(`{"error":"a longer one"}`)) {
			t.Errorf("Get() = %q, %v", response.Body, err)
		}
	})
}

func TestAddressThatIsNone(t *testing.T) {
	for _, address := range []string{"", "papers.example/hidden", "ftp://hidden/", "http://hidden\x7f/", "https:///hidden"} {
		client, s := serve(polite.Policy{}, answer{status: 200})
		if _, err := client.Get(t.Context(), address, nil); err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("Get(%q) = %v", address, err)
		}
		if len(s.asked) > 0 {
			t.Errorf("Get(%q) asked", address)
		}
	}
}
