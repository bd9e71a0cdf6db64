package llm

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/sashabaranov/go-openai"
)

// readable reports whether a completion can be used in spite of the error of
// decoding it: a member of an unexpected type, such as a creation time with a
// fraction, does not cost an answer that is there and paid for.
func readable(err error, completion openai.ChatCompletionResponse) bool {
	_, mistyped := errors.AsType[*json.UnmarshalTypeError](err)
	return mistyped && len(completion.Choices) > 0
}

// errBrokenOff says that the server itself ended an answer before its end.
var errBrokenOff = errors.New("the model server broke off its answer; try again later")

// content returns the answer's text without its thoughts. Some servers send it
// in parts, of which those of type text are the answer.
func content(completion openai.ChatCompletionResponse) string {
	message := completion.Choices[0].Message
	var text strings.Builder
	text.WriteString(message.Content)
	for _, part := range message.MultiContent {
		if part.Type == openai.ChatMessagePartTypeText {
			text.WriteString(part.Text)
		}
	}
	return withoutThoughts(text.String())
}

// judge returns the answer with the error that its choice amounts to. A finish
// reason that is not known here is a finish like any other.
func judge(answer Answer, choice openai.ChatCompletionChoice) (Answer, error) {
	switch reason := choice.FinishReason; {
	case reason == openai.FinishReasonContentFilter:
		answer.Content = ""
		return answer, ErrFiltered
	case strings.TrimSpace(choice.Message.Refusal) != "":
		answer.Content = ""
		return answer, ErrRefused
	case reason == openai.FinishReasonLength, reason == "model_length": // the latter is Mistral's
		return answer, fmt.Errorf("%w after %d tokens", ErrTruncated, answer.Usage.Output)
	case reason == "error", reason == "insufficient_system_resource": // OpenRouter's and DeepSeek's
		return answer, errBrokenOff
	case answer.Content == "":
		return answer, ErrEmpty
	}
	return answer, nil
}
