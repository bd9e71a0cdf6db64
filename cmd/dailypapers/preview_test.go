package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

func TestPreviewShowsTheSections(t *testing.T) {
	day, err := fetch.ParseDay("2025-10-14")
	if err != nil {
		t.Fatal(err)
	}
	id, err := fetch.ParseArxivID("2510.90412")
	if err != nil {
		t.Fatal(err)
	}
	entry := render.Entry{Paper: fetch.Paper{ID: id}}
	entry.Text.Origin = fetch.OriginHTML
	entry.Result = summarize.Result{Status: summarize.Asked, Question: &summarize.Question{
		Messages: []llm.Message{{Role: llm.User, Content: "a question"}},
		Tokens:   13950, Cut: true, Cost: 0.0069,
		Sections: []summarize.Section{
			{Kind: fetch.KindAbstract, Heading: "Abstract", Tokens: 310},
			{Kind: fetch.KindMethod, Heading: "3.1 Sparse Notes", Tokens: 1200, Cut: true},
		},
	}}
	var out strings.Builder
	p := &preview{w: &out}
	if _, err := p.Publish(t.Context(), render.Post{Day: day, Entries: []render.Entry{entry}}, false); err != nil {
		t.Fatal(err)
	}
	want := `=== 2025-10-14  1/1  2510.90412  13950 tokens, text cut (html), about $0.0069
    abstract        310  Abstract
    method         1200  3.1 Sparse Notes (cut)
--- user
a question

`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
