package llm_test

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dailypapers/fetch/polite"
	"dailypapers/summarize/llm"
)

// seconds after the start at which the server was asked.
func (s *server) seconds(start time.Time) []float64 {
	var all []float64
	for _, at := range s.at {
		all = append(all, at.Sub(start).Seconds())
	}
	return all
}

// TestLimits asks several questions at once. What one attempt takes of the tokens
// is estimated from the question.
func TestLimits(t *testing.T) {
	ask := func(content string, maxTokens int) llm.Question {
		return llm.Question{Messages: []llm.Message{{Role: llm.User, Content: content}}, MaxTokens: maxTokens}
	}
	short := ask(strings.Repeat("x", 300), 100) // 200 tokens
	long := ask(strings.Repeat("새", 5000), 0)   // 5,000 tokens
	bird := completion(says("A bird."), `"stop"`, usage20)
	always := func(int) reply { return reply{body: bird} }
	first := func(r reply) func(int) reply {
		return func(n int) reply {
			if n == 0 {
				return r
			}
			return reply{body: bird}
		}
	}
	later := map[string]string{"Retry-After": "20"}
	left := map[string]string{
		"x-ratelimit-limit-tokens": "1200", "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "1m0s",
	}
	for name, test := range map[string]struct {
		policy    polite.Policy
		question  llm.Question
		questions int
		answer    func(n int) reply
		want      []float64 // seconds
	}{
		"no limit":                    {polite.Policy{}, short, 4, always, []float64{0, 0, 0, 0}},
		"requests are spread":         {polite.Policy{Interval: 2 * time.Second}, short, 4, always, []float64{0, 2, 4, 6}},
		"tokens: a minute's at once":  {polite.Policy{TokensPerMinute: 600}, short, 5, always, []float64{0, 0, 0, 20, 40}},
		"a question above the minute": {polite.Policy{TokensPerMinute: 600}, long, 3, always, []float64{0, 60, 120}},
		"both: the slower one": {
			polite.Policy{Interval: time.Second, TokensPerMinute: 400},
			short, 4, always,
			[]float64{0, 1, 30, 60},
		},
		"a 429 pauses all callers": {
			polite.Policy{Connections: 1, Retries: 1},
			short, 4, first(reply{status: 429, header: later}),
			[]float64{0, 20, 20, 20, 20},
		},
		"so does one inside a 200": {
			polite.Policy{Connections: 1, Retries: 1},
			short, 4,
			first(reply{header: later, body: `{"error":{"message":"Slow down.","code":429}}`}),
			[]float64{0, 20, 20, 20, 20},
		},
		"what the server says is left": {
			polite.Policy{Connections: 1, Heed: true},
			short, 4,
			func(int) reply { return reply{header: left, body: bird} },
			[]float64{0, 10, 20, 30},
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &server{answer: func(n int, _ map[string]any) reply { return test.answer(n) }}
				test.policy.Status, test.policy.Retry = llm.Status, llm.Retry
				client, _ := newClient(t, s, test.policy, llm.Options{})
				start := time.Now()
				var all sync.WaitGroup
				for range test.questions {
					all.Go(func() {
						if _, err := client.Complete(t.Context(), test.question); err != nil {
							t.Error(err)
						}
					})
				}
				all.Wait()
				got := s.seconds(start)
				if len(got) != len(test.want) {
					t.Fatalf("asked after %v seconds, want %v", got, test.want)
				}
				for i, want := range test.want {
					if got[i] < want-0.01 || got[i] > want+0.01 {
						t.Fatalf("asked after %v seconds, want %v", got, test.want)
					}
				}
			})
		})
	}
}
