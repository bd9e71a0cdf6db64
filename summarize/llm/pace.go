package llm

import (
	"context"
	"fmt"
	"math"

	"golang.org/x/time/rate"
)

// pace holds questions to the limits per minute. Requests are spread evenly;
// tokens are a bucket of one minute's worth, full at first, as OpenAI's own limit
// is. What polite sends again is not counted anew.
type pace struct {
	requests, tokens *rate.Limiter // nil: no limit
}

func newPace(requestsPerMinute, tokensPerMinute int) pace {
	const minute = 60 // seconds
	var p pace
	if n := requestsPerMinute; n > 0 {
		p.requests = rate.NewLimiter(rate.Limit(float64(n)/minute), 1)
	}
	if n := tokensPerMinute; n > 0 {
		p.tokens = rate.NewLimiter(rate.Limit(float64(n)/minute), n)
	}
	return p
}

// wait returns when the question may be sent. One that is larger than a minute's
// worth of tokens waits for a full bucket.
func (p pace) wait(ctx context.Context, q Question) error {
	if p.tokens != nil {
		if err := p.tokens.WaitN(ctx, min(estimate(q), p.tokens.Burst())); err != nil {
			return fmt.Errorf("wait for llm.tokens_per_minute: %w", err)
		}
	}
	if p.requests != nil {
		if err := p.requests.Wait(ctx); err != nil {
			return fmt.Errorf("wait for llm.requests_per_minute: %w", err)
		}
	}
	return nil
}

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
