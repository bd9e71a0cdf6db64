package summarize

import (
	"regexp"
	"slices"

	"dailypapers/fetch"
)

// source is what is known of a paper: what a model may read of it, and what the
// gate holds an answer against.
type source struct {
	title        string
	document     fetch.Document // readable, and never without the abstract
	abstractOnly bool
}

func newSource(task Task) source {
	sections := make([]fetch.Section, 0, len(task.Document.Sections)+1)
	for _, s := range task.Document.Sections {
		s.Number, s.Title, s.Text = readable(s.Number), readable(s.Title), readable(s.Text)
		s.Kind = kindOf(s)
		sections = append(sections, s)
	}
	hasAbstract := slices.ContainsFunc(sections, func(s fetch.Section) bool { return s.Kind == fetch.KindAbstract && s.Text != "" })
	if abstract := readable(task.Paper.Abstract); !hasAbstract && abstract != "" {
		sections = slices.Insert(sections, 0, fetch.Section{Kind: fetch.KindAbstract, Title: "Abstract", Text: abstract})
	}
	return source{
		title:        readable(task.Paper.Title),
		document:     fetch.Document{Sections: sections},
		abstractOnly: len(sections) == 1 && sections[0].Kind == fetch.KindAbstract,
	}
}

// whole returns all that a summary may rest on, whatever part of it is sent.
func (s source) whole() string { return s.title + "\n\n" + s.document.Text() }

// longestAbstract is how many bytes an abstract can have. arXiv takes 1,920
// characters; what is much longer is a paper whose other titles were not
// recognised.
const longestAbstract = 8000

// limitations is the title of a section that a reader looks for, wherever it
// stands: the checklists of some conferences send it to the appendix.
var limitations = regexp.MustCompile(`(?i)\blimitations?\b`)

// kindOf returns what a section is to the packer.
func kindOf(s fetch.Section) fetch.Kind {
	switch {
	case s.Kind == fetch.KindAbstract && len(s.Text) > longestAbstract:
		return fetch.KindOther
	case s.Kind == fetch.KindAppendix && limitations.MatchString(s.Title):
		return fetch.KindLimitations
	}
	return s.Kind
}
