package pipeline

import (
	"cmp"
	"context"
	"errors"
	"math"
	"time"

	"go.uber.org/zap"

	"dailypapers/pipeline/ledger"
	"dailypapers/render"
	"dailypapers/summarize"
)

// begin tells the ledger that the day is under way, so that a run that dies is
// followed by another, after a pause that grows if runs go on dying.
func (r *run) begin(ctx context.Context) error {
	var err error
	if r.known, _, err = r.ledger.FindDay(ctx, r.day.String()); err != nil {
		return err
	}
	if r.spent, err = r.ledger.Spent(ctx, time.Time{}, time.Time{}); err != nil {
		return err
	}
	next := r.started.Add(Pause(r.streak()))
	if r.request.Regenerate && r.known.Settled {
		next = r.known.NextTry // it stays closed
	}
	return r.ledger.BeginDay(ctx, r.day.String(), string(Running), r.started, next, r.request.Scheduled)
}

// streak counts this run among those in a row that did not end well.
func (r *run) streak() int { return r.known.Streak + 1 }

// outlookOf says what another run can bring to the papers of a post.
func outlookOf(papers []*paper) outlook {
	o := whole
	for _, p := range papers {
		rounds := p.round
		if p.ended {
			rounds++
		}
		switch {
		case p.entry.Result.Status != summarize.Waiting:
		case rounds < MaxRounds:
			return hopeful
		default:
			o = stuck
		}
	}
	return o
}

// finish writes to the ledger how the day ended. Record and post are on disk by
// then, so that it is done even if the context has ended in the meantime.
func (r *run) finish(ctx context.Context, entries []render.Entry, ended []ledger.Rounds) error {
	ctx = context.WithoutCancel(ctx)
	day := dayRow(r.day, r.report.State, r.report.Reason, entries)
	day.Started, day.Finished = r.started, r.now()
	if r.outlook != whole {
		day.Streak = r.streak()
	}
	plan := r.calendar.plan(r.day, r.outlook, day.Streak, day.Finished)
	if later := r.postponed(day.Finished); !plan.settled && later.After(plan.next) {
		plan.next = later
	}
	if r.request.Regenerate { // the schedule has not seen it
		day.Started, day.Finished, day.Streak = r.known.Started, r.known.Finished, r.known.Streak
		plan.next, plan.settled, plan.givenUp = r.known.NextTry, r.known.Settled, r.known.GivenUp
	}
	day.EditedOnly = r.editedOnly
	day.NextTry, day.Settled, day.GivenUp = plan.next, plan.settled, plan.givenUp && !isDone(day)
	r.report.Stopped = r.stop.reason()
	if !isDone(day) {
		r.report.Try = r.advise(r.report, cmp.Or(r.report.Stopped, r.listFault, r.report.Published.FeedErr))
		day.Try = r.report.Try
	}
	var names []string
	if r.report.State != Failed {
		names = posted(entries, r.report.Published.Unposted)
	}
	if err := r.ledger.FinishDay(ctx, day, names, ended); err != nil {
		return err
	}
	r.report.NextTry, r.report.Settled, r.report.GivenUp = day.NextTry, day.Settled, day.GivenUp
	r.report.Attempts = r.known.Attempts + 1
	return nil
}

// postponed returns before when another try would be in vain: until the schedule
// fires where the run's budget is spent, since there is another one then; and, until
// that at most, for as long as a service asks to wait. Zero: there is no such time.
func (r *run) postponed(now time.Time) time.Time {
	next := r.calendar.NextFiring(now)
	if errors.Is(r.stop.reason(), summarize.ErrRunSpent) {
		return next
	}
	asked := now.Add(max(r.askedToWait(r.listFault), r.modelWait()))
	if asked.After(next) {
		return next
	}
	return asked
}

// modelWait returns for how long the model server asks to wait, by what came of
// this run's papers.
func (r *run) modelWait() time.Duration {
	var longest time.Duration
	for _, p := range r.papers {
		longest = max(longest, r.askedToWait(p.entry.Result.Cause))
	}
	return longest
}

// Interrupted is the reason of a day that waits since its first run was stopped.
const Interrupted = "interrupted; serve or the next run goes on from here"

// suspend writes to the ledger that the day was broken off. What stands of it on
// the site still does. A day that somebody stopped is due again at once. One that
// was asked for wrongly is as it was before, and so is one whose summaries were
// asked for anew.
func (r *run) suspend(ctx context.Context, cause error) error {
	day := r.known
	day.Day = r.day.String()
	asBefore := isWrong(cause) || r.request.Regenerate
	stopped := ctx.Err() != nil
	reason := cause.Error()
	if !asBefore && !stopped {
		r.report.Try = r.advise(r.report, cause)
	}
	switch {
	case asBefore:
	case stopped:
		day.Finished, day.Settled = r.now(), false
		day.NextTry = day.Finished
	default:
		day.Finished, day.Settled = r.now(), false
		day.Attempts++
		day.Streak = r.streak()
		plan := r.calendar.plan(r.day, hopeful, day.Streak, day.Finished)
		day.NextTry, day.GivenUp = plan.next, plan.givenUp
	}
	switch state := State(day.State); {
	case asBefore:
	case stopped && (state == "" || state == Running):
		day.State, day.Reason, day.Try = string(Waiting), Interrupted, ""
	case stopped: // it stands as it did
	case state == "", state == Running, state == Failed:
		day.State, day.Reason, day.Try = string(Failed), reason, r.report.Try
	default:
		day.State, day.Reason, day.Try = string(Partial), "broken off when it was run again: "+reason, r.report.Try
		day.EditedOnly = false
	}
	err := r.ledger.BreakDay(context.WithoutCancel(ctx), day)
	if err == nil {
		r.report.NextTry, r.report.GivenUp = day.NextTry, day.GivenUp
	}
	if !asBefore { // what the ledger says of it
		r.report.State = State(day.State)
		if !stopped {
			r.report.Reason = day.Reason
		}
	}
	r.report.Attempts = day.Attempts
	return err
}

// isWrong reports whether a day was asked for wrongly, and so is as it was before.
func isWrong(err error) bool {
	_, wrong := errors.AsType[requestError](err)
	return wrong
}

// DayEnded is the line that is logged of each day that was run.
const DayEnded = "day ended"

// tell logs the day on one line. What is given up has been given up before, as
// long as the schedule goes on trying it.
func (r *run) tell(stopped bool) {
	t := r.report.Totals
	level, state := zap.InfoLevel, string(r.report.State)
	switch {
	case stopped:
	case r.report.State == Failed, r.report.Broken, r.report.GivenUp && !r.known.GivenUp:
		level = zap.ErrorLevel
	case r.report.State == Partial:
		level = zap.WarnLevel
	}
	if t.Asked > 0 {
		state = "previewed"
	}
	r.log.Log(level, DayEnded,
		zap.String("state", state),
		said("reason", r.report.Reason),
		said("try", r.report.Try),
		zap.Int("attempt", r.report.Attempts),
		zap.Int("listed", r.report.Listed),
		zap.Int("papers", t.Papers),
		zap.Int("summarised", t.Summarised),
		zap.Int("repaired", t.Repaired),
		zap.Int("dropped", t.Dropped),
		zap.Int("reused", t.Reused),
		zap.Int("waiting", t.Waiting),
		zap.Int("withdrawn", t.Withdrawn),
		zap.Int("left_out", len(r.report.LeftOut)),
		zap.Int("tokens_in", t.Spend.Input),
		zap.Int("tokens_out", t.Spend.Output),
		usd(t.Spend.CostUSD),
		zap.Duration("elapsed", t.Elapsed),
		said("post", r.report.Published.PostPath),
		zap.Bool("changed", r.report.Published.Changed),
		said("next_try", instant(r.report.NextTry)),
		zap.Bool("settled", r.report.Settled),
		zap.Bool("given_up", r.report.GivenUp),
	)
}

// said is a field of a log line, where there is something to say.
func said(key, value string) zap.Field {
	if value == "" {
		return zap.Skip()
	}
	return zap.String(key, value)
}

// usd is a cost, to a millionth of a dollar, of which a token costs a fraction.
func usd(cost float64) zap.Field { return zap.Float64("cost_usd", math.Round(cost*1e6)/1e6) }

// instant writes a moment with its date, and the zero time as nothing.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
