package arxiv_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
	"dailypapers/fetch/arxiv"
)

func id(t testing.TB, s string) fetch.ArxivID {
	t.Helper()
	id, err := fetch.ParseArxivID(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

var sameID = cmp.Comparer(func(a, b fetch.ArxivID) bool { return a == b })

// entry is an entry as arXiv's API writes it.
func entry(id, title, rest string) string {
	return `<entry><id>http://arxiv.org/abs/` + id + `</id><title>` + title + `</title>
  <updated>2025-10-03T09:00:00Z</updated><published>2025-10-01T17:59:59Z</published>
  <link href="https://arxiv.org/abs/` + id + `" rel="alternate" type="text/html" title="page"/>
  <summary>  We invent
papers.
</summary><author><name>Ada Example</name><arxiv:affiliation>Nowhere</arxiv:affiliation></author><author><name> Bo
 Sample</name></author>` + rest + `</entry>`
}

func atom(entries ...string) string {
	return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" ` +
		`xmlns="http://www.w3.org/2005/Atom"><id>https://arxiv.org/api/x</id><title>arXiv Query</title>` +
		strings.Join(entries, "\n") + `</feed>`
}

const errorFeed = `<feed xmlns="http://www.w3.org/2005/Atom"><entry>
<id>https://arxiv.org/api/errors#incorrect_id_format_for_abc</id><title>Error</title>
<summary>incorrect id format for abc</summary></entry></feed>`

func TestDecodeAtom(t *testing.T) {
	plain := fetch.Paper{
		ID: id(t, "2510.90515"), Version: 2, Title: "Papers & <Invention>", Abstract: "We invent papers.",
		Authors:   []string{"Ada Example", "Bo Sample"},
		Published: time.Date(2025, 10, 1, 17, 59, 59, 0, time.UTC), Updated: time.Date(2025, 10, 3, 9, 0, 0, 0, time.UTC),
		Source: fetch.SourceArxivAPI,
	}
	with := func(change func(*fetch.Paper)) fetch.Paper {
		p := plain
		change(&p)
		return p
	}
	const title = "Papers &amp; &lt;Invention&gt;"
	tests := []struct {
		name, feed string
		want       []fetch.Paper
	}{
		{"an entry", atom(entry("2510.90515v2", title, "")), []fetch.Paper{plain}},
		{"no entry", atom(), []fetch.Paper{}},
		{
			"a wrapped title", atom(entry("2510.90515v2", "  Papers &amp;\n  &lt;Invention&gt;\n", "")),
			[]fetch.Paper{plain},
		},
		{"a title that is 0", atom(entry("2510.90515v2", "0", "")), []fetch.Paper{with(func(p *fetch.Paper) { p.Title = "0" })}},
		{
			"a paper that is called Error", atom(entry("2510.90515v2", "Error", "")),
			[]fetch.Paper{with(func(p *fetch.Paper) { p.Title = "Error" })},
		},
		{"an old id with its slash", atom(entry("hep-ex/0406920v1", title, "")), []fetch.Paper{with(func(p *fetch.Paper) {
			p.ID, p.Version = id(t, "hep-ex/0406920"), 1
		})}},
		{
			"withdrawn", atom(entry("2510.90515v2", title, "<arxiv:comment>This paper has been\n  Withdrawn by the authors</arxiv:comment>")),
			[]fetch.Paper{with(func(p *fetch.Paper) {
				p.Comment, p.Withdrawn = "This paper has been Withdrawn by the authors", true
			})},
		},
		{
			"the old server names its space at each element",
			atom(entry("2510.90515v2", title, `<arxiv:comment xmlns:arxiv="http://arxiv.org/schemas/atom">9 pages</arxiv:comment>`)),
			[]fetch.Paper{with(func(p *fetch.Paper) { p.Comment = "9 pages" })},
		},
		{"an entry without a title, and one of no paper", atom(entry("2510.90516v1", " ", ""), entry("", title, ""), entry("2510.90515v2", title, "")), []fetch.Paper{plain}},
		{"order is the feed's", atom(entry("2510.90515v2", title, ""), entry("2510.90514v2", title, "")), []fetch.Paper{
			plain, with(func(p *fetch.Paper) { p.ID = id(t, "2510.90514") }),
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := arxiv.DecodeAtom([]byte(tt.feed))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, sameID); diff != "" {
				t.Errorf("DecodeAtom() (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeAtomRefuses(t *testing.T) {
	whole := atom(entry("2510.90515v2", "A Title", ""))
	for name, feed := range map[string]string{
		"nothing":               "",
		"plain text":            "Rate exceeded.",
		"a page":                "<!DOCTYPE html><html><body><p>hidden</body></html>",
		"JSON":                  `{"error":"hidden"}`,
		"another format":        `<rss><channel><title>hidden</title></channel></rss>`,
		"a feed that is cut":    whole[:len(whole)-20],
		"an error feed":         errorFeed,
		"an error without mark": atom(strings.ReplaceAll(entry("", "Error", ""), "/abs/", "/")),
		"an entity of its own":  `<!DOCTYPE feed [<!ENTITY x "hidden">]>` + strings.Replace(whole, "A Title", "&x;", 1),
		"broken UTF-8":          strings.Replace(whole, "A Title", "A \xff Title", 1),
		"another encoding":      strings.Replace(whole, "UTF-8", "UTF-16", 1),
	} {
		papers, err := arxiv.DecodeAtom([]byte(feed))
		if err == nil || strings.Contains(err.Error(), "hidden") || papers != nil {
			t.Errorf("%s: DecodeAtom() = %v, %v", name, papers, err)
		}
	}
}

const absPage = `<!DOCTYPE html><html><head><title>[2510.90515] x</title>
<meta property="og:url" content="https://arxiv.org/abs/2510.90515v3" />
<meta name="citation_title" content="Papers &amp;
  Invention" />
<meta name="citation_author" content="Example, Ada B." /><meta name="citation_author" content="The Sample Collaboration" />
<meta name="citation_date" content="2025/10/01" /><meta name="citation_online_date" content="2025/10/03" />
<meta name="citation_arxiv_id" content="2510.90515" />
<meta name="citation_abstract" content="We invent papers at http://papers.example/ ." />
</head><body><h1>Computer Science</h1>
<h1 class="title mathjax"><span class="descriptor">Title:</span>Papers on the Page</h1>
<div class="authors"><span class="descriptor">Authors:</span><a>Ada Page</a>, <a>Bo Page</a></div>
<blockquote class="abstract mathjax"><span class="descriptor">Abstract:</span>From
the page.</blockquote>
<td class="tablecell comments mathjax">outside a table</td>
<table><tr><td class="tablecell comments mathjax">9 pages. Withdrawn by the authors</td></tr></table>
<div class="submission-history"><strong><a>[v1]</a></strong> <strong>[v2]</strong></div></body></html>`

func TestDecodeAbstractPage(t *testing.T) {
	whole := fetch.Paper{
		ID: id(t, "2510.90515"), Version: 3, Title: "Papers & Invention", Abstract: "We invent papers at http://papers.example/ .",
		Authors:   []string{"Ada B. Example", "The Sample Collaboration"},
		Published: time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC), Updated: time.Date(2025, 10, 3, 0, 0, 0, 0, time.UTC),
		Comment: "9 pages. Withdrawn by the authors", Withdrawn: true, Source: fetch.SourceArxivPage,
	}
	bare := whole
	bare.Version, bare.Title, bare.Abstract, bare.Authors = 2, "Papers on the Page", "From the page.", []string{"Ada Page", "Bo Page"}
	hide := strings.NewReplacer("og:url", "x", "citation_title", "x", "citation_abstract", "x", "citation_author", "x")
	for name, tt := range map[string]struct {
		page string
		want fetch.Paper
	}{
		"from its meta elements":                    {absPage, whole},
		"from what is seen, without the descriptor": {hide.Replace(absPage), bare},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := arxiv.DecodeAbstractPage([]byte(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, sameID); diff != "" {
				t.Errorf("DecodeAbstractPage() (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeAbstractPageRefuses(t *testing.T) {
	for name, page := range map[string]string{
		"nothing":      "",
		"a robot page": "<html><body><h1>hidden</h1></body></html>",
		"a feed":       errorFeed,
		"a bad id":     strings.Replace(absPage, `content="2510.90515"`, `content="hidden"`, 1),
		"no title":     strings.NewReplacer("citation_title", "x", "h1", "h2").Replace(absPage),
		"too deep":     strings.Repeat("<div>", 600) + absPage,
	} {
		paper, err := arxiv.DecodeAbstractPage([]byte(page))
		if err == nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: DecodeAbstractPage() = %v, %v", name, paper, err)
		}
	}
}

// checkPaper holds what every decoded paper promises.
func checkPaper(t *testing.T, p fetch.Paper, source fetch.Source) {
	t.Helper()
	if p.ID.IsZero() || p.ID != p.ID.Base() || p.Title == "" || p.Source != source {
		t.Errorf("the paper is not whole: %+v", p)
	}
	for _, text := range append([]string{p.Title, p.Abstract, p.Comment}, p.Authors...) {
		if fetch.Clean(text) != text {
			t.Errorf("%q is not clean", text)
		}
	}
}

func FuzzDecodeAtom(f *testing.F) {
	f.Add([]byte(atom(entry("2510.90515v2", "A\n  Title &#x200b;", ""), entry("hep-ex/0406920v1", "0", "<arxiv:comment>withdrawn</arxiv:comment>"))))
	f.Add([]byte(errorFeed))
	f.Add([]byte(atom()))
	f.Add([]byte("Rate exceeded."))
	f.Fuzz(func(t *testing.T, data []byte) {
		papers, err := arxiv.DecodeAtom(data)
		if err != nil && papers != nil {
			t.Error("papers with an error")
		}
		for _, p := range papers {
			checkPaper(t, p, fetch.SourceArxivAPI)
		}
	})
}

func FuzzDecodeAbstractPage(f *testing.F) {
	f.Add([]byte(absPage))
	f.Add([]byte(strings.NewReplacer("citation_title", "x", "citation_author", "x").Replace(absPage)))
	f.Add([]byte("<html><body>robot"))
	f.Fuzz(func(t *testing.T, data []byte) {
		paper, err := arxiv.DecodeAbstractPage(data)
		if err != nil {
			if !reflect.DeepEqual(paper, fetch.Paper{}) {
				t.Error("a paper with an error")
			}
			return
		}
		checkPaper(t, paper, fetch.SourceArxivPage)
	})
}

// The figure to reach is 15 MB/s, on a machine that does nothing else: the time is
// the wall's, so that a busy one shows less.
func BenchmarkDecodeAtom(b *testing.B) {
	abstract := "<arxiv:comment>9 pages</arxiv:comment><category term=\"cs.XX\" scheme=\"http://arxiv.org/schemas/atom\"/>"
	var entries []string
	for i := range 100 {
		e := entry(fmt.Sprintf("2510.9%04dv1", i), "An Invented Title of a Usual Length, with $x_1$ and Poincaré", abstract)
		entries = append(entries, strings.Replace(e, "We invent", strings.Repeat("We invent a sentence of\nusual length. ", 30), 1))
	}
	data := []byte(atom(entries...))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if papers, err := arxiv.DecodeAtom(data); err != nil || len(papers) != 100 {
			b.Fatal(len(papers), err)
		}
	}
}
