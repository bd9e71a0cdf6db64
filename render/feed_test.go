package render_test

import (
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"golang.org/x/net/html"

	"dailypapers/internal/fixture"
	"dailypapers/render"
)

// withFeeds returns a site with feeds.
func withFeeds(t testing.TB, root, dir string, f render.Form, feeds render.Feeds) *render.Site {
	t.Helper()
	s, err := render.NewSite(zap.NewNop(), render.SiteOptions{
		Root: root, PostDir: dir, DataDir: "_data/daily_papers", Slug: "daily-papers", Form: f, Feeds: feeds,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var example = render.Feeds{URL: "https://example.org/blog/"}

// feedsOf reads both feeds below a folder and returns what they tell, which is
// the same but for what XML cannot say.
func feedsOf(t *testing.T, root string) []item {
	t.Helper()
	items := readJSONFeed(t, read(t, root, "daily-papers.json"))
	sayable := func(s string) string { return strings.NewReplacer("\ufffe", "\ufffd", "\uffff", "\ufffd").Replace(s) }
	equal := cmp.Comparer(func(a, b string) bool { return sayable(a) == sayable(b) })
	if diff := cmp.Diff(items, readAtom(t, read(t, root, "daily-papers.xml")), equal); diff != "" {
		t.Errorf("the feeds differ (-json +atom):\n%s", diff)
	}
	return items
}

func TestFeeds(t *testing.T) {
	root := t.TempDir()
	f := form()
	f.Zone = time.FixedZone("KST", 9*60*60)
	s := withFeeds(t, root, "_posts", f, example)
	for i := range 9 {
		p := full(t)
		p.Day = p.Day.Add(i)
		publish(t, s, p, false)
	}
	items := feedsOf(t, root)
	if len(items) != 7 {
		t.Fatalf("%d items, want those of 7 days", len(items))
	}
	items[6].HTML = ""
	want := item{
		ID: "tag:example.org,2025-10-08:blog/daily-papers", Link: "https://example.org/blog/2025/10/08/daily-papers-20251008.html",
		Title: "Daily Papers — 2025-10-08", Published: "2025-10-07T23:15:00Z", Updated: "2025-10-07T23:15:00Z",
		Tags: []string{"papers", "hugginface"},
	}
	if diff := diff(want, items[6]); diff != "" {
		t.Errorf("the oldest item (-want +got):\n%s", diff)
	}
}

// TestFeedsSayWhenTheyChanged holds that a feed changes with a record, and only
// then, and that its times come from there.
func TestFeedsSayWhenTheyChanged(t *testing.T) {
	root := t.TempDir()
	s := withFeeds(t, root, "_posts", form(), example)
	p := full(t)
	publish(t, s, p, false)
	if got := feedsOf(t, root)[0].Updated; got != "2025-10-07T22:20:00Z" {
		t.Errorf("updated at %s, want the time of the summary", got)
	}
	long := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	files := []string{"daily-papers.xml", "daily-papers.json"}
	for _, name := range files {
		if err := os.Chtimes(filepath.Join(root, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	publish(t, s, p, false)
	if changed, err := s.WriteFeeds(t.Context()); len(changed) > 0 || err != nil {
		t.Errorf("changed: %v, error: %v", changed, err)
	}
	for _, name := range files {
		if info, err := os.Stat(filepath.Join(root, name)); err != nil || !info.ModTime().Equal(long) {
			t.Errorf("%s was touched: %v", name, err)
		}
	}
	before := feedsOf(t, root)[0]
	late := held(number(t, 10), "Late", ordinary())
	late.Result.At = boughtAt.Add(24 * time.Hour)
	p.Entries = append(p.Entries, late)
	publish(t, s, p, false)
	after := feedsOf(t, root)[0]
	if after.ID != before.ID || after.Published != before.Published || after.Updated != "2025-10-08T22:20:00Z" || after.HTML == before.HTML {
		t.Errorf("before %.300v\nafter %.300v", before, after)
	}
	before = after
	later := waiting(number(t, 11), "Later")
	later.Added = boughtAt.Add(48 * time.Hour)
	p.Entries = append(p.Entries, later)
	publish(t, s, p, false)
	after = feedsOf(t, root)[0]
	if after.ID != before.ID || after.Updated != "2025-10-09T22:20:00Z" || after.HTML == before.HTML {
		t.Errorf("a paper that waits: before %.300v\nafter %.300v", before, after)
	}
}

// TestFeedsShowHostileTexts holds the feeds' HTML against what went in.
func TestFeedsShowHostileTexts(t *testing.T) {
	root := t.TempDir()
	f := form()
	f.Title, f.Tags = "{date} <b>\"&'\u2028]]>", []string{"<a>", "R&D", "c++"}
	s := withFeeds(t, root, "_posts", f, example)
	p := full(t)
	p.Entries = hostileEntries(t)
	publish(t, s, p, false)
	items := feedsOf(t, root)
	if len(items) != 1 || items[0].Title != `2025-10-06 <b>"&' ]]>` {
		t.Fatalf("the title is %q", items[0].Title)
	}
	page, err := html.Parse(strings.NewReader(items[0].HTML))
	if err != nil {
		t.Fatal(err)
	}
	want := shown(p)
	lower := strings.NewReplacer("<h1>", "<h2>", "</h1>", "</h2>", "<h2>", "<h3>", "</h2>", "</h3>")
	for i := range want {
		want[i] = lower.Replace(want[i])
	}
	comparePage(t, want, page.FirstChild.LastChild)
}

func TestFeedsLinkToThePost(t *testing.T) {
	categorised := form()
	categorised.Categories = []string{"Daily", "논문 요약", "daily"}
	plain := form()
	plain.Flavor = render.Plain
	for name, test := range map[string]struct {
		form      render.Form
		dir       string
		permalink string
		feedDir   string
		want      string
	}{
		"jekyll":         {form(), "_posts", "", "", "https://example.org/blog/2025/10/06/daily-papers-20251006.html"},
		"categories":     {categorised, "_posts", "", "", "https://example.org/blog/daily/%EB%85%BC%EB%AC%B8%20%EC%9A%94%EC%95%BD/2025/10/06/daily-papers-20251006.html"},
		"own":            {form(), "_posts", "/posts/{name}/", "", "https://example.org/blog/posts/daily-papers-20251006/"},
		"own dates":      {form(), "_posts", "/{year}/{month}-{day}/{date}", "", "https://example.org/blog/2025/10-06/2025-10-06"},
		"hugo":           {hugoForm(t), "content/posts", "", "static", "https://example.org/blog/posts/2025-10-06-daily-papers-20251006/"},
		"hugo elsewhere": {hugoForm(t), "notes", "", "static", ""},
		"plain":          {plain, "posts", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			feeds := example
			feeds.Permalink = test.permalink
			publish(t, withFeeds(t, root, test.dir, test.form, feeds), full(t), false)
			if got := feedsOf(t, filepath.Join(root, test.feedDir))[0].Link; got != test.want {
				t.Errorf("the link is %q, want %q", got, test.want)
			}
		})
	}
}

// TestFeedsInJekyll holds that a real site serves the feeds as they are, and the
// posts where the feeds say.
func TestFeedsInJekyll(t *testing.T) {
	jekyll := program(t, "jekyll")
	f := form()
	f.Categories = []string{"Daily", "논문"}
	site := skeleton(t)
	publish(t, withFeeds(t, site, "_posts", f, render.Feeds{URL: "https://example.org"}), full(t), false)
	build(t, jekyll, site)
	serves(t, site, filepath.Join(site, "_site"))
}

func TestFeedsInHugo(t *testing.T) {
	hugo := program(t, "hugo")
	site := t.TempDir()
	write(t, filepath.Join(site, "layouts", "_default", "single.html"), "{{ .Content }}\n")
	publish(t, withFeeds(t, site, "content/posts", hugoForm(t), render.Feeds{URL: "https://example.org"}), full(t), false)
	buildHugo(t, hugo, site, "")
	serves(t, filepath.Join(site, "static"), filepath.Join(site, "public"))
}

func serves(t *testing.T, written, served string) {
	t.Helper()
	for _, name := range []string{"daily-papers.xml", "daily-papers.json"} {
		if read(t, written, name) != read(t, served, name) {
			t.Errorf("%s is served otherwise than written", name)
		}
	}
	u, err := url.Parse(feedsOf(t, served)[0].Link)
	if err != nil {
		t.Fatal(err)
	}
	path := u.Path
	if strings.HasSuffix(path, "/") {
		path += "index.html"
	}
	if _, err := os.Stat(filepath.Join(served, filepath.FromSlash(path))); err != nil {
		t.Errorf("the feed's link leads nowhere: %v", err)
	}
}

// TestFeedsInRuby asks the validator of Ruby's RSS library.
func TestFeedsInRuby(t *testing.T) {
	ruby := program(t, "ruby")
	if err := exec.CommandContext(t.Context(), ruby, "-rrss", "-e", "1").Run(); err != nil {
		fixture.Absent(t, "Ruby has no RSS library; gem install rss")
	}
	root := t.TempDir()
	s := withFeeds(t, root, "_posts", form(), example)
	for i, text := range []string{"LanternNet", "<script>", "]]> & \ufffe", "{{ x }}"} {
		p := onePost(t, held(number(t, i), text, everywhere(text)))
		p.Day = p.Day.Add(i)
		publish(t, s, p, false)
	}
	command := exec.CommandContext(t.Context(), ruby, "-Ku", "-rrss", "-e",
		"feed = RSS::Parser.parse(File.read(ARGV[0]), true); print feed.valid?, feed.entries.size", filepath.Join(root, "daily-papers.xml"))
	output, err := command.CombinedOutput()
	if err != nil || string(output) != "true4" {
		t.Errorf("%v: %s", err, output)
	}
}

// Another's file is left alone and named, beside a post that was edited too; the
// day stands on the site all the same.
func TestFeedsLeaveAnothersFile(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "daily-papers.xml"), "<feed/>")
	s := withFeeds(t, root, "_posts", form(), example)
	for _, want := range []error{nil, render.ErrEdited} {
		done, err := s.Publish(t.Context(), full(t), false)
		if !errors.Is(err, want) || !errors.Is(done.FeedErr, render.ErrForeignFeed) {
			t.Errorf("got %v and %v, want %v and ErrForeignFeed", err, done.FeedErr, want)
		}
		if read(t, root, "daily-papers.xml") != "<feed/>" {
			t.Error("it was written over")
		}
		write(t, done.PostPath, "mine")
	}
}

// A folder that the feeds cannot be written to is found out before the day is run.
func TestFeedsNeedTheirFolder(t *testing.T) {
	root := t.TempDir()
	f := form()
	f.Flavor = render.Hugo
	s := withFeeds(t, root, "content/posts", f, example)
	if err := s.CheckWritable(); err != nil {
		t.Error(err)
	}
	write(t, filepath.Join(root, "static"), "")
	if err := s.CheckWritable(); err == nil || !strings.Contains(err.Error(), "static") {
		t.Errorf("got %v, want a fault of static", err)
	}
}

func TestFeedsPassOverABrokenRecord(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "_data", "daily_papers", "2025-10-01.json"), "{")
	publish(t, withFeeds(t, root, "_posts", form(), example), full(t), false)
	if n := len(feedsOf(t, root)); n != 1 {
		t.Errorf("%d items, want 1", n)
	}
}

func TestNoFeedsWithoutAddress(t *testing.T) {
	root := t.TempDir()
	publish(t, newSite(t, root), full(t), false)
	if found, _ := filepath.Glob(filepath.Join(root, "daily-papers*")); len(found) > 0 {
		t.Errorf("there is %v", found)
	}
}

func TestFeedsAreValidated(t *testing.T) {
	for _, feeds := range []render.Feeds{
		{URL: "example.org"},
		{URL: "ftp://example.org"},
		{URL: "https://"},
		{URL: "https://example.org/?a"},
		{URL: "https://me:key@example.org"},
		{URL: "https://example.org", Permalink: "posts/"},
		{URL: "https://example.org", Permalink: "/{title}/"},
		{URL: "https://example.org", Permalink: "/posts/?d={date}"},
	} {
		_, err := render.NewSite(zap.NewNop(), render.SiteOptions{
			Root: ".", PostDir: "_posts", DataDir: "_data", Slug: "daily-papers", Form: form(), Feeds: feeds,
		})
		want := "post.url"
		if feeds.Permalink != "" {
			want = "post.permalink"
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want a fault of %s", feeds, err, want)
		}
	}
}

func BenchmarkWriteFeeds(b *testing.B) {
	root := b.TempDir()
	s := withFeeds(b, root, "_posts", form(), example)
	for i := range 7 {
		p := render.Post{Day: day(b, "2025-10-06").Add(i)}
		for j := range 100 {
			p.Entries = append(p.Entries, bought(b, 100*i+j))
		}
		publish(b, s, p, false)
	}
	b.ReportAllocs()
	for b.Loop() {
		if changed, err := s.WriteFeeds(b.Context()); len(changed) > 0 || err != nil {
			b.Fatal(changed, err)
		}
	}
}
