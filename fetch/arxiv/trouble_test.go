package arxiv_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/fetch/arxiv"
	"dailypapers/fetch/polite"
)

// A trouble is what can become of a good answer on its way.
type trouble func(r *http.Request, good string) (*http.Response, error)

// troubled is an arXiv that knows every paper, and whose answers below one path meet
// with trouble.
type troubled struct {
	path     string // as a prefix
	trouble  trouble
	requests int   // that met with it
	read     int64 // bytes of their bodies, as transferred
	open     int   // bodies that are not closed yet
}

func (u *troubled) RoundTrip(r *http.Request) (*http.Response, error) {
	good := atom(entry("2510.90515v3", "A Title", ""))
	if strings.HasPrefix(r.URL.Path, "/abs/") {
		good = absPage
	}
	answer := answered(strings.NewReader(good), -1)
	if strings.HasPrefix(r.URL.Path, u.path) {
		u.requests++
		var err error
		if answer, err = u.trouble(r, good); err != nil {
			return nil, err
		}
	}
	u.open++
	answer.Body = &watched{answer.Body, u}
	return answer, nil
}

// watched is a body that tells what is read of it.
type watched struct {
	io.ReadCloser
	upstream *troubled
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.upstream.read += int64(n)
	return n, err
}

func (w *watched) Close() error {
	w.upstream.open--
	return w.ReadCloser.Close()
}

// answered is a 200 whose length is announced, or not where it is -1.
func answered(body io.Reader, length int64) *http.Response {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body), ContentLength: length,
	}
}

// says is the trouble of another answer.
func says(other string) trouble {
	return func(*http.Request, string) (*http.Response, error) {
		return answered(strings.NewReader(other), -1), nil
	}
}

// endless is white space without an end, which XML and HTML both allow.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	n := copy(p, " ")
	for n > 0 && n < len(p) {
		n += copy(p[n:], p[:n])
	}
	return n, nil
}

// bomb returns 2 GB of white space as gzip, in members of 1 MB.
func bomb(t *testing.T) io.Reader {
	t.Helper()
	const member, size = 1 << 20, 2 << 30
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := io.CopyN(w, endless{}, member); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(bytes.Repeat(packed.Bytes(), size/member))
}

// stalled is a body that stops arriving, until its request is given up.
type stalled struct{ *http.Request }

func (s stalled) Read([]byte) (int, error) {
	<-s.Context().Done()
	return 0, s.Context().Err()
}

// Whatever is wrong with an answer of the API, the abstract page is asked; and with
// both, the call ends with an error in bounded time and room.
func TestMetadataMeetsWithTrouble(t *testing.T) {
	const (
		big   = 2 << 30
		most  = 9 << 20   // bytes read of one body: the cap is 8 MiB
		alloc = 192 << 20 // bytes allocated for two bodies, a growing buffer's and the race detector's included
		late  = 5 * time.Minute
	)
	tests := []struct {
		name     string
		trouble  trouble
		attempts int // at one address
	}{
		{"a body that is cut", func(_ *http.Request, good string) (*http.Response, error) {
			return answered(strings.NewReader(good[:100]), int64(len(good))), nil
		}, 2},
		{"a body that is cut where no length was announced", func(_ *http.Request, good string) (*http.Response, error) {
			return answered(strings.NewReader(good[:100]), -1), nil
		}, 1},
		{"2 GB as announced", func(*http.Request, string) (*http.Response, error) {
			return answered(io.LimitReader(endless{}, big), big), nil
		}, 1},
		{"2 GB unannounced", func(*http.Request, string) (*http.Response, error) {
			return answered(io.LimitReader(endless{}, big), -1), nil
		}, 1},
		{"a gzip bomb", func(*http.Request, string) (*http.Response, error) {
			answer := answered(bomb(t), -1)
			answer.Header.Set("Content-Encoding", "gzip")
			return answer, nil
		}, 1},
		{"gzip that is none", func(_ *http.Request, good string) (*http.Response, error) {
			answer := answered(strings.NewReader(good), -1)
			answer.Header.Set("Content-Encoding", "gzip")
			return answer, nil
		}, 2},
		{"a page where a feed was due", says("<!DOCTYPE html><html><body><p>hidden</body></html>"), 1},
		{"nothing", says(""), 1},
		{"bytes of no text", says("\x00\xff\xfe hidden"), 1},
		{"a hang before the answer", func(r *http.Request, _ string) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}, 2},
		{"a hang within the body", func(r *http.Request, good string) (*http.Response, error) {
			return answered(io.MultiReader(strings.NewReader(good[:100]), stalled{r}), -1), nil
		}, 2},
	}
	for _, tt := range tests {
		for _, where := range []struct {
			name, path string
			addresses  int // that meet with the trouble
		}{{"of the API", "/api/", 1}, {"of both", "/", 2}} {
			t.Run(tt.name+", "+where.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					u := &troubled{path: where.path, trouble: tt.trouble}
					start := time.Now()
					var before, after runtime.MemStats
					runtime.ReadMemStats(&before)
					found, err := u.client(t).Metadata(t.Context(), []fetch.ArxivID{id(t, "2510.90515")})
					runtime.ReadMemStats(&after)

					paper, ok := found[id(t, "2510.90515")]
					if both := where.addresses == 2; ok == both || (err != nil) != both || ok && paper.Source != fetch.SourceArxivPage {
						t.Errorf("Metadata() = %v, %v", found, err)
					}
					if err != nil && strings.Contains(err.Error(), "hidden") {
						t.Errorf("the error quotes the answer: %v", err)
					}
					if u.requests != tt.attempts*where.addresses || u.open != 0 {
						t.Errorf("%d requests, want %d; %d bodies left open", u.requests, tt.attempts*where.addresses, u.open)
					}
					if took := time.Since(start); took > late || u.read > most*int64(where.addresses) {
						t.Errorf("%v and %d MB read", took, u.read>>20)
					}
					if grown := after.TotalAlloc - before.TotalAlloc; grown > alloc {
						t.Errorf("%d MB allocated", grown>>20)
					}
				})
			})
		}
	}
}

func (u *troubled) client(t *testing.T) *arxiv.Client {
	t.Helper()
	env := polite.Env{Now: time.Now, Jitter: func() float64 { return 0 }}
	policy := polite.Policy{Interval: 3 * time.Second, Connections: 1, Retries: 1, Backoff: 15 * time.Second}
	return arxiv.New(zap.NewNop(), polite.New(zap.NewNop(), u, env, policy), arxiv.Options{
		ExportURL: "http://export.example", SiteURL: "http://site.example",
	})
}
