package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline/ledger"
	"dailypapers/render"
)

// Request narrows a run of a day, or lends it force.
type Request struct {
	// Only names the papers to be summarised, with a version or without. The
	// day's other papers stay as they are in the record; those that are not in
	// it yet wait, so that the post shows them and the next run summarises them.
	Only []fetch.ArxivID
	// Force writes over a post that a person has edited.
	Force bool
}

// RunDay brings a day as far as it gets: it reads the list, selects, asks for
// what is missing, publishes, and writes to the ledger how the day ended. What
// is in the day's record already is taken from there, unchanged.
//
// The error is nil where the day ended in a state, be it [Failed]. Otherwise
// the day was broken off and what was bought is in the ledger: the error is the
// context's, a fault of the disk, or the request names a paper that is not on the
// list. The report then tells how far the day had come, as [Failed].
func (p *Pipeline) RunDay(ctx context.Context, day fetch.Day, request Request) (Report, error) {
	r := &run{
		Pipeline: p,
		log:      p.log.With(zap.Stringer("day", day)),
		day:      day,
		request:  request,
		started:  p.now(),
		report:   Report{Day: day},
	}
	before, err := p.ledger.Spent(ctx, time.Time{}, time.Time{})
	if err == nil {
		err = r.run(ctx)
	}
	if err != nil {
		r.breakOff(ctx, err)
	}
	after, unknown := p.ledger.Spent(context.WithoutCancel(ctx), time.Time{}, time.Time{})
	if unknown == nil {
		r.report.Totals.Spend = after.Sub(before)
	}
	r.report.Totals.Elapsed = p.now().Sub(r.started)
	if err == nil {
		err = unknown
	}
	if err != nil {
		return r.report, fmt.Errorf("day %s: %w", day, err)
	}
	r.tell()
	return r.report, nil
}

// run is one run of one day.
type run struct {
	*Pipeline
	log     *zap.Logger
	day     fetch.Day
	request Request
	started time.Time

	record    render.Post // what is there already
	before    ledger.Day  // what the ledger says of the last run, if there was one
	listFault error       // why the list could not be read again
	seen      int         // papers that were ever on the list
	papers    []*paper    // of the post
	stop      stop
	report    Report
}

func (r *run) run(ctx context.Context) error {
	var err error
	if r.record, _, err = r.Publisher.Load(r.day); err != nil {
		return err
	}
	if r.before, _, err = r.ledger.FindDay(ctx, r.day.String()); err != nil {
		return err
	}
	list, err := r.list(ctx)
	if err != nil {
		return err
	}
	if r.report.State != "" { // there is nothing to do
		return r.finish(ctx, nil, nil)
	}
	if err := r.checkRequest(list); err != nil {
		return err
	}
	if r.papers, err = r.choose(ctx, list); err != nil {
		return err
	}
	if len(r.papers) == 0 {
		r.nothing(list)
		return r.finish(ctx, nil, nil)
	}
	if err := r.merge(ctx, r.papers); err != nil {
		return err
	}
	if err := r.summarise(ctx, r.papers); err != nil {
		return err
	}
	return r.publish(ctx)
}

// list reads the day's list. Where it cannot be read and there is no record, it
// sets the day's state: an empty day stays empty.
func (r *run) list(ctx context.Context) (fetch.List, error) {
	r.observe(Event{Day: r.day, Stage: StageList, Phase: Began})
	list, err := r.Lister.List(ctx, r.day)
	switch known := len(r.record.Entries) > 0; {
	case ctx.Err() != nil:
		return fetch.List{}, ctx.Err()
	case err != nil && (known || r.wasEmpty()):
		r.log.Warn("the list could not be read again; the day stays as it is", zap.Error(err))
		r.listFault = err
		if !known {
			r.report.State, r.report.Reason = Empty, join([]string{r.reasonBefore(), unread + err.Error()})
		}
		return fetch.List{Day: r.day}, nil
	case errors.Is(err, fetch.ErrNotOpen):
		r.report.State, r.report.Reason = Waiting, err.Error()
	case err != nil:
		r.report.State, r.report.Reason = Failed, err.Error()
	}
	return list, nil
}

// unread opens the reason of a day whose list could be read once, but not now.
const unread = "the list could not be read again: "

func (r *run) wasEmpty() bool { return r.before.State == string(Empty) }

// reasonBefore returns why the day was not complete after its last run, without
// what was wrong with that run alone.
func (r *run) reasonBefore() string {
	reason, _, _ := strings.Cut(r.before.Reason, "; "+unread)
	return reason
}

// nothing sets the state of a day that has no paper to post. A list that has
// lost all its papers since its first reading is an outage, not an empty day:
// what was empty stays so, what was not has failed.
func (r *run) nothing(list fetch.List) {
	switch {
	case len(list.Papers) > 0:
		r.report.State, r.report.Reason = Empty, fmt.Sprintf("the selection left out all %d papers", len(list.Papers))
	case r.seen > 0 && r.wasEmpty():
		r.log.Warn("the list has no papers any more; the day stays as it is", zap.Int("had", r.seen))
		r.report.State = Empty
		r.report.Reason = join([]string{r.reasonBefore(), fmt.Sprintf("%sit has no papers any more; it had %d", unread, r.seen)})
	case r.seen > 0:
		r.report.State, r.report.Reason = Failed, fmt.Sprintf("the list has no papers any more; it had %d", r.seen)
	default:
		r.report.State, r.report.Reason = Empty, "the list has no papers"
	}
}

// checkRequest refuses to narrow the run to papers that the day does not have.
func (r *run) checkRequest(list fetch.List) error {
	has := map[fetch.ArxivID]bool{}
	for _, p := range list.Papers {
		has[p.ID.Base()] = true
	}
	for _, e := range r.record.Entries {
		has[e.Paper.ID.Base()] = true
	}
	var missing []string
	for _, id := range r.request.Only {
		if !has[id.Base()] {
			missing = append(missing, id.String())
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("not on the list of that day: %s; try its page, %s",
			strings.Join(missing, ", "), "https://huggingface.co/papers/date/"+r.day.String())
	}
	return nil
}

// publish writes record and post, then the ledger.
func (r *run) publish(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.remember(ctx); err != nil {
		return err
	}
	post := render.Post{Day: r.day, LeftOut: r.report.LeftOut}
	var ended []ledger.Rounds
	for _, p := range r.papers {
		post.Entries = append(post.Entries, p.entry)
		if p.ended {
			ended = append(ended, ledger.Rounds{Paper: p.entry.Paper.ID.String(), Terms: r.terms, Ended: p.round + 1})
		}
	}
	r.count()

	r.observe(Event{Day: r.day, Stage: StagePost, Phase: Began})
	published, err := r.Publisher.Publish(ctx, post, r.request.Force)
	state, reason := verdict(post.Entries)
	reasons := []string{reason}
	switch {
	case errors.Is(err, render.ErrEdited):
		state = Partial
		reasons = append(reasons, "the post was edited by hand and is left as it is; --force writes over it")
	case errors.Is(err, render.ErrNoSummary):
		state = Failed
	case err != nil:
		return err
	}
	if r.stop.isSet() && !strings.Contains(reason, r.stop.short) {
		reasons = append(reasons, r.stop.short)
	}
	if r.listFault != nil {
		reasons = append(reasons, unread+r.listFault.Error())
	}
	r.report.Published = published
	r.report.State, r.report.Reason = state, join(reasons)
	return r.finish(ctx, post.Entries, ended)
}

// join joins what there is of reasons.
func join(reasons []string) string {
	var given []string
	for _, reason := range reasons {
		if reason != "" {
			given = append(given, reason)
		}
	}
	return strings.Join(given, "; ")
}

// finish writes to the ledger how the day ended. Record and post are on disk by
// then, so that it is done even if the context has ended in the meantime.
func (r *run) finish(ctx context.Context, entries []render.Entry, ended []ledger.Rounds) error {
	day := dayRow(r.day, r.report.State, r.report.Reason, entries)
	day.Started, day.Finished = r.started, r.now()
	var posted []string
	if r.report.State != Failed {
		posted = ids(entries)
	}
	r.report.Stopped = r.stop.reason()
	return r.ledger.FinishDay(context.WithoutCancel(ctx), day, posted, ended)
}

func ids(entries []render.Entry) []string {
	all := make([]string, len(entries))
	for i, e := range entries {
		all[i] = e.Paper.ID.Base().String()
	}
	return all
}

// tell logs the day on one line.
func (r *run) tell() {
	t := r.report.Totals
	level := zap.InfoLevel
	switch r.report.State {
	case Partial:
		level = zap.WarnLevel
	case Failed:
		level = zap.ErrorLevel
	}
	r.log.Log(level, "day ended",
		zap.String("state", string(r.report.State)),
		zap.String("reason", r.report.Reason),
		zap.Int("papers", t.Papers),
		zap.Int("summarised", t.Summarised),
		zap.Int("repaired", t.Repaired),
		zap.Int("reused", t.Reused),
		zap.Int("waiting", t.Waiting),
		zap.Int("left_out", len(r.report.LeftOut)),
		zap.Int("tokens_in", t.Spend.Input),
		zap.Int("tokens_out", t.Spend.Output),
		zap.Float64("cost_usd", t.Spend.CostUSD),
		zap.Duration("elapsed", t.Elapsed),
		zap.String("post", r.report.Published.PostPath),
		zap.Bool("changed", r.report.Published.Changed),
	)
}
