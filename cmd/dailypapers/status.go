package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
)

// statusDays is how many days status shows.
const statusDays = 30

type statusCommand struct {
	JSON bool `help:"Print JSON: one array of days, oldest first."`
}

// dayStatus is one day as status shows it.
type dayStatus struct {
	Day        string    `json:"day"`
	State      string    `json:"state"`
	Reason     string    `json:"reason,omitempty"`
	Attempts   int       `json:"attempts"`
	Papers     int       `json:"papers"`
	Summarised int       `json:"summarised"`
	Waiting    int       `json:"waiting"`
	Withdrawn  int       `json:"withdrawn"`
	Tokens     int       `json:"tokens"`
	CostUSD    float64   `json:"cost_usd"`
	Finished   time.Time `json:"finished"`
	NextTry    time.Time `json:"next_try,omitzero"`
	Settled    bool      `json:"settled"`
	GivenUp    bool      `json:"given_up"`
}

// Run shows the days of the ledger. It writes nothing.
func (c *statusCommand) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	log := s.newLog(s.stderr)
	p, err := newProgram(log, s.env, cfg)
	if err != nil {
		return err
	}
	if p.ledger, err = p.openOverlay(s.ctx); err != nil {
		return err
	}
	defer p.Close()
	if err := p.rebuild(s.ctx); err != nil {
		return err
	}
	today := fetch.DayOf(s.env.now().UTC())
	rows, err := p.ledger.Days(s.ctx, today.Add(1-statusDays).String(), today.String())
	if err != nil {
		return err
	}
	days := make([]dayStatus, len(rows))
	busy := slices.ContainsFunc(rows, func(row ledger.Day) bool { return !row.Running.IsZero() }) && p.held()
	for i, row := range rows {
		days[i] = statusOf(row, busy)
	}
	if c.JSON {
		encoder := json.NewEncoder(s.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(days)
	}
	return s.printStatus(days)
}

// statusOf returns a day as status shows it; busy says that a process works on
// the site.
func statusOf(row ledger.Day, busy bool) dayStatus {
	day := dayStatus{
		Day: row.Day, State: row.State, Reason: row.Reason, Attempts: row.Attempts,
		Papers: row.Papers, Summarised: row.Summarised, Waiting: row.Waiting, Withdrawn: row.Withdrawn,
		Tokens: row.Input + row.Output, CostUSD: row.CostUSD, Finished: row.Finished,
		NextTry: row.NextTry, Settled: row.Settled, GivenUp: row.GivenUp,
	}
	switch {
	case !row.Running.IsZero() && busy:
		day.State, day.Reason = string(pipeline.Running), "since "+row.Running.Format(time.DateTime)
	case row.State == string(pipeline.Running):
		day.State, day.Reason = string(pipeline.Failed), "its run was killed; the next run goes on from there"
	}
	return day
}

// remark returns what is to be said of a day beside its state.
func (d dayStatus) remark() string {
	remark := d.Reason
	if d.GivenUp {
		remark = "given up: " + remark
	}
	if d.Withdrawn > 0 {
		remark += fmt.Sprintf(" (%d withdrawn)", d.Withdrawn)
	}
	return strings.TrimSpace(remark)
}

func (s *session) printStatus(days []dayStatus) error {
	if len(days) == 0 {
		fmt.Fprintf(s.stdout, "no day within the last %d days was run; dailypapers run posts yesterday\n", statusDays)
		return nil
	}
	table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DAY\tSTATE\tPAPERS\tWAITING\tTOKENS\tCOST\tREASON")
	var tokens int
	var cost float64
	for _, d := range days {
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%s\t$%.4f\t%s\n",
			d.Day, d.State, d.Papers, d.Waiting, grouped(d.Tokens), d.CostUSD, d.remark())
		tokens += d.Tokens
		cost += d.CostUSD
	}
	fmt.Fprintf(table, "%d days\t\t\t\t%s\t$%.4f\t\n", len(days), grouped(tokens), cost)
	return table.Flush()
}
