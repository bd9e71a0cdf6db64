package render_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"dailypapers/fetch"
	"dailypapers/render"
)

// hugoForm is the usual form of a Hugo site in Seoul.
func hugoForm(t testing.TB) render.Form {
	t.Helper()
	f := form()
	f.Flavor = render.Hugo
	f.Zone = time.FixedZone("KST", 9*60*60)
	return f
}

// hugoSite returns a site on disk and the folder of its posts.
func hugoSite(t testing.TB, root string, f render.Form) *render.Site {
	t.Helper()
	return siteIn(t, root, "content/posts", f)
}

// TestHugo is TestJekyll for Hugo, whose Markdown is goldmark's with tables,
// strikethrough, task lists, links from bare addresses, definition lists,
// footnotes and smart punctuation. Emoji are switched on besides.
func TestHugo(t *testing.T) {
	if testing.Short() {
		t.Skip("building a site takes its time")
	}
	hugo := program(t, "hugo")
	entries := append(hostileEntries(t), titled(t, inventedTitles())...)
	if titles, ok := recordedTitlesIfAny(t); ok {
		entries = append(entries, titled(t, titles)...)
	}
	posts := []render.Post{{Day: day(t, "2025-01-01"), Entries: []render.Entry{held(number(t, 1), "LanternNet", ordinary())}}}
	for chunk := range slices.Chunk(entries, 100) {
		posts = append(posts, render.Post{Day: day(t, "2025-01-01").Add(len(posts)), Entries: chunk})
	}

	root := t.TempDir()
	write(t, filepath.Join(root, "layouts", "_default", "single.html"),
		"<!DOCTYPE html>\n<html><head><title>{{ .Title }}</title></head><body><main>{{ .Content }}</main></body></html>\n")
	site := hugoSite(t, root, hugoForm(t))
	for _, post := range posts {
		publish(t, site, post, false)
	}
	buildHugo(t, hugo, root, "enableEmoji = true\n")
	for _, post := range posts {
		page := hugoPage(t, root, post.Day)
		if got, want := page.Find("title").Text(), "Daily Papers — "+post.Day.String(); got != want {
			t.Errorf("the page's title is %q, want %q", got, want)
		}
		comparePage(t, shown(post), page.Find("main").Nodes[0])
	}
}

// TestHugoSetsFormulas builds the cases for a site that lets HTML through, which
// is what a span needs.
func TestHugoSetsFormulas(t *testing.T) {
	hugo := program(t, "hugo")
	root := t.TempDir()
	write(t, filepath.Join(root, "layouts", "_default", "single.html"), "<main>{{ .Content }}</main>\n")
	keep, text := hugoForm(t), hugoForm(t)
	text.Math = render.MathText
	kept, told := mathPost(t, "2025-12-01"), mathPost(t, "2025-12-02")
	publish(t, hugoSite(t, root, keep), kept, false)
	publish(t, hugoSite(t, root, text), told, false)
	buildHugo(t, hugo, root, "[markup.goldmark.renderer]\nunsafe = true\n")
	if diff := diff(mathOf(), typeset(hugoPage(t, root, kept.Day).Find("main").Nodes[0])); diff != "" {
		t.Errorf("the formulas that MathJax sets (-want +got):\n%s", diff)
	}
	if set := typeset(hugoPage(t, root, told.Day).Find("main").Nodes[0]); len(set) > 0 {
		t.Errorf("MathJax sets %q", set)
	}
	for _, post := range []render.Post{kept, told} {
		comparePage(t, shown(post), hugoPage(t, root, post.Day).Find("main").Nodes[0])
	}
}

// TestFrontMatterInHugo asks Hugo what it reads, in one build.
func TestFrontMatterInHugo(t *testing.T) {
	hugo := program(t, "hugo")
	root := t.TempDir()
	write(t, filepath.Join(root, "layouts", "_default", "single.html"),
		`<pre>{{ dict "title" .Title "layout" .Layout "tags" .Params.tags "categories" .Params.categories `+
			`"date" (.Date.Format "2006-01-02T15:04:05Z07:00") | jsonify }}</pre>`)
	forms := frontMatters()
	for i, f := range forms {
		f.Flavor, f.Zone = render.Hugo, hugoForm(t).Zone
		write(t, filepath.Join(root, "content", "posts", fmt.Sprintf("%d.md", i)), string(f.Markdown(onePost(t))))
	}
	buildHugo(t, hugo, root, "")
	for i, f := range forms {
		data, err := os.ReadFile(filepath.Join(root, "public", "posts", strconv.Itoa(i), "index.html"))
		if err != nil {
			t.Fatal(err)
		}
		page, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			values
			Date string
		}
		if err := json.Unmarshal([]byte(page.Find("pre").Text()), &got); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
		if diff := diff(wanted(f), got.values); diff != "" {
			t.Errorf("Hugo (-want +got):\n%s\nof\n%s", diff, f.Title)
		}
		if got.Date != "2025-10-06T08:15:00+09:00" {
			t.Errorf("the date is %s", got.Date)
		}
	}
}

// buildHugo builds the site in root into its folder public.
func buildHugo(t *testing.T, hugo, root, config string) {
	t.Helper()
	write(t, filepath.Join(root, "config.toml"), "baseURL = \"https://example.org/\"\ntitle = \"invented\"\n"+
		"disableKinds = [\"taxonomy\", \"term\", \"RSS\", \"sitemap\", \"home\", \"section\", \"404\"]\n"+config)
	command := exec.CommandContext(t.Context(), hugo, "--source", root, "--destination", filepath.Join(root, "public"),
		"--cacheDir", filepath.Join(root, "cache"))
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("hugo: %v\n%.2000s", err, output)
	}
	for row := range strings.Lines(string(output)) {
		if strings.HasPrefix(row, "WARN") || strings.HasPrefix(row, "ERROR") {
			t.Errorf("hugo says: %.300s", row)
		}
	}
}

// hugoPage returns the page that Hugo made of a day's post.
func hugoPage(t *testing.T, root string, day fetch.Day) *goquery.Document {
	t.Helper()
	date := day.String()
	path := filepath.Join(root, "public", "posts", date+"-daily-papers-"+strings.ReplaceAll(date, "-", ""), "index.html")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return page
}
