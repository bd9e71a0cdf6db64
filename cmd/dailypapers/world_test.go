package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dailypapers/pipeline/sample"
	"dailypapers/render"
)

// world is the program, an upstream in memory and a site on disk, in virtual
// time: a day of retries passes in no time.
type world struct {
	t         *testing.T
	upstream  *sample.Upstream
	server    *sample.Server
	transport *http.Transport
	site      string
	variables []string
	start     time.Time
	listener  *pipes // what serve listens on; nil: nothing
	settling  *sync.Mutex
	broken    error     // of all that is written to standard output; nil: none
	begin     time.Time // what the clock shows at the start; zero: 07:15 in Seoul, two days after the upstream's day
}

// ran is what an invocation of the program left behind.
type ran struct {
	code           int
	stdout, stderr string
}

// inWorld runs a test in a world of its own. Its clock starts on the day after
// the sample's day.
func inWorld(t *testing.T, test func(w *world), options ...sample.Option) {
	t.Helper()
	site := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, upstream: sample.New(options...), site: site, start: time.Now(), settling: new(sync.Mutex)}
		w.server, w.transport = w.upstream.StartInMemory(t.Context())
		defer func() {
			w.transport.CloseIdleConnections()
			if err := w.server.Close(); err != nil {
				t.Error(err)
			}
		}()
		w.variables = []string{
			"DAILYPAPERS_HUGGINGFACE_BASE_URL=" + w.server.HuggingFace,
			"DAILYPAPERS_ARXIV_EXPORT_URL=" + w.server.ArxivExport,
			"DAILYPAPERS_ARXIV_SITE_URL=" + w.server.ArxivSite,
			"DAILYPAPERS_LLM_BASE_URL=" + w.server.Model,
			"OPENAI_API_KEY=" + testKey,
		}
		test(w)
	})
}

// testKey must never be seen in what the program prints or writes.
const testKey = "key-that-must-not-be-seen"

// run runs the program on the world's site.
func (w *world) run(args ...string) ran {
	w.t.Helper()
	return w.runUntil(w.t.Context(), args...)
}

// runFor runs the program and stops it after a while, as a signal does.
func (w *world) runFor(d time.Duration, args ...string) ran {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	defer time.AfterFunc(d, cancel).Stop()
	return w.runUntil(ctx, args...)
}

func (w *world) runUntil(ctx context.Context, args ...string) ran {
	w.t.Helper()
	return w.invoke(ctx, append(args, "--site", w.site)...)
}

// invoke runs the program, on the site that the arguments name.
func (w *world) invoke(ctx context.Context, args ...string) ran {
	w.t.Helper()
	var stdout, stderr tape
	begin := w.begin
	if begin.IsZero() {
		day, err := time.Parse(time.DateOnly, w.upstream.Day())
		if err != nil {
			day = w.start
		}
		begin = day.AddDate(0, 0, 1).Add(22*time.Hour + 15*time.Minute)
	}
	offset := begin.Sub(w.start)
	var listen func(context.Context, string, string) (net.Listener, error)
	if w.listener != nil {
		listen = w.listener.listen
	}
	out := io.Writer(&stdout)
	if w.broken != nil {
		out = broken{w.broken}
	}
	code := run(ctx, args, out, &stderr, environment{
		listen:    listen,
		variables: w.variables,
		now:       func() time.Time { return time.Now().Add(offset) },
		jitter:    func() float64 { return 0.5 },
		transport: w.transport,
		pid:       4711,
	})
	got := ran{code, stdout.end(), stderr.end()}
	if w.settling.TryLock() { // two may not wait at once
		synctest.Wait() // for whoever outlives the program
		w.settling.Unlock()
	}
	if late := stdout.late() + stderr.late(); late != "" {
		w.t.Errorf("said after the end:\n%s", late)
	}
	if strings.Contains(got.stdout+got.stderr, testKey) {
		w.t.Errorf("the key is printed:\n%s%s", got.stdout, got.stderr)
	}
	return got
}

// tape is what the program prints, and what it still prints when it has ended.
type tape struct {
	mu    sync.Mutex
	said  bytes.Buffer
	after bytes.Buffer
	ended bool
}

func (t *tape) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return t.after.Write(p)
	}
	return t.said.Write(p)
}

func (t *tape) end() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended = true
	return t.said.String()
}

func (t *tape) late() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.after.String()
}

// set replaces a variable of the environment.
func (w *world) set(name, value string) {
	w.variables = slices.DeleteFunc(w.variables, func(v string) bool { return strings.HasPrefix(v, name+"=") })
	w.variables = append(w.variables, name+"="+value)
}

// files returns the site's files, without the state folder, by their path.
func (w *world) files() map[string]string {
	w.t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(w.site, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == ".dailypapers":
			return filepath.SkipDir
		case entry.IsDir():
			return nil
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(w.site, path)
		files[name] = string(data)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return files
}

// post returns the post of the sample's day.
func (w *world) post() string {
	day := w.upstream.Day()
	return w.files()["_posts/"+day+"-daily-papers-"+strings.ReplaceAll(day, "-", "")+".md"]
}

// lintPost holds a post against the template alone.
func lintPost(t *testing.T, post string) []render.Fault {
	t.Helper()
	page, err := render.ParseMarkdown([]byte(post))
	if err != nil {
		t.Fatal(err)
	}
	return formFindings(page)
}
