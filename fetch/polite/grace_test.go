package polite_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"dailypapers/fetch/polite"
)

// What becomes of a request whose context ends after two seconds.
func TestGrace(t *testing.T) {
	for _, test := range []struct {
		name    string
		grace   time.Duration
		answers []answer
		took    time.Duration
		asked   int
		answer  bool
	}{
		{"without grace it ends", 0, []answer{{status: 200, takes: 5 * time.Second}}, 2 * time.Second, 1, false},
		{"the answer comes in time", 20 * time.Second, []answer{{status: 200, takes: 5 * time.Second}}, 5 * time.Second, 1, true},
		{"the answer comes too late", 20 * time.Second, []answer{{status: 200, takes: time.Minute}}, 22 * time.Second, 1, false},
		{"the answer is a fault, and nothing is asked again", 20 * time.Second, []answer{{status: 503, takes: 5 * time.Second}}, 5 * time.Second, 1, false},
		{"a pause is not sat out", 20 * time.Second, []answer{{status: 503, takes: time.Second}}, 2 * time.Second, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, s := serve(polite.Policy{Grace: test.grace, Timeout: 2 * time.Minute, Retries: 3, Backoff: 10 * time.Second}, test.answers...)
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				_, err := client.Get(ctx, page, nil)
				if took := time.Since(s.start); took != test.took || len(s.asked) != test.asked || (err == nil) != test.answer {
					t.Errorf("%d requests and %v after %v, error %v", len(s.asked), took, test.took, err)
				}
				if _, err := client.Get(ctx, page, nil); !errors.Is(err, context.DeadlineExceeded) || len(s.asked) != test.asked {
					t.Errorf("after the end: %d requests, error %v", len(s.asked), err)
				}
			})
		})
	}
}
