package render

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/template"
	"unicode/utf8"

	"dailypapers/fetch"
	"dailypapers/summarize"
)

// Template replaces the body of posts: what stands after the front matter. It
// is a text/template over [Body]. All that comes from papers and models is of
// type [Escaped], which is escaped however it is printed.
type Template struct{ body *template.Template }

// Body is what a template is given.
type Body struct {
	Day     string  // 2025-10-06
	Title   Escaped // of the post
	Papers  []BodyPaper
	Waiting []BodyLink // papers without a summary
}

// BodyLink is a paper's title and where it leads. The id and the addresses hold
// nothing that Markdown would take for markup.
type BodyLink struct {
	ID       string // 2510.90127
	Title    Escaped
	Link     string // its page on arXiv
	Alphaxiv string // its overview on alphaXiv
}

// BodyPaper is a paper with its summary. A field that says nothing is empty,
// which IsEmpty tells.
type BodyPaper struct {
	BodyLink
	Number                         int // from 1
	Upvotes                        int
	Authors                        []Escaped
	Goal, Motivation, Contribution Escaped
	Method                         []Escaped // a sentence each
	Results, Limitations           Escaped
	Conclusion                     Escaped
}

// Escaped is one line of text that prints itself as Markdown which shows it
// exactly, wherever it stands: on a line, beside other marks, in an element of
// HTML. In a quoted attribute, a link's title or an image's text it stands as its
// Attr. It has no door to the text itself.
type Escaped struct {
	text   string
	manner manner
}

// IsEmpty reports whether there is nothing to print.
func (t Escaped) IsEmpty() bool { return t.text == "" }

// Attr returns the text as it stands where no element can, such as the spans that
// keep two dollar signs from being a formula's.
func (t Escaped) Attr() Escaped {
	t.manner.attribute = true
	return t
}

// String returns the Markdown.
func (t Escaped) String() string {
	m := t.manner
	m.anywhere = true
	const many = 2 // dollar signs may stand in the rest of the block
	return string(m.appendText(nil, shown{t.text, first, many}))
}

// Format prints the Markdown whole, whatever the verb and its flags.
func (t Escaped) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, t.String()) }

// ParseTemplate reads a template; name is what its errors call it. It is tried
// on an invented post, so that a field that does not exist is told here, one that
// lacks its Attr, and a template that shows no paper's title or no summary.
func ParseTemplate(name, text string) (*Template, error) {
	if !utf8.ValidString(text) {
		return nil, fmt.Errorf("post.template: %s is no text in UTF-8", name)
	}
	body, err := template.New(name).Parse(strings.ReplaceAll(text, "\r\n", "\n"))
	if err != nil {
		return nil, fmt.Errorf("post.%w", err)
	}
	t := &Template{body}
	day, err := fetch.ParseDay("2025-10-06")
	if err != nil {
		return nil, err
	}
	for _, p := range []Post{{Day: day}, specimen(day)} {
		post, err := t.Markdown(Form{Title: "{date}$"}, p)
		if err != nil {
			return nil, err
		}
		if at := spanInAttribute.FindIndex(post); at != nil {
			return nil, fmt.Errorf("post.template: %s: an attribute, a link's title and an image's text need .Attr, "+
				"as in {{.Title.Attr}}: %.60q", name, post[at[0]:at[1]])
		}
	}
	if err := t.shows(name, day); err != nil {
		return nil, err
	}
	return t, nil
}

// shows returns an error where the template leaves out what a post is for: the
// title of a paper with its summary, and something of that summary.
func (t *Template) shows(name string, day fetch.Day) error {
	const title, summary = "TITLE", "SUMMARY"
	e := Entry{Paper: fetch.Paper{Title: title}}
	e.Result.Status = summarize.Held
	for _, field := range specimenFields {
		e.Result.Summary.Set(field, summary)
	}
	e.Result.Summary.Method = []string{summary, summary, summary}
	post, err := t.Markdown(Form{}, Post{Day: day, Entries: []Entry{e}})
	switch {
	case err != nil:
		return err
	case !bytes.Contains(post, []byte(title)):
		return fmt.Errorf("post.template: %s shows no paper's title: it needs {{.Title}} within {{range .Papers}}", name)
	case !bytes.Contains(post, []byte(summary)):
		return fmt.Errorf("post.template: %s shows nothing of a summary: it needs fields such as {{.Goal}} within {{range .Papers}}", name)
	}
	return nil
}

// spanInAttribute is a span that stands in a quoted attribute of a tag, in the
// title of a link, or in the text of an image.
var spanInAttribute = regexp.MustCompile(
	`<[A-Za-z][^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*(?:"[^"]*<span>|'[^']*<span>)` +
		`|\]\([^()"'\n]*(?:"[^"\n]*<span>|'[^'\n]*<span>)` +
		`|!\[[^\]\n]*<span>`)

// specimenFields are the fields of one sentence.
var specimenFields = [...]summarize.Field{
	summarize.Goal, summarize.Motivation, summarize.Contribution, summarize.Results, summarize.Limitations, summarize.Conclusion,
}

// specimen is a post with a paper of each kind, whose every text needs a span.
func specimen(day fetch.Day) Post {
	e := Entry{Paper: fetch.Paper{Title: "A$", Authors: []string{"B$"}}}
	e.Result.Status = summarize.Held
	for _, field := range specimenFields {
		e.Result.Summary.Set(field, "가$.")
	}
	e.Result.Summary.Method = []string{"가$.", "나$.", "다$."}
	waiting := e
	waiting.Result = summarize.Result{Status: summarize.Waiting}
	return Post{Day: day, Entries: []Entry{e, waiting}}
}

// Markdown returns the post with the front matter of f and the template's body.
// An error names the template and its line.
func (t *Template) Markdown(f Form, p Post) ([]byte, error) {
	var body bytes.Buffer
	if err := t.body.Execute(&body, f.body(p)); err != nil {
		return nil, fmt.Errorf("post.%w", err)
	}
	post := f.appendFrontMatter(nil, p.Day)
	if rest := bytes.Trim(body.Bytes(), "\n"); len(rest) > 0 {
		post = append(append(append(post, '\n'), rest...), '\n')
	}
	return post, nil
}

// body returns what a template is given of p.
func (f Form) body(p Post) Body {
	text := func(s string) Escaped { return Escaped{line(s), f.manner()} }
	body := Body{Day: p.Day.String(), Title: text(f.title(p.Day))}
	for _, e := range p.Entries {
		link := BodyLink{
			ID: e.Paper.ID.Base().String(), Title: text(e.title()), Link: abs(e.Paper.ID), Alphaxiv: f.alphaxiv(e.Paper.ID),
		}
		if !e.held() {
			body.Waiting = append(body.Waiting, link)
			continue
		}
		s := e.Result.Summary
		body.Papers = append(body.Papers, BodyPaper{
			BodyLink: link, Number: len(body.Papers) + 1, Upvotes: e.Paper.Upvotes, Authors: texts(text, e.Paper.Authors),
			Goal: text(s.Goal), Motivation: text(s.Motivation), Contribution: text(s.Contribution),
			Method: texts(text, s.Method), Results: text(s.Results), Limitations: text(s.Limitations), Conclusion: text(s.Conclusion),
		})
	}
	return body
}

// texts returns those of all that say something.
func texts(text func(string) Escaped, all []string) []Escaped {
	var some []Escaped
	for _, s := range all {
		if t := text(s); !t.IsEmpty() {
			some = append(some, t)
		}
	}
	return some
}
