package render_test

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/chromedp"

	"dailypapers/internal/fixture"
	"dailypapers/render"
)

// phone is the width of a small phone's screen, in pixels.
const phone = 375

// TestPagesInABrowser opens pages that Jekyll made in its own theme, and looks
// at them as a reader does: no script ran, nothing was asked of another host,
// and every text is laid out where it belongs. The attacks are held against the
// same texts as they do their work in a post without escapes. With -update it
// writes the picture of the README.
func TestPagesInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("building a site and opening its pages take their time")
	}
	jekyll, chromium := program(t, "jekyll"), program(t, "chromium")
	root := t.TempDir()
	demo, wide := demoPost(t, root), render.Post{Day: day(t, "2025-03-01"), Entries: titled(t, wideTitles())}
	theme(t, root)
	posts := []render.Post{demo, wide}
	attacks := attacks()
	texts := slices.Concat(slices.Sorted(maps.Values(attacks)), fragments)
	for chunk := range slices.Chunk(texts, 100) {
		post := render.Post{Day: day(t, "2025-01-01").Add(len(posts))}
		for i, text := range chunk {
			post.Entries = append(post.Entries, held(number(t, i), text, everywhere(text)), waiting(number(t, i), text))
		}
		posts = append(posts, post)
	}
	for _, post := range posts[1:] {
		publish(t, newSite(t, root), post, false)
	}
	for name, text := range rawPages(attacks) {
		write(t, filepath.Join(root, name+".md"), text)
	}
	build(t, jekyll, root)
	b := newBrowser(t, chromium, root)

	for _, post := range posts {
		t.Run("the page of "+post.Day.String(), func(t *testing.T) {
			file := pageFile(post.Day)
			p := b.open(t, file, phone)
			lookForDeeds(t, p, file, "assets/main.css", "favicon.ico")
			page, err := goquery.NewDocumentFromReader(strings.NewReader(evaluate[string](t, p, "content().outerHTML")))
			if err != nil {
				t.Fatal(err)
			}
			comparePage(t, shown(post), page.Find(".post-content").Nodes[0])
			lookAtLayout(t, p)
		})
	}
	t.Run("what an attack would do is seen", func(t *testing.T) {
		var calls, requests []string
		for name := range rawPages(attacks) {
			c, r := b.open(t, name+".html", phone).did()
			calls, requests = append(calls, c...), append(requests, r...)
		}
		for name := range attacks {
			if !slices.Contains(calls, "/"+name+"/") && !slices.Contains(hosts(t, requests), name+".example") {
				t.Errorf("%s opens no dialog and asks for nothing; others: %q and %q", name, calls, requests)
			}
		}
	})
	t.Run("Hangul is drawn", func(t *testing.T) { lookAtHangul(t, b.open(t, pageFile(demo.Day), phone)) })
	t.Run("the theme without its line for long words", func(t *testing.T) {
		const asItIs = "content().style.overflowWrap = 'normal'"
		p := b.open(t, pageFile(demo.Day), phone)
		evaluate[string](t, p, asItIs)
		lookAtLayout(t, p)
		p = b.open(t, pageFile(wide.Day), phone)
		evaluate[string](t, p, asItIs)
		if width := evaluate[int](t, p, "document.documentElement.scrollWidth"); width <= phone {
			t.Errorf("the long words end at %d of %d pixels: a page that is too wide would not be seen", width, phone)
		}
	})
	if fixture.Updating() {
		picture(t, b.open(t, pageFile(demo.Day), 820), filepath.Join("..", "docs", "demo.png"))
	}
}

// wideTitles are titles longer than a phone is wide: with spaces, in Korean
// without any, and in one word.
func wideTitles() []string {
	return []string{
		strings.Repeat("A Long Title of Ordinary Words, ", 10),
		strings.Repeat("띄어쓰기없는제목", 15),
		strings.Repeat("Unbroken", 15),
		"https://example.com/a_rather_long_path/without_any_place/to_break_it?that=is_a_space#or_a_hyphen",
		`$\mathcal{L}_{\text{total}}=\sum_{i=1}^{N}\left(\alpha_{i}\mathcal{L}_{i}+\beta_{i}\right)\cdot\gamma$`,
	}
}

// demoPost has the program run its demo in an empty folder, and returns the post.
func demoPost(t *testing.T, root string) render.Post {
	t.Helper()
	command := exec.CommandContext(t.Context(), program(t, "go"), "run", "dailypapers/cmd/dailypapers", "demo", "--dir", root)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("the demo: %v\n%s", err, output)
	}
	site := newSite(t, root)
	days, err := site.Records()
	if err != nil || len(days) != 1 {
		t.Fatalf("the demo's records: %v, %v", days, err)
	}
	post, _, err := site.Load(days[0])
	if err != nil {
		t.Fatal(err)
	}
	return post
}

// lookForDeeds holds that a page ran nothing and asked for nothing but the named
// files of its own site.
func lookForDeeds(t *testing.T, p *tab, files ...string) {
	t.Helper()
	calls, requests := p.did()
	if len(calls) > 0 {
		t.Errorf("scripts ran: %q", calls)
	}
	for _, address := range requests {
		file, ours := strings.CutPrefix(address, p.site+"/")
		if !ours || !slices.Contains(files, file) {
			t.Errorf("the page asks for %s", address)
		}
	}
	if p.left != nil {
		t.Errorf("the page went elsewhere: %v", p.left)
	}
}

func hosts(t *testing.T, addresses []string) []string {
	t.Helper()
	var all []string
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, u.Hostname())
	}
	return all
}

// lookAtLayout holds that all of the text is laid out, one element below the
// other, on the width of a phone.
func lookAtLayout(t *testing.T, p *tab) {
	t.Helper()
	above := 0.0
	for _, b := range evaluate[[]struct {
		Name, Source, Shown string
		Top, Bottom, Right  float64
	}](t, p, "blocks()") {
		what := fmt.Sprintf("<%s> %.80q", b.Name, b.Shown)
		if got, want := folded(b.Shown), folded(b.Source); got != want {
			t.Errorf("%s is laid out of %.80q", what, want)
		}
		if b.Top < above || b.Bottom <= b.Top {
			t.Errorf("%s goes from %.1f to %.1f, below %.1f", what, b.Top, b.Bottom, above)
		}
		if b.Right > phone {
			t.Errorf("%s goes to %.1f of %d pixels", what, b.Right, phone)
		}
		above = b.Bottom
	}
	if above == 0 {
		t.Error("the page is empty")
	}
	if width := evaluate[int](t, p, "document.documentElement.scrollWidth"); width > phone {
		t.Errorf("the page is %d pixels wide, %d are there", width, phone)
	}
}

// lookAtHangul holds that each syllable of a page has a drawing of its own. One
// that no font knows is drawn as the same box as the others.
func lookAtHangul(t *testing.T, p *tab) {
	t.Helper()
	type shapes struct{ Different, Blank int }
	drawn := func(characters []rune) shapes {
		return evaluate[shapes](t, p, fmt.Sprintf("shapes(%q)", string(characters)))
	}

	if unassigned := []rune("\u0378\u0379\u0380\u0381\u0382\u0383"); drawn(unassigned).Different >= len(unassigned) {
		t.Fatal("characters that do not exist are drawn: what Hangul looks like says nothing")
	}
	if drawn([]rune("가나")).Different < 2 {
		fixture.Absent(t, "no font has Hangul; apt-get install fonts-nanum")
	}
	var syllables []rune
	for _, r := range evaluate[string](t, p, "content().innerText") {
		if unicode.Is(unicode.Hangul, r) {
			syllables = append(syllables, r)
		}
	}
	slices.Sort(syllables)
	syllables = slices.Compact(syllables)
	if got := drawn(syllables); len(syllables) < 100 || got.Different != len(syllables) || got.Blank > 0 {
		t.Errorf("%d syllables have %d drawings, and %d are blank", len(syllables), got.Different, got.Blank)
	}
}

// picture writes what the tab shows, down to the second paper, as a PNG. Its
// letters are those of fonts-liberation and fonts-nanum.
func picture(t *testing.T, p *tab, path string) {
	t.Helper()
	bottom := evaluate[float64](t, p, "content().querySelectorAll('h1')[1].getBoundingClientRect().bottom")
	width := evaluate[int64](t, p, "innerWidth")
	if err := chromedp.Do(p.context, chromedp.EmulateViewport(width, int64(bottom)+10)); err != nil {
		t.Fatal(err)
	}
	png, err := chromedp.Run(p.context, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, png, 0o644); err != nil {
		t.Fatal(err)
	}
}
