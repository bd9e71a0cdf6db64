package fulltext

import (
	"bytes"
	"fmt"
	"strings"
)

// drawn is text at a place of a page, in points from its lower left corner.
type drawn struct {
	x, y float64
	size float64 // 0: 10
	bold bool
	look string // operators before the text, which hold for it alone
	text string
}

// samplePDF writes a PDF of invented pages in Helvetica, uncompressed.
type samplePDF struct {
	pages     [][]drawn
	image     bool // draw a grey square on each page
	encrypted bool // claim encryption with a password that nobody has
	padding   int  // bytes that say nothing
}

func (s samplePDF) bytes() []byte {
	var b bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n"+format+"\nendobj\n", append([]any{len(offsets)}, args...)...)
	}
	b.WriteString("%PDF-1.4\n%" + strings.Repeat("-", s.padding) + "\n")
	const fixed = 5 // objects before the pages
	var kids strings.Builder
	for i := range s.pages {
		fmt.Fprintf(&kids, "%d 0 R ", fixed+1+2*i)
	}
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Kids[%s]/Count %d>>", kids.String(), len(s.pages))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding"+
		"/FirstChar 32/LastChar 126/Widths[%s]/FontDescriptor 5 0 R>>", strings.Repeat("556 ", 95))
	object("<</Type/FontDescriptor/FontName/Helvetica-Bold/Flags 262176/StemV 140/FontWeight 700/ItalicAngle 0" +
		"/Ascent 718/Descent -207/CapHeight 718/FontBBox[-170 -228 1003 962]>>")
	for i, page := range s.pages {
		var content strings.Builder
		if s.image {
			content.WriteString("q 200 0 0 200 100 400 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q\n")
		}
		for _, d := range page {
			font, size := "F1", d.size
			if d.bold {
				font = "F2"
			}
			if size == 0 {
				size = 10
			}
			text := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(d.text)
			fmt.Fprintf(&content, "q %s BT /%s %g Tf %g %g Td (%s) Tj ET Q\n", d.look, font, size, d.x, d.y, text)
		}
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>", fixed+2+2*i)
		object("<</Length %d>>\nstream\n%s\nendstream", content.Len(), content.String())
	}
	encrypt := ""
	if s.encrypted {
		object("<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>", strings.Repeat("41", 32), strings.Repeat("42", 32))
		encrypt = fmt.Sprintf("/Encrypt %d 0 R/ID[<00><00>]", len(offsets))
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, encrypt, start)
	return b.Bytes()
}

// column draws lines one below the other from the top y, 12 points apart.
func column(x, y float64, lines ...string) []drawn {
	var page []drawn
	for i, line := range lines {
		page = append(page, drawn{x: x, y: y - 12*float64(i), text: line})
	}
	return page
}

// wordsPage returns a page of n words in endless lines. No two lines are alike,
// since pdfium takes one that is drawn twice for a shadow.
func wordsPage(n int) []drawn {
	const perLine = 5000
	var page []drawn
	for i := range n / perLine {
		word := string([]rune{'t', rune('a' + i%26), rune('a' + i/26), ' '})
		page = append(page, drawn{x: 60, y: 740 - 3*float64(i), size: 2, text: strings.Repeat(word, perLine)})
	}
	return page
}
