package fulltext

import (
	"strings"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/requests"
)

const (
	minPDFSize = 1  // points: the least size of a font that anybody can read
	minAsked   = 24 // characters: a line as long as that can hold words to a reader
)

// seen returns what a reader sees of a page's lines: all but what is white,
// transparent or not drawn at all, too small, or off the page. White text shows
// on a drawing, and what is not drawn may be the text of a scanned page, behind
// its image.
//
// Each question costs some 20 µs, so that it asks about the end of each long
// line, and about every word of the page where one such end is hidden.
func (r pdfLineReader) seen(lines pdfPage, spans []span) (pdfPage, []span, error) {
	var shown pdfPage
	var places []span
	suspect := false
	for i, l := range lines {
		if l.isPlaced() && (l.size() < minPDFSize || r.paper.misses(l)) {
			continue
		}
		shown, places = append(shown, l), append(places, spans[i])
		suspect = suspect || spans[i].last-spans[i].first >= minAsked && r.isHidden(lastLetter(l, spans[i]))
	}
	if !suspect {
		return shown, places, nil
	}
	lines, spans = nil, nil
	for i, l := range shown {
		parts, err := r.visible(l, places[i])
		if err != nil {
			return nil, nil, err
		}
		for _, part := range parts {
			lines, spans = append(lines, part.pdfLine), append(spans, part.span)
		}
	}
	return lines, spans, nil
}

// lastLetter returns the place of a line's last character but a hyphen.
func lastLetter(l pdfLine, of span) int {
	if endsInHyphen(l.text) {
		return of.last - 1
	}
	return of.last
}

// linePart is a part of a line, and its place in the text.
type linePart struct {
	pdfLine
	span
}

// visible returns the runs of words of a line that are to be seen.
func (r pdfLineReader) visible(l pdfLine, of span) ([]linePart, error) {
	var parts []linePart
	begin, end := 0, 0 // of the run so far, in bytes
	finish := func() error {
		text := l.text[begin:end]
		if begin == end {
			return nil
		}
		first := of.first + utf8.RuneCountInString(l.text[:begin])
		place := span{first, first + utf8.RuneCountInString(text) - 1}
		line, err := r.line(place)
		line.text = text
		parts = append(parts, linePart{line, place})
		return err
	}
	at, place := 0, of.first
	for word := range strings.SplitSeq(l.text, " ") {
		next := at + len(word)
		switch {
		case word == "":
		case !r.isHidden(place):
			if begin == end {
				begin = at
			}
			end = next
		default:
			if err := finish(); err != nil {
				return nil, err
			}
			begin, end = next, next
		}
		at, place = next+len(" "), place+utf8.RuneCountInString(word)+len(" ")
	}
	return parts, finish()
}

// isHidden reports whether the character at a place of the text is not to be
// seen. One that pdfium has put in, a space or a hyphen, is none of the page's.
func (r pdfLineReader) isHidden(at int) bool {
	index, err := r.index(at)
	if err != nil {
		return false
	}
	drawn, err := r.instance.FPDFText_GetTextObject(&requests.FPDFText_GetTextObject{TextPage: r.text.TextPage, Index: index})
	if err != nil {
		return false
	}
	mode, err := r.instance.FPDFTextObj_GetTextRenderMode(&requests.FPDFTextObj_GetTextRenderMode{PageObject: drawn.TextObject})
	if err != nil {
		return false
	}
	switch mode.TextRenderMode {
	case enums.FPDF_TEXTRENDERMODE_INVISIBLE, enums.FPDF_TEXTRENDERMODE_CLIP:
		return !r.paper.shows(r.place(index), true)
	case enums.FPDF_TEXTRENDERMODE_STROKE, enums.FPDF_TEXTRENDERMODE_STROKE_CLIP:
		return false
	}
	color, err := r.instance.FPDFText_GetFillColor(&requests.FPDFText_GetFillColor{TextPage: r.text.TextPage, Index: index})
	switch {
	case err != nil:
		return false
	case isFaint(color.A):
		return true
	}
	return isPaperWhite(color.R, color.G, color.B) && !r.paper.shows(r.place(index), false)
}

// place returns where a character is, nowhere if that is not known.
func (r pdfLineReader) place(index int) box {
	found, err := r.instance.FPDFText_GetLooseCharBox(
		&requests.FPDFText_GetLooseCharBox{TextPage: r.text.TextPage, Index: index})
	if err != nil {
		return box{}
	}
	return box{float32(found.Rect.Left), float32(found.Rect.Bottom), float32(found.Rect.Right), float32(found.Rect.Top)}
}

// isPaperWhite reports whether a colour is white, or as good as white.
func isPaperWhite(r, g, b uint) bool { return min(r, g, b) >= almostWhite }

// isFaint reports whether an alpha of 255 at most lets nothing be seen.
func isFaint(alpha uint) bool { return alpha <= 255/20 }
