package witness

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
)

var errNoLedger = errors.New("the ledger is not open yet")

// answer is what is said of the program's health.
type answer struct {
	OK     bool   `json:"ok"`
	Day    string `json:"day,omitempty"`
	State  string `json:"state,omitempty"`
	Reason string `json:"reason,omitempty"`
	Try    string `json:"try,omitempty"`
}

// Handler answers GET /healthz, /readyz and /metrics.
//
// /healthz says whether the program lives: 200 while it gives signs of life, 503
// after Options.StuckAfter without one. /readyz says whether the last due day is
// done: 200, or 503 with the day, the reason and what to do. Both answer in JSON.
func (w *Witness) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(out http.ResponseWriter, _ *http.Request) { w.health().write(out) })
	mux.HandleFunc("GET /readyz", func(out http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), ledgerTimeout)
		defer cancel()
		w.ready(ctx).write(out)
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(w.registry, promhttp.HandlerOpts{
		ErrorHandling:       promhttp.ContinueOnError,
		MaxRequestsInFlight: 4,
		DisableCompression:  true, // a few kilobytes; the encoders would stay in memory
	}))
	return mux
}

func (a answer) write(out http.ResponseWriter) {
	out.Header().Set("Content-Type", "application/json; charset=utf-8")
	out.Header().Set("Cache-Control", "no-store")
	if !a.OK {
		out.WriteHeader(http.StatusServiceUnavailable)
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(a) // an error means that the client is gone
}

func (w *Witness) health() answer {
	quiet := w.options.Now().Sub(*w.beat.Load())
	if quiet < w.options.StuckAfter {
		return answer{OK: true, Reason: "the last sign of life was " + quiet.Round(time.Second).String() + " ago"}
	}
	return answer{
		Reason: "stuck: no sign of life for " + quiet.Round(time.Second).String(),
		Try:    "read the log, then restart it; what was bought is kept, and the next run goes on from there",
	}
}

func (w *Witness) ready(ctx context.Context) answer {
	l := w.ledger.Load()
	if l == nil {
		return answer{
			Reason: errNoLedger.Error() + ": another process works on this site",
			Try:    "wait for it; the log says who it is",
		}
	}
	a, err := w.readiness(ctx, l, w.options.Now())
	if err != nil {
		return answer{Reason: "the ledger cannot be read", Try: "read the log; look at the disk and at the state folder's rights"}
	}
	return a
}

// readiness says whether the last due day is done.
func (w *Witness) readiness(ctx context.Context, l *ledger.Ledger, now time.Time) (answer, error) {
	standings, err := w.options.Calendar.Standings(ctx, l, now)
	if err != nil {
		return answer{}, err
	}
	last, _ := w.options.Calendar.LastDue(now)
	for _, s := range standings {
		if s.Day == last {
			a := answer{OK: s.Condition.Done(), Day: s.Day.String(), State: string(s.Condition), Reason: s.Row.Reason}
			if !a.OK {
				a.Reason, a.Try = s.Because(), s.Advice()
			}
			return a, nil
		}
	}
	// The schedule fires less than once a month.
	return answer{OK: true, Day: last.String(), State: string(pipeline.IsNotRun)}, nil
}
