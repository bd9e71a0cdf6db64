package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	"dailypapers/pipeline/sample"
)

// questions are the messages of every question that the model was asked.
type questions struct {
	mu  sync.Mutex
	all [][]struct{ Role, Content string }
}

// watch keeps the questions and lets the upstream answer them.
func (q *questions) watch(kind sample.Kind, _ int, r *http.Request) http.Handler {
	if kind != sample.Chat {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	var asked struct {
		Messages []struct{ Role, Content string }
	}
	if err != nil || json.Unmarshal(body, &asked) != nil {
		return sample.Status(http.StatusBadRequest)
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.all = append(q.all, asked.Messages)
	return nil
}

// fencePattern finds what a model might take for the mark of a paper's begin or
// end, tokenPattern what it might take for a chat's.
var (
	fencePattern = regexp.MustCompile(`(?i)<\s*/?\s*paper\s*-[^>]*>?`)
	tokenPattern = regexp.MustCompile(`<\s*\|[^>]*>?`)
)

// holdPrompts holds the questions: a paper stands between one pair of marks that
// it cannot name, and nothing that is asked has a character that nobody sees.
// What a question for a repair repeats of the answer is held too.
func holdPrompts(t *testing.T, attacks []attack, asked *questions, preview string) {
	open := regexp.MustCompile(`^<paper-[0-9a-f]{16}>$`)
	byName := map[string][]string{} // why what is asked about a paper should not be asked
	for _, messages := range asked.all {
		paper := messages[1].Content
		marks := fencePattern.FindAllString(paper, -1)
		if len(marks) != 2 || !open.MatchString(marks[0]) || marks[1] != "</"+marks[0][1:] {
			t.Errorf("the marks of the paper are %q in\n%.800s", marks, paper)
		}
		if !strings.Contains(preview, paper) {
			t.Errorf("the dry run has not shown the question\n%.800s", paper)
		}
		for _, m := range messages[:2] {
			if fault := odd(m.Content); fault != "" {
				t.Errorf("the %s message has %s:\n%.800s", m.Role, fault, m.Content)
			}
		}
		_, rest, _ := strings.Cut(paper, "Title: ")
		name, _, _ := strings.Cut(rest, ":")
		echoes := byName[name]
		for _, m := range messages[2:] {
			if mark := fencePattern.FindString(m.Content); mark != "" {
				echoes = append(echoes, m.Role+": "+mark)
			}
			if fault := odd(m.Content); fault != "" {
				echoes = append(echoes, m.Role+": "+fault)
			}
		}
		byName[name] = slices.Compact(echoes)
		for _, a := range attacks {
			if a.Name != name {
				continue
			}
			for _, words := range a.Unseen {
				if strings.Contains(paper, words) {
					t.Errorf("%s (%s): %q is asked", a.ID, a.Kind, words)
				}
			}
		}
	}
	for _, a := range attacks {
		switch echoes, asked := byName[a.Name]; {
		case !asked:
			t.Errorf("nothing was asked about %s", a.ID)
		case len(echoes) > 0 && a.Echo == "":
			t.Errorf("%s (%s): the question for a repair repeats %q", a.ID, a.Kind, echoes)
		case len(echoes) == 0 && a.Echo != "":
			t.Errorf("%s (%s): nothing is repeated, remove the mark: %s", a.ID, a.Kind, a.Echo)
		}
	}
}

// odd says which words or characters of a message a model might take for more
// than text, if any.
func odd(message string) string {
	if token := tokenPattern.FindString(message); token != "" {
		return "the token " + token
	}
	for _, r := range message {
		if r != '\n' && isHidden(r) {
			return fmt.Sprintf("the hidden character %U", r)
		}
	}
	return ""
}

// isHidden reports whether nobody sees a rune.
func isHidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}
