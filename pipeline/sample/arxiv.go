package sample

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// defaultResults is how many entries arXiv's API returns where max_results is
// not given, for id_list too.
const defaultResults = 10

var arxivID = regexp.MustCompile(`^(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v([1-9]\d*))?$`)

type feed struct {
	XMLName    xml.Name `xml:"feed"`
	OpenSearch string   `xml:"xmlns:opensearch,attr"`
	Arxiv      string   `xml:"xmlns:arxiv,attr"`
	Namespace  string   `xml:"xmlns,attr"`
	ID         string   `xml:"id"`
	Title      string   `xml:"title"`
	Updated    string   `xml:"updated"`
	PerPage    int      `xml:"opensearch:itemsPerPage"`
	Total      int      `xml:"opensearch:totalResults"`
	Start      int      `xml:"opensearch:startIndex"`
	Entries    []entry  `xml:"entry"`
}

type entry struct {
	ID        string    `xml:"id"`
	Title     string    `xml:"title"`
	Updated   string    `xml:"updated"`
	Links     []link    `xml:"link"`
	Summary   string    `xml:"summary"`
	Category  *category `xml:"category"`
	Published string    `xml:"published,omitempty"`
	Comment   string    `xml:"arxiv:comment,omitempty"`
	Authors   []person  `xml:"author"`
}

type link struct {
	Href  string `xml:"href,attr"`
	Rel   string `xml:"rel,attr"`
	Type  string `xml:"type,attr"`
	Title string `xml:"title,attr,omitempty"`
}

type category struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr"`
}

type person struct {
	Name string `xml:"name"`
}

// query answers GET /api/query for an id_list. The entries stand in the
// reverse order of the list, without those that do not exist.
func (u *Upstream) query(w http.ResponseWriter, r *http.Request) {
	ids := r.URL.Query().Get("id_list")
	size, err := number(r.URL.Query(), "max_results", defaultResults)
	if err != nil {
		writeFeed(w, http.StatusBadRequest, errorFeed("max_results must be an integer", "max_results_must_be_an_integer"))
		return
	}
	var entries []entry
	for id := range strings.SplitSeq(ids, ",") {
		base, version, ok := splitID(id)
		if !ok {
			writeFeed(w, http.StatusBadRequest, errorFeed("incorrect id format for "+id, "incorrect_id_format_for_"+id))
			return
		}
		if p, found := u.paper(base); found && version <= p.Version {
			entries = append(entries, p.entry(version))
		}
	}
	slices.Reverse(entries)
	writeFeed(w, http.StatusOK, feed{
		ID:      "https://arxiv.org/api/sample",
		Title:   "arXiv Query: search_query=&id_list=" + ids + "&start=0&max_results=" + strconv.Itoa(size),
		PerPage: size,
		Total:   len(entries),
		Entries: entries[:min(size, len(entries))],
	})
}

// entry returns the paper's entry for a version, 0 being the latest.
func (p Paper) entry(version int) entry {
	updated := p.Updated
	switch version {
	case 0:
		version = p.Version
	case 1:
		updated = p.Published
	}
	id := fmt.Sprintf("%sv%d", p.ID, version)
	e := entry{
		ID:      "http://arxiv.org/abs/" + id,
		Title:   p.Title,
		Updated: updated.UTC().Format(time.RFC3339),
		Links: []link{
			{Href: "https://arxiv.org/abs/" + id, Rel: "alternate", Type: "text/html"},
			{Href: "https://arxiv.org/pdf/" + id, Rel: "related", Type: "application/pdf", Title: "pdf"},
		},
		Summary:   p.Abstract,
		Category:  &category{Term: p.category(), Scheme: "http://arxiv.org/schemas/atom"},
		Published: p.Published.UTC().Format(time.RFC3339),
		Comment:   p.Comment,
	}
	for _, name := range p.Authors {
		e.Authors = append(e.Authors, person{name})
	}
	return e
}

func (p Paper) category() string {
	if p.Category == "" {
		return "cs.CL"
	}
	return p.Category
}

// errorFeed is how arXiv refuses a query: as a feed of one entry.
func errorFeed(message, anchor string) feed {
	about := "https://arxiv.org/api/errors#" + anchor
	return feed{
		ID:      "https://arxiv.org/",
		Title:   "arXiv Search Results",
		PerPage: 1,
		Total:   1,
		Entries: []entry{{
			ID:      about,
			Title:   "Error",
			Updated: day + "T00:00:00Z",
			Links:   []link{{Href: about, Rel: "alternate", Type: "text/html"}},
			Summary: message,
			Authors: []person{{"arXiv api core"}},
		}},
	}
}

func writeFeed(w http.ResponseWriter, status int, f feed) {
	f.OpenSearch = "http://a9.com/-/spec/opensearch/1.1/"
	f.Arxiv = "http://arxiv.org/schemas/atom"
	f.Namespace = "http://www.w3.org/2005/Atom"
	f.Updated = day + "T00:00:00Z"
	w.Header().Set("Content-Type", "application/atom+xml; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(xml.Header))
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	_ = encoder.Encode(f) // the client is gone, or f is ours and encodes
}

// splitID returns an id without its version, and the version, 0 where it names
// none.
func splitID(id string) (base string, version int, ok bool) {
	m := arxivID.FindStringSubmatch(id)
	if m == nil {
		return "", 0, false
	}
	version, _ = strconv.Atoi(m[2]) // digits, or none
	return m[1], version, true
}
