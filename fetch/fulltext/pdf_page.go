package fulltext

import (
	"strings"
	"unicode/utf8"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/responses"
)

// maxDocumentChars is the most characters that a document may have. A page of
// print has some 5,000, a book a million.
const maxDocumentChars = 2_000_000

// pdfPage is the lines of a page, in the order in which the page draws them.
type pdfPage []pdfLine

// pdfLine is what pdfium takes for one line: a line of a column, a row of a
// table, a piece of a formula. Its place is that of its first and its last
// character, in points from the page's lower left corner.
type pdfLine struct {
	text        string // ends in hyphenBreak where a word goes on in the next line
	left, right float64
	bottom, top float64 // as high as the font is
	weight      int     // of the font: 400 regular, 700 bold; 0 unknown
}

// hyphenBreak is pdfium's mark for a hyphen at a line's end. It stands in place
// of the hyphen and of the line break; older versions write U+0002.
const hyphenBreak = '\uFFFE'

// size is the height of the line's font in points.
func (l pdfLine) size() float64 { return l.top - l.bottom }

// isPlaced reports whether the line's place is known.
func (l pdfLine) isPlaced() bool { return l.top > l.bottom }

// besides reports whether l is on the height of the line m.
func (l pdfLine) besides(m pdfLine) bool {
	overlap := min(l.top, m.top) - max(l.bottom, m.bottom)
	return overlap > 0.5*min(l.size(), m.size()) && overlap > 0
}

// readPDFPage returns a loaded page's lines, and takes its characters from the
// budget.
func readPDFPage(instance pdfium.Pdfium, page requests.Page, budget *int) (pdfPage, error) {
	loaded, err := instance.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return nil, err
	}
	text := loaded.TextPage
	counted, err := instance.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: text})
	if err != nil {
		return nil, err
	}
	if *budget -= counted.Count; *budget < 0 {
		return nil, errPDFTooLarge
	}
	content := &responses.FPDFText_GetText{}
	if counted.Count > 0 {
		content, err = instance.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: text, Count: counted.Count})
		if err != nil {
			return nil, err
		}
	}
	reader := pdfLineReader{instance: instance, text: loaded, paper: newPaper(instance, page), aligned: utf8.RuneCountInString(content.Text) == counted.Count}
	lines, err := reader.lines(content.Text)
	if err != nil {
		return nil, err
	}
	_, err = instance.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: text})
	return lines, err
}

// pdfLineReader finds the places of a page's lines. Each question is a call into
// WebAssembly, so it asks for two characters a line.
type pdfLineReader struct {
	instance pdfium.Pdfium
	text     *responses.FPDFText_LoadPage
	paper    *paper
	aligned  bool // whether the text has all of the page's characters
}

func (r pdfLineReader) lines(content string) (pdfPage, error) {
	var lines pdfPage
	var spans []span
	at := 0 // of the line's first character
	for len(content) > 0 {
		raw := content
		if end := strings.IndexAny(content, "\n\u0002\uFFFE"); end >= 0 {
			_, size := utf8.DecodeRuneInString(content[end:])
			raw = content[:end+size]
		}
		content = content[len(raw):]
		count := utf8.RuneCountInString(raw)
		text := strings.TrimRight(raw, " \r\n\x00")
		indent := len(text) - len(strings.TrimLeft(text, " "))
		if text = text[indent:]; text != "" {
			whole := span{at + indent, at + indent + utf8.RuneCountInString(text) - 1}
			line, err := r.line(whole)
			if err != nil {
				return nil, err
			}
			line.text = strings.ReplaceAll(text, "\u0002", string(hyphenBreak))
			lines, spans = append(lines, line), append(spans, whole)
		}
		at += count
	}
	lines, spans, err := r.seen(lines, spans)
	if err != nil {
		return nil, err
	}
	return r.cutRows(lines, spans)
}

// span is the characters of a page's text from first to last.
type span struct{ first, last int }

// line returns the place and the weight of a line.
func (r pdfLineReader) line(of span) (pdfLine, error) {
	var places [2]*responses.FPDFText_GetLooseCharBox
	var line pdfLine
	for i, at := range [2]int{of.first, of.last} {
		index, err := r.index(at)
		if err != nil {
			return pdfLine{}, err
		}
		places[i], err = r.instance.FPDFText_GetLooseCharBox(
			&requests.FPDFText_GetLooseCharBox{TextPage: r.text.TextPage, Index: index})
		if err != nil {
			return pdfLine{}, err
		}
		if i == 0 {
			// Not every font has a weight.
			if weight, err := r.instance.FPDFText_GetFontWeight(
				&requests.FPDFText_GetFontWeight{TextPage: r.text.TextPage, Index: index}); err == nil {
				line.weight = weight.FontWeight
			}
		}
	}
	line.left, line.right = float64(places[0].Rect.Left), float64(places[1].Rect.Right)
	line.bottom, line.top = float64(places[0].Rect.Bottom), float64(places[0].Rect.Top)
	return line, nil
}

// index returns pdfium's index of the character at a place of the text.
func (r pdfLineReader) index(at int) (int, error) {
	if r.aligned {
		return at, nil
	}
	found, err := r.instance.FPDFText_GetCharIndexFromTextIndex(
		&requests.FPDFText_GetCharIndexFromTextIndex{TextPage: r.text.TextPage, NTextIndex: at})
	if err != nil {
		return 0, err
	}
	return found.CharIndex, nil
}
