// Package fulltext reads the text of one paper, as sections: from arXiv's HTML,
// Hugging Face's Markdown or arXiv's PDF, and failing all of them its abstract.
//
// Start at [Ladder.Text].
package fulltext

import (
	"context"
	"fmt"
	"strings"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/fetch/polite"
)

// defaultCacheBytes holds some thousand papers, compressed.
const defaultCacheBytes = 512 << 20

// Options says where to ask, and where to keep what was answered.
type Options struct {
	SiteURL        string // arXiv's, an http or https address such as https://arxiv.org
	HuggingFaceURL string // the same of Hugging Face, such as https://huggingface.co
	FullText       bool   // false: abstracts alone, nothing is asked
	CacheDir       string // a folder for this package alone; empty: nothing is kept
	CacheBytes     int64  // the most that is kept there, 0: 512 MiB
	ReadOnly       bool   // what is in CacheDir is read, and nothing is added
}

// Ladder reads papers' texts, the best that can be had of each. It is safe for
// concurrent use.
type Ladder struct {
	log         *zap.Logger
	arxiv       *polite.Client
	huggingface *polite.Client
	pdf         *PDF
	opts        Options
	cache       *cache
}

// New returns a Ladder. A nil pdf leaves out the step of the PDF.
func New(log *zap.Logger, arxiv, huggingface *polite.Client, pdf *PDF, opts Options) *Ladder {
	opts.SiteURL = strings.TrimRight(opts.SiteURL, "/")
	opts.HuggingFaceURL = strings.TrimRight(opts.HuggingFaceURL, "/")
	if opts.CacheBytes <= 0 {
		opts.CacheBytes = defaultCacheBytes
	}
	return &Ladder{
		log: log, arxiv: arxiv, huggingface: huggingface, pdf: pdf, opts: opts,
		cache: &cache{dir: opts.CacheDir, limit: opts.CacheBytes},
	}
}

// Text returns the best text of a paper, and in Passed why what would have been
// better did not serve. It always has one, if only the abstract; the error is
// the context's alone.
//
// arXiv's HTML and PDF are asked for in the paper's version, then in the one
// before it; a withdrawn version has neither, and is not asked for.
func (l *Ladder) Text(ctx context.Context, p fetch.Paper) (fetch.Document, error) {
	var passed []fetch.Passed
	if l.opts.FullText {
		for _, origin := range l.origins() {
			document, reasons := l.climb(ctx, p, origin)
			if err := ctx.Err(); err != nil {
				return fetch.Document{}, fmt.Errorf("text of %s: %w", p.ID, err)
			}
			passed = append(passed, reasons...)
			if document != nil {
				document.Passed = passed
				return *document, nil
			}
		}
		l.log.Warn("no full text, the abstract has to do", zap.Stringer("paper", p.ID), zap.Any("passed", passed))
	}
	abstract := fetch.AbstractDocument(p)
	abstract.Passed = passed
	return abstract, ctx.Err()
}

// Kept returns the best text of a paper that is in the cache, and whether there
// is one. It asks nobody, also where a text may have changed since.
func (l *Ladder) Kept(ctx context.Context, p fetch.Paper) (fetch.Document, bool) {
	if !l.opts.FullText {
		return fetch.Document{}, false
	}
	for _, origin := range l.origins() {
		for _, id := range versions(p, origin) {
			_, request := l.request(origin, id)
			old, ok := l.cache.load(request.URL, request.MaxBytes)
			if !ok {
				continue
			}
			if read, err := l.understand(ctx, p, origin, id, old.body); err == nil {
				return read.document, true
			}
		}
	}
	return fetch.Document{}, false
}

func (l *Ladder) origins() []fetch.Origin {
	if l.pdf == nil {
		return []fetch.Origin{fetch.OriginHTML, fetch.OriginMarkdown}
	}
	return []fetch.Origin{fetch.OriginHTML, fetch.OriginMarkdown, fetch.OriginPDF}
}
