package main

import (
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"dailypapers/pipeline/sample"
)

// broken is an output that nothing can be written to.
type broken struct{ err error }

func (b broken) Write([]byte) (int, error) { return 0, b.err }

// What cannot be printed is told once, whatever was to be printed, and does not end
// well; what is written is written.
func TestStandardOutputThatBreaks(t *testing.T) {
	inWorld(t, func(w *world) {
		w.broken = &fs.PathError{Op: "write", Path: "/dev/stdout", Err: syscall.ENOSPC}
		for _, line := range []string{
			"run --dry-run --date " + sampleDay, "run --date " + sampleDay, "render", "status", "status --json",
			"config", "version", "help", "help run", "run --version",
		} {
			w.set("DAILYPAPERS_POST_TITLE", "After "+line) // so that render has something to do
			got := w.run(strings.Fields(line)...)
			const complaint = "dailypapers: standard output: write /dev/stdout: no space left on device\n"
			if strings.Count(got.stderr, "dailypapers: ") != 1 || !strings.Contains(got.stderr, complaint) || got.code != exitFailed {
				t.Errorf("%s: exit code %d:\n%s", line, got.code, got.stderr)
			}
		}
		if !strings.Contains(w.post(), "After render") {
			t.Errorf("the post is\n%s", w.post())
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}
