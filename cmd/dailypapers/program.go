package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch/arxiv"
	"dailypapers/fetch/huggingface"
	"dailypapers/fetch/polite"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/prompts"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

// program is everything wired together: the pipeline and what it rests on.
type program struct {
	cfg      Config
	log      *zap.Logger
	env      environment
	zone     *time.Location
	ledger   *ledger.Ledger
	site     *render.Site
	pipeline *pipeline.Pipeline
}

// wire builds the program that buys summaries and writes posts.
func wire(ctx context.Context, log *zap.Logger, env environment, cfg Config, observe func(pipeline.Event)) (*program, error) {
	p, err := newProgram(log, env, cfg)
	if err != nil {
		return nil, err
	}
	model, err := p.model()
	if err != nil {
		return nil, err
	}
	if p.ledger, err = openLedger(ctx, p.path(cfg.State.Dir)); err != nil {
		return nil, err
	}
	if err := p.rebuild(ctx); err != nil {
		return nil, p.closeAfter(err)
	}
	set, err := p.prompts()
	if err != nil {
		return nil, p.closeAfter(err)
	}
	answers := pipeline.NewAnswers(p.ledger)
	budget := summarize.NewBudget(cfg.LLM.Budget.Run, cfg.LLM.Budget.Month, func(ctx context.Context) (float64, error) {
		return answers.SpentInMonth(ctx, env.now().In(p.zone))
	})
	summarizer, err := summarize.New(log, answers, model, set, budget, p.question())
	if err != nil {
		return nil, p.closeAfter(usageError{err})
	}
	return p, p.connect(summarizer, p.site, set, observe)
}

// wirePreview builds the program of a dry run: it asks no model, and neither
// writes a file nor a row of the ledger.
func wirePreview(ctx context.Context, log *zap.Logger, env environment, cfg Config, out *preview) (*program, error) {
	p, err := newProgram(log, env, cfg)
	if err != nil {
		return nil, err
	}
	set, err := p.prompts()
	if err != nil {
		return nil, err
	}
	summarizer, err := summarize.NewPreview(set, p.question())
	if err != nil {
		return nil, usageError{err}
	}
	if p.ledger, err = ledger.OpenOverlay(ctx, filepath.Join(p.path(cfg.State.Dir), ledgerFile)); err != nil {
		return nil, err
	}
	out.site = p.site
	return p, p.connect(summarizer, out, set, nil)
}

// newProgram returns what all programs have: the site and a way out.
func newProgram(log *zap.Logger, env environment, cfg Config) (*program, error) {
	zone, err := cfg.zone()
	if err != nil {
		return nil, err
	}
	site, err := render.NewSite(log, render.SiteOptions{
		Root: cfg.Site, PostDir: cfg.Post.Dir, DataDir: cfg.Post.DataDir, Slug: cfg.Post.Slug,
		Form: render.Form{
			Title: cfg.Post.Title, Time: cfg.Post.Time, Layout: cfg.Post.Layout,
			Tags: cfg.Post.Tags, Categories: cfg.Post.Categories, AlphaxivLanguage: cfg.Post.AlphaxivLanguage,
		},
	})
	if err != nil {
		return nil, usageError{err}
	}
	return &program{cfg: cfg, log: log, env: env, zone: zone, site: site}, nil
}

// ledgerFile is the ledger's name in the state folder.
const ledgerFile = "ledger.sqlite"

// openLedger opens the ledger, making its folder.
func openLedger(ctx context.Context, dir string) (*ledger.Ledger, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, hinted{fmt.Errorf("the state folder cannot be made: %w", err), "make it writable, or set state.dir to a folder that is"}
	}
	l, err := ledger.Open(ctx, filepath.Join(dir, ledgerFile))
	if err != nil {
		return nil, hinted{err, "make the state folder writable; a ledger that is broken can be deleted, it is made again from the day records"}
	}
	return l, nil
}

// path returns a path of the configuration, which is relative to the site.
func (p *program) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.cfg.Site, name)
}

// rebuild makes a lost ledger again from the day records.
func (p *program) rebuild(ctx context.Context) error {
	if _, err := pipeline.Rebuild(ctx, p.log, p.ledger, p.site); err != nil {
		return hinted{err, "mend or remove the day record that it names"}
	}
	return nil
}

// Close closes the ledger.
func (p *program) Close() error { return p.ledger.Close() }

func (p *program) closeAfter(err error) error {
	p.ledger.Close()
	return err
}

// prompts loads the prompts.
func (p *program) prompts() (*prompts.Set, error) {
	dir := p.cfg.LLM.PromptsDir
	if dir != "" {
		dir = p.path(dir)
	}
	set, err := prompts.Load(dir)
	if err != nil {
		return nil, usageError{err}
	}
	return set, nil
}

// question returns how the model is asked.
func (p *program) question() summarize.Options {
	return summarize.Options{
		Model:        p.cfg.LLM.Model,
		Structured:   summarize.Structured(p.cfg.LLM.Structured),
		MaxRepairs:   p.cfg.LLM.MaxRepairs,
		SourceTokens: p.cfg.LLM.SourceTokens,
		Prices: llm.Prices{
			Input: p.cfg.LLM.Prices.Input, CachedInput: p.cfg.LLM.Prices.CachedInput, Output: p.cfg.LLM.Prices.Output,
		},
		Now: p.env.now,
	}
}

// connect makes the pipeline of the stages.
func (p *program) connect(
	summarizer pipeline.Summarizer, publisher pipeline.Publisher, set *prompts.Set, observe func(pipeline.Event),
) error {
	stages, err := p.stages(summarizer, publisher)
	if err != nil {
		return p.closeAfter(err)
	}
	p.pipeline, err = pipeline.New(p.log, p.ledger, stages, pipeline.Options{
		Select: pipeline.Selection{
			Limit: p.cfg.Select.Limit, MinUpvotes: p.cfg.Select.MinUpvotes,
			Include: p.cfg.Select.Include, Exclude: p.cfg.Select.Exclude,
			KeepRepeats: p.cfg.Select.Repeats == "keep",
		},
		Concurrency: p.cfg.LLM.Concurrency,
		Terms:       p.cfg.LLM.Model + " " + set.Hash(),
		Now:         p.env.now,
		Observe:     observe,
	})
	if err != nil {
		return p.closeAfter(usageError{err})
	}
	return nil
}

func (p *program) stages(summarizer pipeline.Summarizer, publisher pipeline.Publisher) (pipeline.Stages, error) {
	token, _ := p.env.lookup("HF_TOKEN")
	lister, err := huggingface.New(p.log, p.client(huggingFacePolicy()), huggingface.Options{
		BaseURL: p.cfg.HuggingFace.BaseURL, Token: polite.Secret(token),
	})
	if err != nil {
		return pipeline.Stages{}, usageError{err}
	}
	metadata, err := arxiv.New(p.log, p.client(arxivPolicy(p.cfg.Arxiv)), arxiv.Options{
		ExportURL: p.cfg.Arxiv.ExportURL, SiteURL: p.cfg.Arxiv.SiteURL,
	})
	if err != nil {
		return pipeline.Stages{}, usageError{err}
	}
	return pipeline.Stages{
		Lister: lister, Metadata: metadata, Texts: pipeline.Abstracts{},
		Summarizer: summarizer, Publisher: publisher,
	}, nil
}

// model returns the model server's client.
func (p *program) model() (llm.Model, error) {
	key, _ := p.env.lookup("OPENAI_API_KEY")
	if key == "" && needsKey(p.cfg.LLM.BaseURL) {
		return nil, hinted{
			usagef("OPENAI_API_KEY is not set, and %s wants a key", p.cfg.LLM.BaseURL),
			"export OPENAI_API_KEY=…, or look at the prompts with --dry-run, which needs none",
		}
	}
	model, err := llm.New(p.log, p.client(modelPolicy(p.cfg.LLM)), llm.Options{
		BaseURL: p.cfg.LLM.BaseURL, Key: polite.Secret(key), Model: p.cfg.LLM.Model,
		RequestsPerMinute: p.cfg.LLM.RequestsPerMinute, TokensPerMinute: p.cfg.LLM.TokensPerMinute,
	})
	if err != nil {
		return nil, usageError{err}
	}
	return model, nil
}
