package llm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/summarize/llm"
)

// sentinels are all that Complete's errors can be asked for.
var sentinels = []error{
	llm.ErrDenied, llm.ErrQuota, llm.ErrNoModel, llm.ErrTooLong, llm.ErrTruncated,
	llm.ErrFormat, llm.ErrFiltered, llm.ErrRefused, llm.ErrEmpty,
}

// sentinelOf returns the one that err wraps, nil for none, and fails on several.
func sentinelOf(t testing.TB, err error) error {
	t.Helper()
	var found error
	for _, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			if found != nil {
				t.Errorf("%v wraps both %v and %v", err, found, sentinel)
			}
			found = sentinel
		}
	}
	return found
}

// errAny stands for an error that wraps no sentinel.
var errAny = errors.New("one without a sentinel")

// wantError checks an error: a sentinel, errAny, or nil.
func wantError(t testing.TB, err, want error) {
	t.Helper()
	sentinel := sentinelOf(t, err)
	if err != nil && sentinel == nil {
		sentinel = errAny
	}
	if !errors.Is(sentinel, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

func TestAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		message string
		finish  string // JSON
		want    string // content
		err     error
	}{
		"plain":                                {says(" A bird.\n"), `"stop"`, "A bird.", nil},
		"an unknown finish reason is a finish": {says("A bird."), `"eos"`, "A bird.", nil},
		"no finish reason":                     {says("A bird."), `null`, "A bird.", nil},

		"cut":                         {says(`{"goal": "A bi`), `"length"`, `{"goal": "A bi`, llm.ErrTruncated},
		"cut, all of it was thoughts": {says(""), `"length"`, "", llm.ErrTruncated},
		"cut within its thoughts":     {says("<think>Let me"), `"length"`, "", llm.ErrTruncated},
		"cut by the context, Mistral": {says("A bi"), `"model_length"`, "A bi", llm.ErrTruncated},

		"a refusal, null content":        {`{"content":null,"refusal":"Rather not."}`, `"stop"`, "", llm.ErrRefused},
		"an empty refusal is none":       {`{"content":"A bird.","refusal":""}`, `"stop"`, "A bird.", nil},
		"filtered, with half a sentence": {says("A bi"), `"content_filter"`, "", llm.ErrFiltered},
		"filtered, without a message":    {`null`, `"content_filter"`, "", llm.ErrFiltered},

		"nothing":                  {says(" \n "), `"stop"`, "", llm.ErrEmpty},
		"null":                     {`{"content":null}`, `"stop"`, "", llm.ErrEmpty},
		"no message":               {`null`, `"stop"`, "", llm.ErrEmpty},
		"a tool called instead":    {`{"tool_calls":[{"id":"1","type":"function"}]}`, `"tool_calls"`, "", llm.ErrEmpty},
		"broken off by OpenRouter": {says("A bi"), `"error"`, "A bi", errAny},
		"broken off by DeepSeek":   {says("A bi"), `"insufficient_system_resource"`, "A bi", errAny},

		"reasoning_content is no content": {`{"content":"A bird.","reasoning_content":"Wading."}`, `"stop"`, "A bird.", nil},
		"reasoning is no content":         {`{"content":"A bird.","reasoning":"Wading."}`, `"stop"`, "A bird.", nil},
		"reasoning instead of content":    {`{"content":null,"reasoning":"Wading."}`, `"stop"`, "", llm.ErrEmpty},
		"thoughts only":                   {says("<think>Wading."), `"stop"`, "", llm.ErrEmpty},
		"content in parts, Mistral": {
			`{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Wading."}]},{"type":"text","text":"A bird."}]}`,
			`"stop"`, "A bird.", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := always(reply{body: completion(test.message, test.finish, usage20)})
			client, _ := newClient(t, s, policy, llm.Options{})
			answer, err := client.Complete(t.Context(), question())
			wantError(t, err, test.err)
			want := llm.Answer{Content: test.want, Model: "invented-small-1", Usage: llm.Usage{Input: 12, Output: 8}}
			if diff := cmp.Diff(want, answer); diff != "" {
				t.Errorf("answer (-want +got):\n%s", diff)
			}
			if s.asked() != 1 {
				t.Errorf("%d requests, want 1: what was paid for is not asked again", s.asked())
			}
		})
	}
}

func TestOddBodies(t *testing.T) {
	whole := completion(says("A bird."), `"stop"`, usage20)
	for name, test := range map[string]struct {
		body  string
		want  string
		usage llm.Usage
		err   error
	}{
		"no usage":                         {`{"choices":[{"message":{"content":"A bird."}}]}`, "A bird.", llm.Usage{}, nil},
		"an empty choice":                  {`{"choices":[null]}`, "", llm.Usage{}, llm.ErrEmpty},
		"no choices, but a bill":           {`{"choices":[],"usage":` + usage20 + `}`, "", llm.Usage{Input: 12, Output: 8}, llm.ErrEmpty},
		"error beside choices: the choice": {`{"error":{"message":"no"},` + whole[1:], "A bird.", llm.Usage{Input: 12, Output: 8}, nil},
		"a creation time with a fraction": {
			strings.Replace(whole, "1760000000", "1760000000.5", 1), "A bird.", llm.Usage{Input: 12, Output: 8}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := newClient(t, always(reply{body: test.body}), policy, llm.Options{})
			answer, err := client.Complete(t.Context(), question())
			wantError(t, err, test.err)
			if answer.Content != test.want || answer.Usage != test.usage {
				t.Errorf("answer %+v, want %q with %+v", answer, test.want, test.usage)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	for name, test := range map[string]struct {
		usage string
		want  llm.Usage
	}{
		"null":          {`null`, llm.Usage{}},
		"text":          {`"much"`, llm.Usage{}},
		"fractions":     {`{"prompt_tokens":12.0,"completion_tokens":8.0}`, llm.Usage{Input: 12, Output: 8}},
		"absurd":        {`{"prompt_tokens":-5,"completion_tokens":1e300}`, llm.Usage{Output: 1e8}},
		"null details":  {`{"prompt_tokens":12,"completion_tokens":8,"prompt_tokens_details":null}`, llm.Usage{Input: 12, Output: 8}},
		"with thoughts": {`{"prompt_tokens":12,"completion_tokens":8,"total_tokens":50}`, llm.Usage{Input: 12, Output: 38}}, // Gemini
		"cached, OpenAI": {
			`{"prompt_tokens":12,"completion_tokens":8,"prompt_tokens_details":{"cached_tokens":5}}`,
			llm.Usage{Input: 12, CachedInput: 5, Output: 8},
		},
		"cached, DeepSeek": {
			`{"prompt_tokens":12,"completion_tokens":8,"prompt_cache_hit_tokens":5,"prompt_cache_miss_tokens":7}`,
			llm.Usage{Input: 12, CachedInput: 5, Output: 8},
		},
		"cached is never more than all": {
			`{"prompt_tokens":12,"completion_tokens":8,"prompt_cache_hit_tokens":50}`,
			llm.Usage{Input: 12, CachedInput: 12, Output: 8},
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := always(reply{body: completion(says("A bird."), `"stop"`, test.usage)})
			client, _ := newClient(t, s, policy, llm.Options{})
			answer, err := client.Complete(t.Context(), question())
			if err != nil || answer.Usage != test.want {
				t.Errorf("usage %+v, error %v, want %+v", answer.Usage, err, test.want)
			}
		})
	}
}

func TestAnswerNamesItsModel(t *testing.T) {
	for body, want := range map[string]string{
		completion(says("A bird."), `"stop"`, usage20):         "invented-small-1",
		`{"choices":[{"message":{"content":"A bird."}}]}`:      "invented-small",
		`{"model":"","choices":[{"message":{"content":"A"}}]}`: "invented-small",
	} {
		client, _ := newClient(t, always(reply{body: body}), policy, llm.Options{})
		if answer, err := client.Complete(t.Context(), question()); err != nil || answer.Model != want {
			t.Errorf("model %q, error %v, want %q", answer.Model, err, want)
		}
	}
}

func TestThoughtsAreNotTheAnswer(t *testing.T) {
	for name, test := range map[string]struct{ content, want string }{
		"none":                      {"A bird.", "A bird."},
		"before the answer":         {"<think>\nHerons wade.\n</think>\n\nA bird.", "A bird."},
		"empty":                     {"<think></think>A bird.", "A bird."},
		"opened in the prompt":      {"Herons wade.\n</think>\nA bird.", "A bird."},
		"twice":                     {"<think>a</think> <think>b</think> A bird.", "A bird."},
		"within each other":         {"<think>a</think> b </think> A bird.", "A bird."},
		"in other words":            {"<Thinking>Herons wade.</THINKING>A bird.", "A bird."},
		"before an object":          {`<think>{"draft": 1}</think>{"goal": "새"}`, `{"goal": "새"}`},
		"an object about the tag":   {`{"goal": "</think> 토큰을 다룬다."}`, `{"goal": "</think> 토큰을 다룬다."}`},
		"half an object about it":   {`{"goal": "</think> 토큰`, `{"goal": "</think> 토큰`},
		"a text about the tags":     {"The <think> and </think> tags.", "The <think> and </think> tags."},
		"thoughts then such a text": {"<think>a</think>The <think> and </think> tags.", "The <think> and </think> tags."},
		"a tag of another kind":     {"<thinker>A bird.", "<thinker>A bird."},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := newClient(t, always(reply{body: completion(says(test.content), `"stop"`, usage20)}), policy, llm.Options{})
			answer, err := client.Complete(t.Context(), question())
			if err != nil || answer.Content != test.want {
				t.Errorf("content %q, error %v, want %q", answer.Content, err, test.want)
			}
		})
	}
}

// An answer that is billed and none is told with its bill, and the caller, who has
// a budget, decides whether to ask again.
func TestBilledFaultIsAskedOnce(t *testing.T) {
	for name, r := range map[string]reply{
		"broken off":            {body: completion(says("A bi"), `"error"`, usage20)},
		"an error inside a 200": {body: `{"error":{"message":"no","code":502},"usage":` + usage20 + `}`},
		"a fault of the server": {status: 502, body: `{"error":{"message":"no"},"usage":` + usage20 + `}`},
	} {
		t.Run(name, func(t *testing.T) {
			s := always(r)
			client, _ := newClient(t, s, policy, llm.Options{})
			answer, err := client.Complete(t.Context(), question())
			wantError(t, err, errAny)
			if want := (llm.Usage{Input: 12, Output: 8}); answer.Usage != want || s.asked() != 1 {
				t.Errorf("usage %+v after %d questions, want %+v after one", answer.Usage, s.asked(), want)
			}
		})
	}
}
