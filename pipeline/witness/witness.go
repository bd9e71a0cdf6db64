// Package witness shows how the program does to those who look on: whether it
// lives, whether the last due day is done, how much it has read, bought and
// repaired; and it tells a webhook of a day that is not well.
//
// Start at [Witness], which answers over HTTP, and at [Webhook]. What the two say
// of days they read from the ledger (pipeline/ledger); of its own the package
// stores there what the webhook was told.
package witness

import (
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.uber.org/zap"

	"dailypapers/fetch/polite"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
)

// Options say what a witness knows from the start.
type Options struct {
	Calendar    pipeline.Calendar
	Version     string
	MonthBudget float64       // USD a calendar month, 0: no cap
	StuckAfter  time.Duration // for how long a program that works may give no sign of life
	Now         func() time.Time
}

// Witness watches the program. Its methods may be called from several goroutines.
type Witness struct {
	log      *zap.Logger
	options  Options
	ledger   atomic.Pointer[ledger.Ledger] // nil until it is open
	beat     atomic.Pointer[time.Time]     // the last sign of life
	registry *prometheus.Registry
	counters counters
}

// New returns a witness that has seen nothing yet.
func New(log *zap.Logger, options Options) *Witness {
	w := &Witness{log: log, options: options, registry: prometheus.NewRegistry(), counters: newCounters()}
	w.counters.register(w.registry)
	w.registry.MustRegister(newCollector(w),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	w.Beat()
	return w
}

// Watch gives the witness the ledger. Until then no day is known.
func (w *Witness) Watch(l *ledger.Ledger) { w.ledger.Store(l) }

// Beat is a sign of life of whoever does the work.
func (w *Witness) Beat() {
	now := w.options.Now()
	w.beat.Store(&now)
}

// Attempts returns what is told of each request to a service, one of a few names.
// The end of a request is a sign of life.
func (w *Witness) Attempts(service string) func(polite.Attempt) {
	return func(a polite.Attempt) {
		w.Beat()
		w.counters.upstream.WithLabelValues(service, class(a.Status)).Observe(a.Took.Seconds())
	}
}

// Ended counts a day that has ended.
func (w *Witness) Ended(report pipeline.Report) {
	w.Beat()
	w.counters.add(report)
}
