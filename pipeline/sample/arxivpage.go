package sample

import (
	_ "embed"
	"html/template"
	"net/http"
	"strings"
)

//go:embed pages/abstract.html
var abstractHTML string

//go:embed pages/fulltext.html
var fullTextHTML string

var (
	abstractTemplate = template.Must(template.New("abstract").Parse(abstractHTML))
	fullTextTemplate = template.Must(template.New("fulltext").Parse(fullTextHTML))
)

// abstractPage answers GET /abs/ID.
func (u *Upstream) abstractPage(w http.ResponseWriter, r *http.Request) {
	p, version, ok := u.asked(r)
	if !ok {
		http.NotFound(w, r)
		return
	}
	page := struct {
		Paper

		Versioned string
		Cited     []string // Last, First
	}{Paper: p, Versioned: p.entry(version).versioned()}
	for _, name := range p.Authors {
		page.Cited = append(page.Cited, lastFirst(name))
	}
	writeHTML(w, abstractTemplate, page)
}

// fullText answers GET /html/ID.
func (u *Upstream) fullText(w http.ResponseWriter, r *http.Request) {
	p, version, ok := u.asked(r)
	if !ok || p.Text == "" {
		http.NotFound(w, r)
		return
	}
	writeHTML(w, fullTextTemplate, struct {
		Paper

		Versioned string
		Heading   []inline
		Opening   []inline
		Sections  []section
	}{p, p.entry(version).versioned(), inlines(p.Title), inlines(p.Abstract), sections(p.Text)})
}

// asked returns the paper that a page is asked for, and the version, 0 where
// the address names none.
func (u *Upstream) asked(r *http.Request) (p Paper, version int, ok bool) {
	base, version, ok := splitID(r.PathValue("id"))
	if !ok {
		return Paper{}, 0, false
	}
	p, ok = u.paper(base)
	return p, version, ok && version <= p.Version
}

// versioned returns the id with its version.
func (e entry) versioned() string { return strings.TrimPrefix(e.ID, "http://arxiv.org/abs/") }

func lastFirst(name string) string {
	if i := strings.LastIndex(name, " "); i >= 0 {
		return name[i+1:] + ", " + name[:i]
	}
	return name
}
