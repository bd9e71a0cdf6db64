package main

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/pipeline/sample"
)

// slow answers questions after a while, and everything else at once.
func slow(d time.Duration) sample.Option {
	return sample.WithDelay(func(kind sample.Kind) time.Duration {
		if kind == sample.Chat {
			return d
		}
		return 0
	})
}

// A stop lets answers under way end within the grace, keeps them, begins nothing
// new and leaves no file; the next run goes on from there, to the same bytes.
func TestStop(t *testing.T) {
	const texts = 7 * time.Second // the metadata and two texts, at arXiv's pace
	papers := sample.Papers()[:4]
	day := []sample.Option{sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, papers...)}
	var undisturbed map[string]string
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		undisturbed = w.files()
	}, day...)
	for _, test := range []struct {
		verb  []string
		takes time.Duration // an answer
		code  int
		ends  time.Duration // from the stop
		kept  bool          // whether what was under way is
	}{
		{[]string{"serve"}, 15 * time.Second, exitDone, 15 * time.Second, true},
		{[]string{"serve"}, time.Minute, exitDone, 20 * time.Second, false},
		{[]string{"run", "--date", sampleDay}, 15 * time.Second, exitInterrupted, 15 * time.Second, true},
		{[]string{"backfill", "--from", sampleDay, "--to", sampleDay}, time.Minute, exitInterrupted, 20 * time.Second, false},
	} {
		t.Run(fmt.Sprint(test.verb[0], " ", test.takes), func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.begin = october(15, 7, 15)
				w.set("DAILYPAPERS_LOOKBACK_DAYS", "1")
				w.set("DAILYPAPERS_LLM_CONCURRENCY", "2")
				got := w.runFor(texts, test.verb...)
				took := time.Since(w.start)
				asked := w.upstream.Count(sample.Chat)
				if got.code != test.code || took > texts+test.ends || asked == 0 {
					t.Errorf("exit code %d after %v and %d questions:\n%s", got.code, took, asked, got.stderr)
				}
				if !strings.Contains(got.stderr, "stopping") {
					t.Errorf("nothing was said:\n%s", got.stderr)
				}
				if strings.Contains(got.stderr, "failed") {
					t.Errorf("a stop is no failure:\n%s", got.stderr)
				}
				if files := w.files(); len(files) > 0 {
					t.Errorf("it left %v", files)
				}
				if got := w.run("status"); !strings.HasPrefix(got.stdout, sampleDay+" was interrupted; ") ||
					!strings.Contains(got.stdout, "due now: 1 day") || strings.Contains(got.stdout, "failed") {
					t.Errorf("status:\n%s", got.stdout)
				}
				time.Sleep(time.Minute)
				if got := w.run("run", "--date", sampleDay); got.code != exitDone {
					t.Errorf("the next run: exit code %d:\n%s", got.code, got.stderr)
				}
				if n := w.upstream.Count(sample.Chat); test.kept && n != len(papers) || !test.kept && n != len(papers)+asked {
					t.Errorf("%d questions in all, %d in the run that was stopped", n, asked)
				}
				if diff := cmp.Diff(paths(undisturbed), paths(w.files())); diff != "" {
					t.Errorf("other files:\n%s", diff)
				}
				if w.post() != undisturbed["_posts/2025-10-14-daily-papers-20251014.md"] {
					t.Error("another post")
				}
			}, append(day, slow(test.takes))...)
		})
	}
}

// A process that is told to end during a request of any kind has ended well, also
// where the request itself is broken off for it.
func TestTerminated(t *testing.T) {
	for _, kind := range []sample.Kind{sample.List, sample.Atom, sample.HTML, sample.Chat} {
		t.Run(string(kind), func(t *testing.T) {
			inWorld(t, func(w *world) {
				ctx, terminate := context.WithCancelCause(w.t.Context())
				defer time.AfterFunc(40*time.Second, func() { terminate(errTerminated) }).Stop()
				got := w.runUntil(ctx, "run", "--date", sampleDay)
				if got.code != exitDone || !strings.Contains(got.stderr, errInterrupted.Error()) {
					t.Errorf("exit code %d:\n%s", got.code, got.stderr)
				}
				if files := w.files(); len(files) > 0 {
					t.Errorf("it left %v", files)
				}
			}, sample.WithDelay(func(k sample.Kind) time.Duration {
				if k == kind {
					return 2 * time.Minute
				}
				return 0
			}))
		})
	}
}

func paths(files map[string]string) map[string]bool {
	all := map[string]bool{}
	for name := range files {
		all[name] = true
	}
	return all
}

// While one process works on a site, another says who it is, or waits.
func TestOneAtATime(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.set("DAILYPAPERS_LOOKBACK_DAYS", "1")
		first := make(chan ran)
		go func() { first <- w.runFor(10*time.Minute, "serve") }()
		time.Sleep(10 * time.Second)

		began := time.Now()
		got := w.run("run", "--date", sampleDay)
		for _, want := range []string{
			"another process works on this site: dailypapers serve, process 4711, since 2025-10-14T22:15:00Z", "try: wait for it with --wait",
		} {
			if got.code != exitFailed || !strings.Contains(got.stderr, want) {
				t.Errorf("exit code %d:\n%s", got.code, got.stderr)
			}
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("it waited for %v", took)
		}
		if got := w.run("status"); got.code != exitDone || !strings.Contains(got.stdout, sampleDay+"  running") ||
			!strings.Contains(got.stdout, "since 2025-10-15 07:15 KST\n") || !strings.HasPrefix(got.stdout, sampleDay+" is being run.\n") {
			t.Errorf("status: exit code %d\n%s%s", got.code, got.stdout, got.stderr)
		}
		if got := w.run("run", "--date", sampleDay, "--dry-run"); got.code != exitDone {
			t.Errorf("a dry run: exit code %d\n%s", got.code, got.stderr)
		}
		if got := w.runFor(time.Second, "run", "--date", sampleDay, "--wait", "10m"); got.code != exitInterrupted {
			t.Errorf("a wait that is interrupted: exit code %d\n%s", got.code, got.stderr)
		}
		got = w.run("run", "--date", sampleDay, "--wait", "10m")
		if got.code != exitDone || w.upstream.Count(sample.Chat) != 2 ||
			strings.Count(got.stderr, "waiting for another process") != 1 || !strings.Contains(got.stderr, "dailypapers serve, process 4711") {
			t.Errorf("exit code %d after %d questions:\n%s", got.code, w.upstream.Count(sample.Chat), got.stderr)
		}
		if got := <-first; got.code != exitDone {
			t.Errorf("serve: exit code %d:\n%s", got.code, got.stderr)
		}
	}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, sample.Papers()[:2]...), slow(time.Minute))
}

// Serve leaves its days to whoever is at work, and starts when he is done.
func TestServeWaitsForItsTurn(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		first := make(chan ran)
		go func() { first <- w.run("backfill", "--from", "2025-10-14", "--to", "2025-10-14") }()
		time.Sleep(10 * time.Second)
		got := w.runFor(10*time.Minute, "serve")
		if got.code != exitDone || !strings.Contains(got.stderr, "dailypapers backfill, process 4711") || w.dates() != "14" {
			t.Errorf("exit code %d, posts %s:\n%s", got.code, w.dates(), got.stderr)
		}
		if got := <-first; got.code != exitDone || w.upstream.Count(sample.Chat) != 2 {
			t.Errorf("backfill: exit code %d, %d questions in all:\n%s", got.code, w.upstream.Count(sample.Chat), got.stderr)
		}
	}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, sample.Papers()[:2]...), slow(time.Minute))
}
