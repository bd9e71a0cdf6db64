package main

import (
	"context"
	"errors"
	"os"
	"time"

	"go.uber.org/zap"

	"dailypapers/pipeline"
	"dailypapers/summarize"
)

// reconciler does what is due. Its methods are called by one goroutine at a
// time.
type reconciler struct {
	*program
	ended func(pipeline.Report) // is told of each day that was run

	budget        *summarize.Budget // from one firing of the schedule to the next
	opened, until time.Time         // when it was opened, and when the schedule fires next

	faults       int       // in a row, of the reconcile itself
	rested, rest time.Time // since when, and until when, nothing is tried
	busy         bool      // whether another process was at work at the last look
}

// reconcile runs the days that are due, oldest first, alone on the site. Where
// another process is at work it leaves them to the next minute; after a fault
// that is no day's own, such as an exhausted account, it rests for a while that
// grows to an hour; once the run's budget is spent, until the schedule fires.
func (r *reconciler) reconcile(ctx context.Context) {
	r.witness.Beat()
	defer r.witness.Beat()
	defer r.catchUp(ctx)
	now := r.env.now()
	if resting := now.Before(r.rest) && !now.Before(r.rested); resting || ctx.Err() != nil {
		return // a clock that was set back ends a rest
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
		r.rested = r.env.now() // the run may have taken longer than the pause
		r.rest = r.rested.Add(pipeline.Pause(r.faults))
		if errors.Is(err, summarize.ErrRunSpent) && r.until.After(r.rest) {
			r.rest = r.until
		}
		r.log.Error("nothing more is tried for now", zap.Error(err), zap.String("try", r.remedy(err)), zap.Time("until", r.rest))
	default:
		r.faults = 0
	}
}

// catchUp tells the webhook what no run has told it: of a day that is missing, and
// what it would not take before. Whoever else is at work on the site does it then.
func (r *reconciler) catchUp(ctx context.Context) {
	if r.busy || !r.webhook.Pending(ctx) {
		return
	}
	release, err := r.lock(ctx, "serve", 0)
	if err != nil {
		return
	}
	defer release()
	r.webhook.Tell(ctx)
}

// reopen opens the ledger anew where its file was removed or replaced, which the
// open one does not notice.
func (r *reconciler) reopen(ctx context.Context) error {
	path := r.ledgerPath()
	if now, err := os.Stat(path); err == nil && os.SameFile(now, r.onDisk) {
		return nil
	}
	release, err := r.lock(ctx, "serve", 0)
	if err != nil {
		return err
	}
	defer release()
	r.log.Error("the ledger was removed; it is made again from the day records", zap.String("ledger", path))
	old, onDisk := r.ledger, r.onDisk
	if err := r.open(ctx); err != nil {
		r.ledger, r.onDisk = old, onDisk
		return err
	}
	r.witness.Watch(r.ledger)
	return old.Close()
}

func (r *reconciler) runDue(ctx context.Context, now time.Time) error {
	if err := r.reopen(ctx); err != nil {
		return err
	}
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
	if r.budget == nil || now.Before(r.opened) || !now.Before(r.until) {
		r.budget, r.opened, r.until = r.newBudget(), now, r.calendar.NextFiring(now)
	}
	reports, err := r.run(ctx, r.budget, due, pipeline.Request{Scheduled: true}, watch{ended: r.ended})
	told()
	r.env.rest() // the rest of the day is idle
	switch {
	case err == nil:
		return reports[len(reports)-1].Stopped
	case ctx.Err() != nil, errors.Is(err, summarize.ErrStop), len(reports) == 0, reports[len(reports)-1].NextTry.IsZero():
		return err
	}
	// The ledger knows of it, and when to try again.
	r.log.Error("broken off", zap.Error(err), zap.String("try", r.remedy(err)))
	return nil
}
