package main

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// What run advises for a cause is what those learn who look on only: by the
// webhook, /readyz and status.
func TestAdviceReachesWhoLooksOn(t *testing.T) {
	chat := func(answer http.Handler) func(*testing.T, *world, *hook) {
		return func(_ *testing.T, _ *world, h *hook) { h.set(func(h *hook) { h.model = answer }) }
	}
	set := func(name, value string) func(*testing.T, *world, *hook) {
		return func(_ *testing.T, w *world, _ *hook) { w.set("DAILYPAPERS_"+name, value) }
	}
	for _, tt := range []struct {
		name  string
		spoil func(*testing.T, *world, *hook)
		want  string
	}{
		{"a wrong key", chat(sample.ModelError(401, "invalid_request_error", "invalid_api_key")), "check OPENAI_API_KEY and llm.base_url"},
		{"an exhausted account", chat(sample.ModelError(429, "insufficient_quota", "")), "look at the account's limits"},
		{"no such model", chat(sample.ModelError(404, "invalid_request_error", "model_not_found")), "check llm.model: the server has no gpt-4.1-mini"},
		{"a server that fails", chat(sample.Status(503)), "look at the model server, sample.invalid (llm.base_url)"},
		{"the month's budget", set("LLM_BUDGET_MONTH", "0.000001"), "raise llm.budget.month, or wait for the next month"},
		{"the run's budget", set("LLM_BUDGET_RUN", "0.000001"), "raise llm.budget.run, or wait for the next run"},
		{"no model server", func(_ *testing.T, w *world, _ *hook) { w.withoutModel() }, "start the model server at " + modelAddress + ", or check llm.base_url"},
		{
			"no name server", func(_ *testing.T, w *world, _ *hook) {
				w.set("DAILYPAPERS_HUGGINGFACE_BASE_URL", "http://nowhere.invalid")
				dial := w.transport.DialContext
				w.transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
					if strings.HasPrefix(address, "nowhere.invalid") {
						return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: "nowhere.invalid", IsNotFound: true}}
					}
					return dial(ctx, network, address)
				}
			}, "see that this machine has a network and a name server, and check huggingface.base_url",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inHookedWorld(t, func(w *world, h *hook) {
				tt.spoil(t, w, h)
				w.listener = newPipes()
				ctx, cancel := context.WithCancel(w.t.Context())
				done := make(chan ran)
				go func() { done <- w.runUntil(ctx, "serve") }()
				time.Sleep(30 * time.Minute)
				_, ready := w.listener.get(w.t, "/readyz")
				cancel()
				<-done
				lines := "\n\ntry: " + tt.want + "\n"
				if said := w.run("status").stdout; !strings.HasSuffix(said, lines) {
					t.Errorf("status says:\n%s", said)
				}
				for _, day := range w.status().known() {
					if day.Day == sampleDay && !strings.HasPrefix(day.Try, tt.want+"; it is tried again from ") {
						t.Errorf("status --json says %q", day.Try)
					}
				}
				if !strings.Contains(ready, `"try":"`+tt.want+"; it is tried again from ") {
					t.Errorf("/readyz says %s", ready)
				}
				if !strings.HasPrefix(h.advice, tt.want+"; it is tried again from ") {
					t.Errorf("the webhook says %q", h.advice)
				}
				if got := w.run("run", "--date", sampleDay); !strings.Contains(got.stderr, tt.want+again+"\n") {
					t.Errorf("run says:\n%s", got.stderr)
				}
			}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
		})
	}
}

// A file system that has become read-only says so where the site is locked too.
func TestAdviceOnAReadOnlyFileSystem(t *testing.T) {
	p := &program{cfg: Config{Site: "blog"}}
	fault := &fs.PathError{Op: "open", Path: "blog/.dailypapers/lock", Err: syscall.EROFS}
	var h hinted
	if err := p.unlockable(fault); !errors.As(err, &h) || h.hint != "make blog writable: its file system is mounted read-only" {
		t.Errorf("it says %v, and to try %q", err, h.hint)
	}
}
