package sample

import "strings"

// summary is an answer of the model, by the answer's schema.
type summary struct {
	Goal         string            `json:"goal"`
	Motivation   string            `json:"motivation"`
	Contribution string            `json:"contribution"`
	Method       []string          `json:"method"`
	Results      string            `json:"results"`
	Limitations  string            `json:"limitations"`
	Conclusion   string            `json:"conclusion"`
	Evidence     map[string]string `json:"evidence"`
}

// composed returns an answer that is true of any paper: it has no figure and no
// name, and rests on the opening of the abstract.
func composed(p Paper, question string) string {
	quote := quoted(p.Abstract, question)
	return string(encode(summary{
		Goal:         "이 연구는 초록에서 제기한 문제를 해결하는 것을 목표로 한다.",
		Motivation:   "기존의 접근은 초록이 다루는 문제를 충분히 해결하지 못하였다.",
		Contribution: "이 논문은 초록에 기술된 접근을 제안하고 그 타당성을 논의한다.",
		Method:       []string{"초록에 기술된 절차에 따라 문제를 분석한다.", "분석의 결과를 초록에 제시된 기준으로 검토한다."},
		Results:      "초록은 제안한 접근의 결과를 요약하여 제시한다.",
		Limitations:  "정보 부족",
		Conclusion:   "제안한 접근은 초록이 다루는 문제에 대한 하나의 답을 제시한다.",
		Evidence: map[string]string{
			"goal": quote, "motivation": quote, "contribution": quote, "method": quote,
			"results": quote, "limitations": "", "conclusion": quote,
		},
	}))
}

// quoted returns the first run of words of the abstract, of at least 5 and at
// most 30, that the question shows as it stands, since a question may have
// cleaned the text; nothing where there is none.
func quoted(abstract, question string) string {
	const least, most = 5, 30
	words := strings.Fields(abstract)
	for start := range words {
		rest := words[start:]
		for n := min(most, len(rest)); n >= min(least, len(words)); n-- {
			if run := strings.Join(rest[:n], " "); strings.Contains(question, run) {
				return run
			}
		}
	}
	return ""
}
