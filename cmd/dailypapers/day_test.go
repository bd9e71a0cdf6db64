package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/pipeline/sample"
)

const sampleDay = "2025-10-14"

func TestFinishedDayAgain(t *testing.T) {
	papers := sample.Papers()[:2]
	inWorld(t, func(w *world) {
		if got := w.run("run", "--date", sampleDay); got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		before, lists := w.files(), w.upstream.Count(sample.List)
		atom, asked := w.upstream.Count(sample.Atom, sample.Abstract), w.upstream.Count(sample.Chat)
		if got := w.run("run", "--date", sampleDay); got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		if diff := cmp.Diff(before, w.files()); diff != "" {
			t.Errorf("the files have changed:\n%s", diff)
		}
		if n := w.upstream.Count(sample.Chat) - asked; n != 0 {
			t.Errorf("%d questions to the model", n)
		}
		if n := w.upstream.Count(sample.Atom, sample.Abstract) - atom; n != 0 {
			t.Errorf("%d requests for metadata", n)
		}
		if n := w.upstream.Count(sample.List) - lists; n > 1 {
			t.Errorf("%d requests for the list", n)
		}
	}, sample.WithDay(sampleDay, papers...))
}

func TestDayThatGrows(t *testing.T) {
	papers := sample.Papers()[:3]
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		asked := w.upstream.Count(sample.Chat)
		w.upstream.SetDay(sampleDay, papers[2], papers[0], papers[1]) // the newcomer leads the list
		if got := w.run("run", "--date", sampleDay); got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		if n := w.upstream.Count(sample.Chat) - asked; n != 1 {
			t.Errorf("%d questions for one new paper", n)
		}
		if post := w.post(); !strings.Contains(post, "# 3. ["+strings.ReplaceAll(papers[2].Title, `"`, `\"`)[:2]) {
			t.Errorf("the newcomer does not stand at the end:\n%s", post)
		}
	}, sample.WithDay(sampleDay, papers[:2]...))
}

func TestSampleDayIsPartial(t *testing.T) {
	inWorld(t, func(w *world) {
		got := w.run("run", "--date", sampleDay)
		if got.code != exitPartial || !strings.Contains(got.stderr, "1 paper waits") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		for _, want := range []string{"rule of the gate  repaired  dropped  refused", "sentences         1        0        0"} {
			if !strings.Contains(got.stderr, want) {
				t.Errorf("%q is missing:\n%s", want, got.stderr)
			}
		}
		if !strings.Contains(w.post(), "# 요약 대기\n") {
			t.Errorf("the post does not name the paper that waits:\n%s", w.post())
		}
		for name, text := range w.files() {
			if strings.Contains(text, testKey) {
				t.Errorf("%s holds the key", name)
			}
		}
	})
}

func TestSelection(t *testing.T) {
	papers := sample.Papers()[:4]
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_SELECT_LIMIT", "1")
		w.set("DAILYPAPERS_SELECT_EXCLUDE", "['(?i)honorifics']")
		got := w.run("run", "--date", sampleDay, "--verbose")
		if got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		for _, want := range []string{
			"left out  " + papers[1].ID + "  exclude: (?i)honorifics",
			"left out  " + papers[2].ID + "  limit",
			"left out  " + papers[3].ID + "  limit",
		} {
			if !strings.Contains(got.stderr, want) {
				t.Errorf("%q is missing:\n%s", want, got.stderr)
			}
		}
	}, sample.WithDay(sampleDay, papers...))
}

func TestRepeats(t *testing.T) {
	papers := sample.Papers()[:2]
	days := []sample.Option{sample.WithDay("2025-10-13", papers[0]), sample.WithDay(sampleDay, papers...)}
	inWorld(t, func(w *world) {
		got := w.run("backfill", "--from", "2025-10-13", "--to", sampleDay)
		if got.code != exitDone || !strings.Contains(got.stderr, "repeats: posted on 2025-10-13") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		if strings.Contains(w.post(), papers[0].ID) {
			t.Errorf("a paper is posted twice:\n%s", w.post())
		}
	}, days...)
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_SELECT_REPEATS", "keep")
		w.run("backfill", "--from", "2025-10-13", "--to", sampleDay)
		if !strings.Contains(w.post(), papers[0].ID) {
			t.Errorf("repeats: keep does not keep:\n%s", w.post())
		}
	}, days...)
	inWorld(t, func(w *world) { // a dry run without a ledger
		w.run("run", "--date", "2025-10-13")
		state := filepath.Join(w.site, ".dailypapers")
		if err := os.RemoveAll(state); err != nil {
			t.Fatal(err)
		}
		got := w.run("run", "--date", sampleDay, "--dry-run")
		if !strings.Contains(got.stdout, papers[0].ID+"  repeats: posted on 2025-10-13") {
			t.Errorf("exit code %d:\n%s", got.code, got.stdout)
		}
		if _, err := os.Stat(state); err == nil {
			t.Error("the dry run has made the state folder")
		}
	}, days...)
}

func TestEmptyDay(t *testing.T) {
	inWorld(t, func(w *world) {
		for _, date := range []string{"2025-10-12", "2025-10-13"} { // a Sunday, a Monday
			got := w.run("run", "--date", date)
			if got.code != exitDone || !strings.Contains(got.stderr, "empty") {
				t.Errorf("%s: exit code %d:\n%s", date, got.code, got.stderr)
			}
		}
		if files := w.files(); len(files) > 0 {
			t.Errorf("an empty day has written %v", files)
		}
	})
}

func TestDayThatIsNotOpen(t *testing.T) {
	inWorld(t, func(w *world) {
		got := w.run("run", "--date", "2025-10-15")
		if got.code != exitPartial || !strings.Contains(got.stderr, "waiting") || len(w.files()) > 0 {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		got = w.run("run", "--date", "2025-10-15", "--dry-run")
		if got.code != exitDone || !strings.Contains(got.stdout, "=== 2025-10-15  nothing would be asked: ") ||
			!strings.Contains(got.stdout, "=== total: 0 papers, ") {
			t.Errorf("a dry run: exit code %d:\n%s", got.code, got.stdout)
		}
	}, sample.WithToday(sampleDay))
}

func TestDryRunWritesNothing(t *testing.T) {
	inWorld(t, func(w *world) {
		w.set("OPENAI_API_KEY", "")
		got := w.run("run", "--date", sampleDay, "--dry-run")
		if got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		for _, want := range []string{"=== 2025-10-14  1/7  2510.90412", "--- system\n", "--- user\n", "=== total: 7 papers"} {
			if !strings.Contains(got.stdout, want) {
				t.Errorf("%q is missing:\n%s", want, got.stdout)
			}
		}
		if n := w.upstream.Count(sample.Chat); n != 0 {
			t.Errorf("%d questions to the model", n)
		}
		if left, _ := filepath.Glob(filepath.Join(w.site, "*")); len(left) > 0 {
			t.Errorf("a dry run has left %v", left)
		}
	})
}

func TestPaperNarrowsTheRun(t *testing.T) {
	papers := sample.Papers()[:3]
	inWorld(t, func(w *world) {
		got := w.run("run", "--date", sampleDay, "--dry-run", "--paper", papers[1].ID, "--paper", papers[2].ID+"v1")
		if got.code != exitDone || !strings.Contains(got.stdout, "=== total: 2 papers") {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		got = w.run("run", "--date", sampleDay, "--paper", papers[1].ID)
		if n := w.upstream.Count(sample.Chat); n != 1 {
			t.Errorf("%d questions for one paper:\n%s", n, got.stderr)
		}
		got = w.run("run", "--date", sampleDay, "--paper", "2510.99999")
		if got.code == exitDone || !strings.Contains(got.stderr, "2510.99999") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	}, sample.WithDay(sampleDay, papers...))
}

func TestEditedPostIsLeftAlone(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		path := filepath.Join(w.site, "_posts", sampleDay+"-daily-papers-20251014.md")
		edited := w.post() + "\nA word of mine.\n"
		if err := os.WriteFile(path, []byte(edited), 0o600); err != nil {
			t.Fatal(err)
		}
		got := w.run("run", "--date", sampleDay)
		if got.code != exitPartial || !strings.Contains(got.stderr, "edited") || w.post() != edited {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		if got = w.run("run", "--date", sampleDay, "--force"); got.code != exitDone || w.post() == edited {
			t.Errorf("exit code %d with --force:\n%s", got.code, got.stderr)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

// The reason of a record that cannot be read says what to do; nothing else does.
func TestBrokenRecord(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		path := filepath.Join(w.site, "_data", "daily_papers", sampleDay+".json")
		if err := os.WriteFile(path, []byte(`{"day":`), 0o600); err != nil {
			t.Fatal(err)
		}
		got := w.run("run", "--date", sampleDay)
		if got.code != exitFailed || !strings.Contains(got.stderr, sampleDay+"  partial: broken off") ||
			!strings.Contains(got.stderr, "restore it") || strings.Contains(got.stderr, "same command") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

func TestLostLedger(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		before, asked := w.files(), w.upstream.Count(sample.Chat)
		if err := os.RemoveAll(filepath.Join(w.site, ".dailypapers")); err != nil {
			t.Fatal(err)
		}
		if got := w.run("status", "--all"); !strings.Contains(got.stdout, sampleDay+"  complete  2") {
			t.Errorf("the status without a ledger:\n%s%s", got.stdout, got.stderr)
		}
		got := w.run("run", "--date", sampleDay)
		if n := w.upstream.Count(sample.Chat) - asked; n != 0 || got.code != exitDone {
			t.Errorf("%d questions, exit code %d:\n%s", n, got.code, got.stderr)
		}
		if diff := cmp.Diff(before, w.files()); diff != "" {
			t.Errorf("the files have changed:\n%s", diff)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

// Another's file in a feed's place leaves the day as it is, and is told of.
func TestForeignFeed(t *testing.T) {
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_POST_FEEDS", "true")
		w.set("DAILYPAPERS_POST_URL", "https://example.org")
		if err := os.WriteFile(filepath.Join(w.site, "daily-papers.json"), []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		got := w.run("run", "--date", sampleDay)
		if got.code != exitPartial || !strings.Contains(got.stderr, "daily-papers.json: the file was not written by dailypapers") ||
			!strings.HasSuffix(got.stdout, ".md\n") {
			t.Errorf("exit code %d, printed %s:\n%s", got.code, got.stdout, got.stderr)
		}
		if got := w.run("status", "--all"); !strings.Contains(got.stdout, sampleDay+"  complete  2") {
			t.Errorf("status:\n%s", got.stdout)
		}
		asked := w.upstream.Count(sample.Chat)
		if err := os.Remove(filepath.Join(w.site, "daily-papers.json")); err != nil {
			t.Fatal(err)
		}
		if got := w.run("run", "--date", sampleDay); got.code != exitDone || w.upstream.Count(sample.Chat) != asked {
			t.Errorf("when it is gone: exit code %d:\n%s", got.code, got.stderr)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

func TestBudget(t *testing.T) {
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_LLM_BUDGET_RUN", "0.008")
		w.set("DAILYPAPERS_LLM_CONCURRENCY", "1")
		got := w.run("run", "--date", sampleDay, "--dry-run")
		if !strings.HasSuffix(got.stdout, "=== llm.budget.run, $0.008, is less: papers would wait\n") {
			t.Errorf("a dry run:\n%s", got.stdout)
		}
		got = w.run("run", "--date", sampleDay)
		if got.code != exitPartial || !strings.Contains(got.stderr, "budget") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}

		w.set("DAILYPAPERS_LLM_BUDGET_RUN", "0")
		for limit, want := range map[string]string{
			"0":     "nothing was written\n",
			"0.008": fmt.Sprintf("=== $%.4f are left of llm.budget.month, $0.008, which is less: papers would wait\n", 0.008-w.status().Month.CostUSD),
			"0.001": "=== $0.0000 are left of llm.budget.month, $0.001, which is less: papers would wait\n",
			"1":     "nothing was written\n",
		} {
			w.set("DAILYPAPERS_LLM_BUDGET_MONTH", limit)
			if got := w.run("run", "--date", sampleDay, "--dry-run"); !strings.HasSuffix(got.stdout, want) {
				t.Errorf("a dry run with %s a month, want %s:\n%s", limit, want, got.stdout)
			}
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:4]...))
}
