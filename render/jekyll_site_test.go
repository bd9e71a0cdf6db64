package render_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"dailypapers/fetch"
	"dailypapers/internal/fixture"
)

// skeleton returns the folder of a site that has a layout and no post.
func skeleton(t *testing.T) string {
	t.Helper()
	site := t.TempDir()
	write(t, filepath.Join(site, "_config.yml"), "title: invented\nfuture: true\nstrict_front_matter: true\n")
	write(t, filepath.Join(site, "_layouts", "post.html"),
		"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{{ page.title | escape }}</title></head>"+
			"<body><main>{{ content }}</main><aside>{{ site.data.daily_papers | size }}</aside></body></html>\n")
	return site
}

// theme makes a folder a site in Korean, in the theme which Jekyll gives to every
// new site, with the one line for long words that docs/hostile-input.md asks for.
func theme(t *testing.T, site string) {
	t.Helper()
	find := exec.CommandContext(t.Context(), program(t, "ruby"), "-e", `gem "minima"`)
	if err := find.Run(); err != nil {
		fixture.Absent(t, "Jekyll's theme is not installed; apt-get install jekyll-theme-minima")
	}
	write(t, filepath.Join(site, "_config.yml"),
		"title: 오늘의 논문\nlang: ko\ntheme: minima\nfuture: true\nstrict_front_matter: true\n")
	write(t, filepath.Join(site, "assets", "main.scss"), "---\n---\n\n"+
		"@import \"minima\";\n.post-content { overflow-wrap: anywhere; }\n")
}

// build has Jekyll make the pages of a site, in its folder _site.
func build(t *testing.T, jekyll, site string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), jekyll, "build", "--source", site, "--destination", filepath.Join(site, "_site"),
		"--disable-disk-cache")
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	command.Dir = site
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("jekyll: %v\n%.2000s", err, output)
	}
	for row := range strings.Lines(string(output)) {
		if strings.Contains(row, "Warning") || strings.Contains(row, "Error") {
			t.Errorf("jekyll says: %.300s", row)
		}
	}
}

// pageOf returns the page that Jekyll made of a day's post.
func pageOf(t *testing.T, site string, day fetch.Day) *goquery.Document {
	t.Helper()
	page, err := goquery.NewDocumentFromReader(strings.NewReader(read(t, site, "_site", pageFile(day))))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// pageFile returns where in a built site the page of a day's post is.
func pageFile(day fetch.Day) string {
	date := day.String()
	return strings.ReplaceAll(date, "-", "/") + "/daily-papers-" + strings.ReplaceAll(date, "-", "") + ".html"
}
