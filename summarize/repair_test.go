package summarize_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/summarize"
	"dailypapers/summarize/check"
	"dailypapers/summarize/llm"
)

func last(question llm.Question) string { return question.Messages[len(question.Messages)-1].Content }

func TestRepairAsksForFailingFieldsOnlyAndKeepsTheOthers(t *testing.T) {
	polite := "본 논문은 긴 문서를 읽는 방법을 제안합니다."
	first := but(t, func(f *check.Fields) { f.Goal = polite })
	// The second answer mends the goal, and tries to change what was not asked for.
	second := but(t, func(f *check.Fields) { f.Results = "MeadowQA에서 아무 일도 없었다." })
	b := newBench(t, options(), say(first), say(second))
	result := b.summarize(t)

	if diff := cmp.Diff(good(t), result.Summary); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	asked := last(b.model.asked[1])
	if !strings.Contains(asked, "[goal]") || !strings.Contains(asked, polite) || !strings.Contains(asked, "register") {
		t.Errorf("the repair question lacks the field, its words or its rule:\n%s", asked)
	}
	if strings.Contains(asked, good(t).Results) || strings.Contains(string(b.model.asked[1].Schema), `"results"`) {
		t.Errorf("the repair question asks for a field that held:\n%s\n%s", asked, b.model.asked[1].Schema)
	}
	if len(result.Found) == 0 {
		t.Fatal("nothing was found")
	}
	for _, found := range result.Found {
		if found.Field != check.Goal || found.Answer != 1 || found.Outcome != summarize.Repaired {
			t.Errorf("found %+v", found)
		}
	}
	if result.Usage != usage.Add(usage) || result.Bought != 2 {
		t.Errorf("usage %+v of %d answers, want that of both", result.Usage, result.Bought)
	}
}

func TestMissingLimitationsBecomeUnknownAtLast(t *testing.T) {
	empty := but(t, func(f *check.Fields) { f.Limitations = "" })
	b := newBench(t, options(), say(empty), say(empty), say(empty))
	result := b.summarize(t)
	if result.Status != summarize.Held || result.Summary.Limitations != check.Unknown {
		t.Fatalf("result = %+v", result)
	}
	for _, found := range result.Found {
		if found.Outcome != summarize.Dropped {
			t.Errorf("found %+v, want it dropped", found)
		}
	}
	if quote, ok := result.Summary.Evidence[check.Limitations]; ok {
		t.Errorf("a field that says nothing rests on %q", quote)
	}
}

func TestProblemThatWasMendedIsRepairedWhateverCameAfterIt(t *testing.T) {
	first := but(t, func(f *check.Fields) { f.Results = "MeadowQA에서 질문의 12%와 34%에 바르게 답하였다." })
	later := but(t, func(f *check.Fields) { f.Results = "MeadowQA에서 질문의 56%에 바르게 답하였다." })
	b := newBench(t, options(), say(first), say(later), say(later))
	result := b.summarize(t)
	got := map[string]summarize.Outcome{}
	for _, found := range result.Found {
		got[fmt.Sprintf("%d: %s", found.Answer, found.Words)] = found.Outcome
	}
	want := map[string]summarize.Outcome{
		"1: 12%": summarize.Repaired, "1: 34%": summarize.Repaired, "2: 56%": summarize.Dropped, "3: 56%": summarize.Dropped,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outcomes (-want +got):\n%s", diff)
	}
}

func TestFieldOfFormThatNeverHoldsKeepsThePaperWaiting(t *testing.T) {
	polite := but(t, func(f *check.Fields) { f.Limitations = "메모는 영어로만 작성됩니다." })
	b := newBench(t, options(), say(polite), say(polite), say(polite))
	result := b.summarize(t)
	if result.Status != summarize.Waiting || !strings.Contains(result.Reason, "register (limitations") {
		t.Errorf("result = %s, %q", result.Status, result.Reason)
	}
	for _, found := range result.Found {
		if found.Outcome != summarize.Refused {
			t.Errorf("found %+v, want it refused", found)
		}
	}
}

func TestTooLongSummaryIsShortenedWhereItIsLongest(t *testing.T) {
	long := "본 연구는 " + strings.Repeat("블록마다 짧은 메모를 하나씩 쓰고 ", 40) + "질문과 맞는 블록만 다시 여는 Larkspur를 제안한다."
	first := but(t, func(f *check.Fields) { f.Contribution = long })
	b := newBench(t, options(), say(first), say(encode(t, good(t))))
	result := b.summarize(t)
	if diff := cmp.Diff(good(t), result.Summary); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	if asked := last(b.model.asked[1]); !strings.Contains(asked, "[contribution]") || !strings.Contains(asked, "자 이하로 줄인다") {
		t.Errorf("the repair question does not shorten the longest field:\n%s", asked)
	}
}

func TestNoRepairsAllowed(t *testing.T) {
	opts := options()
	opts.MaxRepairs = 0
	b := newBench(t, opts, say(but(t, func(f *check.Fields) { f.Goal = "" })))
	if result := b.summarize(t); result.Status != summarize.Waiting || !result.Ended {
		t.Errorf("result = %+v", result)
	}
}

func TestUnreadableRepairLosesNothing(t *testing.T) {
	first := but(t, func(f *check.Fields) { f.Goal = "본 논문은 방법을 제안합니다." })
	b := newBench(t, options(), say(first), say("죄송하다."), say(encode(t, good(t))))
	result := b.summarize(t)
	if diff := cmp.Diff(good(t), result.Summary); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
}
