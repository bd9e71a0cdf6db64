package render_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"go.uber.org/zap"

	"dailypapers/internal/fixture"
	"dailypapers/render"
)

// careless is a template by somebody who never thought of escaping: texts stand
// at the beginnings of lines, side by side, within marks, HTML and attributes.
const careless = `{{range .Papers}}
# {{.Title}}

{{.Goal}}

*{{.Motivation}}*

({{.Contribution}}){{.Contribution}}

- {{.Results}}

<div class="{{.Title.Attr}}" id='{{.Title.Attr}}'>{{.Title}}</div>

{{range .Method}}{{.}}
{{end}}
{{printf "%q" .Limitations}} {{printf "%#v" .Limitations}} {{print .Conclusion}} {{printf "%.1s" .Conclusion}}

{{end}}{{range .Waiting}}
1. [{{.Title}}]({{.Link}} "{{.Title.Attr}}")
{{end}}
`

func TestCarelessTemplate(t *testing.T) {
	everything := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Typographer, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithAttribute()), goldmark.WithRendererOptions(html.WithUnsafe()))
	template, err := render.ParseTemplate("careless.tmpl", careless)
	if err != nil {
		t.Fatal(err)
	}
	f := form()
	f.Flavor = render.Plain
	for _, s := range hostile() {
		s = folded(s)
		if s == "" {
			continue
		}
		post, err := template.Markdown(f, onePost(t, held(number(t, 1), s, everywhere(s)), waiting(number(t, 2), s)))
		if err != nil {
			t.Fatal(err)
		}
		var page bytes.Buffer
		if err := everything.Convert(post, &page); err != nil {
			t.Fatal(err)
		}
		careful(t, s, page.Bytes())
	}
}

// careful holds that a page shows s where careless says it, and no more.
func careful(t *testing.T, s string, data []byte) {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	unwrap(page.Nodes[0])
	var got []string
	page.Find("h1, p, li, div").Each(func(_ int, e *goquery.Selection) {
		if text := folded(e.Text()); !e.Is("li:has(p)") && !strings.HasPrefix(text, "Daily Papers") {
			got = append(got, text)
		}
	})
	want := []string{s, s, s, "(" + s + ")" + s, s, s, s + " " + s + " " + s, s + " " + s + " " + s + " " + s, s}
	if diff := diff(want, got); diff != "" {
		t.Errorf("%q: the page (-want +got):\n%s\nof\n%s", s, diff, data)
	}
	div := page.Find("div")
	for _, attribute := range []string{div.AttrOr("class", ""), div.AttrOr("id", ""), page.Find("ol a").AttrOr("title", "")} {
		if attribute != s {
			t.Errorf("%q: an attribute is %q", s, attribute)
		}
	}
	if n := page.Find("a, img, script, b, td, code, del, input, strong").Length(); n != 1 {
		t.Errorf("%q: %d elements that nobody wrote in\n%s", s, n-1, data)
	}
}

func TestCarelessTemplateInJekyll(t *testing.T) {
	if testing.Short() {
		t.Skip("building a site takes its time")
	}
	jekyll := program(t, "jekyll")
	template, err := render.ParseTemplate("careless.tmpl", careless)
	if err != nil {
		t.Fatal(err)
	}
	site := skeleton(t)
	write(t, filepath.Join(site, "_layouts", "post.html"), "{{ content }}\n")
	const share = 7 // of the texts; each is a page of its own, and Jekyll is slow
	texts := hostile()
	for i, s := range texts {
		if s = folded(s); s == "" || i%share != 0 {
			continue
		}
		post, err := template.Markdown(form(), onePost(t, held(number(t, 1), s, everywhere(s)), waiting(number(t, 2), s)))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(site, "_posts", fmt.Sprintf("2025-10-06-%d.md", i)), string(post))
	}
	build(t, jekyll, site)
	for i, s := range texts {
		if s = folded(s); s != "" && i%share == 0 {
			careful(t, s, []byte(read(t, site, "_site", "2025", "10", "06", fmt.Sprintf("%d.html", i))))
		}
	}
}

func TestTemplateIsTold(t *testing.T) {
	for text, want := range map[string]string{
		"{{range .Papers}}\n{{.Titel}}{{end}}":       "post.template: mine.tmpl:2:2",
		"{{range .Waiting}}{{.Goal}}{{end}}":         "can't evaluate field Goal",
		"{{range .Papers}}":                          "mine.tmpl:1: unexpected EOF",
		"{{.Title | upper}}":                         `function "upper" not defined`,
		"{{slice .Title 0 3}}":                       "slice",
		"{{range .Papers}}{{index .Title 0}}{{end}}": "index",
		"":      "mine.tmpl shows no paper's title: it needs {{.Title}} within {{range .Papers}}",
		"hello": "mine.tmpl shows no paper's title",
		"{{.Title}}{{range .Papers}}{{.Goal}}{{end}}": "mine.tmpl shows no paper's title",
		"{{range .Papers}}{{.Title}}{{end}}":          "mine.tmpl shows nothing of a summary: it needs fields such as {{.Goal}}",
		"\xff":                                        "no text in UTF-8",
		`{{range .Papers}}<img src="a.png" alt="{{.Title}}">{{end}}`:              "need .Attr",
		`{{range .Papers}}<a title="b" class=c` + "\n" + `id='{{.Goal}}'>{{end}}`: "need .Attr",
		`{{range .Waiting}}[a]({{.Link}} "{{.Title}}"){{end}}`:                    "need .Attr",
		`{{range .Papers}}![{{.Title}}](a.png){{end}}`:                            "need .Attr",
	} {
		if _, err := render.ParseTemplate("mine.tmpl", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestTemplateMayHoldTextInElements(t *testing.T) {
	for _, text := range []string{
		`{{range .Papers}}<p class="a">"{{.Title}}"</p>{{.Goal}}{{end}}`,
		`{{range .Papers}}[{{.Title}}]({{.Link}}) "{{.Goal}}" ({{.Results}}){{end}}`,
		`{{range .Papers}}![]({{.Link}}) [{{.Title}}] 1 < 2 "{{.Goal}}"{{end}}`,
	} {
		if _, err := render.ParseTemplate("mine.tmpl", text); err != nil {
			t.Error(err)
		}
	}
}

func TestTemplateAttributes(t *testing.T) {
	template, err := render.ParseTemplate("mine.tmpl", `{{range .Papers}}<img src="a.png" alt="{{.Title.Attr}}">{{.Goal}}{{end}}`)
	if err != nil {
		t.Fatal(err)
	}
	const title = `Training for $100 and $x$ by a@b.cd, \(x\) "quoted"`
	for _, flavor := range []render.Flavor{render.Jekyll, render.Hugo, render.Plain} {
		for _, math := range []render.Math{render.MathKeep, render.MathText} {
			f := form()
			f.Flavor, f.Math = flavor, math
			post, err := template.Markdown(f, onePost(t, held(number(t, 1), title, ordinary())))
			if err != nil {
				t.Fatal(err)
			}
			page, err := goquery.NewDocumentFromReader(bytes.NewReader(post))
			if err != nil {
				t.Fatal(err)
			}
			if got := page.Find("img").AttrOr("alt", ""); got != title {
				t.Errorf("%v, %v: got %q", flavor, math, got)
			}
		}
	}
}

func TestDocumentedTemplate(t *testing.T) {
	_, text, _ := strings.Cut(read(t, "..", "docs", "hostile-input.md"), "```\n")
	text, _, found := strings.Cut(text, "```\n")
	template, err := render.ParseTemplate("docs", text)
	if !found || err != nil {
		t.Fatal(found, err)
	}
	post, err := template.Markdown(form(), full(t))
	if err != nil {
		t.Fatal(err)
	}
	fixture.Golden(t, "documented.md", string(post))
}

func TestTemplateReplacesTheBody(t *testing.T) {
	template, err := render.ParseTemplate("mine.tmpl", "{{/* mine */}}\r\n{{range .Papers}}## {{.Number}}. [{{.Title}}]({{.Link}}) "+
		"({{.ID}}, {{.Upvotes}}{{range .Authors}}, {{.}}{{end}})\r\n{{with .Limitations}}{{if .IsEmpty}}none{{else}}{{.}}{{end}}{{end}}\n{{end}}"+
		"{{range .Waiting}}- {{.Alphaxiv}}\n{{end}}{{.Day}} {{.Title}}\n\n")
	if err != nil {
		t.Fatal(err)
	}
	p := full(t)
	got, err := template.Markdown(form(), p)
	if err != nil {
		t.Fatal(err)
	}
	fixture.Golden(t, "template.md", string(got))

	root := t.TempDir()
	publish(t, newSite(t, root), p, false)
	s, err := render.NewSite(zap.NewNop(), render.SiteOptions{
		Root: root, PostDir: "_posts", DataDir: "_data/daily_papers", Slug: "daily-papers", Form: form(), Template: template,
	})
	if err != nil {
		t.Fatal(err)
	}
	if done, err := s.Render(t.Context(), p.Day); err != nil || !done.Changed || read(t, root, postFile) != string(got) {
		t.Errorf("the post is not the template's: %v, %v", done.Changed, err)
	}
}

// TestTemplateThatFailsLeavesThePost fails on what the trial post does not show.
func TestTemplateThatFailsLeavesThePost(t *testing.T) {
	template, err := render.ParseTemplate("mine.tmpl", "{{range .Papers}}{{.Title}} {{index .Method 2}}{{end}}")
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	short := held(number(t, 1), "One", ordinary())
	short.Result.Summary.Method = short.Result.Summary.Method[:1]
	p := onePost(t, short)
	publish(t, newSite(t, root), p, false)
	before := read(t, root, postFile)
	s, err := render.NewSite(zap.NewNop(), render.SiteOptions{
		Root: root, PostDir: "_posts", DataDir: "_data/daily_papers", Slug: "daily-papers", Form: form(), Template: template,
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Render(t.Context(), p.Day); err == nil || !strings.Contains(err.Error(), "mine.tmpl:1") {
		t.Errorf("got %v, want the template's line", err)
	}
	if read(t, root, postFile) != before {
		t.Error("the post was changed")
	}
}
