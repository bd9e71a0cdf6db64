package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
	"dailypapers/pipeline/sample"
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
		Schema:   json.RawMessage(`{"type": "object"}`),
		Tokens:   13950, Text: 11990, Cut: true, Cost: 0.0069,
		Sections: []summarize.Section{
			{Kind: fetch.KindAbstract, Heading: "Abstract", Tokens: 310},
			{Kind: fetch.KindMethod, Heading: "3.1 Sparse Notes", Tokens: 1200, Cut: true},
			{Kind: fetch.KindResults, Heading: "4 Results", Tokens: 2200, Tables: 900, Cut: true},
			{Kind: fetch.KindOther, Tokens: 8536},
		},
		LeftOut: []summarize.Section{{Kind: fetch.KindRelated, Heading: "Acknowledgments", Tokens: 80}},
	}}
	var out strings.Builder
	p := &preview{w: &out}
	if _, err := p.Publish(t.Context(), render.Post{Day: day, Entries: []render.Entry{entry, entry}}, false); err != nil {
		t.Fatal(err)
	}
	want := `=== response_format of every question: json_schema
{"type": "object"}

=== 2025-10-14  1/2  2510.90412  13950 tokens, 11990 of the text and 1960 of the instructions; text cut (html), about $0.0069
    abstract        310  Abstract
    method         1200  3.1 Sparse Notes (cut)
    results        2200  4 Results (tables 900, cut)
    other          8536  (text without a heading that was recognised)
    left out         80  Acknowledgments
--- user
a question

=== 2025-10-14  2/2  2510.90412  13950 tokens, 11990 of the text and 1960 of the instructions; text cut (html), about $0.0069
    abstract        310  Abstract
    method         1200  3.1 Sparse Notes (cut)
    results        2200  4 Results (tables 900, cut)
    other          8536  (text without a heading that was recognised)
    left out         80  Acknowledgments
--- user
a question

`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A dry run shows what it would ask and no more: no day ends complete by it.
func TestDryRunIsAPreview(t *testing.T) {
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_LLM_SOURCE_TOKENS", "500")
		got := w.run("run", "--date", sampleDay, "--dry-run")
		if got.code != exitDone || !strings.Contains(got.stderr, `"state": "previewed"`) || strings.Contains(got.stderr, "complete") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
		if n := strings.Count(got.stdout, "=== response_format of every question: json_schema\n{"); n != 1 {
			t.Errorf("the form of the answer is shown %d times", n)
		}
		if !strings.Contains(got.stdout, "\n    left out ") {
			t.Errorf("a text is cut, and nothing was left out:\n%s", got.stdout)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...))
}

// A text that a run has kept is not fetched again to be shown, and looking adds none.
func TestDryRunReadsTheCache(t *testing.T) {
	inWorld(t, func(w *world) {
		state := filepath.Join(w.site, ".dailypapers")
		texts := func() int { return w.upstream.Count(sample.HTML, sample.Markdown, sample.PDF) }
		if got := w.run("run", "--date", sampleDay, "--dry-run"); got.code != exitDone || texts() == 0 {
			t.Fatalf("exit code %d after %d texts:\n%s", got.code, texts(), got.stderr)
		}
		if _, err := os.Stat(state); !errors.Is(err, fs.ErrNotExist) {
			t.Error("the first look leaves a state folder behind", err)
		}
		w.run("run", "--date", sampleDay) // the model is out
		fetched, kept := texts(), filesOf(t, filepath.Join(state, "cache"))
		if got := w.run("run", "--date", sampleDay, "--dry-run"); got.code != exitDone || texts() != fetched || len(kept) == 0 {
			t.Errorf("exit code %d, and %d texts are fetched again:\n%s", got.code, texts()-fetched, got.stderr)
		}
		if diff := cmp.Diff(kept, filesOf(t, filepath.Join(state, "cache"))); diff != "" {
			t.Errorf("the cache is another one:\n%s", diff)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:2]...),
		sample.WithFault(sample.Always(sample.Chat, sample.ModelError(401, "", ""))))
}
