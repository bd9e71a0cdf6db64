package llm

import (
	"strings"

	"github.com/sashabaranov/go-openai"
)

// parameters are those of a question that not every model takes.
type parameters struct {
	temperature bool // ask for temperature 0
	maxTokens   bool // limit the answer by max_tokens; else by max_completion_tokens
}

// The parameters' names in requests and complaints.
const (
	temperatureName = "temperature"
	maxTokensName   = "max_tokens"
)

// reasoners are how the names of reasoning models begin, which take neither
// parameter: those for which go-openai refuses to send them, and their successors.
var reasoners = []string{"o1", "o3", "o4", "gpt-5", "gpt-6"}

// parametersFor returns the parameters to try with a model first.
func parametersFor(model string) parameters {
	for _, prefix := range reasoners {
		if strings.HasPrefix(model, prefix) {
			return parameters{}
		}
	}
	return parameters{temperature: true, maxTokens: true}
}

// without returns p less the parameter of that name, and whether p had it.
func (p parameters) without(name string) (parameters, bool) {
	left := p
	switch name {
	case temperatureName:
		left.temperature = false
	case maxTokensName:
		left.maxTokens = false
	}
	return left, left != p
}

// and returns what both have.
func (p parameters) and(other parameters) parameters {
	return parameters{p.temperature && other.temperature, p.maxTokens && other.maxTokens}
}

// request returns the request for a question. It holds no temperature: go-openai
// drops a 0, see exchange.
func (p parameters) request(model string, q Question) openai.ChatCompletionRequest {
	r := openai.ChatCompletionRequest{Model: model, Messages: make([]openai.ChatCompletionMessage, len(q.Messages))}
	for i, m := range q.Messages {
		r.Messages[i] = openai.ChatCompletionMessage{Role: string(m.Role), Content: m.Content}
	}
	if p.maxTokens {
		r.MaxTokens = q.MaxTokens //nolint:staticcheck // deprecated by OpenAI alone: older servers know no other
	} else {
		r.MaxCompletionTokens = q.MaxTokens
	}
	switch q.Format {
	case FormatSchema:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type: openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{
				Name: "summary", Schema: q.Schema, Strict: true,
			},
		}
	case FormatObject:
		r.ResponseFormat = &openai.ChatCompletionResponseFormat{Type: openai.ChatCompletionResponseFormatTypeJSONObject}
	case FormatText: // what every server answers without being told
	}
	return r
}
