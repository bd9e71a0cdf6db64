package pipeline

import (
	"context"
	"fmt"

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

// Rebuild fills a ledger that knows no day from the site's records: the days
// and how they ended, the order of their lists, which papers were posted when,
// and what was spent. A ledger that knows a day is left alone. It returns how
// many days it has rebuilt.
//
// Days without a post have no record and are not rebuilt; answers that no
// record holds are bought again where they are needed.
func Rebuild(ctx context.Context, log *zap.Logger, l *ledger.Ledger, records Records) (int, error) {
	empty, err := l.IsEmpty(ctx)
	if err != nil || !empty {
		return 0, err
	}
	days, err := records.Records()
	if err != nil {
		return 0, fmt.Errorf("rebuild the ledger: %w", err)
	}
	var lost []ledger.Restored
	for _, day := range days {
		post, found, err := records.Load(day)
		if err != nil {
			return 0, fmt.Errorf("rebuild the ledger: %w", err)
		}
		if found {
			lost = append(lost, restored(post))
		}
	}
	if len(lost) == 0 {
		return 0, nil
	}
	if err := l.Restore(ctx, lost); err != nil {
		return 0, fmt.Errorf("rebuild the ledger: %w", err)
	}
	log.Info("ledger rebuilt from the day records", zap.Int("days", len(lost)))
	return len(lost), nil
}

// restored returns what a record knows of its day.
func restored(post render.Post) ledger.Restored {
	state, reason := verdict(post.Entries)
	posted := ids(post.Entries)
	r := ledger.Restored{Day: dayRow(post.Day, state, reason, post.Entries), List: posted}
	if state != Failed {
		r.Posted = posted
	}
	for _, l := range post.LeftOut {
		r.List = append(r.List, l.ID.Base().String())
	}
	for _, e := range post.Entries {
		if at := e.Result.At; !at.IsZero() {
			r.Purchases = append(r.Purchases, ledger.Purchase{
				Paper: e.Paper.ID.Base().String(), Prompt: e.Result.Prompt, Spend: spend(e.Result), At: at,
			})
			if at.After(r.Day.Finished) {
				r.Day.Started, r.Day.Finished = at, at
			}
		}
	}
	return r
}
