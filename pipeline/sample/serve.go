package sample

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// URLs are the base addresses of the services, without a slash at the end, as
// the configuration takes them.
type URLs struct {
	HuggingFace string
	ArxivExport string
	ArxivSite   string
	Model       string // ends in /v1
}

func urlsBelow(base string) URLs {
	return URLs{
		HuggingFace: base + "/hf",
		ArxivExport: base + "/export",
		ArxivSite:   base + "/arxiv",
		Model:       base + "/v1",
	}
}

// Server serves an upstream until it is closed.
type Server struct {
	URLs

	server *http.Server
	done   chan error
}

// Start serves u on a free port of 127.0.0.1. Requests end with ctx.
func (u *Upstream) Start(ctx context.Context) (*Server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the sample: %w", err)
	}
	return u.serve(ctx, listener, "http://"+listener.Addr().String()), nil
}

// StartInMemory serves u without a network, so that it works in a
// testing/synctest bubble. The transport reaches it under the server's URLs.
func (u *Upstream) StartInMemory(ctx context.Context) (*Server, *http.Transport) {
	listener := NewPipes()
	transport := &http.Transport{DialContext: listener.Dial}
	return u.serve(ctx, listener, "http://sample.invalid"), transport
}

func (u *Upstream) serve(ctx context.Context, listener net.Listener, base string) *Server {
	s := &Server{
		URLs: urlsBelow(base),
		server: &http.Server{
			Handler:           u.Handler(),
			ReadHeaderTimeout: 10 * time.Second,
			BaseContext:       func(net.Listener) context.Context { return ctx },
		},
		done: make(chan error, 1),
	}
	go func() { s.done <- s.server.Serve(listener) }()
	return s
}

// Close ends the open requests and waits for the listener to stop. Call it
// once.
func (s *Server) Close() error {
	err := s.server.Close()
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// Handler serves all services below the paths of [URLs].
func (u *Upstream) Handler() http.Handler { return u.mux }

func (u *Upstream) routes() *http.ServeMux {
	mux := http.NewServeMux()
	handle := func(pattern string, kind Kind, own http.HandlerFunc) {
		var answer http.Handler = own
		if u.front != nil {
			answer = u.front(kind, own)
		}
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			nth := u.count(kind)
			if u.delay != nil && !wait(r.Context(), u.delay(kind)) {
				return
			}
			if u.fault != nil {
				if wrong := u.fault(kind, nth, r); wrong != nil {
					wrong.ServeHTTP(w, r)
					return
				}
			}
			answer.ServeHTTP(w, r)
		})
	}
	handle("GET /hf/api/daily_papers", List, u.list)
	handle("GET /hf/papers/date/{date}", ListPage, u.listPage)
	handle("GET /hf/papers/{file}", Markdown, notOnHuggingFace)
	handle("GET /export/api/query", Atom, u.query)
	handle("GET /arxiv/abs/{id...}", Abstract, u.abstractPage)
	handle("GET /arxiv/html/{id...}", HTML, u.fullText)
	handle("GET /arxiv/pdf/{id...}", PDF, http.NotFound)
	handle("POST /v1/chat/completions", Chat, u.chat)
	handle("/", Other, http.NotFound)
	return mux
}

// wait reports false where ctx ended first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(encode(v)) // an error means that the client is gone
}

// encode writes JSON as the services do: < and > stand as they are. It panics
// where v cannot be encoded: all that it gets is ours, or was decoded before.
func encode(v any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
