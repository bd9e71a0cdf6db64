package summarize

import (
	"regexp"
	"slices"
	"strings"

	"dailypapers/fetch"
)

// gap stands in a prompt where the paper's text was cut.
const gap = "[… 이하 생략 …]"

// source is what is known of a paper: what a model may read of it, and what the
// gate holds an answer against.
type source struct {
	title        string
	text         string // the whole document, readable
	abstractOnly bool
}

func newSource(task Task) source {
	document := task.Document
	hasAbstract := slices.ContainsFunc(document.Sections, func(s fetch.Section) bool { return s.Kind == fetch.KindAbstract })
	if !hasAbstract && task.Paper.Abstract != "" {
		abstract := fetch.AbstractDocument(task.Paper).Sections
		document.Sections = append(abstract, document.Sections...)
	}
	return source{
		title:        readable(task.Paper.Title),
		text:         readable(document.Text()),
		abstractOnly: len(document.Sections) == 1 && document.Sections[0].Kind == fetch.KindAbstract,
	}
}

// whole returns all that a summary may rest on.
func (s source) whole() string { return s.title + "\n\n" + s.text }

// packed is the part of a text that a prompt carries.
type packed struct {
	text   string
	tokens int
	cut    bool // whether it is less than the whole
}

// pack returns the beginning of text, of at most limit tokens and in whole
// sentences, with gap at its end where something is missing. A limit of 0 is
// none.
func pack(text string, limit int, tokens counter) packed {
	// A token has at least one byte: a short text need not be counted in parts.
	if limit <= 0 || len(text) <= limit {
		return packed{text: text, tokens: tokens.count(text)}
	}
	mark := "\n\n" + gap
	markTokens := tokens.count(mark)
	var total, end, endTokens int // end: how far it goes with the mark after it
	for _, sentence := range sentences(text) {
		total += tokens.count(text[sentence.start:sentence.end])
		if total+markTokens <= limit {
			end, endTokens = sentence.end, total
		}
		if total > limit {
			kept := strings.TrimRight(text[:end], " \n")
			return packed{text: strings.TrimLeft(kept+mark, "\n"), tokens: endTokens + markTokens, cut: true}
		}
	}
	return packed{text: text, tokens: total}
}

// span is a piece of a text, in bytes.
type span struct{ start, end int }

// stop is where a text may be cut: after a line, and before a word that starts
// with a capital letter, a figure or a bracket after a full stop.
var stop = regexp.MustCompile(`\n+|[.!?]["')\]”’]*( )[\p{Lu}\p{Lo}\d("“]`)

// sentences splits a text, without a gap, into pieces that end between
// sentences. A piece begins with the white space before it, where tokens do.
func sentences(text string) []span {
	var spans []span
	start := 0
	for _, m := range stop.FindAllStringSubmatchIndex(text, -1) {
		end := m[1]
		if m[2] >= 0 {
			end = m[2]
		}
		spans = append(spans, span{start, end})
		start = end
	}
	if start < len(text) {
		spans = append(spans, span{start, len(text)})
	}
	return spans
}
