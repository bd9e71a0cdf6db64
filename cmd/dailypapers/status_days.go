package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"dailypapers/fetch"
)

// stretch is days that follow one another and stand alike, oldest first.
type stretch []dayStatus

// alone returns each of the days as a stretch of its own.
func alone(days []dayStatus) []stretch {
	lines := make([]stretch, len(days))
	for i := range days {
		lines[i] = days[i : i+1]
	}
	return lines
}

// together returns the days in stretches as long as can be.
func together(days []dayStatus) []stretch {
	var lines []stretch
	for i, d := range days {
		if last := len(lines) - 1; i > 0 && days[i-1].leadsTo(d) {
			lines[last] = append(lines[last], d)
			continue
		}
		lines = append(lines, stretch{d})
	}
	return lines
}

// leadsTo reports whether a day is the one before another and stands as it does.
func (d dayStatus) leadsTo(next dayStatus) bool {
	day, err := fetch.ParseDay(d.Day)
	if err != nil || day.Add(1).String() != next.Day {
		return false
	}
	return len(d.Notices) == 0 && len(next.Notices) == 0 && d.look() == next.look()
}

// look is what status shows of a day beside its name.
type look struct {
	name, remark string
	figures      figures
	settled      bool
}

// figures are those that status shows of a day.
type figures struct {
	attempts, papers, waiting, tokens int
	cost                              float64
}

func (d dayStatus) look() look {
	return look{d.name(), strings.ReplaceAll(d.remark(), d.Day, ""), d.figures(), d.Settled}
}

func (d dayStatus) figures() figures {
	return figures{d.Attempts, d.Papers, d.Waiting, d.Tokens, d.CostUSD}
}

// sum returns the figures of all the days together.
func (s stretch) sum() figures {
	var sum figures
	for _, d := range s {
		f := d.figures()
		sum.attempts += f.attempts
		sum.papers += f.papers
		sum.waiting += f.waiting
		sum.tokens += f.tokens
		sum.cost += f.cost
	}
	return sum
}

// writeDays lists days, a stretch a line with its sums, and the sum of all where
// every one that was run is among them. Of is how many were
// run in all.
func writeDays(w io.Writer, lines []stretch, of int, zone *time.Location) error {
	if len(lines) == 0 {
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nDAY\tSTATE\tPAPERS\tWAITING\tTOKENS\tCOST\tTRIES\tNEXT TRY\tREASON")
	var tokens, listed int
	var cost float64
	for _, days := range lines {
		sum := days.sum()
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\t$%.4f\t%d\t%s\t%s\n",
			days.name(), days[0].name(), sum.papers, sum.waiting, grouped(sum.tokens), sum.cost, sum.attempts,
			days.next(zone), days.remark())
		listed += len(days)
		tokens += sum.tokens
		cost += sum.cost
	}
	if listed == of {
		fmt.Fprintf(table, "%s\t\t\t\t%s\t$%.4f\t\t\t\n", counted(listed, "day"), grouped(tokens), cost)
	}
	return table.Flush()
}

// name returns the days of a stretch.
func (s stretch) name() string {
	first, last := s[0].Day, s[len(s)-1].Day
	if first == last {
		return first
	}
	return first + " to " + last
}

// next returns when the first of the days is tried again.
func (s stretch) next(zone *time.Location) string {
	var next time.Time
	for _, d := range s {
		if at := d.NextTry; !at.IsZero() && !d.Settled && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	if next.IsZero() {
		return "-"
	}
	return next.In(zone).Format("01-02 15:04 MST")
}

// remark returns what is to be said of the days, with one command for several.
func (s stretch) remark() string {
	if len(s) == 1 {
		return s[0].remark()
	}
	remark := s[0].remark()
	if strings.HasPrefix(s[0].Reason, neverRun) {
		remark = neverRun
	}
	return fmt.Sprintf("%s; dailypapers backfill --from %s --to %s", remark, s[0].Day, s[len(s)-1].Day)
}

// writeRemedies prints what to do about days that are not well, as far as their
// runs have found out, each once, below a blank line.
func writeRemedies(w io.Writer, days []dayStatus) error {
	var lines []string
	for _, d := range days {
		if line := "try: " + d.remedy + "\n"; d.remedy != "" && !d.well() && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return nil
	}
	_, err := fmt.Fprint(w, "\n"+strings.Join(lines, ""))
	return err
}
