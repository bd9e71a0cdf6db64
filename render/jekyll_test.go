package render_test

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"dailypapers/internal/fixture"
	"dailypapers/render"
	"dailypapers/summarize"
)

// TestJekyll builds a site with the real Jekyll and holds the pages against what
// went in: every text is shown exactly, and nothing else is.
func TestJekyll(t *testing.T) {
	if testing.Short() {
		t.Skip("building a site takes its time")
	}
	jekyll := program(t, "jekyll")

	var posts []render.Post
	add := func(entries ...render.Entry) {
		// kramdown's time grows with the square of a page's length.
		for chunk := range slices.Chunk(entries, 100) {
			posts = append(posts, render.Post{Day: day(t, "2025-01-01").Add(len(posts)), Entries: chunk})
		}
	}
	add(held(number(t, 1), "LanternNet: A Lamp for Long Contexts", ordinary()))
	add(hostileEntries(t)...)
	add(titled(t, inventedTitles())...)
	if titles, ok := recordedTitlesIfAny(t); ok {
		add(titled(t, titles)...)
	}

	site := skeleton(t)
	keep, text := siteOf(t, site, form()), siteOf(t, site, mathForm(render.MathText))
	for _, post := range posts {
		publish(t, keep, post, false)
	}
	formulas := mathPost(t, "2025-12-01")
	publish(t, keep, formulas, false)
	var asText []render.Post
	for i, chunk := range slices.Collect(slices.Chunk(hostileEntries(t), 200)) {
		asText = append(asText, render.Post{Day: day(t, "2026-01-01").Add(i), Entries: chunk})
	}
	asText = append(asText, mathPost(t, "2025-12-02"))
	for _, post := range asText {
		publish(t, text, post, false)
	}
	build(t, jekyll, site)

	all := slices.Concat(posts, []render.Post{formulas}, asText)
	for _, post := range all {
		page := pageOf(t, site, post.Day)
		if got, want := page.Find("title").Text(), "Daily Papers — "+post.Day.String(); got != want {
			t.Errorf("the page's title is %q, want %q", got, want)
		}
		if got := page.Find("aside").Text(); got != strconv.Itoa(len(all)) {
			t.Errorf("Jekyll read %s day records, want %d", got, len(all))
		}
		comparePage(t, shown(post), page.Find("main").Nodes[0])
	}
	if diff := diff(mathOf(), typeset(pageOf(t, site, formulas.Day).Find("main").Nodes[0])); diff != "" {
		t.Errorf("the formulas that MathJax sets (-want +got):\n%s", diff)
	}
	for _, post := range asText {
		if set := typeset(pageOf(t, site, post.Day).Find("main").Nodes[0]); len(set) > 0 {
			t.Errorf("%s: MathJax sets %q", post.Day, set)
		}
	}
}

// mathForm is the usual form, but for what becomes of formulas.
func mathForm(m render.Math) render.Form {
	f := form()
	f.Math = m
	return f
}

// TestJekyllShowsTheModelDocument holds the page of the model document against
// the page of what is read from it and written again: the same text, section by
// section, white space and the shape of quotation marks aside (the original
// leaves those to kramdown, which bends them).
func TestJekyllShowsTheModelDocument(t *testing.T) {
	jekyll := program(t, "jekyll")
	original, err := os.ReadFile(fixture.Recorded(t, "posts/2025-10-06-daily-papers-20251006.md"))
	if err != nil {
		t.Fatal(err)
	}
	page, err := render.ParseMarkdown(original)
	if err != nil {
		t.Fatal(err)
	}
	var entries []render.Entry
	for _, paper := range page.Papers {
		entries = append(entries, held(paper.ID, paper.Title, paper.Summary))
	}
	site := skeleton(t)
	write(t, filepath.Join(site, "_posts", "2025-10-05-daily-papers-20251005.md"),
		strings.Replace(string(original), "date: 2025-10-06", "date: 2025-10-05", 1))
	write(t, filepath.Join(site, postFile), string(form().Markdown(onePost(t, entries...))))
	build(t, jekyll, site)
	want, got := sectionsOf(pageOf(t, site, day(t, "2025-10-05"))), sectionsOf(pageOf(t, site, day(t, "2025-10-06")))
	if diff := diff(want, got); diff != "" {
		t.Errorf("the page (-original +ours):\n%s", diff)
	}
}

// sectionsOf returns a page's text, a heading or what follows it an item.
func sectionsOf(page *goquery.Document) []string {
	straight := strings.NewReplacer("“", `"`, "”", `"`, "‘", "'", "’", "'")
	var all []string
	page.Find("main").Children().Each(func(_ int, s *goquery.Selection) {
		if text := straight.Replace(folded(s.Text())); s.Is("h1, h2") {
			all = append(all, "# "+text, "")
		} else if len(all) > 0 {
			all[len(all)-1] = strings.TrimSpace(all[len(all)-1] + " " + text)
		}
	})
	return all
}

// program returns the path of a program, or ends the test without it.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		packages := map[string]string{"xmllint": "libxml2-utils"}
		fixture.Absent(t, name+" is not installed; apt-get install "+cmp.Or(packages[name], name))
	}
	return path
}

func titled(t testing.TB, titles []string) []render.Entry {
	entries := make([]render.Entry, 0, len(titles)+1)
	for i, title := range titles {
		entries = append(entries, held(number(t, i), title, summarize.Fields{Results: title}))
	}
	return entries
}

// shown returns the elements that the page of p must have, one a row.
func shown(p render.Post) []string {
	var rows []string
	paragraph := func(sentences ...string) {
		if text := strings.TrimSpace(folded(strings.Join(sentences, "\x02"))); text != "" {
			rows = append(rows, fmt.Sprintf("<p>%q</p>", text))
		}
	}
	link := func(e render.Entry) string {
		return fmt.Sprintf(`<a https://arxiv.org/abs/%s>%q</a>`, e.Paper.ID, shownTitle(e))
	}
	number, first := 0, true
	for _, e := range p.Entries {
		if e.Result.Status != summarize.Held {
			continue
		}
		number++
		f := e.Result.Summary
		rows = append(rows,
			fmt.Sprintf("<h1>%q%s</h1>", fmt.Sprintf("%d. ", number), link(e)),
			fmt.Sprintf(`<blockquote><p><a https://www.alphaxiv.org/ko/overview/%s>"Alphaxiv"</a></p></blockquote>`, e.Paper.ID),
			`<h2>"Introduction"</h2>`,
			fmt.Sprintf("<ul><li>%q</li><li>%q</li><li>%q</li></ul>", strings.TrimSpace("Goal: "+folded(f.Goal)),
				strings.TrimSpace("Motivation: "+folded(f.Motivation)), strings.TrimSpace("Contribution: "+folded(f.Contribution))),
			`<h2>"Method"</h2>`)
		var method []string
		for _, s := range f.Method {
			if s = folded(s); s != "" {
				method = append(method, fmt.Sprintf("%q", s))
			}
		}
		if len(method) > 0 {
			rows = append(rows, "<p>"+strings.Join(method, "<br></br>")+"</p>")
		}
		rows = append(rows, `<h2>"Results"</h2>`)
		paragraph(f.Results)
		rows = append(rows, `<h2>"Limitations"</h2>`)
		paragraph(f.Limitations)
		rows = append(rows, `<h2>"Conclusion"</h2>`)
		paragraph(f.Conclusion)
	}
	for _, e := range p.Entries {
		if e.Result.Status == summarize.Held {
			continue
		}
		if first {
			rows = append(rows, `<h1>"요약 대기"</h1>`, "<ul>")
			first = false
		}
		rows[len(rows)-1] += "<li>" + link(e) + "</li>"
	}
	if !first {
		rows[len(rows)-1] += "</ul>"
	}
	return rows
}

// folded is what a page can show of s: one line, no control characters.
func folded(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// comparePage holds the elements below main against the rows.
func comparePage(t *testing.T, want []string, main *html.Node) {
	t.Helper()
	unwrap(main)
	var got []string
	for node := range main.ChildNodes() {
		if node.Type == html.TextNode && strings.TrimSpace(node.Data) == "" {
			continue
		}
		got = append(got, outline(node))
	}
	wrong := 0
	for i := range max(len(want), len(got)) {
		var w, g string
		if i < len(want) {
			w = want[i]
		}
		if i < len(got) {
			g = got[i]
		}
		if w != g {
			if w, g = trimCommon(w, g); wrong < 20 {
				t.Errorf("element %d of the page:\nwant %s\n got %s", i, w, g)
			}
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d elements differ", wrong, len(want))
	}
}

// trimCommon cuts what two long rows have in common at their beginning.
func trimCommon(a, b string) (string, string) {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	i = max(0, i-60)
	return fmt.Sprintf("%.200s", a[i:]), fmt.Sprintf("%.200s", b[i:])
}

// outline returns an element with its text quoted, its links' targets and no
// other attribute; white space that only lays out the source is left out.
func outline(node *html.Node) string {
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch n.Type {
		case html.TextNode:
			text := n.Data
			if n.PrevSibling == nil || n.PrevSibling.Data == "br" {
				text = strings.TrimPrefix(text, "\n")
			}
			if strings.Trim(text, "\n ") == "" && (n.Parent.Data == "ul" || n.Parent.Data == "blockquote") {
				return
			}
			fmt.Fprintf(&b, "%q", text)
		case html.ElementNode:
			b.WriteString("<" + n.Data)
			for _, a := range n.Attr {
				if a.Key != "id" || n.Data != "h1" && n.Data != "h2" {
					if a.Key == "href" {
						b.WriteString(" " + a.Val)
					} else {
						b.WriteString(" " + a.Key + "=" + a.Val)
					}
				}
			}
			b.WriteString(">")
			for child := range n.ChildNodes() {
				walk(child)
			}
			b.WriteString("</" + n.Data + ">")
		default:
			fmt.Fprintf(&b, "(node %d %q)", n.Type, n.Data)
		}
	}
	walk(node)
	return b.String()
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
