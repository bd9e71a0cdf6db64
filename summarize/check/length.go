package check

import (
	"fmt"
	"unicode/utf8"
)

// checkLength holds the summary to MaxLength and names the two longest fields.
func checkLength(f Fields) []Problem {
	var (
		total          int
		longest, other Field
		lengths        = make(map[Field]int, len(Order))
	)
	for _, field := range Order {
		for _, sentence := range f.Sentences(field) {
			lengths[field] += utf8.RuneCountInString(sentence)
		}
		total += lengths[field]
		switch {
		case longest == "" || lengths[field] > lengths[longest]:
			longest, other = field, longest
		case other == "" || lengths[field] > lengths[other]:
			other = field
		}
	}
	if total <= MaxLength {
		return nil
	}
	return []Problem{{Rule: RuleLength, Message: fmt.Sprintf(
		"요약 전체가 %d자로 %d자를 넘으므로 가장 긴 %s(%d자)와 %s(%d자)부터 줄여야 한다.",
		total, MaxLength, longest, lengths[longest], other, lengths[other],
	)}}
}
