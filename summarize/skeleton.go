package summarize

import (
	"regexp"
	"strings"

	"dailypapers/summarize/check"
)

// evidenceLabel is the section of a skeleton under which the labels name quotes.
const evidenceLabel check.Field = "evidence"

// introductionLabel is the section that only holds labels.
const introductionLabel check.Field = "introduction"

// labels are what the parts of a skeleton are called, in lower case.
var labels = map[string]check.Field{
	"introduction": introductionLabel, "서론": introductionLabel, "소개": introductionLabel,
	"evidence": evidenceLabel, "근거": evidenceLabel,
	"goal": check.Goal, "목표": check.Goal, "목적": check.Goal,
	"motivation": check.Motivation, "동기": check.Motivation, "배경": check.Motivation,
	"contribution": check.Contribution, "contributions": check.Contribution, "기여": check.Contribution,
	"method": check.Method, "methods": check.Method, "방법": check.Method, "방법론": check.Method,
	"results": check.Results, "result": check.Results, "결과": check.Results,
	"limitations": check.Limitations, "limitation": check.Limitations, "한계": check.Limitations, "한계점": check.Limitations,
	"conclusion": check.Conclusion, "conclusions": check.Conclusion, "결론": check.Conclusion,
}

var (
	// headingLine is a heading, perhaps numbered, such as "## 2. Method".
	headingLine = regexp.MustCompile(`^#{1,6}\s*(?:\d+[.)]\s*)?\**([^:：*()]+?)\**\s*(?:\([^)]*\))?\**\s*[:：]?\**$`)
	// labelLine is a label and what it says, such as "- **Goal**: ...".
	labelLine = regexp.MustCompile(`^(?:[-*•]\s+|\d+[.)]\s*)?\**([\p{L}]+)\**\s*(?:\([^)]*\))?\**\s*[:：]\**(.*)$`)
	// bullet begins an item of a list.
	bullet = regexp.MustCompile(`^(?:[-*•]|\d+[.)])\s+`)
)

// parseSkeleton reads the Markdown skeleton. Lines before the first label are
// no part of it.
func parseSkeleton(content string) draft {
	d := newDraft()
	var field check.Field
	quoting := false
	for line := range strings.Lines(content) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "```") {
			continue
		}
		if m := headingLine.FindStringSubmatch(line); m != nil {
			label := labels[strings.ToLower(strings.TrimSpace(m[1]))]
			field, quoting = label, label == evidenceLabel
			continue
		}
		if m := labelLine.FindStringSubmatch(line); m != nil {
			if label, ok := labels[strings.ToLower(m[1])]; ok {
				if label == evidenceLabel || label == introductionLabel {
					quoting = label == evidenceLabel
				}
				field, line = label, strings.TrimSpace(m[2])
			}
		}
		line = bullet.ReplaceAllString(line, "")
		if line == "" {
			continue
		}
		switch field {
		case "", evidenceLabel, introductionLabel:
		default:
			d.add(field, line, quoting)
		}
	}
	return d
}

// add appends a line to a field or to its quote.
func (d draft) add(field check.Field, line string, quoting bool) {
	if !quoting {
		d.sentences[field] = append(d.sentences[field], line)
		return
	}
	quote := strings.TrimSpace(d.evidence[field] + " " + line)
	for _, marks := range []string{`""`, "“”", "''", "``"} {
		runes := []rune(marks)
		first, last := string(runes[0]), string(runes[1])
		if inner, ok := strings.CutPrefix(quote, first); ok && strings.HasSuffix(inner, last) {
			quote = strings.TrimSuffix(inner, last)
			break
		}
	}
	d.evidence[field] = quote
}
