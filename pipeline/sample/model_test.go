package sample_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"dailypapers/pipeline/sample"
)

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

type summary struct {
	Goal, Motivation, Contribution, Results, Limitations, Conclusion string

	Method   []string
	Evidence map[string]string
}

func (s summary) sentences() []string {
	all := []string{s.Goal, s.Motivation, s.Contribution}
	return append(append(all, s.Method...), s.Results, s.Limitations, s.Conclusion)
}

// ask holds one turn with the model and returns the status and what it said.
func ask(t *testing.T, client *http.Client, url string, messages ...message) (int, string) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"model": "sample", "messages": messages})
	if err != nil {
		t.Fatal(err)
	}
	response, text := send(t, client, http.MethodPost, url+"/chat/completions", string(body))
	var answer struct {
		Object  string
		Choices []struct {
			Message      message
			FinishReason string `json:"finish_reason"`
		}
		Usage struct {
			Prompt  int `json:"prompt_tokens"`
			Details struct {
				Cached int `json:"cached_tokens"`
			} `json:"prompt_tokens_details"`
		}
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		return response.StatusCode, ""
	}
	if answer.Object != "chat.completion" || len(answer.Choices) != 1 || answer.Choices[0].FinishReason != "stop" {
		t.Fatalf("answer %+v", answer)
	}
	if answer.Usage.Prompt == 0 || answer.Usage.Details.Cached%128 != 0 {
		t.Errorf("usage %+v", answer.Usage)
	}
	return response.StatusCode, answer.Choices[0].Message.Content
}

func question(p sample.Paper) []message {
	return []message{
		{"system", strings.Repeat("규칙을 지켜라. ", 300)},
		{"user", "제목: " + p.Title + "\narXiv: " + p.ID + "\n\n" + p.Abstract},
	}
}

func read(t *testing.T, answer string) summary {
	t.Helper()
	var s summary
	if err := json.Unmarshal([]byte(answer), &s); err != nil {
		t.Fatalf("%v in %s", err, answer)
	}
	return s
}

const (
	repaired = "2510.90071" // its first answer breaks two rules
	english  = "2510.90349" // its answers never hold
)

var (
	plain  = regexp.MustCompile(`^[^.!?]*(?:\d\.\d[^.!?]*)*다\.$`)
	polite = regexp.MustCompile(`니다\.`)
)

// TestPreparedAnswersHold holds the last answer for each paper against the
// template and against the abstract, the English one aside.
func TestPreparedAnswersHold(t *testing.T) {
	_, s, client := start(t)
	for _, p := range sample.Papers() {
		if p.ID == english {
			continue
		}
		t.Run(p.ID, func(t *testing.T) {
			messages := question(p)
			for range len(p.Answers) - 1 {
				_, answer := ask(t, client, s.Model, messages...)
				messages = append(messages, message{"assistant", answer}, message{"user", "다시 써라."})
			}
			_, answer := ask(t, client, s.Model, messages...)
			hold(t, read(t, answer), p.Abstract)
		})
	}
}

func hold(t *testing.T, s summary, abstract string) {
	t.Helper()
	var length int
	for _, sentence := range s.sentences() {
		length += utf8.RuneCountInString(sentence)
		if sentence != "정보 부족" && (!plain.MatchString(sentence) || polite.MatchString(sentence)) {
			t.Errorf("no plain sentence: %s", sentence)
		}
	}
	if length > 1000 || len(s.Method) < 1 || len(s.Method) > 3 {
		t.Errorf("%d characters, %d sentences of method", length, len(s.Method))
	}
	if len(s.Evidence) != 7 {
		t.Errorf("evidence for %d fields, want 7", len(s.Evidence))
	}
	for field, quote := range s.Evidence {
		unknown := field == "limitations" && s.Limitations == "정보 부족"
		switch {
		case quote == "" != unknown:
			t.Errorf("%s: quote %q", field, quote)
		case !strings.Contains(abstract, quote):
			t.Errorf("%s: not in the abstract: %s", field, quote)
		case len(strings.Fields(quote)) > 30:
			t.Errorf("%s: more than 30 words: %s", field, quote)
		}
	}
}

func TestFirstAnswerNeedsARepair(t *testing.T) {
	_, s, client := start(t)
	for _, p := range sample.Papers() {
		_, answer := ask(t, client, s.Model, question(p)...)
		first := read(t, answer)
		switch p.ID {
		case repaired:
			if !polite.MatchString(first.Results) || strings.Count(first.Conclusion, "다.") != 2 {
				t.Errorf("results %q and conclusion %q should fail", first.Results, first.Conclusion)
			}
		case english:
			messages := append(question(p), message{"assistant", answer}, message{"user", "다시 써라."})
			if _, second := ask(t, client, s.Model, messages...); second != answer || plain.MatchString(first.Goal) {
				t.Errorf("the answers should stay English: %s", second)
			}
		}
	}
}

func TestModelComposesForAnyPaper(t *testing.T) {
	const raw = `[{"paper":{"id":"2510.90801","authors":[{"name":"Ada Nobody","hidden":false},{"name":"X","hidden":true}],
"publishedAt":"2025-10-10T00:00:00.000Z","title":"An\n  Invented Title","summary":"One two\nthree four five six.","upvotes":3},
"title":"An\n  Invented Title","publishedAt":"2025-10-10T00:00:00.000Z","numComments":1}]`
	u, s, client := start(t, sample.WithListJSON("2025-10-13", []byte(raw)))
	if u.Day() != "2025-10-13" {
		t.Errorf("day %s", u.Day())
	}
	_, answer := ask(t, client, s.Model, message{"user", "An Invented Title: One two three four five six."})
	composed := read(t, answer)
	hold(t, composed, "One two three four five six.")
	_, feed := get(t, client, s.ArxivExport+"/api/query?id_list=2510.90801")
	if !strings.Contains(feed, "<title>An Invented Title</title>") || strings.Contains(feed, "<name>X</name>") {
		t.Errorf("feed:\n%s", feed)
	}
}

func TestModelKnowsNoOtherPaper(t *testing.T) {
	_, s, client := start(t)
	if status, _ := ask(t, client, s.Model, message{"user", "2510.00000"}); status != http.StatusBadRequest {
		t.Errorf("status %d, want 400", status)
	}
}
