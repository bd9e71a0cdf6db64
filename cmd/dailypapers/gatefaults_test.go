package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"dailypapers/pipeline/sample"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

// gateFault is one thing that a model gets wrong in one field of the summary of
// testdata/redteam/paper.json.
type gateFault struct {
	name  string
	field check.Field
	says  any    // the field, as the answer has it
	quote string // its evidence; empty: the good one
	mark  string // what the fault would be known by in a post; empty: nothing of it would be seen
	rule  check.Rule
}

// otherPaper is on the day's list too: its figures and names are true of it, and
// of no other.
const otherPaper = "Letters are posted at night. We introduce Nightpost, which carries 64.9% of them within 7 hours on LetterPool, " +
	"a collection of routes. It was tested in winter only."

// gateFaults are what the gate promises to find, at least once in a field that
// may become check.Unknown, and mostly once in another.
func gateFaults() []gateFault {
	quote := "sorts 64.9% of the letters within 7 hours on LetterPool"
	return []gateFault{
		{"changed digit", check.Results, "SealBench에서 편지의 83.7%를 바르게 분류한다.", "", "83.7", check.RuleNumber},
		{"changed digit", check.Limitations, "3개 언어로 쓰인 편지에서만 검증되었다.", "", "3개 언어", check.RuleNumber},
		{"changed digit", check.Conclusion, "윤곽만으로도 편지의 83.7%를 분류할 수 있다.", "", "83.7", check.RuleNumber},
		{"changed unit", check.Results, "SealBench에서 편지의 83.4%를 바르게 분류하며 메모리는 2.5%p 적게 사용한다.", "", "2.5%p", check.RuleNumber},
		{"changed unit", check.Goal, "본 논문은 편지를 2.5시간 안에 분류하는 것을 목표로 한다.", "", "2.5시간", check.RuleNumber},
		{"figure of another paper", check.Results, "SealBench에서 편지의 64.9%를 바르게 분류한다.", "", "64.9", check.RuleNumber},
		{"figure of another paper", check.Method, []string{"봉인의 윤곽을 7시간 동안 비교한다."}, "", "7시간", check.RuleNumber},
		{"swapped dataset", check.Results, "LetterPool에서 편지의 83.4%를 바르게 분류한다.", "", "LetterPool", check.RuleName},
		{"swapped dataset", check.Limitations, "LetterPool에서는 검증되지 않았다.", "", "LetterPool", check.RuleName},
		{"swapped dataset", check.Contribution, "본 연구는 봉인의 윤곽을 비교하는 Nightpost를 제안한다.", "", "Nightpost", check.RuleName},
		{"English sentence", check.Results, "It sorts most of the letters correctly.", "", "It sorts", check.RuleLanguage},
		{"English sentence", check.Conclusion, "Outlines alone are enough to sort most letters.", "", "Outlines alone", check.RuleLanguage},
		{"half an English sentence", check.Motivation, "본 논문은 existing sorters fail when a seal is broken이라는 문제를 다룬다.", "", "existing sorters", check.RuleLanguage},
		{"polite ending", check.Results, "SealBench에서 편지의 83.4%를 바르게 분류합니다.", "", "분류합니다", check.RuleRegister},
		{"polite ending", check.Goal, "본 논문은 편지를 분류하는 것을 목표로 해요.", "", "해요", check.RuleRegister},
		{"nominal ending", check.Conclusion, "윤곽만으로도 대부분의 편지를 분류할 수 있음.", "", "있음", check.RuleRegister},
		{"first person", check.Contribution, "우리는 봉인의 윤곽을 작은 색인과 비교하는 기법을 제안한다.", "", "우리는", check.RuleRegister},
		{"leaked Chinese", check.Results, "SealBench에서 편지의 83.4%를 바르게 分类한다.", "", "分类", check.RuleLanguage},
		{"leaked Chinese", check.Limitations, "한 언어로 쓰인 편지에서만 验证되었다.", "", "验证", check.RuleLanguage},
		{"leaked Japanese", check.Method, []string{"봉인의 윤곽をたどる 방식으로 비교한다."}, "", "をたどる", check.RuleLanguage},
		{"two sentences", check.Results, "편지를 바르게 분류한다. 메모리도 적게 사용한다.", "", "메모리도", check.RuleSentences},
		{"two sentences", check.Conclusion, "윤곽만으로도 충분하다. 색인은 작아도 된다.", "", "색인은 작아도", check.RuleSentences},
		{
			"four sentences", check.Method,
			[]string{"윤곽을 추출한다.", "윤곽을 비교한다.", "조각을 비교한다.", "조각이 투표한다."},
			"", "조각이 투표", check.RuleSentences,
		},
		{"quote of another paper", check.Results, "대부분의 편지를 빠르게 분류한다.", quote, "빠르게", check.RuleQuote},
		{"quote of another paper", check.Limitations, "겨울에 쓰인 편지에서만 검증되었다.", "It was tested in winter only.", "겨울", check.RuleQuote},
		{"quote of another paper", check.Goal, "본 논문은 편지를 밤에 부치는 것을 목표로 한다.", "Letters are posted at night.", "밤에", check.RuleQuote},
		{"changed figure in a quote", check.Results, "대부분의 편지를 올바로 가려낸다.", "sorts 84.3% of the letters correctly", "가려낸다", check.RuleQuote},
		{"quote of two words", check.Conclusion, "윤곽은 넉넉하다.", "are enough", "넉넉", check.RuleQuote},
		{"link", check.Conclusion, "윤곽만으로 분류할 수 있으며 https://seals.example/code 에 공개한다.", "", "seals.example", check.RuleLeak},
		{"heading", check.Results, "## Results 편지를 바르게 분류한다.", "", "## Results 편지", check.RuleLeak},
		{"label", check.Goal, "Goal: 본 논문은 편지를 분류하는 것을 목표로 한다.", "", "Goal: Goal", check.RuleLeak},
		{"empty", check.Results, "", "", "", check.RuleField},
		{"empty", check.Motivation, "", "", "", check.RuleField},
		{"unknown where it may not be", check.Goal, check.Unknown, "", "Goal: 정보 부족", check.RuleField},
		{"unknown in other words", check.Limitations, "해당 없음", "", "해당 없음", check.RuleField},
		{"far too long", check.Conclusion, strings.Repeat("윤곽은 편지를 나누는 좋은 기준이며 ", 60) + "색인은 작다.", "", "좋은 기준", check.RuleLength},
	}
}

// answer is the summary with the fault in it.
func (f gateFault) answer(t *testing.T, on target, name string) string {
	t.Helper()
	fields := map[string]any{string(f.field): f.says}
	if f.quote != "" {
		fields["evidence"] = map[string]string{string(f.field): f.quote}
	}
	differ, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return on.answer(t, name, differ)
}

// left reports what a fault leaves of a paper when the model makes it in every
// turn: the summary without the field, or none.
func (f gateFault) left() summarize.Status {
	content := []check.Rule{check.RuleField, check.RuleNumber, check.RuleName, check.RuleQuote}
	if f.field.MayBeUnknown() && slices.Contains(content, f.rule) {
		return summarize.Held
	}
	return summarize.Waiting
}

// TestEveryFaultOfTheGate runs a day on which the model makes every fault of the
// list, in every turn for some papers, and once or twice for others. None of
// them can be found in the post.
func TestEveryFaultOfTheGate(t *testing.T) {
	type row struct {
		gateFault

		turns int // in which the fault is made; 0: all
		paper sample.Paper
	}
	_, on := readAttacks(t)
	good := func(name string) string { return on.answer(t, name, json.RawMessage(`{}`)) }
	var rows []row
	for _, fault := range gateFaults() {
		for turns := range 3 {
			a := attack{ID: fmt.Sprintf("2510.%05d", 96001+len(rows)), Name: fmt.Sprintf("Seal%sa", letters(len(rows))), Where: "body"}
			paper := a.paper(t, on)
			for range max(turns, 1) {
				paper.Answers = append(paper.Answers, fault.answer(t, on, a.Name))
			}
			if turns > 0 {
				paper.Answers = append(paper.Answers, good(a.Name))
			}
			rows = append(rows, row{fault, turns, paper})
		}
	}
	papers := []sample.Paper{{ID: "2510.96900", Version: 1, Title: "Nightpost: Letters in the Dark", Abstract: otherPaper}}
	for _, row := range rows {
		papers = append(papers, row.paper)
	}

	var post string
	var kept render.Post
	inWorld(t, func(w *world) {
		got := w.run("run", "--date", sampleDay)
		if got.code != exitPartial {
			w.t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		post = w.post()
		if err := json.Unmarshal([]byte(w.files()["_data/daily_papers/"+sampleDay+".json"]), &kept); err != nil {
			w.t.Fatal(err)
		}
	}, sample.WithDay(sampleDay, papers...))

	if findings := lintPost(t, post); len(findings) > 0 {
		t.Errorf("the post has %v", findings)
	}
	written := pieces(post)
	if written["2510.96900"] == "" {
		t.Errorf("the other paper is %+v", kept.Entries[0].Result)
	}
	count := map[summarize.Outcome]int{}
	for i, row := range rows {
		entry, text := kept.Entries[i+1], written[row.paper.ID]
		name := fmt.Sprintf("%s in %s, made %d times", row.name, row.field, row.turns)
		if row.turns == 0 {
			name = fmt.Sprintf("%s in %s, always made", row.name, row.field)
		}
		if row.mark != "" && strings.Contains(text, row.mark) {
			t.Errorf("%s: the post has it: %s", name, around(text, row.mark))
		}
		outcome, status, unknown := summarize.Repaired, summarize.Held, false
		if row.turns == 0 {
			status, unknown = row.left(), row.left() == summarize.Held
			outcome = summarize.Refused
			if unknown {
				outcome = summarize.Dropped
			}
		}
		count[outcome]++
		if entry.Result.Status != status || (text != "") != (status == summarize.Held) {
			t.Errorf("%s: it is %s (%s), want %s", name, entry.Result.Status, entry.Result.Reason, status)
			continue
		}
		told := func(f summarize.Finding) bool {
			return f.Rule == row.rule && (f.Field == row.field || f.Field == "") && f.Answer == 1 && f.Outcome == outcome
		}
		if !slices.ContainsFunc(entry.Result.Found, told) {
			t.Errorf("%s: no %s problem of the first answer that was %s: %+v", name, row.rule, outcome, entry.Result.Found)
		}
		if status != summarize.Held {
			continue
		}
		summary := entry.Result.Summary
		if got := slices.Equal(summary.Sentences(row.field), []string{check.Unknown}); got != unknown {
			t.Errorf("%s: the field says %q", name, summary.Sentences(row.field))
		}
		paper := check.NewSource(strings.Join([]string{row.paper.Title, row.paper.Abstract, row.paper.Text}, "\n\n"))
		if problems := check.Check(summary, paper); len(problems) > 0 {
			t.Errorf("%s: the summary on record has %+v", name, problems)
		}
		for _, field := range check.Order {
			if field != row.field && slices.Equal(summary.Sentences(field), []string{check.Unknown}) {
				t.Errorf("%s: %s is lost, which held", name, field)
			}
		}
	}
	t.Logf("%d papers with a fault, %v", len(rows), count)
}

// TestFaultsTogether runs papers on which the model makes several faults at once.
func TestFaultsTogether(t *testing.T) {
	_, on := readAttacks(t)
	wrong := map[string]any{
		"goal":         "We sort letters.",
		"motivation":   "기존 분류기는 편지의 12%에서 실패한다.",
		"contribution": "본 연구는 Nightpost를 제안합니다.",
		"method":       []string{"봉인을 봅니다."},
		"results":      "SealBench에서 편지의 83.7%를 바르게 분류한다.",
		"limitations":  "LetterPool에서는 검증되지 않았다.",
		"conclusion":   "우리의 윤곽은 优于 밀랍이다.",
	}
	some := func(fields ...string) string {
		differ := map[string]any{}
		for _, field := range fields {
			differ[field] = wrong[field]
		}
		data, err := json.Marshal(differ)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	every := some("goal", "motivation", "contribution", "method", "results", "limitations", "conclusion")
	tests := []struct {
		name    string
		answers []string
		status  summarize.Status
		unknown int // fields
	}{
		{"every field, always", []string{every}, summarize.Waiting, 0},
		{"every field, mended in two turns", []string{every, some("goal", "method", "results"), some()}, summarize.Held, 0},
		{"every field, the last turn leaves two that may be unknown", []string{every, every, some("results", "limitations")}, summarize.Held, 2},
		{"every field, the last turn leaves one that may not", []string{every, every, some("results", "motivation")}, summarize.Waiting, 0},
		{"a repair that breaks what held", []string{some("results"), some("goal", "motivation", "method", "conclusion")}, summarize.Held, 0},
		{"a third repair, which is not asked for", []string{every, every, every, some()}, summarize.Waiting, 0},
	}
	var papers []sample.Paper
	for i, tt := range tests {
		a := attack{ID: fmt.Sprintf("2510.%05d", 97001+i), Name: "Seal" + letters(i) + "a", Where: "body"}
		for _, answer := range tt.answers {
			a.Answers = append(a.Answers, json.RawMessage(answer))
		}
		papers = append(papers, a.paper(t, on))
	}
	inWorld(t, func(w *world) {
		got := w.run("run", "--date", sampleDay)
		written := pieces(w.post())
		for i, tt := range tests {
			text, ok := written[papers[i].ID]
			if ok != (tt.status == summarize.Held) || strings.Count(text, "\n"+check.Unknown+"\n") != tt.unknown {
				w.t.Errorf("%s: want %s, %d fields unknown:\n%s\n%s", tt.name, tt.status, tt.unknown, text, got.stderr)
			}
			for _, mark := range []string{"We sort", "12%", "Nightpost", "봅니다", "83.7", "LetterPool", "우리의", "优于"} {
				if strings.Contains(text, mark) {
					w.t.Errorf("%s: the post has it: %s", tt.name, around(text, mark))
				}
			}
		}
	}, sample.WithDay(sampleDay, papers...))
}

// letters writes a number in letters, so that it is no figure.
func letters(n int) string {
	s := ""
	for ; n > 0 || s == ""; n /= 20 {
		s += string(rune('a' + n%20))
	}
	return s
}
