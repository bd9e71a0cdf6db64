package sample_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

func TestFaults(t *testing.T) {
	tests := []struct {
		name   string
		fault  http.Handler
		status int
		check  func(*testing.T, *http.Response, []byte, error)
	}{
		{"too many", sample.TooMany(7 * time.Second), 429, func(t *testing.T, r *http.Response, _ []byte, _ error) {
			if r.Header.Get("Retry-After") != "7" {
				t.Errorf("Retry-After: %s", r.Header.Get("Retry-After"))
			}
		}},
		{"status", sample.Status(503), 503, nil},
		{"web page for JSON", sample.WebPage(), 200, func(t *testing.T, _ *http.Response, body []byte, _ error) {
			if !strings.HasPrefix(string(body), "<!doctype html>") {
				t.Errorf("body %s", body)
			}
		}},
		{"empty list", sample.EmptyList(), 200, func(t *testing.T, _ *http.Response, body []byte, _ error) {
			if string(body) != "[]" {
				t.Errorf("body %s", body)
			}
		}},
		{"cut", sample.Cut(), 200, func(t *testing.T, _ *http.Response, _ []byte, err error) {
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("error %v", err)
			}
		}},
		{"gzip bomb", sample.GzipBomb(1 << 20), 200, func(t *testing.T, _ *http.Response, body []byte, _ error) {
			if len(body) != 1<<20 {
				t.Errorf("%d bytes", len(body))
			}
		}},
		{"endless", sample.Endless(), 200, func(t *testing.T, _ *http.Response, body []byte, _ error) {
			if len(body) != readAtMost {
				t.Errorf("%d bytes", len(body))
			}
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, s, client := start(t, sample.WithFault(sample.Any(
				sample.Always(sample.Chat, sample.Status(500)),
				sample.Always(sample.List, test.fault),
			)))
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.HuggingFace+"/api/daily_papers", nil)
			if err != nil {
				t.Fatal(err)
			}
			response, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(io.LimitReader(response.Body, readAtMost))
			if response.StatusCode != test.status {
				t.Errorf("status %d, want %d", response.StatusCode, test.status)
			}
			if test.check != nil {
				test.check(t, response, body, err)
			}
		})
	}
}

const readAtMost = 4 << 20

func TestHangEndsWithTheClient(t *testing.T) {
	_, s, client := start(t, sample.WithFault(sample.Always(sample.List, sample.Hang())))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.HuggingFace+"/api/daily_papers", nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err == nil {
		response.Body.Close()
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the deadline", err)
	}
}

func TestModelFaults(t *testing.T) {
	faults := map[string]struct {
		fault  http.Handler
		status int
		want   string
	}{
		"half an object": {sample.Completion(`{"goal":`, "length"), 200, `"finish_reason":"length"`},
		"a refusal":      {sample.Refusal("I cannot help with that."), 200, `"content":null,"refusal":"I cannot`},
		"a wrong key":    {sample.ModelError(401, "invalid_request_error", "invalid_api_key"), 401, `"code":"invalid_api_key"`},
		"an old quota":   {sample.ModelError(429, "insufficient_quota", ""), 429, `"code":null`},
	}
	for name, test := range faults {
		t.Run(name, func(t *testing.T) {
			_, s, client := start(t, sample.WithFault(sample.Always(sample.Chat, test.fault)))
			response, body := send(t, client, http.MethodPost, s.Model+"/chat/completions", `{"model":"sample","messages":[]}`)
			if response.StatusCode != test.status || !strings.Contains(body, test.want) {
				t.Errorf("status %d, body %s", response.StatusCode, body)
			}
		})
	}
}
