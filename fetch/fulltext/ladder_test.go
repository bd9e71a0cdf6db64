package fulltext_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/fetch/arxiv"
	"dailypapers/fetch/fulltext"
	"dailypapers/fetch/polite"
)

// answer is what a fake service says to one address.
type answer struct {
	status int // 0: 200
	header http.Header
	body   string
}

// service answers by path, and 404 to all else; it plays arXiv and Hugging Face.
type service struct {
	answers map[string]answer
	asked   []string
	last    http.Header // of the last request
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked = append(s.asked, r.URL.Path)
	s.last = r.Header
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	a, ok := s.answers[r.URL.Path]
	if !ok {
		a.status = http.StatusNotFound
	}
	if etag := a.header.Get("ETag"); etag != "" && r.Header.Get("If-None-Match") == etag {
		a.status, a.body = http.StatusNotModified, ""
	}
	header := a.header.Clone()
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		StatusCode: max(a.status, http.StatusOK), Header: header, Request: r,
		Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: int64(len(a.body)),
	}, nil
}

func (s *service) ladder(t *testing.T, opts fulltext.Options) *fulltext.Ladder {
	t.Helper()
	return s.ladderWith(t, opts, fulltext.StartPDF(t))
}

func (s *service) ladderWith(t *testing.T, opts fulltext.Options, pdf *fulltext.PDF) *fulltext.Ladder {
	t.Helper()
	opts.SiteURL, opts.HuggingFaceURL = "https://arxiv.example.org/", "https://hf.example.org"
	env := polite.Env{Now: func() time.Time { return time.Time{} }, Jitter: func() float64 { return 0 }}
	toArxiv := polite.New(zap.NewNop(), s, env, polite.Policy{Bars: arxiv.Bars})
	toHuggingFace := polite.New(zap.NewNop(), s, env, polite.Policy{})
	return fulltext.New(zap.NewNop(), toArxiv, toHuggingFace, pdf, opts)
}

func paper(t *testing.T, id string, version int) fetch.Paper {
	t.Helper()
	parsed, err := fetch.ParseArxivID(id)
	if err != nil {
		t.Fatal(err)
	}
	return fetch.Paper{ID: parsed, Version: version, Title: invented, Abstract: "An invented abstract."}
}

func TestText(t *testing.T) {
	const (
		title    = invented
		markdown = "# Wheels of Paper: An Invented Engine\n\n## Introduction\n\n"
		about    = "# Wheels of Paper: An Invented Engine\n\n## Abstract\n\nA.\n\n## Models citing this paper 0\n\nNo model.\n\n"
		html1    = "/html/2510.90001v1"
		html2    = "/html/2510.90001v2"
		md       = "/papers/2510.90001.md"
		pdf2     = "/pdf/2510.90001v2"
	)
	inPDF := string(fulltext.PDFOf(prose))
	nested := `<article class="ltx_document">` + strings.Repeat("<div>", 100_000)
	tests := []struct {
		name    string
		version int // of the paper, 0: unknown
		gone    bool
		answers map[string]answer
		origin  fetch.Origin
		id      string // of the document
		passed  []string
		asked   int
	}{
		{
			name: "the page of the version", version: 2,
			answers: map[string]answer{html2: {body: pageOf("2510.90001v2", title)}},
			origin:  fetch.OriginHTML, id: "2510.90001v2", asked: 1,
		}, {
			name: "the version that the page tells", version: 0,
			answers: map[string]answer{"/html/2510.90001": {body: pageOf("2510.90001v3", title)}},
			origin:  fetch.OriginHTML, id: "2510.90001v3", asked: 1,
		}, {
			name: "a stub, and the page of the version before", version: 2,
			answers: map[string]answer{html2: {body: stubOf("2510.90001v2")}, html1: {body: pageOf("2510.90001v1", title)}},
			origin:  fetch.OriginHTML, id: "2510.90001v1", asked: 2,
			passed: []string{"html: v2: a page without sections"},
		}, {
			name: "a stub that tells the version, and the page before", version: 0,
			answers: map[string]answer{"/html/2510.90001": {body: stubOf("2510.90001v2")}, html1: {body: pageOf("2510.90001v1", title)}},
			origin:  fetch.OriginHTML, id: "2510.90001v1", asked: 2,
			passed: []string{"html: a page without sections"},
		}, {
			name: "no HTML, but Markdown", version: 2,
			answers: map[string]answer{md: {body: markdown + prose}},
			origin:  fetch.OriginMarkdown, id: "2510.90001", asked: 3,
			passed: []string{"html: v2: status 404", "html: v1: status 404"},
		}, {
			name: "Markdown that is the page about the paper, and a PDF", version: 1,
			answers: map[string]answer{md: {body: about + prose}, "/pdf/2510.90001v1": {body: inPDF}},
			origin:  fetch.OriginPDF, id: "2510.90001v1", asked: 3,
			passed: []string{"html: v1: status 404", "markdown: hugging face's own page of the paper, not its text"},
		}, {
			name: "pages of other papers", version: 1,
			answers: map[string]answer{
				html1: {body: pageOf("2510.90002v1", title)},
				md:    {body: "# On the Growth of Invented Turnips in Winter\n\n## Introduction\n\n" + prose},
			},
			origin: fetch.OriginAbstract, id: "2510.90001v1", asked: 3,
			passed: []string{
				"html: v1: the page of another paper, 2510.90002v1",
				"markdown: the page of another paper, by its title", "pdf: v1: status 404",
			},
		}, {
			name: "a page nested beyond reading, and HTML for a PDF", version: 1,
			answers: map[string]answer{html1: {body: nested}, "/pdf/2510.90001v1": {body: "<html></html>"}},
			origin:  fetch.OriginAbstract, id: "2510.90001v1", asked: 3,
			passed: []string{
				"html: v1: a page that cannot be read: html: open stack of elements exceeds 512 nodes",
				"markdown: status 404", "pdf: v1: not a PDF",
			},
		}, {
			name: "a page that was cut off, and Markdown", version: 2,
			answers: map[string]answer{
				html2: {body: strings.TrimSuffix(pageOf("2510.90001v2", title), "</section>\n</article></body></html>")},
				html1: {body: pageOf("2510.90001v1", title)}, md: {body: markdown + prose},
			},
			origin: fetch.OriginMarkdown, id: "2510.90001", asked: 2,
			passed: []string{"html: v2: a page without its end"},
		}, {
			name: "a text of a few lines", version: 1,
			answers: map[string]answer{
				html1: {body: strings.ReplaceAll(pageOf("2510.90001v1", title), prose, "See pages 1-last of paper.pdf")},
			},
			origin: fetch.OriginAbstract, id: "2510.90001v1", asked: 3,
			passed: []string{"html: v1: a text of a few lines", "markdown: status 404", "pdf: v1: status 404"},
		}, {
			name: "an outage asks for no earlier version", version: 2,
			answers: map[string]answer{html2: {status: 500}, md: {status: 503}, pdf2: {status: 500}},
			origin:  fetch.OriginAbstract, id: "2510.90001v2", asked: 3,
			passed: []string{"html: v2: status 500", "markdown: status 503", "pdf: v2: status 500"},
		}, {
			name: "a page that is not public", version: 2,
			answers: map[string]answer{html2: {status: 403, body: "Forbidden"}, pdf2: {body: inPDF}},
			origin:  fetch.OriginPDF, id: "2510.90001v2", asked: 3,
			passed: []string{"html: v2: status 403", "markdown: status 404"},
		}, {
			name: "a page for robots stops everything at arXiv", version: 2,
			answers: map[string]answer{html2: {status: 403, body: "<h1>Robots Beware</h1>"}, pdf2: {body: inPDF}},
			origin:  fetch.OriginAbstract, id: "2510.90001v2", asked: 2,
			passed: []string{
				"html: v2: arXiv takes us for a robot and is left alone",
				"markdown: status 404", "pdf: v2: arXiv takes us for a robot and is left alone",
			},
		}, {
			name: "a withdrawn version", version: 2, gone: true,
			answers: map[string]answer{html1: {body: pageOf("2510.90001v1", title)}},
			origin:  fetch.OriginHTML, id: "2510.90001v1", asked: 1,
		}, {
			name: "the only version is withdrawn", version: 1, gone: true,
			origin: fetch.OriginAbstract, id: "2510.90001v1", asked: 1,
			passed: []string{"html: the only version is withdrawn", "markdown: status 404", "pdf: the only version is withdrawn"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &service{answers: tt.answers}
			p := paper(t, "2510.90001", tt.version)
			p.Withdrawn = tt.gone
			got, err := s.ladder(t, fulltext.Options{FullText: true}).Text(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			if got.Origin != tt.origin || got.ID.String() != tt.id || len(got.Sections) == 0 {
				t.Errorf("%s of %s with %d sections, want %s of %s", got.Origin, got.ID, len(got.Sections), tt.origin, tt.id)
			}
			var passed []string
			for _, step := range got.Passed {
				passed = append(passed, fmt.Sprintf("%s: %s", step.Origin, step.Reason))
			}
			if diff := cmp.Diff(tt.passed, passed); diff != "" {
				t.Error(diff)
			}
			if len(s.asked) != tt.asked {
				t.Errorf("%d requests, want %d: %q", len(s.asked), tt.asked, s.asked)
			}
		})
	}
}

func TestTextOfAnOldID(t *testing.T) {
	s := &service{answers: map[string]answer{"/html/hep-ex/0406999v1": {body: pageOf("hep-ex/0406999v1", "Any")}}}
	got, err := s.ladder(t, fulltext.Options{FullText: true, CacheDir: t.TempDir()}).Text(t.Context(), paper(t, "hep-ex/0406999", 1))
	if err != nil || got.Origin != fetch.OriginHTML {
		t.Errorf("%s, %v after %q", got.Origin, err, s.asked)
	}
}

func TestTextFromAbstractsAlone(t *testing.T) {
	s := &service{}
	got, err := s.ladder(t, fulltext.Options{}).Text(t.Context(), paper(t, "2510.90001", 1))
	if err != nil || got.Origin != fetch.OriginAbstract || got.Passed != nil || len(s.asked) > 0 {
		t.Errorf("%s, passed %v, %v after %q; want the abstract, unasked", got.Origin, got.Passed, err, s.asked)
	}
}

func TestTextWithoutPDF(t *testing.T) {
	s := &service{}
	got, err := s.ladderWith(t, fulltext.Options{FullText: true}, nil).Text(t.Context(), paper(t, "2510.90001", 1))
	if err != nil || got.Origin != fetch.OriginAbstract || len(s.asked) != 2 {
		t.Errorf("%s, %v after %q", got.Origin, err, s.asked)
	}
}

func TestTextObeysItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, full := range []bool{true, false} {
		l := new(service).ladder(t, fulltext.Options{FullText: full})
		if _, err := l.Text(ctx, paper(t, "2510.90001", 1)); !errors.Is(err, context.Canceled) {
			t.Errorf("full text %t: got %v, want context.Canceled", full, err)
		}
	}
}
