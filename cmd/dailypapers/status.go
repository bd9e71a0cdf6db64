package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"dailypapers/pipeline"
)

type statusCommand struct {
	All  bool `help:"List every day that was run, not only those that lack something."`
	JSON bool `help:"Print JSON: the days, oldest first, and the month's spend."`
}

// siteStatus is what status shows.
type siteStatus struct {
	Days    []dayStatus `json:"days"` // the last 30, oldest first, today in UTC the last
	Month   monthStatus `json:"month"`
	LastDue string      `json:"last_due"` // the last day that should be done
	DueNow  int         `json:"due_now"`  // days that a run would bring on
	NextDue time.Time   `json:"next_due,omitzero"`
}

// monthStatus is what was spent in the calendar month, in the configured zone.
type monthStatus struct {
	Month     string  `json:"month"` // 2025-10
	CostUSD   float64 `json:"cost_usd"`
	BudgetUSD float64 `json:"budget_usd"` // 0: no cap
}

// dayStatus is one day as status shows it. State is the ledger's, or missing or
// not_run where it knows nothing of the day.
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
	Finished   time.Time `json:"finished,omitzero"`
	NextTry    time.Time `json:"next_try,omitzero"`
	Settled    bool      `json:"settled"`
	GivenUp    bool      `json:"given_up"`
	Missing    bool      `json:"missing"` // no run of it has ended in time
	Notices    []notice  `json:"notices,omitempty"`
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
	status, err := p.status(s.ctx)
	if err != nil {
		return err
	}
	for i := range status.Days {
		status.Days[i].Notices = p.notices(status.Days[i].Day)
	}
	if c.JSON {
		encoder := json.NewEncoder(s.stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(status)
	}
	return status.write(s.stdout, p.zone, c.All)
}

// status reads how the site stands.
func (p *program) status(ctx context.Context) (siteStatus, error) {
	now := p.env.now()
	standings, err := p.calendar.Standings(ctx, p.ledger, now)
	if err != nil {
		return siteStatus{}, err
	}
	due, err := p.calendar.Due(ctx, p.ledger, now)
	if err != nil {
		return siteStatus{}, err
	}
	lastDue, _ := p.calendar.LastDue(now)
	status := siteStatus{
		LastDue: lastDue.String(), DueNow: len(due), NextDue: p.calendar.NextFiring(now),
		Month: monthStatus{Month: now.In(p.zone).Format("2006-01"), BudgetUSD: p.cfg.LLM.Budget.Month},
	}
	status.Month.CostUSD, err = pipeline.NewAnswers(p.ledger).SpentInMonth(ctx, now.In(p.zone))
	if err != nil {
		return siteStatus{}, err
	}
	runs := func(s pipeline.Standing) bool { return !s.Row.Running.IsZero() }
	busy := slices.ContainsFunc(standings, runs) && p.held()
	for _, standing := range standings {
		day := statusOf(standing, busy)
		status.Days = append(status.Days, day)
		if next := day.NextTry; !day.Settled && next.After(now) && (status.NextDue.IsZero() || next.Before(status.NextDue)) {
			status.NextDue = next
		}
	}
	return status, nil
}

// statusOf returns a day as status shows it; busy says that a process works on
// the site.
func statusOf(s pipeline.Standing, busy bool) dayStatus {
	row := s.Row
	day := dayStatus{
		Day: s.Day.String(), State: row.State, Reason: row.Reason, Attempts: row.Attempts,
		Papers: row.Papers, Summarised: row.Summarised, Waiting: row.Waiting, Withdrawn: row.Withdrawn,
		Tokens: row.Input + row.Output, CostUSD: row.CostUSD, Finished: row.Finished,
		NextTry: row.NextTry, Settled: row.Settled, GivenUp: row.GivenUp,
		Missing: s.Condition == pipeline.IsMissing,
	}
	switch {
	case !row.Running.IsZero() && busy:
		day.State, day.Reason, day.Missing = string(pipeline.Running), "since "+row.Running.Format(time.DateTime), false
	case row.State == string(pipeline.Running):
		day.State, day.Reason = string(pipeline.Failed), "its run was killed; the next run goes on from there"
	case row.State == "":
		day.State = string(s.Condition)
	}
	if day.Missing && day.Reason == "" {
		day.Reason = "it was never run; dailypapers run --date " + day.Day
	}
	return day
}

// remark returns what is to be said of a day beside its state.
func (d dayStatus) remark() string {
	remark := d.Reason
	if d.GivenUp {
		remark = d.State + ": " + remark
	}
	if d.Withdrawn > 0 {
		remark += fmt.Sprintf(" (%d withdrawn)", d.Withdrawn)
	}
	return strings.TrimSpace(remark)
}
