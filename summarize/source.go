package summarize

import (
	"regexp"
	"slices"
	"strings"

	"dailypapers/fetch"
	"dailypapers/summarize/check"
)

// source is what is known of a paper: what a model may read of it, and what the
// gate holds an answer against.
type source struct {
	title        string
	abstract     string         // as arXiv's metadata has it
	document     fetch.Document // readable, and never without the abstract
	abstractOnly bool
}

// Source returns what the gate holds a summary of a paper against: all that the
// paper says of itself, whatever part of it a prompt carries. That is its title,
// its document, and the abstract of the metadata, also where the document has
// one of its own that differs.
func Source(task Task, options ...check.Option) *check.Source {
	return check.NewSource(newSource(task).whole(), options...)
}

func newSource(task Task) source {
	sections := make([]fetch.Section, 0, len(task.Document.Sections)+1)
	for _, s := range task.Document.Sections {
		s.Number, s.Title, s.Text = readable(s.Number), readable(s.Title), readable(s.Text)
		s.Kind = kindOf(s)
		sections = append(sections, s)
	}
	abstract := readable(task.Paper.Abstract)
	hasAbstract := slices.ContainsFunc(sections, func(s fetch.Section) bool { return s.Kind == fetch.KindAbstract && s.Text != "" })
	if !hasAbstract && abstract != "" {
		sections = slices.Insert(sections, 0, fetch.Section{Kind: fetch.KindAbstract, Title: "Abstract", Text: abstract})
	}
	return source{
		title:        readable(task.Paper.Title),
		abstract:     abstract,
		document:     fetch.Document{Sections: sections},
		abstractOnly: len(sections) == 1 && sections[0].Kind == fetch.KindAbstract,
	}
}

// whole returns all that a summary may rest on, as one text.
func (s source) whole() string {
	whole := s.title + "\n\n" + s.document.Text()
	if !strings.Contains(whole, s.abstract) {
		whole += "\n\n" + s.abstract
	}
	return whole
}

// noText is why a paper waits that nothing can be asked about.
const noText = "it has neither a text nor an abstract yet"

// isEmpty reports whether there is nothing to read but a title.
func (s source) isEmpty() bool {
	return !slices.ContainsFunc(s.document.Sections, func(s fetch.Section) bool { return s.Text != "" })
}

// longestAbstract is how many bytes an abstract can have. arXiv takes 1,920
// characters; what is much longer is a paper whose other titles were not
// recognised.
const longestAbstract = 8000

// limitations is the title of a section that a reader looks for, wherever it
// stands: the checklists of some conferences send it to the appendix.
var limitations = regexp.MustCompile(`(?i)\blimitations?\b`)

// thanks is the title of a section that no summary needs. It goes in last, as
// related work does.
var thanks = regexp.MustCompile(`(?i)^acknowledge?ments?\b`)

// kindOf returns what a section is to the packer.
func kindOf(s fetch.Section) fetch.Kind {
	switch {
	case s.Kind == fetch.KindAbstract && len(s.Text) > longestAbstract:
		return fetch.KindOther
	case s.Kind == fetch.KindAppendix && limitations.MatchString(s.Title):
		return fetch.KindLimitations
	case s.Kind != fetch.KindAppendix && thanks.MatchString(s.Title):
		return fetch.KindRelated
	}
	return s.Kind
}
