package summarize

import (
	"context"
	"time"

	"dailypapers/summarize/llm"
)

// Answers remembers what was bought, so that nothing is bought twice.
type Answers interface {
	// Find returns the answer that was bought for key, and whether there is one.
	Find(ctx context.Context, key Key) (Bought, bool, error)
	// Keep remembers an answer. It is called the moment the answer is bought,
	// whatever it is worth, and has made it durable when it returns.
	Keep(ctx context.Context, key Key, bought Bought) error
	// Charge remembers what was paid though no answer to keep has come, as durably as
	// Keep. It returns how often that has happened to the question, this time included.
	Charge(ctx context.Context, key Key, bought Bought) (times int, err error)
}

// Key is what makes two questions the same. It is comparable.
type Key struct {
	Paper   string `json:"paper"` // arXiv id without a version
	Version int    `json:"version"`
	Model   string `json:"model"`  // as configured
	Prompt  string `json:"prompt"` // SHA-256 of the exact messages, the format and the answer's limit
	Schema  string `json:"schema"` // SHA-256 of the schema that the answer is held to
	Round   int    `json:"round"`  // see Task
}

// Bought is an answer that was paid for.
type Bought struct {
	Answer llm.Answer `json:"answer"`
	Fault  Fault      `json:"fault,omitempty"`
	Cost   float64    `json:"cost_usd"`
	At     time.Time  `json:"at"`
}

// Fault says why an answer that was paid for is none.
type Fault string

// The faults of an answer, each for one of llm's errors.
const (
	FaultNone      Fault = ""
	FaultTruncated Fault = "truncated" // llm.ErrTruncated
	FaultFiltered  Fault = "filtered"  // llm.ErrFiltered
	FaultRefused   Fault = "refused"   // llm.ErrRefused
	FaultEmpty     Fault = "empty"     // llm.ErrEmpty
)

// faults pairs each fault with its error.
var faults = [...]struct {
	fault Fault
	err   error
}{
	{FaultTruncated, llm.ErrTruncated},
	{FaultFiltered, llm.ErrFiltered},
	{FaultRefused, llm.ErrRefused},
	{FaultEmpty, llm.ErrEmpty},
}
