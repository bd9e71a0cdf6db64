package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/internal/fixture"
	"dailypapers/pipeline/sample"
)

var everyStep = flag.Bool("every-step", false, "kill, and fill the disk, at each step of a day, not only at those that differ")

// daySteps are what a process does to its site and to the outside in a day of two
// papers, in order, and what it leaves there.
type daySteps struct {
	names  []string
	files  map[string]string
	status string
}

// fewestSteps is how many steps a day has at least; fewer were not all seen.
const fewestSteps = 100

// lastWrite returns the step, from 1, at which the ledger is told how the day
// ended: the last write to its log. What comes after it moves what is there.
func (d daySteps) lastWrite() int {
	for i := len(d.names) - 1; i >= 0; i-- {
		if d.names[i] == "write .dailypapers/ledger.sqlite-wal" {
			return i + 1
		}
	}
	return -1
}

// twoPapers is an upstream on loopback for processes, with a day of two papers.
func twoPapers(t *testing.T) (*sample.Upstream, *sample.Server) {
	t.Helper()
	upstream := sample.New(sample.WithToday("2999-12-31"), sample.WithDay(sampleDay, sample.Papers()[:2]...))
	server, err := upstream.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	return upstream, server
}

// undisturbed runs the day and writes down its steps.
func undisturbed(t *testing.T) (*sample.Upstream, *sample.Server, daySteps) {
	t.Helper()
	if underRace {
		t.Skip("processes are too slow with the race detector, which has nothing to find in this one")
	}
	upstream, server := twoPapers(t)
	site := t.TempDir()
	var day daySteps
	code, said := traced(t, server, site, func(_ int, step string) error {
		day.names = append(day.names, step)
		return nil
	})
	if code != exitDone {
		t.Fatalf("undisturbed: exit code %d:\n%s", code, said)
	}
	if len(day.names) < fewestSteps || day.lastWrite() < 0 {
		t.Fatalf("the tracer saw %d steps, and the last write to the ledger at %d: %q", len(day.names), day.lastWrite(), day.names)
	}
	day.files, day.status = filesOf(t, site), statusOfSite(t, server, site)
	return upstream, server, day
}

// traced runs the day in a traced process and returns its exit code and what it
// said.
func traced(t *testing.T, server *sample.Server, site string, at func(nth int, step string) error) (int, string) {
	t.Helper()
	var said bytes.Buffer
	c := command(server, site, "run")
	c.Stderr = &said
	return tracer{site, at}.run(t, c), said.String()
}

// chosen returns which steps are tried, from 1: all of them, or of each that is
// called the same the first and the last.
func (d daySteps) chosen() []int {
	first, last := map[string]int{}, map[string]int{}
	for i, name := range d.names {
		if _, ok := first[name]; !ok {
			first[name] = i
		}
		last[name] = i
	}
	var steps []int
	for i, name := range d.names {
		if *everyStep || first[name] == i || last[name] == i {
			steps = append(steps, i+1)
		}
	}
	return steps
}

// heals holds that the next run of a site brings it to where an undisturbed one
// is.
func (d daySteps) heals(t *testing.T, server *sample.Server, site, after string) {
	t.Helper()
	again := start(t, server, site, "run")
	if code := again.code(); code != exitDone {
		t.Errorf("%s: the next run ends with exit code %d:\n%s", after, code, again.stderr)
	}
	if diff := cmp.Diff(d.files, filesOf(t, site)); diff != "" {
		t.Errorf("%s: the files are not those of an undisturbed run:\n%s", after, diff)
	}
	if diff := cmp.Diff(d.status, statusOfSite(t, server, site)); diff != "" {
		t.Errorf("%s: the status is not that of an undisturbed run:\n%s", after, diff)
	}
}

// TestKilledAtEveryStep runs a day in a process that is killed with SIGKILL
// before one of its steps, each in its turn: before every write, sync, rename,
// removal and making of a file or a folder below the site, and before every
// request, which comes after the answer to the one before. The next run ends in
// the bytes of an undisturbed one, and pays at most for the one answer again
// that was under way.
func TestKilledAtEveryStep(t *testing.T) {
	t.Parallel()
	upstream, server, day := undisturbed(t)
	again, steps := 0, day.chosen()
	for _, at := range steps {
		site, asked := t.TempDir(), upstream.Count(sample.Chat)
		killed := "nothing killed it"
		code, said := traced(t, server, site, func(nth int, step string) error {
			if nth != at {
				return nil
			}
			killed = fmt.Sprintf("killed at step %d, %s", nth, step)
			return errKill
		})
		if code != -1 {
			t.Fatalf("step %d: %s; exit code %d:\n%s", at, killed, code, said)
		}
		day.heals(t, server, site, killed)
		switch n := upstream.Count(sample.Chat) - asked; n {
		case 2:
		case 3:
			again++
		default:
			t.Errorf("%s: %d questions for two papers", killed, n)
		}
	}
	t.Logf("killed at %d of %d steps; %d times an answer under way was asked for again", len(steps), len(day.names), again)
}

// TestFullDiskAtEveryStep fills the disk before one of the steps, each in its
// turn: from then on no write and no making of a file succeeds. The process says
// what to do and leaves no half file; the next run, with room again, ends in the
// bytes of an undisturbed one.
func TestFullDiskAtEveryStep(t *testing.T) {
	t.Parallel()
	upstream, server, day := undisturbed(t)
	done, steps := 0, day.chosen()
	steps = slices.DeleteFunc(steps, func(at int) bool { return !takesRoom(day.names[at-1]) })
	for _, at := range steps {
		site, asked, failed := t.TempDir(), upstream.Count(sample.Chat), 0
		full := fmt.Sprintf("full at step %d, %s", at, day.names[at-1])
		code, said := traced(t, server, site, func(nth int, step string) error {
			if nth >= at && takesRoom(step) {
				failed++
				return syscall.ENOSPC
			}
			return nil
		})
		switch {
		case failed == 0:
			t.Fatalf("%s: no call failed; exit code %d:\n%s", full, code, said)
		case code == exitDone && at > day.lastWrite(): // nothing was left to write that counts
			done++
		case code != exitFailed:
			t.Errorf("%s: exit code %d:\n%s", full, code, said)
		case !makeRoom.MatchString(said):
			t.Errorf("%s: it does not say what to do:\n%s", full, said)
		}
		for name, content := range filesOf(t, site) {
			if strings.HasPrefix(name, "_") && content != day.files[name] {
				if strings.HasSuffix(name, ".json") && json.Valid([]byte(content)) {
					continue // the record of a post that could not be written yet
				}
				t.Errorf("%s: %s is not whole", full, name)
			}
		}
		day.heals(t, server, site, full)
		if n := upstream.Count(sample.Chat) - asked; n > 3 {
			t.Errorf("%s: %d questions for two papers", full, n)
		}
	}
	t.Logf("full at %d of %d steps; %d times the day ended well all the same", len(steps), len(day.names), done)
}

var makeRoom = regexp.MustCompile("free some space|make room on the disk")

// takesRoom reports whether a step needs room on the disk.
func takesRoom(step string) bool {
	what, _, _ := strings.Cut(step, " ")
	return what == "write" || what == "create" || what == "mkdir"
}

// TestSmallDisk runs the day on real file systems with too little room, down to
// none, and on one that is read-only.
func TestSmallDisk(t *testing.T) {
	t.Parallel()
	_, server, day := undisturbed(t)
	mount := func(t *testing.T, options string, flags uintptr) string {
		t.Helper()
		site := t.TempDir()
		if err := syscall.Mount("tmpfs", site, "tmpfs", 0, options); err != nil {
			fixture.Absent(t, fmt.Sprintf("a small file system cannot be mounted here: %v", err))
		}
		t.Cleanup(func() {
			if err := syscall.Unmount(site, 0); err != nil {
				t.Error(err)
			}
		})
		remount(t, site, options, flags)
		return site
	}
	const enough = 4096 // kB
	full := 0
	for kilobytes := 4; ; kilobytes += 12 {
		if kilobytes > enough {
			t.Fatalf("%d kB are too little for a day", kilobytes)
		}
		site := mount(t, fmt.Sprintf("size=%dk", kilobytes), 0)
		p := start(t, server, site, "run")
		code := p.code()
		if code == exitDone {
			t.Logf("a day needs %d kB; tried in steps of 12 kB, %d of them too small", kilobytes, full)
			break
		}
		full++
		name := fmt.Sprint(kilobytes, " kB")
		if code != exitFailed || !makeRoom.MatchString(p.stderr.String()) {
			t.Errorf("%s: exit code %d:\n%s", name, code, p.stderr)
		}
		remount(t, site, "size=4096k", 0)
		day.heals(t, server, site, name)
	}
	site := mount(t, "size=4096k", syscall.MS_RDONLY)
	p := start(t, server, site, "run")
	if code := p.code(); code != exitFailed || !strings.Contains(p.stderr.String(), "writable") {
		t.Errorf("read-only: exit code %d:\n%s", code, p.stderr)
	}
	remount(t, site, "size=4096k", 0)
	day.heals(t, server, site, "read-only")
}

func remount(t *testing.T, site, options string, flags uintptr) {
	t.Helper()
	if err := syscall.Mount("tmpfs", site, "tmpfs", syscall.MS_REMOUNT|flags, options); err != nil {
		t.Fatal(err)
	}
}
