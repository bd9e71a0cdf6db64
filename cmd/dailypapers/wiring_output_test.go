package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// wiredOutput are the cases about what is printed.
func wiredOutput() []wiring {
	const waits = "\n  waits     2510.90349  no answer passed the gate: language (goal, "
	whole := []sample.Option{sample.WithDay(sampleDay, sample.Papers()...)}
	stops := func(name, hint string, answer http.Handler) wiring {
		return wiring{
			name: "try: " + name, fault: sample.Always(sample.Chat, answer), code: exitFailed, stderr: []string{"\ntry: " + hint},
		}
	}
	return []wiring{
		stops("a wrong key", "check OPENAI_API_KEY and llm.base_url"+again+"\n",
			sample.ModelError(401, "invalid_request_error", "invalid_api_key")),
		stops("an exhausted quota", "look at the account's limits"+again+"\n",
			sample.ModelError(429, "insufficient_quota", "")),
		stops("no such model", "check llm.model: the server has no gpt-4.1-mini"+again+"\n",
			sample.ModelError(404, "invalid_request_error", "model_not_found")),
		{name: "waits", day: whole, code: exitPartial, stderr: []string{waits}},
		{
			name: "--json-log", day: whole, run: "run --json-log --date " + sampleDay, code: exitPartial,
			check: func(t *testing.T, _ *world, got ran, _ *traffic) {
				onlyJSON(t, got)
				if got.stderr == "" || !strings.HasSuffix(got.stdout, ".md\n") || strings.Count(got.stdout, "\n") != 1 {
					t.Errorf("standard output %q, standard error %q", got.stdout, got.stderr)
				}
			},
		},
	}
}

// TestJSONLogOfErrors holds the log to JSON also where a run ends with an error,
// and with what to try.
func TestJSONLogOfErrors(t *testing.T) {
	wrongKey := sample.WithFault(sample.Always(sample.Chat, sample.ModelError(401, "invalid_request_error", "invalid_api_key")))
	inWorld(t, func(w *world) {
		for _, args := range [][]string{
			{"run", "--json-log", "--date", sampleDay},    // a stop
			{"run", "--json-log", "--date", "2999-01-01"}, // a usage error
		} {
			got := w.run(args...)
			onlyJSON(t, got)
			if !strings.Contains(got.stderr, `"try":"`) && !strings.Contains(got.stderr, `"try": "`) {
				t.Errorf("%v: nothing to try in %s", args, got.stderr)
			}
		}
	}, wrongKey)
}

// onlyJSON holds standard error to one JSON object a line.
func onlyJSON(t *testing.T, got ran) {
	t.Helper()
	for line := range strings.Lines(got.stderr) {
		var entry struct {
			Time       time.Time
			Level, Msg string
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Time.IsZero() || entry.Level == "" || entry.Msg == "" {
			t.Errorf("%v in %q", err, line)
		}
	}
}

func TestWiringOfVersion(t *testing.T) {
	before := version
	t.Cleanup(func() { version = before })
	version = "v1.2.3"
	for _, arg := range []string{"version", "--version"} {
		var stdout, stderr strings.Builder
		code := run(t.Context(), []string{arg}, &stdout, &stderr, environment{})
		if code != exitDone || stdout.String() != "dailypapers v1.2.3\n" || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, %q, standard error %q", arg, code, stdout.String(), stderr.String())
		}
	}
}

// The demo is on loopback and in real time, which it has no use for.
func TestWiringOfDemo(t *testing.T) {
	transport := newTransport()
	defer transport.CloseIdleConnections()
	dir := filepath.Join(t.TempDir(), "demo")
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{"demo", "--dir", dir}, &stdout, &stderr, environment{
		now: time.Now, jitter: func() float64 { return 0 }, transport: transport,
	})
	path := strings.TrimSpace(stdout.String())
	if code != exitDone || !strings.HasPrefix(path, dir) {
		t.Errorf("exit code %d, post %q:\n%s", code, path, stderr.String())
	}
	if post, err := os.ReadFile(path); err != nil || !bytes.Contains(post, []byte(sample.Papers()[0].Title)) {
		t.Errorf("%v; the post:\n%s", err, post)
	}
	for _, want := range []string{
		"This is a demo. The papers are invented, and the model's answers are prepared: nothing\n",
		"\n" + sampleDay + "  partial: 1 paper waits",
		"\nThe post is " + path + ".\nOne paper waits on purpose",
		"\nThe real thing:\n  export OPENAI_API_KEY=…",
		"\n  dailypapers run --dry-run --site SITE ",
		"\n  dailypapers run --site SITE ",
	} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, stderr.String())
		}
	}
}

// The demo writes where nothing is, or where a demo has been.
func TestDemoKeepsToItself(t *testing.T) {
	demo := func(args ...string) (code int, said string) {
		transport := newTransport()
		defer transport.CloseIdleConnections()
		var stdout, stderr strings.Builder
		code = run(t.Context(), append([]string{"demo"}, args...), &stdout, &stderr, environment{
			now: time.Now, jitter: func() float64 { return 0 }, transport: transport,
		})
		return code, stderr.String()
	}
	empty := t.TempDir()
	for range 2 {
		if code, said := demo("--dir", empty); code != exitDone {
			t.Errorf("exit code %d:\n%s", code, said)
		}
	}
	for _, name := range []string{"_posts/mine.md", ".dailypapers/ledger.sqlite"} {
		dir := t.TempDir()
		path := filepath.Join(dir, name)
		if err := errors.Join(os.Mkdir(filepath.Dir(path), 0o755), os.WriteFile(path, []byte("mine"), 0o644)); err != nil {
			t.Fatal(err)
		}
		code, said := demo("--dir", dir)
		if code != exitUsage || !strings.Contains(said, "is not empty, and no demo has made it\ntry: --dir ") {
			t.Errorf("%s: exit code %d:\n%s", name, code, said)
		}
		files := filesOf(t, dir)
		delete(files, name)
		if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 || len(files) > 0 {
			t.Errorf("%s: beside it lie %v, %v, %v", name, entries, files, err)
		}
	}
	if code, said := demo("--site", empty); code != exitUsage || !strings.Contains(said, "knows no --site\ntry: --dir ") {
		t.Errorf("--site: exit code %d:\n%s", code, said)
	}
}
