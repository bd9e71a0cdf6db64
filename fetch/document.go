package fetch

import "strings"

// Origin says where a document's text comes from.
type Origin string

// The origins of a text, best first.
const (
	OriginHTML     Origin = "html"     // arXiv's HTML
	OriginMarkdown Origin = "markdown" // Hugging Face's Markdown of the paper
	OriginPDF      Origin = "pdf"      // arXiv's PDF
	OriginAbstract Origin = "abstract" // title and abstract alone
)

// Kind says what a section is about, as far as its title tells.
type Kind string

// The kinds of sections.
const (
	KindAbstract     Kind = "abstract"
	KindIntroduction Kind = "introduction"
	KindRelated      Kind = "related"
	KindMethod       Kind = "method"
	KindResults      Kind = "results"
	KindDiscussion   Kind = "discussion"
	KindLimitations  Kind = "limitations"
	KindConclusion   Kind = "conclusion"
	KindAppendix     Kind = "appendix"
	KindOther        Kind = "other"
)

// Section is a part of a paper under its own title.
type Section struct {
	Kind   Kind
	Number string // as printed, such as 3.1; empty where there is none
	Title  string // one line; empty for text before the first title
	Text   string // paragraphs, one blank line apart; a table has a row a line
}

// Document is one paper's text, in reading order, without its references.
type Document struct {
	ID       ArxivID // with the version that the text is of, where known
	Origin   Origin
	Sections []Section
	Passed   []Passed // the better origins that were tried and did not serve
}

// Passed says why an origin did not serve.
type Passed struct {
	Origin Origin `json:"origin"`
	Reason string `json:"reason"`
}

// AbstractDocument returns the text that every paper has: its abstract.
func AbstractDocument(p Paper) Document {
	return Document{
		ID:       p.ID.WithVersion(p.Version),
		Origin:   OriginAbstract,
		Sections: []Section{{Kind: KindAbstract, Title: "Abstract", Text: p.Abstract}},
	}
}

// Text returns the whole document as one text: titles on lines of their own,
// sections one blank line apart.
func (d Document) Text() string {
	var b strings.Builder
	for _, s := range d.Sections {
		heading := s.Heading()
		if b.Len() > 0 && (heading != "" || s.Text != "") {
			b.WriteString("\n\n")
		}
		b.WriteString(heading)
		if heading != "" && s.Text != "" {
			b.WriteString("\n")
		}
		b.WriteString(s.Text)
	}
	return b.String()
}

// Heading returns the section's number and title on one line.
func (s Section) Heading() string { return strings.TrimSpace(s.Number + " " + s.Title) }
