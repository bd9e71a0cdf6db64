package fulltext

import (
	"strings"

	"github.com/klippa-app/go-pdfium/requests"
)

// cutRows cuts lines into two where a page of two columns was drawn row by row,
// which pdfium takes for lines that go on: those that leave the middle of the
// page empty, on a page where most lines do. It asks for a few lines first, so
// that other pages cost little.
func (r pdfLineReader) cutRows(lines pdfPage, spans []span) (pdfPage, error) {
	const samples, enough = 7, 5
	middle := lines.middle()
	var crossing []int
	for i, l := range lines {
		if l.side(middle) == across {
			crossing = append(crossing, i)
		}
	}
	if len(crossing) < minColumn {
		return lines, nil
	}
	empty := 0
	for n := range samples {
		ok, err := r.isEmpty(lines[crossing[n*len(crossing)/samples]], middle)
		if err != nil {
			return nil, err
		}
		if ok {
			empty++
		}
		if n-empty >= samples-enough {
			return lines, nil
		}
	}
	var cut pdfPage
	for i, l := range lines {
		empty := false
		if l.side(middle) == across {
			var err error
			if empty, err = r.isEmpty(l, middle); err != nil {
				return nil, err
			}
		}
		if !empty {
			cut = append(cut, l)
			continue
		}
		halves, err := r.halves(l, spans[i], middle)
		if err != nil {
			return nil, err
		}
		cut = append(cut, halves...)
	}
	return cut, nil
}

// isEmpty reports whether a line has no character at x.
func (r pdfLineReader) isEmpty(l pdfLine, x float64) (bool, error) {
	found, err := r.instance.FPDFText_GetCharIndexAtPos(
		&requests.FPDFText_GetCharIndexAtPos{TextPage: r.text.TextPage, X: x, Y: (l.bottom + l.top) / 2})
	return err == nil && found.CharIndex < 0, err
}

// halves returns what is left and what is right of x.
func (r pdfLineReader) halves(l pdfLine, of span, x float64) (pdfPage, error) {
	low, high := of.first+1, of.last // the right half begins between the two
	for low < high {
		half := (low + high) / 2
		at, err := r.line(span{half, half})
		if err != nil {
			return nil, err
		}
		if at.left < x {
			low = half + 1
		} else {
			high = half
		}
	}
	var both pdfPage
	text := []rune(l.text)
	for _, part := range [2]span{{of.first, low - 1}, {low, of.last}} {
		words := strings.TrimRight(string(text[part.first-of.first:part.last-of.first+1]), " ")
		if words == "" {
			continue
		}
		line, err := r.line(span{part.first, part.first + len([]rune(words)) - 1})
		if err != nil {
			return nil, err
		}
		line.text = words
		both = append(both, line)
	}
	return both, nil
}
