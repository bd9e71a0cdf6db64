package polite_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch/polite"
)

// over returns a client that talks real HTTP to a server on loopback.
func over(t *testing.T, policy polite.Policy) *polite.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	env := polite.Env{Now: time.Now, Jitter: func() float64 { return 0 }}
	return polite.New(zap.NewNop(), transport, env, policy)
}

func listen(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server
}

func zipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.Bytes()
}

func TestBodies(t *testing.T) {
	whole := strings.Repeat("paper ", 1000)
	packed := zipped(whole)
	flipped := bytes.Clone(packed)
	flipped[len(flipped)-6] ^= 1 // in the checksum
	gzipped := http.Header{"Content-Encoding": {"gzip"}}
	tests := []struct {
		name   string
		header http.Header
		body   []byte
		length int // announced, 0: as it is
		want   string
		err    error
	}{
		{name: "plain", body: []byte(whole), want: whole},
		{name: "empty", want: ""},
		{name: "gzip", header: gzipped, body: packed, want: whole},
		{name: "gzip by its old name", header: http.Header{"Content-Encoding": {"X-GZIP"}}, body: packed, want: whole},
		{name: "gzip of nothing at all", header: gzipped, want: ""},
		{name: "of exactly the cap", body: bytes.Repeat([]byte("x"), 1<<16), want: strings.Repeat("x", 1<<16)},
		{name: "one byte above the cap", body: bytes.Repeat([]byte("x"), 1<<16+1), err: polite.ErrTooLarge},
		{name: "gzip bomb", header: gzipped, body: zipped(strings.Repeat("\x00", 64<<20)), err: polite.ErrTooLarge},
		{name: "cut", body: []byte("half of"), length: 100, err: polite.ErrCutShort},
		{name: "gzip cut", header: gzipped, body: packed[:len(packed)/2], err: polite.ErrCutShort},
		{name: "gzip cut, as announced", header: gzipped, body: packed[:len(packed)/2], length: len(packed), err: polite.ErrCutShort},
		{name: "gzip cut in its header", header: gzipped, body: packed[:5], err: polite.ErrCutShort},
		{name: "gzip broken", header: gzipped, body: flipped, err: polite.ErrCutShort},
		{name: "no gzip at all", header: gzipped, body: []byte(whole), err: polite.ErrCutShort},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int32
			server := listen(t, func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				for name, values := range tt.header {
					w.Header()[name] = values
				}
				w.Header().Set("Content-Length", strconv.Itoa(max(tt.length, len(tt.body))))
				_, _ = w.Write(tt.body)
			})
			client := over(t, polite.Policy{MaxBytes: 1 << 16, Retries: 2})
			response, err := client.Get(t.Context(), server.URL, nil)
			if !errors.Is(err, tt.err) || string(response.Body) != tt.want {
				t.Fatalf("Get() = %d bytes, %v; want %d bytes, %v", len(response.Body), err, len(tt.want), tt.err)
			}
			want := int32(1)
			if errors.Is(tt.err, polite.ErrCutShort) {
				want = 3
			}
			if asked.Load() != want {
				t.Errorf("asked %d times, want %d", asked.Load(), want)
			}
		})
	}
}

func TestBodyOf2GBIsNotReadOn(t *testing.T) {
	for _, announced := range []bool{true, false} {
		t.Run(fmt.Sprintf("announced %t", announced), func(t *testing.T) {
			var sent atomic.Int64
			server := listen(t, func(w http.ResponseWriter, r *http.Request) {
				const size = 2 << 30
				if announced {
					w.Header().Set("Content-Length", strconv.Itoa(size))
				}
				block := make([]byte, 1<<20)
				for range size / len(block) {
					n, err := w.Write(block)
					sent.Add(int64(n))
					if err != nil {
						return
					}
				}
			})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			client := over(t, polite.Policy{MaxBytes: 1 << 20, Retries: 2})
			_, err := client.Get(t.Context(), server.URL, nil)
			if !errors.Is(err, polite.ErrTooLarge) {
				t.Errorf("Get() = %v", err)
			}
			runtime.ReadMemStats(&after)
			server.Close() // waits for the handler
			if sent.Load() > 64<<20 {
				t.Errorf("%d MB were sent", sent.Load()>>20)
			}
			if grown := after.TotalAlloc - before.TotalAlloc; grown > 32<<20 {
				t.Errorf("%d MB were allocated", grown>>20)
			}
		})
	}
}

func TestServerThatHangs(t *testing.T) {
	for name, head := range map[string]bool{"before its answer": false, "within its body": true} {
		t.Run(name, func(t *testing.T) {
			server := listen(t, func(w http.ResponseWriter, r *http.Request) {
				if head {
					_, _ = io.WriteString(w, "half of")
					w.(http.Flusher).Flush()
				}
				<-r.Context().Done()
			})
			client := over(t, polite.Policy{Timeout: 50 * time.Millisecond, Retries: 1})
			_, err := client.Get(t.Context(), server.URL, nil)
			if err == nil || !strings.Contains(err.Error(), "no complete answer in time after 2 attempts") {
				t.Errorf("Get() = %v", err)
			}
		})
	}
}

func TestConnectionThatBreaks(t *testing.T) {
	var asked atomic.Int32
	server := listen(t, func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) < 3 {
			panic(http.ErrAbortHandler)
		}
		_, _ = io.WriteString(w, "whole")
	})
	client := over(t, polite.Policy{Retries: 2})
	response, err := client.Do(t.Context(), polite.Request{Method: "POST", URL: server.URL, Body: []byte("question")})
	if err != nil || string(response.Body) != "whole" {
		t.Errorf("Do() = %q, %v", response.Body, err)
	}
}

func TestServerThatIsNotThere(t *testing.T) {
	const nobody = "http://127.0.0.1:1" // a port that the system hands out to nobody
	_, err := over(t, polite.Policy{Retries: 1}).Get(t.Context(), nobody+"/list?token=hidden", nil)
	if err == nil || !strings.Contains(err.Error(), "connection refused after 2 attempts") || strings.Contains(err.Error(), "hidden") {
		t.Errorf("Get() = %v", err)
	}
}

func TestRedirects(t *testing.T) {
	mux := http.NewServeMux()
	server := listen(t, mux.ServeHTTP)
	hop := func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.PathValue("n"))
		if n == 0 {
			_, _ = io.WriteString(w, r.Header.Get("Authorization")+"|"+r.Referer())
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/hop/%d?page=%d", n-1, n-1), http.StatusFound)
	}
	mux.HandleFunc("/hop/{n}", hop)
	header := http.Header{"Authorization": {"Bearer x"}}

	client := over(t, polite.Policy{Retries: 3})
	response, err := client.Get(t.Context(), server.URL+"/hop/10", header)
	if err != nil || response.URL.String() != server.URL+"/hop/0?page=0" || string(response.Body) != "Bearer x|" {
		t.Errorf("ten redirects: %q from %v, %v", response.Body, response.URL, err)
	}
	if _, err := client.Get(t.Context(), server.URL+"/hop/11", header); err == nil ||
		!strings.Contains(err.Error(), "more than 10 redirects after 1 attempt") {
		t.Errorf("eleven redirects: %v", err)
	}
}

func TestCredentialsStayWithTheirHost(t *testing.T) {
	var seen []http.Header
	other := listen(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header)
		if back := r.URL.Query().Get("back"); back != "" {
			http.Redirect(w, r, back, http.StatusTemporaryRedirect)
		}
	})
	own := listen(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/end" {
			seen = append(seen, r.Header)
			return
		}
		http.Redirect(w, r, other.URL+"?back="+url.QueryEscape("http://"+r.Host+"/end"), http.StatusTemporaryRedirect)
	})
	header := http.Header{"Authorization": {"Bearer x"}, "Api-Key": {"x"}, "Cookie": {"k=x"}, "Accept": {"text/html"}}
	// The other server differs by its port alone, which is another host.
	if _, err := over(t, polite.Policy{}).Get(t.Context(), own.URL, header); err != nil {
		t.Fatal(err)
	}
	if len(seen) != 2 {
		t.Fatalf("%d requests arrived", len(seen))
	}
	for i, got := range seen { // at the other host, and back at the first by way of it
		for _, name := range []string{"Authorization", "Api-Key", "Cookie"} {
			if got.Get(name) != "" {
				t.Errorf("hop %d carries %s", i+1, name)
			}
		}
		if got.Get("Accept") != "text/html" {
			t.Errorf("hop %d lost what is no credential", i+1)
		}
	}
}

func TestLogHoldsNoSecret(t *testing.T) {
	server := listen(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Set-Cookie", "session=hidden")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "hidden")
	})
	core, logs := observer.New(zapcore.DebugLevel)
	env := polite.Env{Now: time.Now, Jitter: func() float64 { return 0 }}
	client := polite.New(zap.New(core), &http.Transport{DisableKeepAlives: true}, env, polite.Policy{Retries: 2})
	address := strings.Replace(server.URL, "http://", "http://user:hidden@", 1) + "/list?token=hidden#hidden"
	_, _ = client.Do(t.Context(), polite.Request{
		Method: "POST", URL: address, Header: http.Header{"Authorization": {"Bearer hidden"}}, Body: []byte("hidden"),
	})
	if debug, warn := logs.FilterLevelExact(zapcore.DebugLevel).Len(), logs.FilterLevelExact(zapcore.WarnLevel).Len(); debug != 3 || warn != 2 {
		t.Errorf("%d debug and %d warn lines, want one per attempt and one per retry", debug, warn)
	}
	encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
	for _, entry := range logs.All() {
		line, err := encoder.EncodeEntry(entry.Entry, entry.Context)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(line.String(), "hidden") {
			t.Errorf("a secret is logged: %s", line)
		}
		if !strings.Contains(line.String(), server.URL+"/list") {
			t.Errorf("the address is not logged: %s", line)
		}
	}
}
