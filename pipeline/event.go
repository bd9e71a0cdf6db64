package pipeline

import "dailypapers/fetch"

// Stage names a part of a day, for the progress display.
type Stage string

// The stages of a day, in order. Texts and summaries overlap.
const (
	StageList     Stage = "list"
	StageMetadata Stage = "metadata"
	StageText     Stage = "text"
	StageSummary  Stage = "summary"
	StagePost     Stage = "post"
)

// Phase says what happens to a stage.
type Phase string

// The phases of a stage: it begins with a total, then for each paper starts and
// ends it, in any order. A paper that is not reached has neither.
const (
	Began   Phase = "began"
	Started Phase = "started"
	Ended   Phase = "ended"
)

// Event is a step of a day.
type Event struct {
	Day    fetch.Day
	Stage  Stage
	Phase  Phase
	Total  int           // papers of the stage, where it began
	Paper  fetch.ArxivID // which one started or ended
	Title  string        // of the paper, one line
	Failed bool          // whether an ended paper goes on waiting
}

func (p *Pipeline) observe(e Event) {
	if p.observer == nil {
		return
	}
	p.observing.Lock()
	defer p.observing.Unlock()
	p.observer(e)
}
