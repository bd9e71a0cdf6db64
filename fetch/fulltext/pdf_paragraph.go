package fulltext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// paragraphs joins lines to running text.
type paragraphs struct {
	words  vocabulary
	text   text
	lines  [2]flowLine // the last two
	filled bool
}

func (p *paragraphs) add(l flowLine) {
	before, last := p.lines[0], p.lines[1]
	content, hyphened := cutHyphen(l.text)
	if !hyphened {
		content = l.text
	}
	if p.filled {
		gap := between(before, last, l)
		if cut, ok := cutHyphen(last.text); ok {
			switch {
			case gap == paragraph || gap == line:
				p.text.word("-")
			case endsInHyphen(last.text):
				if mark := p.words.hyphen(cut, l.text); mark != "" {
					p.text.word(mark)
				}
				gap = noGap
			default:
				p.text.word("-")
			}
		}
		p.text.brk(gap)
	}
	p.text.write(strings.TrimSpace(content))
	p.lines, p.filled = [2]flowLine{last, l}, true
}

// take returns the text so far and starts anew.
func (p *paragraphs) take() string {
	if _, ok := cutHyphen(p.lines[1].text); ok && p.filled {
		p.text.word("-")
	}
	p.lines, p.filled = [2]flowLine{}, false
	return p.text.take()
}

// between returns what is between the lines last and next; before is the one
// before last.
func between(before, last, next flowLine) gapKind {
	size := max(last.size(), next.size())
	shorter := min(utf8.RuneCountInString(last.text), utf8.RuneCountInString(next.text))
	ends := endsSentence(last.text)
	switch {
	case strings.HasSuffix(last.text, string(hyphenBreak)):
		return space
	case isRow(last.text) || isRow(next.text):
		return line
	case !last.isPlaced() || !next.isPlaced():
		return space
	case min(last.size(), next.size()) < 0.88*size:
		if shorter < 12 { // a piece of a formula
			return space
		}
		return paragraph
	case next.page != last.page || next.bottom > last.top:
		if ends {
			return paragraph
		}
		return space
	case next.gapAfter(last) > 0.7*size:
		if first, _ := utf8.DecodeRuneInString(next.text); ends || unicode.IsUpper(first) && shorter >= 12 {
			return paragraph
		}
		return space
	}
	indent := next.left - last.left
	short := last.right < max(before.right, next.right)-3*size
	switch first, _ := utf8.DecodeRuneInString(next.text); {
	case ends && (short || indent > 0.5*size && indent < 5*size):
		return paragraph
	case short && !unicode.IsLower(first): // prose fills its lines, tables and lists do not
		return line
	}
	return space
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, ")]”\"'’ ")
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".?!:。", last)
}

// isRow reports whether a line is a row of a table: to a good part numbers. A
// year is none, for it stands in citations.
func isRow(s string) bool {
	fields := strings.Fields(s)
	if len(fields) < 3 {
		return false
	}
	numeric := 0
	for _, field := range fields {
		if figure.MatchString(field) && !year.MatchString(field) {
			numeric++
		}
	}
	return 5*numeric >= 2*len(fields)
}

var (
	figure = regexp.MustCompile(`^(?:[(\[]?[-−+±<>≈~]?\d+(?:[.,]\d+)*(?:[%kKMB]|[±/x×]\S+)?[)\]]?[*†‡]*|[-–—−✓✗])$`)
	year   = regexp.MustCompile(`^[(\[]?(?:19|20)\d\d[a-z]?[)\].,;]*$`)
)
