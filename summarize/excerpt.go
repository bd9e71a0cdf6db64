package summarize

import (
	"slices"
	"strings"

	"dailypapers/fetch"
)

// excerpt is a document in pieces, of which some go into a prompt.
type excerpt struct {
	sections []*section // in reading order
	tokens   counter
	gap      int // tokens of a mark

	first  group   // is whole before the rest goes in
	shares shares  // divide what first leaves
	last   []group // what these leave goes to the first of last that needs it
}

func newExcerpt(document fetch.Document, tokens counter) *excerpt {
	e := &excerpt{sections: sections(document), tokens: tokens, gap: tokens.count("\n" + gap + "\n")}
	for _, s := range e.sections {
		s.split()
	}
	e.first = e.group(fetch.KindAbstract)
	e.shares = shares{
		{percent: limitationsShare, claimant: append(e.group(fetch.KindLimitations), e.group(fetch.KindDiscussion)...)},
		{percent: conclusionShare, claimant: e.group(fetch.KindConclusion)},
	}
	if e.has(fetch.KindMethod) || e.has(fetch.KindResults) {
		e.shares = append(e.shares,
			share{percent: introductionShare, claimant: e.group(fetch.KindIntroduction)},
			share{percent: methodShare, claimant: e.group(fetch.KindMethod)},
			share{percent: resultsShare, claimant: e.prose(fetch.KindResults)},
			share{percent: tablesShare, claimant: e.tables(fetch.KindResults)})
		e.last = append(e.last, e.group(fetch.KindOther))
	} else {
		head, middle, tail := e.thirds(fetch.KindIntroduction, fetch.KindOther)
		e.shares = append(e.shares,
			share{percent: headShare, claimant: group{head}},
			share{percent: middleShare, claimant: group{middle}},
			share{percent: tailShare, claimant: group{tail}})
	}
	e.last = append(e.last, e.group(fetch.KindRelated), e.group(fetch.KindAppendix))
	return e
}

func (e *excerpt) has(kind fetch.Kind) bool {
	return slices.ContainsFunc(e.sections, func(s *section) bool { return s.kind == kind })
}

// group returns the sections of a kind, each as one part.
func (e *excerpt) group(kind fetch.Kind) group {
	var g group
	for _, s := range e.sections {
		if s.kind == kind {
			g = append(g, &part{excerpt: e, pieces: s.pieces})
		}
	}
	return g
}

// prose returns the sections of a kind without their tables.
func (e *excerpt) prose(kind fetch.Kind) group {
	g := e.group(kind)
	for _, p := range g {
		p.pieces = slices.DeleteFunc(slices.Clone(p.pieces), func(piece *piece) bool { return piece.table > 0 })
	}
	return slices.DeleteFunc(g, func(p *part) bool { return len(p.pieces) == 0 })
}

// tables returns the tables of the sections of a kind, each as one part.
func (e *excerpt) tables(kind fetch.Kind) group {
	var g group
	for _, s := range e.sections {
		for start := 0; s.kind == kind && start < len(s.pieces); {
			end := start + 1
			for end < len(s.pieces) && s.pieces[end].table == s.pieces[start].table {
				end++
			}
			if s.pieces[start].table > 0 {
				ranked, header := rank(s.pieces[start:end])
				g = append(g, &part{excerpt: e, pieces: ranked, least: header + 1})
			}
			start = end
		}
	}
	return g
}

// rank returns the rows of a table in the order in which they go in: caption and
// header, and how many these are, then from the last row up, since a paper's own
// method stands last and the best of the others just above it.
func rank(rows []*piece) (ranked []*piece, header int) {
	header = 1 + slices.IndexFunc(rows, func(p *piece) bool { return strings.HasPrefix(strings.TrimLeft(p.String(), "| "), "---") })
	if header == 0 {
		header = min(2, len(rows))
	}
	ranked = slices.Clone(rows)
	slices.Reverse(ranked[header:])
	return ranked, header
}

// thirds returns the sections of some kinds as one text in three parts of like
// length; the last goes in from its end.
func (e *excerpt) thirds(kinds ...fetch.Kind) (head, middle, tail *part) {
	var thirds [3]part
	total, sum := 0, 0
	for _, s := range e.sections {
		if slices.Contains(kinds, s.kind) {
			total += len(s.text)
		}
	}
	for _, s := range e.sections {
		if !slices.Contains(kinds, s.kind) {
			continue
		}
		for _, piece := range s.pieces {
			third := &thirds[min(2, 3*sum/max(1, total))]
			third.pieces = append(third.pieces, piece)
			sum += piece.end - piece.start
		}
	}
	for i := range thirds {
		thirds[i].excerpt = e
	}
	slices.Reverse(thirds[2].pieces)
	return &thirds[0], &thirds[1], &thirds[2]
}

// fill chooses what goes in of limit tokens: the abstract, the rest by their
// shares, and where all these are whole, the rest of the paper.
func (e *excerpt) fill(limit int) {
	left := limit
	give := func(c claimant) {
		used, whole := c.fill(left)
		if left -= used; !whole {
			left = 0
		}
	}
	give(e.first)
	give(e.shares)
	for _, g := range e.last {
		give(g)
	}
}
