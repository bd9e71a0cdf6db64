package huggingface

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"dailypapers/fetch"
)

// Where the page /papers/date/DATE keeps its list: in the properties of the
// component that draws it, or failing that in the cards drawn.
var (
	propsSelector  = cascadia.MustCompile(`[data-target="DailyPapers"][data-props]`)
	cardSelector   = cascadia.MustCompile(`article`)
	titleSelector  = cascadia.MustCompile(`h3 a[href^="/papers/"]`)
	upvoteSelector = cascadia.MustCompile(`div.leading-none`)
)

var (
	errNoPageList = errors.New("no list of papers on the page")
	errOtherDate  = errors.New("the page is of another date")
)

// DecodePage reads the page of a day: the JSON in its data-props, or else its
// cards, which have title and id but no abstract. The list's Day is the one
// that the page tells, the zero Day where it tells none; a page can be of
// another date than the one asked for. A page without a list is an error; one
// with a list of nothing is not. Items are left out as by [DecodeList].
func DecodePage(data []byte) (fetch.List, error) {
	day, found, err := decodePage(data)
	if err != nil {
		return fetch.List{}, err
	}
	if err := found.check(); err != nil {
		return fetch.List{}, err
	}
	return fetch.List{Day: day, Papers: found.papers}, nil
}

func decodePage(data []byte) (fetch.Day, *listing, error) {
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
	if err != nil {
		return fetch.Day{}, nil, fmt.Errorf("%w: %w", errNoPageList, err)
	}
	for _, div := range page.FindMatcher(propsSelector).EachIter() {
		if day, found, err := decodeProps(div.AttrOr("data-props", "")); err == nil {
			return day, found, nil
		}
	}
	found := decodeCards(page)
	if len(found.papers) == 0 {
		return fetch.Day{}, nil, errNoPageList
	}
	return fetch.Day{}, found, nil
}

func decodeProps(props string) (fetch.Day, *listing, error) {
	var list struct {
		Date        string          `json:"date"`
		DateString  string          `json:"dateString"`
		DailyPapers json.RawMessage `json:"dailyPapers"`
	}
	if err := json.Unmarshal([]byte(props), &list); err != nil {
		return fetch.Day{}, nil, errNoPageList
	}
	items, err := decodeItems(list.DailyPapers)
	if err != nil {
		return fetch.Day{}, nil, err
	}
	found := new(listing)
	found.add(items)
	// A page of a week or a month has a dateString such as 2025-W40, and is of no day.
	if list.DateString != "" && len(list.DateString) != len("2025-10-06") {
		return fetch.Day{}, found, nil
	}
	return dayOf(orElse(list.DateString, list.Date)), found, nil
}

func decodeCards(page *goquery.Document) *listing {
	found := new(listing)
	for _, card := range page.FindMatcher(cardSelector).EachIter() {
		title := card.FindMatcher(titleSelector).First()
		path, ok := strings.CutPrefix(title.AttrOr("href", ""), "/papers/")
		if !ok {
			continue
		}
		if end := strings.IndexAny(path, "?#"); end >= 0 {
			path = path[:end]
		}
		id, err := fetch.ParseArxivID(path)
		if err != nil {
			found.skipped = append(found.skipped, path)
			continue
		}
		found.addPaper(fetch.Paper{
			ID:      id.Base(),
			Title:   fetch.Clean(title.Text()),
			Upvotes: upvotesOn(card),
			Source:  fetch.SourceHuggingFace,
		}, fetch.Day{})
	}
	return found
}

// upvotesOn returns the first number in a card's badges; there is none, only a
// "-", while nobody has voted.
func upvotesOn(card *goquery.Selection) int {
	for _, badge := range card.FindMatcher(upvoteSelector).EachIter() {
		if n, err := strconv.Atoi(strings.TrimSpace(badge.Text())); err == nil && n >= 0 {
			return n
		}
	}
	return 0
}

// fromPage reads the page of day. The error is errOtherDate where the page, or
// every paper on it, is of another date, as after the redirect from a date without
// papers; errAllWrong where the page lists something, but no paper; and another
// one where it cannot be read or does not tell whose it is.
func (c *Client) fromPage(ctx context.Context, day fetch.Day) (*listing, error) {
	response, err := c.get(ctx, c.base+pagePath+day.String(), http.Header{"Accept": {"text/html"}})
	if err != nil {
		return nil, err
	}
	landed := landedOn(response.URL)
	if !landed.IsZero() && landed != day {
		return nil, errOtherDate
	}
	inside, found, err := decodePage(response.Body)
	switch {
	case err != nil:
		return nil, err
	case !inside.IsZero() && inside != day:
		return nil, errOtherDate
	case inside.IsZero() && landed.IsZero():
		return nil, errors.New("the page tells no date")
	case !found.isOf(day):
		return nil, errOtherDate
	}
	return found, found.check()
}

const pagePath = "/papers/date/"

// landedOn returns the date that a page's address names, the zero Day where it
// names none.
func landedOn(address *url.URL) fetch.Day {
	if address == nil {
		return fetch.Day{}
	}
	_, date, ok := strings.Cut(address.Path, pagePath)
	if !ok {
		return fetch.Day{}
	}
	return dayOf(date)
}
