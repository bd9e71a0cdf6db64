package pipeline

import (
	"fmt"
	"slices"
	"time"

	"dailypapers/fetch"
	"dailypapers/pipeline/ledger"
	"dailypapers/render"
	"dailypapers/summarize"
)

// State says how a day's last run ended.
type State string

// The states of a day.
const (
	Complete State = "complete" // every paper of the post has its summary
	Empty    State = "empty"    // there is nothing to post
	Partial  State = "partial"  // there is a post, and something is missing
	Failed   State = "failed"   // there is no post
	Waiting  State = "waiting"  // the date is not open yet, or its first run was stopped
	Running  State = "running"  // its first run is under way, or has died; no report says so
)

// Report is what became of a day in one run.
type Report struct {
	Day   fetch.Day
	State State
	// Reason says why the state is not Complete, and of any day that its list could
	// not be read again, or its feeds not be written; else it is empty.
	Reason string
	// Brief is the Reason without why papers wait, which the Rows tell; empty where
	// they do not.
	Brief string
	// Try says what to do about a day that is not done, by Options.Advise.
	Try    string
	Listed int   // papers on the list as it was read
	Rows   []Row // papers in the order of the post
	// LeftOut are the papers that the selection left out, in the list's order.
	LeftOut   []render.LeftOut
	Totals    Totals
	Published render.Published // where something was published
	// Attempts counts the runs of the day that ended in a state, this one included.
	Attempts int
	// NextTry is when the day is due again; zero where it is Settled, and where the
	// ledger could not be told. GivenUp says that it has left the lookback lacking
	// something.
	NextTry          time.Time
	Settled, GivenUp bool
	// Stuck says that nothing brings what is lacking but other Options.Terms, and
	// Edited that a person has edited the post, which is left as it is.
	Stuck, Edited bool
	// Broken says that a fault has broken the day off, which RunDay's error tells.
	Broken bool
	// Stopped wraps summarize.ErrStop where nothing more can be bought, so that
	// another day would fare no better; else it is nil.
	Stopped error
}

// Row is what became of a paper.
type Row struct {
	ID     fetch.ArxivID
	Title  string
	Status summarize.Status
	Reason string // why it waits
	// Unasked says that it waits and was left alone, since the request names others.
	// Answered says that this run has brought its result; else it stood in the record.
	Unasked, Answered bool
	// Kept says why its summary stays, where it was asked about anew in vain. Renewed
	// says that it has a new one; the old one, if there was any, is in the record.
	Kept    string
	Renewed bool
	Found   []summarize.Finding
	// Decisive are those of Found that say how each field ended.
	Decisive []summarize.Finding
	// Spend is what its summary rests on, whenever that was bought.
	Spend ledger.Spend
	// Withdrawn says that its authors have withdrawn it.
	Withdrawn bool
	Bought    int           // answers bought in this run
	Took      time.Duration // from the request for its text to its result
	// Reused says that its summary was bought before this run.
	Reused bool
}

// Repaired reports whether a field of the paper's summary was mended.
func (r Row) Repaired() bool { return r.has(summarize.Repaired) }

// Dropped reports whether a field of the paper's summary became check.Unknown.
func (r Row) Dropped() bool { return r.has(summarize.Dropped) }

func (r Row) has(outcome summarize.Outcome) bool {
	return r.Status == summarize.Held &&
		slices.ContainsFunc(r.Decisive, func(f summarize.Finding) bool { return f.Outcome == outcome })
}

// Totals sum up a run.
type Totals struct {
	Papers     int // in the post
	Summarised int
	Repaired   int // of those summarised, in some field
	Dropped    int // of those summarised, without some field
	Reused     int // of those summarised, bought before this run
	Waiting    int
	Withdrawn  int // since they were listed
	Asked      int // composed and not asked: a dry run
	// Spend is what was paid in this run.
	Spend   ledger.Spend
	Elapsed time.Duration
}

// count sums up rows.
func count(rows []Row) Totals {
	totals := Totals{Papers: len(rows)}
	for _, row := range rows {
		switch row.Status {
		case summarize.Held:
			totals.Summarised++
		case summarize.Asked:
			totals.Asked++
		default:
			totals.Waiting++
		}
		if row.Withdrawn {
			totals.Withdrawn++
		}
		if row.Repaired() {
			totals.Repaired++
		}
		if row.Dropped() {
			totals.Dropped++
		}
		if row.Reused {
			totals.Reused++
		}
	}
	return totals
}

// row returns what the record says of a paper.
func row(e render.Entry) Row {
	return Row{
		ID:     e.Paper.ID,
		Title:  e.Paper.Title,
		Status: e.Result.Status,
		Reason: e.Result.Reason,
		Found:  e.Result.Found,
		Spend:  spend(e.Result),
		Bought: e.Result.Bought,

		Decisive:  e.Result.Decisive(),
		Withdrawn: e.Paper.Withdrawn,
		Reused:    e.Result.Status == summarize.Held && e.Result.Bought == 0,
	}
}

// spend returns what a result rests on.
func spend(r summarize.Result) ledger.Spend {
	return ledger.Spend{
		CostUSD:     r.Cost,
		Input:       r.Usage.Input,
		CachedInput: r.Usage.CachedInput,
		Output:      r.Usage.Output,
	}
}

// paid returns all that was paid on the paper of a result.
func paid(r summarize.Result) ledger.Spend {
	return spend(r).Add(spend(summarize.Result{Cost: r.Before.Cost, Usage: r.Before.Usage}))
}

// verdict returns the state of a post by its papers alone, and the reason, in
// brief: how many papers wait; and whole: with why one of them does, one that was
// asked about rather than not.
func verdict(entries []render.Entry) (state State, brief, whole string) {
	var reasons []string
	for _, e := range entries {
		if e.Result.Status == summarize.Waiting {
			reasons = append(reasons, e.Result.Reason)
		}
	}
	state = Partial
	switch waiting := len(reasons); waiting {
	case 0:
		return Complete, "", ""
	case len(entries):
		state, brief = Failed, "no paper has a summary"
	case 1:
		brief = "1 paper waits"
	default:
		brief = fmt.Sprintf("%d papers wait", waiting)
	}
	why := reasons[max(0, slices.IndexFunc(reasons, func(reason string) bool { return reason != unasked }))]
	if len(slices.Compact(reasons)) > 1 {
		return state, brief, brief + "; one of them: " + why
	}
	return state, brief, brief + ": " + why
}

// dayRow returns the ledger's row of a day.
func dayRow(day fetch.Day, state State, reason string, entries []render.Entry) ledger.Day {
	row := ledger.Day{Day: day.String(), State: string(state), Reason: reason, Papers: len(entries)}
	for _, e := range entries {
		switch e.Result.Status {
		case summarize.Held:
			row.Summarised++
		case summarize.Waiting:
			row.Waiting++
		}
		if e.Paper.Withdrawn {
			row.Withdrawn++
		}
		row.Spend = row.Spend.Add(paid(e.Result))
	}
	return row
}
