package huggingface_test

import (
	"fmt"
	"html"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch/huggingface"
)

// drawn returns a page whose component has the given properties.
func drawn(props string) string {
	return `<!doctype html><html><head><title>Daily Papers</title></head><body><main>` +
		`<div class="SVELTE_HYDRATER contents" data-target="DailyPapers" data-props="` + html.EscapeString(props) + `"></div>` +
		`</main></body></html>`
}

func props(date, list string) string {
	return fmt.Sprintf(`{"canSubmit":false,"date":"%sT00:00:00.000Z","dailyPapers":%s,"nextDate":"2025-10-07"}`, date, list)
}

const (
	one   = `[{"paper":{"id":"2510.90001","title":"One <b>&amp;","summary":"s","upvotes":3}}]`
	cards = `<main>
	<article><a href="/papers/2510.90001"><img></a><div class="leading-none">94</div>
		<h3 class="mb-1"><a href="/papers/2510.90001">A Card's
			Title</a></h3><a href="/papers/2510.90001#community">5</a></article>
	<article><div class="leading-none">-</div>
		<h3><a href="/papers/2510.90002?from=list">Another &lt;think&gt;</a></h3></article>
	<article><h3><a href="/papers/week">No paper</a></h3></article>
	<article><h3><a href="/blog/2510.90003">A blog post</a></h3></article>
</main>`
)

func TestDecodePage(t *testing.T) {
	tests := []struct {
		name, page, day string
		want            []string
	}{
		{"date", drawn(props("2025-10-06", one)), "2025-10-06", []string{"2510.90001"}},
		{"dateString", drawn(`{"dateString":"2025-10-06","dailyPapers":` + one + `}`), "2025-10-06", []string{"2510.90001"}},
		{"no papers", drawn(props("2025-10-06", `[]`)), "2025-10-06", nil},
		{"no date", drawn(`{"dailyPapers":` + one + `}`), "", []string{"2510.90001"}},
		{"a week", drawn(`{"date":"2025-10-06","dateString":"2025-W41","dailyPapers":` + one + `}`), "", []string{"2510.90001"}},
		{"cards", cards, "", []string{"2510.90001", "2510.90002"}},
		{"cards below broken properties", drawn(`{"dailyPapers":[{"pap`) + cards, "", []string{"2510.90001", "2510.90002"}},
		{"cards below an error", drawn(`{"error":"x"}`) + cards, "", []string{"2510.90001", "2510.90002"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := huggingface.DecodePage([]byte(tt.page))
			if err != nil {
				t.Fatal(err)
			}
			if day := got.Day; day.IsZero() != (tt.day == "") || tt.day != "" && day.String() != tt.day {
				t.Errorf("day %s, want %q", day, tt.day)
			}
			if diff := cmp.Diff(tt.want, ids(got.Papers)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecodePageReadsCards(t *testing.T) {
	got, err := huggingface.DecodePage([]byte(cards))
	if err != nil {
		t.Fatal(err)
	}
	first, second := got.Papers[0], got.Papers[1]
	if first.Title != "A Card's Title" || first.Upvotes != 94 {
		t.Errorf("first card is %q with %d upvotes", first.Title, first.Upvotes)
	}
	if second.Title != "Another <think>" || second.Upvotes != 0 {
		t.Errorf("second card is %q with %d upvotes", second.Title, second.Upvotes)
	}
}

func TestDecodePageRefuses(t *testing.T) {
	tests := []struct{ name, page string }{
		{"nothing", ``},
		{"another page", `<html><body><h1>Sign in</h1><a href="/papers/2510.90001">x</a></body></html>`},
		{"an error object", `{"error":"Internal Error"}`},
		{"properties without a list", drawn(`{"date":"2025-10-06"}`)},
		{"a list that is none", drawn(props("2025-10-06", `{"error":"x"}`))},
		{"malformed ids only", drawn(props("2025-10-06", `[{"paper":{"id":"x"}}]`))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := huggingface.DecodePage([]byte(tt.page)); err == nil || !got.Day.IsZero() || got.Papers != nil {
				t.Errorf("got %v, %v; want nothing and an error", got, err)
			}
		})
	}
}

func FuzzDecodePage(f *testing.F) {
	f.Add([]byte(drawn(props("2025-10-06", one))))
	f.Add([]byte(drawn(props("2025-13-06", `[{"paper":{"id":"x"}}]`))))
	f.Add([]byte(cards))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := huggingface.DecodePage(data)
		if err != nil {
			if list.Papers != nil || !list.Day.IsZero() {
				t.Error("a list beside an error")
			}
			return
		}
		checkPapers(t, list.Papers)
	})
}
