// Package pipeline turns one day's list into one post: it knows the order of
// the stages, what of a day is already done, and what a day's end is called.
// What the stages do is their own affair; they come in as [Stages], so that a
// dry run is the same pipeline with another publisher and a ledger in memory.
//
// Start at [Pipeline.RunDay]; [Calendar] says which days to run. It stores its own
// affairs in the ledger (pipeline/ledger) and nowhere else.
package pipeline

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline/ledger"
	"dailypapers/render"
	"dailypapers/summarize"
)

// Lister reads a day's list. Its error wraps [fetch.ErrNotOpen] where the day
// has not begun upstream; a list without papers is a day without papers.
type Lister interface {
	List(ctx context.Context, day fetch.Day) (fetch.List, error)
}

// Metadata says what arXiv knows of papers, by their id without a version. What
// it knows nothing of is missing, and so may be the rest where there is an error.
type Metadata interface {
	Metadata(ctx context.Context, ids []fetch.ArxivID) (map[fetch.ArxivID]fetch.Paper, error)
	// Latest says the same by one request for a day's papers. What that does not
	// bring is missing.
	Latest(ctx context.Context, ids []fetch.ArxivID) (map[fetch.ArxivID]fetch.Paper, error)
}

// Texts gets the text of a paper. It is asked for one paper at a time.
type Texts interface {
	Text(ctx context.Context, paper fetch.Paper) (fetch.Document, error)
}

// Summarizer summarises a paper. A paper's own failure is a result that waits.
// An error is one that ends the day: it wraps [summarize.ErrStop], or the
// context's error, or it is a fault of the disk. The result that comes with it
// waits, and tells what was paid.
type Summarizer interface {
	Summarize(ctx context.Context, task summarize.Task) (summarize.Result, error)
	// Begun reports whether a run that was broken off has bought an answer to the
	// first question of the task.
	Begun(ctx context.Context, task summarize.Task) (bool, error)
}

// Publisher reads a day's record, and writes record and post. Publish's error
// wraps [render.ErrEdited] where a person has changed the post, as Edited
// reports, and force is not given, and [render.ErrNoSummary] where there is
// nothing to post.
type Publisher interface {
	Load(day fetch.Day) (post render.Post, found bool, err error)
	Edited(day fetch.Day) (bool, error)
	Publish(ctx context.Context, post render.Post, force bool) (render.Published, error)
}

// Stages are what a day passes through, in order.
type Stages struct {
	Lister     Lister
	Metadata   Metadata
	Texts      Texts
	Summarizer Summarizer
	Publisher  Publisher
}

// Options say how days are run.
type Options struct {
	Select      Selection
	Concurrency int // papers being summarised at a time, at least 1
	// Terms names what summaries are asked on: the model, the prompts and the
	// answer's schema, or a hash of them. A paper that no conversation brought a
	// summary for is asked about again when they change.
	Terms    string
	Calendar Calendar // when a day is due again
	Now      func() time.Time
	Observe  func(Event) // may be nil; is called by one goroutine at a time
	// Advise may be nil. It says in one line what to do about a day that is not done,
	// or nothing: for the ledger, from which it goes to whoever looks on. The fault
	// is that of the day as a whole, or nil.
	Advise func(report Report, fault error) string
	// AskedToWait may be nil. It says for how long the service that an error comes
	// from asks not to be asked again; 0 where it asks for nothing.
	AskedToWait func(error) time.Duration
	// Ended may be nil. It is called with the report of each day, broken off or
	// not, after the ledger was told; but not of a day that somebody stopped, nor of
	// one that a broken regeneration has left as it was.
	Ended func(Report)
}

// Pipeline runs days. One day at a time: its methods are not meant to be called
// concurrently.
type Pipeline struct {
	log    *zap.Logger
	ledger *ledger.Ledger
	Stages
	selection   selection
	concurrency int
	terms       string
	calendar    Calendar
	now         func() time.Time
	advise      func(Report, error) string
	askedToWait func(error) time.Duration
	ended       func(Report)

	observing sync.Mutex
	observer  func(Event)
}

// New returns a pipeline. It refuses a selection with a bad regular expression.
func New(log *zap.Logger, l *ledger.Ledger, stages Stages, options Options) (*Pipeline, error) {
	selection, err := options.Select.compile()
	if err != nil {
		return nil, err
	}
	if options.Concurrency < 1 {
		return nil, fmt.Errorf("%d papers at a time is too few", options.Concurrency)
	}
	if options.Ended == nil {
		options.Ended = func(Report) {}
	}
	if options.Advise == nil {
		options.Advise = func(Report, error) string { return "" }
	}
	if options.AskedToWait == nil {
		options.AskedToWait = func(error) time.Duration { return 0 }
	}
	return &Pipeline{
		log:         log,
		ledger:      l,
		Stages:      stages,
		selection:   selection,
		concurrency: options.Concurrency,
		terms:       options.Terms,
		calendar:    options.Calendar,
		now:         options.Now,
		advise:      options.Advise,
		askedToWait: options.AskedToWait,
		ended:       options.Ended,
		observer:    options.Observe,
	}, nil
}
