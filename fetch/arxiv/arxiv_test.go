package arxiv_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/fetch/arxiv"
	"dailypapers/fetch/polite"
)

// upstream is arXiv in memory: it knows some papers, and fails as a case wants.
type upstream struct {
	api  map[string]bool                     // ids that the API answers
	site map[string]bool                     // ids that have an abstract page
	turn func(n int, r *http.Request) *reply // an answer to the nth request, nil: the usual one
	seen []string                            // "api N" or "abs ID", in order

	clock time.Time
}

// robotPage is what arXiv shows to programs that ask too much.
const robotPage = "<html><h1>Access denied</h1>hidden, for robots"

type reply struct {
	status int
	body   string
}

func (u *upstream) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	a := u.answer(r)
	return &http.Response{
		StatusCode: a.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: -1,
	}, nil
}

func (u *upstream) answer(r *http.Request) reply {
	n := len(u.seen)
	page, isPage := strings.CutPrefix(r.URL.Path, "/abs/")
	var ids []string
	if isPage {
		u.seen = append(u.seen, "abs "+page)
	} else {
		ids = strings.Split(r.URL.Query().Get("id_list"), ",")
		u.seen = append(u.seen, fmt.Sprintf("api %d", len(ids)))
	}
	if u.turn != nil {
		if special := u.turn(n, r); special != nil {
			return *special
		}
	}
	if isPage {
		if !u.site[page] {
			return reply{404, "not found"}
		}
		return reply{200, strings.ReplaceAll(absPage, "2510.90515", page)}
	}
	limit, _ := strconv.Atoi(r.URL.Query().Get("max_results"))
	if r.URL.Query().Get("max_results") == "" {
		limit = 10
	}
	var entries []string
	for i := len(ids) - 1; i >= 0; i-- { // in no order of ours
		if u.api[ids[i]] && len(entries) < limit {
			entries = append(entries, entry(ids[i]+"v1", "A Title", ""))
		}
	}
	return reply{200, atom(entries...)}
}

func (u *upstream) client(t *testing.T) *arxiv.Client {
	t.Helper()
	env := polite.Env{Now: func() time.Time { return u.clock }, Jitter: func() float64 { return 0 }}
	return arxiv.New(zap.NewNop(), polite.New(zap.NewNop(), u, env, polite.Policy{Bars: arxiv.Bars}), arxiv.Options{
		ExportURL: "http://export.example/", SiteURL: "http://site.example",
	})
}

// some returns the ids from..to of an invented month.
func some(t *testing.T, from, to int) (ids []fetch.ArxivID, known map[string]bool) {
	t.Helper()
	known = map[string]bool{}
	for i := from; i < to; i++ {
		s := fmt.Sprintf("2510.9%04d", i)
		ids = append(ids, id(t, s))
		known[s] = true
	}
	return ids, known
}

func TestMetadata(t *testing.T) {
	isAPI := func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }
	onAPI := func(a reply) func(int, *http.Request) *reply {
		return func(_ int, r *http.Request) *reply {
			if isAPI(r) {
				return &a
			}
			return nil
		}
	}
	tests := []struct {
		name           string
		ids, api, site int // asked for; how many of them, from the first, each source knows
		turn           func(n int, r *http.Request) *reply
		seen           []string
		found          int
		failed         bool
	}{
		{name: "nothing asked", seen: nil},
		{name: "more than ten in one query", ids: 50, api: 50, seen: []string{"api 50"}, found: 50},
		{name: "batches of a hundred", ids: 250, api: 250, seen: []string{"api 100", "api 100", "api 50"}, found: 250},
		{
			name: "missing from the API, on the site", ids: 3, api: 1, site: 2,
			seen: []string{"api 3", "abs 2510.90001", "abs 2510.90002"}, found: 2,
		},
		{
			name: "an empty answer is asked for again", ids: 3, api: 3, turn: func(n int, _ *http.Request) *reply {
				if n == 0 {
					return &reply{200, atom()}
				}
				return nil
			},
			seen: []string{"api 3", "api 3"}, found: 3,
		},
		{
			name: "arXiv does not know the paper", ids: 1,
			seen: []string{"api 1", "api 1", "abs 2510.90000"},
		},
		{
			name: "one id spoils a batch", ids: 4, api: 4, site: 4, turn: func(_ int, r *http.Request) *reply {
				if strings.Contains(r.URL.Query().Get("id_list"), "2510.90003") {
					return &reply{400, errorFeed}
				}
				return nil
			},
			seen: []string{"api 4", "api 2", "api 2", "abs 2510.90002", "abs 2510.90003"}, found: 4,
		},
		{
			name: "an error feed with 200", ids: 2, site: 2, turn: onAPI(reply{200, errorFeed}),
			seen: []string{"api 2", "api 1", "api 1", "abs 2510.90000", "abs 2510.90001"}, found: 2,
		},
		{
			name: "the API is down, pages are bounded", ids: 150, site: 150, turn: onAPI(reply{503, "hidden"}),
			seen: append([]string{"api 100"}, pagesSeen(10)...), found: 10,
		},
		{
			name: "a page for a feed", ids: 1, site: 1, turn: onAPI(reply{200, "<html>hidden</html>"}),
			seen: []string{"api 1", "abs 2510.90000"}, found: 1,
		},
		{
			name: "arXiv is down", ids: 3, turn: func(int, *http.Request) *reply { return &reply{500, "hidden"} },
			seen: []string{"api 3", "abs 2510.90000"}, failed: true,
		},
		{
			name: "a robot page of the API ends it", ids: 150, site: 150, turn: onAPI(reply{403, robotPage}),
			seen: []string{"api 100"}, failed: true,
		},
		{
			name: "another 403 of the API is its own affair", ids: 3, site: 3, turn: onAPI(reply{403, "hidden"}),
			seen: append([]string{"api 3"}, pagesSeen(3)...), found: 3,
		},
		{
			name: "a robot page of the site ends it", ids: 3, api: 1, site: 3, turn: func(_ int, r *http.Request) *reply {
				if isAPI(r) {
					return nil
				}
				return &reply{403, robotPage}
			},
			seen: []string{"api 3", "abs 2510.90001"}, found: 1,
		},
		{
			name: "a page of another paper does not stop the next", ids: 3, api: 1, site: 3, turn: func(_ int, r *http.Request) *reply {
				if r.URL.Path == "/abs/2510.90001" {
					return &reply{200, absPage}
				}
				return nil
			},
			seen: []string{"api 3", "abs 2510.90001", "abs 2510.90002"}, found: 2,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ids, _ := some(t, 0, tt.ids)
			_, api := some(t, 0, tt.api)
			_, site := some(t, 0, tt.site)
			u := &upstream{api: api, site: site, turn: tt.turn}
			found, err := u.client(t).Metadata(t.Context(), ids)
			if (err != nil) != tt.failed || len(found) != tt.found {
				t.Errorf("Metadata() found %d papers, %v; want %d", len(found), err, tt.found)
			}
			if err != nil && strings.Contains(err.Error(), "hidden") {
				t.Errorf("the error quotes the answer: %v", err)
			}
			if diff := cmp.Diff(tt.seen, u.seen); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			for id, paper := range found {
				if paper.ID != id || id.Version() != 0 {
					t.Errorf("%v stands under %v", paper.ID, id)
				}
			}
		})
	}
}

// A robot page ends the requests of later calls too, whichever host it came from,
// until six hours have passed.
func TestMetadataRemembersARobotPage(t *testing.T) {
	for _, tt := range []struct {
		name, path string // of what answers 403, as a prefix
		seen       []string
		failed     bool
	}{
		{"of the API", "/api/", []string{"api 2"}, true},
		{"of the site", "/abs/", []string{"api 2", "abs 2510.90001"}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ids, _ := some(t, 0, 2)
			_, api := some(t, 0, 1)
			u := &upstream{api: api, turn: func(_ int, r *http.Request) *reply {
				if strings.HasPrefix(r.URL.Path, tt.path) {
					return &reply{403, robotPage}
				}
				return nil
			}}
			client := u.client(t)
			if _, err := client.Metadata(t.Context(), ids); (err != nil) != tt.failed {
				t.Fatalf("Metadata() = %v", err)
			}
			u.turn = nil // arXiv would answer again
			for range 2 {
				found, err := client.Metadata(t.Context(), ids)
				if err == nil || len(found) > 0 || !strings.Contains(err.Error(), "shuts this program out") {
					t.Errorf("a later Metadata() found %d papers, %v", len(found), err)
				}
			}
			if found, err := client.Metadata(t.Context(), nil); err != nil || len(found) > 0 {
				t.Errorf("Metadata() of nothing found %d papers, %v", len(found), err)
			}
			if diff := cmp.Diff(tt.seen, u.seen); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			u.clock = u.clock.Add(6 * time.Hour)
			if found, err := client.Metadata(t.Context(), ids); err != nil || len(found) != 1 {
				t.Errorf("six hours later Metadata() found %d papers, %v", len(found), err)
			}
		})
	}
}

func pagesSeen(n int) (seen []string) {
	for i := range n {
		seen = append(seen, fmt.Sprintf("abs 2510.9%04d", i))
	}
	return seen
}

func TestMetadataJoinsByIDWithoutVersion(t *testing.T) {
	u := &upstream{api: map[string]bool{"2510.90515": true, "hep-ex/0406920": true}}
	found, err := u.client(t).Metadata(t.Context(), []fetch.ArxivID{
		id(t, "2510.90515v3"), {}, id(t, "hep-ex/0406920"), id(t, "2510.90515"),
	})
	if err != nil || len(found) != 2 || found[id(t, "hep-ex/0406920")].Version != 1 {
		t.Errorf("Metadata() = %v, %v", found, err)
	}
	if diff := cmp.Diff([]string{"api 2"}, u.seen); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestMetadataEndsWithTheContext(t *testing.T) {
	ids, api := some(t, 0, 250)
	ctx, cancel := context.WithCancel(t.Context())
	u := &upstream{api: api, turn: func(n int, _ *http.Request) *reply {
		if n == 1 {
			cancel()
		}
		return nil
	}}
	found, err := u.client(t).Metadata(ctx, ids)
	if !errors.Is(err, context.Canceled) || len(found) < 100 || len(u.seen) != 2 {
		t.Errorf("Metadata() found %d papers after %v, %v", len(found), u.seen, err)
	}
}
