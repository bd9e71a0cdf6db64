package huggingface_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch"
	"dailypapers/fetch/huggingface"
	"dailypapers/fetch/polite"
)

// answer is what a fake Hugging Face says to one address.
type answer struct {
	status int // 0: 200
	header http.Header
	body   string
}

// site answers by path and query, and 404 to all else. It counts its requests.
type site struct {
	answers map[string]answer
	asked   []string
	token   string // of the last request
	before  func(address string)
}

func (s *site) RoundTrip(r *http.Request) (*http.Response, error) {
	address := r.URL.RequestURI()
	s.asked = append(s.asked, address)
	s.token = r.Header.Get("Authorization")
	if s.before != nil {
		s.before(address)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	a, ok := s.answers[address]
	if !ok {
		a = answer{status: http.StatusNotFound, body: `{"error":"Not found"}`}
	}
	header := a.header
	if header == nil {
		header = http.Header{}
	}
	return &http.Response{
		StatusCode: max(a.status, http.StatusOK), Header: header, Request: r,
		Body: io.NopCloser(strings.NewReader(a.body)), ContentLength: int64(len(a.body)),
	}, nil
}

func (s *site) client(t *testing.T, log *zap.Logger) *huggingface.Client {
	t.Helper()
	env := polite.Env{Now: func() time.Time { return time.Time{} }, Jitter: func() float64 { return 0 }}
	c, err := huggingface.New(log, polite.New(log, s, env, polite.Policy{}),
		huggingface.Options{BaseURL: "https://hf.example.org/", Token: "invented-token"})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const (
	weekday = "2025-10-06"
	weekend = "2025-10-04"
)

func api(date string, p int) string {
	return fmt.Sprintf("/api/daily_papers?date=%s&limit=100&p=%d", date, p)
}

func page(date string) string { return "/papers/date/" + date }

func day(t *testing.T, s string) fetch.Day {
	t.Helper()
	d, err := fetch.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// listed returns a list of the papers first to first+n-1, each said to be of date.
func listed(t *testing.T, date string, first, n int) string {
	t.Helper()
	return strings.ReplaceAll(string(invented(t, first, n)), `"submittedOnDailyAt":"2025-10-06`, `"submittedOnDailyAt":"`+date)
}

func TestList(t *testing.T) {
	const dated = weekday
	moved := http.Header{"Location": {page("2025-10-03")}}
	next := http.Header{"Link": {`<https://hf.example.org/x?p=0>; rel="prev", <https://hf.example.org/x?p=2>; rel="next"`}}
	tests := []struct {
		name    string
		date    string // empty: weekday
		answers map[string]answer
		want    int // papers
		asked   int // requests
	}{
		{
			name:    "a page shorter than the limit ends the list",
			answers: map[string]answer{api(dated, 0): {body: listed(t, dated, 0, 16)}},
			want:    16, asked: 1,
		}, {
			name: "a full page is followed until an empty one",
			answers: map[string]answer{
				api(dated, 0): {body: listed(t, dated, 0, 100)},
				api(dated, 1): {body: listed(t, dated, 100, 100)},
				api(dated, 2): {body: `[]`},
			},
			want: 200, asked: 3,
		}, {
			name: "a link goes on after a short page",
			answers: map[string]answer{
				api(dated, 0): {body: listed(t, dated, 0, 30), header: next}, api(dated, 1): {body: listed(t, dated, 30, 5)},
			},
			want: 35, asked: 2,
		}, {
			name: "a list cut at the default limit goes on",
			answers: map[string]answer{
				api(dated, 0): {body: listed(t, dated, 0, 50)}, api(dated, 1): {body: listed(t, dated, 50, 32)},
			},
			want: 82, asked: 2,
		}, {
			name: "the order changes between two pages",
			answers: map[string]answer{
				api(dated, 0): {body: listed(t, dated, 0, 100)}, api(dated, 1): {body: listed(t, dated, 95, 20)},
			},
			want: 115, asked: 2,
		}, {
			name: "a server that overlooks p",
			answers: map[string]answer{
				api(dated, 0): {body: listed(t, dated, 0, 50)}, api(dated, 1): {body: listed(t, dated, 0, 50)},
			},
			want: 50, asked: 2,
		}, {
			name: "a weekend is empty by a redirect of the page",
			date: weekend,
			answers: map[string]answer{
				api(weekend, 0): {body: `[]`}, page(weekend): {status: 307, header: moved},
				page("2025-10-03"): {body: drawn(props("2025-10-03", listed(t, "2025-10-03", 0, 3)))},
			},
			want: 0, asked: 3,
		}, {
			name:    "a weekend is empty by the API's word where the page is out of order",
			date:    weekend,
			answers: map[string]answer{api(weekend, 0): {body: `[]`}, page(weekend): {status: 503}},
			want:    0, asked: 2,
		}, {
			name:    "a weekend is empty by the API's word where the page is none",
			date:    weekend,
			answers: map[string]answer{api(weekend, 0): {body: `[]`}, page(weekend): {body: `<html>`}},
			want:    0, asked: 2,
		}, {
			name: "an empty list on a weekend where the page shows papers",
			date: weekend,
			answers: map[string]answer{
				api(weekend, 0): {body: `[]`}, page(weekend): {body: drawn(props(weekend, listed(t, weekend, 0, 3)))},
			},
			want: 3, asked: 2,
		}, {
			name: "an empty list on a weekend whose page shows Friday's papers",
			date: weekend,
			answers: map[string]answer{
				api(weekend, 0): {body: `[]`}, page(weekend): {body: drawn(props(weekend, listed(t, "2025-10-03", 0, 3)))},
			},
			want: 0, asked: 2,
		}, {
			name: "a holiday is empty by a redirect of the page",
			answers: map[string]answer{
				api(dated, 0): {body: `[]`}, page(dated): {status: 307, header: moved},
				page("2025-10-03"): {body: drawn(props("2025-10-03", listed(t, "2025-10-03", 0, 3)))},
			},
			want: 0, asked: 3,
		}, {
			name: "a holiday is empty by the date inside the page",
			answers: map[string]answer{
				api(dated, 0): {body: `[]`}, page(dated): {body: drawn(props("2025-10-03", listed(t, "2025-10-03", 0, 3)))},
			},
			want: 0, asked: 2,
		}, {
			name:    "a holiday is empty by an empty page",
			answers: map[string]answer{api(dated, 0): {body: `[]`}, page(dated): {body: drawn(props(dated, `[]`))}},
			want:    0, asked: 2,
		}, {
			name: "an empty list where the page shows papers",
			answers: map[string]answer{
				api(dated, 0): {body: `[]`}, page(dated): {body: drawn(props(dated, listed(t, dated, 0, 3)))},
			},
			want: 3, asked: 2,
		}, {
			name:    "an empty list where the page shows cards",
			answers: map[string]answer{api(dated, 0): {body: `[]`}, page(dated): {body: cards}},
			want:    2, asked: 2,
		}, {
			name: "the page instead of an API that fails",
			answers: map[string]answer{
				api(dated, 0): {status: 500}, page(dated): {body: drawn(props(dated, listed(t, dated, 0, 3)))},
			},
			want: 3, asked: 2,
		}, {
			name: "the page instead of an error with status 200",
			answers: map[string]answer{
				api(dated, 0): {body: `{"error":"Internal Error"}`}, page(dated): {body: drawn(props(dated, listed(t, dated, 0, 3)))},
			},
			want: 3, asked: 2,
		}, {
			name:    "the page instead of HTML for JSON",
			answers: map[string]answer{api(dated, 0): {body: `<html></html>`}, page(dated): {body: cards}},
			want:    2, asked: 2,
		}, {
			name: "the page instead of another 400",
			answers: map[string]answer{
				api(dated, 0): {status: 400, body: `{"error":"\"limit\" is too large"}`}, page(dated): {body: cards},
			},
			want: 2, asked: 2,
		}, {
			name: "the page beside the pages that the API gave before it failed",
			answers: map[string]answer{
				api(dated, 0): {body: listed(t, dated, 0, 100)}, api(dated, 1): {status: 502},
				page(dated): {body: drawn(props(dated, listed(t, dated, 50, 60)))},
			},
			want: 110, asked: 3,
		}, {
			name: "a few papers that stand on two dates",
			answers: map[string]answer{api(dated, 0): {
				body: strings.TrimSuffix(listed(t, "2025-10-03", 0, 3), "]") + "," + strings.TrimPrefix(listed(t, dated, 3, 1), "["),
			}},
			want: 4, asked: 1,
		}, {
			name: "the page instead of an API that answers for another date",
			answers: map[string]answer{
				api(dated, 0): {body: listed(t, "2025-10-03", 0, 3)}, page(dated): {body: drawn(props(dated, listed(t, dated, 10, 5)))},
			},
			want: 5, asked: 2,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := day(t, orElse(tt.date, weekday))
			s := &site{answers: tt.answers}
			list, err := s.client(t, zap.NewNop()).List(t.Context(), asked)
			if err != nil {
				t.Fatal(err)
			}
			if list.Day != asked || len(list.Papers) != tt.want || len(s.asked) != tt.asked {
				t.Errorf("%s with %d papers after %d requests, want %s with %d after %d",
					list.Day, len(list.Papers), len(s.asked), asked, tt.want, tt.asked)
			}
			checkPapers(t, list.Papers)
		})
	}
}

func orElse(s, fallback string) string {
	if s != "" {
		return s
	}
	return fallback
}

func TestListFails(t *testing.T) {
	other := answer{body: drawn(props("2025-10-03", one))}
	tests := []struct {
		name    string
		date    string // empty: weekday
		answers map[string]answer
	}{
		{name: "an outage", answers: map[string]answer{api(weekday, 0): {status: 503}, page(weekday): {status: 503}}},
		{name: "an outage on a weekend", date: weekend, answers: map[string]answer{api(weekend, 0): {status: 503}}},
		{
			name:    "an empty list and a page out of order",
			answers: map[string]answer{api(weekday, 0): {body: `[]`}, page(weekday): {status: 500}},
		},
		{
			name:    "an empty list and a page that is none",
			answers: map[string]answer{api(weekday, 0): {body: `[]`}, page(weekday): {body: `<html>`}},
		},
		{
			name: "an empty list on a weekend whose page lists malformed ids", date: weekend,
			answers: map[string]answer{
				api(weekend, 0): {body: `[]`}, page(weekend): {body: drawn(props(weekend, `[{"paper":{"id":"x"}}]`))},
			},
		},
		{
			name:    "another 400",
			answers: map[string]answer{api(weekday, 0): {status: 400, body: `{"error":"Invalid date"}`}},
		},
		{
			name:    "a broken API and the page of another date",
			answers: map[string]answer{page(weekday): other},
		},
		{
			name:    "a broken API and an empty page",
			answers: map[string]answer{page(weekday): {body: drawn(props(weekday, `[]`))}},
		},
		{
			name:    "malformed ids only",
			answers: map[string]answer{api(weekday, 0): {body: `[{"paper":{"id":"x"}}]`}},
		},
		{
			name:    "an answer for another date",
			answers: map[string]answer{api(weekday, 0): {body: listed(t, "2025-10-03", 0, 3)}, page(weekday): other},
		},
		{
			name: "a redirect that tells no date",
			answers: map[string]answer{
				api(weekday, 0): {body: `[]`}, page(weekday): {status: 307, header: http.Header{"Location": {"/papers"}}},
				"/papers": {body: cards},
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := &site{answers: tt.answers}
			list, err := s.client(t, zap.NewNop()).List(t.Context(), day(t, orElse(tt.date, weekday)))
			if err == nil || errors.Is(err, fetch.ErrNotOpen) || list.Papers != nil {
				t.Fatalf("got %v, %v; want an error that is not ErrNotOpen", list, err)
			}
			if !strings.Contains(err.Error(), orElse(tt.date, weekday)) || strings.Contains(err.Error(), "invented-token") {
				t.Errorf("error %q does not name the day, or names the token", err)
			}
		})
	}
}

func TestListBoundsItsPages(t *testing.T) {
	s := &site{answers: map[string]answer{page(weekday): {status: 500}}}
	for p := range 25 {
		s.answers[api(weekday, p)] = answer{body: listed(t, weekday, 100*p, 100)}
	}
	if _, err := s.client(t, zap.NewNop()).List(t.Context(), day(t, weekday)); err == nil {
		t.Error("a list without an end was read as a whole")
	}
	if len(s.asked) > 25 {
		t.Errorf("%d requests for a list without an end", len(s.asked))
	}
}

func TestListNotOpenYet(t *testing.T) {
	s := &site{answers: map[string]answer{api(weekday, 0): {
		status: 400, body: `{"error":"✖ \"date\" must be less than or equal to \"2025-10-05T00:00:00.000Z\"\n  → at date"}`,
	}}}
	_, err := s.client(t, zap.NewNop()).List(t.Context(), day(t, weekday))
	if !errors.Is(err, fetch.ErrNotOpen) || len(s.asked) != 1 {
		t.Errorf("got %v after %d requests, want ErrNotOpen after 1", err, len(s.asked))
	}
}

func TestListWarnsOfWhatItLeavesOut(t *testing.T) {
	core, logs := observer.New(zap.WarnLevel)
	long, blanks := strings.Repeat("x", 1000), strings.Repeat(" ", 1<<20)
	s := &site{answers: map[string]answer{api(weekday, 0): {
		body: `[{"paper":{"id":"2510.90001"}},{"paper":{"id":"my-blog"}},{"paper":{"id":"` + long + `"}},
			{"paper":{"id":"a` + blanks + `blog\u202e\u0007` + blanks + `"}}]`,
	}}}
	list, err := s.client(t, zap.New(core)).List(t.Context(), day(t, weekday))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2510.90001"}, ids(list.Papers)); diff != "" {
		t.Error(diff)
	}
	var left []string
	for _, entry := range logs.All() {
		left = append(left, entry.ContextMap()["id"].(string))
	}
	if diff := cmp.Diff([]string{"my-blog", long[:39] + "…", "a blog"}, left); diff != "" {
		t.Error(diff)
	}
}

func TestListWarnsInBoundedRoom(t *testing.T) {
	core, logs := observer.New(zap.WarnLevel)
	s := &site{answers: map[string]answer{api(weekday, 0): {
		body: `[{"paper":{"id":"2510.90001"}}` + strings.Repeat(`,{}`, 10_000) + `]`,
	}, api(weekday, 1): {body: `[]`}}}
	if _, err := s.client(t, zap.New(core)).List(t.Context(), day(t, weekday)); err != nil {
		t.Fatal(err)
	}
	entries := logs.All()
	if len(entries) != 21 || entries[20].ContextMap()["items"] != int64(10_000-20) {
		t.Errorf("%d lines, the last of them %v", len(entries), entries[len(entries)-1].ContextMap())
	}
}

func TestListSendsTheTokenToTheAPIOnly(t *testing.T) {
	s := &site{answers: map[string]answer{api(weekday, 0): {body: `[{"paper":{"id":"2510.90001"}}]`}}}
	_, err := s.client(t, zap.NewNop()).List(t.Context(), day(t, weekday))
	if err != nil || s.token != "Bearer invented-token" {
		t.Errorf("the API was sent %q: %v", s.token, err)
	}
	s = &site{answers: map[string]answer{page(weekday): {body: cards}}}
	if _, err := s.client(t, zap.NewNop()).List(t.Context(), day(t, weekday)); err != nil || s.token != "" {
		t.Errorf("the page was sent %q: %v", s.token, err)
	}
}

func TestListObeysItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := &site{answers: map[string]answer{page(weekday): {body: cards}}}
	if _, err := s.client(t, zap.NewNop()).List(ctx, day(t, weekday)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

// A weekend's day is empty where its page cannot be read, but not where the
// reading was stopped.
func TestListObeysItsContextOnAWeekend(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := &site{answers: map[string]answer{api(weekend, 0): {body: `[]`}}, before: func(address string) {
		if address == page(weekend) {
			cancel()
		}
	}}
	if _, err := s.client(t, zap.NewNop()).List(ctx, day(t, weekend)); !errors.Is(err, context.Canceled) || len(s.asked) != 2 {
		t.Errorf("got %v after %d requests, want context.Canceled after 2", err, len(s.asked))
	}
}

func TestNewRefusesATokenThatNoHeaderCarries(t *testing.T) {
	const base, word = "https://huggingface.co", "hf_invented"
	for _, token := range []string{word + "\n", word + "\r\n", " " + word, word + "\x00", word + "é", "\ufeff" + word, "a " + word} {
		_, err := huggingface.New(zap.NewNop(), nil, huggingface.Options{BaseURL: base, Token: polite.Secret(token)})
		switch {
		case err == nil:
			t.Errorf("%q was taken for a token", token)
		case !strings.Contains(err.Error(), "HF_TOKEN") || strings.Contains(err.Error(), word):
			t.Errorf("error %q does not name HF_TOKEN, or shows it", err)
		}
	}
	for _, token := range []polite.Secret{"", word, "!~"} {
		if _, err := huggingface.New(zap.NewNop(), nil, huggingface.Options{BaseURL: base, Token: token}); err != nil {
			t.Errorf("%q was refused: %v", token.Reveal(), err)
		}
	}
}

func TestClientDoesNotPrintItsToken(t *testing.T) {
	c := new(site).client(t, zap.NewNop())
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if shown := fmt.Sprintf(verb, c) + fmt.Sprintf(verb, *c); strings.Contains(shown, "invented-token") {
			t.Errorf("%s shows the token", verb)
		}
	}
}
