package main

import (
	"io"
	"sync/atomic"

	"github.com/mattn/go-runewidth"
	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"dailypapers/pipeline"
)

// progress shows on a terminal how far a run is: a bar for each stage that goes
// paper by paper, with the paper in hand and an estimate. Elsewhere it shows nothing, since the log has a line
// a paper. The log is written through it, so that lines and bars do not mix.
type progress struct {
	out  io.Writer
	bars *mpb.Progress // nil where there is no terminal
	open map[pipeline.Stage]*stageBar
}

// stageBar is the bar of one stage of one day.
type stageBar struct {
	*mpb.Bar
	title atomic.Pointer[string] // of the paper in hand; read by the bars' own goroutine
}

// titleWidth is how many columns of a paper's title a bar shows.
const titleWidth = 36

func (s *session) newProgress() *progress {
	p := &progress{out: s.stderr, open: map[pipeline.Stage]*stageBar{}}
	if s.showsBars() {
		p.bars = mpb.New(mpb.WithOutput(s.stderr), mpb.WithAutoRefresh(), mpb.PopCompletedMode())
	}
	return p
}

// showsBars reports whether standard error is a terminal and the log is for
// people.
func (s *session) showsBars() bool { return s.env.terminal && !s.flags.JSONLog }

// Write writes a log line above the bars.
func (p *progress) Write(line []byte) (int, error) {
	if p.bars == nil {
		return p.out.Write(line)
	}
	return p.bars.Write(line)
}

// Observe moves the bars. The pipeline calls it from one goroutine at a time.
func (p *progress) Observe(e pipeline.Event) {
	if p.bars == nil {
		return
	}
	switch bar := p.open[e.Stage]; {
	case e.Phase == pipeline.Began:
		p.abort(e.Stage)
		if e.Total > 0 && (e.Stage == pipeline.StageText || e.Stage == pipeline.StageSummary) {
			p.open[e.Stage] = p.newBar(e)
		}
	case bar == nil:
	case e.Phase == pipeline.Started:
		bar.title.Store(&e.Title)
	case e.Phase == pipeline.Ended:
		bar.EwmaIncrBy(1, 0)
	}
}

func (p *progress) newBar(e pipeline.Event) *stageBar {
	bar := &stageBar{}
	bar.title.Store(new(string))
	eta := decor.AverageETA(decor.ET_STYLE_GO)
	remaining := func(s decor.Statistics) string {
		switch {
		case s.Completed:
			return "done"
		case s.Current == 0: // nothing to estimate from
			return "…"
		}
		text, _ := eta.Decor(s)
		return text
	}
	bar.Bar = p.bars.AddBar(int64(e.Total),
		mpb.BarWidth(24),
		mpb.PrependDecorators(
			decor.Name(e.Day.String()+" "),
			decor.Name(string(e.Stage), decor.WCSyncSpaceR),
			decor.CountersNoUnit("%d/%d", decor.WCSyncWidth),
		),
		mpb.AppendDecorators(
			decor.Any(remaining, decor.WCSyncWidth),
			decor.Any(func(decor.Statistics) string { return " " + runewidth.Truncate(*bar.title.Load(), titleWidth, "…") }),
		),
	)
	return bar
}

// abort ends the bar of a stage that was not finished, as a day before it.
func (p *progress) abort(stage pipeline.Stage) {
	if bar := p.open[stage]; bar != nil && !bar.Completed() {
		bar.Abort(false)
	}
}

// Close ends all bars and waits until they are drawn. It can be called twice.
func (p *progress) Close() {
	if p.bars == nil {
		return
	}
	for stage := range p.open {
		p.abort(stage)
	}
	// A log line is drawn with the next frame. A bar that ends now asks for one
	// more, so that no line is left behind.
	p.bars.New(1, mpb.NopStyle(), mpb.BarRemoveOnComplete(), mpb.BarNoPop()).Increment()
	p.bars.Wait()
	p.bars = nil
}
