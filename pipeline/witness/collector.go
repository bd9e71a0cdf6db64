package witness

import (
	"context"
	"runtime"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"dailypapers/pipeline"
)

// ledgerTimeout is how long the ledger has to answer whoever looks on.
const ledgerTimeout = 5 * time.Second

// collector reads from the ledger what has to outlive the process.
type collector struct {
	*Witness
	build, up, ready, days, papers, withdrawn, completeAge, doneAge, due, next, cost, budget *prometheus.Desc
}

func newCollector(w *Witness) *collector {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(namespace+"_"+name, help, labels, nil)
	}
	return &collector{
		Witness:     w,
		build:       desc("build_info", "1, under the version of the program and of Go.", "version", "goversion"),
		up:          desc("ledger_up", "Whether the ledger could be read; where not, what it tells is missing here."),
		ready:       desc("ready", "Whether the last due day is done, as /readyz says."),
		days:        desc("day_states", "The last 30 days, today in UTC included, by how they stand.", "state"),
		papers:      desc("papers", "Papers of the last 30 days' posts, by whether they have a summary.", "state"),
		withdrawn:   desc("withdrawn_papers", "Papers of the last 30 days' posts that were withdrawn since they were listed."),
		completeAge: desc("last_complete_day_age_seconds", "Time since the last complete day was over; missing where none of the last 30 days is complete."),
		doneAge:     desc("last_done_day_age_seconds", "Time since the last day was over that is complete or empty; missing where none of the last 30 days is."),
		due:         desc("due_runs", "Days that are due to be run now."),
		next:        desc("next_due_timestamp_seconds", "When something is due next: the schedule's next moment, or an earlier try of an unfinished day."),
		cost:        desc("month_cost_usd", "What was paid in this calendar month, in the configured time zone."),
		budget:      desc("month_budget_usd", "The month's cap, llm.budget.month; missing where there is none."),
	}
}

// Describe names the metrics.
func (c *collector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{
		c.build, c.up, c.ready, c.days, c.papers, c.withdrawn, c.completeAge, c.doneAge, c.due, c.next, c.cost, c.budget,
	} {
		ch <- d
	}
}

// Collect reads the ledger.
func (c *collector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(c.build, 1, c.options.Version, runtime.Version())
	if c.options.MonthBudget > 0 {
		gauge(c.budget, c.options.MonthBudget)
	}
	ctx, cancel := context.WithTimeout(context.Background(), ledgerTimeout) // a scrape hands in no context
	defer cancel()
	now := c.options.Now()
	v, err := c.look(ctx, now)
	gauge(c.up, flag(err == nil))
	if err != nil {
		gauge(c.ready, 0)
		c.log.Warn("the metrics lack what the ledger knows", zap.Error(err))
		return
	}
	gauge(c.ready, flag(v.answer.OK))
	gauge(c.due, float64(v.due))
	if !v.next.IsZero() {
		gauge(c.next, float64(v.next.Unix()))
	}
	gauge(c.cost, v.cost)
	for _, condition := range pipeline.Conditions() {
		gauge(c.days, float64(v.days[condition]), string(condition))
	}
	gauge(c.papers, float64(v.summarised), "summarised")
	gauge(c.papers, float64(v.waiting), "waiting")
	gauge(c.withdrawn, float64(v.withdrawn))
	if !v.complete.IsZero() {
		gauge(c.completeAge, now.Sub(v.complete).Seconds())
	}
	if !v.done.IsZero() {
		gauge(c.doneAge, now.Sub(v.done).Seconds())
	}
}

func flag(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// view is what the ledger says at a moment.
type view struct {
	answer                         answer
	days                           map[pipeline.Condition]int
	summarised, waiting, withdrawn int
	complete, done                 time.Time // when the last such day was over
	due                            int
	next                           time.Time
	cost                           float64 // of this month
}

func (c *collector) look(ctx context.Context, now time.Time) (view, error) {
	l := c.ledger.Load()
	if l == nil {
		return view{}, errNoLedger
	}
	v := view{days: map[pipeline.Condition]int{}}
	calendar := c.options.Calendar
	standings, err := calendar.Standings(ctx, l, now)
	if err != nil {
		return view{}, err
	}
	v.next = calendar.NextDue(standings, now)
	for _, s := range standings {
		v.days[s.Condition]++
		v.summarised += s.Row.Summarised
		v.waiting += s.Row.Waiting
		v.withdrawn += s.Row.Withdrawn
		if s.Condition.Done() {
			v.done = calendar.Over(s.Day)
		}
		if s.Condition == pipeline.IsComplete {
			v.complete = calendar.Over(s.Day)
		}
	}
	due, err := calendar.Due(ctx, l, now)
	if err != nil {
		return view{}, err
	}
	v.due = len(due)
	v.cost, err = pipeline.NewAnswers(l).SpentInMonth(ctx, calendar.In(now))
	if err != nil {
		return view{}, err
	}
	v.answer, err = c.readiness(ctx, l, now)
	return v, err
}
