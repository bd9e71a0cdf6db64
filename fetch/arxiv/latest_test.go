package arxiv_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
)

// Latest costs one request for a hundred papers, whatever arXiv answers.
func TestLatest(t *testing.T) {
	always := func(status int, body string) func(int, *http.Request) *reply {
		return func(int, *http.Request) *reply { return &reply{status, body} }
	}
	for _, test := range []struct {
		name     string
		ids, api int // asked for; how many of them, from the first, the API knows
		turn     func(int, *http.Request) *reply
		seen     []string
		found    int
		failed   bool
	}{
		{name: "nothing asked"},
		{name: "a day", ids: 60, api: 60, seen: []string{"api 60"}, found: 60},
		{name: "a long day", ids: 130, api: 130, seen: []string{"api 100", "api 30"}, found: 130},
		{name: "some are not answered for", ids: 5, api: 2, seen: []string{"api 5"}, found: 2},
		{name: "an empty answer", ids: 5, seen: []string{"api 5"}},
		{name: "a refused batch", ids: 5, turn: always(400, errorFeed), seen: []string{"api 5"}, failed: true},
		{name: "arXiv is down", ids: 130, turn: always(503, "hidden"), seen: []string{"api 100"}, failed: true},
		{name: "a robot page", ids: 130, turn: always(403, robotPage), seen: []string{"api 100"}, failed: true},
	} {
		t.Run(test.name, func(t *testing.T) {
			ids, known := some(t, 0, test.ids)
			for _, id := range ids[test.api:] {
				delete(known, id.String())
			}
			u := &upstream{api: known, site: map[string]bool{"2510.90000": true}, turn: test.turn}
			found, err := u.client(t).Latest(t.Context(), ids)
			if len(found) != test.found || (err != nil) != test.failed || !slices.Equal(u.seen, test.seen) {
				t.Errorf("%d papers, error %v, after %v; want %d after %v", len(found), err, u.seen, test.found, test.seen)
			}
		})
	}
}

func TestLatestAsksNothingOnceItIsTakenForARobot(t *testing.T) {
	ids, known := some(t, 0, 3)
	u := &upstream{api: known, turn: func(int, *http.Request) *reply { return &reply{403, robotPage} }}
	client := u.client(t)
	for range 2 {
		if _, err := client.Latest(t.Context(), ids); err == nil {
			t.Error("no error")
		}
	}
	if len(u.seen) != 1 {
		t.Errorf("it asked %v", u.seen)
	}
}

func TestLatestHeedsTheContext(t *testing.T) {
	ids, known := some(t, 0, 3)
	u := &upstream{api: known}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := u.client(t).Latest(ctx, ids); !errors.Is(err, context.Canceled) || len(u.seen) > 0 {
		t.Errorf("error %v after %v", err, u.seen)
	}
}
