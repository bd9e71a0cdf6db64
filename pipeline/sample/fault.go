package sample

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Fault returns what answers the nth request of its kind, counted from 0,
// instead of the upstream; nil leaves the request to it.
type Fault func(kind Kind, nth int, r *http.Request) http.Handler

// Always answers every request of the kind with wrong.
func Always(kind Kind, wrong http.Handler) Fault {
	return func(k Kind, _ int, _ *http.Request) http.Handler {
		if k == kind {
			return wrong
		}
		return nil
	}
}

// First answers the first n requests of the kind with wrong.
func First(n int, kind Kind, wrong http.Handler) Fault {
	return func(k Kind, nth int, _ *http.Request) http.Handler {
		if k == kind && nth < n {
			return wrong
		}
		return nil
	}
}

// Any asks the faults in order; the first that picks a request out answers it.
func Any(faults ...Fault) Fault {
	return func(kind Kind, nth int, r *http.Request) http.Handler {
		for _, fault := range faults {
			if wrong := fault(kind, nth, r); wrong != nil {
				return wrong
			}
		}
		return nil
	}
}

// TooMany answers 429 in plain text, as arXiv does. Retry-After has whole
// seconds, and is missing where after is 0.
func TooMany(after time.Duration) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if after > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(after.Seconds())))
		}
		http.Error(w, "Rate exceeded.", http.StatusTooManyRequests)
	})
}

// Status answers with the status, such as 500 or 503, and its text.
func Status(code int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, http.StatusText(code), code)
	})
}

// Body answers 200 with a body of the content type.
func Body(contentType, body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.WriteString(w, body)
	})
}

// WebPage answers 200 with a web page, whatever was asked for, as a login wall
// or a gateway does.
func WebPage() http.Handler {
	return Body("text/html; charset=utf-8", "<!doctype html><title>Please wait</title><p>One moment.</p>")
}

// EmptyList answers 200 with an empty JSON array: as a fault of [List] it
// contradicts the web page.
func EmptyList() http.Handler { return Body("application/json; charset=utf-8", "[]") }

// Hang answers nothing until the client leaves.
func Hang() http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // the server notices a leaving client once the body is read
		<-r.Context().Done()
	})
}

// Cut promises more than it sends, and closes the connection.
func Cut() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Length", "4096")
		_, _ = io.WriteString(w, `[{"paper": {"id": "2510.9`)
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})
}

// GzipBomb answers a gzip body of n bytes of blank JSON once it is unpacked; it
// is about a thousandth of that on the wire.
func GzipBomb(n int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		_, _ = io.Copy(packed, io.LimitReader(blanks{}, n))
		_ = packed.Close()
	})
}

// Endless answers a body that ends only when the client leaves.
func Endless() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = io.Copy(w, blanks{})
	})
}

// blanks is an endless file of spaces.
type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
