package summarize

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"go.uber.org/zap"

	"dailypapers/prompts"
	"dailypapers/summarize/llm"
)

// Summarizer buys summaries. It serves one run: what it learns of the server,
// and that no further answer can be bought, holds until the run's end. It is
// safe for concurrent use.
type Summarizer struct {
	answers  Answers
	model    llm.Model
	budget   *Budget
	composer *composer
	schema   *validator
	ladder   *ladder
	opts     Options

	mu      sync.Mutex
	stopped error // wraps ErrStop
}

// New returns a Summarizer. A nil budget caps nothing. It fails where the options
// or the prompts' schema could never work.
func New(log *zap.Logger, answers Answers, model llm.Model, set *prompts.Set, budget *Budget, opts Options) (*Summarizer, error) {
	formats, err := opts.Structured.formats()
	if err != nil {
		return nil, err
	}
	switch {
	case opts.MaxRepairs < 0 || opts.SourceTokens < 0:
		return nil, errors.New("llm.max_repairs and llm.source_tokens must not be negative")
	case opts.Now == nil:
		return nil, errors.New("summarize: no clock")
	}
	composer, err := newComposer(set, opts)
	if err != nil {
		return nil, err
	}
	schema, err := newValidator(set.Schema())
	if err != nil {
		return nil, err
	}
	return &Summarizer{
		answers: answers, model: model, budget: budget, composer: composer, schema: schema,
		ladder: newLadder(log, formats), opts: opts,
	}, nil
}

// Summarize holds the conversation about one paper: it asks, holds the answer
// against the gate, and asks again for the fields that failed. A paper that gets
// no summary is no error but a Result that is Waiting. One that has neither a text
// nor an abstract waits unasked.
//
// An error ends the run: it wraps ErrStop, or the context's error, or it is one
// of Answers or of the prompts. The Result that comes with it is Waiting and
// tells what the conversation has cost so far.
func (s *Summarizer) Summarize(ctx context.Context, task Task) (Result, error) {
	source := newSource(task)
	if source.isEmpty() {
		return Result{Status: Waiting, Reason: noText}, nil
	}
	c := s.converse(task, source)
	err := c.hold(ctx)
	if gone, ok := errors.AsType[*setback](err); ok {
		return c.wait(gone), nil
	}
	switch {
	case errors.Is(err, ErrStop): // it is not about this paper, which it does not name
		return c.wait(stopped(err)), err
	case err != nil:
		return c.wait(&setback{reason: "broken off", cause: err}), fmt.Errorf("summarize %s: %w", task.Paper.ID, err)
	}
	return c.result, nil
}

// Begun reports whether the first question of a task was answered before, so that
// Summarize would go on with that conversation.
func (s *Summarizer) Begun(ctx context.Context, task Task) (bool, error) {
	source := newSource(task)
	if source.isEmpty() {
		return false, nil
	}
	_, _, _, found, err := s.converse(task, source).recall(ctx)
	return found, err
}

// converse returns a conversation that has not begun.
func (s *Summarizer) converse(task Task, source source) *conversation {
	return &conversation{
		s: s, task: task, checked: Source(task, s.composer.told),
		dialogue: dialogue{
			source: source,
			packed: s.composer.pack(source),
			format: s.ladder.current(),
			limit:  answerTokens,
		},
		formats: s.ladder.formats,
		result:  Result{Model: s.opts.Model, Schema: hash(s.composer.schema)},
	}
}

// setback keeps one paper waiting; the run goes on.
type setback struct {
	reason string
	ended  bool  // see Result
	cause  error // what the reason was made of, or nil
}

func (s *setback) Error() string { return s.reason }

// stopped returns the setback of a paper that an ErrStop kept from its summary.
func stopped(err error) *setback {
	if errors.Is(err, errSpent) {
		return &setback{reason: "the budget does not allow the next answer", cause: err}
	}
	return &setback{reason: llm.Reason(err), cause: err}
}

// find returns the answer that was bought for a question before.
func (s *Summarizer) find(ctx context.Context, key Key) (Bought, bool, error) {
	bought, found, err := s.answers.Find(ctx, key)
	if err != nil {
		return Bought{}, false, fmt.Errorf("look for a bought answer: %w", err)
	}
	return bought, found, nil
}

// buy asks the model and keeps its answer at once, also where the answer is paid
// for and worth nothing: its Fault says so. Where there is none to keep, the
// error is one of llm that a conversation does something about, or a *setback;
// any other error ends the run. What was paid all the same is remembered, too, and
// comes with the error.
func (s *Summarizer) buy(ctx context.Context, key Key, question llm.Question) (Bought, error) {
	if err := s.stop(nil); err != nil {
		return Bought{}, err
	}
	settle, err := s.budget.Reserve(ctx, s.worst(question))
	if err != nil {
		return Bought{}, err
	}
	answer, err := s.model.Complete(ctx, question)
	if err == nil && answer.Usage == (llm.Usage{}) { // some servers count nothing
		answer.Usage = llm.Usage{
			Input:  size(question, s.composer.tokens.count),
			Output: s.composer.tokens.count(answer.Content),
		}
	}
	bought := Bought{Answer: answer, Fault: faultOf(err), Cost: s.opts.Prices.Cost(answer.Usage), At: s.opts.Now()}
	defer settle(bought.Cost)
	billed := answer.Usage != (llm.Usage{})
	lasting := context.WithoutCancel(ctx) // a run that is being stopped still keeps what it has paid for
	if err == nil || billed && bought.Fault != FaultNone {
		if kept := s.answers.Keep(lasting, key, bought); kept != nil {
			return bought, fmt.Errorf("keep a bought answer: %w", kept)
		}
		return bought, nil
	}
	lost := 0
	if billed {
		var fault error
		if lost, fault = s.answers.Charge(lasting, key, bought); fault != nil {
			return bought, fmt.Errorf("remember what was paid: %w", fault)
		}
	}
	switch {
	case errors.Is(err, llm.ErrDenied), errors.Is(err, llm.ErrQuota), errors.Is(err, llm.ErrNoModel),
		errors.Is(err, llm.ErrNoServer), errors.Is(err, llm.ErrRate):
		if !billed {
			bought = Bought{}
		}
		return bought, s.stop(fmt.Errorf("%w: %w", ErrStop, err))
	case ctx.Err() != nil:
		return bought, fmt.Errorf("%w: %w", ctx.Err(), err)
	}
	return bought, own(err, lost)
}

// maxLost is how often an answer to the same question is paid for and lost before
// that ends its conversation, and each further time another one: a fault that
// passes is to cost no paper its summary, and one that stays is not paid for
// without end.
const maxLost = 5

// own returns an error of the model as it is where a conversation does something
// about it, and else as a setback of its paper. Lost is what Charge returned, or 0.
func own(err error, lost int) error {
	if errors.Is(err, llm.ErrFormat) || errors.Is(err, llm.ErrTooLong) || faultOf(err) != FaultNone {
		return err
	}
	return &setback{reason: llm.Reason(err), ended: lost >= maxLost, cause: err}
}

// stop remembers the first reason to stop and returns it, or nil.
func (s *Summarizer) stop(reason error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped == nil {
		s.stopped = reason
	}
	return s.stopped
}

// worst returns what the answer to a question can cost at most, in USD.
func (s *Summarizer) worst(question llm.Question) float64 {
	prices := s.opts.Prices
	prices.Input = max(prices.Input, prices.CachedInput)
	return prices.Cost(llm.Usage{Input: s.composer.inputAtMost(question), Output: question.MaxTokens})
}

func faultOf(err error) Fault {
	for _, f := range faults {
		if errors.Is(err, f.err) {
			return f.fault
		}
	}
	return FaultNone
}

// err returns the error that a fault stands for.
func (f Fault) err() error {
	for _, known := range faults {
		if known.fault == f {
			return known.err
		}
	}
	return nil
}
