package render_test

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"
)

// item is what both formats tell of a post.
type item struct {
	ID, Link, Title, Published, Updated, HTML string
	Tags                                      []string
}

// readAtom reads an Atom feed and holds it against RFC 4287: what must be there,
// once, and in its form.
func readAtom(t *testing.T, data string) []item {
	t.Helper()
	type link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      []string `xml:"id"`
		Title   []string `xml:"title"`
		Updated []string `xml:"updated"`
		Authors []string `xml:"author>name"`
		Links   []link   `xml:"link"`
		Entries []struct {
			ID         []string `xml:"id"`
			Title      []string `xml:"title"`
			Updated    []string `xml:"updated"`
			Published  []string `xml:"published"`
			Links      []link   `xml:"link"`
			Categories []struct {
				Term string `xml:"term,attr"`
			} `xml:"category"`
			Content []struct {
				Type string `xml:"type,attr"`
				Text string `xml:",chardata"`
			} `xml:"content"`
		} `xml:"entry"`
	}
	decoder := xml.NewDecoder(strings.NewReader(data))
	if err := decoder.Decode(&feed); err != nil {
		t.Fatalf("%v in\n%.2000s", err, data)
	}
	one := func(what string, values []string) string {
		if len(values) != 1 || values[0] == "" {
			t.Fatalf("%d times %s, want one", len(values), what)
		}
		return values[0]
	}
	address(t, one("id of the feed", feed.ID))
	one("title of the feed", feed.Title)
	one("author of the feed", feed.Authors)
	newest := moment(t, one("updated of the feed", feed.Updated))
	links := map[string]int{}
	for _, l := range feed.Links {
		address(t, l.Href)
		links[l.Rel]++
	}
	if links["self"] != 1 || links["alternate"] != 1 {
		t.Errorf("links of the feed: %v", links)
	}
	seen := map[string]bool{}
	var last time.Time
	var items []item
	for _, e := range feed.Entries {
		found := item{
			ID: one("id of an entry", e.ID), Title: one("title of an entry", e.Title),
			Published: one("published", e.Published), Updated: one("updated", e.Updated),
		}
		if len(e.Content) != 1 || e.Content[0].Type != "html" {
			t.Fatalf("content of an entry: %v", e.Content)
		}
		found.HTML = e.Content[0].Text
		for _, l := range e.Links {
			if l.Rel != "alternate" || found.Link != "" {
				t.Errorf("links of an entry: %v", e.Links)
			}
			found.Link = l.Href
			address(t, l.Href)
		}
		for _, c := range e.Categories {
			found.Tags = append(found.Tags, c.Term)
		}
		if at := moment(t, found.Updated); at.After(last) {
			last = at
		}
		if moment(t, found.Published).After(moment(t, found.Updated)) {
			t.Errorf("%s was updated before it was published", found.ID)
		}
		address(t, found.ID)
		if seen[found.ID] {
			t.Errorf("the id %s stands twice", found.ID)
		}
		seen[found.ID] = true
		items = append(items, found)
	}
	if !last.Equal(newest) {
		t.Errorf("the feed was updated at %v, its newest entry at %v", newest, last)
	}
	return items
}

// readJSONFeed reads a JSON feed and holds it against version 1.1.
func readJSONFeed(t *testing.T, data string) []item {
	t.Helper()
	var feed struct {
		Version  string `json:"version"`
		Title    string `json:"title"`
		Home     string `json:"home_page_url"`
		Self     string `json:"feed_url"`
		Comment  string `json:"user_comment"`
		Language string `json:"language"`
		Authors  []struct {
			Name string `json:"name"`
		} `json:"authors"`
		Items []struct {
			ID        string   `json:"id"`
			URL       string   `json:"url"`
			Title     string   `json:"title"`
			HTML      string   `json:"content_html"`
			Published string   `json:"date_published"`
			Modified  string   `json:"date_modified"`
			Tags      []string `json:"tags"`
		} `json:"items"`
	}
	decoder := json.NewDecoder(strings.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&feed); err != nil {
		t.Fatal(err)
	}
	if feed.Version != "https://jsonfeed.org/version/1.1" || feed.Title == "" || len(feed.Authors) != 1 || feed.Items == nil {
		t.Errorf("the feed is %q, titled %q, with %d authors", feed.Version, feed.Title, len(feed.Authors))
	}
	address(t, feed.Home)
	address(t, feed.Self)
	var items []item
	for _, i := range feed.Items {
		if i.ID == "" || i.HTML == "" {
			t.Errorf("an item lacks id or content: %.200v", i)
		}
		moment(t, i.Published)
		moment(t, i.Modified)
		items = append(items, item{i.ID, i.URL, i.Title, i.Published, i.Modified, i.HTML, i.Tags})
	}
	return items
}

func address(t *testing.T, s string) {
	t.Helper()
	if u, err := url.Parse(s); err != nil || !u.IsAbs() || strings.ContainsAny(s, " \n<>\"") {
		t.Errorf("%q is no absolute address: %v", s, err)
	}
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Error(err)
	}
	return at
}
