package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/pipeline/sample"
)

// rendering posts two days and then runs test in their world.
func rendering(t *testing.T, test func(w *world, first, second string)) {
	t.Helper()
	papers := sample.Papers()[:2]
	inWorld(t, func(w *world) {
		if got := w.run("backfill", "--from", "2025-10-13", "--to", sampleDay); got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		w.set("OPENAI_API_KEY", "")
		requests := w.upstream.Count()
		test(w, filepath.Join(w.site, "_posts", "2025-10-13-daily-papers-20251013.md"),
			filepath.Join(w.site, "_posts", "2025-10-14-daily-papers-20251014.md"))
		if n := w.upstream.Count() - requests; n != 0 {
			t.Errorf("%d requests", n)
		}
	}, sample.WithDay("2025-10-13", papers[0]), sample.WithDay(sampleDay, papers[1]))
}

func TestRenderChangesNothing(t *testing.T) {
	rendering(t, func(w *world, _, _ string) {
		before := w.files()
		got := w.run("render")
		if got.code != exitDone || got.stdout != "" || !strings.Contains(got.stderr, "days 2: written 0, unchanged 2") {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		if diff := cmp.Diff(before, w.files()); diff != "" {
			t.Errorf("the files have changed:\n%s", diff)
		}
	})
}

func TestRenderARange(t *testing.T) {
	rendering(t, func(w *world, first, second string) {
		w.set("DAILYPAPERS_POST_TITLE", "논문 {date}")
		if got := w.run("render", "--to", "2025-10-13"); got.code != exitDone || got.stdout != first+"\n" {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		if got := w.run("render", "--from", "2025-10-13"); got.code != exitDone || got.stdout != second+"\n" {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		if !strings.Contains(w.post(), `title: "논문 2025-10-14"`) {
			t.Errorf("the post has not the new title:\n%s", w.post())
		}
		if got := w.run("render", "--from", "2025-11-01"); got.code != exitDone ||
			!strings.Contains(got.stderr, "days 0: ") || !strings.Contains(got.stderr, "no day of this range has a record\ntry: ") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	})
}

func TestRenderWithATemplate(t *testing.T) {
	rendering(t, func(w *world, _, second string) {
		template := filepath.Join(w.site, "mine.tmpl")
		w.set("DAILYPAPERS_POST_TEMPLATE", "mine.tmpl")
		if got := w.run("render"); got.code != exitUsage || !strings.Contains(got.stderr, template) {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		for text, want := range map[string]ran{
			"":                                  {exitUsage, "", "mine.tmpl shows no paper's title"},
			"{{range .Papers}}{{.Nope}}{{end}}": {exitUsage, "", "post.template: mine.tmpl:1:19"},
			"{{range .Papers}}* {{.Title}}: {{.Goal}}\n{{end}}": {exitDone, second + "\n", "written 1"},
		} {
			if err := os.WriteFile(template, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			got := w.run("render", "--from", sampleDay)
			if got.code != want.code || got.stdout != want.stdout || !strings.Contains(got.stderr, want.stderr) {
				t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
			}
		}
		if post := w.post(); !strings.Contains(post, "\n---\n\n* ") || strings.Contains(post, "## Method") {
			t.Errorf("the post is not the template's:\n%s", post)
		}
	})
}

func TestRenderWritesFeeds(t *testing.T) {
	rendering(t, func(w *world, _, _ string) {
		w.set("DAILYPAPERS_POST_FEEDS", "true")
		if got := w.run("render"); got.code != exitUsage || !strings.Contains(got.stderr, "DAILYPAPERS_POST_FEEDS: feeds need the site's address") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		w.set("DAILYPAPERS_POST_URL", "https://example.org")
		got := w.run("render", "--to", "2025-10-13")
		if got.code != exitDone || !strings.HasSuffix(got.stdout, "daily-papers.xml\n"+filepath.Join(w.site, "daily-papers.json")+"\n") ||
			!strings.Contains(got.stderr, "feeds: written 2, of up to 7 posts\n") {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		atom, feed := filepath.Join(w.site, "daily-papers.xml"), filepath.Join(w.site, "daily-papers.json")
		before := w.files()
		for _, name := range []string{"daily-papers.xml", "daily-papers.json"} {
			if !strings.Contains(before[name], "https://example.org/2025/10/14/daily-papers-20251014.html") {
				t.Errorf("%s does not tell of the last day:\n%s", name, before[name])
			}
		}
		if got := w.run("render"); got.code != exitDone || cmp.Diff(before, w.files()) != "" || !strings.Contains(got.stderr, "feeds: unchanged\n") {
			t.Errorf("exit code %d:\n%s\n%s", got.code, got.stderr, cmp.Diff(before, w.files()))
		}
		w.set("DAILYPAPERS_POST_FEEDS", "false")
		if got := w.run("render"); got.code != exitDone || cmp.Diff(before, w.files()) != "" ||
			!strings.Contains(got.stderr, "no longer written, and still there for readers: "+atom+", "+feed+"\ntry: remove them") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		w.set("DAILYPAPERS_POST_FEEDS", "true")
		if err := os.WriteFile(atom, []byte("<feed/>"), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := w.run("render"); got.code != exitFailed || !strings.Contains(got.stderr, atom) || strings.Contains(got.stderr, "feeds: ") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	})
}

func TestRenderForAnotherSite(t *testing.T) {
	rendering(t, func(w *world, _, _ string) {
		w.set("DAILYPAPERS_POST_FLAVOR", "hugo")
		want := filepath.Join(w.site, "content", "posts", "2025-10-14-daily-papers-20251014.md")
		if got := w.run("render", "--from", sampleDay); got.code != exitDone || got.stdout != want+"\n" {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		if data, err := os.ReadFile(want); err != nil || !strings.Contains(string(data), "\ndate: 2025-10-14T08:15:00+09:00\n") {
			t.Errorf("%v:\n%s", err, data)
		}
	})
}

func TestRenderLeavesAnEditedPost(t *testing.T) {
	rendering(t, func(w *world, first, second string) {
		data, err := os.ReadFile(first)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(first, append(data, "A word of mine.\n"...), 0o600); err != nil {
			t.Fatal(err)
		}
		w.set("DAILYPAPERS_POST_TITLE", "논문 {date}")
		got := w.run("render")
		if got.code != exitDone || got.stdout != second+"\n" ||
			!strings.Contains(got.stderr, "2025-10-13  edited by hand, left as it is: "+first) {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		if now, err := os.ReadFile(first); err != nil || string(now) != string(data)+"A word of mine.\n" {
			t.Errorf("the edited post was changed: %v", err)
		}
	})
}

func TestRenderTellsABrokenRecord(t *testing.T) {
	rendering(t, func(w *world, _, second string) {
		record := filepath.Join(w.site, "_data", "daily_papers", "2025-10-13.json")
		if err := os.WriteFile(record, []byte("{"), 0o600); err != nil {
			t.Fatal(err)
		}
		w.set("DAILYPAPERS_POST_TITLE", "논문 {date}")
		got := w.run("render")
		if got.code != exitFailed || got.stdout != second+"\n" || !strings.Contains(got.stderr, record) {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
	})
}

func TestRenderIsInterrupted(t *testing.T) {
	rendering(t, func(w *world, _, _ string) {
		w.set("DAILYPAPERS_POST_TITLE", "논문 {date}")
		before := w.files()
		ctx, cancel := context.WithCancel(w.t.Context())
		cancel()
		var stdout, stderr strings.Builder
		code := run(ctx, []string{"render", "--site", w.site}, &stdout, &stderr, environment{variables: w.variables, now: time.Now})
		if code != exitInterrupted || stdout.Len() > 0 || cmp.Diff(before, w.files()) != "" {
			t.Errorf("exit code %d:\n%s%s", code, stdout.String(), stderr.String())
		}
	})
}

func TestRenderUsage(t *testing.T) {
	rendering(t, func(w *world, _, _ string) {
		for _, tt := range []struct{ from, to, want string }{
			{"2025-10-14", "2025-10-13", "begins on 2025-10-14, after it ends on 2025-10-13"},
			{"2025-02-29", "", `there is no "2025-02-29" in the calendar`},
		} {
			got := w.run("render", "--from", tt.from, "--to", tt.to)
			if got.code != exitUsage || !strings.Contains(got.stderr, tt.want) {
				t.Errorf("exit code %d:\n%s", got.code, got.stderr)
			}
		}
	})
}
