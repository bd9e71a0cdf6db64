package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"dailypapers/pipeline"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

// tell prints the end of a run: the posts' paths to standard output, the tables
// to standard error.
func (s *session) tell(reports []pipeline.Report) {
	for _, r := range reports {
		if !s.flags.JSONLog { // the log has said it
			writeDay(s.stderr, r)
		}
		if r.Published.PostPath != "" && r.State != pipeline.Failed {
			fmt.Fprintln(s.stdout, r.Published.PostPath)
		}
	}
	if len(reports) > 0 && !s.flags.JSONLog {
		writeTotals(s.stderr, reports)
	}
}

// writeDay says how a day ended, and names the papers that were asked about anew,
// that wait, or were left out.
func writeDay(w io.Writer, r pipeline.Report) {
	fmt.Fprintf(w, "\n%s  %s", r.Day, r.State)
	if r.Reason != "" {
		fmt.Fprintf(w, ": %s", r.Reason)
	}
	fmt.Fprintln(w)
	for _, row := range r.Rows {
		switch {
		case row.Renewed:
			fmt.Fprintf(w, "  anew      %s  %s\n", row.ID, row.Title)
		case row.Kept != "":
			fmt.Fprintf(w, "  as it was %s  its old summary stays: %s\n", row.ID, row.Kept)
		case row.Status == summarize.Waiting:
			fmt.Fprintf(w, "  waits     %s  %s\n", row.ID, row.Reason)
		}
	}
	for _, left := range r.LeftOut {
		fmt.Fprintf(w, "  left out  %s  %s\n", left.ID, left.Rule)
	}
	if failed(r) {
		fmt.Fprintln(w, "  try       the same command later; it goes on from here. With --verbose every request is shown")
	}
}

// writeTotals prints one row a day, and their sum where there are several.
func writeTotals(w io.Writer, reports []pipeline.Report) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table)
	fmt.Fprintln(table, "day\tpapers\tsummarised\trepaired\twaiting\tfrom cache\ttokens\tcost\ttime\t")
	var sum pipeline.Totals
	for _, r := range reports {
		writeRow(table, r.Day.String(), r.Totals)
		sum.Papers += r.Totals.Papers
		sum.Summarised += r.Totals.Summarised
		sum.Repaired += r.Totals.Repaired
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

// writeProblems counts what the gate found, by rule and by what became of it.
func writeProblems(w io.Writer, reports []pipeline.Report) {
	counts := map[check.Rule]map[summarize.Outcome]int{}
	for _, report := range reports {
		for _, row := range report.Rows {
			for _, found := range row.Found {
				if counts[found.Rule] == nil {
					counts[found.Rule] = map[summarize.Outcome]int{}
				}
				counts[found.Rule][found.Outcome]++
			}
		}
	}
	if len(counts) == 0 {
		return
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table)
	fmt.Fprintln(table, "rule of the gate\trepaired\tdropped\trefused\t")
	for _, rule := range slices.Sorted(maps.Keys(counts)) {
		of := counts[rule]
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t\n",
			rule, of[summarize.Repaired], of[summarize.Dropped], of[summarize.Refused])
	}
	table.Flush()
}

func writeRow(w io.Writer, name string, t pipeline.Totals) {
	fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%s\t$%.4f\t%s\t\n", name, t.Papers, t.Summarised, t.Repaired, t.Waiting,
		t.Reused, grouped(t.Spend.Input+t.Spend.Output), t.Spend.CostUSD, roundly(t.Elapsed))
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
	unit := cmp.Or(map[bool]time.Duration{d < time.Second: time.Millisecond}[true], 100*time.Millisecond)
	return d.Round(unit).String()
}
