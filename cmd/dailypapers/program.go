package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch/fulltext"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/render"
	"dailypapers/summarize"
)

// program is everything wired together: the pipeline and what it rests on.
type program struct {
	cfg      Config
	log      *zap.Logger
	env      environment
	zone     *time.Location
	site     *render.Site
	cache    string // where texts are kept; empty: nowhere
	pdf      *fulltext.PDF
	ledger   *ledger.Ledger
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
	p.cache = p.cacheDir()
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
	site, err := newSite(log, cfg)
	if err != nil {
		return nil, err
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

// cacheDir is where texts are kept between runs.
func (p *program) cacheDir() string { return filepath.Join(p.path(p.cfg.State.Dir), "cache") }

// rebuild makes a lost ledger again from the day records.
func (p *program) rebuild(ctx context.Context) error {
	if _, err := pipeline.Rebuild(ctx, p.log, p.ledger, p.site); err != nil {
		return hinted{err, "mend or remove the day record that it names"}
	}
	return nil
}

// Close closes what is open.
func (p *program) Close() error {
	var err error
	if p.pdf != nil {
		err = p.pdf.Close()
	}
	if p.ledger != nil {
		err = errors.Join(err, p.ledger.Close())
	}
	return err
}

// closeAfter closes p, which err has kept from being made.
func (p *program) closeAfter(err error) error {
	p.Close()
	return err
}
