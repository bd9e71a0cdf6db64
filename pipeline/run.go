package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	// Regenerate asks anew about the papers of Only, with their latest version and
	// in a new conversation. They must stand in the day's record. Their summaries
	// give way to new ones, which the record remembers, and stay where none comes
	// about. The list is not read, and the day is due when it was due before.
	Regenerate bool
	// Scheduled says that the day's turn has come, rather than that a person wants
	// it: days after it that nobody runs were missed.
	Scheduled bool
	// Force writes over a post that a person has edited.
	Force bool
}

// RunDay brings a day as far as it gets: it reads the list, selects, asks for
// what is missing, publishes, and writes to the ledger how the day ended and when
// it is due again. What is in the day's record already is taken from there,
// unchanged.
//
// The error is nil where the day ended in a state, be it [Failed]. Otherwise
// the day was broken off and what was bought is in the ledger: the error is the
// context's, and the day is due again at once; or it is a fault of the disk, or
// the request names a paper that is not on the list. The report then tells how
// far the day had come; in the state that the ledger knows.
func (p *Pipeline) RunDay(ctx context.Context, day fetch.Day, request Request) (Report, error) {
	r := &run{
		Pipeline: p,
		log:      p.log.With(zap.Stringer("day", day)),
		day:      day,
		request:  request,
		started:  p.now(),
		report:   Report{Day: day},
	}
	if err := r.begin(ctx); err != nil {
		r.breakOff(ctx, err)
		return r.report, fmt.Errorf("day %s: %w", day, err)
	}
	err := r.run(ctx)
	if err != nil {
		r.breakOff(ctx, err)
		err = errors.Join(err, r.suspend(ctx, err))
	}
	after, unknown := p.ledger.Spent(context.WithoutCancel(ctx), time.Time{}, time.Time{})
	if unknown == nil {
		r.report.Totals.Spend = after.Sub(r.spent)
	}
	r.report.Totals.Elapsed = p.now().Sub(r.started)
	stopped := err != nil && ctx.Err() != nil
	if !isWrong(err) {
		switch {
		case err != nil && request.Regenerate:
			r.log.Warn("broken off; the day is as it was",
				usd(r.report.Totals.Spend.CostUSD), zap.Duration("elapsed", r.report.Totals.Elapsed))
		case stopped:
			r.tell(stopped)
		default:
			r.tell(stopped)
			p.ended(r.report)
		}
	}
	if err == nil {
		err = unknown
	}
	if err != nil {
		return r.report, fmt.Errorf("day %s: %w", day, err)
	}
	return r.report, nil
}

// run is one run of one day.
type run struct {
	*Pipeline
	log     *zap.Logger
	day     fetch.Day
	request Request
	started time.Time
	known   ledger.Day   // its row before this run, if it had one
	spent   ledger.Spend // by all runs before this one

	record     render.Post // what is there already
	listFault  error       // why the list could not be read, or not again
	seen       int         // papers that were ever on the list
	papers     []*paper    // of the post
	outlook    outlook     // what another run can bring
	editedOnly bool        // see ledger.Day
	stop       stop
	report     Report
}

func (r *run) run(ctx context.Context) error {
	var err error
	if r.record, _, err = r.Publisher.Load(r.day); err != nil {
		return err
	}
	if r.request.Regenerate {
		return r.regenerate(ctx)
	}
	list, err := r.list(ctx)
	if err != nil {
		return err
	}
	r.report.Listed = len(list.Papers)
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
	if err := r.lookAgain(ctx); err != nil {
		return err
	}
	return r.bring(ctx)
}

// bring brings the papers of the post into it.
func (r *run) bring(ctx context.Context) error {
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
			r.outlook = hopeful
		}
		return fetch.List{Day: r.day}, nil
	case errors.Is(err, fetch.ErrNotOpen):
		r.report.State, r.report.Reason, r.outlook = Waiting, err.Error(), hopeful
	case err != nil:
		r.report.State, r.report.Reason, r.outlook = Failed, err.Error(), hopeful
		r.listFault = err
	}
	return list, nil
}

// unread opens the reason of a day whose list could be read once, but not now.
const unread = "the list could not be read again: "

func (r *run) wasEmpty() bool { return r.known.State == string(Empty) }

// reasonBefore returns why the day was not complete after its last run, without
// what was wrong with that run alone.
func (r *run) reasonBefore() string {
	reason, _, _ := strings.Cut(r.known.Reason, "; "+unread)
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
		r.report.State, r.outlook = Empty, hopeful
		r.report.Reason = join([]string{r.reasonBefore(), fmt.Sprintf("%sit has no papers any more; it had %d", unread, r.seen)})
	case r.seen > 0:
		r.report.State, r.report.Reason = Failed, fmt.Sprintf("the list has no papers any more; it had %d", r.seen)
		r.outlook = hopeful
	default:
		r.report.State, r.report.Reason = Empty, "the list has no papers"
	}
}

// requestError says that a request asks for what cannot be.
type requestError struct{ error }

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
		return requestError{fmt.Errorf("not on the list of that day: %s; try its page, %s",
			strings.Join(missing, ", "), "https://huggingface.co/papers/date/"+r.day.String())}
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
			ended = append(ended, ledger.Rounds{Paper: p.entry.Paper.ID.Base().String(), Terms: p.terms, Ended: p.round + 1})
		}
	}
	r.count()
	r.outlook = outlookOf(r.papers)

	r.observe(Event{Day: r.day, Stage: StagePost, Phase: Began})
	published, err := r.Publisher.Publish(ctx, post, r.request.Force)
	state, brief, whole := verdict(post.Entries)
	var reasons []string
	switch {
	case errors.Is(err, render.ErrEdited):
		state, r.report.Edited = Partial, true
		reasons = append(reasons, leftAlone(published.Unposted))
	case errors.Is(err, render.ErrNoSummary):
		state = Failed
	case err != nil:
		return err
	}
	if r.stop.isSet() && state != Complete && !strings.Contains(whole, r.stop.short) {
		reasons = append(reasons, r.stop.short)
	}
	if wait := r.modelWait(); wait > firstPause {
		reasons = append(reasons, "the model server asks to wait "+wait.Round(time.Second).String())
	}
	if fault := published.FeedErr; fault != nil {
		r.log.Warn("the feeds do not tell of the day yet", zap.Error(fault))
		reasons = append(reasons, "the feeds do not tell of it: "+fault.Error())
	}
	if r.listFault != nil {
		r.outlook = hopeful
		reasons = append(reasons, unread+r.listFault.Error())
	}
	r.editedOnly = r.report.Edited && whole == "" && len(reasons) == 1
	if state != Failed {
		r.report.Published = published
	}
	r.report.State, r.report.Stuck = state, r.outlook == stuck
	r.report.Reason, r.report.Brief = join(append([]string{whole}, reasons...)), join(append([]string{brief}, reasons...))
	return r.finish(ctx, post.Entries, ended)
}

// leftAlone says that a post was edited, and which papers it lacks for that.
func leftAlone(unposted []fetch.ArxivID) string {
	names := make([]string, len(unposted))
	for i, id := range unposted {
		names[i] = id.String()
	}
	var without string
	if len(names) > 0 {
		without = fmt.Sprintf(", without %d that the record keeps (%s)", len(names), strings.Join(names, ", "))
	}
	return "the post was edited by hand and is left as it is" + without + "; --force writes over it"
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

// posted returns the papers that stand in the day's post.
func posted(entries []render.Entry, unposted []fetch.ArxivID) []string {
	return slices.DeleteFunc(ids(entries), func(name string) bool {
		return slices.ContainsFunc(unposted, func(id fetch.ArxivID) bool { return id.String() == name })
	})
}

func ids(entries []render.Entry) []string {
	all := make([]string, len(entries))
	for i, e := range entries {
		all[i] = e.Paper.ID.Base().String()
	}
	return all
}
