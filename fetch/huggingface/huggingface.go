// Package huggingface reads a day's list of Hugging Face Daily Papers: from
// the API, and from the page of the day where the API fails or where its answer
// needs a second witness.
//
// Start at [Client.List].
package huggingface

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/fetch/polite"
)

// maxBody caps one answer, in bytes: some 20 times a list of 100 papers.
const maxBody = 16 << 20

// Options says which server to ask, and as whom.
type Options struct {
	BaseURL string        // an http or https address, such as https://huggingface.co
	Token   polite.Secret // sent to the API; it may be empty, and then buys the lower rate limit
}

// Client reads lists of papers from Hugging Face. It is safe for concurrent use.
type Client struct {
	log       *zap.Logger
	client    *polite.Client
	base      string            // without a slash at its end
	authorize func(http.Header) // adds the token, which it holds out of package fmt's sight
}

// New returns a Client, or an error where the token is one that no header can
// carry, as with a line break at its end.
func New(log *zap.Logger, client *polite.Client, opts Options) (*Client, error) {
	if !opts.Token.IsToken() {
		return nil, errors.New("HF_TOKEN holds a space, a line break or another character that no token has")
	}
	authorize := func(header http.Header) {
		if token := opts.Token.Reveal(); token != "" {
			header.Set("Authorization", "Bearer "+token)
		}
	}
	return &Client{log: log, client: client, base: strings.TrimRight(opts.BaseURL, "/"), authorize: authorize}, nil
}

// List returns the papers listed under day, in the order of upvotes. A list
// without papers comes with a nil error only where the day is legitimately
// empty: the API says so, and the page of the day says so too or, on a weekend,
// cannot be read. Where Hugging Face has not opened the date yet the error is
// [fetch.ErrNotOpen]. Everything else that yields no list is another error, above
// all an outage.
//
// An error may still hide a list that reads: whatever goes wrong with the API,
// the page of the day is asked, and believed if it shows papers of that day.
func (c *Client) List(ctx context.Context, day fetch.Day) (fetch.List, error) {
	list, err := c.list(ctx, day)
	if err != nil {
		return fetch.List{}, fmt.Errorf("list of %s from hugging face: %w", day, err)
	}
	return list, nil
}

func (c *Client) list(ctx context.Context, day fetch.Day) (fetch.List, error) {
	found, err := c.fromAPI(ctx, day)
	switch {
	case errors.Is(err, fetch.ErrNotOpen) || ctx.Err() != nil:
		return fetch.List{}, err
	case err != nil:
		return c.insteadOfAPI(ctx, day, found, err)
	case len(found.papers) == 0:
		return c.besideEmptyAPI(ctx, day)
	}
	c.warnSkipped(day, found)
	return fetch.List{Day: day, Papers: found.papers}, nil
}

// insteadOfAPI returns what the API gave before it failed, and what the page of
// the day has beyond that.
func (c *Client) insteadOfAPI(ctx context.Context, day fetch.Day, found *listing, apiErr error) (fetch.List, error) {
	page, err := c.fromPage(ctx, day)
	if err == nil && len(page.papers) == 0 {
		err = errors.New("the page shows no paper")
	}
	if err != nil {
		return fetch.List{}, fmt.Errorf("%w; nor from the page: %w", apiErr, err)
	}
	for i, p := range page.papers {
		found.addPaper(p, page.days[i])
	}
	found.skipped = append(found.skipped, page.skipped...)
	c.log.Warn("list taken from the page of the day",
		zap.Stringer("day", day), zap.Int("papers", len(found.papers)), zap.Error(apiErr))
	c.warnSkipped(day, found)
	return fetch.List{Day: day, Papers: found.papers}, nil
}

// besideEmptyAPI returns what the page shows of a day that the API calls empty.
// A page that agrees makes the day an empty one. On a weekend, which nearly
// always is, so does a page that cannot be read.
func (c *Client) besideEmptyAPI(ctx context.Context, day fetch.Day) (fetch.List, error) {
	page, err := c.fromPage(ctx, day)
	switch {
	case errors.Is(err, errOtherDate):
		return fetch.List{Day: day}, nil
	case err != nil && day.IsWeekend() && ctx.Err() == nil && !errors.Is(err, errAllWrong):
		c.log.Warn("the API alone calls the weekend's day empty", zap.Stringer("day", day), zap.Error(err))
		return fetch.List{Day: day}, nil
	case err != nil:
		return fetch.List{}, fmt.Errorf("the API lists no paper, and the day's page, which would say whether it has none, cannot be read: %w", err)
	}
	if len(page.papers) > 0 {
		c.log.Warn("the API calls the day empty, its page does not",
			zap.Stringer("day", day), zap.Int("papers", len(page.papers)))
	}
	c.warnSkipped(day, page)
	return fetch.List{Day: day, Papers: page.papers}, nil
}

// warnSkipped says which items of the day's list are left out, in bounded room.
func (c *Client) warnSkipped(day fetch.Day, found *listing) {
	const (
		maxLines = 20
		maxRunes = 40 // of what should have been an id
	)
	log := c.log.With(zap.Stringer("day", day))
	for i, id := range found.skipped {
		if i == maxLines {
			log.Warn("further listed items left out", zap.Int("items", len(found.skipped)-i))
			return
		}
		log.Warn("listed item left out: its id is none of arXiv's", zap.String("id", fetch.Cut(fetch.Clean(id), maxRunes)))
	}
}

// get reads url, and hands the response to the caller even beside an error of
// status.
func (c *Client) get(ctx context.Context, url string, header http.Header) (polite.Response, error) {
	return c.client.Do(ctx, polite.Request{Method: http.MethodGet, URL: url, Header: header, MaxBytes: maxBody})
}
