package summarize_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dailypapers/fetch"
	"dailypapers/internal/fixture"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
	"dailypapers/summarize/llm"
)

const mark = "[… 생략 …]"

// prose returns so many sentences of some 20 tokens that name their section.
func prose(name string, sentences int) string {
	var b strings.Builder
	for i := range sentences {
		fmt.Fprintf(&b, "Sentence %d of the %s tells how the notes of Roe et al. are matched in Fig. 3.", i, name)
		b.WriteString(map[bool]string{true: "\n\n", false: " "}[i%7 == 6])
	}
	return strings.TrimSpace(b.String())
}

// scores returns a table of so many rows.
func scores(name string, rows int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Table %s: Scores of all methods.\nMethod | One | Two\n--- | --- | ---", name)
	for i := range rows {
		fmt.Fprintf(&b, "\n%s baseline %d | %d.5 | %d.7", name, i, i, 2*i)
	}
	return b.String()
}

// paper returns a task with the sections, each named by its kind unless it has
// a title.
func paper(t testing.TB, sections ...fetch.Section) summarize.Task {
	t.Helper()
	task := task(t)
	task.Document = fetch.Document{ID: task.Paper.ID, Origin: fetch.OriginHTML}
	for i, s := range sections {
		if s.Title == "" {
			s.Title = "The " + string(s.Kind)
		}
		s.Number = strconv.Itoa(i + 1)
		task.Document.Sections = append(task.Document.Sections, s)
	}
	return task
}

// packed returns the paper's text in a question that may carry so many tokens of
// it, and the sections of it.
func packed(t testing.TB, limit int, task summarize.Task) (string, []summarize.Section) {
	t.Helper()
	opts := options()
	opts.SourceTokens = limit
	question := preview(t, opts, task).Question
	_, text, opened := strings.Cut(question.Messages[1].Content, "\n\nAbstract\n")
	text, _, closed := strings.Cut(text, "\n</paper-")
	if !opened || !closed {
		t.Fatalf("no text in its fence:\n%s", question.Messages[1].Content)
	}
	if cut := strings.Contains(text, mark); cut != question.Cut {
		t.Errorf("cut %t, marked %t", question.Cut, cut)
	}
	for _, s := range question.Sections {
		if s.Cut && s.Tokens < 25 {
			t.Errorf("a scrap of %d tokens of %s", s.Tokens, s.Heading)
		}
	}
	return "Abstract\n" + text, question.Sections
}

// tokens returns what a prompt carries of each kind.
func tokens(sections []summarize.Section) map[fetch.Kind]int {
	sum := make(map[fetch.Kind]int)
	for _, s := range sections {
		sum[s.Kind] += s.Tokens
	}
	return sum
}

func TestEveryPartHasItsShare(t *testing.T) {
	const limit = 10000
	long := func(kind fetch.Kind) fetch.Section { return fetch.Section{Kind: kind, Text: prose(string(kind), 2000)} }
	results := fetch.Section{Kind: fetch.KindResults, Text: prose("results", 1000) + "\n\n" + scores("A", 2000) + "\n\n" + prose("rest", 1000)}
	all := []fetch.Section{
		long(fetch.KindOther), long(fetch.KindIntroduction), long(fetch.KindRelated), long(fetch.KindMethod), results,
		long(fetch.KindDiscussion), long(fetch.KindLimitations), long(fetch.KindConclusion), long(fetch.KindAppendix),
	}
	short := func(s fetch.Section) fetch.Section {
		return fetch.Section{Kind: s.Kind, Text: prose(string(s.Kind), 3)}
	}
	with := func(i int, s fetch.Section) []fetch.Section { return slices.Replace(slices.Clone(all), i, i+1, s) }
	for name, test := range map[string]struct {
		sections []fetch.Section
		least    map[fetch.Kind]int // tokens; the abstract has some 170
		without  []fetch.Kind
	}{
		"all parts are long": {
			all,
			map[fetch.Kind]int{
				fetch.KindAbstract: 160, fetch.KindIntroduction: 1900, fetch.KindMethod: 2250, fetch.KindResults: 3800,
				fetch.KindDiscussion: 440, fetch.KindLimitations: 440, fetch.KindConclusion: 540,
			},
			[]fetch.Kind{fetch.KindRelated, fetch.KindAppendix, fetch.KindOther},
		},
		"what a short method leaves goes to the others": {
			with(3, short(all[3])),
			map[fetch.Kind]int{
				fetch.KindIntroduction: 2450, fetch.KindMethod: 60, fetch.KindResults: 4900, fetch.KindLimitations: 580, fetch.KindConclusion: 700,
			},
			[]fetch.Kind{fetch.KindRelated, fetch.KindAppendix, fetch.KindOther},
		},
		"what a short discussion leaves goes to the limitations first": {
			with(5, short(all[5])),
			map[fetch.Kind]int{fetch.KindDiscussion: 60, fetch.KindLimitations: 850, fetch.KindMethod: 2250},
			[]fetch.Kind{fetch.KindRelated, fetch.KindAppendix, fetch.KindOther},
		},
		"related work and appendix take what all others leave": {
			[]fetch.Section{short(all[1]), all[2], short(all[3]), short(all[4]), short(all[7]), all[8]},
			map[fetch.Kind]int{fetch.KindIntroduction: 60, fetch.KindRelated: 9300},
			[]fetch.Kind{fetch.KindAppendix},
		},
		"the appendix comes last": {
			[]fetch.Section{short(all[1]), short(all[2]), short(all[3]), short(all[4]), short(all[7]), all[8]},
			map[fetch.Kind]int{fetch.KindRelated: 60, fetch.KindAppendix: 9300},
			nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			text, sections := packed(t, limit, paper(t, test.sections...))
			got, sum := tokens(sections), 0
			for kind, least := range test.least {
				if got[kind] < least {
					t.Errorf("%d tokens of %s, want %d or more", got[kind], kind, least)
				}
			}
			for _, n := range got {
				sum += n
			}
			for _, kind := range test.without {
				if got[kind] > 0 || strings.Contains(text, "The "+string(kind)) {
					t.Errorf("%d tokens of %s", got[kind], kind)
				}
			}
			if sum > limit || sum < limit*97/100 {
				t.Errorf("%d tokens of %d", sum, limit)
			}
		})
	}
}

func TestSectionsStandInTheirOrder(t *testing.T) {
	all := []fetch.Kind{
		fetch.KindIntroduction, fetch.KindConclusion, fetch.KindMethod, fetch.KindRelated, fetch.KindMethod, fetch.KindResults, fetch.KindLimitations,
	}
	var sections []fetch.Section
	for _, kind := range all {
		sections = append(sections, fetch.Section{Kind: kind, Text: prose(string(kind), 400)})
	}
	_, got := packed(t, 5000, paper(t, sections...))
	want := []string{"Abstract", "1 The introduction", "2 The conclusion", "3 The method", "5 The method", "6 The results", "7 The limitations"}
	var headings []string
	for _, s := range got {
		headings = append(headings, s.Heading)
		if s.Cut == (s.Kind == fetch.KindAbstract) {
			t.Errorf("%s: cut %t", s.Heading, s.Cut)
		}
	}
	if !slices.Equal(headings, want) {
		t.Errorf("sections %q, want %q", headings, want)
	}
}

func TestEverySectionOfTheMethodHasItsSay(t *testing.T) {
	var sections []fetch.Section
	for i := range 10 {
		sections = append(sections, fetch.Section{Kind: fetch.KindMethod, Text: prose(fmt.Sprint("step ", i), 200)})
	}
	_, got := packed(t, 3000, paper(t, sections...))
	if len(got) != 11 {
		t.Fatalf("%d sections", len(got))
	}
	for _, s := range got[1:] {
		if s.Tokens < 200 || s.Tokens > 500 {
			t.Errorf("%s has %d tokens of 3,000", s.Heading, s.Tokens)
		}
	}
	if _, got = packed(t, 600, paper(t, sections...)); len(got) > 5 {
		t.Errorf("600 tokens are scattered over %d sections", len(got))
	}
}

// A long table keeps its header and its last rows, where a paper's own method is.
func TestTableIsCutBetweenRows(t *testing.T) {
	text, _ := packed(t, 1000, paper(t,
		fetch.Section{Kind: fetch.KindMethod, Text: prose("method", 200)},
		fetch.Section{Kind: fetch.KindResults, Text: prose("results", 200) + "\n\n" + scores("A", 300) + "\n\n" + scores("B", 5)}))
	_, table, ok := strings.Cut(text, "Table A: Scores of all methods.\nMethod | One | Two\n--- | --- | ---\n"+mark+"\n")
	if !ok {
		t.Fatalf("no header with a mark below it:\n%s", text)
	}
	for _, row := range strings.Split(table, "\n")[:5] {
		if strings.Count(row, " | ") != 2 || !strings.HasPrefix(row, "A baseline 29") {
			t.Errorf("row %q", row)
		}
	}
	for _, whole := range []string{"A baseline 299 | 299.5 | 598.7\n", scores("B", 5)} {
		if !strings.Contains(text, whole) {
			t.Errorf("not in the prompt: %s", whole)
		}
	}
}

func TestTextWithoutTitlesIsCutInThree(t *testing.T) {
	for name, sections := range map[string][]fetch.Section{
		"no title":               {{Kind: fetch.KindOther, Text: prose("paper", 3000)}},
		"the introduction alone": {{Kind: fetch.KindIntroduction, Text: prose("paper", 3000)}},
		"the abstract alone":     {{Kind: fetch.KindAbstract, Text: prose("paper", 3000)}},
	} {
		t.Run(name, func(t *testing.T) {
			text, got := packed(t, 3000, paper(t, sections...))
			if len(got) != 2 || got[0].Heading != "Abstract" {
				t.Errorf("sections %+v", got)
			}
			for _, part := range []string{"Sentence 0 ", "Sentence 1020 ", "Sentence 2999 "} {
				if !strings.Contains(text, part) {
					t.Errorf("%s is not in the prompt", part)
				}
			}
			if n := strings.Count(text, "\n"+mark+"\n"); n != 2 {
				t.Errorf("%d marks, want 2", n)
			}
		})
	}
}

func TestLimitationsOfTheAppendixGoIn(t *testing.T) {
	text, _ := packed(t, 3000, paper(t,
		fetch.Section{Kind: fetch.KindMethod, Text: prose("method", 500)},
		fetch.Section{Kind: fetch.KindAppendix, Title: "Proofs", Text: prose("proofs", 50)},
		fetch.Section{Kind: fetch.KindAppendix, Title: "Limitations", Text: "The notes are in English only."}))
	if !strings.HasSuffix(text, mark+"\n\n3 Limitations\nThe notes are in English only.") {
		t.Errorf("the text ends in %q", text[len(text)-200:])
	}
}

// A heading says where a section stands; alone it says nothing.
func TestHeadingGoesInWithItsText(t *testing.T) {
	task := paper(t,
		fetch.Section{Kind: fetch.KindMethod, Title: "Method"},
		fetch.Section{Kind: fetch.KindMethod, Title: "Notes", Text: prose("notes", 300)},
		fetch.Section{Kind: fetch.KindAppendix, Title: "More"},
		fetch.Section{Kind: fetch.KindAppendix, Title: "Proofs", Text: prose("proofs", 300)})
	text, _ := packed(t, 1000, task)
	if !strings.Contains(text, "\n\n1 Method\n\n2 Notes\nSentence 0 ") || strings.Contains(text, "More") {
		t.Errorf("the headings are wrong:\n%s", text)
	}
}

func TestTextIsCutBetweenSentences(t *testing.T) {
	text, _ := packed(t, 1000, paper(t, fetch.Section{Kind: fetch.KindMethod, Text: prose("method", 2000)}))
	text, ok := strings.CutSuffix(text, "\n"+mark)
	if !ok || !strings.HasSuffix(text, "Fig. 3.") {
		t.Errorf("the cut is not marked or not between sentences:\n%s", text[len(text)-200:])
	}
}

func TestLowestLimitKeepsTheAbstract(t *testing.T) {
	text, sections := packed(t, 500, paper(t, fetch.Section{Kind: fetch.KindMethod, Text: prose("method", 2000)}))
	if !strings.HasPrefix(text, "Abstract\n"+abstract+"\n\n") || len(sections) != 2 {
		t.Errorf("the abstract is not whole:\n%s", text)
	}
}

// A model that finds the text too long is asked with half of it, by the same
// shares.
func TestShorterTextIsChosenAlike(t *testing.T) {
	b := newBench(t, options(), reply{err: llm.ErrTooLong}, reply{err: llm.ErrTooLong}, say(encode(t, good(t))))
	result, err := b.Summarize(t.Context(), paper(t,
		fetch.Section{Kind: fetch.KindMethod, Text: prose("method", 2000)},
		fetch.Section{Kind: fetch.KindConclusion, Text: prose("conclusion", 5)}))
	if err != nil || result.Status != summarize.Held {
		t.Fatalf("result = %+v, %v", result, err)
	}
	before := 0
	for i, question := range b.model.asked {
		content := question.Messages[1].Content
		for _, part := range []string{abstract, "Sentence 0 of the method", "Sentence 4 of the conclusion", mark} {
			if !strings.Contains(content, part) {
				t.Errorf("question %d lacks %q", i, part)
			}
		}
		if i > 0 && len(content) > before*6/10 {
			t.Errorf("question %d has %d bytes after %d", i, len(content), before)
		}
		before = len(content)
	}
}

// What the prompt does not carry still supports what an answer says.
func TestGateReadsTheWholeText(t *testing.T) {
	const seen = "Larkspur reaches 83.7% on ThistleQA."
	b := newBench(t, options(), say(but(t, func(f *check.Fields) {
		f.Results = "Larkspur는 ThistleQA에서 83.7%의 정확도에 도달하였다."
		f.Evidence[check.Results] = seen
	})))
	result, err := b.Summarize(t.Context(), paper(t,
		fetch.Section{Kind: fetch.KindMethod, Text: prose("method", 2000)},
		fetch.Section{Kind: fetch.KindAppendix, Text: seen}))
	if strings.Contains(b.model.asked[0].Messages[1].Content, seen) {
		t.Fatal("the prompt carries the appendix")
	}
	if err != nil || result.Status != summarize.Held || len(result.Found) > 0 {
		t.Errorf("result = %+v, %v", result, err)
	}
}

// The exact text of a small prompt, to be read by eye.
func TestPackedGolden(t *testing.T) {
	text, sections := packed(t, 700, paper(t,
		fetch.Section{Kind: fetch.KindIntroduction, Title: "Introduction", Text: prose("introduction", 30)},
		fetch.Section{Kind: fetch.KindRelated, Title: "Related Work", Text: prose("related work", 30)},
		fetch.Section{Kind: fetch.KindMethod, Title: "Larkspur"},
		fetch.Section{Kind: fetch.KindMethod, Title: "Notes", Text: prose("notes", 30)},
		fetch.Section{Kind: fetch.KindResults, Title: "Experiments", Text: prose("experiments", 30) + "\n\n" + scores("I", 30)},
		fetch.Section{Kind: fetch.KindLimitations, Title: "Limitations", Text: prose("limitations", 2)},
		fetch.Section{Kind: fetch.KindConclusion, Title: "Conclusion", Text: prose("conclusion", 2)},
		fetch.Section{Kind: fetch.KindAppendix, Title: "Proofs", Text: prose("proofs", 30)}))
	var got strings.Builder
	for _, s := range sections {
		fmt.Fprintf(&got, "%-12s %4d %-5t %s\n", s.Kind, s.Tokens, s.Cut, s.Heading)
	}
	fixture.Golden(t, "prompt/packed.golden", got.String()+"===\n"+text+"\n")
}

// No summary needs to know whom the authors thank.
func TestThanksGoInLast(t *testing.T) {
	thanks := fetch.Section{Kind: fetch.KindOther, Title: "Acknowledgments", Text: prose("thanks", 200)}
	other := fetch.Section{Kind: fetch.KindOther, Title: "Licence", Text: prose("licence", 200)}
	method := fetch.Section{Kind: fetch.KindMethod, Title: "Method", Text: prose("method", 400)}
	_, sections := packed(t, 1000, paper(t, method, thanks, other))
	for _, s := range sections {
		if strings.HasSuffix(s.Heading, "Acknowledgments") {
			t.Errorf("%d tokens of thanks went in, beside %+v", s.Tokens, sections)
		}
	}
}
