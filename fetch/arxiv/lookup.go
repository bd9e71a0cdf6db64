package arxiv

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"go.uber.org/zap"

	"dailypapers/fetch"
)

// lookup is one call of Metadata or Latest on its way.
type lookup struct {
	client  *Client
	order   []fetch.ArxivID // as they were asked for, each once and without a version
	wanted  map[fetch.ArxivID]bool
	found   map[fetch.ArxivID]fetch.Paper
	unknown map[fetch.ArxivID]bool // the pages say so
	err     error                  // the first failure
	apiDown bool                   // the API does not answer; the pages still may
}

func newLookup(c *Client, ids []fetch.ArxivID) *lookup {
	l := &lookup{
		client: c, found: make(map[fetch.ArxivID]fetch.Paper, len(ids)),
		wanted: map[fetch.ArxivID]bool{}, unknown: map[fetch.ArxivID]bool{},
	}
	for _, id := range ids {
		if base := id.Base(); !base.IsZero() && !l.wanted[base] {
			l.wanted[base] = true
			l.order = append(l.order, base)
		}
	}
	return l
}

// end returns what was found, and the error that the call ends with.
func (l *lookup) end(ctx context.Context) (map[fetch.ArxivID]fetch.Paper, error) {
	switch {
	case ctx.Err() != nil:
		return l.found, fmt.Errorf("metadata from arxiv: %w", ctx.Err())
	case len(l.found) == 0 && l.err != nil:
		return l.found, fmt.Errorf("metadata from arxiv: %w", l.err)
	}
	return l.found, nil
}

// once asks the API for up to maxBatch papers, and leaves it at that.
func (l *lookup) once(ctx context.Context, ids []fetch.ArxivID) {
	if l.err != nil || ctx.Err() != nil {
		return
	}
	_, err := l.ask(ctx, ids)
	l.note(ctx, err)
}

// batch asks the API for up to maxBatch papers. A batch that arXiv refuses is asked
// for once more in two halves; a half that it refuses too is left to the pages. An
// empty answer happens where papers are due, so it is asked for again.
func (l *lookup) batch(ctx context.Context, ids []fetch.ArxivID) {
	if l.apiDown || ctx.Err() != nil {
		return
	}
	known, err := l.ask(ctx, ids)
	switch {
	case err == nil && known == 0:
		_, err = l.ask(ctx, ids)
	case isRefusedBatch(err) && len(ids) > 1:
		l.client.log.Warn("arxiv refused a batch, asking for its halves", zap.Int("papers", len(ids)))
		middle := len(ids) / 2
		_, first := l.ask(ctx, ids[:middle])
		_, second := l.ask(ctx, ids[middle:])
		err = errors.Join(first, second)
	}
	l.note(ctx, err)
	l.apiDown = err != nil && !isRefusedBatch(err)
}

// ask makes one query and returns how many of the wanted papers it answered.
func (l *lookup) ask(ctx context.Context, ids []fetch.ArxivID) (known int, err error) {
	papers, err := l.client.query(ctx, ids)
	for _, paper := range papers {
		if !l.wanted[paper.ID] {
			continue
		}
		known++
		if paper.Version >= l.found[paper.ID].Version {
			l.found[paper.ID] = paper
		}
	}
	return known, err
}

// pages reads the abstract pages of the papers that the API did not answer for. It
// stops at the first failure of the site, which a page that is missing is not.
func (l *lookup) pages(ctx context.Context) {
	log := l.client.log
	read, left := 0, 0
	stopped := false
	for _, id := range l.order {
		if _, ok := l.found[id]; ok {
			continue
		}
		if stopped || read == maxPages || ctx.Err() != nil {
			left++
			continue
		}
		read++
		paper, err := l.client.page(ctx, id)
		if err == nil {
			l.found[id] = paper
			continue
		}
		if hasStatus(err, http.StatusNotFound) {
			l.unknown[id] = true
			log.Info("arxiv does not know the paper; what else is known of it serves", zap.Stringer("paper", id))
			continue
		}
		l.note(ctx, err)
		if _, arrived := errors.AsType[*pageError](err); !arrived {
			stopped = true
		}
	}
	if left > 0 {
		log.Warn("papers without metadata from arxiv", zap.Int("not asked", left))
	}
}

// note keeps the first failure and logs every one; the end of the context is none
// of arXiv's.
func (l *lookup) note(ctx context.Context, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	if l.err == nil {
		l.err = err
	}
	l.client.log.Warn("arxiv does not answer as it should", zap.Error(err))
}
