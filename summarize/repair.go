package summarize

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"dailypapers/prompts"
	"dailypapers/summarize/check"
)

// repair returns the question about the fields that failed. It repeats the
// answer's words as a model may read them, as it would the paper's.
func (c *conversation) repair() turn {
	var t turn
	shorter := shorten(c.fields, c.left)
	for _, field := range check.Order {
		asked := prompts.Field{
			Name: string(field), Evidence: readable(c.fields.Evidence[field]), MaxLength: shorter[field],
		}
		for _, sentence := range c.fields.Sentences(field) {
			asked.Sentences = append(asked.Sentences, readable(sentence))
		}
		for _, problem := range c.left {
			if problem.Field == field {
				asked.Problems = append(asked.Problems,
					prompts.Problem{Rule: string(problem.Rule), Words: readable(problem.Words), Message: problem.Message})
			}
		}
		if len(asked.Problems) > 0 || asked.MaxLength > 0 {
			t.repair.Fields = append(t.repair.Fields, asked)
			t.repair.MayBeUnknown = t.repair.MayBeUnknown || field.MayBeUnknown()
		}
	}
	return t
}

// shorten returns how long the longest fields may be from now on, in characters,
// where the summary as a whole is too long. It spreads the surplus, and a little
// more, over as many fields as can lose a third each.
func shorten(f check.Fields, problems []check.Problem) map[check.Field]int {
	tooLong := func(p check.Problem) bool { return p.Rule == check.RuleLength && p.Field == "" }
	if !slices.ContainsFunc(problems, tooLong) {
		return nil
	}
	const margin = 50 // characters: a small model counts badly
	surplus := margin - check.MaxLength
	for _, field := range check.Order {
		surplus += length(f, field)
	}
	fields := slices.SortedStableFunc(slices.Values(check.Order[:]), func(a, b check.Field) int {
		return cmp.Compare(length(f, b), length(f, a))
	})
	chosen, sum := 0, 0
	for chosen < len(fields) && sum < 3*surplus {
		sum += length(f, fields[chosen])
		chosen++
	}
	limits := make(map[check.Field]int, chosen)
	for _, field := range fields[:chosen] {
		n := length(f, field)
		limits[field] = max(1, n-(n*surplus+sum-1)/sum)
	}
	return limits
}

func length(f check.Fields, field check.Field) int {
	n := 0
	for _, sentence := range f.Sentences(field) {
		n += utf8.RuneCountInString(sentence)
	}
	return n
}

// aboutContent reports whether a rule is about what a field claims, and not
// about how it is worded.
func aboutContent(rule check.Rule) bool {
	switch rule {
	case check.RuleField, check.RuleNumber, check.RuleName, check.RuleQuote:
		return true
	}
	return false
}

// fallBack ends a conversation that may not ask again: fields that claim what
// the paper does not say become check.Unknown where they may be; where that does
// not help, the paper waits.
func (c *conversation) fallBack() error {
	if c.read {
		for _, problem := range c.left {
			if !problem.Field.MayBeUnknown() || !aboutContent(problem.Rule) {
				continue
			}
			c.fields.Set(problem.Field, check.Unknown)
			delete(c.fields.Evidence, problem.Field)
		}
		for _, problem := range c.left {
			if problem.Field.MayBeUnknown() && isUnknown(c.fields, problem.Field) {
				c.dropped = append(c.dropped, problem)
			}
		}
		c.left = check.Check(c.fields, c.checked)
	}
	if len(c.left) > 0 {
		return &setback{reason: reason(c.left), ended: true}
	}
	c.held()
	return nil
}

// note records problems of the answer that was just read.
func (c *conversation) note(problems ...check.Problem) {
	for _, problem := range problems {
		c.result.Found = append(c.result.Found, Finding{Problem: problem, Answer: c.answers})
	}
}

// settle says what became of every problem. One is refused or dropped where the
// last answer has it too, in the same words; other words break the rule anew.
func (c *conversation) settle() {
	for i := range c.result.Found {
		found := &c.result.Found[i]
		same := func(p check.Problem) bool {
			return p.Field == found.Field && p.Rule == found.Rule && p.Words == found.Words
		}
		switch {
		case slices.ContainsFunc(c.left, same):
			found.Outcome = Refused
		case slices.ContainsFunc(c.dropped, same):
			found.Outcome = Dropped
		default:
			found.Outcome = Repaired
		}
	}
}

// held ends a conversation whose summary holds.
func (c *conversation) held() {
	c.settle()
	c.result.Status, c.result.Summary = Held, c.fields
}

// wait returns the result of a conversation that brought no summary.
func (c *conversation) wait(gone *setback) Result {
	c.settle()
	c.result.Status = Waiting
	c.result.Reason, c.result.Ended, c.result.Cause = gone.reason, gone.ended, gone.cause
	return c.result
}

// reason names the rules that are broken, each with the fields that break it.
// What stands in the fields is in the findings.
func reason(problems []check.Problem) string {
	var rules []check.Rule
	fields := map[check.Rule][]string{}
	for _, problem := range problems {
		field := cmp.Or(string(problem.Field), "the whole")
		if problem.Rule == check.RuleField && problem.Field == "" {
			field = "an answer that cannot be read"
		}
		if fields[problem.Rule] == nil {
			rules = append(rules, problem.Rule)
		}
		if !slices.Contains(fields[problem.Rule], field) {
			fields[problem.Rule] = append(fields[problem.Rule], field)
		}
	}
	texts := make([]string, len(rules))
	for i, rule := range rules {
		texts[i] = fmt.Sprintf("%s (%s)", rule, strings.Join(fields[rule], ", "))
	}
	return "no answer passed the gate: " + strings.Join(texts, ", ")
}
