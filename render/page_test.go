package render_test

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"dailypapers/internal/fixture"
	"dailypapers/render"
	"dailypapers/summarize"
)

const head = "---\nlayout: post\ntitle: \"T\"\ndate: 2025-10-06 08:15:00\ntags: [a, b c]\ncategories: []\n---\n"

// oldPost has the manners of older posts: spaces at the ends of lines, a list
// for a sentence, Korean labels, no label at all.
const oldPost = head + `

# 1. [A [Nested] Title](http://arxiv.org/abs/2510.90001v2)

## Introduction

- 목표: 목표이다.  
- Motivation: 동기이다.
- 레이블이 없다.

## Method  
- 첫째이다.
- 둘째이다.

## Results
하나이다.
둘이다.

## Conclusion
결론이다.

## Extra
무엇이다.

# 3. No link at all

# 4. [Twice](https://arxiv.org/abs/2510.90001)

> [Alphaxiv](https://www.alphaxiv.org/ko/overview/2510.90007)
`

func TestParseMarkdownOfAnOldPost(t *testing.T) {
	page, err := render.ParseMarkdown([]byte(oldPost))
	if err != nil {
		t.Fatal(err)
	}
	wantFront := render.FrontMatter{Layout: "post", Title: "T", Date: "2025-10-06 08:15:00", Tags: []string{"a", "b c"}}
	if diff := diff(wantFront, page.FrontMatter); diff != "" {
		t.Errorf("front matter (-want +got):\n%s", diff)
	}
	want := render.PagePaper{
		PageLink: render.PageLink{
			Title: "A [Nested] Title", Link: "http://arxiv.org/abs/2510.90001v2", ID: number(t, 1).WithVersion(2), Line: 10,
		},
		Number: 1,
		Summary: summarize.Fields{
			Goal: "목표이다.", Motivation: "동기이다.", Method: []string{"첫째이다.", "둘째이다."},
			Results: "하나이다. 둘이다.", Conclusion: "결론이다.",
		},
		Lines: map[summarize.Field]int{
			summarize.Goal: 14, summarize.Motivation: 15, summarize.Method: 19, summarize.Results: 23, summarize.Conclusion: 27,
		},
	}
	if len(page.Papers) != 3 {
		t.Fatalf("got %d papers, want 3", len(page.Papers))
	}
	if diff := diff(want, page.Papers[0]); diff != "" {
		t.Errorf("the first paper (-want +got):\n%s", diff)
	}
	fixture.Golden(t, "old-post.faults", listed(page.Faults()))
}

func listed(faults []render.Fault) string {
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&b, "%d: %s: %s\n", f.Line, f.Rule, f.Text)
	}
	return b.String()
}

func TestFaults(t *testing.T) {
	whole := string(form().Markdown(onePost(t, held(number(t, 1), "One", ordinary()), held(number(t, 2), "Two", ordinary()),
		waiting(number(t, 3), "Three"))))
	_, body, _ := strings.Cut(whole, "---\n\n")
	replaced := func(old, replacement string) string {
		if !strings.Contains(whole, old) {
			t.Fatalf("no %q in the post", old)
		}
		return strings.Replace(whole, old, replacement, 1)
	}
	swapped := strings.NewReplacer("## Results", "## Limitations", "## Limitations", "## Results").Replace(whole)
	for name, test := range map[string]struct{ post, want string }{
		"our own form":             {whole, ""},
		"windows line ends":        {strings.ReplaceAll(whole, "\n", "\r\n"), ""},
		"byte order mark":          {"\uFEFF" + whole, ""},
		"empty file":               {"", "1: papers: this is no post"},
		"a web page":               {"<!DOCTYPE html>\n<html>\n# x\n## y\n</html>\n", "1: papers: this is no post"},
		"JSON":                     {"{\n  \"day\": \"2025-10-06\"\n}\n", "1: papers: this is no post"},
		"another post":             {head + "## A Heading\n\nA line.\n", "1: papers: the post holds no paper"},
		"no front matter":          {body, "1: front-matter"},
		"front matter without end": {"---\ntitle: x\n", "1: front-matter"},
		"front matter no YAML":     {replaced("layout: post", "layout: [post"), "1: front-matter"},
		"front matter no mapping":  {"---\n- a\n---\n", "1: front-matter"},
		"front matter no layout":   {replaced("layout: post\n", ""), "1: front-matter"},
		"title lost its quote":     {replaced(`title: "`, `title: `), "3: front-matter"},
		"no paper":                 {head, "1: papers"},
		"title no link":            {replaced("# 1. [One](https://arxiv.org/abs/2510.90001)", "# 1. One"), "9: title"},
		"title link cut":           {replaced("90001)\n\n> ", "90001\n\n> "), "9: title"},
		"title empty":              {replaced("[One]", "[]"), "9: title"},
		"link elsewhere":           {replaced("https://arxiv.org/abs/2510.90001", "https://example.com/2510.90001"), "9: link"},
		"link with version":        {replaced("abs/2510.90001)", "abs/2510.90001v3)"), "9: link"},
		"link of no id":            {replaced("abs/2510.90001)", "abs/2599.1)"), "9: link"},
		"label missing":            {replaced("- Goal: ", "- "), "14: label"},
		"label twice":              {replaced("- Motivation: ", "- Goal: "), "15: label"},
		"label unknown":            {replaced("- Motivation: ", "- Motive: "), "15: label"},
		"heading missing":          {replaced("## Results\n", ""), "25: heading"},
		"heading out of order":     {replaced("## Method", "## Conclusion"), "18: heading"},
		"heading unknown":          {replaced("## Method", "## Methods"), "18: heading"},
		"heading of no paper":      {replaced("# 1. ", "## 1. "), "9: heading"},
		"duplicate":                {replaced("[Two](https://arxiv.org/abs/2510.90002)", "[Two](https://arxiv.org/abs/2510.90001)"), "32: duplicate"},
		"duplicate among waiting":  {replaced("abs/2510.90003", "abs/2510.90002"), "57: duplicate"},
		"numbering":                {replaced("# 2. ", "# 3. "), "32: numbering"},
		"no number":                {replaced("# 2. ", "# "), "32: numbering"},
		"no alphaxiv":              {replaced("> [Alphaxiv](https://www.alphaxiv.org/ko/overview/2510.90001)\n", ""), "9: alphaxiv"},
		"alphaxiv of another":      {replaced("overview/2510.90001", "overview/2510.90002"), "11: alphaxiv"},
		"bullet":                   {replaced("## Results\n", "## Results\n- "), "24: bullet"},
		"stray line":               {replaced("# 1. ", "Hello.\n\n# 1. "), "9: stray"},
		"stray lines":              {replaced("# 1. ", "One.\n\nTwo.\nThree.\n\n# 1. "), "9: stray: each line from 9 to 12 belongs to no paper"},
		"headings swapped":         {swapped, "26: heading: the heading Results stands after Limitations"},
		"heading twice":            {replaced("## Conclusion", "## Results"), "29: heading: the heading Results stands on line 23 already"},
		"stray line under waiting": {whole + "Hello.\n", "58: stray"},
		"paper after waiting":      {whole + "\n# 3. [Four](https://arxiv.org/abs/2510.90004)\n", "59: heading"},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := render.ParseMarkdown([]byte(test.post))
			if err != nil {
				t.Fatal(err)
			}
			got := listed(page.Faults())
			if test.want == "" && got != "" || !strings.Contains("\n"+got, "\n"+test.want) {
				t.Errorf("want a fault %q, got\n%s", test.want, got)
			}
		})
	}
}

func TestParseMarkdownRefusesWhatIsNoText(t *testing.T) {
	if _, err := render.ParseMarkdown([]byte("---\n\xff\xfe")); !errors.Is(err, render.ErrNotText) {
		t.Errorf("got %v, want ErrNotText", err)
	}
}

// TestParseRecordedPosts reads the posts of the blog. The figures were counted
// with grep.
func TestParseRecordedPosts(t *testing.T) {
	papers := map[string]int{
		"2025-08-29-daily-papers-20250829.md": 10, "2025-09-03-daily-papers-20250903.md": 39, "2025-09-23-Arxiv.md": 10,
		"2025-10-06-daily-papers-20251006.md": 6, "2025-10-08-daily-papers-20251008.md": 8,
		"2025-11-13-daily-papers-20251113.md": 3, "2025-12-26-daily-papers-20251226.md": 0,
	}
	for name, want := range papers {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(fixture.Recorded(t, "posts/"+name))
			if err != nil {
				t.Fatal(err)
			}
			page, err := render.ParseMarkdown(data)
			if err != nil {
				t.Fatal(err)
			}
			if len(page.Papers) != want {
				t.Errorf("got %d papers, want %d", len(page.Papers), want)
			}
			for _, paper := range page.Papers {
				s := paper.Summary
				if paper.Title == "" || paper.ID.IsZero() || len(s.Method) == 0 ||
					s.Results == "" || s.Limitations == "" || s.Conclusion == "" {
					t.Errorf("line %d: something was not read: %+v", paper.Line, paper)
				}
			}
			t.Logf("faults:\n%s", listed(page.Faults()))
		})
	}
}

func FuzzParseMarkdown(f *testing.F) {
	f.Add([]byte(oldPost))
	f.Add(form().Markdown(onePost(f, held(number(f, 1), "One", ordinary()), waiting(number(f, 2), "Two"))))
	for _, s := range fragments {
		f.Add(form().Markdown(onePost(f, held(number(f, 1), s, everywhere(s)))))
		f.Add([]byte(head + "\n# 1. [" + s + "](https://arxiv.org/abs/2510.90001)\n\n## Method\n" + s + "\n"))
	}
	goldens, err := filepath.Glob(filepath.Join("testdata", "*.md"))
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range goldens {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		page, err := render.ParseMarkdown(data)
		if err != nil {
			if utf8.Valid(data) {
				t.Fatalf("a text was refused: %v", err)
			}
			return
		}
		lines := strings.Count(string(data), "\n") + 1
		for _, fault := range page.Faults() {
			if fault.Line < 1 || fault.Line > lines || fault.Rule == "" || fault.Text == "" {
				t.Fatalf("a fault that points nowhere: %+v", fault)
			}
		}
		// What was read can be written, and reads back as the same.
		var entries []render.Entry
		for i, paper := range page.Papers {
			for field, at := range paper.Lines {
				if at <= paper.Line || at > lines {
					t.Fatalf("the field %s is said to stand on line %d", field, at)
				}
			}
			entries = append(entries, held(number(t, i%9000), paper.Title, paper.Summary))
		}
		for i, link := range page.Waiting {
			entries = append(entries, waiting(number(t, i%9000), link.Title))
		}
		if len(entries) < 100 {
			again, err := render.ParseMarkdown(form().Markdown(onePost(t, entries...)))
			if err != nil || len(again.Papers) != len(page.Papers) || len(again.Waiting) != len(page.Waiting) {
				t.Fatalf("%d and %d papers were written, %d and %d read: %v", len(page.Papers), len(page.Waiting),
					len(again.Papers), len(again.Waiting), err)
			}
			for i, paper := range again.Papers {
				// A paper without a title is named by its id.
				if want := cmp.Or(folded(page.Papers[i].Title), paper.ID.String()); want != paper.Title {
					t.Fatalf("the title %q came back as %q", page.Papers[i].Title, paper.Title)
				}
			}
		}
	})
}
