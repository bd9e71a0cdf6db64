package summarize

import (
	"strings"

	"github.com/tiktoken-go/tokenizer"
)

// counter counts tokens as the model does, where its encoding is known, and else
// by o200k_base, that of OpenAI's models since 2024. It is safe for concurrent
// use.
type counter struct {
	codec tokenizer.Codec
	exact bool // whether the encoding is the model's own
}

// newCounter returns the counter for a model. A name such as openai/gpt-4.1-mini
// counts as what follows the slash.
func newCounter(model string) (counter, error) {
	name := model[strings.LastIndexByte(model, '/')+1:]
	if codec, err := tokenizer.ForModel(tokenizer.Model(name)); err == nil {
		return counter{codec, true}, nil
	}
	codec, err := tokenizer.Get(tokenizer.O200kBase)
	return counter{codec, false}, err
}

// count returns the number of tokens of a text in valid UTF-8.
func (c counter) count(text string) int {
	n, err := c.codec.Count(text)
	if err != nil { // a regular expression that ran out of time; the text is no longer than its bytes
		return len(text)
	}
	return n
}

// atMost returns how many tokens a text can have: where the encoding is only a
// guess, as many as it has bytes, which no encoding of bytes exceeds.
func (c counter) atMost(text string) int {
	if c.exact {
		return c.count(text)
	}
	return len(text)
}
