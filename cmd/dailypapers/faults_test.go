package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// one is a day of one paper, whose answers hold.
func one(answers ...string) sample.Option {
	paper := sample.Papers()[0]
	paper.Answers = answers
	return sample.WithDay("2025-10-14", paper)
}

// TestUpstreamFaults holds the program against services that misbehave. A fault
// that passes is retried; one that stays never becomes an empty day.
func TestUpstreamFaults(t *testing.T) {
	tests := []struct {
		name  string
		fault sample.Fault
		code  int
		want  string // in what is printed to standard error
		posts bool
	}{
		{"list: 429 once", sample.First(1, sample.List, sample.TooMany(7*time.Second)), exitDone, "complete", true},
		{"list: 500 twice", sample.First(2, sample.List, sample.Status(500)), exitDone, "complete", true},
		{"list: 503 twice", sample.First(2, sample.List, sample.Status(503)), exitDone, "complete", true},
		{"list: cut once", sample.First(1, sample.List, sample.Cut()), exitDone, "complete", true},
		{"list: hangs once", sample.First(1, sample.List, sample.Hang()), exitDone, "complete", true},
		{"list: 500 for good, the page serves", sample.Always(sample.List, sample.Status(500)), exitDone, "complete", true},
		{"list: HTML for JSON, the page serves", sample.Always(sample.List, sample.WebPage()), exitDone, "complete", true},
		{"list: empty where the page shows papers", sample.Always(sample.List, sample.EmptyList()), exitDone, "complete", true},
		{"list: 2 GB, the page serves", sample.Always(sample.List, sample.Endless()), exitDone, "complete", true},
		{"list: gzip bomb, the page serves", sample.Always(sample.List, sample.GzipBomb(1<<30)), exitDone, "complete", true},
		{
			"list and page: 500 for good",
			sample.Any(sample.Always(sample.List, sample.Status(500)), sample.Always(sample.ListPage, sample.Status(500))),
			exitFailed, "500", false,
		},
		{
			"list: empty, and the page cannot be read",
			sample.Any(sample.Always(sample.List, sample.EmptyList()), sample.Always(sample.ListPage, sample.Status(503))),
			exitFailed, "503", false,
		},
		{
			"list and page: hang",
			sample.Any(sample.Always(sample.List, sample.Hang()), sample.Always(sample.ListPage, sample.Hang())),
			exitFailed, "failed", false,
		},
		{"arXiv: 429 once", sample.First(1, sample.Atom, sample.TooMany(0)), exitDone, "complete", true},
		{"arXiv: down, Hugging Face's own values serve", sample.Any(
			sample.Always(sample.Atom, sample.Status(503)), sample.Always(sample.Abstract, sample.Status(503)),
		), exitDone, "complete", true},
		{"model: 429 once", sample.First(1, sample.Chat, sample.TooMany(9*time.Second)), exitDone, "complete", true},
		{"model: 503 twice", sample.First(2, sample.Chat, sample.Status(503)), exitDone, "complete", true},
		{"model: hangs once", sample.First(1, sample.Chat, sample.Hang()), exitDone, "complete", true},
		{"model: 500 for good", sample.Always(sample.Chat, sample.Status(500)), exitFailed, "no paper has a summary", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				got := w.run("run", "--date", "2025-10-14")
				if got.code != tt.code || !strings.Contains(got.stderr, tt.want) {
					t.Errorf("exit code %d, want %d with %q in:\n%s", got.code, tt.code, tt.want, got.stderr)
				}
				if posted := w.post() != ""; posted != tt.posts {
					t.Errorf("posted is %v, want %v; standard error:\n%s", posted, tt.posts, got.stderr)
				}
			}, one(), sample.WithFault(tt.fault))
		})
	}
}

// noSchema rejects a question for the form that its answer is asked in.
var noSchema = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusBadRequest)
	_, _ = io.WriteString(w, `{"error": {"message": "This form of answer is not known here.", "param": "response_format"}}`)
})

// TestModelFaults holds the program against a model that answers badly, in each
// way that a day has seen.
func TestModelFaults(t *testing.T) {
	good := sample.Papers()[0].Answers[0]
	tests := []struct {
		name  string
		fault sample.Fault // for the first answer
		code  int
		want  string
	}{
		{"nothing", sample.First(1, sample.Chat, sample.Completion("", "stop")), exitDone, "complete"},
		{"half an object", sample.First(1, sample.Chat, sample.Completion(good[:len(good)/2], "length")), exitDone, "complete"},
		{"half an object, said to be whole", sample.First(1, sample.Chat, sample.Completion(good[:len(good)/2], "stop")), exitDone, "complete"},
		{"prose around the object", sample.First(1, sample.Chat, sample.Completion("Sure!\n"+good+"\nAnything else?", "stop")), exitDone, "complete"},
		{"a fence", sample.First(1, sample.Chat, sample.Completion("```json\n"+good+"\n```", "stop")), exitDone, "complete"},
		{"<think>", sample.First(1, sample.Chat, sample.Completion("<think>{\"goal\": 1}</think>"+good, "stop")), exitDone, "complete"},
		{"English once", sample.First(1, sample.Chat, sample.Completion(`{"goal": "We aim high."}`, "stop")), exitDone, "complete"},
		{"English for good", sample.Always(sample.Chat, sample.Completion(`{"goal": "We aim high."}`, "stop")), exitFailed, "language"},
		{"a refusal", sample.Always(sample.Chat, sample.Refusal("I cannot help.")), exitFailed, "declined"},
		{"a filtered answer", sample.Always(sample.Chat, sample.Completion("", "content_filter")), exitFailed, "content filter"},
		{"a filtered question", sample.Always(sample.Chat, sample.ModelError(400, "invalid_request_error", "content_filter")), exitFailed, "content filter"},
		{"a wrong key", sample.Always(sample.Chat, sample.ModelError(401, "invalid_request_error", "invalid_api_key")), exitFailed, "OPENAI_API_KEY"},
		{"an exhausted quota", sample.Always(sample.Chat, sample.ModelError(429, "insufficient_quota", "")), exitFailed, "exhausted"},
		{"no such model", sample.Always(sample.Chat, sample.ModelError(404, "invalid_request_error", "model_not_found")), exitFailed, "llm.model"},
		{"a context overflow once", sample.First(1, sample.Chat, sample.ModelError(400, "invalid_request_error", "context_length_exceeded")), exitDone, "complete"},
		{"a context overflow for good", sample.Always(sample.Chat, sample.ModelError(400, "invalid_request_error", "context_length_exceeded")), exitFailed, "context"},
		{"no schema", sample.First(1, sample.Chat, noSchema), exitDone, "complete"},
		{"a web page", sample.Always(sample.Chat, sample.WebPage()), exitFailed, "no paper has a summary"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inWorld(t, func(w *world) {
				got := w.run("run", "--date", "2025-10-14")
				if got.code != tt.code || !strings.Contains(got.stderr, tt.want) {
					t.Errorf("exit code %d, want %d with %q in:\n%s", got.code, tt.code, tt.want, got.stderr)
				}
				if posted := w.post() != ""; posted != (tt.code == exitDone) {
					t.Errorf("posted is %v; standard error:\n%s", posted, got.stderr)
				}
			}, one(good), sample.WithFault(tt.fault))
		})
	}
}
