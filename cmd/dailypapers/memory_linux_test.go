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

	"dailypapers/pipeline/sample"
)

// TestServeMemory measures what the program holds that has posted a day and is
// idle since. It is the program as it is built, not the test, and so goes by the
// real date: it has a paper on each of the days that it can come to.
func TestServeMemory(t *testing.T) {
	const most = 40 << 10 // kB
	program := filepath.Join(t.TempDir(), "dailypapers")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		absent(t, fmt.Sprintf("the program cannot be built here: %v\n%s", err, out))
	}
	today := time.Now().UTC()
	upstream := sample.New(sample.WithToday("9999-12-31"),
		daily(today.AddDate(0, 0, -2).Format(time.DateOnly), today.AddDate(0, 0, 1).Format(time.DateOnly)))
	server, err := upstream.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	site := t.TempDir()
	c := command(server, site, "serve")
	c.Path, c.Args[0] = program, program
	p := startCommand(t, c)
	untilPosted(t, site)
	own, rest := most, time.NewTicker(100*time.Millisecond)
	defer rest.Stop()
	for range 50 { // memory is given back after the run, not at once
		<-rest.C
		own = min(own, statusField(t, p.Process.Pid, "RssAnon"))
	}
	all := statusField(t, p.Process.Pid, "VmRSS")
	t.Logf("%.1f MB are its own; %.1f MB are resident with the pages of the program's file, which the system takes back at will",
		float64(own)/1024, float64(all)/1024)
	if own >= most {
		t.Errorf("%d kB are its own, want less than %d", own, most)
	}
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if code := p.code(); code != exitDone {
		t.Errorf("exit code %d:\n%s", code, p.stderr)
	}
}

// statusField returns what the system says of a process, in kB.
func statusField(t *testing.T, pid int, name string) int {
	t.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		absent(t, "the system does not tell "+name)
	}
	kilobytes, _ := strconv.Atoi(string(found[1])) // digits
	return kilobytes
}
