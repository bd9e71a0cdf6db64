package arxiv

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"time"

	"dailypapers/fetch"
)

// errFeed says that arXiv answered a query with its error feed, as it does to a
// whole batch for one id that it cannot read.
var errFeed = errors.New("an error feed")

// feed is what of an Atom feed is read, see
// https://info.arxiv.org/help/api/user-manual.html.
type feed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Entries []entry  `xml:"entry"`
}

type entry struct {
	ID        string   `xml:"id"` // http://arxiv.org/abs/IDvN
	Title     string   `xml:"title"`
	Summary   string   `xml:"summary"`
	Published string   `xml:"published"` // of version 1
	Updated   string   `xml:"updated"`   // of this version
	Comment   string   `xml:"http://arxiv.org/schemas/atom comment"`
	Authors   []string `xml:"author>name"`
}

// DecodeAtom reads the papers of an API answer, in its order. Entries without an
// id or a title are left out. An error feed is an error, and so is everything
// that is no Atom feed to its end.
func DecodeAtom(data []byte) ([]fetch.Paper, error) {
	var f feed
	if err := xml.Unmarshal(data, &f); err != nil {
		// The cause would quote the answer.
		if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
			return nil, fmt.Errorf("decode atom: broken in line %d", syntax.Line)
		}
		return nil, errors.New("decode atom: no feed")
	}
	papers := make([]fetch.Paper, 0, len(f.Entries))
	for _, e := range f.Entries {
		id, err := fetch.ParseArxivID(strings.TrimSpace(afterLast(e.ID, "/abs/")))
		if strings.Contains(e.ID, "/api/errors") || err != nil && fetch.Clean(e.Title) == "Error" {
			return nil, fmt.Errorf("decode atom: %w", errFeed)
		}
		if err != nil {
			continue
		}
		if paper := e.paper(id); paper.Title != "" {
			papers = append(papers, paper)
		}
	}
	return papers, nil
}

func (e entry) paper(id fetch.ArxivID) fetch.Paper {
	comment := fetch.Clean(e.Comment)
	return fetch.Paper{
		ID:        id.Base(),
		Version:   id.Version(),
		Title:     fetch.Clean(e.Title),
		Abstract:  fetch.Clean(e.Summary),
		Authors:   cleanAll(e.Authors),
		Published: instant(e.Published, time.RFC3339),
		Updated:   instant(e.Updated, time.RFC3339),
		Comment:   comment,
		Withdrawn: isWithdrawn(comment),
		Source:    fetch.SourceArxivAPI,
	}
}

// afterLast returns what follows the last separator, or nothing without one.
func afterLast(s, separator string) string {
	if i := strings.LastIndex(s, separator); i >= 0 {
		return s[i+len(separator):]
	}
	return ""
}

// instant reads a time, which is the zero time where it is none.
func instant(s, layout string) time.Time {
	t, err := time.Parse(layout, strings.TrimSpace(s))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// cleanAll returns the texts, clean, without those that are empty.
func cleanAll(texts []string) []string {
	var all []string
	for _, text := range texts {
		if text = fetch.Clean(text); text != "" {
			all = append(all, text)
		}
	}
	return all
}
