package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"strconv"
	"text/tabwriter"
	"time"

	"dailypapers/pipeline"
	"dailypapers/summarize"
)

// tell prints the end of a run: the posts' paths to standard output, the tables
// to standard error.
func (s *session) tell(reports []pipeline.Report) {
	for _, r := range reports {
		if !s.flags.JSONLog { // the log has said it
			s.writeDay(r)
		}
		if r.Published.PostPath != "" && r.State != pipeline.Failed && !r.Edited {
			fmt.Fprintln(s.stdout, r.Published.PostPath)
		}
	}
	if len(reports) > 0 && !s.flags.JSONLog {
		writeTotals(s.stderr, reports)
	}
}

// writeDay says how a day ended, and names the papers that were asked about anew,
// that lack a field, that wait, or were left out; and what can be done.
func (s *session) writeDay(r pipeline.Report) {
	w := s.stderr
	fmt.Fprintf(w, "\n%s  %s", r.Day, r.State)
	if reason := cmp.Or(r.Brief, r.Reason); reason != "" {
		fmt.Fprintf(w, ": %s", reason)
	}
	fmt.Fprintln(w)
	crowds, told := s.crowds(r.Rows), map[string]bool{}
	for _, row := range r.Rows {
		switch {
		case crowds[row.Reason] > 0:
			if !told[row.Reason] {
				fmt.Fprintf(w, "  wait      %-10s  %s\n", fmt.Sprint(crowds[row.Reason], " papers"), row.Reason)
				told[row.Reason] = true
			}
		case row.Renewed:
			fmt.Fprintf(w, "  anew      %s  %s\n", row.ID, row.Title)
		case row.Kept != "":
			fmt.Fprintf(w, "  as it was %s  its old summary stays: %s\n", row.ID, row.Kept)
		case row.Status == summarize.Waiting:
			fmt.Fprintf(w, "  waits     %s  %s\n", row.ID, row.Reason)
		}
		writeFaults(w, row, s.flags.Verbose)
	}
	for _, left := range r.LeftOut {
		fmt.Fprintf(w, "  left out  %s  %s\n", left.ID, left.Rule)
	}
	if advice := advice(r); advice != "" && s.ctx.Err() == nil {
		fmt.Fprintf(w, "  try       %s\n", advice)
	}
}

// shownAlike is how many papers that wait for the same reason are named each,
// unless somebody wants all.
const shownAlike = 3

// crowds returns the reasons that so many papers wait for that they are not named
// each, and how many these are. What the gate has refused is named, and what was
// not asked about is not.
func (s *session) crowds(rows []pipeline.Row) map[string]int {
	crowds, named := map[string]int{}, map[string]int{}
	for _, row := range rows {
		if row.Status == summarize.Waiting && (!row.Answered || len(row.Found) == 0) {
			crowds[row.Reason]++
			named[row.Reason] = shownAlike
			if row.Unasked {
				named[row.Reason] = 1
			}
		}
	}
	maps.DeleteFunc(crowds, func(reason string, n int) bool { return n <= named[reason] || s.flags.Verbose })
	return crowds
}

// writeTotals prints one row a day, and their sum where there are several.
func writeTotals(w io.Writer, reports []pipeline.Report) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table)
	fmt.Fprintln(table, "day\tpapers\tsummarised\trepaired\tdropped\twaiting\tfrom cache\ttokens\tcost\ttime\t")
	var sum pipeline.Totals
	for _, r := range reports {
		writeRow(table, r.Day.String(), r.Totals)
		sum.Papers += r.Totals.Papers
		sum.Summarised += r.Totals.Summarised
		sum.Repaired += r.Totals.Repaired
		sum.Dropped += r.Totals.Dropped
		sum.Waiting += r.Totals.Waiting
		sum.Reused += r.Totals.Reused
		sum.Elapsed += r.Totals.Elapsed
		sum.Spend = sum.Spend.Add(r.Totals.Spend)
	}
	if len(reports) > 1 {
		writeRow(table, "sum", sum)
	}
	table.Flush()
	writeProblems(w, reports)
}

func writeRow(w io.Writer, name string, t pipeline.Totals) {
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%s\t$%.4f\t%s\t\n", name, t.Papers, t.Summarised, t.Repaired, t.Dropped,
		t.Waiting, t.Reused, grouped(t.Spend.Input+t.Spend.Output), t.Spend.CostUSD, roundly(t.Elapsed))
}

// grouped writes a count with its thousands apart, such as 12,345.
func grouped(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", grouped(n/1000), n%1000)
}

// roundly drops the digits of a duration that nobody reads.
func roundly(d time.Duration) string {
	unit := 100 * time.Millisecond
	if d < time.Second {
		unit = time.Millisecond
	}
	return d.Round(unit).String()
}
