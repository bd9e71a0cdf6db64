package summarize

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tiktoken-go/tokenizer"
)

// countedCodec counts how often it has counted.
type countedCodec struct {
	tokenizer.Codec
	counts atomic.Int32
}

func (c *countedCodec) Count(text string) (int, error) {
	c.counts.Add(1)
	return c.Codec.Count(text)
}

// A text that every question repeats is counted once, with the first question, and
// has the same number of tokens as it would have otherwise.
func TestFixedTextIsCountedOnce(t *testing.T) {
	const fixed, other = "본 논문을 요약하라. Be exact.", "Another text."
	plain := newCounter(models[0])
	codec := &countedCodec{Codec: plain.encoding().codec}
	c := counter{encoding: func() encoding { return encoding{codec, true} }}.fixing(fixed)
	if n := codec.counts.Load(); n != 0 {
		t.Errorf("%d texts were counted before a question", n)
	}
	var asked sync.WaitGroup
	for range 10 {
		asked.Go(func() {
			if n, want := c.atMost(fixed), plain.count(fixed); n != want {
				t.Errorf("%d tokens, want %d", n, want)
			}
			if n, want := c.count(other), plain.count(other); n != want {
				t.Errorf("%d tokens of the other text, want %d", n, want)
			}
		})
	}
	asked.Wait()
	if n := codec.counts.Load(); n != 1+10 {
		t.Errorf("texts were counted %d times, want one for the fixed one and 10 for the other", n)
	}
}
