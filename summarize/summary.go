// Package summarize turns a paper and its text into a structured Korean
// summary that the gate (summarize/check) has let through: it composes the
// question, asks, checks, and asks again for the fields that failed.
//
// Start at [Summarizer].
package summarize

import (
	"encoding/json"
	"errors"
	"time"

	"dailypapers/fetch"
	"dailypapers/summarize/check"
	"dailypapers/summarize/llm"
)

// ErrStop says that no further question will be answered in this run, because
// the key is refused, the account is exhausted, the model or its server does not
// exist, the server refuses all for its rate limit, or the budget is spent. Errors that mean it wrap it.
var ErrStop = errors.New("no further summary can be bought in this run")

// Task is one paper to be summarised.
type Task struct {
	Paper    fetch.Paper
	Document fetch.Document
	// Round numbers the whole conversations about this paper, from 0. Answers of
	// another round are not used again; answers of an interrupted round are.
	Round int
}

// Status says how a task ended.
type Status string

// The ends of a task.
const (
	Held    Status = "held"    // the summary holds against the gate
	Waiting Status = "waiting" // no answer held; Reason says why
	Asked   Status = "asked"   // composed and not asked: a dry run
)

// String returns the status as a log shows it. What records keep is the value.
func (s Status) String() string {
	switch s {
	case Held:
		return "summarised"
	case Asked:
		return "previewed"
	}
	return string(s)
}

// Result is how a task ended, with everything that the day record keeps of it.
type Result struct {
	Status  Status       `json:"status"`
	Summary check.Fields `json:"summary,omitzero"` // where Status is Held
	Reason  string       `json:"reason,omitempty"` // where Status is Waiting; a few plain words
	Found   []Finding    `json:"problems,omitempty"`

	Model  string `json:"model,omitempty"`
	Prompt string `json:"prompt_hash,omitempty"` // SHA-256 of the first question
	Schema string `json:"schema_hash,omitempty"` // SHA-256 of the answer's schema
	// At is when the last answer that this result rests on was bought.
	At    time.Time `json:"at,omitzero"`
	Usage llm.Usage `json:"usage,omitzero"`
	Cost  float64   `json:"cost_usd"` // of all answers this result rests on
	// Before is what was paid on the paper besides: for answers that this result
	// does not rest on, of earlier rounds, other prompts, another model or a summary
	// that this one has replaced.
	Before Paid `json:"paid_before,omitzero"`

	Bought int `json:"-"` // answers bought in this run
	Reused int `json:"-"` // answers that had been bought before
	// Now is what of Usage and Cost was paid in this run.
	Now Paid `json:"-"`
	// Ended says of a Waiting paper that its conversation was held to its end: the
	// gate, the model or its filter refused, or its answers were paid for and lost
	// too often. Asked in the same Round it would be replayed; another Round asks anew. A conversation that a passing fault, a
	// budget or a stop broke off has not ended and goes on in the same Round.
	Ended bool `json:"-"`

	// Cause is the error behind the Reason, or nil. It is for the log: unlike the
	// Reason, which is published, it can name the model's server.
	Cause error `json:"-"`

	Question *Question `json:"-"` // where Status is Asked
}

// Paid is what answers have cost.
type Paid struct {
	Usage llm.Usage `json:"usage"`
	Cost  float64   `json:"cost_usd"`
}

// Question is a question that was composed: what a dry run shows.
type Question struct {
	Messages []llm.Message
	// Schema is the form in which the server is asked to answer; empty where it is
	// told in the messages alone.
	Schema json.RawMessage
	Tokens int     // of all messages, by the model's tokenizer where it is known
	Text   int     // of Tokens, those of the paper's text; the rest are instructions
	Cut    bool    // whether the prompt carries less than the whole text
	Cost   float64 // USD, with an answer of the usual length

	// The sections that the prompt carries, and those of which it carries nothing,
	// in reading order.
	Sections, LeftOut []Section
}

// Section is a section of a paper as a prompt carries it.
type Section struct {
	Kind    fetch.Kind
	Heading string // its number and title; empty where it has none
	Tokens  int    // with its heading and its marks
	Tables  int    // of Tokens, those of its tables
	Cut     bool   // whether sentences of it are missing
}
