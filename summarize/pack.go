package summarize

import (
	"strings"

	"dailypapers/fetch"
)

// gap stands in a prompt, on a line of its own, where the paper's text was cut.
const gap = "[… 생략 …]"

// packed is the part of a text that a prompt carries.
type packed struct {
	text     string
	sections []carried  // in reading order; those that went in
	leftOut  []*section // in reading order; the others
	cut      bool       // whether it is less than the whole
}

// carried is what a prompt carries of a section.
type carried struct {
	*section
	text string // with the heading and the marks
	cut  bool
}

// longToken is how many bytes the tokens of a text have on average at the most:
// English prose has 4 to 5, a table 2 to 3. A text that has more for each token
// of the limit is not counted to see whether it fits.
const longToken = 6

// pack returns what a prompt carries of a document in at most limit tokens, in
// reading order. Where it is less than the whole, parts were chosen by the
// shares of their sections and cut between sentences and rows of tables, and gap
// stands where something is missing. A limit of 0 is none.
//
// The same document, limit and counter give the same text. Its tokens are
// counted twice, in pieces to choose them and then at a time, since a tokenizer
// need not count a text as the sum of its pieces.
func pack(document fetch.Document, limit int, tokens counter) packed {
	// A token has at least one byte: a short text need not be counted.
	text := document.Text()
	if limit <= 0 || len(text) <= limit || len(text) <= longToken*limit && tokens.count(text) <= limit {
		return whole(document, text)
	}
	e := newExcerpt(document, tokens)
	for over := 0; over < limit; {
		e.fill(limit - over)
		packed := e.packed()
		excess := tokens.count(packed.text) - limit
		if excess <= 0 {
			return packed
		}
		over = max(2*over, excess)
	}
	return packed{cut: true} // not even a mark
}

// whole returns a document as a prompt carries all of it.
func whole(document fetch.Document, text string) packed {
	p := packed{text: text}
	for _, s := range sections(document) {
		p.sections = append(p.sections, carried{section: s, text: s.top + s.text})
	}
	return p
}

// packed returns the text of what was filled in.
func (e *excerpt) packed() packed {
	var p packed
	var blocks []string
	omitted := false
	mark := func() {
		if omitted && (len(blocks) == 0 || !strings.HasSuffix(blocks[len(blocks)-1], gap)) {
			blocks = append(blocks, gap)
		}
		omitted = false
	}
	for _, s := range e.sections {
		text, cut := s.carried()
		p.cut = p.cut || cut
		if text == "" {
			omitted = true
			p.leftOut = append(p.leftOut, s)
			continue
		}
		mark()
		blocks = append(blocks, text)
		p.sections = append(p.sections, carried{s, text, cut})
	}
	mark()
	p.text = strings.Join(blocks, "\n\n")
	return p
}
