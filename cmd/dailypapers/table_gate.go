package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/mattn/go-runewidth"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

const (
	shownFields = 3  // of a paper that waits, at most, unless somebody wants all
	wordsWidth  = 48 // columns of the words at fault
)

// writeFaults says, of a paper that this run has asked about, in which fields it
// broke the gate's rules to the end, and with which words.
func writeFaults(w io.Writer, row pipeline.Row, verbose bool) {
	if !row.Answered {
		return
	}
	var fields []check.Field
	faults := map[check.Field][]string{}
	for _, f := range row.Decisive {
		if f.Outcome == summarize.Repaired {
			continue
		}
		if faults[f.Field] == nil {
			fields = append(fields, f.Field)
		}
		if fault := faultOf(f); !slices.Contains(faults[f.Field], fault) {
			faults[f.Field] = append(faults[f.Field], fault)
		}
	}
	for i, field := range fields {
		told := strings.Join(faults[field], ", ")
		switch {
		case row.Status == summarize.Held:
			fmt.Fprintf(w, "  without   %s  %s, which is %s in the post: %s\n", row.ID, field, check.Unknown, told)
		case i == shownFields && !verbose:
			fmt.Fprintf(w, "            %d more fields, which --verbose shows\n", len(fields)-i)
			return
		case field == "":
			fmt.Fprintf(w, "            %s\n", told)
		default:
			fmt.Fprintf(w, "            %s: %s\n", field, told)
		}
	}
}

// faultOf says in English what is wrong with a field, or with the whole.
func faultOf(f summarize.Finding) string {
	words := runewidth.Truncate(fetch.Clean(f.Words), wordsWidth, "…")
	switch {
	case f.Rule == check.RuleField && f.Field == "":
		return "the last answer is neither the object that was asked for nor Markdown of that form"
	case words == "":
		return string(f.Rule)
	case f.Rule == check.RuleNumber, f.Rule == check.RuleName:
		return words + " is not in the paper"
	case f.Rule == check.RuleQuote:
		return fmt.Sprintf("the quote “%s” is not in the paper", words)
	}
	return fmt.Sprintf("%s “%s”", f.Rule, words)
}

// advice returns what can be done about a day, where that is not said elsewhere.
func advice(r pipeline.Report) string {
	const gate = "docs/gate.md says what each rule wants"
	refused := func(row pipeline.Row) bool {
		return row.Answered && row.Status == summarize.Waiting && len(row.Found) > 0
	}
	waits := func(row pipeline.Row) bool { return row.Status == summarize.Waiting && !row.Unasked }
	lacks := r.State == pipeline.Failed || r.State == pipeline.Waiting || slices.ContainsFunc(r.Rows, waits)
	switch {
	case r.Stopped != nil, r.Broken: // the error that follows says it
	case r.Stuck:
		return r.Try + "; " + gate
	case slices.ContainsFunc(r.Rows, refused):
		return "the same command, which asks anew about what waits; " + gate
	case !lacks:
	case r.Try != "":
		return r.Try + again
	case r.State == pipeline.Failed:
		return "the same command later; it goes on from here. With --verbose every request is shown"
	default:
		return "the same command later; it goes on from here"
	}
	return ""
}

// writeProblems counts the fields in which the papers of this run have broken
// the gate's rules, by what became of them.
func writeProblems(w io.Writer, reports []pipeline.Report) {
	type fault struct {
		field check.Field
		rule  check.Rule
	}
	counts := map[check.Rule]map[summarize.Outcome]int{}
	for _, report := range reports {
		for _, row := range report.Rows {
			if !row.Answered {
				continue
			}
			counted := map[fault]bool{}
			for _, f := range row.Decisive {
				if counted[fault{f.Field, f.Rule}] {
					continue
				}
				counted[fault{f.Field, f.Rule}] = true
				if counts[f.Rule] == nil {
					counts[f.Rule] = map[summarize.Outcome]int{}
				}
				counts[f.Rule][f.Outcome]++
			}
		}
	}
	if len(counts) == 0 {
		return
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table)
	fmt.Fprintln(table, "fields by rule of the gate\trepaired\tdropped\trefused\t")
	for _, rule := range slices.Sorted(maps.Keys(counts)) {
		of := counts[rule]
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t\n",
			rule, of[summarize.Repaired], of[summarize.Dropped], of[summarize.Refused])
	}
	table.Flush()
}
