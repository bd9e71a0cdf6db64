package llm_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dailypapers/internal/fixture"
	"dailypapers/summarize/llm"
)

func read(t *testing.T, path string, into any) {
	t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatal(err)
	}
}

// askServing asks one question of a server on loopback that answers with a file.
func askServing(t *testing.T, path string, status int) (body []byte, answer llm.Answer, err error) {
	t.Helper()
	body, err = os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	loopback := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}))
	defer loopback.Close()
	once := policy
	once.Retries = 0
	client, logs := newClient(t, loopback.Client().Transport, once, llm.Options{BaseURL: loopback.URL, Key: key})
	answer, err = client.Complete(t.Context(), question())
	if err != nil {
		holdsNothingOf(t, body, err.Error()+dump(t, logs))
	}
	return body, answer, err
}

// holdsNothingOf fails where a text shows four words in a row of a body.
func holdsNothingOf(t *testing.T, body []byte, text string) {
	t.Helper()
	const row = 4 // three can be our own words, such as "the model's context"
	words := strings.Fields(string(body))
	for i := range max(0, len(words)-row+1) {
		if run := strings.Join(words[i:i+row], " "); strings.Contains(text, run) {
			t.Errorf("%q of the server is shown: %s", run, text)
		}
	}
}

// classes say what the files are, by a part of their names; the first that fits.
var classes = []struct {
	part string
	want error
}{
	{"error_401", llm.ErrDenied},
	{"model_not_found", llm.ErrNoModel},
	{"DeploymentNotFound", llm.ErrNoModel},
	{"error_400", errAny},
	{"error_429", errAny},
	{"content_filter", llm.ErrFiltered},
	{"refusal", llm.ErrRefused},
	{"_length", llm.ErrTruncated},
	{"contentnull", llm.ErrEmpty},
	{"contentempty", llm.ErrEmpty},
	{"completions_stop", llm.ErrEmpty}, // an answer of another route, which has no message
	{"gemini-compat__chat_tool_calls", llm.ErrEmpty},
	{"openai__chat_tool_calls", llm.ErrEmpty},
	{"openrouter__chat_tool_calls_toolcalls__0", llm.ErrEmpty},
	{"chat_tool_calls", nil},
	{"chat_stop", nil},
	{"chat_None", nil},
}

func TestRecordedAnswers(t *testing.T) {
	for _, path := range fixture.RecordedFiles(t, "llm", "*.meta.json") {
		name := strings.TrimSuffix(filepath.Base(path), ".meta.json")
		t.Run(name, func(t *testing.T) {
			var meta struct{ Status int }
			read(t, path, &meta)
			body, answer, err := askServing(t, filepath.Join(filepath.Dir(path), name+".json"), meta.Status)
			for _, class := range classes {
				if strings.Contains(name, class.part) {
					hold(t, class.want, answer, err, body)
					return
				}
			}
			t.Errorf("no class for this file; it gave %v", err)
		})
	}
}

// hold checks an answer, or the lack of one, against the body it was read from.
func hold(t *testing.T, want error, answer llm.Answer, err error, body []byte) {
	t.Helper()
	wantError(t, err, want)
	var raw struct {
		Model   string
		Choices []struct{ Message struct{ Content string } }
		Usage   struct {
			Prompt int `json:"prompt_tokens"`
			Output int `json:"completion_tokens"`
		}
	}
	if json.Unmarshal(body, &raw) != nil || len(raw.Choices) == 0 {
		return // an error's
	}
	if answer.Model != raw.Model || answer.Usage.Input != raw.Usage.Prompt || answer.Usage.Output < raw.Usage.Output {
		t.Errorf("answer of %q with %+v, want %q with %+v", answer.Model, answer.Usage, raw.Model, raw.Usage)
	}
	if content := strings.TrimSpace(raw.Choices[0].Message.Content); want == nil && answer.Content != content {
		t.Errorf("content %q, want %q", answer.Content, content)
	}
}

func TestQuotedErrors(t *testing.T) {
	folder := fixture.Recorded(t, "llm/quoted")
	want := map[string]error{
		"openai_429_insufficient_quota_2023-12.json":      llm.ErrQuota,
		"openai_insufficient_quota_2023-12_docslink.json": llm.ErrQuota,
		"openai_insufficient_quota_2023-03_codenull.json": llm.ErrQuota,
		"openai_400_context_length_exceeded.json":         llm.ErrTooLong,
		"vllm_400_context_length_old.json":                llm.ErrTooLong,
		"vllm_400_context_length_0.16.json":               llm.ErrTooLong,
		"azure_400_content_filter.json":                   llm.ErrFiltered,
		"azure_400_content_filter_jailbreak_keys.json":    llm.ErrFiltered,
		"ollama_404_native_error_string.json":             llm.ErrNoModel,
		"gemini_compat_429_array.json":                    errAny,
		"openai_429_rate_limit_tpm_RECONSTRUCTED.json":    errAny,
	}
	var index []struct {
		File   string
		Status int
	}
	read(t, filepath.Join(folder, "_index.json"), &index)
	for _, entry := range index {
		sentinel, known := want[entry.File]
		if !known {
			if _, err := os.Stat(filepath.Join(folder, entry.File)); err == nil {
				t.Errorf("no expectation for %s", entry.File)
			}
			continue
		}
		t.Run(entry.File, func(t *testing.T) {
			body, answer, err := askServing(t, filepath.Join(folder, entry.File), entry.Status)
			hold(t, sentinel, answer, err, body)
		})
		delete(want, entry.File)
	}
	for file := range want {
		t.Errorf("%s is not in the index", file)
	}
}
