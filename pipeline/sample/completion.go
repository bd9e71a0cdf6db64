package sample

import (
	"encoding/json"
	"io"
	"net/http"
	"time"
)

type completion struct {
	ID          string   `json:"id"`
	Object      string   `json:"object"`
	Created     int64    `json:"created"`
	Model       string   `json:"model"`
	Choices     []choice `json:"choices"`
	Usage       usage    `json:"usage"`
	Fingerprint string   `json:"system_fingerprint"`
}

type choice struct {
	Index        int           `json:"index"`
	Message      choiceMessage `json:"message"`
	Logprobs     *struct{}     `json:"logprobs"`
	FinishReason string        `json:"finish_reason"`
}

type choiceMessage struct {
	Role    string  `json:"role"`
	Content *string `json:"content"`
	Refusal *string `json:"refusal"`
}

type usage struct {
	Prompt        int           `json:"prompt_tokens"`
	Completion    int           `json:"completion_tokens"`
	Total         int           `json:"total_tokens"`
	PromptDetails promptDetails `json:"prompt_tokens_details"`
}

type promptDetails struct {
	Cached int `json:"cached_tokens"`
}

// Completion answers a question to the model with content, whatever it is, and
// the finish reason ("stop", "length", "content_filter").
func Completion(content, finishReason string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeCompletion(w, readChat(r), content, finishReason)
	})
}

// Refusal answers as a model that declines: no content, and "stop".
func Refusal(words string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request := readChat(r)
		writeMessage(w, request, choiceMessage{Role: "assistant", Refusal: &words}, "stop", words)
	})
}

// ModelError answers with an error object, such as 401 with
// "invalid_request_error" and "invalid_api_key", or 429 with
// "insufficient_quota" as both. An empty code is null.
func ModelError(status int, kind, code string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		object := map[string]any{"message": "The sample was asked to fail.", "type": kind, "param": nil, "code": nil}
		if code != "" {
			object["code"] = code
		}
		writeJSON(w, status, map[string]any{"error": object})
	})
}

func readChat(r *http.Request) chatRequest {
	var request chatRequest
	_ = json.NewDecoder(io.LimitReader(r.Body, maxQuestion)).Decode(&request) // what is missing stays empty
	return request
}

func writeCompletion(w http.ResponseWriter, request chatRequest, content, finishReason string) {
	writeMessage(w, request, choiceMessage{Role: "assistant", Content: &content}, finishReason, content)
}

// writeMessage counts a token for every four bytes. The system message counts
// as cached, in steps of 128 from 1,024 on, as OpenAI counts.
func writeMessage(w http.ResponseWriter, request chatRequest, message choiceMessage, finishReason, words string) {
	const bytesPerToken, cacheStep, cacheFrom = 4, 128, 1024
	var prompt, fixed int
	for _, m := range request.Messages {
		tokens := len(m.Content) / bytesPerToken
		prompt += tokens
		if m.Role == "system" {
			fixed += tokens
		}
	}
	cached := 0
	if fixed >= cacheFrom {
		cached = fixed - fixed%cacheStep
	}
	out := len(words) / bytesPerToken
	header := w.Header()
	header.Set("X-Request-Id", "req_sample")
	header.Set("X-Ratelimit-Limit-Requests", "30000")
	header.Set("X-Ratelimit-Remaining-Requests", "29999")
	header.Set("X-Ratelimit-Reset-Requests", "2ms")
	header.Set("X-Ratelimit-Limit-Tokens", "150000000")
	header.Set("X-Ratelimit-Remaining-Tokens", "149999000")
	header.Set("X-Ratelimit-Reset-Tokens", "0s")
	writeJSON(w, http.StatusOK, completion{
		ID:          "chatcmpl-sample",
		Object:      "chat.completion",
		Created:     time.Date(2025, 10, 14, 0, 0, 0, 0, time.UTC).Unix(), // a sample has no clock
		Model:       request.Model,
		Choices:     []choice{{Message: message, FinishReason: finishReason}},
		Usage:       usage{prompt, out, prompt + out, promptDetails{cached}},
		Fingerprint: "fp_sample",
	})
}
