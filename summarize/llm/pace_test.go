package llm_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

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

func TestPace(t *testing.T) {
	ask := func(content string, maxTokens int) llm.Question {
		return llm.Question{Messages: []llm.Message{{Role: llm.User, Content: content}}, MaxTokens: maxTokens}
	}
	short := ask(strings.Repeat("x", 300), 100) // 200 tokens
	long := ask(strings.Repeat("새", 5000), 0)   // 5,000 tokens
	for name, test := range map[string]struct {
		opts      llm.Options
		question  llm.Question
		questions int
		want      []float64 // seconds
	}{
		"no limit":                    {llm.Options{}, short, 4, []float64{0, 0, 0, 0}},
		"requests are spread":         {llm.Options{RequestsPerMinute: 30}, short, 4, []float64{0, 2, 4, 6}},
		"tokens: a minute's at once":  {llm.Options{TokensPerMinute: 600}, short, 5, []float64{0, 0, 0, 20, 40}},
		"a question above the minute": {llm.Options{TokensPerMinute: 600}, long, 3, []float64{0, 60, 120}},
		"both: the slower one":        {llm.Options{RequestsPerMinute: 60, TokensPerMinute: 400}, short, 4, []float64{0, 1, 30, 60}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := always(reply{body: completion(says("A bird."), `"stop"`, usage20)})
				client, _ := newClient(t, s, policy, test.opts)
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
				for i, want := range test.want {
					if i >= len(got) || got[i] < want-0.01 || got[i] > want+0.01 {
						t.Fatalf("asked after %v seconds, want %v", got, test.want)
					}
				}
			})
		})
	}
}

func TestPaceObeysTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := always(reply{body: completion(says("A bird."), `"stop"`, usage20)})
		client, _ := newClient(t, s, policy, llm.Options{RequestsPerMinute: 1})
		if _, err := client.Complete(t.Context(), question()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := client.Complete(ctx, question())
		if err == nil || !strings.Contains(err.Error(), "llm.requests_per_minute") || time.Since(start) != time.Second {
			t.Errorf("error %v after %s, want one after a second", err, time.Since(start))
		}
	})
}
