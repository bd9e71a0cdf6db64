package pipeline

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline/ledger"
	"dailypapers/render"
)

// Records are the day records of a site; [render.Site] is one.
type Records interface {
	Records() ([]fetch.Day, error) // those that have a record, in any order
	Load(day fetch.Day) (post render.Post, found bool, err error)
}

// Rebuild brings a ledger up to the site's records. Where it has no row of a day
// that has a record, because it was lost, is an old copy, died with its run or
// another machine has run the day, the day is restored: how it ended, the order
// of its list, which papers were posted, and what was spent. Other days are left
// alone. It returns how many days it has restored.
//
// A record that cannot be read is passed over with a warning: its day refuses to
// run, the others do not. What no record says is lost. A day without a post has
// none: where the ledger knew none of the records, a weekend between two of them
// counts as empty, and any other such day is unknown. A day that has left the
// lookback at now counts as closed, and as given up where papers wait. How often
// a day was tried is unknown, and so are the conversations that ended without a
// summary; answers that no record holds are bought again where they are needed.
// What is wrong with a restored day counts as told.
func Rebuild(
	ctx context.Context, log *zap.Logger, l *ledger.Ledger, records Records, calendar Calendar, now time.Time,
) (int, error) {
	recorded, err := records.Records()
	if err != nil {
		return 0, fmt.Errorf("rebuild the ledger: %w", err)
	}
	days, err := lacking(ctx, l, recorded)
	if err != nil {
		return 0, fmt.Errorf("rebuild the ledger: %w", err)
	}
	var lost []ledger.Restored
	for _, day := range days {
		post, found, err := records.Load(day)
		switch {
		case err != nil:
			log.Warn("a day record cannot be read: the papers of its post may be posted again",
				zap.Stringer("day", day), zap.Error(err))
		case found:
			lost = append(lost, restored(post))
		}
	}
	if len(days) == len(recorded) {
		lost = append(lost, weekends(days)...)
	}
	if len(lost) == 0 {
		return 0, nil
	}
	for i := range lost {
		row := &lost[i].Day
		if day, err := fetch.ParseDay(row.Day); err == nil && !calendar.inLookback(day, now) {
			row.Settled, row.GivenUp = true, row.Waiting > 0
		}
		if is := condition(*row, now, now); is.Trouble() {
			lost[i].Told = []string{string(is)}
		}
	}
	if err := l.Restore(ctx, lost); err != nil {
		return 0, fmt.Errorf("rebuild the ledger: %w", err)
	}
	log.Info("days restored to the ledger from their records", zap.Int("days", len(lost)))
	return len(lost), nil
}

// lacking returns the days that the ledger has no row of, oldest first.
func lacking(ctx context.Context, l *ledger.Ledger, days []fetch.Day) ([]fetch.Day, error) {
	days = slices.SortedFunc(slices.Values(days), fetch.Day.Compare)
	names := make([]string, len(days))
	for i, day := range days {
		names[i] = day.String()
	}
	names, err := l.Lacking(ctx, names)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(days, func(day fetch.Day) bool { return !slices.Contains(names, day.String()) }), nil
}

// weekends returns the Saturdays and Sundays without a record between two days
// that have one.
func weekends(days []fetch.Day) []ledger.Restored {
	if len(days) == 0 {
		return nil
	}
	recorded := map[fetch.Day]bool{}
	for _, day := range days {
		recorded[day] = true
	}
	var empty []ledger.Restored
	last := slices.MaxFunc(days, fetch.Day.Compare)
	for day := slices.MinFunc(days, fetch.Day.Compare); day.Compare(last) < 0; day = day.Add(1) {
		if day.IsWeekend() && !recorded[day] {
			row := ledger.Day{Day: day.String(), State: string(Empty), Reason: "a weekend without a record"}
			empty = append(empty, ledger.Restored{Day: row})
		}
	}
	return empty
}

// restored returns what a record knows of its day.
func restored(post render.Post) ledger.Restored {
	state, _, reason := verdict(post.Entries)
	if post.Edited && state != Failed {
		state, reason = Partial, join([]string{reason, leftAlone(post.Unposted)})
	}
	r := ledger.Restored{Day: dayRow(post.Day, state, reason, post.Entries), List: ids(post.Entries)}
	r.Day.EditedOnly = post.Edited && r.Day.Waiting == 0
	if state != Failed {
		r.Posted = posted(post.Entries, post.Unposted)
	}
	for _, l := range post.LeftOut {
		r.List = append(r.List, l.ID.Base().String())
	}
	for _, e := range post.Entries {
		if at := e.Result.At; at.After(r.Day.Finished) {
			r.Day.Started, r.Day.Finished = at, at
		}
	}
	for _, e := range post.Entries {
		at := e.Result.At
		if at.IsZero() { // it rests on no answer; what was paid before is older still
			at = r.Day.Finished
		}
		r.Purchases = append(r.Purchases, ledger.Purchase{
			Paper: e.Paper.ID.Base().String(), Prompt: e.Result.Prompt, Spend: paid(e.Result), At: at,
		})
	}
	return r
}
