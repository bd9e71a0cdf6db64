package main

import (
	"context"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/summarize"
)

// watch is who looks on while days are run. Both may be nil.
type watch struct {
	observe func(pipeline.Event)
	ended   func(pipeline.Report) // is called with each day's report as it ends
}

// newBudget returns the budget of a run.
func (p *program) newBudget() *summarize.Budget {
	return summarize.NewBudget(p.cfg.LLM.Budget.Run, p.cfg.LLM.Budget.Month, p.spentInMonth)
}

// spentInMonth returns what was spent in this calendar month, in USD.
func (p *program) spentInMonth(ctx context.Context) (float64, error) {
	return pipeline.NewAnswers(p.ledger).SpentInMonth(ctx, p.env.now().In(p.zone))
}

// run runs days, and tells the webhook how they stand. The summariser and the
// texts serve this run alone: what they learn of the outside ends with it.
func (p *program) run(
	ctx context.Context, budget *summarize.Budget, days []fetch.Day, request pipeline.Request, watch watch,
) ([]pipeline.Report, error) {
	summarizer, err := summarize.New(p.log, pipeline.NewAnswers(p.ledger), p.model, p.prompts, budget, p.question())
	if err != nil {
		return nil, usageError{err}
	}
	reports, err := p.pass(ctx, summarizer, p.site, days, request, p.watched(ctx, watch))
	if due, fault := p.calendar.Due(ctx, p.ledger, p.env.now()); fault == nil && len(due) == 0 {
		p.webhook.Tell(ctx) // a day that is about to be run is not missing
	}
	return reports, err
}

// watched returns a watch that the witnesses share.
func (p *program) watched(ctx context.Context, other watch) watch {
	return watch{
		observe: func(event pipeline.Event) {
			p.witness.Beat()
			if other.observe != nil {
				other.observe(event)
			}
		},
		ended: func(report pipeline.Report) {
			p.witness.Ended(report)
			if other.ended != nil {
				other.ended(report)
			}
			p.webhook.TellOf(ctx, report.Day)
		},
	}
}

// preview runs days as a dry run does.
func (p *program) preview(
	ctx context.Context, out *preview, days []fetch.Day, request pipeline.Request,
) ([]pipeline.Report, error) {
	summarizer, err := summarize.NewPreview(p.prompts, p.question())
	if err != nil {
		return nil, usageError{err}
	}
	return p.pass(ctx, summarizer, out, days, request, watch{})
}

// pass runs days through a pipeline of their own.
func (p *program) pass(
	ctx context.Context, summarizer pipeline.Summarizer, publisher pipeline.Publisher,
	days []fetch.Day, request pipeline.Request, watch watch,
) ([]pipeline.Report, error) {
	texts, pdf, err := p.texts()
	if err != nil {
		return nil, err
	}
	defer pdf.Close()
	line, err := pipeline.New(p.log, p.ledger, pipeline.Stages{
		Lister: p.services.lister, Metadata: p.services.metadata, Texts: texts,
		Summarizer: summarizer, Publisher: publisher,
	}, pipeline.Options{
		Select: pipeline.Selection{
			Limit: p.cfg.Select.Limit, MinUpvotes: p.cfg.Select.MinUpvotes,
			Include: p.cfg.Select.Include, Exclude: p.cfg.Select.Exclude,
			KeepRepeats: p.cfg.Select.Repeats == "keep",
		},
		Concurrency: p.cfg.LLM.Concurrency,
		Terms:       p.cfg.LLM.Model + " " + p.prompts.Hash(),
		Calendar:    p.calendar,
		Now:         p.env.now,
		Observe:     watch.observe,
		Advise:      p.advise,
		AskedToWait: askedToWait,
		Ended:       watch.ended,
	})
	if err != nil {
		return nil, usageError{err}
	}
	return line.RunDays(ctx, days, request)
}
