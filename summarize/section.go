package summarize

import (
	"strings"

	"dailypapers/fetch"
)

// section is a section of a paper with a text of its own.
type section struct {
	kind    fetch.Kind
	heading string
	top     string // what stands above the text: its heading, below those of sections without a text
	text    string
	pieces  []*piece // in reading order
}

// piece is what goes in whole or stays out: a sentence, or a row of a table.
type piece struct {
	section    *section
	start, end int // of the section's text
	table      int // which of the section's tables it is of, from 1; 0: none
	in         bool
}

func (p *piece) String() string { return p.section.text[p.start:p.end] }

// sections returns the sections of a document. A heading without a text goes
// with the section below it; at the end of the document it is a text.
func sections(document fetch.Document) []*section {
	var all []*section
	var top strings.Builder
	for _, s := range document.Sections {
		heading := s.Heading()
		top.WriteString(heading)
		if s.Text == "" {
			if heading != "" {
				top.WriteString("\n\n")
			}
			continue
		}
		if heading != "" {
			top.WriteString("\n")
		}
		all = append(all, &section{kind: s.Kind, heading: heading, top: top.String(), text: s.Text})
		top.Reset()
	}
	if top.Len() > 0 {
		last := document.Sections[len(document.Sections)-1]
		all = append(all, &section{kind: last.Kind, text: strings.TrimSpace(top.String())})
	}
	return all
}

// split splits the section's text into its pieces.
func (s *section) split() {
	start, tables := 0, 0
	for _, paragraph := range strings.SplitAfter(s.text, "\n\n") {
		split, table := sentences, 0
		if isTable(paragraph) {
			tables++
			split, table = rows, tables
		}
		texts := split(paragraph)
		pieces := make([]piece, len(texts))
		for i, text := range texts {
			pieces[i] = piece{section: s, start: start, end: start + len(text), table: table}
			s.pieces = append(s.pieces, &pieces[i])
			start += len(text)
		}
	}
}

// tables returns the rows of the section's tables: those that go in where pieces
// were chosen, else all.
func (s *section) tables() string {
	chosen := len(s.pieces) > 0
	if !chosen {
		s.split()
	}
	var rows strings.Builder
	for _, p := range s.pieces {
		if p.table > 0 && (p.in || !chosen) {
			rows.WriteString(p.String())
		}
	}
	return rows.String()
}

// isTable reports whether a paragraph is a table, as fetch.Section has them: its
// cells stand between bars.
func isTable(paragraph string) bool {
	if strings.Count(paragraph, " | ") < 2 {
		return false
	}
	barred := 0
	for row := range strings.SplitSeq(paragraph, "\n") {
		if len(row) > longestSentence {
			return false
		}
		if strings.Contains(row, " | ") {
			barred++
		}
	}
	return barred > 1
}

// carried returns the section's headings and the pieces of it that go in, with a
// mark where some do not; and nothing where none does.
func (s *section) carried() (text string, cut bool) {
	var lines []string
	found := false
	for i := 0; i < len(s.pieces); {
		end := i + 1
		for end < len(s.pieces) && s.pieces[end].in == s.pieces[i].in {
			end++
		}
		if s.pieces[i].in {
			found = true
			lines = append(lines, strings.TrimSpace(s.text[s.pieces[i].start:s.pieces[end-1].end]))
		} else {
			cut = true
			lines = append(lines, gap)
		}
		i = end
	}
	if !found {
		return "", true
	}
	return s.top + strings.Join(lines, "\n"), cut
}
