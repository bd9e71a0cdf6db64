package pipeline

import (
	"context"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/render"
	"dailypapers/summarize"
)

// lookAgain asks arXiv in one call for the latest versions of the papers that
// have their summary, and notes in their entries which one is newer, and which
// were withdrawn. It does so when a day of the lookback that is not settled is
// run for the first time since the schedule fired; what arXiv does not say then,
// the next such run may learn.
func (r *run) lookAgain(ctx context.Context) error {
	fired := r.calendar.NextFiring(r.known.Finished)
	if r.known.Settled || !r.calendar.inLookback(r.day, r.started) || fired.IsZero() || fired.After(r.started) {
		return nil
	}
	var posted []*paper
	var ids []fetch.ArxivID
	for _, p := range r.papers {
		if p.recorded && p.entry.Result.Status == summarize.Held {
			posted = append(posted, p)
			ids = append(ids, p.entry.Paper.ID.Base())
		}
	}
	if len(ids) == 0 {
		return nil
	}
	found, err := r.Metadata.Latest(ctx, ids)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		r.log.Warn("arXiv does not tell which papers of the post have a new version",
			zap.Int("papers", len(ids)), zap.Int("told", len(found)), zap.Error(err))
	}
	for i, p := range posted {
		if p.note(found[ids[i]]) {
			r.log.Info("a paper of the post has changed on arXiv", zap.Stringer("paper", ids[i]),
				zap.Int("posted", p.entry.Paper.Version), zap.Int("latest", p.entry.Latest.Version),
				zap.Bool("withdrawn", p.entry.Paper.Withdrawn))
		}
	}
	return nil
}

// note notes what arXiv says by now of a paper that has its summary, and reports
// whether that is news. Where it is unknown which version was posted, the time
// tells.
func (p *paper) note(found fetch.Paper) bool {
	e := &p.entry
	posted := e.Paper.Version
	newer := found.Version > max(posted, e.Latest.Version) && (posted > 0 || found.Updated.After(e.Result.At))
	if newer {
		e.Latest = render.Latest{Version: found.Version, Since: found.Updated}
	}
	withdrawn := found.Withdrawn && !e.Paper.Withdrawn
	e.Paper.Withdrawn = e.Paper.Withdrawn || withdrawn
	return newer || withdrawn
}
