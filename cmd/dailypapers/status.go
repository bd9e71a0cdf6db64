package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"dailypapers/fetch"
	"dailypapers/pipeline"
)

type statusCommand struct {
	From string `placeholder:"D" help:"The first day to show, such as 2025-10-01 (default: 30 days up to the last)."`
	To   string `placeholder:"D" help:"The last day to show (default: today in UTC)."`
	All  bool   `help:"List every day that was run, not only those that lack something."`
	JSON bool   `help:"Print JSON: the days, oldest first, and the month's spend."`
}

// siteStatus is what status shows.
type siteStatus struct {
	Days    []dayStatus `json:"days"` // oldest first; the last 30, today in UTC the last, unless others are asked for
	Month   monthStatus `json:"month"`
	LastDue string      `json:"last_due"` // the last day that should be done
	DueNow  int         `json:"due_now"`  // due days that serve and a plain run alike would run now
	NextDue time.Time   `json:"next_due,omitzero"`
	Older   *olderDays  `json:"older,omitempty"` // nil: none, or others are asked for

	asked bool // somebody has asked for these days
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
	Try        string    `json:"try,omitempty"` // what to do, where it is not well
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

	remedy string // of Try, what its last run has found out, if it has
}

// Run shows the days of the ledger. It writes nothing.
func (c *statusCommand) Run(s *session) error {
	cfg, err := s.config()
	if err != nil {
		return err
	}
	first, last, err := c.bounds(s)
	if err != nil {
		return err
	}
	p, err := newProgram(s.newLog(s.stderr), s.env, cfg)
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
	status, err := p.status(s.ctx, first, last)
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

// status reads how the site stands: on the days from first to last, or where these
// are zero on the last 30.
func (p *program) status(ctx context.Context, first, last fetch.Day) (siteStatus, error) {
	now := p.env.now()
	recent, err := p.calendar.Standings(ctx, p.ledger, now)
	if err != nil {
		return siteStatus{}, err
	}
	standings := recent
	if !first.IsZero() {
		if standings, err = p.calendar.StandingsOf(ctx, p.ledger, first, last, now); err != nil {
			return siteStatus{}, err
		}
	}
	due, err := p.dueNow(ctx, now)
	if err != nil {
		return siteStatus{}, err
	}
	lastDue, _ := p.calendar.LastDue(now)
	status := siteStatus{
		LastDue: lastDue.String(), DueNow: len(due), NextDue: p.calendar.NextDue(recent, now),
		Month: monthStatus{Month: now.In(p.zone).Format("2006-01"), BudgetUSD: p.cfg.LLM.Budget.Month},
	}
	if status.Month.CostUSD, err = p.spentInMonth(ctx); err != nil {
		return siteStatus{}, err
	}
	var busy time.Time
	for _, s := range slices.Concat(recent, standings) {
		if began := s.Row.Running; began.After(busy) { // what began earlier has died
			busy = began
		}
	}
	if !busy.IsZero() && !p.held() {
		busy = time.Time{}
	}
	for _, standing := range standings {
		status.Days = append(status.Days, statusOf(standing, busy))
	}
	if status.asked = !first.IsZero(); status.asked {
		return status, nil
	}
	status.Older, err = p.olderDays(ctx, now)
	return status, err
}

// dueNow returns the due days that serve and a plain run alike would run. Those that
// only serve takes, of a lookback that nobody has asked for, are not among them.
func (p *program) dueNow(ctx context.Context, now time.Time) ([]fetch.Day, error) {
	due, err := p.calendar.Due(ctx, p.ledger, now)
	if err != nil {
		return nil, err
	}
	byRun, err := p.calendar.Revisit(ctx, p.ledger, now)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(due, func(day fetch.Day) bool { return !slices.Contains(byRun, day) }), nil
}

// neverRun is the reason of a day that nobody has run.
const neverRun = "it was never run"

// statusOf returns a day as status shows it; busy is since when the process that
// works on the site is at its day, zero where none does.
func statusOf(s pipeline.Standing, busy time.Time) dayStatus {
	row := s.Row
	day := dayStatus{
		Day: s.Day.String(), State: row.State, Reason: row.Reason, Attempts: row.Attempts,
		Papers: row.Papers, Summarised: row.Summarised, Waiting: row.Waiting, Withdrawn: row.Withdrawn,
		Tokens: row.Input + row.Output, CostUSD: row.CostUSD, Finished: row.Finished,
		NextTry: row.NextTry, Settled: row.Settled, GivenUp: row.GivenUp,
		Missing: s.Condition == pipeline.IsMissing, remedy: row.Try,
	}
	switch {
	case !busy.IsZero() && row.Running.Equal(busy):
		day.State, day.Reason, day.Missing = string(pipeline.Running), "since "+zoned(row.Running, s.Due.Location()), false
	case row.State == string(pipeline.Running):
		day.State, day.Reason = string(pipeline.Failed), "its run was killed; the next run goes on from there"
	case row.State == "":
		day.State = string(s.Condition)
	}
	if day.Missing && day.Reason == "" {
		day.Reason = neverRun + "; dailypapers run --date " + day.Day
	}
	if !day.well() {
		day.Try = s.Advice()
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
