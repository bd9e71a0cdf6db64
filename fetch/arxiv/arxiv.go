// Package arxiv reads what arXiv says of papers: from its API, and from a paper's
// abstract page where the API does not answer for it.
//
// Start at [Client.Metadata].
package arxiv

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/fetch/polite"
)

const (
	// maxBatch is how many papers one query asks for. arXiv allows more, but the
	// address grows with it.
	maxBatch = 100
	// maxPages is how many abstract pages one call reads: half a minute at arXiv's
	// three seconds.
	maxPages = 10
	// maxBody caps one answer, in bytes: some 20 times a feed of 100 papers.
	maxBody = 8 << 20
)

// Options says where arXiv is, as http or https addresses.
type Options struct {
	ExportURL string // of the API, such as https://export.arxiv.org
	SiteURL   string // of the abstract pages, such as https://arxiv.org
}

// Client reads metadata from arXiv. It is safe for concurrent use.
type Client struct {
	log          *zap.Logger
	client       *polite.Client
	export, site string // without a slash at the end
}

// New returns a Client that asks through client, whose policy should have [Bars].
func New(log *zap.Logger, client *polite.Client, opts Options) *Client {
	return &Client{
		log: log, client: client,
		export: strings.TrimRight(opts.ExportURL, "/"), site: strings.TrimRight(opts.SiteURL, "/"),
	}
}

// Metadata returns what arXiv says of the papers' latest versions, by id without
// version. It asks the API for 100 papers at a time, and reads the abstract page
// of those that it does not answer for, up to ten of them.
//
// A paper of which nothing was learned is missing from the map. The error is
// non-nil where arXiv's failures left nothing to be learned at all, or where the
// context ended; what was learned until then is returned with it.
func (c *Client) Metadata(ctx context.Context, ids []fetch.ArxivID) (map[fetch.ArxivID]fetch.Paper, error) {
	return c.look(ctx, ids).end(ctx)
}

// Found is what arXiv has said of papers, by id without version. A paper in
// neither map it has not answered for.
type Found struct {
	Papers  map[fetch.ArxivID]fetch.Paper
	Unknown map[fetch.ArxivID]bool // arXiv says that it has no such paper
}

// Find asks what Metadata asks, and tells the papers that arXiv does not have
// from those that it did not answer for. The error is the context's alone.
func (c *Client) Find(ctx context.Context, ids []fetch.ArxivID) (Found, error) {
	l := c.look(ctx, ids)
	if err := ctx.Err(); err != nil {
		return Found{l.found, l.unknown}, fmt.Errorf("metadata from arxiv: %w", err)
	}
	return Found{l.found, l.unknown}, nil
}

// look asks the API, and then the pages.
func (c *Client) look(ctx context.Context, ids []fetch.ArxivID) *lookup {
	l := newLookup(c, ids)
	for batch := range slices.Chunk(l.order, maxBatch) {
		l.batch(ctx, batch)
	}
	l.pages(ctx)
	return l
}

// Latest returns what Metadata does, for less: it asks the API once for every 100
// papers and reads no page, so that a paper which the API does not answer for now
// is missing.
func (c *Client) Latest(ctx context.Context, ids []fetch.ArxivID) (map[fetch.ArxivID]fetch.Paper, error) {
	l := newLookup(c, ids)
	for batch := range slices.Chunk(l.order, maxBatch) {
		l.once(ctx, batch)
	}
	return l.end(ctx)
}

// ask sends one request.
func (c *Client) ask(ctx context.Context, url string) ([]byte, error) {
	answer, err := c.client.Do(ctx, polite.Request{URL: url, MaxBytes: maxBody})
	return answer.Body, err
}

// query asks the API once for the papers of the ids, which are at most maxBatch.
func (c *Client) query(ctx context.Context, ids []fetch.ArxivID) ([]fetch.Paper, error) {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.String()
	}
	// The API returns ten where it is not told, for a list of ids too.
	values := url.Values{"id_list": {strings.Join(list, ",")}, "max_results": {strconv.Itoa(len(ids))}}
	body, err := c.ask(ctx, c.export+"/api/query?"+values.Encode())
	if err != nil {
		return nil, err
	}
	papers, err := DecodeAtom(body)
	if err != nil {
		return nil, fmt.Errorf("query of %d papers: %w", len(ids), err)
	}
	return papers, nil
}

// page reads one paper's abstract page. The error is a *pageError where a page
// arrived and is not that paper's.
func (c *Client) page(ctx context.Context, id fetch.ArxivID) (fetch.Paper, error) {
	body, err := c.ask(ctx, c.site+"/abs/"+id.String())
	if err != nil {
		return fetch.Paper{}, err
	}
	paper, err := DecodeAbstractPage(body)
	if err == nil && paper.ID != id {
		err = errors.New("it is of another paper")
	}
	if err != nil {
		return fetch.Paper{}, &pageError{id, err}
	}
	return paper, nil
}

// pageError says that a page arrived and does not serve; the next one may.
type pageError struct {
	id    fetch.ArxivID
	cause error
}

func (e *pageError) Error() string { return fmt.Sprintf("abstract page of %s: %v", e.id, e.cause) }

func (e *pageError) Unwrap() error { return e.cause }

// hasStatus reports whether arXiv answered with this status.
func hasStatus(err error, status int) bool {
	answered, ok := errors.AsType[*polite.StatusError](err)
	return ok && answered.Status == status
}

// isRefusedBatch reports whether arXiv did not like something in a batch, so that
// a part of it may still be answered.
func isRefusedBatch(err error) bool {
	return errors.Is(err, errFeed) || hasStatus(err, http.StatusBadRequest)
}
