package main

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/pipeline/witness"
	"dailypapers/prompts"
	"dailypapers/render"
	"dailypapers/summarize/llm"
)

// program is what all runs have in common: the site, the ledger, and the
// services outside with their limits.
type program struct {
	cfg      Config
	log      *zap.Logger
	env      environment
	zone     *time.Location
	calendar pipeline.Calendar
	site     *render.Site
	prompts  *prompts.Set
	model    llm.Model // nil: nobody is asked
	services services
	cache    string // where texts are kept; empty: nowhere
	frozen   bool   // nothing is added to the cache
	ledger   *ledger.Ledger
	onDisk   os.FileInfo      // the ledger's file, as it was opened
	witness  *witness.Witness // nil: nobody looks on
	webhook  *witness.Webhook // nil: nobody is told
}

// wire builds the program that buys summaries and writes posts. It touches no
// file; open does, once the caller has the lock.
func wire(log *zap.Logger, env environment, cfg Config) (*program, error) {
	p, err := newProgram(log, env, cfg)
	if err != nil {
		return nil, err
	}
	p.witness = witness.New(log, witness.Options{
		Calendar: p.calendar, Version: buildVersion(), MonthBudget: cfg.LLM.Budget.Month,
		StuckAfter: stuckAfter + cfg.LLM.Timeout, Now: env.now,
	})
	if p.model, err = p.newModel(); err != nil {
		return nil, err
	}
	p.cache = p.cacheDir()
	if p.prompts, err = p.loadPrompts(); err != nil {
		return nil, err
	}
	return p, p.connect()
}

// open opens the ledger, and makes a lost one again. It refuses a site that no
// post could be written to, before anything is bought.
func (p *program) open(ctx context.Context) error {
	err := p.site.CheckWritable()
	if err != nil {
		return hinted{err, cmp.Or(p.remedy(err), "move what stands in the way, or change post.dir or post.data_dir")}
	}
	if p.ledger, err = openLedger(ctx, p.cfg.path(p.cfg.State.Dir)); err != nil {
		return err
	}
	if p.onDisk, err = os.Stat(p.ledgerPath()); err != nil {
		return errors.Join(err, p.Close())
	}
	if err := p.rebuild(ctx); err != nil {
		return errors.Join(err, p.Close())
	}
	if p.webhook != nil {
		p.webhook.Watch(p.ledger)
		return nil
	}
	p.webhook = witness.NewWebhook(p.log, p.ledger, p.client("webhook", webhookPolicy()), witness.WebhookOptions{
		URL: p.cfg.Notify.WebhookURL, Calendar: p.calendar, Now: p.env.now,
	})
	return nil
}

// wirePreview builds the program of a dry run: it asks no model, and neither
// writes a file nor a row of the ledger.
func wirePreview(ctx context.Context, log *zap.Logger, env environment, cfg Config) (*program, error) {
	p, err := newProgram(log, env, cfg)
	if err != nil {
		return nil, err
	}
	p.cache, p.frozen = p.cacheDir(), true
	if p.prompts, err = p.loadPrompts(); err != nil {
		return nil, err
	}
	if err := p.connect(); err != nil {
		return nil, err
	}
	p.ledger, err = p.openOverlay(ctx)
	return p, err
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
	calendar, err := cfg.calendar()
	if err != nil {
		return nil, err
	}
	return &program{cfg: cfg, log: log, env: env, zone: zone, calendar: calendar, site: site}, nil
}

// stuckAfter, beside the time that the model has, is twice the longest that a run
// can be without a sign of life: Hugging Face may ask for a pause of six minutes,
// and the next attempt may take one.
const stuckAfter = 15 * time.Minute

// ledgerFile is the ledger's name in the state folder.
const ledgerFile = "ledger.sqlite"

// brokenLedger is what to try with a ledger that cannot be read.
const brokenLedger = "a ledger that is broken can be deleted, it is made again from the day records"

// openLedger opens the ledger in a folder.
func openLedger(ctx context.Context, dir string) (*ledger.Ledger, error) {
	l, err := ledger.Open(ctx, filepath.Join(dir, ledgerFile))
	if err != nil {
		return nil, hinted{err, "make the state folder writable; " + brokenLedger}
	}
	return l, nil
}

// openOverlay opens a copy of the ledger in memory.
func (p *program) openOverlay(ctx context.Context) (*ledger.Ledger, error) {
	l, err := ledger.OpenOverlay(ctx, p.ledgerPath())
	if err != nil {
		return nil, hinted{err, "see that the state folder can be read; " + brokenLedger}
	}
	return l, nil
}

// ledgerPath is where the ledger is.
func (p *program) ledgerPath() string { return filepath.Join(p.cfg.path(p.cfg.State.Dir), ledgerFile) }

// cacheDir is where texts are kept between runs.
func (p *program) cacheDir() string { return filepath.Join(p.cfg.path(p.cfg.State.Dir), "cache") }

// rebuild makes a lost ledger again from the day records.
func (p *program) rebuild(ctx context.Context) error {
	if _, err := pipeline.Rebuild(ctx, p.log, p.ledger, p.site, p.calendar, p.env.now()); err != nil {
		return hinted{err, "mend or remove the day record that it names"}
	}
	return nil
}

// Close closes the ledger.
func (p *program) Close() error { return p.ledger.Close() }
