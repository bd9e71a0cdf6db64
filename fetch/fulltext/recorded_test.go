package fulltext_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"dailypapers/fetch"
	"dailypapers/fetch/fulltext"
	"dailypapers/internal/fixture"
)

// shape is what can be counted in a document without a word of it.
type shape struct {
	id       string
	sections int
	kinds    string // of the sections at most: how many are of which, in the order of their first
	formulas int    // in dollars
	tables   int    // with a header
	captions int    // of figures and tables
	notes    int
}

func shapeOf(d fetch.Document) shape {
	s := shape{sections: len(d.Sections)}
	if !d.ID.IsZero() {
		s.id = d.ID.String()
	}
	var order []fetch.Kind
	count := map[fetch.Kind]int{}
	for _, section := range d.Sections {
		if count[section.Kind]++; count[section.Kind] == 1 {
			order = append(order, section.Kind)
		}
		s.formulas += strings.Count(section.Text, "$") / 2
		s.notes += strings.Count(section.Text, "(Footnote: ")
		for line := range strings.SplitSeq(section.Text, "\n") {
			switch {
			case strings.HasPrefix(line, "Figure "), strings.HasPrefix(line, "Table "):
				s.captions++
			case strings.HasPrefix(line, "--- | ---"):
				s.tables++
			}
		}
	}
	for _, kind := range order {
		s.kinds += fmt.Sprintf("%s %d ", kind, count[kind])
	}
	s.kinds = strings.TrimSpace(s.kinds)
	return s
}

// The shapes were read off texts that were compared with their pages by eye.
func TestDecodeHTMLRecorded(t *testing.T) {
	folder := fixture.Recorded(t, "arxiv/html")
	want := map[string]shape{
		"0903.1000.latexml0.8.0.html": {
			sections: 9, formulas: 248, kinds: "abstract 1 introduction 1 method 7",
		},
		"1803.07574.engrafo-latexml0.8.4.html": {
			sections: 20, formulas: 217, captions: 13,
			kinds: "abstract 1 introduction 1 method 7 related 4 results 3 discussion 1 conclusion 1 other 1 appendix 1",
		},
		"2501.11120v1.arxiv.org.html": {
			id: "2501.11120v1", sections: 95, formulas: 149, tables: 32, captions: 90, notes: 5,
			kinds: "abstract 1 introduction 1 method 18 results 8 related 1 discussion 2 limitations 1 conclusion 1 other 1 appendix 61",
		},
		"astro-ph_0001197.branded2026.html": {
			id: "astro-ph/0001197v2", sections: 7, formulas: 18, kinds: "abstract 1 method 4 conclusion 1 other 1",
		},
		"fragment_defuddle_141-equation-tables.html":  {sections: 1, formulas: 2, kinds: "method 1"},
		"fragment_defuddle_142-multi-citations.html":  {sections: 1, kinds: "introduction 1"},
		"fragment_defuddle_143-cross-references.html": {sections: 1, kinds: "method 1"},
		"fragment_defuddle_144-footnote-marks.html":   {sections: 1, kinds: "method 1"},
	}
	furniture := []string{
		"infobox", "arxiv.org/html/", "Report", "LaTeXML", "major funders", "footnotemark", "\\newboolean",
		"italic_", "bibitem", "Refer to caption", "\u200b", "  ",
	}
	for name, want := range want {
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			document, err := fulltext.DecodeHTML(t.Context(), data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, shapeOf(document), cmp.AllowUnexported(shape{})); diff != "" {
				t.Error(diff)
			}
			text := document.Text()
			for _, word := range furniture {
				if strings.Contains(text, word) {
					t.Errorf("the text has %q", word)
				}
			}
			for _, s := range document.Sections {
				if strings.EqualFold(s.Title, "references") {
					t.Error("the references are a section")
				}
			}
		})
	}
}

func TestTheRecordedStubIsNone(t *testing.T) {
	data, err := os.ReadFile(fixture.Recorded(t, "arxiv/html/2608.30667v1.stub.reconstructed.html"))
	if err != nil {
		t.Fatal(err)
	}
	if document, err := fulltext.DecodeHTML(t.Context(), data); err == nil || document.ID.Version() != 1 {
		t.Errorf("%s, %v; want version 1 and an error", document.ID, err)
	}
}

// BenchmarkDecodeHTMLRecorded compares the pages' way to sections with their
// bare parse; it is to take no more than twice as long.
func BenchmarkDecodeHTMLRecorded(b *testing.B) {
	for _, file := range fixture.RecordedFiles(b, "arxiv/html", "[0-9a]*.html") {
		data, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(filepath.Base(file)+"/bare parse", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := html.Parse(bytes.NewReader(data)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(filepath.Base(file)+"/to sections", func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				_, _ = fulltext.DecodeHTML(b.Context(), data) // one of them is a stub
			}
		})
	}
}
