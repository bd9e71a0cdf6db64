package pipeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/render"
	"dailypapers/summarize"
)

// MaxRounds is how many conversations are held about a paper, one a run, before
// it waits for other [Options.Terms]: these, and nothing else, bring it back.
const MaxRounds = 3

// paper is one paper of the post on its way through the day.
type paper struct {
	entry    render.Entry
	standing *render.Entry // as it is recorded, where its summary is asked for anew; else nil
	asked    bool          // whether it is to be summarised in this run
	anew     bool          // whether that is because somebody wants it once more
	hold     string        // why it is not, if it waits
	kept     string        // why its standing summary stays
	round    int           // see summarize.Task
	terms    string        // that its rounds are counted under
	recorded bool          // whether it stands in the record
	paid     bool          // whether an earlier run has paid for it
	answered bool          // whether this run's result is in the entry
	took     time.Duration
	ended    bool // whether the round ended with this run's conversation, so that the next one is another
}

// choose returns the papers of the post and reports those that the selection
// left out. Papers that are in the record stay as they stand there, whatever the
// selection says by now, but that one that was withdrawn since is marked; they
// count towards its limit. One that an edited post lacks gives way where another
// day has posted it since. The others follow, in the order of the list's first
// reading.
func (r *run) choose(ctx context.Context, list fetch.List) ([]*paper, error) {
	recorded := map[fetch.ArxivID]bool{}
	for _, e := range r.record.Entries {
		recorded[e.Paper.ID.Base()] = true
	}
	leftOut := map[fetch.ArxivID]render.LeftOut{}
	for _, l := range r.record.LeftOut {
		leftOut[l.ID.Base()] = l
	}
	listed := map[fetch.ArxivID]fetch.Paper{}
	for _, p := range list.Papers {
		listed[p.ID.Base()] = p
	}
	order, err := r.order(ctx, list)
	if err != nil {
		return nil, err
	}
	r.seen = len(order)
	names := make([]string, len(order))
	for i, id := range order {
		names[i] = id.String()
	}
	postedOn, err := r.ledger.PostedOn(ctx, names, r.day.String())
	if err != nil {
		return nil, err
	}
	rounds, err := r.ledger.EndedRounds(ctx, names, r.terms)
	if err != nil {
		return nil, err
	}

	var papers []*paper
	for _, e := range r.record.Entries {
		id := e.Paper.ID.Base()
		if other := postedOn[id.String()]; other != "" && !r.selection.KeepRepeats && slices.Contains(r.record.Unposted, id) {
			delete(recorded, id)
			leftOut[id] = render.LeftOut{ID: id, Title: e.Paper.Title, Rule: ruleRepeats + ": posted on " + other}
			continue
		}
		e.Paper.Withdrawn = e.Paper.Withdrawn || listed[id].Withdrawn
		p := r.plan(e, rounds[id.String()])
		p.recorded = true
		papers = append(papers, p)
	}
	for _, id := range order {
		if recorded[id] {
			continue
		}
		name := id.String()
		p, ok := listed[id]
		if !ok { // it has left the list since
			if l, ok := leftOut[id]; ok {
				r.report.LeftOut = append(r.report.LeftOut, l)
			}
			continue
		}
		if rule := r.selection.rule(p, len(papers), postedOn[name]); rule != "" {
			r.log.Debug("paper left out", zap.String("paper", name), zap.String("rule", rule), zap.String("title", p.Title))
			r.report.LeftOut = append(r.report.LeftOut, render.LeftOut{ID: id, Title: p.Title, Rule: rule})
			continue
		}
		papers = append(papers, r.plan(render.Entry{Paper: p, Added: r.now().UTC()}, rounds[name]))
	}
	return papers, nil
}

// order keeps the list in the ledger and returns every paper that was ever on
// it, in the order of their first reading. The record comes first, in case the
// ledger was lost.
func (r *run) order(ctx context.Context, list fetch.List) ([]fetch.ArxivID, error) {
	names := ids(r.record.Entries)
	for _, p := range list.Papers {
		names = append(names, p.ID.Base().String())
	}
	names, err := r.ledger.KeepList(ctx, r.day.String(), names)
	if err != nil {
		return nil, err
	}
	order := make([]fetch.ArxivID, len(names))
	for i, name := range names {
		if order[i], err = fetch.ParseArxivID(name); err != nil {
			return nil, fmt.Errorf("ledger: list of %s: %w", r.day, err)
		}
	}
	return order, nil
}

// plan decides whether a paper is to be summarised in this run.
func (r *run) plan(e render.Entry, rounds int) *paper {
	p := &paper{entry: e, round: rounds, terms: r.terms}
	switch only := r.request.Only; {
	case e.Result.Status == summarize.Held:
	case len(only) > 0 && !r.request.names(e.Paper.ID):
		p.waitFor(unasked)
	case rounds >= MaxRounds:
		p.waitFor(exhausted)
	default:
		p.asked = true
	}
	return p
}

// names reports whether the request names a paper.
func (q Request) names(id fetch.ArxivID) bool {
	return slices.ContainsFunc(q.Only, func(named fetch.ArxivID) bool { return named.Base() == id.Base() })
}

// unasked says why a paper waits whose day was run for the sake of others.
const unasked = "left for a run of the whole day"

// exhausted says why a paper is not asked about again.
var exhausted = fmt.Sprintf(
	"%d conversations ended without a summary; it is asked about again with another llm.model or changed prompts (llm.prompts_dir)",
	MaxRounds)

// waitFor makes the paper wait. The record goes on saying what it says, if it
// says anything, so that its bytes stay; the report gives this reason.
func (p *paper) waitFor(reason string) {
	if p.standing != nil {
		p.keep(reason)
		return
	}
	p.hold = reason
	if p.entry.Result.Status == "" {
		p.entry.Result = summarize.Result{Status: summarize.Waiting, Reason: reason}
	}
}

// merge adds arXiv's metadata to the papers that are to be summarised and have
// none yet, or no abstract, or are asked about anew, in one call. What arXiv does
// not know or cannot say now stays as Hugging Face says it.
func (r *run) merge(ctx context.Context, papers []*paper) error {
	var unknown []*paper
	var ids []fetch.ArxivID
	for _, p := range papers {
		known := p.entry.Paper.Source == fetch.SourceArxivAPI || p.entry.Paper.Source == fetch.SourceArxivPage
		if p.asked && (p.anew || !known || p.entry.Paper.Abstract == "") {
			unknown = append(unknown, p)
			ids = append(ids, p.entry.Paper.ID.Base())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	r.observe(Event{Day: r.day, Stage: StageMetadata, Phase: Began, Total: len(ids)})
	found, err := r.Metadata.Metadata(ctx, ids)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		r.log.Warn("arXiv does not tell of every paper; what is known of them serves",
			zap.Int("papers", len(ids)), zap.Int("told", len(found)), zap.Error(err))
	}
	for i, p := range unknown {
		p.entry.Paper = fetch.Merge(p.entry.Paper, found[ids[i]])
	}
	return nil
}
