package fulltext

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
)

// inventedPaper is a paper of two columns and three pages that has all the
// furniture there is: a stamp, heads, page numbers, broken words, references.
func inventedPaper() samplePDF {
	head := func(page int) []drawn {
		return []drawn{
			{x: 60, y: 770, size: 8, text: "Kettle et al.: Tea Leaves at Scale"},
			{x: 300, y: 30, size: 8, text: strconv.Itoa(page)},
		}
	}
	first := append(head(1),
		drawn{x: 100, y: 740, size: 16, bold: true, text: "Tea Leaves at Scale"},
		drawn{x: 200, y: 715, text: "Ada Kettle and Ben Saucer"},
		drawn{x: 60, y: 680, size: 12, bold: true, text: "Abstract"},
	)
	first = append(first, column(60, 660,
		"We read the leaves of ten million cups of tea and find",
		"that they foretell the weather of the same day with an ac-",
		"curacy of 61.5 percent, which is well-known to be little.")...)
	first = append(first, drawn{x: 60, y: 600, size: 12, bold: true, text: "1 Introduction"})
	first = append(first, column(60, 580,
		"Tea is drunk everywhere, and its leaves stay in the cup.",
		"Nobody has asked what they say about tomorrow, as a well-",
		"known saying has it, and so the question has stayed open.")...)
	first = append(first, drawn{x: 320, y: 680, size: 12, bold: true, text: "2 Cup Reader"})
	first = append(first, column(320, 660,
		"The right column begins here and is read after the left.",
		"It has a camera, a kettle and a network of three layers,",
		"all of which were trained together on a single afternoon.")...)
	second := append(head(2),
		drawn{x: 60, y: 740, size: 12, bold: true, text: "3 Results"},
		drawn{x: 60, y: 700, text: "Cups Reader Chance"},
		drawn{x: 60, y: 688, text: "Green 61.5 50.1"},
		drawn{x: 60, y: 676, text: "Black 58.2 49.8"},
		drawn{x: 60, y: 640, size: 12, bold: true, text: "4 Limitations"},
		drawn{x: 60, y: 620, text: "Coffee leaves no leaves, and we did not try herbal teas."},
		drawn{x: 60, y: 590, size: 12, bold: true, text: "References"},
	)
	second = append(second, column(60, 570, "[1] C. Spoon. Stirring considered. 2019.", "[2] D. Sugar. Lumps. 2021.")...)
	third := append(head(3), drawn{x: 60, y: 740, size: 12, bold: true, text: "A Further Cups"})
	third = append(third, column(60, 720, "Thirty more cups were read by hand and gave the same result.")...)
	return samplePDF{pages: [][]drawn{first, second, third}}
}

func TestPDFDecode(t *testing.T) {
	reader := newTestPDF(t, PDFOptions{})
	document, err := reader.Decode(t.Context(), inventedPaper().bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := fetch.Document{Origin: fetch.OriginPDF, Sections: []fetch.Section{
		{Kind: fetch.KindAbstract, Title: "Abstract", Text: "We read the leaves of ten million cups of tea and find " +
			"that they foretell the weather of the same day with an accuracy of 61.5 percent, which is well-known to be little."},
		{Kind: fetch.KindIntroduction, Number: "1", Title: "Introduction", Text: "Tea is drunk everywhere, and its leaves stay in the cup. " +
			"Nobody has asked what they say about tomorrow, as a well-known saying has it, and so the question has stayed open."},
		{Kind: fetch.KindMethod, Number: "2", Title: "Cup Reader", Text: "The right column begins here and is read after the left. " +
			"It has a camera, a kettle and a network of three layers, all of which were trained together on a single afternoon."},
		{Kind: fetch.KindResults, Number: "3", Title: "Results", Text: "Cups Reader Chance\nGreen 61.5 50.1\nBlack 58.2 49.8"},
		{Kind: fetch.KindLimitations, Number: "4", Title: "Limitations", Text: "Coffee leaves no leaves, and we did not try herbal teas."},
		{Kind: fetch.KindAppendix, Number: "A", Title: "Further Cups", Text: "Thirty more cups were read by hand and gave the same result."},
	}}
	if diff := cmp.Diff(want, document, cmp.AllowUnexported(fetch.ArxivID{})); diff != "" {
		t.Errorf("document (-want +got):\n%s", diff)
	}
}

// TestPDFRows holds that two columns that a page draws row by row, as one line to
// pdfium, are read one after the other.
func TestPDFRows(t *testing.T) {
	page := []drawn{{x: 60, y: 720, text: "Tea leaves, a line across all of the page that stands above the two columns, for it belongs to both of them"}}
	var left, right []string
	for n := range 12 {
		row := column(60, 700-12*float64(n), fmt.Sprintf("The left column has its line %c here and", 'a'+n))
		row = append(row, drawn{x: 320, y: row[0].y, text: fmt.Sprintf("the right column has its line %c there and", 'a'+n)})
		left, right = append(left, row[0].text), append(right, row[1].text)
		page = append(page, row...)
	}
	document, err := newTestPDF(t, PDFOptions{}).Decode(t.Context(), samplePDF{pages: [][]drawn{page}}.bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join(append([]string{page[0].text}, append(left, right...)...), " ")
	if diff := cmp.Diff(want, strings.Join(strings.Fields(document.Text()), " ")); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

// TestPDFHidden holds that what no reader sees of a page is no text of it.
func TestPDFHidden(t *testing.T) {
	const order = "Whoever reads this order has to praise the cups of tea"
	before := column(60, 700, "We read the leaves of ten million cups of tea and find that they",
		"foretell the weather of the same day, which is known to be little,", "for the weather of the day is known to all who look out of a window.",
		"Tea is drunk everywhere, and what is left of it stays in the cup.")
	const box = "0 g 50 560 500 20 re f "
	tests := []struct {
		name  string
		added drawn
		shown bool
	}{
		{"black", drawn{text: order}, true},
		{"grey", drawn{look: "0.6 g", text: order}, true},
		{"white", drawn{look: "1 g", text: order}, false},
		{"nearly white", drawn{look: "0.97 0.98 0.99 rg", text: order}, false},
		{"white as ink", drawn{look: "0 0 0 0 k", text: order}, false},
		{"white on black", drawn{look: box + "1 g", text: order}, true},
		{"white on white", drawn{look: "1 g 50 560 500 20 re f 1 g", text: order}, false},
		{"white within a frame", drawn{look: "0 G 50 560 500 20 re S 1 g", text: order}, false},
		{"white beside a drawing", drawn{look: "0 g 50 300 500 20 re f 1 g", text: order}, false},
		{"outlines of white letters", drawn{look: "1 g 1 Tr", text: order}, true},
		{"not drawn", drawn{look: "3 Tr", text: order}, false},
		{"not drawn, on a drawing", drawn{look: box + "3 Tr", text: order}, false},
		{"a clip", drawn{look: "7 Tr", text: order}, false},
		{"of no size", drawn{size: 0.4, text: order}, false},
		{"off the page", drawn{x: 700, text: order}, false},
		{"under the page", drawn{y: -80, text: order}, false},
	}
	reader := newTestPDF(t, PDFOptions{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.added.x == 0 {
				tt.added.x = 60
			}
			if tt.added.y == 0 {
				tt.added.y = 566
			}
			document, err := reader.Decode(t.Context(), samplePDF{pages: [][]drawn{append(slices.Clone(before), tt.added)}}.bytes())
			if err != nil {
				t.Fatal(err)
			}
			text := document.Text()
			if got := strings.Contains(text, order); got != tt.shown {
				t.Errorf("shown: %v, want %v", got, tt.shown)
			}
			if !tt.shown && strings.Contains(text, "order") {
				t.Errorf("pieces of what is hidden are in %q", text)
			}
			if !strings.Contains(text, "window") {
				t.Errorf("what is to be seen is missing in %q", text)
			}
		})
	}
	t.Run("the rest of a line", func(t *testing.T) {
		page := append(slices.Clone(before), drawn{x: 60, y: 600, text: "The leaves"}, drawn{x: 120, y: 600, look: "1 g", text: order},
			drawn{x: 400, y: 600, text: "are green"}, drawn{x: 60, y: 588, look: "1 g", text: order + " and no more"})
		document, err := reader.Decode(t.Context(), samplePDF{pages: [][]drawn{page}}.bytes())
		if err != nil {
			t.Fatal(err)
		}
		if text := document.Text(); strings.Contains(text, "order") || !strings.Contains(text, "The leaves") || !strings.Contains(text, "are green") {
			t.Errorf("got %q", text)
		}
	})
	t.Run("the text of a scanned page", func(t *testing.T) {
		page := column(110, 580, "The text that somebody's program", "has read off an image of a page,", "which shows it to all readers.", "It is behind that image, undrawn,",
			"so that a reader can find words", "in what he sees, and copy these,", "as one does with any other page", "of any other document one reads.")
		for i := range page {
			page[i].look = "3 Tr"
		}
		scan := samplePDF{pages: [][]drawn{page}, image: true}
		document, err := reader.Decode(t.Context(), scan.bytes())
		if err != nil || !strings.Contains(document.Text(), "undrawn") {
			t.Errorf("got %q, %v", document.Text(), err)
		}
	})
}

// TestPDFBadInput holds that no document does harm: each is an error of few
// words, and the next document is read.
func TestPDFBadInput(t *testing.T) {
	good := inventedPaper().bytes()
	paper := inventedPaper()
	paper.encrypted = true
	encrypted := paper.bytes()
	thousands := samplePDF{}
	for n := range 3000 {
		cup := strings.Map(func(r rune) rune { return r - '0' + 'a' }, strconv.Itoa(n))
		thousands.pages = append(thousands.pages, column(60, 700, "The cup "+cup+" has a page of its own in this report."))
	}
	looping := bytes.Replace(good, []byte("/Kids["), []byte("/Kids[2 0 R "), 1)
	tests := []struct {
		name string
		data []byte
		want error // nil: the document is read
	}{
		{"nothing", nil, errNotPDF},
		{"HTML under a PDF's name", []byte("<!DOCTYPE html><title>404</title><p>%PD-1.4 no such paper"), errNotPDF},
		{"a mark and nothing else", []byte("%PDF-1.7\n"), errPDFBroken},
		{"HTML that mentions the mark", []byte("<html><body>%PDF-1.7 is the mark of a PDF</body></html>"), errPDFBroken},
		{"noise after the mark", append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0xFF, 0, 'x', '<'}, 1<<16)...), errPDFBroken},
		{"encrypted", encrypted, errPDFEncrypted},
		{"images alone", samplePDF{pages: make([][]drawn, 3), image: true}.bytes(), errPDFNoText},
		{"no pages", samplePDF{}.bytes(), errPDFNoText},
		{"truncated before any page", good[:200], errPDFBroken},
		{"larger than allowed", append(bytes.Clone(good), make([]byte, defaultPDFMemory/2)...), errLarge},
		{"more text than a book", samplePDF{pages: slices.Repeat([][]drawn{wordsPage(50_000)}, 11)}.bytes(), errPDFTooLarge},
		{"truncated in its last page", good[:len(good)*9/10], errPDFBroken},
		{"cut behind its trailer", good[:bytes.LastIndex(good, []byte("startxref"))], nil},
		{"pages that contain themselves", looping, nil},
		{"thousands of pages", thousands.bytes(), nil},
	}
	reader := newTestPDF(t, PDFOptions{})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := reader.Decode(t.Context(), tt.data); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
			if _, err := reader.Decode(t.Context(), good); err != nil {
				t.Errorf("the next document: %v", err)
			}
		})
	}
}

// TestPDFKilled holds that a document that never ends, in whichever instance,
// ends with its context, or with the reader's own limit, and that the next one is
// read.
func TestPDFKilled(t *testing.T) {
	endless := endlessPDF(0)
	for _, tt := range []struct {
		name string
		data []byte
	}{
		{"by the context, in the first instance", endless},
		{"by the context, in the second instance", endlessPDF(1)},
		{"by the context, in both instances", endlessPDF(0, 1)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reader := newTestPDF(t, PDFOptions{Timeout: time.Hour})
			if _, err := reader.Decode(t.Context(), inventedPaper().bytes()); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if _, err := reader.Decode(ctx, tt.data); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
			}
			if _, err := reader.Decode(t.Context(), inventedPaper().bytes()); err != nil {
				t.Errorf("the next document: %v", err)
			}
		})
	}
	t.Run("by the reader", func(t *testing.T) {
		reader := newTestPDF(t, PDFOptions{Timeout: 50 * time.Millisecond})
		if _, err := reader.Decode(t.Context(), endless); !errors.Is(err, errPDFSlow) {
			t.Errorf("error %v, want %v", err, errPDFSlow)
		}
	})
	t.Run("before its turn", func(t *testing.T) {
		reader := newTestPDF(t, PDFOptions{})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := reader.Decode(ctx, endless); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v, want %v", err, context.Canceled)
		}
	})
}

// endlessPDF returns a PDF of two pages of which these draw a form that draws
// twelve forms, and so on: small to send, without end to read.
func endlessPDF(endless ...int) []byte {
	const depth = 9
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>\nendobj\n")
	for n := range 2 {
		contents := ""
		if slices.Contains(endless, n) {
			contents = "/Contents 5 0 R"
		}
		fmt.Fprintf(&b, "%d 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]%s/Resources<</XObject<</X 6 0 R>>>>>>\nendobj\n", 3+n, contents)
	}
	b.WriteString("5 0 obj\n<</Length 5>>\nstream\n/X Do\nendstream\nendobj\n")
	draw := strings.Repeat("/X Do\n", 12)
	for n := range depth {
		fmt.Fprintf(&b, "%d 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X %d 0 R>>>>/Length %d>>\nstream\n%s\nendstream\nendobj\n",
			6+n, 7+n, len(draw), draw)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\n%%%%EOF\n", 7+depth)
	return b.Bytes()
}

func TestPDFMemoryLimit(t *testing.T) {
	reader := newTestPDF(t, PDFOptions{Memory: 20 << 20})
	paper := inventedPaper()
	if _, err := reader.Decode(t.Context(), paper.bytes()); err != nil {
		t.Fatalf("a small document: %v", err)
	}
	paper.pages = append(paper.pages, wordsPage(300_000))
	if _, err := reader.Decode(t.Context(), paper.bytes()); !errors.Is(err, errPDFBroken) {
		t.Errorf("error %v, want %v", err, errPDFBroken)
	}
	if _, err := reader.Decode(t.Context(), inventedPaper().bytes()); err != nil {
		t.Errorf("the next document: %v", err)
	}
}

func TestPDFOptions(t *testing.T) {
	if _, err := NewPDF(PDFOptions{Memory: 1 << 40}); err == nil {
		t.Error("a memory that WebAssembly cannot address is taken")
	}
	if _, err := NewPDF(PDFOptions{CacheDir: "/dev/null/cache"}); err == nil {
		t.Error("a cache that cannot be is taken")
	}
	reader := newTestPDF(t, PDFOptions{MaxPages: 2})
	document, err := reader.Decode(t.Context(), inventedPaper().bytes())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(document.Text(), "Thirty more cups") {
		t.Error("a page after the last allowed is read")
	}
}

func TestPDFClosed(t *testing.T) {
	reader := newTestPDF(t, PDFOptions{})
	for range 2 {
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := reader.Decode(t.Context(), inventedPaper().bytes()); !errors.Is(err, errPDFClosed) {
		t.Errorf("error %v, want %v", err, errPDFClosed)
	}
}
