package llm

import (
	"encoding/json"
	"math"
)

// usageOf reads the usage of an answer's body. Where a server gives none, or
// one that cannot be read, it is zero, and so are the costs.
//
// The cached part stands in prompt_tokens_details (OpenAI and most) or in
// prompt_cache_hit_tokens (DeepSeek). Where total_tokens is more than the sum,
// as at Gemini's compatible endpoint, the rest is reasoning, which is output.
func usageOf(body []byte) Usage {
	var reply struct {
		Usage struct {
			Prompt     float64 `json:"prompt_tokens"`
			Completion float64 `json:"completion_tokens"`
			Total      float64 `json:"total_tokens"`
			CacheHit   float64 `json:"prompt_cache_hit_tokens"`
			Details    struct {
				Cached float64 `json:"cached_tokens"`
			} `json:"prompt_tokens_details"`
		} `json:"usage"`
	}
	if json.Unmarshal(body, &reply) != nil {
		return Usage{}
	}
	u := reply.Usage
	input := tokens(u.Prompt)
	return Usage{
		Input:       input,
		CachedInput: min(input, max(tokens(u.Details.Cached), tokens(u.CacheHit))),
		Output:      max(tokens(u.Completion), tokens(u.Total)-input),
	}
}

// tokens returns a count as an integer, within what one answer can hold: a
// server's nonsense must not become a cost of its own.
func tokens(n float64) int {
	const most = 1e8
	return int(math.Min(math.Max(n, 0), most))
}
