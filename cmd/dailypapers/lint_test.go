package main

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
	"dailypapers/render"
	"dailypapers/summarize/check"
)

// write makes a file below the world's site.
func (w *world) write(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.site, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return path
}

// postPath is where the post of the sample's day stands.
func (w *world) postPath() string {
	return filepath.Join(w.site, "_posts", sampleDay+"-daily-papers-20251014.md")
}

// holds reports what is missing of an invocation's output.
func (r ran) holds(t *testing.T, code int, stdout, stderr []string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d", r.code, code)
	}
	for _, want := range stdout {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("%q is missing in:\n%s", want, r.stdout)
		}
	}
	for _, want := range stderr {
		if !strings.Contains(r.stderr, want) {
			t.Errorf("%q is missing in:\n%s", want, r.stderr)
		}
	}
	if t.Failed() {
		t.Logf("standard output:\n%s\nstandard error:\n%s", r.stdout, r.stderr)
	}
}

// TestLintSource holds a published post against its papers' texts: as it was
// written, and with a figure that the paper does not contain. All is on disk, so
// nobody is asked.
func TestLintSource(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		before := w.upstream.Count()
		got := w.run("lint", "--source", w.postPath())
		got.holds(t, exitDone, nil, []string{"1 post, 2 papers: 0 findings; papers held against the full text 2, the abstract alone 0, nothing 0\n"})
		if got.stdout != "" {
			t.Errorf("our own post has findings:\n%s", got.stdout)
		}
		w.write("_posts/"+filepath.Base(w.postPath()), strings.Replace(w.post(), "2.7배", "8.7배", 1))
		w.run("lint", "--source", w.postPath()).holds(t, exitFailed,
			[]string{`: number: results: "8.7배" is not in the paper`}, []string{"1 post, 2 papers: 1 finding;"})
		if n := w.upstream.Count() - before; n != 0 {
			t.Errorf("%d requests were made for what is on disk", n)
		}
		w.run("lint", w.postPath()).holds(t, exitDone, nil, []string{"1 post, 2 papers: 0 findings\n"})
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

// TestLintSourceFindsTheSite takes the site from the post's path, and holds a site
// whose cache it may not add to.
func TestLintSourceFindsTheSite(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		here := t.TempDir()
		t.Chdir(here)
		before := w.upstream.Count()
		got := w.invoke(w.t.Context(), "lint", "--source", w.postPath())
		got.holds(t, exitDone, nil, []string{"held against the full text 2,"})
		engine := filepath.Join(w.site, ".dailypapers", "cache", "pdfium")
		if err := os.RemoveAll(engine); err != nil {
			t.Fatal(err)
		}
		w.write(".dailypapers/cache/pdfium", "no folder")
		got = w.invoke(w.t.Context(), "lint", "--source", w.postPath())
		got.holds(t, exitDone, nil, []string{"held against the full text 2,"})
		if n := w.upstream.Count() - before; n != 0 {
			t.Errorf("%d requests were made for what is on disk", n)
		}
		if entries, err := os.ReadDir(here); err != nil || len(entries) > 0 {
			t.Errorf("the current folder holds %v, %v", entries, err)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

// TestLintSourceOfAPostWithoutARecord asks arXiv for the papers, and leaves nothing
// behind.
func TestLintSourceOfAPostWithoutARecord(t *testing.T) {
	papers := sample.Papers()[:2]
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		text := strings.ReplaceAll(w.post(), papers[1].ID, "2510.99999")
		here := t.TempDir()
		t.Chdir(here)
		if err := os.WriteFile("post.md", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got := w.invoke(w.t.Context(), "lint", "--source", "post.md")
		got.holds(t, exitFailed, []string{": source: numbers and names are not checked: arXiv has no such paper\n"},
			[]string{"asking arXiv for what is not on disk", "held against the full text 1, the abstract alone 0, nothing 1\n"})
		if n := strings.Count(got.stdout, "\n"); n != 1 {
			t.Errorf("%d findings", n)
		}
		if entries, err := os.ReadDir(here); err != nil || len(entries) != 1 {
			t.Errorf("the current folder holds %v, %v", entries, err)
		}
	}, sample.WithDay(sampleDay, papers...))
}

// unreachable is an arXiv that does not answer.
func unreachable() sample.Fault {
	return sample.Any(sample.Always(sample.Atom, sample.Hang()), sample.Always(sample.Abstract, sample.Hang()),
		sample.Always(sample.HTML, sample.Hang()), sample.Always(sample.Markdown, sample.Hang()), sample.Always(sample.PDF, sample.Hang()))
}

// TestLintSourceDuringAnOutage says what shows without a paper, gives up soon, and
// says once a post what could not be held.
func TestLintSourceDuringAnOutage(t *testing.T) {
	const titles = "\n# 1. [One](https://arxiv.org/abs/2510.90412)\n\n# 2. [Two](https://arxiv.org/abs/2510.90413)\n"
	for name, test := range map[string]struct {
		fault  sample.Fault
		reason string
	}{
		"hangs":  {unreachable(), "no answer"},
		"status": {sample.Any(sample.Always(sample.Atom, sample.Status(503)), sample.Always(sample.Abstract, sample.Status(503))), "status 503 Service Unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				one, two := w.write("one.md", titles), w.write("two.md", titles)
				begin := time.Now()
				got := w.run("lint", "--source", one, two)
				if took := time.Since(begin); took > 2*time.Minute {
					t.Errorf("it took %s", took)
				}
				const rest = ": numbers and names are not checked of 2510.90412, 2510.90413\n"
				got.holds(t, exitFailed, []string{
					one + ":2: heading: ",
					one + ":2: source: arXiv could not be asked (" + test.reason + ")" + rest,
					two + ":2: source: arXiv could not be asked (" + test.reason + ")" + rest,
				}, []string{"nothing 4\n"})
				if strings.Index(got.stdout, two+":2: heading: ") > strings.Index(got.stdout, ": source: ") {
					t.Errorf("what shows without a paper has waited:\n%s", got.stdout)
				}
			}, sample.WithFault(test.fault))
		})
	}
}

// TestLintSourceTellsUnknownFromUnanswered has an API that does not know a paper,
// and a page that would tell whether there is one.
func TestLintSourceTellsUnknownFromUnanswered(t *testing.T) {
	inWorld(t, func(w *world) {
		post := w.write("post.md", "\n# 1. [One](https://arxiv.org/abs/2510.99998)\n")
		got := w.run("lint", "--source", post)
		got.holds(t, exitFailed, []string{"arXiv could not be asked (status 502 Bad Gateway): numbers and names are not checked of 2510.99998\n"}, nil)
		if strings.Contains(got.stdout, "no such paper") {
			t.Errorf("a paper is called unknown:\n%s", got.stdout)
		}
	}, sample.WithFault(sample.Always(sample.Abstract, sample.Status(502))))
}

// TestLintSourceOfAbstractsAlone says what it held a post against.
func TestLintSourceOfAbstractsAlone(t *testing.T) {
	missing := sample.Any(sample.Always(sample.HTML, sample.Status(404)), sample.Always(sample.Markdown, sample.Status(404)),
		sample.Always(sample.PDF, sample.Status(404)))
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		w.write("_posts/"+filepath.Base(w.postPath()), strings.Replace(w.post(), "## Results\n", "## Results\n표본 8,712개에서 ", 1))
		got := w.run("lint", "--source", w.postPath())
		got.holds(t, exitFailed, []string{
			`"8,712개" is not in the abstract, or not in this unit or sense`,
			": source: only the abstract could be had; what it does not hold may stand in the paper; html: ",
		}, []string{"full text 0, the abstract alone 2, nothing 0\n"})
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...), sample.WithFault(missing))
}

// TestLintSourceOfAPublishedVersion holds a post against the version that it is
// about, though a newer one is out, and a post whose record is broken against what
// arXiv has.
func TestLintSourceOfAPublishedVersion(t *testing.T) {
	paper := sample.Papers()[0]
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		newer := paper
		newer.Version++
		w.upstream.SetDay(sampleDay, newer)
		before := w.upstream.Count()
		w.run("lint", "--source", w.postPath()).holds(t, exitDone, nil, []string{"full text 1, "})
		if n := w.upstream.Count() - before; n != 0 {
			t.Errorf("%d requests were made for what is on disk", n)
		}
		w.write("_data/daily_papers/"+sampleDay+".json", "{")
		got := w.run("lint", "--source", w.postPath())
		got.holds(t, exitUsage, nil, []string{"read the day record ", "restore it from the site's history", "full text 1, ", "; 1 file not read\n"})
	}, sample.WithDay(sampleDay, paper))
}

func TestLintSourceInterrupted(t *testing.T) {
	inWorld(t, func(w *world) {
		post := w.write("post.md", "\n# 1. [One](https://arxiv.org/abs/2510.90412)\n")
		got := w.runFor(5*time.Second, "lint", "--source", post)
		got.holds(t, exitInterrupted, []string{":2: heading: "}, []string{"1 post, 1 paper: ", "dailypapers: interrupted\n"})
	}, sample.WithFault(unreachable()))
}

// TestLintUnreadableFiles holds the others, and says what to do about each.
func TestLintUnreadableFiles(t *testing.T) {
	inWorld(t, func(w *world) {
		post := w.write("post.md", "\n# 1. [One](https://example.com/2510.90412)\n")
		latin, dir := w.write("latin.md", "\xb0\xa1"), filepath.Join(w.site, "dir")
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		got := w.run("lint", "--source", filepath.Join(w.site, "missing.md"), latin, dir, post, post)
		got.holds(t, exitUsage, []string{post + ":2: link: the title leads to no paper on arXiv"}, []string{
			"missing.md: no such file", "try: name posts, such as _posts/*.md",
			"latin.md: the file is no text in UTF-8\ntry: convert it",
			"dir: is a directory\ntry: name the posts in it: " + dir + "/*.md",
			"1 post, 1 paper: ", "; 3 files not read\n",
		})
		if n := strings.Count(got.stdout, ": link: "); n != 1 {
			t.Errorf("a post named twice is told of %d times", n)
		}
		if strings.Contains(got.stdout, ": source: ") {
			t.Errorf("a link without an id has two findings:\n%s", got.stdout)
		}
	})
}

// TestLintOfOtherFiles has one line for a file that is no post.
func TestLintOfOtherFiles(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		page := w.write("page.html", "<!DOCTYPE html>\n<html>\n"+strings.Repeat("<p>A line.</p>\n", 1000)+"</html>\n")
		record := filepath.Join(w.site, "_data", "daily_papers", sampleDay+".json")
		got := w.run("lint", page, record)
		got.holds(t, exitFailed, []string{page + ":1: papers: this is no post", record + ":1: papers: this is no post"}, nil)
		if n := strings.Count(got.stdout, "\n"); n != 2 {
			t.Errorf("%d findings", n)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[0]))
}

// TestLintSpeaksEnglish breaks every rule of form, and finds Korean only in what is
// quoted of the post.
func TestLintSpeaksEnglish(t *testing.T) {
	inWorld(t, func(w *world) {
		w.run("run", "--date", sampleDay)
		page, err := render.ParseMarkdown([]byte(w.post()))
		if err != nil {
			t.Fatal(err)
		}
		summary := page.Papers[0].Summary
		text := w.post()
		for old, replacement := range map[string]string{
			summary.Goal:         "우리는 이 방법을 소개합니다.",
			summary.Motivation:   "이 方法은 좁다.",
			summary.Contribution: "정보 부족",
			summary.Results:      "정확도가 높다. 오류가 적다.",
			summary.Conclusion:   "결과는 https://example.com 에 있다.",
			summary.Limitations:  strings.Repeat("긴 말", 400) + "이다.",
		} {
			text = strings.Replace(text, old, replacement, 1)
		}
		got := w.run("lint", w.write("post.md", text))
		got.holds(t, exitFailed, []string{
			": register: goal: ", ": language: motivation: ", ": field: contribution: ",
			": sentences: results: more than one sentence where one is due; the second is \"오류가 적다.\"",
			": leak: conclusion: ", ": length: the summary has more than 1,000 characters",
		}, nil)
		quoted, korean := regexp.MustCompile(`"(?:[^"\\]|\\.)*"|정보 부족|\(-다\.\)`), regexp.MustCompile(`\p{Hangul}`)
		for line := range strings.Lines(got.stdout) {
			if korean.MatchString(quoted.ReplaceAllString(line, "")) {
				t.Errorf("Korean for a person: %s", line)
			}
		}
	}, sample.WithDay(sampleDay, sample.Papers()[0]))
}

// TestWordings has words for every rule that a post can break.
func TestWordings(t *testing.T) {
	for _, rule := range []check.Rule{
		check.RuleField, check.RuleSentences, check.RuleRegister, check.RuleLanguage,
		check.RuleLength, check.RuleNumber, check.RuleName, check.RuleLeak,
	} {
		if w := wordings[rule]; w.words == "" && w.none == "" {
			t.Errorf("no words for %s", rule)
		}
	}
}

func TestLintOfAFileWithoutEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "endless.md")
	if err := errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, maxPost+1)); err != nil {
		t.Fatal(err)
	}
	inWorld(t, func(w *world) {
		got := w.run("lint", path)
		if got.code != exitUsage || !strings.Contains(got.stderr, path+": longer than 16 MiB, which is no post\ntry: name posts") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	})
}
