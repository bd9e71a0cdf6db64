package render

import (
	"html/template"
	"strings"

	"dailypapers/summarize"
)

// feedHTML is a day's post as the readers of feeds show it, without the page's
// title. Nothing in it begins a line, for the sake of XML.
var feedHTML = template.Must(template.New("feed").Parse(`
{{- range .Papers}}<h2>{{.Number}}. <a href="{{.Link}}">{{.Title}}</a></h2>
{{- ""}}<blockquote><p><a href="{{.Alphaxiv}}">Alphaxiv</a></p></blockquote>
{{- range .Sections}}<h3>{{.Name}}</h3>
{{- with .Items}}<ul>{{range .}}<li>{{.}}</li>{{end}}</ul>{{end}}
{{- with .Sentences}}<p>{{range $i, $s := .}}{{if $i}}<br/>{{end}}{{$s}}{{end}}</p>{{end}}
{{- end}}{{end}}
{{- with .Waiting}}<h2>` + waitingTitle + `</h2><ul>{{range .}}<li><a href="{{.Link}}">{{.Title}}</a></li>{{end}}</ul>{{end}}`))

type (
	feedBody struct {
		Papers  []feedPaper
		Waiting []feedLink
	}
	feedLink  struct{ Title, Link string }
	feedPaper struct {
		feedLink
		Number   int
		Alphaxiv string
		Sections []feedSection
	}
	feedSection struct {
		Name             string
		Items, Sentences []string
	}
)

// html returns a post as HTML.
func (f Form) html(p Post) (string, error) {
	var body feedBody
	for _, e := range p.Entries {
		link := feedLink{e.title(), abs(e.Paper.ID)}
		if !e.held() {
			body.Waiting = append(body.Waiting, link)
			continue
		}
		paper := feedPaper{feedLink: link, Number: len(body.Papers) + 1, Alphaxiv: f.alphaxiv(e.Paper.ID)}
		for _, section := range sections {
			paper.Sections = append(paper.Sections, feedSectionOf(section.name, section.field, e.Result.Summary))
		}
		body.Papers = append(body.Papers, paper)
	}
	var b strings.Builder
	err := feedHTML.Execute(&b, body)
	return b.String(), err
}

func feedSectionOf(name string, field summarize.Field, summary summarize.Fields) feedSection {
	section := feedSection{Name: name}
	if field == "" {
		for _, label := range labels {
			said := line(label.name + ": " + strings.Join(summary.Sentences(label.field), " "))
			section.Items = append(section.Items, said)
		}
		return section
	}
	for _, sentence := range summary.Sentences(field) {
		if sentence = line(sentence); sentence != "" {
			section.Sentences = append(section.Sentences, sentence)
		}
	}
	return section
}
