package fulltext

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// flowLine is a line in reading order.
type flowLine struct {
	pdfLine
	page int
}

// flow returns the lines of all pages in reading order, what stands side by side
// in one line.
func flow(pages []pdfPage) []flowLine {
	var lines []flowLine
	for n, page := range pages {
		for _, l := range inReadingOrder(page) {
			l.text = composed(ligatures.Replace(l.text))
			next := flowLine{pdfLine: l, page: n}
			if last := len(lines) - 1; last >= 0 && next.continues(lines[last]) {
				joined := &lines[last]
				if l.left-joined.right > 0.15*joined.size() {
					joined.text += " "
				}
				joined.text += l.text
				joined.right = l.right
				continue
			}
			lines = append(lines, next)
		}
	}
	return lines
}

// ligatures are letters that fonts draw as one; the rest of NFKC would eat x².
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st")

// composed joins accents that TeX draws before their letter: Schr¨odinger. A
// circumflex or a tilde can be a formula's hat, unless a word follows.
func composed(s string) string {
	if !strings.ContainsAny(s, "¨´`ˆ˜ˇ˚¸") {
		return s
	}
	s = accented.ReplaceAllStringFunc(s, func(pair string) string {
		mark, size := utf8.DecodeRuneInString(pair)
		return strings.Replace(pair[size:], "ı", "i", 1) + combining[mark]
	})
	s = hatted.ReplaceAllStringFunc(s, func(word string) string {
		mark, size := utf8.DecodeRuneInString(word)
		return word[size:size+1] + combining[mark] + word[size+1:]
	})
	return norm.NFC.String(s)
}

var (
	accented  = regexp.MustCompile("[¨´`ˇ˚][AEIOUYaeiouyıcnrszCNRSZ]|¸[cCsStT]")
	hatted    = regexp.MustCompile(`[ˆ˜][aeiounAEIOUN][a-z]{2,}`)
	combining = map[rune]string{
		'¨': "\u0308", '´': "\u0301", '`': "\u0300", 'ˆ': "\u0302", '˜': "\u0303", 'ˇ': "\u030C", '˚': "\u030A", '¸': "\u0327",
	}
)

// continues reports whether l goes on where the line before ends, at the same
// height.
func (l flowLine) continues(before flowLine) bool {
	gap := l.left - before.right
	return l.page == before.page && l.isPlaced() && before.isPlaced() && l.besides(before.pdfLine) &&
		gap > -0.3*before.size() && gap < 2*before.size() && len(before.text) < maxPiece
}

// maxPiece bounds the length of a line that another is joined to, in bytes, and
// so the work on a page that is one endless line.
const maxPiece = 2000

// gapAfter is the white between l and the line before, in points; as wide as
// can be at the head of a column, and 0 where nothing is known.
func (l flowLine) gapAfter(before flowLine) float64 {
	const wide = 1000
	switch {
	case !l.isPlaced() || !before.isPlaced():
		return 0
	case l.page != before.page || l.bottom > before.top:
		return wide
	}
	return before.bottom - l.top
}
