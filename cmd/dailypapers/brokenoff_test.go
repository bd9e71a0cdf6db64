package main

import (
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// brokenOff is a model server that breaks off every answer and bills 0.40 USD.
func brokenOff(body string) []sample.Option {
	const usage = `"usage":{"prompt_tokens":1000000,"completion_tokens":0,"total_tokens":1000000}}`
	return []sample.Option{
		sample.WithDay(sampleDay, sample.Papers()[0]),
		sample.WithFault(sample.Always(sample.Chat, sample.Body("application/json", body+usage))),
	}
}

// The ways in which an answer is billed and broken off, without its usage.
const (
	finishedByError = `{"choices":[{"message":{"role":"assistant","content":"{"},"finish_reason":"error"}],`
	errorInside     = `{"error":{"message":"upstream","code":502},`
)

// What broken off answers cost is in every account, and no budget is overrun by it.
func TestBrokenOffAnswersAreSpent(t *testing.T) {
	for name, body := range map[string]string{"finished by error": finishedByError, "an error inside a 200": errorInside} {
		for _, limit := range []string{"MONTH", "RUN"} {
			t.Run(name+", "+limit, func(t *testing.T) {
				inWorld(t, func(w *world) {
					w.set("DAILYPAPERS_LLM_BUDGET_"+limit, "1.00")
					var said string
					for range 6 {
						said = w.run("run", "--date", sampleDay).stderr
						time.Sleep(time.Hour)
						if limit == "RUN" && !strings.Contains(said, "$0.4000") {
							t.Errorf("the table does not say what was paid:\n%s", said)
						}
					}
					asked := w.upstream.Count(sample.Chat)
					if want := map[string]int{"MONTH": 3, "RUN": 6}[limit]; asked != want {
						t.Errorf("%d questions, want %d:\n%s", asked, want, said)
					}
					status := w.status()
					if want := 0.4 * float64(asked); status.Month.CostUSD < want-0.01 || status.Month.CostUSD > want+0.01 {
						t.Errorf("status says %f USD, want %f", status.Month.CostUSD, want)
					}
					if d := status.known()[0]; d.Tokens != 1_000_000*asked {
						t.Errorf("the day has %d tokens", d.Tokens)
					}
				}, brokenOff(body)...)
			})
		}
	}
}

// A server that never stops breaking off its answers is paid for seven of them.
func TestBrokenOffAnswersEnd(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		got := w.runFor(2*24*time.Hour, "serve")
		if n := w.upstream.Count(sample.Chat); n != 7 {
			t.Errorf("%d questions, want 7:\n%s", n, got.stderr)
		}
	}, brokenOff(finishedByError)...)
}
