package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"dailypapers/fetch"
	"dailypapers/render"
	"dailypapers/summarize/check"
)

// formFindings holds a post to the template, and its summaries to the rules of
// form, in the order of the lines.
func formFindings(page render.Page) []render.Fault {
	findings := page.Faults()
	for _, paper := range page.Papers {
		findings = append(findings, inWords(paper, check.Check(paper.Summary, nil), "")...)
	}
	slices.SortStableFunc(findings, func(a, b render.Fault) int { return cmp.Compare(a.Line, b.Line) })
	return findings
}

// inWords says problems of the gate to a person, in the order of the lines. A
// field that is missing is the form's affair.
func inWords(paper render.PagePaper, problems []check.Problem, held fetch.Origin) []render.Fault {
	var findings []render.Fault
	for _, problem := range problems {
		line, there := paper.Lines[problem.Field]
		if problem.Field != "" && !there {
			continue
		}
		text := wording(problem, held)
		if problem.Field != "" {
			text = string(problem.Field) + ": " + text
		}
		findings = append(findings, render.Fault{Line: cmp.Or(line, paper.Line), Rule: string(problem.Rule), Text: text})
	}
	return findings
}

// wordings say what breaks a rule: what the words at fault do, and what is wrong
// where the gate names none. The gate's own messages are for the model.
var wordings = map[check.Rule]struct{ words, none string }{
	check.RuleField:     {words: "{words} tells nothing; only results and limitations may be 정보 부족, and then nothing else", none: "it is empty"},
	check.RuleSentences: {words: "more than one sentence where one is due; the second is {words}", none: "more than three sentences"},
	check.RuleRegister:  {words: "{words} is not the plain form (-다.) in the third person, or judges as the paper does not"},
	check.RuleLanguage:  {words: "{words} is not Korean, or not correct: foreign letters or words, a wrong particle"},
	check.RuleLength:    {none: "the summary has more than " + grouped(check.MaxLength) + " characters"},
	check.RuleNumber:    {words: "{words} is not in {paper}, or not in this unit or sense"},
	check.RuleName:      {words: "{words} is not in {paper}"},
	check.RuleLeak:      {words: "{words} does not belong in a sentence: a label, a list mark, markup, a link, or what nobody sees"},
}

// wording returns what is wrong, with the words at fault, held against a text of
// that origin.
func wording(p check.Problem, held fetch.Origin) string {
	text := wordings[p.Rule].words
	if p.Words == "" {
		text = wordings[p.Rule].none
	}
	paper := "the paper"
	if held == fetch.OriginAbstract {
		paper = "the abstract"
	}
	return strings.NewReplacer("{words}", strconv.Quote(fetch.Cut(p.Words, maxQuoted)), "{paper}", paper).Replace(text)
}

// maxQuoted is how many characters of the words at fault are shown.
const maxQuoted = 80
