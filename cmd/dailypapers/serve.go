package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/robfig/cron/v3"
	"go.uber.org/zap"

	"dailypapers/pipeline"
)

type serveCommand struct{}

// Run keeps the site up to date until it is stopped. The schedule only wakes it:
// what is to be done stands in the ledger, which is asked at the start and every
// minute as well.
func (c *serveCommand) Run(s *session) error {
	s.env.terminal = false // nobody looks at bars for years
	cfg, err := s.config()
	if err != nil {
		return err
	}
	p, err := wire(s.newLog(s.stderr), s.env, cfg)
	if err != nil {
		return err
	}
	silence, err := p.answer(s.ctx)
	if err != nil {
		return err
	}
	defer silence()
	if err := p.openForGood(s.ctx); err != nil {
		if s.ctx.Err() != nil {
			return nil
		}
		return err
	}
	defer p.Close()
	p.witness.Watch(p.ledger)
	p.log.Info("serving", zap.String("site", cfg.Site), zap.String("schedule", cfg.Schedule),
		zap.String("timezone", cfg.Timezone), zap.Int("lookback_days", cfg.LookbackDays), zap.String("listen", cfg.Serve.Listen))

	r := &reconciler{program: p, ended: func(report pipeline.Report) {
		if report.Published.Changed && !report.Edited {
			fmt.Fprintln(s.stdout, report.Published.PostPath)
		}
	}}
	log := cronLog{p.log}
	// One wrapper for both clocks, so that neither starts what the other has begun;
	// Recover inside, so that a panic does not look like a job that never ends.
	wake := cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log)).
		Then(cron.FuncJob(func() { r.reconcile(s.ctx) }))
	// The clock itself says nothing: it outlives Stop by a moment, and the log does not.
	clock := cron.New(cron.WithLocation(p.zone), cron.WithLogger(cron.DiscardLogger))
	clock.Schedule(firing(p.calendar.NextFiring), wake)
	clock.Schedule(cron.Every(time.Minute), wake)
	clock.Start()
	wake.Run()
	s.env.rest() // what the start has taken; from here on it is mostly idle
	<-s.ctx.Done()
	<-clock.Stop().Done()
	p.log.Info("stopped")
	return nil
}

// openForGood opens the ledger for the life of the program. It has the lock for
// so long only, since a lost ledger is made again then, and waits for it.
func (p *program) openForGood(ctx context.Context) error {
	release, err := p.tryLock(ctx, "serve", lockBriefly)
	if busy, ok := errors.AsType[lockedError](err); ok {
		p.log.Warn("waiting for another process on this site", zap.Stringer("owner", busy.owner))
		for ok {
			p.witness.Beat()
			release, err = p.tryLock(ctx, "serve", time.Minute)
			_, ok = errors.AsType[lockedError](err)
		}
	}
	if err != nil {
		return err
	}
	defer release()
	return p.open(ctx)
}

// firing is a schedule as cron knows one: its next moment after another.
type firing func(after time.Time) time.Time

func (f firing) Next(after time.Time) time.Time { return f(after) }

// cronLog is the log of what wakes: that a wake was skipped is for the curious,
// a panic is not.
type cronLog struct{ log *zap.Logger }

func (l cronLog) Info(message string, _ ...any) { l.log.Debug("cron: " + message) }

func (l cronLog) Error(err error, message string, details ...any) {
	l.log.Error("cron: "+message, zap.Error(err), zap.Any("details", details))
}
