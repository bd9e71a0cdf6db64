package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// longAfter is when the days of week() are no days of the schedule any more.
func longAfter() time.Time { return time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC) }

// A backfill brings in what an earlier run has left, however old the day is, and
// passes over what is done.
func TestBackfillGoesOn(t *testing.T) {
	backfill := []string{"backfill", "--from", "2025-10-06", "--to", "2025-10-07"}
	tests := []struct {
		name  string
		wrong sample.Fault // of the first run
		set   [2]string    // in the first run
		first []string
		code  int
		posts string // after it
	}{
		{
			name: "a wrong key", first: backfill, code: exitFailed,
			wrong: sample.Always(sample.Chat, sample.ModelError(401, "invalid_request_error", "invalid_api_key")),
		},
		{
			name: "Hugging Face is down", first: backfill, code: exitFailed,
			wrong: sample.Any(sample.Always(sample.List, sample.Status(500)), sample.Always(sample.ListPage, sample.Status(500))),
		},
		{
			name: "a day cut short by the run's budget", set: [2]string{"DAILYPAPERS_LLM_BUDGET_RUN", "0.009"},
			first: []string{"run", "--date", "2025-10-06"}, code: exitPartial, posts: "06",
		},
		{
			name: "one paper of a day", first: []string{"run", "--date", "2025-10-06", "--paper", "2510.90610"}, posts: "06",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var mended atomic.Bool
			fault := sample.WithFault(func(kind sample.Kind, n int, r *http.Request) http.Handler {
				if mended.Load() || tt.wrong == nil {
					return nil
				}
				return tt.wrong(kind, n, r)
			})
			inWorld(t, func(w *world) {
				w.begin = longAfter()
				w.set("DAILYPAPERS_LLM_CONCURRENCY", "1")
				variables := w.variables
				if tt.set[0] != "" {
					w.set(tt.set[0], tt.set[1])
				}
				if got := w.run(tt.first...); got.code != tt.code || w.dates() != tt.posts {
					t.Fatalf("the first run: exit code %d, posts %q:\n%s", got.code, w.dates(), got.stderr)
				}
				mended.Store(true)
				w.variables = variables
				if got := w.run(backfill...); got.code != exitDone || w.dates() != "06 07" || strings.Contains(got.stderr, "passed over") {
					t.Errorf("exit code %d, posts %q:\n%s", got.code, w.dates(), got.stderr)
				}
				for date, post := range w.files() {
					if strings.Contains(post, "요약 대기") {
						t.Errorf("papers wait in %s", date)
					}
				}
				before := w.upstream.Count()
				if got := w.run(backfill...); got.code != exitDone || w.upstream.Count() != before {
					t.Errorf("exit code %d, %d requests for what is done:\n%s", got.code, w.upstream.Count()-before, got.stderr)
				}
			}, append(week(), fault)...)
		})
	}
}

// A paper that has had its conversations is not asked about again, and its day is
// not done for all that; another model is asked.
func TestBackfillOfAPaperThatNoAnswerHelps(t *testing.T) {
	paper := sample.Papers()[1]
	paper.Answers = []string{`{"goal": "We sort letters and nothing else."}`}
	inWorld(t, func(w *world) {
		w.begin = longAfter()
		backfill := []string{"backfill", "--from", sampleDay, "--to", sampleDay}
		for range 3 {
			w.run("run", "--date", sampleDay)
		}
		lists, chats, all := w.upstream.Count(sample.List), w.upstream.Count(sample.Chat), w.upstream.Count()
		got := w.run(backfill...)
		if got.code != exitPartial || w.upstream.Count(sample.List)-lists != 1 || w.upstream.Count()-all != 1 {
			t.Errorf("exit code %d, %d requests, %d of lists; want one list:\n%s",
				got.code, w.upstream.Count()-all, w.upstream.Count(sample.List)-lists, got.stderr)
		}
		w.set("DAILYPAPERS_LLM_MODEL", "another")
		if got := w.run(backfill...); got.code != exitPartial || w.upstream.Count(sample.Chat) == chats {
			t.Errorf("exit code %d, the other model was asked %d questions:\n%s", got.code, w.upstream.Count(sample.Chat)-chats, got.stderr)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[0], paper))
}

// A post that a person has edited is passed over, but its day is not done.
func TestBackfillOfAnEditedPost(t *testing.T) {
	papers := sample.Papers()[:3]
	inWorld(t, func(w *world) {
		w.begin = longAfter()
		w.run("run", "--date", sampleDay)
		post := filepath.Join(w.site, "_posts", sampleDay+"-daily-papers-20251014.md")
		if err := os.WriteFile(post, []byte(w.post()+"A note.\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		w.upstream.SetDay(sampleDay, papers...)
		if got := w.run("run", "--date", sampleDay); got.code != exitPartial {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		before := w.upstream.Count()
		got := w.run("backfill", "--from", sampleDay, "--to", sampleDay)
		if got.code != exitPartial || w.upstream.Count() != before || !strings.Contains(got.stderr, "edited by hand are passed over") {
			t.Errorf("exit code %d, %d requests:\n%s", got.code, w.upstream.Count()-before, got.stderr)
		}
	}, sample.WithDay(sampleDay, papers[:2]...))
}

// What ends the days of a command before the last of them leaves days for the next
// run, as a day does that it cuts short.
func TestBackfillThatIsCutShort(t *testing.T) {
	for _, tt := range []struct {
		name, budget, to string
		code             int
		want             string
	}{
		{"one day waits", "0.009", "2025-10-07", exitPartial, "dailypapers: 1 more day waits after 2025-10-06: "},
		{"two days wait", "0.009", "2025-10-08", exitPartial, "dailypapers: 2 more days wait after 2025-10-06: "},
		{"and the first has no post", "0.000001", "2025-10-07", exitFailed, "dailypapers: 1 more day waits after 2025-10-06: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				w.begin = longAfter()
				w.set("DAILYPAPERS_LLM_CONCURRENCY", "1")
				w.set("DAILYPAPERS_LLM_BUDGET_RUN", tt.budget)
				got := w.run("backfill", "--from", "2025-10-06", "--to", tt.to)
				if got.code != tt.code || !strings.Contains(got.stderr, tt.want) || !strings.Contains(got.stderr, "try: raise llm.budget.run") {
					t.Errorf("exit code %d, want %d:\n%s", got.code, tt.code, got.stderr)
				}
			}, week()...)
		})
	}
}
