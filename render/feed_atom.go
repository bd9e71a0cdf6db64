package render

import (
	"encoding/xml"
	"time"
)

// The Atom format (RFC 4287).
type (
	atomFeed struct {
		XMLName   xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		Language  string      `xml:"xml:lang,attr"`
		ID        string      `xml:"id"`
		Title     string      `xml:"title"`
		Updated   string      `xml:"updated"`
		Author    atomPerson  `xml:"author"`
		Links     []atomLink  `xml:"link"`
		Generator string      `xml:"generator"`
		Entries   []atomEntry `xml:"entry"`
	}
	atomPerson struct {
		Name string `xml:"name"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
	atomEntry struct {
		ID         string         `xml:"id"`
		Title      string         `xml:"title"`
		Published  string         `xml:"published"`
		Updated    string         `xml:"updated"`
		Links      []atomLink     `xml:"link"`
		Categories []atomCategory `xml:"category"`
		Content    atomContent    `xml:"content"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
	atomContent struct {
		Type string `xml:"type,attr"`
		Text string `xml:",chardata"`
	}
)

const atomMark = "<generator>dailypapers</generator>"

func encodeAtom(f feed) ([]byte, error) {
	self := f.site + "/" + f.slug + ".xml"
	atom := atomFeed{
		Language: feedLanguage, ID: self, Title: f.title, Updated: f.updated.Format(time.RFC3339),
		Author: atomPerson{f.author}, Generator: "dailypapers",
		Links: []atomLink{{"self", "application/atom+xml", self}, {"alternate", "text/html", f.site + "/"}},
	}
	for _, item := range f.items {
		entry := atomEntry{
			ID: item.id, Title: item.title, Published: item.published.Format(time.RFC3339), Updated: item.updated.Format(time.RFC3339),
			Content: atomContent{"html", item.html},
		}
		if item.link != "" {
			entry.Links = []atomLink{{"alternate", "text/html", item.link}}
		}
		for _, tag := range item.tags {
			entry.Categories = append(entry.Categories, atomCategory{tag})
		}
		atom.Entries = append(atom.Entries, entry)
	}
	data, err := xml.MarshalIndent(atom, "", "  ")
	return append(append([]byte(xml.Header), data...), '\n'), err
}
