package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"dailypapers/fetch"
	"dailypapers/internal/fixture"
	"dailypapers/pipeline/sample"
)

// holdPage builds the post with Jekyll, which may be missing but in CI, and holds
// the page: the titles as they are, no forbidden word beside them, and no element or
// link that a post has no use for.
func holdPage(t *testing.T, attacks []attack, papers []sample.Paper, post string) {
	jekyll, err := exec.LookPath("jekyll")
	if err != nil {
		fixture.Absent(t, "jekyll is not installed; apt-get install jekyll")
	}
	site, name := t.TempDir(), "2025-10-14-daily-papers-20251014"
	for path, text := range map[string]string{
		"_config.yml":            "title: invented\nfuture: true\nstrict_front_matter: true\n",
		"_layouts/post.html":     "<!DOCTYPE html><html><body><main>{{ content }}</main></body></html>\n",
		"_posts/" + name + ".md": post,
	} {
		path = filepath.Join(site, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), jekyll, "build", "--source", site, "--destination", filepath.Join(site, "_site"),
		"--disable-disk-cache")
	command.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TZ=UTC")
	command.Dir = site
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("jekyll: %v\n%.2000s", err, output)
	}
	found, _ := filepath.Glob(filepath.Join(site, "_site", "2025", "10", "14", "*.html"))
	if len(found) != 1 {
		t.Fatalf("jekyll has made %v", found)
	}
	file, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	page, err := goquery.NewDocumentFromReader(file)
	if err != nil {
		t.Fatal(err)
	}
	main := page.Find("main")
	for i, a := range attacks {
		link := main.Find(`a[href="https://arxiv.org/abs/` + a.ID + `"]`)
		if got, want := link.Text(), fetch.Clean(papers[i].Title); got != want {
			t.Errorf("%s: the title is shown as %q, want %q", a.ID, got, want)
		}
	}
	main.Find(`a[href^="https://arxiv.org/abs/2510.95"]`).SetText("")
	main.Find("*").Each(func(_ int, s *goquery.Selection) {
		href, _ := s.Attr("href")
		switch goquery.NodeName(s) {
		case "h1", "h2", "p", "ul", "li", "br", "blockquote":
		case "a":
			if !strings.HasPrefix(href, "https://arxiv.org/abs/2510.95") && !strings.HasPrefix(href, "https://www.alphaxiv.org/ko/overview/2510.95") {
				t.Errorf("the page has a link to %s", href)
			}
		default:
			t.Errorf("the page has a <%s>", goquery.NodeName(s))
		}
		for _, attribute := range s.Nodes[0].Attr {
			if attribute.Key != "href" && attribute.Key != "id" {
				t.Errorf("the page has a <%s %s>", goquery.NodeName(s), attribute.Key)
			}
		}
	})
	shown := map[string]string{}
	var id string
	main.Children().Each(func(_ int, s *goquery.Selection) {
		if goquery.NodeName(s) == "h1" {
			href, _ := s.Find("a").Attr("href")
			id = strings.TrimPrefix(href, "https://arxiv.org/abs/")
		}
		shown[id] += s.Text() + "\n"
	})
	for _, a := range attacks {
		a.judge(t, a.found(shown[a.ID]), shown[a.ID])
	}
	if words := strings.Fields(shown[""]); len(words) != 2 { // 요약 대기
		t.Errorf("beside titles, the page says of the papers that wait: %q", words)
	}
}
