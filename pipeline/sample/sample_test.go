package sample_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dailypapers/pipeline/sample"
)

// start serves an upstream and returns where, and a client that follows no
// redirect.
func start(t *testing.T, options ...sample.Option) (*sample.Upstream, *sample.Server, *http.Client) {
	t.Helper()
	u := sample.New(options...)
	s, err := u.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{
		Transport:     &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	t.Cleanup(func() {
		client.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return u, s, client
}

func get(t *testing.T, client *http.Client, url string) (*http.Response, string) {
	t.Helper()
	return send(t, client, http.MethodGet, url, "")
}

// send sends a request and returns the response and its body, which must come
// whole.
func send(t *testing.T, client *http.Client, method, url, body string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(text)
}

func TestList(t *testing.T) {
	full := []string{"2510.90412", "2510.90127", "2510.90288", "2510.90533", "2510.90071", "2510.90655", "2510.90349"}
	tests := []struct {
		name, query string
		status      int
		ids         []string
		more        bool
	}{
		{"the day, by upvotes", "date=2025-10-14&limit=100", 200, full, false},
		{"without a date the latest", "", 200, full, false},
		{"a first page", "date=2025-10-14&limit=3", 200, full[:3], true},
		{"a last page", "date=2025-10-14&limit=3&p=2", 200, full[6:], false},
		{"after the last page", "date=2025-10-14&limit=3&p=3", 200, []string{}, false},
		{"an empty day", "date=2025-10-12", 200, []string{}, false},
		{"a date that is not open", "date=2025-10-15", 400, nil, false},
		{"a malformed date", "date=14.10.2025", 400, nil, false},
		{"a limit above 100", "limit=101", 400, nil, false},
	}
	_, s, client := start(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response, body := get(t, client, s.HuggingFace+"/api/daily_papers?"+test.query)
			if response.StatusCode != test.status {
				t.Fatalf("status %d, want %d", response.StatusCode, test.status)
			}
			if !strings.HasPrefix(response.Header.Get("RateLimit"), `"api";r=`) {
				t.Errorf("RateLimit: %s", response.Header.Get("RateLimit"))
			}
			if test.ids == nil {
				if !strings.HasPrefix(body, `{"error":"✖ `) {
					t.Errorf("body %s, want an error object", body)
				}
				return
			}
			if got := strings.Contains(response.Header.Get("Link"), `rel="next"`); got != test.more {
				t.Errorf("Link %q, want more: %v", response.Header.Get("Link"), test.more)
			}
			var items []struct {
				Paper struct{ ID, Title string }
			}
			if err := json.Unmarshal([]byte(body), &items); err != nil {
				t.Fatal(err)
			}
			ids := []string{}
			for _, item := range items {
				ids = append(ids, item.Paper.ID)
			}
			if fmt.Sprint(ids) != fmt.Sprint(test.ids) {
				t.Errorf("ids %v, want %v", ids, test.ids)
			}
		})
	}
}

func TestListPagesCanBeShorterThanTheLimit(t *testing.T) {
	_, s, client := start(t, sample.WithPageCap(4))
	response, body := get(t, client, s.HuggingFace+"/api/daily_papers?limit=100")
	next := response.Header.Get("Link")
	if strings.Count(body, `"discussionId"`) != 4 || !strings.Contains(next, "p=1") {
		t.Errorf("%d papers, Link %q; want 4 and a next page", strings.Count(body, `"discussionId"`), next)
	}
}

func TestTitlesHaveLostTheirTeXAndAreWrapped(t *testing.T) {
	_, s, client := start(t)
	_, body := get(t, client, s.HuggingFace+"/api/daily_papers")
	for _, want := range []string{
		`Design: ell_1-Gated Attention`,
		`Streaming Video Diffusion at 24 Frames per Second on a Single\n  Consumer GPU`,
		`Closing the <think> Tag`,
		`Fill In the {{Blank}}`,
		`\"Look Twice\": Verifying`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the list has no %s", want)
		}
	}
}

func TestListPage(t *testing.T) {
	_, s, client := start(t)
	response, body := get(t, client, s.HuggingFace+"/papers/date/2025-10-14")
	if response.StatusCode != http.StatusOK || !strings.Contains(body, `data-target="DailyPapers" data-props="{&#34;canSubmit`) ||
		strings.Count(body, "<article>") != 7 {
		t.Errorf("status %d, page:\n%s", response.StatusCode, body)
	}
	response, _ = get(t, client, s.HuggingFace+"/papers/date/2025-10-12")
	to, err := response.Location()
	if err != nil || to.String() != s.HuggingFace+"/papers/date/2025-10-14" {
		t.Errorf("a date without papers redirects to %v (%v)", to, err)
	}
	if response, body = get(t, client, s.HuggingFace+"/papers/2510.90412.md"); response.StatusCode != http.StatusNotFound {
		t.Errorf("Markdown: status %d, %s", response.StatusCode, body)
	}
}

type atomFeed struct {
	Entries []struct {
		ID    string `xml:"id"`
		Title string `xml:"title"`
	} `xml:"entry"`
}

func TestAtom(t *testing.T) {
	eleven := make([]sample.Paper, 11)
	var elevenIDs []string
	for i := range eleven {
		eleven[i] = sample.Paper{ID: fmt.Sprintf("2509.9%04d", i), Version: 1, Title: "0"}
		elevenIDs = append(elevenIDs, eleven[i].ID)
	}
	_, s, client := start(t, sample.WithDay("2025-10-14", sample.Papers()...), sample.WithDay("2025-10-13", eleven...))
	tests := []struct {
		name, query string
		status      int
		entries     []string
	}{
		{
			"entries in another order, without those that do not exist", "id_list=2510.90412,2510.99999,2510.90127v1&max_results=100", 200,
			[]string{"http://arxiv.org/abs/2510.90127v1", "http://arxiv.org/abs/2510.90412v2"},
		},
		{"a version that does not exist", "id_list=2510.90127v7", 200, nil},
		{"a malformed id fails the batch", "id_list=2510.90412,abc", 400, []string{"https://arxiv.org/api/errors#incorrect_id_format_for_abc"}},
		{"a trailing comma is a malformed id", "id_list=2510.90412,", 400, []string{"https://arxiv.org/api/errors#incorrect_id_format_for_"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response, body := get(t, client, s.ArxivExport+"/api/query?"+test.query)
			var f atomFeed
			if err := xml.Unmarshal([]byte(body), &f); err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, e := range f.Entries {
				ids = append(ids, e.ID)
			}
			if response.StatusCode != test.status || fmt.Sprint(ids) != fmt.Sprint(test.entries) {
				t.Errorf("status %d, entries %v; want %d, %v", response.StatusCode, ids, test.status, test.entries)
			}
		})
	}
	t.Run("ten entries where max_results is missing", func(t *testing.T) {
		_, body := get(t, client, s.ArxivExport+"/api/query?id_list="+strings.Join(elevenIDs, ","))
		if n := strings.Count(body, "<entry>"); n != 10 {
			t.Errorf("%d entries", n)
		}
	})
}

func TestArxivPages(t *testing.T) {
	_, s, client := start(t)
	tests := []struct {
		path   string
		status int
		want   string
	}{
		{"/abs/2510.90412", 200, `<meta name="citation_author" content="Castellan, Mira">`},
		{"/abs/2510.90412v1", 200, `<span class="descriptor">Title:</span>Sparse by Design: $\ell_1$-Gated`},
		{"/abs/2510.90412v3", 404, ""},
		{"/html/2510.90412", 200, `<math alttext="\ell_1" class="ltx_Math" display="inline">`},
		{"/html/2510.90412v2", 200, `<span class="ltx_tag ltx_tag_section">2.1 </span>Gates</h3>`},
		{"/html/2510.90412", 200, `<td class="ltx_td">52.3</td>`},
		{"/html/2510.90349", 404, ""},
		{"/pdf/2510.90412", 404, ""},
		{"/abs/hep-ex/0406999", 404, ""},
	}
	for _, test := range tests {
		response, body := get(t, client, s.ArxivSite+test.path)
		if response.StatusCode != test.status || !strings.Contains(body, test.want) {
			t.Errorf("GET %s: status %d, want %d and %q in\n%s", test.path, response.StatusCode, test.status, test.want, body)
		}
	}
}

func TestListGrows(t *testing.T) {
	u, s, client := start(t, sample.WithDay("2025-10-14", sample.Papers()[:2]...))
	u.SetDay("2025-10-14", sample.Papers()[:3]...)
	_, body := get(t, client, s.HuggingFace+"/api/daily_papers?date=2025-10-14")
	if n := strings.Count(body, `"discussionId"`); n != 3 {
		t.Errorf("%d papers, want 3", n)
	}
}

func TestCount(t *testing.T) {
	u, s, client := start(t, sample.WithFault(sample.First(1, sample.List, sample.Status(503))))
	for range 2 {
		get(t, client, s.HuggingFace+"/api/daily_papers")
	}
	get(t, client, s.ArxivSite+"/abs/2510.90412")
	if u.Count(sample.List) != 2 || u.Count(sample.List, sample.Abstract) != 3 || u.Count() != 3 || u.Count(sample.Chat) != 0 {
		t.Errorf("list %d, all %d, chat %d", u.Count(sample.List), u.Count(), u.Count(sample.Chat))
	}
}

func TestInMemoryUnderVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		u := sample.New(sample.WithDelay(func(sample.Kind) time.Duration { return 20 * time.Second }))
		s, transport := u.StartInMemory(t.Context())
		began := time.Now()
		get(t, &http.Client{Transport: transport}, s.HuggingFace+"/api/daily_papers")
		if took := time.Since(began); took != 20*time.Second {
			t.Errorf("took %v of virtual time, want 20s", took)
		}
		transport.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}
