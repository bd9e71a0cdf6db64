package summarize_test

import (
	"strings"
	"testing"

	"dailypapers/summarize/llm"
)

// TestOnePaperDoesNotSteerTheRun has papers answered in prose: what one of them
// gets is its own affair, what two get before any object is the server's way.
func TestOnePaperDoesNotSteerTheRun(t *testing.T) {
	prose := say("이 논문은 좋은 논문이다.")
	object := say(encode(t, good(t)))
	tests := []struct {
		name    string
		papers  [][]reply // what each is answered
		formats string    // of all questions: schema, object, text
	}{
		{"one paper", [][]reply{{prose, object}, {object}, {object}}, "soss"},
		{"two papers", [][]reply{{prose, object}, {prose, object}, {object}}, "sosoo"},
		{"two papers after an object", [][]reply{{object}, {prose, object}, {prose, object}, {object}}, "ssosos"},
		{"a rejection", [][]reply{{{err: llm.ErrFormat}, object}, {object}}, "soo"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, options())
			for i, replies := range test.papers {
				b.model.replies = replies
				asked := task(t)
				asked.Round = i // a paper of its own: nothing that was bought serves it
				if _, err := b.Summarize(t.Context(), asked); err != nil {
					t.Fatal(err)
				}
			}
			var formats strings.Builder
			for _, question := range b.model.asked {
				formats.WriteString(map[llm.Format]string{llm.FormatSchema: "s", llm.FormatObject: "o", llm.FormatText: "t"}[question.Format])
			}
			if got := formats.String(); got != test.formats {
				t.Errorf("asked in %q, want %q", got, test.formats)
			}
		})
	}
}
