package huggingface

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"dailypapers/fetch"
)

const (
	pageSize    = 100 // the most that the API gives at a time
	defaultSize = 50  // what it gives where it overlooks the limit
	maxPages    = 20  // the busiest day known had 82 papers
)

// fromAPI reads a day's list page by page. Beside an error it returns the
// papers of the pages before it; the listing is never nil.
//
// The order by upvotes can change between two pages, so that a paper stands on
// both or, seldom, on none: a later reading of the day has it.
func (c *Client) fromAPI(ctx context.Context, day fetch.Day) (*listing, error) {
	found := new(listing)
	for p := range maxPages {
		items, more, err := c.apiPage(ctx, day, p)
		if err != nil {
			return found, err
		}
		added := found.add(items)
		if len(items) == 0 || !more || (p > 0 && added == 0) { // a server that overlooks p repeats itself
			if err := found.check(); err != nil {
				return found, err
			}
			if !found.isOf(day) {
				return new(listing), errors.New("the API answered for another date")
			}
			return found, nil
		}
	}
	return found, fmt.Errorf("the API's list has no end after %d pages", maxPages)
}

// apiPage reads page p, from 0, and says whether there may be another.
func (c *Client) apiPage(ctx context.Context, day fetch.Day, p int) ([]item, bool, error) {
	url := fmt.Sprintf("%s/api/daily_papers?date=%s&limit=%d&p=%d", c.base, day, pageSize, p)
	header := http.Header{"Accept": {"application/json"}}
	c.authorize(header)
	response, err := c.get(ctx, url, header)
	if err != nil {
		if response.Status == http.StatusBadRequest && isNotOpen(response.Body) {
			return nil, false, fetch.ErrNotOpen
		}
		return nil, false, err
	}
	items, err := decodeItems(response.Body)
	if err != nil {
		return nil, false, fmt.Errorf("the API's answer is %w", err)
	}
	more := hasNext(response.Header) || len(items) >= pageSize || len(items) == defaultSize
	return items, more, nil
}

// isNotOpen reports whether the body of a 400 says that the date lies ahead:
// {"error": "✖ \"date\" must be less than or equal to …"}.
func isNotOpen(body []byte) bool {
	var answer struct {
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return false
	}
	return strings.Contains(answer.Error, "date") && strings.Contains(answer.Error, "less than or equal")
}

// hasNext reports whether a Link header (RFC 8288) names a next page.
func hasNext(header http.Header) bool {
	for _, line := range header.Values("Link") {
		for _, param := range strings.FieldsFunc(line, func(r rune) bool { return r == ';' || r == ',' }) {
			name, value, _ := strings.Cut(param, "=")
			if !strings.EqualFold(strings.TrimSpace(name), "rel") {
				continue
			}
			for _, rel := range strings.Fields(strings.Trim(strings.TrimSpace(value), `"`)) {
				if strings.EqualFold(rel, "next") {
					return true
				}
			}
		}
	}
	return false
}
