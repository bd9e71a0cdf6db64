package main

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/pipeline/sample"
	"dailypapers/render"
)

// record returns the day record of the sample's day.
func (w *world) record() (post render.Post) {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.site, "_data", "daily_papers", sampleDay+".json"))
	if err == nil {
		err = json.Unmarshal(data, &post)
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return post
}

// sections cuts a post at its papers.
func sections(post string) []string { return strings.Split(post, "\n# ") }

// revised is a paper that has a new version since the 15th of October; the model
// says something else of it.
func revised(p sample.Paper) sample.Paper {
	p.Version++
	p.Updated, p.Answers = time.Date(2025, 10, 15, 18, 0, 0, 0, time.UTC), nil
	return p
}

// regenerating posts three papers of the sample, the last of which needs two
// answers, and then runs test.
func regenerating(t *testing.T, test func(w *world, papers []sample.Paper), options ...sample.Option) {
	t.Helper()
	papers := sample.Papers()[:2]
	for _, p := range sample.Papers()[2:] {
		if len(p.Answers) == 2 {
			papers = append(papers, p)
		}
	}
	inWorld(t, func(w *world) {
		if got := w.run("run", "--date", sampleDay); got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		test(w, papers)
	}, append(options, sample.WithDay(sampleDay, papers...), sample.WithToday("2025-12-31"))...)
}

func TestRegenerate(t *testing.T) {
	regenerating(t, func(w *world, papers []sample.Paper) {
		before, post := w.record(), sections(w.post())
		w.upstream.SetDay(sampleDay, papers[0], revised(papers[1]), papers[2], sample.Papers()[2])
		lists, atom, chats := w.upstream.Count(sample.List), w.upstream.Count(sample.Atom), w.upstream.Count(sample.Chat)
		got := w.run("run", "--date", sampleDay, "--paper", papers[1].ID, "--regenerate")
		if got.code != exitDone || !strings.Contains(got.stderr, "anew      "+papers[1].ID) {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		if l, a, c := w.upstream.Count(sample.List)-lists, w.upstream.Count(sample.Atom)-atom, w.upstream.Count(sample.Chat)-chats; l != 0 || a != 1 || c != 1 {
			t.Errorf("%d lists, %d requests for metadata, %d questions", l, a, c)
		}
		after := sections(w.post())
		if len(after) != len(post) || post[0] != after[0] || post[1] != after[1] || post[2] == after[2] || post[3] != after[3] {
			t.Errorf("the post was\n%s\nand is\n%s", strings.Join(post, "\n# "), w.post())
		}
		if faults := lintPost(t, w.post()); len(faults) > 0 {
			t.Errorf("%v", faults)
		}
		entry, old := w.record().Entries[1], before.Entries[1]
		if len(entry.History) != 1 || entry.Paper.Version != papers[1].Version+1 || entry.History[0].Version != old.Paper.Version {
			t.Fatalf("the record says %+v", entry)
		}
		if diff := cmp.Diff(old.Result, entry.History[0].Result); diff != "" {
			t.Errorf("the old summary is kept otherwise:\n%s", diff)
		}

		files, chats := w.files(), w.upstream.Count(sample.Chat)
		for _, again := range [][]string{{"render"}, {"run", "--date", sampleDay, "--paper", papers[1].ID}} {
			w.upstream.SetDay(sampleDay, papers...)
			if got := w.run(again...); got.code != exitDone {
				t.Errorf("%v: exit code %d:\n%s", again, got.code, got.stderr)
			}
			if diff := cmp.Diff(files, w.files()); diff != "" || w.upstream.Count(sample.Chat) != chats {
				t.Errorf("%v: %d questions, and\n%s", again, w.upstream.Count(sample.Chat)-chats, diff)
			}
		}
		cost := func() string {
			got := w.run("status", "--json")
			_, day, _ := strings.Cut(got.stdout, `"day": "`+sampleDay)
			_, cost, _ := strings.Cut(day, `"cost_usd": `)
			cost, _, _ = strings.Cut(cost, ",")
			return cost
		}
		known := cost()
		if err := os.RemoveAll(filepath.Join(w.site, ".dailypapers")); err != nil {
			t.Fatal(err)
		}
		if lost := cost(); known == "" || known == "0" || lost != known {
			t.Errorf("the day has cost %s, and %s without the ledger", known, lost)
		}
	})
}

// A paper that waits beside the named one was not meant: it makes no failure of the
// command, which it is no use to type again.
func TestRegenerateBesideOneThatWaits(t *testing.T) {
	inWorld(t, func(w *world) {
		if got := w.run("run", "--date", sampleDay); got.code != exitPartial {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		before := w.status().known()[0]
		got := w.run("run", "--date", sampleDay, "--paper", sample.Papers()[0].ID, "--regenerate")
		if got.code != exitDone || !strings.Contains(got.stderr, "anew      "+sample.Papers()[0].ID) ||
			!strings.Contains(got.stderr, "  waits     2510.90349") || strings.Contains(got.stderr, "  try  ") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		after := w.status().known()[0]
		if after.State != before.State || after.Reason != before.Reason || after.Try != before.Try {
			t.Errorf("the day was %+v and is %+v", before, after)
		}
	})
}

func TestRegenerateUsage(t *testing.T) {
	regenerating(t, func(w *world, papers []sample.Paper) {
		requests := w.upstream.Count()
		got := w.run("run", "--date", sampleDay, "--regenerate")
		if got.code != exitUsage || !strings.Contains(got.stderr, "--regenerate needs --paper") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		w.begin = october(17, 9, 0) // yesterday is the 16th
		got = w.run("run", "--paper", papers[1].ID, "--regenerate")
		want := papers[1].ID + " stands in the post of 2025-10-14, try --date 2025-10-14 --paper " + papers[1].ID + " --regenerate"
		if got.code != exitFailed || !strings.Contains(got.stderr, want) {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		if strings.Contains(got.stderr, "  try  ") || strings.Contains(got.stderr, "failed") {
			t.Errorf("the day, which is complete, is told of:\n%s", got.stderr)
		}
		if n := w.upstream.Count() - requests; n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestRegenerateDryRun(t *testing.T) {
	regenerating(t, func(w *world, papers []sample.Paper) {
		w.set("OPENAI_API_KEY", "")
		before, chats := w.files(), w.upstream.Count(sample.Chat)
		got := w.run("run", "--date", sampleDay, "--paper", papers[1].ID, "--regenerate", "--dry-run")
		if got.code != exitDone || !strings.Contains(got.stdout, "=== total: 1 paper,") || strings.Count(got.stdout, "--- user\n") != 1 ||
			!strings.Contains(got.stdout, papers[0].ID+"  nothing would be asked: it has its summary") {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		if diff := cmp.Diff(before, w.files()); diff != "" || w.upstream.Count(sample.Chat) != chats {
			t.Errorf("%d questions, and\n%s", w.upstream.Count(sample.Chat)-chats, diff)
		}
	})
}

// Whatever is in the way, the old summary stays, and the program says so.
func TestRegenerateInVain(t *testing.T) {
	for _, test := range []struct {
		name   string
		set    string // a variable of the environment
		fault  http.Handler
		reason string
	}{
		{"the gate refuses", "", sample.Completion(`{"goal": "We win."}`, "stop"), "no answer passed the gate"},
		{"the budget is spent", "DAILYPAPERS_LLM_BUDGET_RUN=0.00001", nil, "the budget does not allow the next answer"},
		{"the model is down", "", sample.Status(503), "its old summary stays"},
		{"the model refuses", "", sample.Refusal("No."), "its old summary stays"},
	} {
		t.Run(test.name, func(t *testing.T) {
			broken := false
			fault := func(kind sample.Kind, _ int, _ *http.Request) http.Handler {
				if kind == sample.Chat && broken {
					return test.fault
				}
				return nil
			}
			regenerating(t, func(w *world, papers []sample.Paper) {
				post, summary := w.post(), w.record().Entries[1].Result.Summary
				broken = true
				if name, value, found := strings.Cut(test.set, "="); found {
					w.set(name, value)
				}
				got := w.run("run", "--date", sampleDay, "--paper", papers[1].ID, "--regenerate")
				if got.code != exitPartial || !strings.Contains(got.stderr, "as it was "+papers[1].ID) || !strings.Contains(got.stderr, test.reason) {
					t.Errorf("exit code %d:\n%s", got.code, got.stderr)
				}
				entry := w.record().Entries[1]
				if w.post() != post || len(entry.History) > 0 || cmp.Diff(summary, entry.Result.Summary) != "" {
					t.Errorf("the summary is another one:\n%s", cmp.Diff(post, w.post()))
				}
				broken = false
				if got := w.run("run", "--date", sampleDay); got.code != exitDone || w.post() != post {
					t.Errorf("the next run: exit code %d:\n%s", got.code, got.stderr)
				}
				if got := w.run("status"); !strings.Contains(got.stdout, "complete") {
					t.Errorf("the status:\n%s", got.stdout)
				}
			}, sample.WithFault(fault))
		})
	}
}

// A regeneration is stopped after the first of two answers; the same command
// goes on from there, and a plain run in between does not.
func TestRegenerateIsInterrupted(t *testing.T) {
	stop := func() {}
	fault := func(kind sample.Kind, _ int, _ *http.Request) http.Handler {
		if kind == sample.Chat {
			stop()
		}
		return nil
	}
	regenerating(t, func(w *world, papers []sample.Paper) {
		post, chats := w.post(), w.upstream.Count(sample.Chat)
		asked := func() int { return w.upstream.Count(sample.Chat) - chats }
		ctx, cancel := context.WithCancel(w.t.Context())
		defer cancel()
		stop = cancel
		command := []string{"run", "--date", sampleDay, "--paper", papers[2].ID, "--regenerate"}
		if got := w.runUntil(ctx, command...); got.code != exitInterrupted || asked() != 1 || w.post() != post {
			t.Fatalf("exit code %d, %d questions:\n%s", got.code, asked(), got.stderr)
		}
		stop = func() {}
		if got := w.run("run", "--date", sampleDay); got.code != exitDone || asked() != 1 {
			t.Errorf("a plain run: exit code %d, %d questions:\n%s", got.code, asked(), got.stderr)
		}
		if got := w.run(command...); got.code != exitDone || asked() != 2 {
			t.Errorf("once more: exit code %d, %d questions:\n%s", got.code, asked(), got.stderr)
		}
		history := 0
		for _, e := range w.record().Entries {
			history += len(e.History)
		}
		if history != 1 {
			t.Errorf("%d replaced summaries", history)
		}
	}, sample.WithFault(fault))
}

func TestRegenerateUnderAnEditedPost(t *testing.T) {
	regenerating(t, func(w *world, papers []sample.Paper) {
		path := filepath.Join(w.site, "_posts", sampleDay+"-daily-papers-20251014.md")
		edited := w.post() + "\nA word of mine.\n"
		if err := os.WriteFile(path, []byte(edited), 0o600); err != nil {
			t.Fatal(err)
		}
		w.upstream.SetDay(sampleDay, papers[0], revised(papers[1]), papers[2])
		chats := w.upstream.Count(sample.Chat)
		command := []string{"run", "--date", sampleDay, "--paper", papers[1].ID, "--regenerate"}
		for _, command := range [][]string{command, append(command, "--dry-run")} {
			got := w.run(command...)
			if got.code != exitFailed || !strings.Contains(got.stderr, "edited by hand") || !strings.Contains(got.stderr, "try --force") {
				t.Errorf("%v: exit code %d:\n%s", command, got.code, got.stderr)
			}
			if n := w.upstream.Count(sample.Chat) - chats; n != 0 || got.stdout != "" || w.post() != edited || len(w.record().Entries[1].History) != 0 {
				t.Errorf("%v: %d questions; on standard output:\n%s", command, n, got.stdout)
			}
		}
		if got := w.run(append(command, "--force")...); got.code != exitDone || w.post() == edited {
			t.Errorf("exit code %d with --force:\n%s", got.code, got.stderr)
		}
	})
}
