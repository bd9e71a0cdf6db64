package llm

import "math"

// estimate returns how many tokens a question and its answer may take: a token for
// three bytes, and the longest answer allowed. English has about four bytes to the
// token and Korean, at three bytes a syllable, three to four and a half, so this
// errs on the safe side, as a limit should, and needs no model's own tokenizer.
func estimate(q Question) int {
	const bytesPerToken = 3
	n := 0
	for _, m := range q.Messages {
		n += len(m.Content)
	}
	return int(math.Ceil(float64(n)/bytesPerToken)) + q.MaxTokens
}
