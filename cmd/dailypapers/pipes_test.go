package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"dailypapers/pipeline/sample"
)

// pipes is what serve listens on in memory.
type pipes struct{ *sample.Pipes }

func newPipes() *pipes { return &pipes{sample.NewPipes()} }

func (p *pipes) listen(context.Context, string, string) (net.Listener, error) { return p, nil }

// get asks whoever listens for a path.
func (p *pipes) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	transport := &http.Transport{DialContext: p.Dial, DisableKeepAlives: true}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://dailypapers.invalid"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(text)
}
