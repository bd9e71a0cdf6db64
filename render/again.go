package render

import (
	"context"
	"fmt"
	"io/fs"

	"golang.org/x/sync/errgroup"

	"dailypapers/fetch"
)

// Rendered says how a day ended that was rendered again.
type Rendered struct {
	Day fetch.Day
	Published
	Err error // nil, or as Render returns it
}

// renderers is how many days are rendered at once. Their time is the disk's,
// which syncs many files in little more time than one.
const renderers = 64

// RenderDays renders each of the days again. The answer has one item a day, in
// the order given; the fault of one day does not keep the others.
func (s *Site) RenderDays(ctx context.Context, days []fetch.Day) []Rendered {
	s.tidy(days...)
	ended := make([]Rendered, len(days))
	var group errgroup.Group
	group.SetLimit(renderers)
	for i, day := range days {
		group.Go(func() error {
			done, err := s.render(ctx, day)
			ended[i] = Rendered{Day: day, Published: done, Err: err}
			return nil
		})
	}
	_ = group.Wait() // each day keeps its own error
	return ended
}

// Render writes a day's post again from its record, as Publish would without
// force. Where the post on disk is the rendering already, nothing is touched,
// the record neither. A day without a record wraps fs.ErrNotExist, a post that
// was edited ErrEdited.
func (s *Site) Render(ctx context.Context, day fetch.Day) (Published, error) {
	s.tidy(day)
	return s.render(ctx, day)
}

// render is Render on a site that is tidy.
func (s *Site) render(ctx context.Context, day fetch.Day) (Published, error) {
	rec, found, err := s.loadRecord(day)
	if err == nil && !found {
		err = fmt.Errorf("there is no day record %s: %w", s.recordPath(day), fs.ErrNotExist)
	}
	if err != nil {
		return s.paths(day), fmt.Errorf("render %s: %w", day, err)
	}
	done, err := s.publish(ctx, rec, rec, false)
	if err != nil {
		return done, fmt.Errorf("render %s: %w", day, err)
	}
	return done, nil
}
