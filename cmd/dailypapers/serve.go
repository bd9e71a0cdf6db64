package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/robfig/cron/v3"
	"go.uber.org/zap"

	"dailypapers/pipeline"
	"dailypapers/summarize"
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
	schedule, err := cron.ParseStandard(cfg.Schedule)
	if err != nil {
		return usagef("schedule: %w", err)
	}
	p.log.Info("serving", zap.String("site", cfg.Site), zap.String("schedule", cfg.Schedule),
		zap.String("timezone", cfg.Timezone), zap.Int("lookback_days", cfg.LookbackDays), zap.String("listen", cfg.Serve.Listen))

	r := &reconciler{program: p, ended: func(report pipeline.Report) {
		if report.Published.Changed {
			fmt.Fprintln(s.stdout, report.Published.PostPath)
		}
	}}
	log := cronLog{p.log}
	// One wrapper for both clocks, so that neither starts what the other has begun;
	// Recover inside, so that a panic does not look like a job that never ends.
	wake := cron.NewChain(cron.SkipIfStillRunning(log), cron.Recover(log)).
		Then(cron.FuncJob(func() { r.reconcile(s.ctx) }))
	clock := cron.New(cron.WithLocation(p.zone), cron.WithLogger(log))
	clock.Schedule(schedule, wake)
	clock.Schedule(cron.Every(time.Minute), wake)
	clock.Start()
	wake.Run()
	debug.FreeOSMemory() // what the start has taken; from here on it is mostly idle
	<-s.ctx.Done()
	<-clock.Stop().Done()
	p.log.Info("stopped")
	return nil
}

// openForGood opens the ledger for the life of the program. It has the lock for
// so long only, since a lost ledger is made again then, and waits for it.
func (p *program) openForGood(ctx context.Context) error {
	release, err := p.lock(ctx, "serve", 0)
	if busy, ok := errors.AsType[lockedError](err); ok {
		p.log.Warn("waiting for another process on this site", zap.Stringer("owner", busy.owner))
		for ok {
			p.witness.Beat()
			release, err = p.lock(ctx, "serve", time.Minute)
			_, ok = errors.AsType[lockedError](err)
		}
	}
	if err != nil {
		return err
	}
	defer release()
	return p.open(ctx)
}

// cronLog is cron's log: what it tells is for the curious, but for a panic.
type cronLog struct{ log *zap.Logger }

func (l cronLog) Info(message string, _ ...any) { l.log.Debug("cron: " + message) }

func (l cronLog) Error(err error, message string, details ...any) {
	l.log.Error("cron: "+message, zap.Error(err), zap.Any("details", details))
}

// reconciler does what is due. Its methods are called by one goroutine at a
// time.
type reconciler struct {
	*program
	ended func(pipeline.Report) // is told of each day that was run

	faults int       // in a row, of the reconcile itself
	rest   time.Time // nothing is tried before it
	busy   bool      // whether another process was at work at the last look
}

// reconcile runs the days that are due, oldest first, alone on the site. Where
// another process is at work it leaves them to the next minute; after a fault
// that is no day's own, such as an exhausted account, it rests for a while that
// grows to an hour.
func (r *reconciler) reconcile(ctx context.Context) {
	r.witness.Beat()
	defer r.witness.Beat()
	defer r.catchUp(ctx)
	now := r.env.now()
	if wait := r.rest.Sub(now); wait > 0 && wait <= pipeline.MaxPause || ctx.Err() != nil {
		return
	}
	err := r.runDue(ctx, now)
	busy, isBusy := errors.AsType[lockedError](err)
	if isBusy && !r.busy {
		r.log.Info("another process works on this site; what is due waits for it", zap.Stringer("owner", busy.owner))
	}
	r.busy = isBusy
	switch {
	case isBusy, ctx.Err() != nil:
	case err != nil:
		r.faults++
		r.rest = now.Add(pipeline.Pause(r.faults))
		r.log.Error("nothing more is tried for now", zap.Error(err), zap.String("try", r.hintOf(err)), zap.Time("until", r.rest))
	default:
		r.faults = 0
	}
}

// catchUp tells the webhook what no run has told it: of a day that is missing, and
// what it would not take before. Whoever else is at work on the site does it then.
func (r *reconciler) catchUp(ctx context.Context) {
	if !r.webhook.Pending(ctx) {
		return
	}
	release, err := r.lock(ctx, "serve", 0)
	if err != nil {
		return
	}
	defer release()
	r.webhook.Tell(ctx)
}

func (r *reconciler) runDue(ctx context.Context, now time.Time) error {
	if due, err := r.calendar.Due(ctx, r.ledger, now); err != nil || len(due) == 0 {
		return err
	}
	release, err := r.lock(ctx, "serve", 0)
	if err != nil {
		return err
	}
	defer release()
	due, err := r.calendar.Due(ctx, r.ledger, now) // the other one may have done it
	if err != nil || len(due) == 0 {
		return err
	}
	told := r.tellOfStop(ctx)
	reports, err := r.run(ctx, due, pipeline.Request{Scheduled: true}, watch{ended: r.ended})
	told()
	debug.FreeOSMemory() // the rest of the day is idle
	switch {
	case err == nil:
		return reports[len(reports)-1].Stopped
	case ctx.Err() != nil, errors.Is(err, summarize.ErrStop), len(reports) == 0, reports[len(reports)-1].NextTry.IsZero():
		return err
	}
	// The ledger knows of it, and when to try again.
	r.log.Error("broken off", zap.Error(err), zap.String("try", r.hintOf(err)))
	return nil
}
