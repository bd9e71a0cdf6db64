package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"dailypapers/internal/fixture"
	"dailypapers/pipeline/sample"
)

// TestServeMemory measures what the program takes that is idle for years: all that
// is resident, after days without papers; and what is its own, after a day with
// some. It is the program as it is shipped, not the test, and so goes by the real
// date.
//
// The rest of what is resident are pages of its own file that it has touched,
// which the system takes back when it needs them. A day with papers touches more:
// the tokenizer's table and the reader of PDFs are a large part of the file.
func TestServeMemory(t *testing.T) {
	const most = 40 << 10 // kB
	program := filepath.Join(t.TempDir(), "dailypapers")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, ".") // as the Dockerfile does
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fixture.Absent(t, fmt.Sprintf("the program cannot be built here: %v\n%s", err, out))
	}
	today := time.Now().UTC()
	first, last := today.AddDate(0, 0, -3).Format(time.DateOnly), today.AddDate(0, 0, 1).Format(time.DateOnly)
	for _, test := range []struct {
		name string
		days []sample.Option
		held string // the figure that is below most
	}{
		{"after three empty days", nil, "VmRSS"},
		{"after three days with a paper", []sample.Option{daily(first, last)}, "RssAnon"},
	} {
		t.Run(test.name, func(t *testing.T) {
			upstream := sample.New(append(test.days, sample.WithToday("9999-12-31"))...)
			server, err := upstream.Start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = server.Close() }()
			c := command(server, t.TempDir(), "serve")
			c.Path, c.Args[0] = program, program
			c.Env = append(c.Env, "DAILYPAPERS_LOOKBACK_DAYS=3")
			p := startCommand(t, c)
			p.await("serving")
			begun := statusField(t, p.Process.Pid, "VmRSS")
			for range 3 {
				p.await("day ended")
			}
			least := map[string]int{"VmRSS": most << 4, "RssAnon": most << 4}
			rest := time.NewTicker(100 * time.Millisecond)
			defer rest.Stop()
			for range 50 { // memory is given back after the run, not at once
				<-rest.C
				for name := range least {
					least[name] = min(least[name], statusField(t, p.Process.Pid, name))
				}
			}
			t.Logf("%.1f MB are resident at the start, %.1f MB when idle, of which %.1f MB are its own",
				megabytes(begun), megabytes(least["VmRSS"]), megabytes(least["RssAnon"]))
			if got := least[test.held]; got >= most {
				t.Errorf("%s is %d kB, want less than %d", test.held, got, most)
			}
			if err := p.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if code := p.code(); code != exitDone {
				t.Errorf("exit code %d:\n%s", code, p.stderr)
			}
		})
	}
}

func megabytes(kilobytes int) float64 { return float64(kilobytes) / 1024 }

// statusField returns what the system says of a process, in kB.
func statusField(t *testing.T, pid int, name string) int {
	t.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		fixture.Absent(t, "the system does not tell "+name)
	}
	kilobytes, _ := strconv.Atoi(string(found[1])) // digits
	return kilobytes
}
