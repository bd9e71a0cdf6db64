package llm_test

import (
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dailypapers/fetch/polite"
	"dailypapers/summarize/llm"
)

// unreachable is a network without the server.
type unreachable struct{}

func (unreachable) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connect: connection refused")}
}

func TestReasonNamesNoServer(t *testing.T) {
	for name, test := range map[string]struct {
		through http.RoundTripper
		want    string
	}{
		"server's fault": {always(reply{status: 500, body: "<html>"}), "the model server answered with status 500"},
		"too often":      {always(reply{status: 429}), "the model server answered with status 429"},
		"wrong key":      {always(reply{status: 401}), llm.ErrDenied.Error()},
		"no credit":      {always(reply{status: 402}), llm.ErrQuota.Error()},
		"broken off":     {always(reply{body: completion(says("a"), `"error"`, usage20)}), "the model server broke off its answer"},
		"unreachable":    {unreachable{}, "the model server cannot be reached"},
		"cut short":      {always(reply{body: `{"choices":`}), "the answer of the model server cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, _ := newClient(t, test.through, policy, llm.Options{})
				_, err := client.Complete(t.Context(), question())
				if err == nil {
					t.Fatal("no error")
				}
				if got := llm.Reason(err); !strings.HasPrefix(got, test.want) || strings.Contains(got, "://") {
					t.Errorf("Reason(%v) = %q, want %q", err, got, test.want)
				}
			})
		})
	}
	asked := &polite.StatusError{Status: 429, RetryAfter: time.Hour, Refused: true}
	if got := llm.Reason(asked); got != "the model server asks to wait 1h0m0s, which is too long" {
		t.Errorf("Reason = %q", got)
	}
	refused := &polite.StatusError{Status: 503, URL: "https://models.example/v1", Method: "POST"}
	if got := llm.Reason(refused); got != "the model server answered with status 503" {
		t.Errorf("Reason = %q", got)
	}
}
