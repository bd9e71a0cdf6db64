package polite_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch/polite"
)

func TestEveryAttemptIsObserved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []polite.Attempt
		policy := polite.Policy{
			Retries: 3, Backoff: time.Second, Timeout: 10 * time.Second,
			Observe: func(a polite.Attempt) { seen = append(seen, a) },
		}
		client, _ := serve(policy,
			answer{status: 503, takes: time.Second}, answer{takes: time.Minute}, answer{status: 200, takes: 2 * time.Second})
		if _, err := client.Get(t.Context(), page, nil); err != nil {
			t.Fatal(err)
		}
		want := []polite.Attempt{
			{Status: 503, Took: time.Second},
			{Status: 0, Took: 10 * time.Second},
			{Status: 200, Took: 2 * time.Second},
		}
		if diff := cmp.Diff(want, seen); diff != "" {
			t.Errorf("attempts (-want +got):\n%s", diff)
		}
	})
}

func TestPrivatePathIsShownNowhere(t *testing.T) {
	server := listen(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hidden/away":
			http.Redirect(w, r, "/hidden/elsewhere", http.StatusFound)
		default:
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	core, logs := observer.New(zapcore.DebugLevel)
	env := polite.Env{Now: time.Now, Jitter: func() float64 { return 0 }}
	policy := polite.Policy{Retries: 1, Private: true}
	client := polite.New(zap.New(core), &http.Transport{DisableKeepAlives: true}, env, policy)
	for path, want := range map[string]string{
		"/hidden":      "status 503",
		"/hidden/away": "a redirect that drops what was sent",
	} {
		_, err := client.Do(t.Context(), polite.Request{Method: "POST", URL: server.URL + path, Body: []byte("x")})
		if err == nil || strings.Contains(err.Error(), "hidden") || !strings.Contains(err.Error(), server.URL+": "+want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, entry := range logs.All() {
		if text := fmt.Sprint(entry.ContextMap()); strings.Contains(text, "hidden") {
			t.Errorf("the path is logged: %s", text)
		}
	}
}
