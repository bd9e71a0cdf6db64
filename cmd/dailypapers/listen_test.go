package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// Serve answers from before its first reconcile until it has stopped.
func TestServeAnswers(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 10)
		w.listener = newPipes()
		ctx, cancel := context.WithCancel(w.t.Context())
		done := make(chan ran)
		go func() { done <- w.runUntil(ctx, "serve") }()
		for _, step := range []struct {
			at     int // minutes after the start
			status int
			want   string
		}{
			{4, 200, `"day":"2025-10-13","state":"empty"`}, // of the lookback, run at the start
			{6, 503, `"day":"2025-10-14","state":"running"`},
			{60, 200, `"day":"2025-10-14","state":"complete"`},
		} {
			time.Sleep(time.Until(w.start.Add(time.Duration(step.at) * time.Minute)))
			if status, body := w.listener.get(w.t, "/readyz"); status != step.status || !strings.Contains(body, step.want) {
				t.Errorf("minute %d: /readyz: %d %s", step.at, status, body)
			}
			if status, body := w.listener.get(w.t, "/healthz"); status != http.StatusOK {
				t.Errorf("minute %d: /healthz: %d %s", step.at, status, body)
			}
		}
		_, text := w.listener.get(w.t, "/metrics")
		for _, want := range []string{
			`dailypapers_day_runs_total{state="complete"} 1`, `dailypapers_papers_total{result="summarised"} 2`,
			`dailypapers_day_states{state="complete"} 1`, "dailypapers_ready 1",
			`dailypapers_upstream_request_duration_seconds_count{service="model",status="2xx"} 2`,
			`dailypapers_upstream_request_duration_seconds_count{service="huggingface",status="2xx"} `,
			`dailypapers_upstream_request_duration_seconds_count{service="arxiv",status="2xx"} `,
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is missing in:\n%s", want, text)
			}
		}
		explained, err := os.ReadFile("../../README.md")
		if err != nil {
			t.Error(err)
		}
		for line := range strings.Lines(text) {
			if name, ours := strings.CutPrefix(line, "# TYPE dailypapers_"); ours {
				if name, _, _ = strings.Cut(name, " "); !regexp.MustCompile("`" + name + "[`{]").Match(explained) {
					t.Errorf("README.md does not tell what %s is", name)
				}
			}
		}
		cancel()
		if got := <-done; got.code != exitDone {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		if _, err := w.listener.Dial(w.t.Context(), "", ""); !errors.Is(err, net.ErrClosed) {
			t.Errorf("it listens on: %v", err)
		}
	}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, sample.Papers()[:2]...), slow(time.Minute))
}

// Serve that waits for another process answers, and lives.
func TestServeAnswersWhileItWaits(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.set("DAILYPAPERS_LLM_CONCURRENCY", "1")
		first := make(chan ran)
		go func() { first <- w.run("backfill", "--from", sampleDay, "--to", sampleDay) }()
		time.Sleep(10 * time.Second)
		w.listener = newPipes()
		ctx, cancel := context.WithCancel(w.t.Context())
		done := make(chan ran)
		go func() { done <- w.runUntil(ctx, "serve") }()
		time.Sleep(25 * time.Minute) // longer than a program that lives is quiet
		if status, body := w.listener.get(w.t, "/healthz"); status != http.StatusOK {
			t.Errorf("/healthz: %d %s", status, body)
		}
		if status, body := w.listener.get(w.t, "/readyz"); status != http.StatusServiceUnavailable || !strings.Contains(body, "another process") {
			t.Errorf("/readyz: %d %s", status, body)
		}
		<-first
		cancel()
		<-done
	}, sample.WithToday("2025-12-31"), slow(110*time.Second), sample.WithFault(sample.First(3, sample.List, sample.TooMany(5*time.Minute))))
}

func TestServeThatCannotListen(t *testing.T) {
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, test := range []struct {
		name, address string
		err           error // of the system, where the address alone does not bring it about
		code          int
		want          []string
	}{
		{"in use", taken.Addr().String(), nil, exitFailed, []string{"is in use by another process", "try: another port"}},
		{"of another machine", "192.0.2.1:8080", nil, exitUsage, []string{"nothing can listen on 192.0.2.1:8080", "try: an address of this machine"}},
		{"forbidden", "127.0.0.1:80", syscall.EACCES, exitUsage, []string{"may not listen on 127.0.0.1:80", "try: a port above 1023"}},
		{"without a port", "127.0.0.1", nil, exitUsage, []string{`DAILYPAPERS_SERVE_LISTEN: "127.0.0.1" is no address`, `or "" for none`}},
		{"a port too high", ":65536", nil, exitUsage, []string{`DAILYPAPERS_SERVE_LISTEN: ":65536" is no address`}},
		{"a URL", "http://localhost:80", nil, exitUsage, []string{"is no address"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var stderr bytes.Buffer
			listen := new(net.ListenConfig).Listen
			if test.err != nil {
				listen = func(context.Context, string, string) (net.Listener, error) { return nil, test.err }
			}
			code := run(t.Context(), []string{"serve", "--site", t.TempDir()}, &bytes.Buffer{}, &stderr, environment{
				variables: []string{"OPENAI_API_KEY=x", "DAILYPAPERS_SERVE_LISTEN=" + test.address},
				now:       time.Now, listen: listen, transport: failing{},
			})
			if code != test.code {
				t.Errorf("exit code %d", code)
			}
			for _, want := range test.want {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("%q is missing in:\n%s", want, stderr.String())
				}
			}
		})
	}
}

// failing is a transport that reaches nobody.
type failing struct{}

func (failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, net.ErrClosed }

func TestHealth(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer string
		status int
		code   int
		want   string
	}{
		{"it lives", `{"ok":true,"reason":"the last sign of life was 3s ago"}`, 200, exitDone, "3s ago"},
		{"it is stuck", `{"ok":false,"reason":"stuck: no sign","try":"read the log"}`, 503, exitFailed, "stuck: no sign\ntry: read the log"},
		{"something else answers", "<html>", 200, exitFailed, "something else answers on serve.listen"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/healthz" {
					t.Errorf("it asks for %s", r.URL)
				}
				w.WriteHeader(test.status)
				_, _ = w.Write([]byte(test.answer))
			}))
			defer server.Close()
			if code, said := askHealth(t, t.TempDir(), server.Listener.Addr().String()); code != test.code || !strings.Contains(said, test.want) {
				t.Errorf("exit code %d:\n%s", code, said)
			}
		})
	}
	const nobody = "127.0.0.1:1" // a port that the system hands out to nobody
	t.Run("nobody answers", func(t *testing.T) {
		if code, said := askHealth(t, t.TempDir(), nobody); code != exitFailed || !strings.Contains(said, "connection refused") {
			t.Errorf("exit code %d:\n%s", code, said)
		}
	})
	t.Run("nothing is to answer", func(t *testing.T) {
		if code, said := askHealth(t, t.TempDir(), ""); code != exitDone || !strings.Contains(said, "nothing to ask") {
			t.Errorf("exit code %d:\n%s", code, said)
		}
	})
	for verb, want := range map[string]int{"run": exitDone, "serve": exitFailed} {
		t.Run(verb+" is at work, and nobody answers", func(t *testing.T) {
			p := program{cfg: Config{Site: t.TempDir(), State: StateConfig{Dir: ".dailypapers"}}, env: environment{now: time.Now, pid: 1}}
			release, err := p.lock(t.Context(), verb, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer release()
			if code, said := askHealth(t, p.cfg.Site, nobody); code != want {
				t.Errorf("exit code %d:\n%s", code, said)
			}
		})
	}
}

// askHealth asks for the health once, and returns the exit code and what was said.
func askHealth(t *testing.T, site, listen string) (code int, said string) {
	t.Helper()
	var out bytes.Buffer
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	code = run(t.Context(), []string{"health", "--site", site}, &out, &out, environment{
		variables: []string{"DAILYPAPERS_SERVE_LISTEN=" + listen},
		now:       time.Now, jitter: func() float64 { return 0 }, transport: transport,
	})
	return code, out.String()
}

// The health check of a container, in processes of their own.
func TestHealthOfAProcess(t *testing.T) {
	server, err := sample.New(sample.WithToday("2999-12-31")).Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	serve := startListening(t, server)
	for _, test := range []struct {
		verb string
		code int
	}{{"health", exitDone}, {"serve", exitFailed}} { // there is one address
		if p := start(t, server, t.TempDir(), test.verb); p.code() != test.code {
			t.Errorf("%s while serve runs:\n%s", test.verb, p.stderr)
		}
	}
	if err := serve.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := serve.code(); code != exitDone {
		t.Errorf("serve: exit code %d:\n%s", code, serve.stderr)
	}
	if p := start(t, server, t.TempDir(), "health"); p.code() != exitFailed {
		t.Errorf("health when serve has ended:\n%s", p.stderr)
	}
}

// startListening starts serve on a free port, which is serve.listen from then on.
// Another process may take the port before serve does; then the next is tried.
func startListening(t *testing.T, server *sample.Server) *child {
	t.Helper()
	for range 5 {
		free := httptest.NewServer(nil)
		free.Close()
		t.Setenv("DAILYPAPERS_SERVE_LISTEN", free.Listener.Addr().String())
		serve := start(t, server, t.TempDir(), "serve")
		if serve.await("serving") {
			return serve
		}
		t.Logf("exit code %d:\n%s", serve.code(), serve.stderr)
	}
	t.Fatal("it does not serve")
	return nil
}

func TestReachable(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:8080": "127.0.0.1:8080", "0.0.0.0:8080": "127.0.0.1:8080", ":8080": "127.0.0.1:8080",
		"[::]:8080": "[::1]:8080", "[fe80::1]:80": "[fe80::1]:80", "localhost:80": "localhost:80",
	} {
		if got := reachable(listen); got != want {
			t.Errorf("reachable(%s) = %s", listen, got)
		}
	}
}
