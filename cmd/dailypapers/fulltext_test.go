package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"dailypapers/fetch"
	"dailypapers/internal/fixture"
	"dailypapers/pipeline/sample"
	"dailypapers/render"
	"dailypapers/summarize"
)

// recordedTexts are the recorded pages and PDFs, the paper that each is of, and
// the origin that must serve it.
var recordedTexts = []struct {
	id      string
	version int
	file    string
	origin  fetch.Origin
}{
	{"2501.11120", 1, "html/2501.11120v1.arxiv.org.html", fetch.OriginHTML},
	{"0903.1000", 1, "html/0903.1000.latexml0.8.0.html", fetch.OriginHTML},
	{"1803.07574", 1, "html/1803.07574.engrafo-latexml0.8.4.html", fetch.OriginHTML},
	{"astro-ph/0001197", 2, "html/astro-ph_0001197.branded2026.html", fetch.OriginHTML},
	{"2608.30667", 1, "html/2608.30667v1.stub.reconstructed.html", fetch.OriginAbstract},
	{"2508.13149", 1, "pdf/2508.13149v1.pdf", fetch.OriginPDF},
	{"astro-ph/0002105", 1, "pdf/astro-ph_0002105v1.pdf", fetch.OriginPDF},
}

// inventedAbstract is what arXiv's metadata says of each of them.
const inventedAbstract = "This abstract was invented for a recorded text and says nothing of it."

// inventedAnswer rests on the invented abstract alone, so that it holds for all.
func inventedAnswer(t *testing.T) string {
	t.Helper()
	answer := summarize.Fields{
		Goal:         "본 논문은 새로운 방법을 제시하는 것을 목표로 한다.",
		Motivation:   "기존 방법은 느리다는 문제가 있다.",
		Contribution: "본 연구는 더 빠른 방법을 제안한다.",
		Method:       []string{"제안한 방법은 필요한 부분만 계산한다."},
		Results:      "제안한 방법은 기존 방법보다 빠르다.",
		Limitations:  "정보 부족",
		Conclusion:   "제안한 방법은 실용적이다.",
		Evidence:     map[summarize.Field]string{summarize.Limitations: ""},
	}
	for _, field := range []summarize.Field{
		summarize.Goal, summarize.Motivation, summarize.Contribution, summarize.Method, summarize.Results, summarize.Conclusion,
	} {
		answer.Evidence[field] = inventedAbstract
	}
	text, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// recordedDay serves the recorded texts as those of one day's papers.
func recordedDay(t *testing.T) []sample.Option {
	t.Helper()
	dir := fixture.Recorded(t, "arxiv")
	files := map[string][]byte{} // by the path that asks for them
	var papers []sample.Paper
	for _, text := range recordedTexts {
		data, err := os.ReadFile(filepath.Join(dir, text.file))
		if err != nil {
			t.Fatal(err)
		}
		paper := sample.Paper{
			ID: text.id, Version: text.version, Title: "An Invented Title of a Recorded Text",
			Abstract: inventedAbstract, Answers: []string{inventedAnswer(t)},
		}
		if page, err := goquery.NewDocumentFromReader(bytes.NewReader(data)); err == nil && strings.HasSuffix(text.file, ".html") {
			if title := fetch.Clean(page.Find("h1.ltx_title_document").First().Text()); title != "" {
				paper.Title = title
			}
		}
		papers = append(papers, paper)
		files[strings.SplitN(text.file, "/", 2)[0]+"/"+text.id] = data
	}
	serve := func(kind sample.Kind, _ int, r *http.Request) http.Handler {
		if kind != sample.HTML && kind != sample.PDF {
			return nil
		}
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, asked, _ := strings.Cut(r.URL.Path, "/arxiv/")
			data, ok := files[strings.TrimSuffix(strings.TrimSuffix(asked, "v1"), "v2")]
			if !ok {
				http.NotFound(w, r)
				return
			}
			w.Header().Set("Content-Type", map[sample.Kind]string{
				sample.HTML: "text/html; charset=utf-8", sample.PDF: "application/pdf",
			}[kind])
			_, _ = w.Write(data)
		})
	}
	return []sample.Option{sample.WithDay(sampleDay, papers...), sample.WithFault(serve)}
}

func TestRecordedTexts(t *testing.T) {
	options := recordedDay(t)
	inWorld(t, func(w *world) {
		if got := w.run("run", "--date", sampleDay); got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		site, err := render.NewSite(nil, render.SiteOptions{
			Root: w.site, PostDir: "_posts", DataDir: "_data/daily_papers", Slug: "daily-papers",
			Form: render.Form{Title: "{date}", Time: "08:15:00", Layout: "post"},
		})
		if err != nil {
			t.Fatal(err)
		}
		day, _ := fetch.ParseDay(sampleDay)
		post, found, err := site.Load(day)
		if err != nil || !found {
			t.Fatal(found, err)
		}
		for i, text := range recordedTexts {
			entry := post.Entries[i]
			if entry.Text.Origin != text.origin {
				t.Errorf("%s rests on %s, want %s; passed: %v", text.file, entry.Text.Origin, text.origin, entry.Text.Passed)
			}
			if better := text.origin != fetch.OriginHTML; better && len(entry.Text.Passed) == 0 {
				t.Errorf("%s: the record does not say why nothing better served", text.file)
			}
		}
		before := w.upstream.Count(sample.HTML, sample.PDF, sample.Markdown)
		w.run("run", "--date", sampleDay)
		if n := w.upstream.Count(sample.HTML, sample.PDF, sample.Markdown) - before; n != 0 {
			t.Errorf("%d texts were asked for again on a finished day", n)
		}
	}, options...)
}

// TestRecordedPrompts holds that the questions carry what the answers need, and
// nothing of the bibliography or of the site's furniture.
func TestRecordedPrompts(t *testing.T) {
	options := recordedDay(t)
	inWorld(t, func(w *world) {
		got := w.run("run", "--date", sampleDay, "--dry-run", "--paper", "2501.11120")
		if got.code != exitDone {
			t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		_, question, _ := strings.Cut(got.stdout, "--- user\n")
		for _, want := range []string{" | ", "Limitations", "Conclusion"} {
			if !strings.Contains(question, want) {
				t.Errorf("%q is missing in the question", want)
			}
		}
		for _, no := range []string{"References\n", "Report Issue", "Back to arXiv", "arXiv is now", "ltx_", "Generated on"} {
			if strings.Contains(question, no) {
				t.Errorf("%q stands in the question", no)
			}
		}
	}, options...)
}
