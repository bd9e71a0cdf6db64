package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// hookKey is the part of a webhook's address that must never be seen.
const hookKey = "T0000000-hook-key"

// hook is a chat's webhook among the services of a world, and the fault that
// makes it one.
type hook struct {
	mu     sync.Mutex
	down   bool         // it answers 500
	model  http.Handler // answers for the model; nil: the model itself
	tries  int
	events []string
	advice string // of the last event
}

func (h *hook) fault(kind sample.Kind, _ int, r *http.Request) http.Handler {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case kind == sample.Chat && h.model != nil:
		return h.model
	case kind != sample.Other || r.URL.Path != "/hook/"+hookKey:
		return nil
	}
	h.tries++
	if h.down {
		return sample.Status(500)
	}
	var m struct {
		Facts struct{ Day, Event, Try string } `json:"dailypapers"`
	}
	body, _ := io.ReadAll(r.Body)
	if json.Unmarshal(body, &m) == nil && m.Facts.Day != "" {
		h.events = append(h.events, m.Facts.Day[len("2025-10-"):]+" "+m.Facts.Event)
		h.advice = m.Facts.Try
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
}

// set changes how the services behave.
func (h *hook) set(change func(*hook)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(h)
}

// told returns the events that came since it was asked last.
func (h *hook) told() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	events := strings.Join(h.events, ", ")
	h.events = nil
	return events
}

// inHookedWorld is inWorld with a webhook. Nothing that the program prints or
// writes holds its address.
func inHookedWorld(t *testing.T, test func(w *world, h *hook), options ...sample.Option) {
	t.Helper()
	h := &hook{}
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.set("DAILYPAPERS_NOTIFY_WEBHOOK_URL", "http://sample.invalid/hook/"+hookKey)
		test(w, h)
		state, err := filepath.Glob(filepath.Join(w.site, ".dailypapers", "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range state {
			if text, _ := os.ReadFile(name); strings.Contains(string(text), hookKey) {
				t.Errorf("%s holds the webhook's address", name)
			}
		}
	}, append(options, sample.WithToday("2025-12-31"), sample.WithFault(h.fault))...)
}

// quiet runs the program and holds that it does not print the webhook's address.
func (w *world) quiet(got ran) ran {
	w.t.Helper()
	if strings.Contains(got.stdout+got.stderr, hookKey) {
		w.t.Errorf("the webhook's address is printed:\n%s%s", got.stdout, got.stderr)
	}
	return got
}

func TestWebhookIsToldOnce(t *testing.T) {
	inHookedWorld(t, func(w *world, h *hook) {
		for _, step := range []struct {
			name   string
			change func(*hook)
			run    func() ran
			want   string
		}{
			{"the model is down", func(h *hook) { h.model = sample.Status(503) }, func() ran { return w.runFor(2*time.Hour, "serve", "--verbose") }, "14 failed"},
			{"still", nil, func() ran { return w.runFor(2*time.Hour, "serve", "--verbose") }, ""},
			{"by hand", nil, func() ran { return w.run("run", "--verbose") }, ""},
			{"until it has left the lookback", nil, func() ran { return w.runFor(3*24*time.Hour, "serve") }, "14 given_up"},
			{"the model is back", func(h *hook) { h.model = nil }, func() ran { return w.runFor(25*time.Hour, "serve") }, "14 recovered"},
			{"for good", nil, func() ran { return w.runFor(24*time.Hour, "serve") }, ""},
		} {
			if step.change != nil {
				h.set(step.change)
			}
			got := w.quiet(step.run())
			if told := h.told(); told != step.want {
				t.Fatalf("%s: told %q, want %q:\n%s", step.name, told, step.want, got.stderr)
			}
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

// A run by hand or from a cron tells too, a partial day as well; a dry run tells
// nobody.
func TestWebhookIsToldByRun(t *testing.T) {
	inHookedWorld(t, func(w *world, h *hook) {
		w.quiet(w.run("run", "--date", sampleDay, "--dry-run"))
		if h.tries > 0 {
			t.Errorf("a dry run has told %q", h.told())
		}
		w.quiet(w.run("backfill", "--from", "2025-10-13", "--to", sampleDay))
		w.quiet(w.run("run", "--date", sampleDay))
		if got := h.told(); got != "14 partial" {
			t.Errorf("told %q", got)
		}
	})
}

// An edit that is meant asks for nothing, though the day is partial for good.
func TestWebhookIsToldOfAnEditedPost(t *testing.T) {
	inHookedWorld(t, func(w *world, h *hook) {
		w.run("run", "--date", sampleDay)
		path := filepath.Join(w.site, "_posts", sampleDay+"-daily-papers-20251014.md")
		if err := os.WriteFile(path, []byte(w.post()+"\nA word of mine.\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		w.quiet(w.run("run", "--date", sampleDay))
		const want = "nothing, if the edit is meant; dailypapers run --date " + sampleDay + " --force writes over it"
		if told := h.told(); told != "14 partial" || h.advice != want {
			t.Errorf("told %q: %s", told, h.advice)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

// A webhook that fails costs no day anything, and hears of it when it is back.
func TestWebhookThatIsDown(t *testing.T) {
	inHookedWorld(t, func(w *world, h *hook) {
		h.set(func(h *hook) { h.down = true })
		begin := time.Now()
		got := w.quiet(w.run("run", "--date", sampleDay, "--verbose"))
		if got.code != exitPartial || !strings.Contains(got.stderr, "the webhook was not told") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		if took := time.Since(begin); h.tries != 3 || took > 3*time.Minute {
			t.Errorf("%d tries, and the run took %v", h.tries, took)
		}
		w.quiet(w.runFor(12*time.Hour, "serve", "--verbose"))
		if h.tries > 3*20 {
			t.Errorf("%d tries in half a day", h.tries)
		}
		h.set(func(h *hook) { h.down = false })
		w.quiet(w.runFor(2*time.Minute, "serve"))
		if got := h.told(); got != "14 partial" {
			t.Errorf("told %q", got)
		}
	})
}

// A day that Hugging Face does not open is missing in the end, for serve and for
// the next run alike.
func TestWebhookIsToldOfAMissingDay(t *testing.T) {
	h := &hook{}
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_NOTIFY_WEBHOOK_URL", "http://sample.invalid/hook/"+hookKey)
		w.begin = october(15, 7, 15)
		w.runFor(5*time.Hour+59*time.Minute, "serve")
		w.run("run")
		if got := h.told(); got != "" {
			t.Errorf("told too early: %q", got)
		}
		w.runFor(2*time.Hour, "serve")
		w.run("run")
		if got := h.told(); got != "14 missing" {
			t.Errorf("told %q", got)
		}
	}, sample.WithToday("2025-10-13"), sample.WithFault(h.fault))
}

// A day that a person runs tells of itself; the days beside it that serve is about
// to run are not missing yet.
func TestWebhookIsNotToldOfDaysThatAreDue(t *testing.T) {
	h := &hook{}
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_NOTIFY_WEBHOOK_URL", "http://sample.invalid/hook/"+hookKey)
		w.begin = october(10, 7, 15)
		w.runFor(time.Minute, "serve")
		time.Sleep(4*24*time.Hour + 8*time.Hour)
		w.run("run", "--date", "2025-10-13")
		if got := h.told(); got != "" {
			t.Errorf("told %q", got)
		}
		w.runFor(time.Minute, "serve")
		if got := h.told(); got != "" || w.dates() != "07 08 09 10 13" {
			t.Errorf("told %q, posts %s", got, w.dates())
		}
	}, append(week(), sample.WithFault(h.fault))...)
}

func TestBadWebhookAddressIsNotPrinted(t *testing.T) {
	for name, file := range map[string]string{
		"no HTTP":  "notify: {webhook_url: 'ftp://chat.example/" + hookKey + "'}",
		"no URL":   "notify: {webhook_url: '" + hookKey + "'}",
		"a list":   "notify: {webhook_url: ['https://chat.example/" + hookKey + "']}",
		"a map":    "notify: {webhook_url: {'" + hookKey + "': 1}}",
		"a user":   "notify: {webhook_url: 'https://" + hookKey + "@chat.example/'}",
		"a number": "notify: {webhook_url: 12}",
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				path := filepath.Join(w.site, "config.yaml")
				if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
					t.Fatal(err)
				}
				if got := w.quiet(w.run("run", "--config", path)); got.code != exitUsage || !strings.Contains(got.stderr, "webhook_url") && !strings.Contains(got.stderr, "line 1") {
					t.Errorf("exit code %d:\n%s", got.code, got.stderr)
				}
			})
		})
	}
}
