package summarize

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"dailypapers/fetch"
	"dailypapers/summarize/check"
)

// maxAnswer is how many bytes of an answer are read: twenty times the longest
// summary with its evidence.
const maxAnswer = 128 << 10

// What can be wrong with an answer before anything is known of its fields.
var (
	errProse  = errors.New("the answer is neither a JSON object nor the Markdown skeleton")
	errBroken = errors.New("the answer's JSON object is broken or not whole")
	errLong   = errors.New("the answer is far too long for a summary")
)

// Parse reads a model's answer: a JSON object, be it in a fence or amid prose,
// or the Markdown skeleton with English or Korean labels. Where there are
// several objects it takes the one with the most fields, and of these the last.
//
// What it returns is clean (see fetch.Clean), and a field that says Unknown in
// another spelling says check.Unknown and has no evidence; Evidence is never nil. A field that
// the answer lacks stays empty: it is the gate that misses it. An answer without
// any field is an error.
func Parse(content string) (check.Fields, error) {
	if len(content) > maxAnswer {
		return check.Fields{}, errLong
	}
	content = thoughts.ReplaceAllString(content, "")
	if d, ok := parseObject(content); ok {
		return d.fields(), nil
	}
	if d := parseSkeleton(content); len(d.sentences) > 0 {
		return d.fields(), nil
	}
	if brokenObject.MatchString(content) {
		return check.Fields{}, errBroken
	}
	return check.Fields{}, errProse
}

// thoughts are what a model reasons before it answers, where the client has
// left it in.
var thoughts = regexp.MustCompile(`(?is)^\s*<think>.*?</think>`)

// brokenObject finds the beginning of an answer's object.
var brokenObject = regexp.MustCompile(`\{\s*"(?:evidence|goal|motivation|contribution|method|results|limitations|conclusion)"`)

// draft is an answer as it was found, field by field.
type draft struct {
	sentences map[check.Field][]string
	evidence  map[check.Field]string
}

func newDraft() draft {
	return draft{sentences: make(map[check.Field][]string), evidence: make(map[check.Field]string)}
}

// fields returns the draft as a clean summary.
func (d draft) fields() check.Fields {
	f := check.Fields{Evidence: make(map[check.Field]string)}
	for _, field := range check.Order {
		var lines []string
		for _, line := range d.sentences[field] {
			if field != check.Method {
				lines = append(lines, line)
				continue
			}
			for part := range strings.Lines(line) {
				lines = append(lines, check.Split(fetch.Clean(part))...)
			}
		}
		if field != check.Method && len(lines) > 0 {
			lines = []string{strings.Join(lines, " ")}
		}
		for i, line := range lines {
			if lines[i] = fetch.Clean(line); check.IsUnknown(lines[i]) {
				lines[i] = check.Unknown
			}
		}
		f.Set(field, lines...)
		if quote := fetch.Clean(d.evidence[field]); quote != "" && !isUnknown(f, field) {
			f.Evidence[field] = quote
		}
	}
	return f
}

// isUnknown reports whether a field says that the paper is silent.
func isUnknown(f check.Fields, field check.Field) bool {
	return slices.Equal(f.Sentences(field), []string{check.Unknown})
}
