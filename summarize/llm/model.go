// Package llm is the port to a language model, and one client for every server
// that speaks OpenAI's chat completions.
//
// Start at [Model]; [Client] is the one that talks to a server.
package llm

import (
	"context"
	"encoding/json"
)

// Model answers one question.
//
// An error wraps one of this package's sentinels where a caller can do
// something about it; any other error is a passing fault that retries did not
// heal. With an error too the answer's Usage counts, where there is any: it was
// paid for.
type Model interface {
	Complete(ctx context.Context, question Question) (Answer, error)
}

// Role says who speaks.
type Role string

// The roles of a conversation.
const (
	System    Role = "system"
	User      Role = "user"
	Assistant Role = "assistant"
)

// Message is one turn of a conversation.
type Message struct {
	Role    Role   `json:"role"`
	Content string `json:"content"`
}

// Format is the form in which a server is asked to answer.
type Format string

// The formats, strictest first.
const (
	FormatSchema Format = "json_schema"
	FormatObject Format = "json_object"
	FormatText   Format = "text"
)

// Question is what a model is asked.
type Question struct {
	Messages  []Message
	Format    Format
	Schema    json.RawMessage // of the answer; sent with FormatSchema only
	MaxTokens int             // how long the answer may be, 0 for the server's own limit
}

// Answer is what a model said.
type Answer struct {
	Content string `json:"content"` // without reasoning
	Model   string `json:"model"`   // as the server names it
	Usage   Usage  `json:"usage"`
}

// Usage counts the tokens of one or more answers, as the server counted them.
type Usage struct {
	Input       int `json:"input"`        // with the cached ones
	CachedInput int `json:"cached_input"` // of Input
	Output      int `json:"output"`       // with those of reasoning
}

// Add returns the sum of both.
func (u Usage) Add(other Usage) Usage {
	return Usage{u.Input + other.Input, u.CachedInput + other.CachedInput, u.Output + other.Output}
}

// Prices are in USD per million tokens.
type Prices struct {
	Input, CachedInput, Output float64
}

// Cost returns what the usage costs, in USD.
func (p Prices) Cost(u Usage) float64 {
	const million = 1e6
	return (float64(u.Input-u.CachedInput)*p.Input + float64(u.CachedInput)*p.CachedInput + float64(u.Output)*p.Output) / million
}
