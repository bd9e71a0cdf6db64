package check

import (
	"strings"
	"unicode/utf8"
)

// prose is one line of text with what its punctuation says: what stands in
// quotation marks or brackets, and where its sentences end.
type prose struct {
	text string
	// inside says for each byte of text what surrounds it.
	inside    []enclosure
	sentences []span
}

// span is a part of a text, as byte offsets.
type span struct{ start, end int }

func (s span) of(text string) string { return text[s.start:s.end] }

// enclosure is what surrounds a byte.
type enclosure uint8

const (
	quoted    enclosure = 1 << iota // between quotation marks
	bracketed                       // between brackets of any kind
)

func parse(text string) prose {
	p := prose{text: text, inside: enclosures(text)}
	p.sentences = p.split()
	return p
}

// pairs maps an opening mark to its closing one. The straight quotation marks
// are their own.
var pairs = map[rune]rune{
	'(': ')', '[': ']', '（': '）',
	'“': '”', '‘': '’', '「': '」', '『': '』', '《': '》', '〈': '〉', '«': '»',
	'"': '"', '\'': '\'',
}

// closers maps a closing mark to its opening one, without the straight ones.
var closers = map[rune]rune{
	')': '(', ']': '[', '）': '（',
	'”': '“', '’': '‘', '」': '「', '』': '『', '》': '《', '〉': '〈', '»': '«',
}

// enclosures marks what stands between marks that form a pair, the marks
// included. A mark without its partner encloses nothing.
func enclosures(text string) []enclosure {
	var (
		open  = make(map[rune][]int) // positions of marks not yet closed
		delta = make([]struct{ quotes, brackets int }, len(text)+1)
	)
	pair := func(mark rune, start, end int) {
		d := 1
		for _, at := range []int{start, end} {
			if mark == '(' || mark == '[' || mark == '（' {
				delta[at].brackets += d
			} else {
				delta[at].quotes += d
			}
			d = -d
		}
	}
	var before rune // the rune before r
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		after, _ := utf8.DecodeRuneInString(text[i+size:])
		straight := r == '"' || r == '\'' && !apostrophe(before, after, len(open[r]) > 0)
		switch opener := closers[r]; {
		case opener != 0 || straight && len(open[r]) > 0:
			if straight {
				opener = r
			}
			if starts := open[opener]; len(starts) > 0 {
				pair(opener, starts[len(starts)-1], i+size)
				open[opener] = starts[:len(starts)-1]
			}
		case straight || pairs[r] != 0 && r != '\'':
			open[r] = append(open[r], i)
		}
		before, i = r, i+size
	}
	inside := make([]enclosure, len(text))
	quotes, brackets := 0, 0
	for i := range inside {
		quotes += delta[i].quotes
		brackets += delta[i].brackets
		if quotes > 0 {
			inside[i] |= quoted
		}
		if brackets > 0 {
			inside[i] |= bracketed
		}
	}
	return inside
}

// apostrophe reports whether a straight single mark between two runes is none
// of a quotation: the one of it's, of Jensens' and of a prime.
func apostrophe(before, after rune, open bool) bool {
	word := func(r rune) bool { return isLatin(r) || isDigit(r) }
	if open {
		return word(before) && word(after)
	}
	return word(before) || before == ')' || !word(after) && !isHangul(after)
}

// without returns the text with everything that stands in the given enclosures
// blanked out, byte for byte, so that offsets stay.
func (p prose) without(what enclosure) string {
	var b strings.Builder
	b.Grow(len(p.text))
	for i := range len(p.text) {
		if p.inside[i]&what != 0 {
			b.WriteByte(' ')
		} else {
			b.WriteByte(p.text[i])
		}
	}
	return b.String()
}
