package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dailypapers/fetch"
	"dailypapers/render"
	"dailypapers/summarize"
)

// byHand are the terms under which the ledger counts the conversations that
// somebody wanted once more. Their rounds follow the MaxRounds others, so that
// none replays what another has bought, whatever the terms.
const byHand = "by hand"

// regenerate asks anew about the papers that the request names. The others stay
// as they are, each in its place.
func (r *run) regenerate(ctx context.Context) error {
	err := r.checkPosted(ctx)
	if err != nil {
		return err
	}
	if err := r.checkUnedited(); err != nil {
		return err
	}
	if _, fault, found := strings.Cut(r.known.Reason, unread); found {
		r.listFault = errors.New(fault)
	}
	r.report.LeftOut = r.record.LeftOut
	if r.papers, err = r.chooseAnew(ctx); err != nil {
		return err
	}
	return r.bring(ctx)
}

// checkPosted refuses to ask anew about a paper that is not in the record, and
// says where it is.
func (r *run) checkPosted(ctx context.Context) error {
	posted := map[fetch.ArxivID]bool{}
	for _, e := range r.record.Entries {
		posted[e.Paper.ID.Base()] = true
	}
	var missing []string
	for _, id := range r.request.Only {
		if !posted[id.Base()] {
			missing = append(missing, id.Base().String())
		}
	}
	if len(missing) == 0 {
		return nil
	}
	postedOn, err := r.ledger.PostedOn(ctx, missing, r.day.String())
	if err != nil {
		return err
	}
	for i, name := range missing {
		if day := postedOn[name]; day != "" {
			missing[i] = fmt.Sprintf("%s stands in the post of %s, try --date %s --paper %s --regenerate", name, day, day, name)
		} else {
			missing[i] = name + " stands in no post, try its day without --regenerate"
		}
	}
	return requestError{fmt.Errorf("not in the post of that day: %s", strings.Join(missing, "; "))}
}

// checkUnedited refuses to buy a summary for a post that would not show it.
func (r *run) checkUnedited() error {
	if r.request.Force {
		return nil
	}
	edited, err := r.Publisher.Edited(r.day)
	if err == nil && edited {
		err = requestError{errors.New("the post was edited by hand and is left as it is, so that nothing is asked anew; " +
			"try --force, which writes over it")}
	}
	return err
}

// chooseAnew returns the papers of the record; those that the request names are
// to be asked about. One that waits for its first summary goes on where it is,
// unless it has had all its rounds.
func (r *run) chooseAnew(ctx context.Context) ([]*paper, error) {
	names := ids(r.record.Entries)
	rounds, err := r.ledger.EndedRounds(ctx, names, r.terms)
	if err != nil {
		return nil, err
	}
	again, err := r.ledger.EndedRounds(ctx, names, byHand)
	if err != nil {
		return nil, err
	}
	papers := make([]*paper, len(names))
	for i, e := range r.record.Entries {
		p := &paper{entry: e, recorded: true, round: rounds[names[i]], terms: r.terms, asked: r.request.names(e.Paper.ID)}
		held := e.Result.Status == summarize.Held
		if p.asked && (held || p.round >= MaxRounds) {
			p.anew, p.terms, p.round = true, byHand, max(MaxRounds, again[names[i]])
		}
		if p.anew && held {
			p.standing = &r.record.Entries[i]
		}
		papers[i] = p
	}
	return papers, nil
}

// poorer says why a text that has arrived is no ground for a better summary than
// the one that stands: the paper's own text could not be had this time. It
// returns nothing where it is one.
func (p *paper) poorer(document fetch.Document) string {
	if p.standing == nil || document.Origin != fetch.OriginAbstract || len(document.Passed) == 0 ||
		p.standing.Text.Origin == fetch.OriginAbstract {
		return ""
	}
	return fmt.Sprintf("only the abstract could be read this time, and the summary rests on the %s", p.standing.Text.Origin)
}

// keep leaves the entry as it is recorded.
func (p *paper) keep(reason string) {
	p.entry, p.kept = *p.standing, reason
}

// replace puts a new summary into the place of the one that stands, which goes
// into the entry's history. A result that is the standing one is that of a run
// which died after it had published: it is left as it is.
func (p *paper) replace(result summarize.Result, now time.Time) {
	old := *p.standing
	if result.Bought == 0 && result.At.Equal(old.Result.At) && result.Prompt == old.Result.Prompt {
		p.entry = old
		return
	}
	p.entry.Result = result
	p.entry.History = append(slices.Clip(old.History), render.Replaced{
		At: now.UTC(), Version: old.Paper.Version, Text: old.Text, Result: old.Result,
	})
	if p.entry.Paper.Version >= p.entry.Latest.Version {
		p.entry.Latest = render.Latest{}
	}
}
