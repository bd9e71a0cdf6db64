package llm_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"dailypapers/fetch/polite"
	"dailypapers/summarize/llm"
)

// printable is what an error may look like: what this program says, with at most
// one plain word of the server's.
var printable = regexp.MustCompile(`^ask model invented-small: ` +
	`(?:POST http://model\.test/v1/chat/completions: )?[ -~]{1,300}$`)

// FuzzClassify holds for any status and body: one sentinel at most, nothing of the
// body's text in the error, and no retry where a sentinel says that it is in vain.
func FuzzClassify(f *testing.F) {
	for _, seed := range []struct {
		status int
		body   string
	}{
		{200, completion(says("A bird."), `"stop"`, usage20)},
		{200, `{"error":{"message":"m","code":502}}`},
		{200, `{"choices":[{"message":{"content":[{"type":"text","text":"a"}]},"finish_reason":"length"}],"usage":{"prompt_tokens":1}}`},
		{400, `{"error":{"message":"maximum context length","type":null,"param":"messages","code":"context_length_exceeded"}}`},
		{400, `{"error":{"message":"m","param":"temperature","code":"unsupported_value"}}`},
		{400, `{"object":"error","message":"json_schema","type":"BadRequestError","param":null,"code":400}`},
		{403, `{"error":{"code":403,"message":"m","metadata":{"flagged_input":"x"}}}`},
		{404, `{"error":"model not found"}`},
		{422, `{"detail":[{"msg":"m"}]}`},
		{429, `[{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}]`},
		{429, `{"error":{"message":"m","type":"insufficient_quota","code":null}}`},
		{502, "<html>"},
		{503, ""},
	} {
		f.Add(seed.status, seed.body)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 || status >= 301 && status <= 308 {
			t.Skip("no final answer")
		}
		marked := strings.ReplaceAll(body, "m", mark)
		s := always(reply{status: status, body: marked})
		once := policy
		once.Retries = 0
		client, logs := newClient(t, s, once, llm.Options{Key: key})
		answer, err := client.Complete(t.Context(), question())
		sentinel := sentinelOf(t, err)
		if err == nil && (answer.Content == "" || status >= 300) {
			t.Errorf("an answer %q of status %d without an error", answer.Content, status)
		}
		if sentinel != nil && llm.Retry(polite.Response{Status: status, Body: []byte(marked)}) {
			t.Errorf("asked again in spite of %v", sentinel)
		}
		if u := answer.Usage; u.Input < 0 || u.Output < 0 || u.CachedInput < 0 || u.CachedInput > u.Input {
			t.Errorf("usage %+v", u)
		}
		if err == nil {
			return
		}
		if !printable.MatchString(err.Error()) {
			t.Errorf("error %q", err)
		}
		if shown := err.Error() + dump(t, logs); strings.Contains(shown, mark) || strings.Contains(shown, key) {
			t.Errorf("the server's words or the key are shown:\n%s", shown)
		}
	})
}

// FuzzThoughts holds for any content: what is left is its end, white space aside,
// does not begin with a thought, and has none left to take away.
func FuzzThoughts(f *testing.F) {
	for _, seed := range []string{
		"A bird.", "<think>a</think> A bird.", "a</think>A bird.", "<think>a", `{"goal":"</think>"}`,
		"<think>a</think><think>b</think>{}", "a <think>b</think>", "</think></think>", "<THOUGHT>x</thinking>y",
	} {
		f.Add(seed)
	}
	ask := func(t *testing.T, content string) string {
		message, err := json.Marshal(map[string]string{"content": content})
		if err != nil {
			t.Fatal(err)
		}
		client, _ := newClient(t, always(reply{body: completion(string(message), `"stop"`, usage20)}), policy, llm.Options{})
		answer, err := client.Complete(t.Context(), question())
		if (err == nil) == (answer.Content == "") {
			t.Errorf("content %q, error %v", answer.Content, err)
		}
		return answer.Content
	}
	f.Fuzz(func(t *testing.T, content string) {
		content = strings.ToValidUTF8(content, "")
		left := ask(t, content)
		if !strings.HasSuffix(strings.TrimSpace(content), left) {
			t.Errorf("%q is no end of %q", left, content)
		}
		if strings.HasPrefix(strings.ToLower(left), "<think>") {
			t.Errorf("a thought is left: %q", left)
		}
		if again := ask(t, left); again != left {
			t.Errorf("%q becomes %q when asked again", left, again)
		}
		if !strings.Contains(strings.ToLower(content), "</th") && !strings.Contains(strings.ToLower(content), "<th") &&
			left != strings.TrimSpace(content) {
			t.Errorf("%q becomes %q without a tag", content, left)
		}
	})
}
