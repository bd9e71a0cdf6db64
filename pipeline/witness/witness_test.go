package witness_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
	"github.com/robfig/cron/v3"
	"go.uber.org/goleak"
	"go.uber.org/zap"

	"dailypapers/fetch/polite"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/pipeline/witness"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var seoul = time.FixedZone("KST", 9*60*60)

// kst returns a moment of October 2025 in Seoul.
func kst(day, hour, minute int) time.Time { return time.Date(2025, 10, day, hour, minute, 0, 0, seoul) }

// site is what the tests look on: a ledger and a clock.
type site struct {
	t      *testing.T
	path   string
	ledger *ledger.Ledger
	now    time.Time
}

// newSite returns a site where the 12th is complete and the 13th was due an hour ago.
func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, path: filepath.Join(t.TempDir(), "ledger.db"), now: kst(14, 8, 15)}
	s.open()
	s.finish(ledger.Day{Day: "2025-10-12", State: "complete", Papers: 3, Summarised: 3})
	return s
}

func (s *site) open() {
	s.t.Helper()
	l, err := ledger.Open(s.t.Context(), s.path)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { l.Close() })
	s.ledger = l
}

func (s *site) finish(day ledger.Day) {
	s.t.Helper()
	if err := s.ledger.FinishDay(s.t.Context(), day, nil, nil); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) clock() time.Time { return s.now }

func (s *site) calendar() pipeline.Calendar {
	schedule, err := cron.ParseStandard("15 7 * * *")
	if err != nil {
		s.t.Fatal(err)
	}
	return pipeline.Calendar{Zone: seoul, Next: schedule.Next, Lookback: 3}
}

func (s *site) witness() *witness.Witness {
	return witness.New(zap.NewNop(), witness.Options{
		Calendar: s.calendar(), Version: "v1.2.3", MonthBudget: 5, StuckAfter: 15 * time.Minute, Now: s.clock,
	})
}

// get asks a witness for a path.
func get(t *testing.T, w *witness.Witness, path string) (status int, body string) {
	t.Helper()
	recorder := httptest.NewRecorder()
	w.Handler().ServeHTTP(recorder, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil))
	return recorder.Code, recorder.Body.String()
}

func TestHealth(t *testing.T) {
	s := newSite(t)
	w := s.witness()
	for _, step := range []struct {
		pass   time.Duration
		sign   func()
		status int
	}{
		{0, nil, 200},
		{14 * time.Minute, nil, 200},
		{time.Minute, nil, 503},
		{0, w.Beat, 200},
		{14 * time.Minute, func() { w.Attempts("arxiv")(polite.Attempt{Status: 503}) }, 200},
		{14 * time.Minute, func() { w.Ended(pipeline.Report{State: pipeline.Failed}) }, 200},
		{20 * time.Minute, nil, 503},
	} {
		s.now = s.now.Add(step.pass)
		if step.sign != nil {
			step.sign()
		}
		if status, body := get(t, w, "/healthz"); status != step.status || !json.Valid([]byte(body)) {
			t.Errorf("at %v: %d %s", s.now, status, body)
		}
	}
}

func TestReady(t *testing.T) {
	type answer struct {
		OK                      bool
		Day, State, Reason, Try string
	}
	s := newSite(t)
	w := s.witness()
	ask := func(want int) (a answer) {
		t.Helper()
		status, body := get(t, w, "/readyz")
		if err := json.Unmarshal([]byte(body), &a); err != nil || status != want {
			t.Fatalf("%d %s", status, body)
		}
		return a
	}
	if a := ask(503); !strings.Contains(a.Reason, "another process") {
		t.Errorf("before the ledger is open: %+v", a)
	}
	w.Watch(s.ledger)
	for _, step := range []struct {
		row  ledger.Day
		at   time.Time
		want answer
	}{
		{ledger.Day{}, kst(14, 7, 14), answer{true, "2025-10-12", "complete", "", ""}},
		{ledger.Day{}, kst(14, 7, 15), answer{
			false, "2025-10-13", "not_run", "it was due 2025-10-14 07:15 KST, and its run has not begun",
			"wait: days are run one after another, the oldest first",
		}},
		{ledger.Day{}, kst(14, 14, 0), answer{
			false, "2025-10-13", "missing", "no run of it has ended since it was due, 2025-10-14 07:15 KST",
			"unless dailypapers status shows a run under way: see that serve or your scheduler runs, read its log, then dailypapers run --date 2025-10-13",
		}},
		{ledger.Day{State: "failed", Reason: "an outage", NextTry: kst(14, 8, 16)}, kst(14, 8, 15), answer{
			false, "2025-10-13", "failed", "an outage",
			"wait: it is tried again from 2025-10-14 08:16 KST on; if that does not help, mend what the reason names",
		}},
		{ledger.Day{State: "failed", Reason: "a refusal", Try: "check the key", NextTry: kst(14, 8, 16)}, kst(14, 8, 15), answer{
			false, "2025-10-13", "failed", "a refusal", "check the key; it is tried again from 2025-10-14 08:16 KST on",
		}},
		{ledger.Day{State: "partial", Reason: "1 paper waits", GivenUp: true, Settled: true}, kst(14, 9, 0), answer{
			false, "2025-10-13", "given_up", "1 paper waits", "mend what the reason names, then dailypapers run --date 2025-10-13",
		}},
		{ledger.Day{State: "partial", Reason: "1 paper waits", Try: "check the key", GivenUp: true, Settled: true}, kst(14, 9, 0), answer{
			false, "2025-10-13", "given_up", "1 paper waits", "check the key, then dailypapers run --date 2025-10-13",
		}},
		{ledger.Day{State: "empty", Reason: "the list has no papers"}, kst(14, 9, 0), answer{
			true, "2025-10-13", "empty", "the list has no papers", "",
		}},
		{ledger.Day{}, kst(15, 7, 15), answer{
			false, "2025-10-14", "not_run", "it was due 2025-10-15 07:15 KST, and its run has not begun",
			"wait: days are run one after another, the oldest first",
		}},
	} {
		s.now = step.at
		if step.row.State != "" {
			step.row.Day = "2025-10-13"
			s.finish(step.row)
		}
		status := http.StatusServiceUnavailable
		if step.want.OK {
			status = http.StatusOK
		}
		if diff := cmp.Diff(step.want, ask(status)); diff != "" {
			t.Errorf("at %v (-want +got):\n%s", step.at, diff)
		}
	}
	s.ledger.Close()
	if a := ask(503); a.Reason != "the ledger cannot be read" {
		t.Errorf("without a ledger: %+v", a)
	}
}

// report is a day's report with one paper of each kind.
func report() pipeline.Report {
	found := []summarize.Finding{{Problem: check.Problem{Rule: check.RuleNumber}, Outcome: summarize.Repaired}}
	return pipeline.Report{
		State: pipeline.Partial,
		Rows: []pipeline.Row{
			{Status: summarize.Held, Found: found, Bought: 2},
			{Status: summarize.Held, Found: found, Reused: true}, // counted when it was bought
			{Status: summarize.Waiting, Bought: 3},
		},
		Totals: pipeline.Totals{Spend: ledger.Spend{CostUSD: 0.25, Input: 1000, CachedInput: 400, Output: 50}},
	}
}

func TestMetrics(t *testing.T) {
	s := newSite(t)
	s.finish(ledger.Day{
		Day: "2025-10-13", State: "partial", Papers: 4, Summarised: 3, Waiting: 1, Withdrawn: 1,
		NextTry: kst(14, 8, 45), Finished: kst(14, 8, 0),
	})
	w := s.witness()
	w.Ended(report())
	w.Attempts("model")(polite.Attempt{Status: 429, Took: 300 * time.Millisecond})
	w.Attempts("model")(polite.Attempt{Took: time.Minute})

	_, text := get(t, w, "/metrics")
	for _, want := range []string{"dailypapers_ledger_up 0\n", "dailypapers_ready 0\n", "dailypapers_cost_usd_total 0.25\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing before the ledger is open", want)
		}
	}
	w.Watch(s.ledger)
	status, text := get(t, w, "/metrics")
	if status != http.StatusOK {
		t.Fatalf("status %d:\n%s", status, text)
	}
	for _, want := range []string{
		`dailypapers_build_info{goversion="go`,
		`version="v1.2.3"} 1`,
		"dailypapers_ledger_up 1",
		"dailypapers_ready 0",
		`dailypapers_day_states{state="complete"} 1`,
		`dailypapers_day_states{state="partial"} 1`,
		`dailypapers_day_states{state="failed"} 0`,
		`dailypapers_day_states{state="not_run"} 28`,
		`dailypapers_papers{state="summarised"} 6`,
		`dailypapers_papers{state="waiting"} 1`,
		"dailypapers_withdrawn_papers 1",
		"dailypapers_last_complete_day_age_seconds 116100", // since midnight of the 13th
		"dailypapers_last_done_day_age_seconds 116100",
		"dailypapers_due_runs 2", // of a lookback of three: the 11th, which nobody has run, and the 12th, whose row is restored
		"dailypapers_next_due_timestamp_seconds 1.7603991e+09",
		"dailypapers_month_cost_usd 0",
		"dailypapers_month_budget_usd 5",
		`dailypapers_day_runs_total{state="partial"} 1`,
		`dailypapers_papers_total{result="summarised"} 1`,
		`dailypapers_papers_total{result="waiting"} 1`,
		`dailypapers_repairs_total{outcome="repaired",rule="number"} 1`,
		`dailypapers_tokens_total{kind="input"} 600`,
		`dailypapers_tokens_total{kind="cached_input"} 400`,
		`dailypapers_tokens_total{kind="output"} 50`,
		"dailypapers_cost_usd_total 0.25",
		`dailypapers_upstream_request_duration_seconds_bucket{service="model",status="429",le="0.5"} 1`,
		`dailypapers_upstream_request_duration_seconds_sum{service="model",status="none"} 60`,
		"go_goroutines ",
		"process_resident_memory_bytes ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if t.Failed() {
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "dailypapers_") {
				t.Log(strings.TrimSpace(line))
			}
		}
	}
	problems, err := promlint.New(strings.NewReader(text)).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

// However odd the answers of a service are, the number of series is bounded.
func TestSeriesAreBounded(t *testing.T) {
	s := newSite(t)
	w := s.witness()
	w.Watch(s.ledger)
	for status := range 1000 {
		for _, service := range []string{"huggingface", "arxiv", "model", "webhook"} {
			w.Attempts(service)(polite.Attempt{Status: status, Took: time.Second})
		}
	}
	_, text := get(t, w, "/metrics")
	if n := strings.Count(text, "\ndailypapers_"); n > 500 {
		t.Errorf("%d series", n)
	}
}

func TestServeEndsWithItsStop(t *testing.T) {
	s := newSite(t)
	server := httptest.NewUnstartedServer(nil) // for its listener
	ctx, cancel := context.WithCancel(t.Context())
	stop := s.witness().Serve(ctx, server.Listener)
	cancel() // who is being stopped still answers
	url := "http://" + server.Listener.Addr().String()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 503, "/metrics": 200, "/": 404} {
		response, err := client.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, response.StatusCode, want)
		}
	}
	stop()
	if response, err := client.Get(url + "/healthz"); err == nil {
		response.Body.Close()
		t.Error("it answers after its stop")
	}
}
