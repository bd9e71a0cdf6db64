package llm_test

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dailypapers/fetch/polite"
	"dailypapers/summarize/llm"
)

// mark stands in every message of a server where nothing of it may be shown.
const mark = "MARK-7fe1"

func TestErrors(t *testing.T) {
	openAI := func(message, kind, code string) string {
		return `{"error":{"message":"` + message + ` ` + mark + `","type":` + kind + `,"param":null,"code":` + code + `}}`
	}
	for name, test := range map[string]struct {
		status  int
		header  map[string]string
		body    string
		want    error
		says    string // in the error's text
		retried bool   // twice, as the policy allows
	}{
		"wrong key": {
			status: 401, want: llm.ErrDenied, says: "status 401 Unauthorized after 1 attempt: invalid_api_key",
			body: openAI("That is no key:", `"invalid_request_error"`, `"invalid_api_key"`),
		},
		"wrong key, said by a page": {status: 401, want: llm.ErrDenied, says: "OPENAI_API_KEY", body: "<html>" + mark},
		"wrong key, without a word": {status: 403, want: llm.ErrDenied, says: "status 403"},
		"wrong key, Gemini's list": {
			status: 400, want: llm.ErrDenied, says: "invalid_argument",
			body: `[{"error":{"code":400,"message":"API key not valid. ` + mark + `","status":"INVALID_ARGUMENT"}}]`,
		},
		"wrong key, xAI": {
			status: 400, want: llm.ErrDenied, says: "status 400",
			body: `{"code":"Client specified an invalid argument","error":"Incorrect API key provided: ` + mark + `"}`,
		},
		"exhausted, by code": {
			status: 429, want: llm.ErrQuota, says: "add credit",
			body: openAI("No credit.", `"insufficient_quota"`, `"insufficient_quota"`),
		},
		"exhausted, by type only": {
			status: 429, want: llm.ErrQuota, says: "insufficient_quota",
			body: openAI("No credit.", `"insufficient_quota"`, `null`),
		},
		"exhausted, by code only": {
			status: 429, want: llm.ErrQuota, says: "insufficient_quota",
			body: openAI("No credit.", `null`, `"insufficient_quota"`),
		},
		"exhausted, and Retry-After": {
			status: 429, want: llm.ErrQuota, header: map[string]string{"Retry-After": "1"},
			body: openAI("No credit.", `null`, `"insufficient_quota"`),
		},
		"exhausted, 402": {
			status: 402, want: llm.ErrQuota, says: "status 402",
			body: `{"error":{"message":"Pay. ` + mark + `"}}`,
		},
		"exhausted, inside a 200": {want: llm.ErrQuota, body: openAI("No credit.", `"insufficient_quota"`, `429`)},
		"exhausted, Anthropic": {
			status: 400, want: llm.ErrQuota,
			body: openAI("Your credit balance is too low.", `"invalid_request_error"`, `null`),
		},
		"too often": {
			status: 429, says: "rate_limit_exceeded: the model server is asked too often", retried: true,
			body: openAI("Slow down.", `"tokens"`, `"rate_limit_exceeded"`),
		},
		"too often, Gemini's list": {
			status: 429, says: "resource_exhausted", retried: true,
			body: `[{"error":{"code":429,"message":"Out of it (check quota). ` + mark + `","status":"RESOURCE_EXHAUSTED"}}]`,
		},
		"too often, OpenRouter": {
			status: 429, retried: true,
			body: `{"error":{"code":429,"message":"Passed on","metadata":{"raw":"` + mark + `"}},"user_id":"` + mark + `"}`,
		},
		"more than a minute's tokens": {
			status: 429, want: llm.ErrTooLong,
			body: openAI("Request too large for this one on tokens per min.", `"tokens"`, `"rate_limit_exceeded"`),
		},
		"too often, naming the format": {
			status: 429, retried: true,
			body: openAI("Wait before the next json_schema.", `null`, `null`),
		},
		"too often, naming the context": {
			status: 429, retried: true,
			body: openAI("Wait: the context window is at its limit.", `null`, `null`),
		},
		"a fault, naming the balance": {
			status: 500, retried: true,
			body: openAI("Could not read whether insufficient balance.", `null`, `null`),
		},
		"overloaded": {
			status: 503, says: "try again later", retried: true,
			body: openAI("Loading the model.", `"server_error"`, `null`),
		},
		"a proxy's page":                 {status: 502, says: "status 502", retried: true, body: "<html>" + mark},
		"a page instead of JSON":         {says: "a page instead of JSON; check llm.base_url", body: "\n<!DOCTYPE html>" + mark},
		"a page, 400":                    {status: 400, says: "a page instead of JSON", body: "<html>" + mark},
		"half a completion":              {says: "no whole JSON object", body: completion(says("A "+mark), `"stop"`, usage20)[:90]},
		"an empty body":                  {says: "no whole JSON object"},
		"a list where an object was due": {says: "no whole JSON object", body: `[]`},
		"a number":                       {body: `42`},
		"an empty object":                {want: llm.ErrEmpty, body: `{}`},
		"a redirect to nowhere":          {status: 304, says: "points elsewhere"},
		"a gateway's error inside a 200": {
			says: "status 502 Bad Gateway after 3 attempts: the model server has a fault of its own", retried: true,
			body: `{"error":{"message":"Upstream is down. ` + mark + `","code":502}}`,
		},
		"too often, inside a 200": {
			says: "status 429 Too Many Requests after 3 attempts: the model server is asked too often", retried: true,
			body: `{"error":{"message":"Slow down. ` + mark + `","code":429}}`,
		},
		"wrong key, inside a 200": {
			want: llm.ErrDenied, body: `{"error":{"message":"That is no key: ` + mark + `","code":401}}`,
		},
		"an error text inside a 200": {retried: true, body: `{"error":"` + mark + `"}`},
		"no such model": {
			status: 404, want: llm.ErrNoModel, says: "check llm.model",
			body: openAI("The model is not here.", `"invalid_request_error"`, `"model_not_found"`),
		},
		"no such model, 400": {
			status: 400, want: llm.ErrNoModel,
			body: openAI("The model is not here.", `"invalid_request_error"`, `"model_not_found"`),
		},
		"no such model, 403": {
			status: 403, want: llm.ErrNoModel,
			body: openAI("Not for this project.", `null`, `"model_not_found"`),
		},
		"no such model, Ollama": {status: 404, want: llm.ErrNoModel, body: `{"error":"model '` + mark + `' not found"}`},
		"no such model, Azure": {
			status: 404, want: llm.ErrNoModel, says: "deploymentnotfound",
			body: openAI("Nothing deployed.", `null`, `"DeploymentNotFound"`),
		},
		"no such model, OpenRouter": {
			status: 400, want: llm.ErrNoModel,
			body: openAI("x is not a valid model ID", `null`, `400`),
		},
		"no such path": {status: 404, want: llm.ErrNoModel, says: "llm.base_url", body: "404 page not found"},
		"too long, OpenAI": {
			status: 400, want: llm.ErrTooLong, says: "llm.source_tokens",
			body: openAI("Shorten it.", `"invalid_request_error"`, `"context_length_exceeded"`),
		},
		"too long, vLLM": {
			status: 400, want: llm.ErrTooLong, says: "badrequesterror",
			body: `{"error":{"message":"The model's context length is only 10 tokens. ` + mark + `","type":"BadRequestError","param":"input_tokens","code":400}}`,
		},
		"too long, older vLLM": {
			status: 400, want: llm.ErrTooLong,
			body: `{"object":"error","message":"The maximum context length is 10 tokens. ` + mark + `","type":"BadRequestError","param":null,"code":400}`,
		},
		"too long, llama.cpp": {
			status: 400, want: llm.ErrTooLong,
			body: `{"error":{"code":400,"message":"That exceeds the available context size. ` + mark + `","type":"exceed_context_size_error"}}`,
		},
		"too long, Anthropic": {
			status: 400, want: llm.ErrTooLong,
			body: openAI("prompt is too long: 12 tokens", `"invalid_request_error"`, `null`),
		},
		"too long, Gemini": {
			status: 400, want: llm.ErrTooLong,
			body: `[{"error":{"code":400,"message":"The input token count (12) exceeds the most. ` + mark + `","status":"INVALID_ARGUMENT"}}]`,
		},
		"too long, 413": {status: 413, want: llm.ErrTooLong, says: "status 413", body: "<html>" + mark},
		"filtered": {
			status: 400, want: llm.ErrFiltered, says: "content_filter",
			body: openAI("Withheld.", `null`, `"content_filter"`),
		},
		"filtered, Azure's inner error": {
			status: 400, want: llm.ErrFiltered,
			body: `{"error":{"message":"Withheld. ` + mark + `","type":null,"code":null,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}`,
		},
		"filtered, OpenRouter's 403 is about the paper": {
			status: 403, want: llm.ErrFiltered,
			body: `{"error":{"code":403,"message":"It needs moderation","metadata":{"reasons":["x"],"flagged_input":"` + mark + `"}}}`,
		},
		"filtered, DeepSeek": {
			status: 400, want: llm.ErrFiltered,
			body: openAI("Content Exists Risk", `"invalid_request_error"`, `"invalid_request_error"`),
		},
		"no such format, by param": {
			status: 400, want: llm.ErrFormat, says: "llm.structured",
			body: `{"error":{"message":"Not with this one. ` + mark + `","type":"invalid_request_error","param":"response_format","code":null}}`,
		},
		"no such format, by name": {
			status: 400, want: llm.ErrFormat,
			body: openAI("This type is unavailable: json_schema.", `null`, `null`),
		},
		"no such format, 422": {
			status: 422, want: llm.ErrFormat,
			body: `{"detail":"structured output is not supported"}`,
		},
		"no such format, a grammar": {
			status: 500, want: llm.ErrFormat,
			body: openAI("failed to parse grammar", `"server_error"`, `500`),
		},
		"another parameter": {
			status: 400, says: "rejects the question",
			body: openAI("Unsupported parameter: 'stream'.", `null`, `"unsupported_parameter"`),
		},
		"a number for a message": {
			status: 400, says: "rejects the question",
			body: `{"error":{"message":17,"type":["x"],"param":{},"code":[]}}`,
		},
		"what the prompt quotes proves nothing": {
			status: 400,
			body:   openAI("Bad input: "+strings.Repeat("heron ", 120)+"maximum context length", `null`, `null`),
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := always(reply{test.status, test.header, test.body})
				client, logs := newClient(t, s, policy, llm.Options{Key: key})
				_, err := client.Complete(t.Context(), question())
				wantError(t, err, cmp.Or(test.want, errAny))
				if err == nil {
					return
				}
				if !strings.Contains(err.Error(), test.says) {
					t.Errorf("error %v, want one with %q", err, test.says)
				}
				if retried := s.asked() == 3; retried != test.retried || !retried && s.asked() != 1 {
					t.Errorf("%d requests, retried is to be %v", s.asked(), test.retried)
				}
				if shown := err.Error() + dump(t, logs); strings.Contains(shown, mark) || strings.Contains(shown, key) {
					t.Errorf("the server's words or the key are shown:\n%s", shown)
				}
			})
		})
	}
}

func TestPassingFaultHeals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{answer: func(n int, _ map[string]any) reply {
			if n < 2 {
				return reply{status: 429, header: map[string]string{"Retry-After": "7"}}
			}
			return reply{body: completion(says("A bird."), `"stop"`, usage20)}
		}}
		client, _ := newClient(t, s, policy, llm.Options{})
		start := time.Now()
		if _, err := client.Complete(t.Context(), question()); err != nil {
			t.Fatal(err)
		}
		if got, want := time.Since(start), 14*time.Second; got != want {
			t.Errorf("waited %s, want %s as the server asked", got, want)
		}
	})
}

func TestPauseTooLongToWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := always(reply{status: 429, header: map[string]string{"Retry-After": "3600"}})
		client, _ := newClient(t, s, policy, llm.Options{})
		for range 2 { // the second is not even sent
			_, err := client.Complete(t.Context(), question())
			refused, ok := errors.AsType[*polite.StatusError](err)
			if !ok || !refused.Refused || !strings.Contains(err.Error(), "asked too often") {
				t.Errorf("error %v, want one that names the pause", err)
			}
		}
		if s.asked() != 1 {
			t.Errorf("%d requests, want 1", s.asked())
		}
	})
}

// endless is a body without an end.
type endless struct{ read *int64 }

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	*e.read += int64(len(p))
	return len(p), nil
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestEndlessBodyIsCapped(t *testing.T) {
	for _, status := range []int{200, 400} {
		var read int64
		through := transport(func(r *http.Request) (*http.Response, error) {
			body := io.MultiReader(strings.NewReader(`{"choices":[`), endless{&read})
			return &http.Response{StatusCode: status, ContentLength: -1, Body: io.NopCloser(body), Request: r}, nil
		})
		client, _ := newClient(t, through, policy, llm.Options{})
		if _, err := client.Complete(t.Context(), question()); err == nil || sentinelOf(t, err) != nil {
			t.Errorf("status %d: error %v, want one without a sentinel", status, err)
		}
		if most := int64(16 << 20); read > most {
			t.Errorf("status %d: read %d bytes, want %d at most", status, read, most)
		}
	}
}

func TestDeepBodyIsRefused(t *testing.T) {
	deep := strings.Repeat(`{"error":`, 1<<18)
	for _, body := range []string{deep, `{"choices":` + strings.Repeat("[", 1<<20), strings.Repeat("[", 1<<20)} {
		client, _ := newClient(t, always(reply{body: body}), policy, llm.Options{})
		if _, err := client.Complete(t.Context(), question()); err == nil || sentinelOf(t, err) != nil {
			t.Errorf("error %v, want one without a sentinel", err)
		}
	}
}

func TestStatus(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   int
	}{
		"an answer":                 {200, completion(says("A bird."), `"stop"`, usage20), 200},
		"too often":                 {429, ``, 429},
		"rejected":                  {400, `{"error":{"message":"no","code":502}}`, 400},
		"a gateway's fault":         {200, `{"error":{"message":"no","code":503}}`, 503},
		"a gateway's too often":     {200, `{"error":{"message":"no","code":429}}`, 429},
		"a gateway's exhausted":     {200, `{"error":{"message":"no","code":402}}`, 402},
		"a gateway's unnamed fault": {200, `{"error":"no"}`, 502},
		"exhausted, by type":        {200, `{"error":{"message":"no","type":"insufficient_quota"}}`, 200},
		"nothing":                   {200, `{"choices":[]}`, 200},
		"a page":                    {200, `<html>`, 200},
	} {
		t.Run(name, func(t *testing.T) {
			if got := llm.Status(polite.Response{Status: test.status, Body: []byte(test.body)}); got != test.want {
				t.Errorf("Status %d, want %d", got, test.want)
			}
		})
	}
}

func TestRetry(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   bool
	}{
		"too often":                 {429, ``, true},
		"overloaded":                {503, `<html>`, true},
		"exhausted":                 {429, `{"error":{"message":"no","type":"insufficient_quota"}}`, false},
		"a fault with the context":  {500, `{"error":{"message":"prompt is too long"}}`, false},
		"rejected":                  {400, `{"error":{"message":"no"}}`, false},
		"an answer":                 {200, completion(says("A bird."), `"stop"`, usage20), false},
		"a gateway's fault":         {200, `{"error":{"message":"no","code":502}}`, true},
		"a gateway's unnamed fault": {200, `{"error":"no"}`, true},
		"a gateway's exhausted":     {200, `{"error":{"message":"no","code":402}}`, false},
		"a gateway's billed fault":  {200, `{"error":{"message":"no","code":502},"usage":` + usage20 + `}`, false},
		"a fault billed nothing":    {200, `{"error":{"message":"no","code":502},"usage":{"prompt_tokens":0}}`, true},
		"nothing":                   {200, `{"choices":[]}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := llm.Retry(polite.Response{Status: test.status, Body: []byte(test.body)}); got != test.want {
				t.Errorf("Retry %v, want %v", got, test.want)
			}
		})
	}
}
