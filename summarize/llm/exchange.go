package llm

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"

	"dailypapers/fetch/polite"
)

// maxAnswer caps an answer's body, in bytes: the longest answers of today, some
// 128,000 tokens with their reasoning, stay below 2 MiB.
const maxAnswer = 8 << 20

// exchange is one question's way to the server and back. It is what go-openai
// sends through, so that go-openai never sees an answer that is none: its own
// errors print the server's words.
type exchange struct {
	server      *polite.Client
	temperature bool   // add temperature 0, which go-openai cannot say
	tokens      int    // that question and answer may take, estimated
	body        []byte // of the answer, whatever its status
}

// Do sends a request of go-openai. Its error is polite's or a *fault.
func (x *exchange) Do(r *http.Request) (*http.Response, error) {
	question, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, fmt.Errorf("write the question: %w", err)
	}
	if rest, isObject := bytes.CutPrefix(question, []byte("{")); x.temperature && isObject {
		question = append([]byte(`{"temperature":0,`), rest...)
	}
	answer, err := x.server.Do(r.Context(), polite.Request{
		Method: r.Method, URL: r.URL.String(), Header: r.Header, Body: question,
		MaxBytes: maxAnswer, Tokens: x.tokens,
	})
	x.body = answer.Body
	status := answer.Status
	refused, isStatus := errors.AsType[*polite.StatusError](err)
	switch {
	case isStatus:
		status = refused.Status // there can be one without an answer
	case polite.Absent(err):
		return nil, fmt.Errorf("%w: %w", ErrNoServer, err)
	case err != nil:
		return nil, err
	}
	if f := failure(status, answer.Body); f != nil {
		f.cause = err
		if isStatus && refused.Throughout && f.reason == nil {
			f.reason = ErrRate
		}
		return nil, f
	}
	return &http.Response{
		StatusCode: status,
		Header:     answer.Header,
		Body:       io.NopCloser(bytes.NewReader(answer.Body)),
		Request:    r,
	}, nil
}
