package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dailypapers/pipeline/sample"
)

// TestLintSource holds a published post against its papers' texts: as it was
// written, with a figure that the paper does not contain, and with a paper that
// arXiv does not know.
func TestLintSource(t *testing.T) {
	papers := sample.Papers()[:2]
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		path := filepath.Join(w.site, "_posts", sampleDay+"-daily-papers-20251014.md")
		if got := w.run("lint", "--source", path); got.code != exitDone || got.stdout != "" {
			t.Errorf("our own post: exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
		before := w.upstream.Count(sample.HTML)
		altered := strings.Replace(w.post(), "2.7배", "8.7배", 1)
		altered = strings.ReplaceAll(altered, papers[1].ID, "2510.99999")
		if err := os.WriteFile(path, []byte(altered), 0o600); err != nil {
			t.Fatal(err)
		}
		got := w.run("lint", "--source", path)
		if got.code != exitFailed {
			t.Errorf("exit code %d", got.code)
		}
		for _, want := range []string{": number: results: ", "8.7배", ": source: numbers and names are not checked: arXiv tells of no such paper"} {
			if !strings.Contains(got.stdout, want) {
				t.Errorf("%q is missing in:\n%s%s", want, got.stdout, got.stderr)
			}
		}
		if n := w.upstream.Count(sample.HTML) - before; n != 0 {
			t.Errorf("%d texts were fetched that are in the cache", n)
		}
		if got := w.run("lint", path); strings.Contains(got.stdout, "number") {
			t.Errorf("without --source a number is checked:\n%s", got.stdout)
		}
	}, sample.WithDay(sampleDay, papers...))
}

func TestLintSourceDuringAnOutage(t *testing.T) {
	inWorld(t, func(w *world) {
		post := writeFile(t, "post.md", "# 1. [An Invented Paper](https://arxiv.org/abs/2510.90412)\n")
		got := w.run("lint", "--source", post)
		if got.code != exitFailed || !strings.Contains(got.stderr, "try: run it again later, or without --source") {
			t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
		}
	}, sample.WithFault(sample.Any(
		sample.Always(sample.Atom, sample.Status(503)), sample.Always(sample.Abstract, sample.Status(503)),
	)))
}
