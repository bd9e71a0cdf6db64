package fulltext

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
)

// typed returns lines one below the other from the top y on, 12 points apart, as
// wide as their text. A line that begins with an asterisk is bold, a bar parts
// what stands at the left from what stands at the middle of the page.
func typed(y float64, lines ...string) pdfPage {
	var p pdfPage
	for i, line := range lines {
		x := 60.0
		for piece := range strings.SplitSeq(line, "|") {
			if piece != "" {
				l := pdfLine{text: strings.TrimPrefix(piece, "*"), left: x, bottom: y - 12*float64(i), weight: 400}
				if l.text != piece {
					l.weight = 700
				}
				l.top = l.bottom + 10
				l.right = l.left + 2*float64(utf8.RuneCountInString(l.text))
				p = append(p, l)
			}
			x = 320
		}
	}
	return p
}

// outlineOf returns a document's sections as "kind: number title: text".
func outlineOf(t *testing.T, pages ...pdfPage) []string {
	t.Helper()
	document, err := pdfDocument(pages)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range document.Sections {
		all = append(all, fmt.Sprintf("%s: %s: %s", s.Kind, s.Heading(), s.Text))
	}
	return all
}

const prose = "Tea is drunk everywhere and its leaves stay in the cups for all to see, which is why we have read a great many of them, " +
	"one after the other, on every day of the year, with a reader that we have built of nothing but a camera and a kettle."

func TestPDFSections(t *testing.T) {
	tests := []struct {
		name  string
		pages []pdfPage
		want  []string
	}{
		{
			"roman numbers, with letters below",
			[]pdfPage{typed(700, "*I. INTRODUCTION", prose, "*II. METHODS", prose, "*A. Cups", prose, "*B. Kettles", prose, "*III. RESULTS", prose)},
			[]string{
				"introduction: I INTRODUCTION: " + prose, "method: II METHODS: " + prose, "method: A Cups: " + prose,
				"method: B Kettles: " + prose, "results: III RESULTS: " + prose,
			},
		},
		{
			"small capitals that fell apart",
			[]pdfPage{typed(700, "A BSTRACT", prose, "1 I NTRODUCTION", prose, "2 R ELATED W ORK", prose)},
			[]string{"abstract: ABSTRACT: " + prose, "introduction: 1 INTRODUCTION: " + prose, "related: 2 RELATED WORK: " + prose},
		},
		{
			"an abstract that runs into its title",
			[]pdfPage{typed(700, "*Tea Leaves at Scale", "Abstract—"+prose, "*1 Introduction", prose)},
			[]string{"abstract: Abstract: " + prose, "introduction: 1 Introduction: " + prose},
		},
		{
			"numbers of a list and of a table that are no titles",
			[]pdfPage{typed(700, "*1 Introduction", prose, "2. Second item of a list.", "7 Green Tea", "*9 Black Tea", "*2 Method", prose)},
			[]string{"introduction: 1 Introduction: " + prose + " 2. Second item of a list.\n\n7 Green Tea 9 Black Tea", "method: 2 Method: " + prose},
		},
		{
			"a table of contents",
			[]pdfPage{typed(700, "Abstract", prose, "*Contents", "*1 Introduction 2", "*2 Method 3"), typed(690, "*1 Introduction", prose, "*2 Method", prose)},
			[]string{
				"abstract: Abstract: " + prose + " Contents\n1 Introduction 2\n2 Method 3",
				"introduction: 1 Introduction: " + prose, "method: 2 Method: " + prose,
			},
		},
		{
			"a title of two lines",
			[]pdfPage{typed(700, "*1 Introduction", prose, "*2 A Method to Read the Leaves of", "*Tea in Cups", prose)},
			[]string{"introduction: 1 Introduction: " + prose, "method: 2 A Method to Read the Leaves of Tea in Cups: " + prose},
		},
		{
			"references without a title",
			[]pdfPage{typed(700, prose, "[1] C. Spoon, 2019.", "[2] D. Sugar, 2020.", "[3] E. Milk, 2021.", "[4] F. Lemon, 2022.", "[5] G. Honey, 2023.")},
			[]string{"other: : " + prose},
		},
		{
			"appendices behind the references",
			[]pdfPage{typed(700, "*1 Results", prose, "*References", "[1] C. Spoon, 2019.", "*A Proofs", prose, "*A.1 Lemmas", prose, "*B Limitations", prose)},
			[]string{
				"results: 1 Results: " + prose, "appendix: A Proofs: " + prose, "appendix: A.1 Lemmas: " + prose, "appendix: B Limitations: " + prose,
			},
		},
		{
			"references that look like titles",
			[]pdfPage{typed(
				700, "*1 Results", prose, "*References", "", "A. Kettle and B. Saucer", "Tea Leaves, 2019", "", "B. Saucer and C. Spoon", "",
				"1. Spoon D, Sugar E", "", "*A Proofs", prose,
			)},
			[]string{"results: 1 Results: " + prose, "appendix: A Proofs: " + prose},
		},
		{
			"a title with its letters apart",
			[]pdfPage{typed(700, "Tea Leaves at Scale", "A B S T R A C T", prose, "*1. Introduction", prose)},
			[]string{"abstract: ABSTRACT: " + prose, "introduction: 1 Introduction: " + prose},
		},
		{
			"columns that are drawn row by row",
			[]pdfPage{typed(700,
				"*1 Tea Leaves in Cups, and what they say about the weather of tomorrow, read anew",
				"The left one|The right one", "surely|surely", "has eight|has eight", "lines and|lines as", "is read|well and", "from its|is read",
				"top down|after the", "to its|left one", "end first|has ended.",
				prose,
			)},
			[]string{
				"method: 1 Tea Leaves in Cups, and what they say about the weather of tomorrow, read anew: " +
					"The left one surely has eight lines and is read from its top down to its end first " +
					"The right one surely has eight lines as well and is read after the left one has ended.\n\n" + prose,
			},
		},
		{
			"broken words",
			[]pdfPage{typed(700, "The leaves are well-known and the reader is long-lived "+prose, "It is a well\uFFFE", "known fact that a read-", "er is use\uFFFE",
				"ful, while Kettle-", "Saucer is a name and 10-", "20 a range, and a kettle\uFFFE", "camera is both.")},
			[]string{"other: : The leaves are well-known and the reader is long-lived " + prose + " It is a well-known fact that a reader is useful, " +
				"while Kettle-Saucer is a name and 10-20 a range, and a kettle-camera is both."},
		},
		{
			"ligatures and accents",
			[]pdfPage{typed(700, prose, "Eﬃcient reﬁning by Schr¨odinger, na¨ıve Pˆ and x².")},
			[]string{"other: : " + prose + " Efficient refining by Schrödinger, naïve Pˆ and x²."},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, outlineOf(t, tt.pages...)); diff != "" {
				t.Errorf("sections (-want +got):\n%s", diff)
			}
		})
	}
}

func TestPDFFurniture(t *testing.T) {
	t.Run("heads and page numbers", func(t *testing.T) {
		var pages []pdfPage
		for n, word := range []string{"First", "Second", "Third", "Fourth"} {
			pages = append(pages, typed(750, fmt.Sprintf("Kettle et al. %d", n+3), "", "", word+" "+prose, "", "", "", "17", strconv.Itoa(n+3)))
		}
		want := "other: : First " + prose
		if got := strings.Join(outlineOf(t, pages...), "\n"); strings.Contains(got, "Kettle") || !strings.HasPrefix(got, want) ||
			strings.Count(got, "17") != 4 {
			t.Errorf("got %q; the heads should be gone, and the four lines of 17 should not", got)
		}
	})
	t.Run("line numbers", func(t *testing.T) {
		for _, form := range []string{"%03[1]d %[2]s", "%[2]s %03[1]d", "%03[1]d\n%[2]s"} {
			var pages []pdfPage
			for n := range 2 {
				var lines []string
				for i := range 12 {
					line := fmt.Sprintf(form, 12*n+i, "the leaves of cup "+string(rune('a'+i)+rune(n))+" are read")
					lines = append(lines, strings.Split(line, "\n")...)
				}
				pages = append(pages, typed(700, lines...))
			}
			got := strings.Join(outlineOf(t, pages...), "\n")
			if strings.ContainsFunc(got, unicode.IsDigit) || strings.Count(got, "the leaves of cup") != 24 {
				t.Errorf("%q: got %q, with numbers or without all lines", form, got)
			}
		}
	})
	t.Run("a stamp", func(t *testing.T) {
		document, err := pdfDocument([]pdfPage{typed(700, "arXiv:2510.91234v2 [cs.CL] 18 Oct 2025", prose, "arXiv:2510.91235 (2025).")})
		if err != nil {
			t.Fatal(err)
		}
		if got := document.ID.String(); got != "2510.91234v2" {
			t.Errorf("id %q, want that of the stamp", got)
		}
		if got := document.Text(); got != prose+" arXiv:2510.91235 (2025)." {
			t.Errorf("text %q", got)
		}
	})
}

// FuzzPDFText holds that whatever pdfium reads becomes a document as all others
// are: valid and clean text, no characters but the paper's own, nothing twice.
func FuzzPDFText(f *testing.F) {
	f.Add("Abstract\n"+prose+"\n1 Introduction\nbro-\nken words\fReferences\n[1] C. Spoon", 10.0)
	f.Add("001 the left|the right\n002 more \uFFFE\nR EFERENCES\nA Proofs\n"+prose, 0.0)
	f.Add("I. TEA\n1.1.1.1 Cups\n-\n\u0002\nﬁ¨ı´e\n\xff\x00"+strings.Repeat("x\n", 300), 1e300)
	f.Add("arXiv:2510.91234 1 Oct 2025\nAbstract: \n"+strings.Repeat("9 Tea 9\n", 40), -3.0)
	f.Fuzz(func(t *testing.T, text string, y float64) {
		var pages []pdfPage
		input := 0
		for part := range strings.SplitSeq(text, "\f") {
			pages = append(pages, typed(y, strings.Split(part, "\n")...))
			for _, l := range pages[len(pages)-1] {
				input += len(l.text) + 1
			}
		}
		document, err := pdfDocument(pages)
		if err != nil {
			return
		}
		output := 0
		for _, s := range document.Sections {
			for _, line := range append(strings.Split(s.Text, "\n"), s.Title, s.Number) {
				if clean := fetch.Clean(line); clean != line {
					t.Errorf("line %q is not clean: %q", line, clean)
				}
				output += len(line)
			}
			if s.Kind == "" {
				t.Errorf("section %q has no kind", s.Title)
			}
			if isReferences(s.Title) {
				t.Errorf("the references %q are in the document", s.Title)
			}
		}
		// Composed and repaired characters can take three bytes for one.
		if output > 3*input+3 {
			t.Errorf("%d bytes became %d", input, output)
		}
	})
}
