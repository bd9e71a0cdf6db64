package huggingface_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
	"dailypapers/fetch/huggingface"
)

func id(t testing.TB, s string) fetch.ArxivID {
	t.Helper()
	parsed, err := fetch.ParseArxivID(s)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func ids(papers []fetch.Paper) []string {
	var all []string
	for _, p := range papers {
		all = append(all, p.ID.String())
	}
	return all
}

func TestDecodeListReadsAllFields(t *testing.T) {
	got, err := huggingface.DecodeList([]byte(`[{
		"paper": {
			"id": "2510.90001",
			"authors": [
				{"_id": "a", "name": "Ada  Example", "hidden": false},
				{"_id": "b", "name": "Never Shown", "hidden": true},
				{"_id": "c", "name": "", "hidden": false},
				{"_id": "d", "name": "Jose\u0301 Sample", "user": {"name": "js", "fullname": "J. S."}}
			],
			"publishedAt": "2025-10-01T04:56:40.000Z",
			"submittedOnDailyAt": "2025-10-06T03:44:13.823Z",
			"title": "A Wrapped\n  Title",
			"summary": "First line\nsecond line.",
			"upvotes": 42,
			"withdrawnAt": "2025-10-07T00:00:00.000Z",
			"githubStars": 7
		},
		"publishedAt": "2025-10-01T00:56:40.000Z", "title": "other", "numComments": 3
	}]`))
	if err != nil {
		t.Fatal(err)
	}
	want := []fetch.Paper{{
		ID:        id(t, "2510.90001"),
		Title:     "A Wrapped Title",
		Abstract:  "First line second line.",
		Authors:   []string{"Ada Example", "José Sample"},
		Upvotes:   42,
		Published: time.Date(2025, 10, 1, 4, 56, 40, 0, time.UTC),
		Withdrawn: true,
		Source:    fetch.SourceHuggingFace,
	}}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b fetch.ArxivID) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

func TestDecodeList(t *testing.T) {
	tests := []struct {
		name, data string
		want       []string
	}{
		{"empty", ` [] `, nil},
		{"keys without values are missing", `[{"paper":{"id":"2510.90001"}}]`, []string{"2510.90001"}},
		{"an id with a version", `[{"paper":{"id":"2510.90001v2"}}]`, []string{"2510.90001"}},
		{"a paper twice", `[{"paper":{"id":"2510.90001"}},{"paper":{"id":"2510.90001v1"}}]`, []string{"2510.90001"}},
		{"a malformed id among good ones", `[{"paper":{"id":"my-blog"}},{"paper":{"id":"2510.90002"}}]`, []string{"2510.90002"}},
		{"an item of no known shape", `[7,{"paper":[]},{"paper":{"id":"2510.90002"}}]`, []string{"2510.90002"}},
		{
			"a value of another type", `[{"paper":{"id":"2510.90001","upvotes":"many","authors":{}}},{"paper":{"id":"2510.90002"}}]`,
			[]string{"2510.90001", "2510.90002"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := huggingface.DecodeList([]byte(tt.data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, ids(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodeListRefuses(t *testing.T) {
	tests := []struct{ name, data string }{
		{"nothing", ``},
		{"null", `null`},
		{"an error object", `{"error":"Internal Error"}`},
		{"an object with papers", `{"dailyPapers":[]}`},
		{"a page", `<!doctype html><html></html>`},
		{"a list cut short", `[{"paper":{"id":"2510.90001"}},{"pap`},
		{"a list with a tail", `[] []`},
		{"malformed ids only", `[{"paper":{"id":"x"}},{"paper":{"id":"2510.9"}},{}]`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := huggingface.DecodeList([]byte(tt.data)); err == nil || len(got) > 0 {
				t.Errorf("got %v, %v; want no paper and an error", ids(got), err)
			}
		})
	}
}

// checkPapers holds what every decoder of papers promises.
func checkPapers(t *testing.T, papers []fetch.Paper) {
	t.Helper()
	seen := map[fetch.ArxivID]bool{}
	for _, p := range papers {
		if again, err := fetch.ParseArxivID(p.ID.String()); err != nil || again != p.ID || p.ID.Version() != 0 {
			t.Errorf("id %q is not one without version", p.ID)
		}
		if seen[p.ID] {
			t.Errorf("%s stands twice", p.ID)
		}
		seen[p.ID] = true
		for _, text := range append([]string{p.Title, p.Abstract}, p.Authors...) {
			if fetch.Clean(text) != text {
				t.Errorf("%s: text %q is not clean", p.ID, text)
			}
		}
		if p.Upvotes < 0 || p.Source != fetch.SourceHuggingFace {
			t.Errorf("%s: upvotes %d, source %q", p.ID, p.Upvotes, p.Source)
		}
	}
}

func FuzzDecodeList(f *testing.F) {
	f.Add([]byte(`[]`))
	f.Add([]byte(`{"error":"x"}`))
	f.Add([]byte(`[{"paper":{"id":"2510.90001","authors":[{"name":"A"},{"name":"B","hidden":true}],"title":"T\n  t",` +
		`"summary":"S\u200b","upvotes":-3,"publishedAt":"2025-10-01T04:56:40.000Z","withdrawnAt":null}},{"paper":{"id":"x"}}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		papers, err := huggingface.DecodeList(data)
		if err != nil {
			if papers != nil {
				t.Error("papers beside an error")
			}
			return
		}
		if !strings.HasPrefix(strings.TrimLeft(string(data), " \t\r\n"), "[") {
			t.Error("what is no array was read as a list")
		}
		checkPapers(t, papers)
	})
}

// invented returns a list of n invented papers with the fields, and about the
// lengths, that Hugging Face serves.
func invented(tb testing.TB, first, n int) []byte {
	tb.Helper()
	type object = map[string]any
	abstract := strings.Repeat("We present an invented method and measure it on an invented benchmark,\n"+
		"where it gains 1.5 points over what came before. ", 11)
	user := object{
		"_id": "650000000000000000000000", "avatarUrl": "https://cdn.example.org/avatars/650000000000000000000000.png",
		"isPro": false, "fullname": "Some Body", "user": "somebody", "type": "user", "name": "somebody",
	}
	var items []object
	for i := range n {
		var authors []object
		for j := range 9 {
			author := object{"_id": fmt.Sprintf("65%022d", j), "name": fmt.Sprintf("Author Number%d", j), "hidden": false}
			if j%4 == 0 {
				author["user"] = user
				author["status"] = "claimed_verified"
				author["statusLastChangedAt"] = "2025-10-06T08:00:00.000Z"
			}
			authors = append(authors, author)
		}
		title := fmt.Sprintf("Invented Paper %d: A Title That Is Long Enough\n  to be Wrapped", first+i)
		items = append(items, object{
			"paper": object{
				"id": fmt.Sprintf("2510.%05d", 90000+first+i), "authors": authors,
				"publishedAt": "2025-10-01T04:56:40.000Z", "submittedOnDailyAt": "2025-10-06T03:44:13.823Z",
				"title": title, "submittedOnDailyBy": user, "summary": abstract, "upvotes": 100 - i,
				"discussionId": "650000000000000000000000", "githubRepo": "https://example.org/some/body", "githubStars": 12,
				"ai_summary":  "An invented method is presented and measured on an invented benchmark.",
				"ai_keywords": []string{"invented method", "invented benchmark", "points"},
			},
			"publishedAt": "2025-10-01T00:56:40.000Z", "title": title, "summary": abstract,
			"thumbnail":   fmt.Sprintf("https://cdn.example.org/social-thumbnails/papers/2510.%05d.png", 90000+first+i),
			"numComments": 2, "submittedBy": user, "isAuthorParticipating": false,
		})
	}
	data, err := json.Marshal(items)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func BenchmarkDecodeList(b *testing.B) {
	data := invented(b, 0, 100)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		papers, err := huggingface.DecodeList(data)
		if err != nil || len(papers) != 100 {
			b.Fatal(len(papers), err)
		}
	}
}
