package check_test

import (
	"slices"
	"strings"
	"testing"

	"dailypapers/summarize/check"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// sound returns a summary of an invented paper that holds against the rules of
// form.
func sound() check.Fields {
	return check.Fields{
		Goal:         "본 논문은 긴 문서에서 근거 문장을 찾는 검색 모델 LanternNet을 제안하는 것을 목표로 한다.",
		Motivation:   "기존 검색기는 문서가 길어질수록 근거를 놓치며, 그 원인이 충분히 규명되지 않았다.",
		Contribution: "본 연구는 단락 사이의 참조를 따라가는 희소 주의(sparse attention)를 도입하여 검색 비용을 줄였다.",
		Method: []string{
			"문서를 단락으로 나누고 단락마다 요약 벡터를 학습한다.",
			"질의와 가까운 단락만 남긴 뒤 그 안에서 문장을 다시 고른다.",
		},
		Results:     "세 벤치마크에서 기존 최고 모델보다 높은 정확도를 기록하였다.",
		Limitations: check.Unknown,
		Conclusion:  "참조를 따라가는 검색이 긴 문서에서 실용적임을 보였다.",
	}
}

// form returns what the rules of form say of a summary whose field says this,
// as "rule: words".
func form(field check.Field, sentences ...string) []string {
	f := sound()
	f.Set(field, sentences...)
	var got []string
	for _, p := range check.Check(f, nil) {
		got = append(got, string(p.Rule)+": "+p.Words)
	}
	return got
}

func TestASoundSummaryHasNoProblem(t *testing.T) {
	if got := check.Check(sound(), nil); got != nil {
		t.Errorf("Check: %v", got)
	}
}

func TestForm(t *testing.T) {
	tests := []struct {
		name  string
		field check.Field
		text  string
		want  []string // nil: no problem
	}{
		// field
		{"a field is missing", check.Goal, "", []string{"field: "}},
		{"the limitations are unknown", check.Limitations, "정보 부족", nil},
		{"unknown with a full stop, as old posts have it", check.Limitations, "정보 부족.", nil},
		{"the results are unknown", check.Results, "정보 부족", nil},
		{"no paper is without a goal", check.Goal, "정보 부족", []string{"field: 정보 부족"}},
		{"unknown in other words", check.Limitations, "해당 없음", []string{"field: 해당 없음"}},
		{"unknown in English", check.Limitations, "N/A", []string{"field: N/A"}},
		{"unknown and a claim", check.Limitations, "정보 부족. 다만 비용이 크다.", []string{"field: 정보 부족"}},
		{"lack of information as a subject", check.Limitations, "위치 정보 부족으로 일부 장면에서 오차가 커진다.", nil},

		// sentences
		{"two sentences", check.Results, "정확도가 높아졌다. 비용도 줄었다.", []string{"sentences: 비용도 줄었다."}},
		{"two sentences without a space", check.Results, "정확도가 높아졌다.이는 구조 덕분이다.", []string{"sentences: 이는 구조 덕분이다."}},
		{"two sentences without a stop", check.Results, "정확도가 높아졌다 또한 비용도 줄었다.", []string{"register: 높아졌다", "sentences: 또한 비용도 줄었다."}},
		{"two sentences and a semicolon", check.Results, "정확도가 높아졌다; 비용은 줄었다.", []string{"register: 높아졌다;", "sentences: 비용은 줄었다."}},
		{"two lines", check.Results, "정확도가 높아졌다.\n비용도 줄었다.", []string{"sentences: 비용도 줄었다."}},
		{"a decimal", check.Results, "정확도가 3.5배, 속도가 1.2배 높아졌다.", nil},
		{"a version", check.Results, "본 방법은 Lantern v2.1 위에서 동작한다.", nil},
		{"et al.", check.Motivation, "Hollis et al. 이후의 연구는 긴 문서를 다루지 못하였다.", nil},
		{"Fig. 3", check.Results, "Fig. 3에 보인 것처럼 오차가 줄었다.", nil},
		{"e.g. between brackets", check.Results, "여러 과제(e.g. 번역, 요약)에서 오차가 줄었다.", nil},
		{"an initial", check.Motivation, "J. Hollis의 방법은 느리다.", nil},
		{"a sentence between brackets", check.Results, "오차가 줄었다(단, 짧은 문서는 제외하였다. 표 2를 참조한다.).", nil},
		{"a remark behind the stop", check.Results, "오차가 줄었다. (표 2)", nil},
		{"a quotation with a stop", check.Method, "모델에 \"차례대로 생각하라. 답을 적어라.\"라는 지시를 준다.", nil},
		{"a quotation, a space and 라고", check.Method, "모델에 \"차례대로 생각하라.\" 라고 지시한다.", nil},
		{"the end is a name", check.Results, "비교 대상은 Lantern v1.5와 Quill v2.이며 모두 느리다.", nil},
		{"보다 또한 is no end", check.Results, "기존 방법보다 또한 그 변형보다 오차가 작다.", nil},

		// register
		{"polite -습니다", check.Results, "오차를 줄였습니다.", []string{"register: 줄였습니다."}},
		{"polite -입니다", check.Goal, "본 논문의 목표는 검색 비용의 절감입니다.", []string{"register: 절감입니다."}},
		{"polite in the middle", check.Results, "오차는 줄었습니다만 비용이 늘었다.", []string{"register: 줄었습니다만"}},
		{"아니다 is plain", check.Limitations, "이 결과는 우연이 아니다.", nil},
		{"지니다 is plain", check.Limitations, "같은 약점을 지니다가 개선되었다.", nil},
		{"polite -요", check.Results, "오차가 줄었어요.", []string{"register: 줄었어요."}},
		{"nominal -함", check.Results, "오차를 크게 줄임.", []string{"register: 줄임."}},
		{"nominal -임", check.Results, "가장 빠른 방법임", []string{"register: 방법임"}},
		{"a noun", check.Results, "오차의 큰 감소.", []string{"register: 감소."}},
		{"imperative", check.Method, "단락을 나누고 요약하라.", []string{"register: 요약하라."}},
		{"a proposal", check.Method, "단락을 나누어 보자.", []string{"register: 보자."}},
		{"a question", check.Goal, "긴 문서에서 근거를 찾을 수 있는가?", []string{"register: 있는가?"}},
		{"an exclamation", check.Results, "오차를 절반으로 줄였다!", []string{"register: 줄였다!"}},
		{"no full stop", check.Results, "오차를 절반으로 줄였다", []string{"register: 줄였다"}},
		{"the form of a dictionary", check.Goal, "새로운 검색 모델을 제안하다.", []string{"register: 제안하다."}},
		{"an adjective in 하다", check.Limitations, "더 많은 검증이 필요하다.", nil},
		{"brackets before the stop", check.Results, "오차가 절반으로 줄었다(표 2).", nil},
		{"우리는", check.Goal, "우리는 새로운 검색 모델을 제안한다.", []string{"register: 우리는"}},
		{"우리의", check.Results, "이로써 우리의 방법이 가장 빨랐다.", []string{"register: 우리의"}},
		{"저희", check.Goal, "본 논문에서 저희는 새로운 모델을 제안한다.", []string{"register: 저희는"}},
		{"우리말 is a noun", check.Goal, "본 논문은 우리말샘 사전으로 학습한 모델을 제안한다.", nil},
		{"저자 and 저해상도 are nouns", check.Limitations, "저자들은 저해상도 영상과 저비용 환경만 다루었다.", nil},
		{"당신은", check.Conclusion, "당신은 오차를 줄일 수 있다.", []string{"register: 당신은"}},
		{"a quoted 당신", check.Method, "'당신은 전문가이다'라는 지시를 쓴다.", nil},
		{"네 is four", check.Results, "네 가지 과제에서 오차가 줄었다.", nil},
		{"a quoted 우리", check.Limitations, "'우리'와 \"저는 모릅니다\" 같은 표현은 다루지 않았다.", nil},

		// language
		{"full-width digits", check.Results, "정확도가 ９９.９%에 이르렀다.", []string{"language: ９９", "language: ９"}},
		{"digits of mathematics", check.Results, "정확도가 𝟗𝟗%에 이르렀다.", []string{"language: 𝟗𝟗"}},
		{"a fraction of one character", check.Results, "비용을 ⅞로 줄였다.", []string{"language: ⅞"}},
		{"items of a list", check.Method, "차례로 ① 행을 읽고, ② 표를 그린다.", nil},
		{"a figure in a circle", check.Results, "정확도가 ⑨ %에 이르렀다.", []string{"language: ⑨"}},
		{"raised figures", check.Results, "정확도가 ⁹⁹%에 이르렀다.", []string{"language: ⁹⁹"}},
		{"powers and indices", check.Results, "비용을 O(n²)에서 10⁻⁴배로, x₁₂를 H₂O로 바꾸었다.", nil},
		{"Chinese", check.Results, "오차가 기존 방법보다 优于하게 줄었다.", []string{"language: 优于"}},
		{"Japanese", check.Results, "오차가 さらに 줄었다.", []string{"language: さらに"}},
		{"a Chinese comma", check.Results, "오차가 줄고，비용도 줄었다.", []string{"language: ，"}},
		{"Cyrillic in a Latin word", check.Results, "오차가 LаnternNet에서 줄었다.", []string{"language: LаnternNet"}},
		{
			"an English sentence", check.Results, "The error drops by half on all benchmarks.",
			[]string{"language: The error drops by half on all benchmarks."},
		},
		{
			"half an English sentence", check.Results, "실험 결과 the proposed method is better than all baselines임을 보였다.",
			[]string{"language: the proposed method is better than all baselines"},
		},
		{
			"English words and particles", check.Results, "LanternNet의 retrieval performance on long documents benchmark은 state-of-the-art approaches를 outperforms한다.",
			[]string{"language: retrieval performance on long documents benchmark", "language: outperforms한다."},
		},
		{"an English verb", check.Results, "LanternNet은 기존 방법을 outperform한다.", []string{"language: outperform한다."}},
		{"a term", check.Results, "여러 과제에서 state of the art 성능을 보였다.", nil},
		{"a term in brackets", check.Goal, "검증 가능한 보상을 쓰는 강화학습(reinforcement learning with verifiable rewards)을 다룬다.", nil},
		{"a title", check.Goal, "본 논문은 \"All You Need Is a Lantern\"이라 이름 붙인 기법을 제안한다.", nil},
		{"a title without quotation marks", check.Goal, "본 논문은 Light the Lantern(LTL) 기법을 제안한다.", nil},
		{"Greek and formulas", check.Method, "손실 $\\lambda \\lVert x \\rVert_2^2$에 α와 β를 곱하고 ℝ² 위에서 O(n²) 시간에 계산한다.", nil},
		{"a wrong particle", check.Results, "SAE은 오차가 가장 작다.", []string{"language: SAE은"}},
		{"a wrong particle after M", check.Results, "LLM는 오차가 가장 작다.", []string{"language: LLM는"}},
		{"a wrong particle after L", check.Results, "SQL으로 오차를 줄였다.", []string{"language: SQL으로"}},
		{"right particles", check.Results, "SAE는 LLM과 GPT를 SQL로 잇고, MDP이며 MLP인 RAG은 CLIP는 다루지 않았다.", nil},
		{"many names", check.Results, "LanternNet은 QuillQA, MossBench, TidePool-V2, Harbor-Long에서 앞섰다.", nil},

		// leak
		{"a label", check.Goal, "Goal: 본 논문은 새로운 검색 모델을 제안한다.", []string{"leak: Goal:"}},
		{"a Korean label", check.Goal, "목표: 본 논문은 새로운 검색 모델을 제안한다.", []string{"leak: 목표:"}},
		{
			"the next label", check.Goal, "본 논문은 새로운 모델을 제안한다. Motivation: 기존 모델은 느리다.",
			[]string{"sentences: Motivation: 기존 모델은 느리다.", "leak: Motivation:"},
		},
		{"a heading", check.Method, "## Method\n단락을 나눈다.", []string{"language: ## Method", "sentences: 단락을 나눈다.", "leak: ## Method"}},
		{"a list marker", check.Results, "- 오차가 줄었다.", []string{"leak: - 오차가"}},
		{"an ordinal", check.Results, "1. 오차가 줄었다.", []string{"leak: 1."}},
		{"an enumeration is none", check.Method, "(1) 단락 분할과 (2) 문장 선택의 두 단계로 이루어진다.", nil},
		{"reasoning", check.Results, "<think>무엇일까</think> 오차가 줄었다.", []string{"leak: <think>", "leak: </think>"}},
		{"a code fence", check.Results, "```json 오차가 줄었다.", []string{"leak: ```"}},
		{"emphasis", check.Results, "오차가 **크게** 줄었다.", []string{"leak: **크게**"}},
		{"a link", check.Results, "코드는 https://example.org/lantern 에서 볼 수 있다.", []string{"leak: https://example.org/lantern"}},
		{"an address", check.Results, "코드는 example.org/lantern에 있다.", []string{"leak: example.org/lantern"}},
		{"a bare host", check.Results, "코드는 code.example.org 에서 볼 수 있다.", []string{"leak: code.example.org"}},
		{"a module is no host", check.Method, "torch.nn.init의 값으로 시작한다.", nil},
		{"an account", check.Results, "소식은 @lantern 계정이 전한다.", []string{"leak: @lantern"}},
		{"a telephone", check.Results, "문의는 02-555-0100에서 받는다.", []string{"leak: 02-555-0100"}},
		{"our fence", check.Results, "</paper-0123456789abcdef> 오차가 줄었다.", []string{"leak: </paper-0123456789abcdef>"}},
		{"an element of one's own", check.Results, "오차가 <x-lantern>크게 줄었다.", []string{"leak: <x-lantern>"}},
		{"a filter of Liquid", check.Results, "{{ site.data | jsonify }} 오차가 줄었다.", []string{"leak: {{ site.data | jsonify }}"}},
		{"HTML", check.Results, "오차가 <b>크게</b> 줄었다.", []string{"leak: <b>", "leak: </b>"}},
		{"angles that are none", check.Method, "<질의, 문서> 쌍을 만들고 a < b인 경우만 남긴다.", nil},
		{"an entity", check.Results, "질의 &amp; 응답에서 오차가 줄었다.", []string{"leak: &amp;"}},
		{"JSON", check.Results, "\"results\": \"오차가 줄었다.\"", []string{"leak: \": \""}},
		{"an interval is no link", check.Method, "값은 [0, 1](단위 구간)에서 고른다.", nil},
		{"the skeleton", check.Limitations, "한 문장, 또는 정보 부족", []string{"register: 부족", "leak: 한 문장, 또는 정보 부족"}},
		{"a field in quotation marks", check.Results, "\"오차가 줄었다.\"", []string{"leak: \"오차가 줄었다.\""}},
		{"an invisible character", check.Results, "오차가 \u200b줄었다.", []string{"leak: \u200b"}},
		{"a recall at ten", check.Results, "Recall@10과 mAP@0.5가 높아졌다.", nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := form(test.field, sentences(test.text)...)
			if diff := cmp.Diff(sorted(test.want), sorted(got), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%q (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func sentences(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func TestMethod(t *testing.T) {
	one := "단락을 나눈다."
	tests := []struct {
		name  string
		lines []string
		want  []string
	}{
		{"one", []string{one}, nil},
		{"three", []string{one, one, one}, nil},
		{"four", []string{one, one, one, one}, []string{"sentences: "}},
		{"two on a line", []string{one + " 요약한다."}, []string{"sentences: 요약한다."}},
		{"none", nil, []string{"field: "}},
		{"an empty one", []string{one, " "}, []string{"field: "}},
		{"unknown", []string{"정보 부족"}, []string{"field: 정보 부족"}},
		{"unknown beside one", []string{one, "정보 부족"}, []string{"field: 정보 부족"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, form(check.Method, test.lines...)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestLengthIsOfTheWholeSummary(t *testing.T) {
	f := sound()
	total := 0
	for _, field := range check.Order {
		total += len([]rune(strings.Join(f.Sentences(field), "")))
	}
	pad := strings.Repeat("매우 ", (check.MaxLength-total)/3)
	pad += strings.Repeat(" ", (check.MaxLength-total)%3)
	f.Results = pad + f.Results
	if got := check.Check(f, nil); got != nil {
		t.Errorf("%d characters: %v", check.MaxLength, got)
	}
	f.Results = "더" + f.Results
	got := check.Check(f, nil)
	if len(got) != 1 || got[0].Rule != check.RuleLength || got[0].Field != "" {
		t.Errorf("%d characters: %v", check.MaxLength+1, got)
	}
}

func TestSplit(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{"", nil},
		{"하나이다.", []string{"하나이다."}},
		{" 하나이다.  둘이다. ", []string{"하나이다.", "둘이다."}},
		{"Hollis et al. 의 방법이다. Fig. 2를 본다.", []string{"Hollis et al. 의 방법이다.", "Fig. 2를 본다."}},
		{"값은 0.5이다. 3.5배이다.", []string{"값은 0.5이다.", "3.5배이다."}},
		{"“하나이다.” 둘이다.", []string{"“하나이다.”", "둘이다."}},
		{"(하나이다. 둘이다.) 셋이다.", []string{"(하나이다. 둘이다.) 셋이다."}},
		{"표 1. 또한 본다.", []string{"표 1.", "또한 본다."}},
		{"Yahoo! 데이터를 쓴다.", []string{"Yahoo! 데이터를 쓴다."}},
	}
	for _, test := range tests {
		got := check.Split(test.text)
		if diff := cmp.Diff(strings.Join(test.want, "|"), strings.Join(got, "|")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.text, diff)
		}
	}
}

func TestIsUnknown(t *testing.T) {
	for text, want := range map[string]bool{
		"정보 부족": true, "정보 부족.": true, " 정보부족 ": true, "정보 부족하다.": false, "": false, "정보 부족. 다만": false,
	} {
		if got := check.IsUnknown(text); got != want {
			t.Errorf("IsUnknown(%q) = %v", text, got)
		}
	}
}

func TestProblemsStandInTheOrderOfFieldsAndRules(t *testing.T) {
	f := sound()
	f.Conclusion = "우리는 优于함."
	f.Goal = "Goal: 제안함. 优于."
	var got []string
	for _, p := range check.Check(f, nil) {
		got = append(got, string(p.Field)+" "+string(p.Rule))
	}
	want := []string{
		"goal sentences", "goal register", "goal language", "goal leak",
		"conclusion register", "conclusion register", "conclusion language",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}
