package pipeline

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"dailypapers/fetch"
	"dailypapers/render"
	"dailypapers/summarize"
)

// stop remembers why nothing more is asked in this run.
type stop struct {
	mu    sync.Mutex
	err   error
	short string // the same in a few words, as it goes into the record
}

// because remembers the first reason, and reports whether this is it.
func (s *stop) because(err error, short string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return false
	}
	s.err, s.short = err, short
	return true
}

func (s *stop) isSet() bool { return s.reason() != nil }

func (s *stop) reason() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err
}

// read is a paper whose text has arrived.
type read struct {
	*paper
	document fetch.Document
	since    time.Time
}

// summarise summarises the papers that are to be, each into its own place. One
// goroutine reads the texts in the order of the post, since arXiv allows one
// request at a time; up to r.concurrency others summarise meanwhile. At most as
// many texts again lie ready between them, which bounds the memory.
//
// When nothing more can be bought, papers under way are finished and the rest
// waits. An error is one that breaks the day off.
func (r *run) summarise(ctx context.Context, papers []*paper) error {
	asked := slices.DeleteFunc(slices.Clone(papers), func(p *paper) bool { return !p.asked })
	if len(asked) == 0 {
		return nil
	}
	if err := r.findPaid(ctx, asked); err != nil {
		return err
	}
	for _, stage := range []Stage{StageText, StageSummary} {
		r.observe(Event{Day: r.day, Stage: stage, Phase: Began, Total: len(asked)})
	}
	ready := make(chan read, r.concurrency)
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer close(ready)
		return r.readTexts(groupCtx, asked, ready)
	})
	for range min(r.concurrency, len(asked)) {
		group.Go(func() error {
			for text := range ready {
				if err := r.ask(groupCtx, text); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return err
	}
	if r.stop.isSet() {
		for _, p := range asked {
			if !p.answered {
				p.waitFor(r.stop.short)
			}
		}
	}
	return nil
}

// readTexts gets one text after the other.
func (r *run) readTexts(ctx context.Context, papers []*paper, ready chan<- read) error {
	for _, p := range papers {
		if r.stop.isSet() {
			return nil
		}
		since := r.now()
		r.step(p, StageText, Started)
		document, begun, err := r.begunOn(ctx, p)
		if err != nil {
			return err
		}
		if !begun {
			document, err = r.Texts.Text(ctx, p.entry.Paper)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			r.give(p, StageText, since, summarize.Result{Status: summarize.Waiting, Reason: "no text: " + err.Error()})
			continue
		}
		if reason := p.poorer(document); reason != "" {
			r.give(p, StageText, since, summarize.Result{Status: summarize.Waiting, Reason: reason})
			continue
		}
		p.entry.Text = render.Text{ID: document.ID, Origin: document.Origin, Passed: document.Passed}
		r.step(p, StageText, Ended)
		select {
		case ready <- read{p, document, since}:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// findPaid marks the papers that an earlier run has paid for and not posted.
func (r *run) findPaid(ctx context.Context, papers []*paper) error {
	names := make([]string, len(papers))
	for i, p := range papers {
		names[i] = p.entry.Paper.ID.Base().String()
	}
	spent, err := r.ledger.SpentOn(ctx, names)
	for i, p := range papers {
		_, p.paid = spent[names[i]]
	}
	return err
}

// begunOn returns the abstract where a run that was broken off has bought a
// summary of it because no other text could be had: to ask about a better text now
// would be to pay again. Other texts are found again where they were kept.
func (r *run) begunOn(ctx context.Context, p *paper) (fetch.Document, bool, error) {
	if !p.paid {
		return fetch.Document{}, false, nil
	}
	document := fetch.AbstractDocument(p.entry.Paper)
	begun, err := r.Summarizer.Begun(ctx, summarize.Task{Paper: p.entry.Paper, Document: document, Round: p.round})
	return document, begun, err
}

// ask summarises one paper.
func (r *run) ask(ctx context.Context, text read) error {
	if r.stop.isSet() {
		return nil
	}
	p := text.paper
	r.step(p, StageSummary, Started)
	task := summarize.Task{Paper: p.entry.Paper, Document: text.document, Round: p.round}
	result, err := r.Summarizer.Summarize(ctx, task)
	switch {
	case errors.Is(err, summarize.ErrStop):
		if r.stop.because(err, result.Reason) {
			r.log.Warn("nothing more can be bought in this run", zap.Error(err))
		}
	case err != nil:
		p.take(result, r.now())
		return err
	}
	p.ended = err == nil && p.ends(result)
	if p.ended && p.standing == nil && result.Status == summarize.Waiting && p.round >= MaxRounds-1 {
		result.Reason += "; " + exhausted
	}
	r.give(p, StageSummary, text.since, result)
	return nil
}

// ends reports whether a whole conversation was held and brought no summary:
// another one may, while the same one would only be replayed. One that was held
// because somebody wants it once more ends with its summary, too.
func (p *paper) ends(result summarize.Result) bool {
	return result.Status == summarize.Waiting && result.Ended || p.anew && result.Status == summarize.Held
}

// give gives a paper its result, at the end of a stage, and tells of it.
func (r *run) give(p *paper, stage Stage, since time.Time, result summarize.Result) {
	now := r.now()
	p.took = now.Sub(since)
	p.take(result, now)
	r.step(p, stage, Ended)
	r.tellPaper(p, result)
}

// take puts this run's result into the entry. A summary that stands there gives
// way to nothing but another one.
func (p *paper) take(result summarize.Result, now time.Time) {
	p.answered = true
	switch {
	case p.standing != nil && result.Status == summarize.Waiting:
		p.keep(result.Reason)
	case p.standing != nil && result.Status == summarize.Held:
		p.replace(result, now)
	default:
		p.entry.Result = result
	}
}

func (r *run) step(p *paper, stage Stage, phase Phase) {
	r.observe(Event{
		Day: r.day, Stage: stage, Phase: phase,
		Paper: p.entry.Paper.ID, Title: p.entry.Paper.Title,
		Failed: phase == Ended && (p.entry.Result.Status == summarize.Waiting || p.kept != ""),
	})
}

// tellPaper logs what became of a paper in this run, and for the curious all that
// the gate found in its answers.
func (r *run) tellPaper(p *paper, result summarize.Result) {
	for _, found := range result.Found {
		r.log.Debug("the gate found",
			zap.Stringer("paper", p.entry.Paper.ID),
			zap.Int("answer", found.Answer),
			said("field", string(found.Field)),
			zap.String("rule", string(found.Rule)),
			said("words", shortened(found.Words)),
			zap.String("outcome", string(found.Outcome)),
		)
	}
	kept := zap.Skip()
	if p.kept != "" {
		kept = zap.Bool("old_summary_stays", true)
	}
	r.log.Info("paper",
		zap.Stringer("paper", p.entry.Paper.ID),
		zap.String("title", p.entry.Paper.Title),
		zap.Stringer("status", result.Status),
		said("reason", result.Reason),
		zap.String("text", string(p.entry.Text.Origin)),
		zap.Int("problems", len(result.Found)),
		zap.Int("bought", result.Bought),
		zap.Int("reused", result.Reused),
		zap.Int("tokens_in", result.Now.Usage.Input),
		zap.Int("tokens_out", result.Now.Usage.Output),
		usd(result.Now.Cost),
		zap.Duration("took", p.took),
		kept,
		zap.NamedError("cause", result.Cause),
	)
}

// shortened returns the model's words as far as a log line bears them.
func shortened(words string) string {
	const most = 80 // characters
	return fetch.Cut(fetch.Clean(words), most)
}
