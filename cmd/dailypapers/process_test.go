package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dailypapers/pipeline/sample"
)

// asProgram makes the test binary the program itself, whose clock stands still
// at the moment that it names.
const asProgram = "RUN_AS_DAILYPAPERS"

// processClock is what processes take the time to be: half past midnight after
// the sample's day, in UTC.
const processClock = "2025-10-15T00:30:00Z"

func TestMain(m *testing.M) {
	if moment := os.Getenv(asProgram); moment != "" {
		now, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			panic(err)
		}
		os.Exit(process(func() time.Time { return now }))
	}
	goleak.VerifyTestMain(m)
}

// child is the program in a process of its own, against an upstream on
// loopback.
type child struct {
	*exec.Cmd
	stderr *bytes.Buffer
	lines  chan string // of standard error; closed at its end
}

// maxLine is the longest line of a process that is read, in bytes; a stack trace
// in a log is longer than a Scanner takes by itself.
const maxLine = 1 << 20

func start(t *testing.T, server *sample.Server, site string, args ...string) *child {
	t.Helper()
	return startCommand(t, command(server, site, args...))
}

func startCommand(t *testing.T, c *exec.Cmd) *child {
	t.Helper()
	p := &child{c, new(bytes.Buffer), make(chan string, 1000)}
	pipe, err := p.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.lines)
		lines := bufio.NewScanner(pipe)
		lines.Buffer(nil, maxLine)
		for lines.Scan() {
			p.stderr.WriteString(lines.Text() + "\n")
			p.lines <- lines.Text()
		}
		_, _ = io.Copy(io.Discard, pipe) // or else it would wait for us
	}()
	t.Cleanup(func() { _ = p.Process.Kill() })
	return p
}

// command returns the program as a command on a site, one question at a time.
func command(server *sample.Server, site string, args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], append(args, "--site", site)...)
	c.Env = append(os.Environ(),
		asProgram+"="+processClock,
		"DAILYPAPERS_HUGGINGFACE_BASE_URL="+server.HuggingFace,
		"DAILYPAPERS_ARXIV_EXPORT_URL="+server.ArxivExport,
		"DAILYPAPERS_ARXIV_SITE_URL="+server.ArxivSite,
		"DAILYPAPERS_ARXIV_MIN_INTERVAL=0s",
		"DAILYPAPERS_LLM_BASE_URL="+server.Model,
		"DAILYPAPERS_LLM_CONCURRENCY=1",
		"DAILYPAPERS_LOOKBACK_DAYS=1",
		"DAILYPAPERS_SCHEDULE=0 0 * * *", // yesterday is due at any time of the day
		"DAILYPAPERS_TIMEZONE=UTC",
		"DAILYPAPERS_SERVE_LISTEN="+os.Getenv("DAILYPAPERS_SERVE_LISTEN"), // mostly none: several run at once
	)
	return c
}

// await reads on to a line of standard error that holds some words, and reports
// whether there is one.
func (p *child) await(words string) bool {
	for line := range p.lines {
		if strings.Contains(line, words) {
			return true
		}
	}
	return false
}

// code waits for the end and returns the exit code, -1 after a signal.
func (p *child) code() int {
	for range p.lines { // to its end
	}
	var exit *exec.ExitError
	switch err := p.Wait(); {
	case err == nil:
		return exitDone
	case errors.As(err, &exit):
		return exit.ExitCode()
	}
	return -2
}

// TestSignals stops real processes while the first of three answers is under
// way, in every way that a process is stopped, and runs the day again.
func TestSignals(t *testing.T) {
	for _, test := range []struct {
		name    string
		verb    string
		signals []syscall.Signal
		code    int
		bought  bool // whether the answer under way was kept
	}{
		{"SIGTERM ends serve well", "serve", []syscall.Signal{syscall.SIGTERM}, exitDone, true},
		{"SIGINT ends serve well", "serve", []syscall.Signal{syscall.SIGINT}, exitDone, true},
		{"SIGTERM ends run well", "run", []syscall.Signal{syscall.SIGTERM}, exitDone, true},
		{"SIGINT ends run", "run", []syscall.Signal{syscall.SIGINT}, exitInterrupted, true},
		{"a closed terminal ends run", "run", []syscall.Signal{syscall.SIGHUP}, exitInterrupted, true},
		{"a second signal ends at once", "serve", []syscall.Signal{syscall.SIGTERM, syscall.SIGTERM}, -1, false},
		{"SIGKILL", "run", []syscall.Signal{syscall.SIGKILL}, -1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked, answer := make(chan struct{}, 100), make(chan struct{})
			upstream := sample.New(
				sample.WithToday("2999-12-31"), sample.WithDay(sampleDay, sample.Papers()[:3]...),
				sample.WithFault(func(kind sample.Kind, _ int, r *http.Request) http.Handler {
					if kind == sample.Chat {
						asked <- struct{}{}
						select {
						case <-answer:
						case <-r.Context().Done():
						}
					}
					return nil
				}),
			)
			server, err := upstream.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = server.Close() }()
			site := t.TempDir()
			p := start(t, server, site, test.verb)
			waitFor(t, asked)
			if got := start(t, server, site, "run").code(); got != exitFailed {
				t.Errorf("another process beside it: exit code %d", got)
			}
			for i, signal := range test.signals {
				if i > 0 { // the first one must have been heard
					p.await("stopping")
				}
				if err := p.Process.Signal(signal); err != nil {
					t.Fatal(err)
				}
			}
			if test.bought {
				p.await("stopping")
				close(answer)
			}
			if got := p.code(); got != test.code {
				t.Errorf("exit code %d:\n%s", got, p.stderr)
			}
			if !test.bought {
				close(answer)
			}
			again := start(t, server, site, "run")
			if got := again.code(); got != exitDone {
				t.Fatalf("the next run: exit code %d:\n%s", got, again.stderr)
			}
			want := 3
			if !test.bought {
				want = 4
			}
			if n := upstream.Count(sample.Chat); n != want {
				t.Errorf("%d questions in all, want %d", n, want)
			}
		})
	}
}

// Who closes standard error does not end the program; who closes standard output
// ends it, without a word.
func TestClosedPipes(t *testing.T) {
	server, err := sample.New(sample.WithToday("2999-12-31"), sample.WithDay(sampleDay, sample.Papers()[:1]...)).Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	reader, closed, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer closed.Close()
	if err := reader.Close(); err != nil {
		t.Fatal(err)
	}
	run := command(server, t.TempDir(), "run")
	run.Stderr = closed
	if path, err := run.Output(); err != nil || !strings.HasSuffix(string(path), ".md\n") {
		t.Errorf("without standard error: %v, %q", err, path)
	}
	var said bytes.Buffer
	config := command(server, t.TempDir(), "config")
	config.Stdout, config.Stderr = closed, &said
	var exit *exec.ExitError
	if err := config.Run(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGPIPE || said.Len() > 0 {
		t.Errorf("without standard output: %v, %q", err, said.String())
	}
}

func waitFor(t *testing.T, happened <-chan struct{}) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	select {
	case <-happened:
	case <-ctx.Done():
		t.Fatal("nothing happened for a minute")
	}
}

// filesOf returns the files of a site, without the state folder, by their path.
func filesOf(t *testing.T, site string) map[string]string {
	t.Helper()
	return (&world{t: t, site: site}).files()
}

// statusOfSite returns what status says of a site, without how many runs it took.
func statusOfSite(t *testing.T, server *sample.Server, site string) string {
	t.Helper()
	status, err := command(server, site, "status", "--json").Output()
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`"attempts": \d+`).ReplaceAllString(string(status), `"attempts": n`)
}
