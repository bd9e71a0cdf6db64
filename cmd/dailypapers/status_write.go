package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"dailypapers/pipeline"
)

// write says in one line whether all is well, then draws the calendar, and lists
// the days that lack something, or all that were run.
func (s siteStatus) write(w io.Writer, zone *time.Location, all bool) error {
	var known, listed []dayStatus
	for _, d := range s.Days {
		if d.name() == "not run" {
			continue
		}
		known = append(known, d)
		if all || !d.well() || d.State == "complete" && d.remark() != "" {
			listed = append(listed, d)
		}
	}
	if len(known) == 0 {
		none := fmt.Sprintf("no day within the last %d days was run; dailypapers run posts yesterday", len(s.Days))
		if s.asked {
			none = fmt.Sprintf("no day from %s to %[2]s was run; dailypapers backfill --from %[1]s --to %[2]s posts them",
				s.Days[0].Day, s.Days[len(s.Days)-1].Day)
		}
		fmt.Fprintf(w, "%s\n%s\n", none, s.Month)
		return s.Older.write(w)
	}
	fmt.Fprintf(w, "%s\n\n", s.verdict())
	if err := writeCalendar(w, s.Days); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s\n", s.Month)
	if s.DueNow > 0 {
		fmt.Fprintf(w, "due now: %s; serve or the next run posts them\n", counted(s.DueNow, "day"))
	} else if !s.NextDue.IsZero() {
		fmt.Fprintf(w, "next due: %s\n", zoned(s.NextDue, zone))
	}
	if err := s.Older.write(w); err != nil {
		return err
	}
	lines := alone(listed)
	if !all {
		lines = together(listed)
	}
	if err := writeDays(w, lines, len(known), zone); err != nil {
		return err
	}
	if err := writeRemedies(w, listed); err != nil {
		return err
	}
	return writeNotices(w, s.Days)
}

// String says what was spent, and of which budget if there is one.
func (m monthStatus) String() string {
	spent := fmt.Sprintf("spent in %s: $%.4f", m.Month, m.CostUSD)
	if m.BudgetUSD > 0 {
		spent += fmt.Sprintf(" of $%s (%.0f%%)", dollars(m.BudgetUSD), 100*m.CostUSD/m.BudgetUSD)
	}
	return spent
}

// verdict says whether all is well, and which day is being run or was interrupted.
func (s siteStatus) verdict() string {
	const most = 3
	var bad []string
	last, aside := "not run", ""
	for _, d := range s.Days {
		switch {
		case d.State == string(pipeline.Running):
			aside = " " + d.Day + " is being run."
		case d.Reason == pipeline.Interrupted && !d.Missing:
			aside = " " + d.Day + " was " + pipeline.Interrupted + "."
		case !d.well():
			bad = append(bad, d.Day+" "+d.name())
		}
		if d.Day == s.LastDue {
			last = d.name()
		}
	}
	var verdict string
	switch n := len(bad); {
	case n == 0 && s.asked:
		verdict = "All is well with the days that were run."
	case n == 0 && (last == "complete" || last == "empty"):
		verdict = fmt.Sprintf("All is well: %s, the last day due, is %s.", s.LastDue, last)
	case n == 0 && aside != "":
	case n == 0:
		verdict = fmt.Sprintf("%s is due and %s yet.", s.LastDue, last)
	case n == 1:
		verdict = "1 day is not well: " + bad[0] + "."
	case n > most:
		verdict = fmt.Sprintf("%d days are not well: %s and %d before.", n, strings.Join(bad[n-most:], ", "), n-most)
	default:
		verdict = fmt.Sprintf("%d days are not well: %s.", n, strings.Join(bad, ", "))
	}
	return strings.TrimSpace(verdict + aside)
}

// dollars writes a cap with as many digits as it needs, at least its cents.
func dollars(amount float64) string {
	text := strconv.FormatFloat(amount, 'f', -1, 64)
	if cents := strconv.FormatFloat(amount, 'f', 2, 64); len(cents) > len(text) {
		return cents
	}
	return text
}

// counted writes a number of things, such as 1 day and 2 days.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
