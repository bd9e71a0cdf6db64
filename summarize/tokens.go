package summarize

import (
	"strings"
	"sync"

	"github.com/tiktoken-go/tokenizer"
)

// counter counts tokens as the model does, where its encoding is known, and else
// by o200k_base, that of OpenAI's models since 2024. Its tables take some 7 MB for
// the rest of the process's life, and are loaded with the first text. It is safe
// for concurrent use.
type counter struct {
	encoding func() encoding
	fixed    map[string]func() int // the tokens of texts that are counted but once
}

type encoding struct {
	codec tokenizer.Codec // nil: tokens are bytes
	exact bool            // whether it is the model's own
}

// newCounter returns the counter for a model. A name such as openai/gpt-4.1-mini
// counts as what follows the slash.
func newCounter(model string) counter {
	name := model[strings.LastIndexByte(model, '/')+1:]
	return counter{encoding: sync.OnceValue(func() encoding {
		if codec, err := tokenizer.ForModel(tokenizer.Model(name)); err == nil {
			return encoding{codec, true}
		}
		codec, _ := tokenizer.Get(tokenizer.O200kBase) // it has no error but for an unknown name
		return encoding{codec, false}
	})}
}

// fixing returns the same counter, which counts each of these texts but once, when
// it is asked for the first time: question after question repeats them.
func (c counter) fixing(texts ...string) counter {
	fixed := make(map[string]func() int, len(texts))
	for _, text := range texts {
		fixed[text] = sync.OnceValue(func() int { return c.count(text) })
	}
	return counter{encoding: c.encoding, fixed: fixed}
}

// count returns the number of tokens of a text in valid UTF-8.
func (c counter) count(text string) int {
	if count, ok := c.fixed[text]; ok {
		return count()
	}
	codec := c.encoding().codec
	if codec == nil {
		return len(text)
	}
	n, err := codec.Count(text)
	if err != nil { // a regular expression that ran out of time; the text is no longer than its bytes
		return len(text)
	}
	return n
}

// atMost returns how many tokens a text can have: where the encoding is only a
// guess, as many as it has bytes, which no encoding of bytes exceeds.
func (c counter) atMost(text string) int {
	if c.encoding().exact {
		return c.count(text)
	}
	return len(text)
}
