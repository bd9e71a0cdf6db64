package llm

import (
	"regexp"
	"strings"
)

var (
	opensThought  = regexp.MustCompile(`(?i)^<(?:think|thinking|thought)>`)
	anyOpening    = regexp.MustCompile(`(?i)<(?:think|thinking|thought)>`)
	closesThought = regexp.MustCompile(`(?i)</(?:think|thinking|thought)>`)
)

// withoutThoughts returns content without the reasoning that some models put
// before their answer, and without white space around it. The opening tag can
// be missing, where the server's template has put it into the prompt; without a
// closing tag all of it is thought, and nothing is left.
//
// Tags further on, and those within a JSON answer, are the answer's own words:
// there are papers about them.
func withoutThoughts(content string) string {
	for {
		content = strings.TrimSpace(content)
		opening := opensThought.MatchString(content)
		if !opening && strings.HasPrefix(content, "{") {
			return content
		}
		end := closesThought.FindStringIndex(content)
		switch {
		case end == nil && opening:
			return ""
		case end == nil:
			return content
		case !opening && anyOpening.MatchString(content[:end[0]]):
			return content
		}
		content = content[end[1]:]
	}
}
