package huggingface

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dailypapers/fetch"
)

var (
	errNoList   = errors.New("not a list of papers")
	errAllWrong = errors.New("no item of the list names an arXiv paper")
)

// DecodeList reads an answer of /api/daily_papers: the papers in the answer's
// order, each id once. An empty array yields no paper and no error; anything
// but an array is an error, an object with an error in it above all. Items that
// name no arXiv paper are left out, unless they are all there is, which is an
// error; [Client.List] logs them.
func DecodeList(data []byte) ([]fetch.Paper, error) {
	items, err := decodeItems(data)
	if err != nil {
		return nil, err
	}
	var found listing
	found.add(items)
	return found.papers, found.check()
}

// item is what we read of one element of a list. A key without a value is
// missing upstream, so everything may be empty.
type item struct {
	Paper struct {
		ID      string `json:"id"`
		Authors []struct {
			Name   string `json:"name"`
			Hidden bool   `json:"hidden"`
		} `json:"authors"`
		Title              string `json:"title"`
		Summary            string `json:"summary"`
		PublishedAt        string `json:"publishedAt"`
		SubmittedOnDailyAt string `json:"submittedOnDailyAt"`
		WithdrawnAt        string `json:"withdrawnAt"`
		Upvotes            int    `json:"upvotes"`
	} `json:"paper"`
	Title   string `json:"title"`
	Summary string `json:"summary"`
}

// decodeItems reads a JSON array of items. A value of an unexpected type inside
// an item is left empty: it must not cost the day.
func decodeItems(data []byte) ([]item, error) {
	if !bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("[")) {
		return nil, errNoList
	}
	var items []item
	err := json.Unmarshal(data, &items)
	var mismatch *json.UnmarshalTypeError
	if err != nil && !errors.As(err, &mismatch) {
		return nil, fmt.Errorf("%w: broken JSON", errNoList)
	}
	return items, nil
}

// paper returns the item as a paper, or false where it names none.
func (it *item) paper() (fetch.Paper, bool) {
	id, err := fetch.ParseArxivID(it.Paper.ID)
	if err != nil {
		return fetch.Paper{}, false
	}
	p := fetch.Paper{
		ID:        id.Base(),
		Title:     fetch.Clean(orElse(it.Paper.Title, it.Title)),
		Abstract:  fetch.Clean(orElse(it.Paper.Summary, it.Summary)),
		Upvotes:   max(it.Paper.Upvotes, 0),
		Withdrawn: it.Paper.WithdrawnAt != "",
		Source:    fetch.SourceHuggingFace,
	}
	if at, err := time.Parse(time.RFC3339, it.Paper.PublishedAt); err == nil {
		p.Published = at.UTC()
	}
	for _, author := range it.Paper.Authors {
		if name := fetch.Clean(author.Name); name != "" && !author.Hidden {
			p.Authors = append(p.Authors, name)
		}
	}
	return p, true
}

// day returns the date that the item says it is listed under, the zero Day
// where it says none (lists before 2025-08 do not).
func (it *item) day() fetch.Day { return dayOf(it.Paper.SubmittedOnDailyAt) }

// dayOf returns the date that a timestamp or a date begins with, the zero Day
// where it begins with none.
func dayOf(timestamp string) fetch.Day {
	const width = len(time.DateOnly)
	if len(timestamp) < width {
		return fetch.Day{}
	}
	day, err := fetch.ParseDay(timestamp[:width])
	if err != nil {
		return fetch.Day{}
	}
	return day
}

// listing is a day's list as it grows from answer to answer.
type listing struct {
	papers  []fetch.Paper
	days    []fetch.Day // what each paper's item says of its date
	skipped []string    // the ids that are none, as they stand
	seen    map[fetch.ArxivID]bool
}

// add appends what is new in items, and returns how many papers that is.
func (l *listing) add(items []item) int {
	before := len(l.papers)
	for i := range items {
		p, ok := items[i].paper()
		if !ok {
			l.skipped = append(l.skipped, items[i].Paper.ID)
			continue
		}
		l.addPaper(p, items[i].day())
	}
	return len(l.papers) - before
}

func (l *listing) addPaper(p fetch.Paper, day fetch.Day) {
	if l.seen[p.ID] {
		return
	}
	if l.seen == nil {
		l.seen = make(map[fetch.ArxivID]bool)
	}
	l.seen[p.ID] = true
	l.papers = append(l.papers, p)
	l.days = append(l.days, day)
}

// check returns an error where something was listed, but no paper.
func (l *listing) check() error {
	if len(l.papers) == 0 && len(l.skipped) > 0 {
		return errAllWrong
	}
	return nil
}

// isOf reports whether the listing can be the one of day: some paper stands on
// it, or none says where it stands. A few papers stand on two dates, so one
// that names another is no objection.
func (l *listing) isOf(day fetch.Day) bool {
	dated := false
	for _, d := range l.days {
		if d == day {
			return true
		}
		dated = dated || !d.IsZero()
	}
	return !dated
}

func orElse(s, fallback string) string {
	if s != "" {
		return s
	}
	return fallback
}
