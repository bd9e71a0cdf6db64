package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// wiredServices are the cases about Hugging Face, arXiv and what is chosen.
func wiredServices() []wiring {
	textless := sample.Papers()[0]
	textless.Text = ""
	const token = "hf-token-that-must-not-be-seen"
	never := func(t *testing.T, _ *world, _ ran, seen *traffic) {
		if n := len(seen.of(sample.HTML, sample.Markdown, sample.PDF)); n > 0 {
			t.Errorf("%d full texts were asked for", n)
		}
	}
	slowArxiv := sample.WithDelay(func(kind sample.Kind) time.Duration {
		return map[bool]time.Duration{true: 10 * time.Second}[slices.Contains(toArxiv, kind)]
	})
	forRobots := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Robots Beware", http.StatusForbidden) })
	three := sample.WithDay(sampleDay, sample.Papers()[1:4]...)
	paced := func(least time.Duration) func(*testing.T, *world, ran, *traffic) {
		return func(t *testing.T, _ *world, _ ran, seen *traffic) { seen.apart(t, 4, least, toArxiv...) }
	}
	posted := func(name, want string) func(*testing.T, *world, ran, *traffic) {
		return func(t *testing.T, w *world, got ran, _ *traffic) {
			if !strings.Contains(w.post(), want) {
				t.Errorf("%s: %q is missing in:\n%s\n%s", name, want, w.post(), got.stderr)
			}
		}
	}
	upvoted := sample.Papers()[1:3] // of 96 and 71 upvotes
	return []wiring{
		{
			name: "HF_TOKEN", set: []string{"HF_TOKEN=" + token}, run: "run --verbose --date " + sampleDay,
			day: []sample.Option{sample.WithDay(sampleDay, textless)}, fault: sample.Always(sample.List, sample.EmptyList()),
			check: func(t *testing.T, w *world, got ran, seen *traffic) {
				reached := map[sample.Kind]bool{}
				for _, a := range seen.all {
					reached[a.kind] = true
					want := map[sample.Kind]string{sample.List: "Bearer " + token, sample.Chat: "Bearer " + testKey}[a.kind]
					if got := a.header.Get("Authorization"); got != want {
						t.Errorf("%s is asked with %q, want %q", a.kind, got, want)
					}
				}
				for _, kind := range []sample.Kind{
					sample.List, sample.ListPage, sample.Atom, sample.HTML, sample.Markdown, sample.PDF, sample.Chat,
				} {
					if !reached[kind] {
						t.Errorf("no %s was asked for", kind)
					}
				}
				if strings.Contains(got.stdout+got.stderr, token) {
					t.Errorf("the token is printed:\n%s%s", got.stdout, got.stderr)
				}
				for _, dir := range []string{".", ".dailypapers"} {
					files, _ := filepath.Glob(filepath.Join(w.site, dir, "*"))
					for _, file := range files {
						if data, err := os.ReadFile(file); err == nil && bytes.Contains(data, []byte(token)) {
							t.Errorf("%s holds the token", file)
						}
					}
				}
			},
		},
		{
			name: "arxiv.contact", set: []string{"ARXIV_CONTACT=me@example.org"},
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				want := regexp.MustCompile(`^dailypapers/\S+ \(me@example\.org\)$`)
				for _, a := range seen.all {
					if agent := a.header.Get("User-Agent"); !want.MatchString(agent) {
						t.Errorf("%s is asked by %q", a.kind, agent)
					}
				}
			},
		},
		{name: "arXiv's interval", day: []sample.Option{three}, check: paced(3 * time.Second)},
		{name: "arxiv.min_interval", set: []string{"ARXIV_MIN_INTERVAL=20s"}, day: []sample.Option{three}, check: paced(20 * time.Second)},
		{name: "arXiv's one connection", day: []sample.Option{three, slowArxiv}, check: paced(10 * time.Second)},
		{
			name: "arXiv's page for robots", day: []sample.Option{three}, fault: sample.Always(sample.Atom, forRobots),
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				if n := len(seen.of(toArxiv...)); n != 1 {
					t.Errorf("arXiv was asked %d times, want once", n)
				}
			},
		},
		{name: "arxiv.full_text: false", set: []string{"ARXIV_FULL_TEXT=false"}, check: never},
		{
			name: "arxiv.full_text: true",
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				if len(seen.of(sample.HTML)) == 0 {
					t.Error("no full text was asked for")
				}
			},
		},
		{
			name: "select.min_upvotes: as many", set: []string{"SELECT_MIN_UPVOTES=71"},
			day: []sample.Option{sample.WithDay(sampleDay, upvoted...)}, check: posted("a paper of 71", upvoted[1].ID),
		},
		{
			name: "select.min_upvotes: one more", set: []string{"SELECT_MIN_UPVOTES=72"},
			day:    []sample.Option{sample.WithDay(sampleDay, upvoted...)},
			stderr: []string{"  left out  " + upvoted[1].ID + "  min_upvotes\n"}, check: posted("a paper of 96", upvoted[0].ID),
		},
		{
			name: "post.categories", set: []string{"POST_CATEGORIES=[Reading, Notes]"},
			check: posted("categories", "\ncategories: [Reading, Notes]\n"),
		},
	}
}

// One connection is arXiv's rule. No run breaks it as long as the pipeline reads
// one text at a time, so that the policy is looked at.
func TestWiringOfArxivPolicy(t *testing.T) {
	if n := arxivPolicy(defaultConfig().Arxiv).Connections; n != 1 {
		t.Errorf("%d connections to arXiv, want 1", n)
	}
}
