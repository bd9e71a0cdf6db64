package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

// mark is a sign of the calendar. ASCII alone has one width on every terminal.
type mark struct {
	sign byte
	name string
}

// marks returns the calendar's signs, in the order of the legend.
func marks() []mark {
	return []mark{
		{'+', "complete"},
		{'-', "empty"},
		{'~', "partial"},
		{'x', "failed"},
		{'X', "given up"},
		{'!', "missing"},
		{'?', "waiting"},
		{'>', "running"},
		{'.', "not run"},
	}
}

// name says in a word how a day stands.
func (d dayStatus) name() string {
	switch {
	case d.State == string(pipeline.Running):
		return d.State
	case d.Missing:
		return "missing"
	case d.GivenUp:
		return "given up"
	case d.State == string(pipeline.IsNotRun):
		return "not run"
	}
	return d.State
}

// well reports whether nobody needs to know of a day.
func (d dayStatus) well() bool {
	return slices.Contains([]string{"complete", "empty", "not run"}, d.name())
}

// writeCalendar draws the days, a week a line, with what each week has cost. No
// line is longer than 80 columns.
func writeCalendar(w io.Writer, days []dayStatus) error {
	if len(days) == 0 {
		return nil
	}
	fmt.Fprintf(w, "%-10s%5s%5s%5s%5s%5s%5s%5s%9s%13s%11s\n",
		"week of", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "papers", "tokens", "cost")
	signs := map[string]byte{}
	for _, m := range marks() {
		signs[m.name] = m.sign
	}
	seen := map[string]bool{}
	for len(days) > 0 {
		first, err := fetch.ParseDay(days[0].Day)
		if err != nil {
			return err
		}
		begin := weekday(first)
		week := days[:min(7-begin, len(days))]
		days = days[len(week):]
		fmt.Fprintf(w, "%s%s", first.Add(-begin), strings.Repeat(" ", 5*begin))
		var papers, tokens int
		var cost float64
		for _, d := range week {
			fmt.Fprintf(w, "%4s%c", strings.TrimPrefix(d.Day[len("2025-10-"):], "0"), signs[d.name()])
			papers, tokens, cost = papers+d.Papers, tokens+d.Tokens, cost+d.CostUSD
			seen[d.name()] = true
		}
		fmt.Fprintf(w, "%s%9d%13s%11s\n", strings.Repeat(" ", 5*(7-begin-len(week))), papers, grouped(tokens), fmt.Sprintf("$%.4f", cost))
	}
	var legend []string
	for _, m := range marks() {
		if seen[m.name] {
			legend = append(legend, fmt.Sprintf("%c %s", m.sign, m.name))
		}
	}
	_, err := fmt.Fprintln(w, strings.Join(legend, "   "))
	return err
}

// weekday counts from Monday, 0.
func weekday(day fetch.Day) int {
	return (int(day.Midnight().Weekday()) + 6) % 7 // Sunday is 0 there
}

// zoned writes a moment in a time zone.
func zoned(t time.Time, zone *time.Location) string { return t.In(zone).Format("2006-01-02 15:04 MST") }
