package llm

import "errors"

// What a model server can answer instead of an answer, as far as a caller does
// something about it.
var (
	// ErrDenied: the key is missing, wrong or not allowed (401, 403). No further
	// question will be answered.
	ErrDenied = errors.New("the model server refuses the key")
	// ErrQuota: the account is exhausted (429 insufficient_quota, 402). No further
	// question will be answered.
	ErrQuota = errors.New("the account of the model server is exhausted")
	// ErrNoModel: the server has no such model (404, model_not_found). No further
	// question will be answered.
	ErrNoModel = errors.New("the model server has no such model")
	// ErrNoServer: there is no server at the address. No further question will be
	// answered.
	ErrNoServer = errors.New("the model server cannot be reached")
	// ErrRate: the server has answered every question with 429 for as long as the
	// client's patience. No further question will be answered for now.
	ErrRate = errors.New("the model server refuses every question for its rate limit")
	// ErrTooLong: the question exceeds the model's context. Ask with less text.
	ErrTooLong = errors.New("the question is longer than the model's context")
	// ErrTruncated: the answer reached its token limit. Ask with a larger one.
	ErrTruncated = errors.New("the answer reached its token limit")
	// ErrFormat: the server knows no such response format. Ask in another one.
	ErrFormat = errors.New("the model server knows no such response format")
	// ErrFiltered: the server's content filter withheld the question or the answer.
	ErrFiltered = errors.New("the content filter of the model server withheld the answer")
	// ErrRefused: the model declined to answer.
	ErrRefused = errors.New("the model declined to answer")
	// ErrEmpty: the model answered with nothing.
	ErrEmpty = errors.New("the model answered with nothing")
)
