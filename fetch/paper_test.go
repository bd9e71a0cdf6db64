package fetch_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
)

func id(t *testing.T, s string) fetch.ArxivID {
	t.Helper()
	id, err := fetch.ParseArxivID(s)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestMerge(t *testing.T) {
	published, updated := time.Date(2025, 10, 1, 9, 0, 0, 0, time.UTC), time.Date(2025, 10, 3, 9, 0, 0, 0, time.UTC)
	listed := fetch.Paper{
		ID: id(t, "2510.90515"), Title: "Turning 360^circ", Abstract: "Listed.", Authors: []string{"A. Listed"}, Upvotes: 7,
		Published: published, Source: fetch.SourceHuggingFace,
	}
	found := fetch.Paper{
		ID: id(t, "2510.90515"), Version: 2, Title: `Turning $360^\circ$`, Abstract: "Found.", Authors: []string{"A. Found"},
		Published: published.Add(time.Hour), Updated: updated, Comment: "9 pages", Source: fetch.SourceArxivAPI,
	}
	with := func(p fetch.Paper, change func(*fetch.Paper)) fetch.Paper {
		change(&p)
		return p
	}
	tests := []struct {
		name          string
		listed, found fetch.Paper
		want          fetch.Paper
	}{
		{"arXiv knows better, but of upvotes", listed, found, with(found, func(p *fetch.Paper) { p.Upvotes = 7 })},
		{"arXiv knows nothing", listed, fetch.Paper{}, listed},
		{"arXiv has no title", listed, with(found, func(p *fetch.Paper) { p.Title = "" }), listed},
		{"arXiv speaks of another paper", listed, with(found, func(p *fetch.Paper) { p.ID = id(t, "2510.90516") }), listed},
		{
			"a title that is 0", listed, with(found, func(p *fetch.Paper) { p.Title = "0" }),
			with(found, func(p *fetch.Paper) { p.Title, p.Upvotes = "0", 7 }),
		},
		{
			"the abstract page has less", listed,
			fetch.Paper{ID: listed.ID, Title: "Found", Source: fetch.SourceArxivPage},
			with(listed, func(p *fetch.Paper) { p.Title, p.Source = "Found", fetch.SourceArxivPage }),
		},
		{
			"withdrawn, as the list says", with(listed, func(p *fetch.Paper) { p.Withdrawn = true }), found,
			with(found, func(p *fetch.Paper) { p.Withdrawn, p.Upvotes = true, 7 }),
		},
		{
			"withdrawn, as arXiv says", listed, with(found, func(p *fetch.Paper) { p.Withdrawn = true }),
			with(found, func(p *fetch.Paper) { p.Withdrawn, p.Upvotes = true, 7 }),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := fetch.Merge(tt.listed, tt.found)
			if diff := cmp.Diff(tt.want, got, cmp.Comparer(func(a, b fetch.ArxivID) bool { return a == b })); diff != "" {
				t.Errorf("Merge() (-want +got):\n%s", diff)
			}
		})
	}
}
