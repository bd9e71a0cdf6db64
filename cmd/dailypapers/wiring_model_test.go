package main

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// wiredModel are the cases about how the model is asked, and for how much.
func wiredModel() []wiring {
	good := sample.Papers()[0].Answers[0]
	hollow := sample.Always(sample.Chat, sample.Completion(`{"goal": "We aim high."}`, "stop"))
	var cases []wiring

	repairs := func(n int, set ...string) wiring {
		return wiring{
			name: fmt.Sprintf("llm.max_repairs %v", set), set: set, fault: hollow, code: exitFailed,
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				if asked := len(seen.of(sample.Chat)); asked != 1+n {
					t.Errorf("%d questions, want %d", asked, 1+n)
				}
			},
		}
	}
	cases = append(cases,
		repairs(0, "LLM_MAX_REPAIRS=0"), repairs(1, "LLM_MAX_REPAIRS=1"), repairs(2), repairs(3, "LLM_MAX_REPAIRS=3"))

	long := sample.Papers()[0]
	long.Answers = []string{good}
	long.Text += "\n\n# 9 More\n\n" + strings.Repeat("The invented notes are counted once more and written down. ", 600)
	source := func(least, most int, set ...string) wiring {
		return wiring{
			name: fmt.Sprintf("llm.source_tokens %v", set), set: set, day: []sample.Option{sample.WithDay(sampleDay, long)},
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				for _, a := range seen.of(sample.Chat) {
					if n := strings.Count(a.chat.Messages[len(a.chat.Messages)-1].Content, "invented notes are counted"); n < least || n > most {
						t.Errorf("%d sentences of the text were sent, want %d to %d", n, least, most)
					}
				}
			},
		}
	}
	cases = append(cases, source(600, 600), source(0, 200, "LLM_SOURCE_TOKENS=2000"))

	for _, form := range []struct{ set, sent string }{
		{"auto", "json_schema"}, {"json_schema", "json_schema"}, {"json_object", "json_object"}, {"text", ""},
	} {
		cases = append(cases, wiring{
			name: "llm.structured: " + form.set, set: []string{"LLM_STRUCTURED=" + form.set},
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				if sent := seen.of(sample.Chat)[0].chat.Format.Type; sent != form.sent {
					t.Errorf("the answer is asked for as %q, want %q", sent, form.sent)
				}
			},
		})
	}

	// A price of 1,000,000 USD per million is one per token; the others are 0.
	for _, key := range []string{"INPUT", "CACHED_INPUT", "OUTPUT"} {
		set := []string{"LLM_PRICES_INPUT=0", "LLM_PRICES_CACHED_INPUT=0", "LLM_PRICES_OUTPUT=0"}
		cases = append(cases, wiring{
			name: "llm.prices." + strings.ToLower(key), set: append(set, "LLM_PRICES_"+key+"=1000000"), day: []sample.Option{one(good)},
			check: func(t *testing.T, w *world, got ran, seen *traffic) {
				fresh, cached := seen.of(sample.Chat)[0].chat.tokens()
				want := map[string]int{"INPUT": fresh, "CACHED_INPUT": cached, "OUTPUT": len(good) / 4}[key]
				if cost := fmt.Sprintf("$%d.0000", want); want == 0 || !strings.Contains(got.stderr, cost) {
					t.Errorf("no %s in:\n%s", cost, got.stderr)
				}
				status := w.status()
				days := status.known()
				if len(days) != 1 || days[0].CostUSD != float64(want) || status.Month.CostUSD != float64(want) {
					t.Errorf("want a cost of %d: %+v", want, status)
				}
			},
		})
	}

	left := regexp.MustCompile(`([0-9.]+) of the 0\.000001 USD for the month are left`)
	return append(cases,
		wiring{
			name: "llm.budget.month", run: "run --date 2025-10-13",
			day: []sample.Option{sample.WithDay("2025-10-13", sample.Papers()[1]), sample.WithDay(sampleDay, sample.Papers()[2])},
			check: func(t *testing.T, w *world, _ ran, _ *traffic) {
				w.set("DAILYPAPERS_LLM_BUDGET_MONTH", "0.000001")
				for _, month := range []struct {
					begin time.Time
					spent bool
				}{
					{time.Date(2025, 10, 31, 14, 30, 0, 0, time.UTC), true},
					{time.Date(2025, 10, 31, 15, 30, 0, 0, time.UTC), false}, // November in Seoul
				} {
					w.begin = month.begin
					got := w.run("run", "--date", sampleDay)
					m := left.FindStringSubmatch(got.stderr)
					if got.code != exitFailed || m == nil || (m[1] == "0") != month.spent {
						t.Errorf("%s: exit code %d, left %v:\n%s", month.begin, got.code, m, got.stderr)
					}
					if !strings.Contains(got.stderr, "\ntry: raise llm.budget.month, or wait for the next month; ") {
						t.Errorf("nothing to try in:\n%s", got.stderr)
					}
				}
			},
		},
		wiring{
			name: "llm.requests_per_minute", set: []string{"LLM_REQUESTS_PER_MINUTE=6", "ARXIV_FULL_TEXT=false"},
			day: []sample.Option{sample.WithDay(sampleDay, sample.Papers()[1:4]...)},
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				seen.apart(t, 3, 10*time.Second, sample.Chat)
			},
		},
		wiring{
			name: "llm.timeout", set: []string{"LLM_TIMEOUT=30s"}, fault: sample.First(1, sample.Chat, sample.Hang()),
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				seen.apart(t, 2, 30*time.Second, sample.Chat)
				if chats := seen.of(sample.Chat); chats[1].at.Sub(chats[0].at) > 40*time.Second {
					t.Errorf("the second attempt came after %v", chats[1].at.Sub(chats[0].at))
				}
			},
		},
	)
}

func TestWiringOfKey(t *testing.T) {
	for address, want := range map[string]bool{
		"https://api.openai.com/v1":           true,
		"http://8.8.8.8/v1":                   true,
		"http://172.32.0.1/v1":                true,
		"http://[2001:db8::1]/v1":             true,
		"https://models.example.com:8443/v1":  true,
		"https://localhost.example.com/v1":    true,
		"http://internal.example.com/v1":      true,
		"http://localhost:11434/v1":           false,
		"http://127.0.0.1:11434/v1":           false,
		"http://127.8.8.8/v1":                 false,
		"http://[::1]:8000/v1":                false,
		"http://10.1.2.3/v1":                  false,
		"http://172.16.0.1/v1":                false,
		"http://192.168.0.7:8000/v1":          false,
		"http://[fd00::7]/v1":                 false,
		"http://ollama:11434/v1":              false,
		"http://workstation.local:11434/v1":   false,
		"http://host.docker.internal:8000/v1": false,
	} {
		if got := needsKey(address); got != want {
			t.Errorf("needsKey(%s) = %v, want %v", address, got, want)
		}
	}
}
