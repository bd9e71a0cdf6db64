package sample

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// item is one element of Hugging Face's list.
type item = json.RawMessage

// millis is how Hugging Face writes times.
const millis = "2006-01-02T15:04:05.000Z"

// WithListJSON serves raw, a recorded answer of Hugging Face's API, as the list
// of date. ArXiv knows the same papers, all in version 1, by what the list says
// of them. It panics where raw is no list: it is a tool for tests.
func WithListJSON(date string, raw []byte) Option {
	var items []item
	if err := json.Unmarshal(raw, &items); err != nil {
		panic(fmt.Sprintf("sample: list of %s: %v", date, err))
	}
	papers := make([]Paper, 0, len(items))
	for _, it := range items {
		p, err := paperOf(it)
		if err != nil {
			panic(fmt.Sprintf("sample: list of %s: %v", date, err))
		}
		papers = append(papers, p)
	}
	return WithDay(date, papers...)
}

type author struct {
	ID     string `json:"_id"`
	Name   string `json:"name"`
	Hidden bool   `json:"hidden"`
}

type listed struct {
	ID                 string   `json:"id"`
	Authors            []author `json:"authors"`
	PublishedAt        string   `json:"publishedAt"`
	SubmittedOnDailyAt string   `json:"submittedOnDailyAt,omitempty"`
	Title              string   `json:"title"`
	Summary            string   `json:"summary"`
	Upvotes            int      `json:"upvotes"`
	DiscussionID       string   `json:"discussionId"`
	AISummary          string   `json:"ai_summary"`
}

type listItem struct {
	Paper       listed `json:"paper"`
	PublishedAt string `json:"publishedAt"`
	Title       string `json:"title"`
	Summary     string `json:"summary"`
	Thumbnail   string `json:"thumbnail"`
	NumComments int    `json:"numComments"`
}

// item returns the paper as Hugging Face lists it on date: its text wrapped as
// arXiv wraps it, and without TeX's $ and \.
func (p Paper) item(date string) item {
	if p.raw != nil {
		return p.raw
	}
	paper := listed{
		ID:                 p.ID,
		PublishedAt:        p.Published.UTC().Format(millis),
		SubmittedOnDailyAt: date + "T01:20:33.417Z",
		Title:              wrap(withoutTeX(p.Title), "\n  "),
		Summary:            wrap(withoutTeX(p.Abstract), "\n"),
		Upvotes:            p.Upvotes,
		DiscussionID:       "sample-" + p.ID,
		AISummary:          "A machine-written summary, which is not the abstract.",
	}
	for _, name := range p.Authors {
		paper.Authors = append(paper.Authors, author{ID: "sample-" + name, Name: name})
	}
	for _, name := range p.Hidden {
		paper.Authors = append(paper.Authors, author{ID: "sample-" + name, Name: name, Hidden: true})
	}
	return encode(listItem{
		Paper:       paper,
		PublishedAt: paper.PublishedAt,
		Title:       paper.Title,
		Summary:     paper.Summary,
		Thumbnail:   "https://example.org/" + p.ID + ".png",
		NumComments: p.Comments,
	})
}

// paperOf reads back what arXiv would say of a listed paper.
func paperOf(raw item) (Paper, error) {
	var it listItem
	if err := json.Unmarshal(raw, &it); err != nil {
		return Paper{}, err
	}
	published, err := time.Parse(time.RFC3339, it.Paper.PublishedAt)
	if err != nil {
		return Paper{}, fmt.Errorf("paper %s: %w", it.Paper.ID, err)
	}
	p := Paper{
		ID:        it.Paper.ID,
		Version:   1,
		Title:     oneLine(it.Paper.Title),
		Abstract:  oneLine(it.Paper.Summary),
		Upvotes:   it.Paper.Upvotes,
		Published: published,
		Updated:   published,
		raw:       raw,
	}
	for _, a := range it.Paper.Authors {
		if !a.Hidden {
			p.Authors = append(p.Authors, a.Name)
		}
	}
	return p, nil
}

// withoutTeX loses what Hugging Face's titles have lost.
func withoutTeX(s string) string { return strings.NewReplacer("$", "", `\`, "").Replace(s) }

// wrap breaks lines at about 79 columns, as arXiv's mails do.
func wrap(s, newline string) string {
	const columns = 79
	var b strings.Builder
	var column int
	for i, word := range strings.Fields(s) {
		switch {
		case i == 0:
		case column+1+len(word) > columns:
			b.WriteString(newline)
			column = 0
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
