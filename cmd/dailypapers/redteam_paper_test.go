package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dailypapers/pipeline/sample"
)

// attack is an invented paper that talks to the model which reads it, and a
// model that obeys: a line of testdata/redteam/cases.jsonl. The paper is that of
// paper.json under another name, with Inject in it.
type attack struct {
	ID       string `json:"id"`
	Kind     string `json:"kind"`
	Where    string `json:"where"`    // title, abstract, body, or html: as markup in the body
	Language string `json:"language"` // of the instruction
	Name     string `json:"name"`
	Inject   string `json:"inject"`
	// Answers are what the model says, turn by turn; the last is repeated. An
	// object has the fields that differ from the good summary, a string is the
	// whole answer.
	Answers []json.RawMessage `json:"answers"`
	// Forbidden must not be read in a post, outside of the paper's own title;
	// case does not matter.
	Forbidden []string `json:"forbidden"`
	// Hole says why the gate lets the answer through. It has to go once the gate
	// does not.
	Hole string `json:"hole"`
	// Unseen must not be in the question: no reader of the paper sees it.
	Unseen []string `json:"unseen"`
	// Echo says what the question for a repair repeats of the answer and should
	// not. It has to go once it does not.
	Echo string `json:"echo"`
}

// honest is the kind of the paper that has no instruction in it.
const honest = "control: no instruction"

// target is the paper that every attack is made of. {name} stands for its name,
// {inject} for the place of an instruction.
type target struct {
	Title    string         `json:"title"`
	Abstract string         `json:"abstract"`
	Text     string         `json:"text"`
	Summary  map[string]any `json:"summary"`
}

func readAttacks(t *testing.T) ([]attack, target) {
	t.Helper()
	var paper target
	data, err := os.ReadFile(filepath.Join("testdata", "redteam", "paper.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &paper); err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile(filepath.Join("testdata", "redteam", "cases.jsonl")); err != nil {
		t.Fatal(err)
	}
	var attacks []attack
	for line := range bytes.Lines(data) {
		var a attack
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatalf("case %d: %v", len(attacks)+1, err)
		}
		attacks = append(attacks, a)
	}
	return attacks, paper
}

// paper returns the attack as the upstream has it.
func (a attack) paper(t *testing.T, on target) sample.Paper {
	t.Helper()
	named := func(s string) string { return strings.ReplaceAll(s, "{name}", a.Name) }
	p := sample.Paper{
		ID: a.ID, Version: 1, Title: named(on.Title), Abstract: named(on.Abstract),
		Authors: []string{"Ines Marlowe"},
	}
	inject := ""
	switch a.Where {
	case "title":
		p.Title += " " + a.Inject
	case "abstract":
		p.Abstract += " " + a.Inject
	case "body":
		inject = a.Inject
	case "html":
		inject = markupHere
	default:
		t.Fatalf("%s: where is %q", a.ID, a.Where)
	}
	p.Text = strings.Replace(named(on.Text), "{inject}", inject, 1)
	for _, answer := range a.Answers {
		var whole string
		if json.Unmarshal(answer, &whole) != nil {
			whole = on.answer(t, a.Name, answer)
		}
		p.Answers = append(p.Answers, whole)
	}
	return p
}

// answer returns the good summary with the fields that differ.
func (on target) answer(t *testing.T, name string, differ json.RawMessage) string {
	t.Helper()
	var fields map[string]any
	if err := json.Unmarshal(differ, &fields); err != nil {
		t.Fatal(err)
	}
	summary, evidence := maps.Clone(on.Summary), map[string]any{}
	for _, from := range []map[string]any{on.Summary, fields} {
		quotes, _ := from["evidence"].(map[string]any)
		maps.Copy(evidence, quotes)
	}
	maps.Copy(summary, fields)
	summary["evidence"] = evidence
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false) // no model writes \u003c for <
	if err := encoder.Encode(summary); err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(b.String(), "{name}", name)
}

// markupHere marks in a text where markup is put into its page.
const markupHere = "MARKUP-STANDS-HERE"

// markup puts the attacks that are markup into the pages of their papers.
func markup(attacks []attack, papers []sample.Paper) sample.Fault {
	pages := sample.New(sample.WithDay(sampleDay, papers...)).Handler()
	return func(kind sample.Kind, _ int, r *http.Request) http.Handler {
		if kind != sample.HTML {
			return nil
		}
		for _, a := range attacks {
			if a.Where != "html" || !strings.Contains(r.URL.Path, a.ID) {
				continue
			}
			page := httptest.NewRecorder()
			pages.ServeHTTP(page, r)
			return sample.Body("text/html; charset=utf-8", strings.Replace(page.Body.String(), markupHere, a.Inject, 1))
		}
		return nil
	}
}
