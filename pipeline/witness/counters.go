package witness

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"

	"dailypapers/pipeline"
	"dailypapers/summarize"
)

// namespace opens the name of every metric of ours.
const namespace = "dailypapers"

// counters count since the start of the process.
type counters struct {
	runs, papers, repairs, tokens *prometheus.CounterVec
	cost                          prometheus.Counter
	upstream                      *prometheus.HistogramVec
}

func newCounters() counters {
	vec := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
	}
	c := counters{
		runs:    vec("day_runs_total", "Runs of a day that have ended, by the state that they ended in.", "state"),
		papers:  vec("papers_total", "Papers that the model was asked about, by what became of them in that run.", "result"),
		repairs: vec("repairs_total", "Problems that the gate found in new answers, by rule and by what became of them.", "rule", "outcome"),
		tokens:  vec("tokens_total", "Tokens that were bought; the input that the server had cached is counted apart from the rest.", "kind"),
		cost: prometheus.NewCounter(prometheus.CounterOpts{
			Namespace: namespace, Name: "cost_usd_total", Help: "What was paid to the model's server, by the prices of the configuration.",
		}),
		upstream: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "upstream_request_duration_seconds",
			Help: "How long requests took, every attempt counted, by service and by status: its class, 429, or none where no whole answer came.",
			// A list takes a second, a long answer of the model two minutes.
			Buckets: []float64{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300},
		}, []string{"service", "status"}),
	}
	// What has not happened yet is 0, not missing.
	for _, state := range []pipeline.State{
		pipeline.Complete, pipeline.Empty, pipeline.Partial, pipeline.Failed, pipeline.Waiting,
	} {
		c.runs.WithLabelValues(string(state))
	}
	for _, result := range []summarize.Status{summarize.Held, summarize.Waiting} {
		c.papers.WithLabelValues(result.String())
	}
	for _, kind := range []string{"input", "cached_input", "output"} {
		c.tokens.WithLabelValues(kind)
	}
	return c
}

func (c counters) register(r *prometheus.Registry) {
	r.MustRegister(c.runs, c.papers, c.repairs, c.tokens, c.cost, c.upstream)
}

// add counts what one run of a day has done. What it took from the record or the
// ledger was counted when it was bought.
func (c counters) add(report pipeline.Report) {
	c.runs.WithLabelValues(string(report.State)).Inc()
	for _, row := range report.Rows {
		if row.Bought == 0 {
			continue
		}
		c.papers.WithLabelValues(row.Status.String()).Inc()
		for _, found := range row.Found {
			c.repairs.WithLabelValues(string(found.Rule), string(found.Outcome)).Inc()
		}
	}
	spend := report.Totals.Spend
	c.tokens.WithLabelValues("input").Add(float64(max(spend.Input-spend.CachedInput, 0)))
	c.tokens.WithLabelValues("cached_input").Add(float64(max(spend.CachedInput, 0)))
	c.tokens.WithLabelValues("output").Add(float64(max(spend.Output, 0)))
	c.cost.Add(max(spend.CostUSD, 0))
}

// class returns the few words that a status is counted under, whatever a server
// says.
func class(status int) string {
	switch {
	case status == http.StatusTooManyRequests:
		return "429"
	case status >= 200 && status < 300:
		return "2xx"
	case status >= 300 && status < 400:
		return "3xx"
	case status >= 400 && status < 500:
		return "4xx"
	case status >= 500:
		return "5xx"
	}
	return "none"
}
