package render

import (
	"cmp"
	"slices"
	"strconv"

	"dailypapers/fetch"
)

// The rules of a post's form.
const (
	RuleFrontMatter = "front-matter" // there, readable, with every key
	RulePapers      = "papers"       // at least one paper
	RuleTitle       = "title"        // a title is a link and not empty
	RuleLink        = "link"         // it leads to https://arxiv.org/abs/ID
	RuleDuplicate   = "duplicate"    // every paper stands once
	RuleNumbering   = "numbering"    // papers are numbered from 1
	RuleAlphaxiv    = "alphaxiv"     // the Alphaxiv link is there
	RuleHeading     = "heading"      // every section is there, in order
	RuleLabel       = "label"        // Goal, Motivation, Contribution
	RuleBullet      = "bullet"       // no list where one sentence a line is due
	RuleStray       = "stray"        // nothing else
)

// Fault is one way in which a page is not of the form that Markdown writes.
type Fault struct {
	Line int    // from 1
	Rule string // one of the rules above
	Text string // what is wrong, one line
}

// Faults returns what is wrong with the page's form, by line. It says nothing
// of what the sentences contain: that is the gate's part (summarize/check).
func (p Page) Faults() []Fault { return slices.Clone(p.faults) }

// check adds the faults that show only in the whole page, and sorts all.
func (p *Page) check() {
	switch {
	case p.headless && !p.tellsOfPapers():
		p.faults = nil
		p.fault(1, RulePapers, "this is no post: it has neither front matter nor a paper")
		return
	case len(p.Papers)+len(p.Waiting) == 0:
		p.faults = slices.DeleteFunc(p.faults, func(f Fault) bool { return f.Rule != RuleFrontMatter })
		p.fault(1, RulePapers, "the post holds no paper; one begins with a line such as # 1. [title]("+absPrefix+"…)")
	}
	for i, paper := range p.Papers {
		if paper.Number != i+1 {
			p.fault(paper.Line, RuleNumbering, "the paper should have the number "+strconv.Itoa(i+1))
		}
	}
	seen := map[fetch.ArxivID]int{}
	for _, link := range p.links() {
		id := link.ID.Base()
		if id.IsZero() {
			continue
		}
		if at, twice := seen[id]; twice {
			p.fault(link.Line, RuleDuplicate, "the paper "+id.String()+" stands on line "+strconv.Itoa(at)+" already")
			continue
		}
		seen[id] = link.Line
	}
	slices.SortStableFunc(p.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
}

// tellsOfPapers reports whether something in the page is a paper: by the link
// of its title or by its summary.
func (p *Page) tellsOfPapers() bool {
	return slices.ContainsFunc(p.links(), func(link PageLink) bool { return link.Link != "" }) ||
		slices.ContainsFunc(p.Papers, func(paper PagePaper) bool { return len(paper.Lines) > 0 })
}

// links returns the titles of all papers, those that wait at the end.
func (p *Page) links() []PageLink {
	links := make([]PageLink, 0, len(p.Papers)+len(p.Waiting))
	for _, paper := range p.Papers {
		links = append(links, paper.PageLink)
	}
	return append(links, p.Waiting...)
}

func (p *Page) fault(at int, rule, what string) {
	p.faults = append(p.faults, Fault{Line: at, Rule: rule, Text: what})
}
