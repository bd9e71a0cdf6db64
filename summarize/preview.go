package summarize

import (
	"context"

	"dailypapers/prompts"
	"dailypapers/summarize/llm"
)

// usualAnswer is how many tokens an answer is reckoned to have where nobody is
// asked, in o200k_base: six published summaries of the kind that the owner's site
// shows measured 435 to 520, 484 on average; seven quotes of some 25 words add
// about 230, the keys of the object about 80.
const usualAnswer = 800

// Preview composes the first question about a paper and asks nobody: the dry
// run's summariser. It is safe for concurrent use.
type Preview struct {
	composer *composer
	opts     Options
	format   llm.Format
}

// NewPreview returns a preview of what a Summarizer with the same options would
// ask.
func NewPreview(set *prompts.Set, opts Options) (*Preview, error) {
	formats, err := opts.Structured.formats()
	if err != nil {
		return nil, err
	}
	composer, err := newComposer(set, opts)
	if err != nil {
		return nil, err
	}
	return &Preview{composer: composer, opts: opts, format: formats[0]}, nil
}

// Summarize returns a Result with the status Asked and the exact question. Its
// cost is that of one answer of usual length, with nothing of the question
// cached and no repair. What a Summarizer would not ask about is Waiting.
func (p *Preview) Summarize(_ context.Context, task Task) (Result, error) {
	source := newSource(task)
	if source.isEmpty() {
		return Result{Status: Waiting, Reason: noText}, nil
	}
	d := dialogue{source: source, packed: p.composer.pack(source), format: p.format, limit: answerTokens}
	question, err := p.composer.compose(d)
	if err != nil {
		return Result{}, err
	}
	tokens := size(question, p.composer.tokens.count)
	charged := tokens
	shown := &Question{
		Messages: question.Messages,
		Tokens:   tokens,
		Text:     p.composer.tokens.count(d.packed.text),
		Cut:      d.packed.cut,
	}
	if question.Format == llm.FormatSchema {
		shown.Schema = question.Schema
		charged += p.composer.tokens.count(string(question.Schema))
	}
	shown.Cost = p.opts.Prices.Cost(llm.Usage{Input: charged, Output: usualAnswer})
	shown.Sections, shown.LeftOut = p.composer.list(d.packed)
	key := key(task, p.opts.Model, question)
	return Result{Status: Asked, Model: p.opts.Model, Prompt: key.Prompt, Schema: key.Schema, Question: shown}, nil
}

// Begun reports false: a preview knows no answers.
func (p *Preview) Begun(context.Context, Task) (bool, error) { return false, nil }

// list returns the sections of a text that a question carries, and the others,
// counted one by one.
func (c *composer) list(p packed) (in, out []Section) {
	for _, s := range p.sections {
		in = append(in, Section{
			Kind: s.kind, Heading: s.heading, Tokens: c.tokens.count(s.text), Tables: c.tokens.count(s.tables()), Cut: s.cut,
		})
	}
	for _, s := range p.leftOut {
		out = append(out, Section{Kind: s.kind, Heading: s.heading, Tokens: c.tokens.count(s.top + s.text)})
	}
	return in, out
}
