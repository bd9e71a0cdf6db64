package llm

import (
	"net/http"
	"regexp"
	"strings"
)

// What messages say where there is no code for it. Sources: the servers' own
// documents and the bodies quoted in public issues.
var (
	// Anthropic, DeepSeek.
	noCredit = regexp.MustCompile(`(?i)credit balance is too low|insufficient balance`)
	// OpenRouter, DeepSeek, vLLM.
	noModel = regexp.MustCompile(`(?i)not a valid model|model not exist|model\b.{0,120}\b(?:does not exist|not found)`)
	// Gemini and xAI, with 400.
	badKey = regexp.MustCompile(`(?i)api key not valid|(?:incorrect|invalid) api key`)
	// DeepSeek, OpenRouter, Azure.
	moderated = regexp.MustCompile(`(?i)content exists risk|input was flagged|content management policy`)
	// OpenAI, vLLM and xAI; vLLM and Ollama; llama.cpp; Anthropic and Gemini.
	tooLong = regexp.MustCompile(`(?i)maximum (?:context|prompt|input|model) length` +
		`|context (?:length|window|size)\b.{0,80}\b(?:exceed|only|limit|maximum)` +
		`|(?:exceed|larger than|longer than).{0,80}\bcontext (?:length|window|size)` +
		`|(?:prompt|input)(?: is)? too long|token count.{0,80}\bexceeds`)
	// OpenAI and Groq: above the limit per minute, so that no wait helps.
	oversized = regexp.MustCompile(`(?i)^request too large`)
	noFormat  = regexp.MustCompile(`(?i)response_format|json_(?:schema|object)|json schema|structured output` +
		`|\bgrammar\b|guided[_ ]decoding`)
	notTaken  = regexp.MustCompile(`(?i)unsupported|not support|not recogni[sz]ed|unrecogni[sz]ed|unexpected|unknown|not permitted`)
	parameter = regexp.MustCompile(`\b(?:` + maxTokensName + `|` + temperatureName + `)\b`)
)

// classify returns the fault that a server's status and complaint amount to.
// The codes come first, the message last.
func classify(status int, c complaint) *fault {
	f := &fault{status: status, word: c.word()}
	rejected := status == http.StatusBadRequest || status == http.StatusUnprocessableEntity
	switch {
	case status == http.StatusPaymentRequired, status < 500 && noCredit.MatchString(c.message),
		c.says("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "exceeded_current_quota_error"):
		f.reason, f.hint = ErrQuota, "add credit or use another key"
	case status == http.StatusNotFound, c.says("model_not_found"), rejected && noModel.MatchString(c.message):
		f.reason, f.hint = ErrNoModel, "check llm.model and llm.base_url"
	case c.moderated, moderated.MatchString(c.message),
		c.says("content_filter", "content_policy_violation", "invalid_prompt"):
		f.reason = ErrFiltered
	case status == http.StatusUnauthorized, status == http.StatusForbidden,
		c.says("invalid_api_key"), rejected && badKey.MatchString(c.message):
		f.reason, f.hint = ErrDenied, "check OPENAI_API_KEY and llm.base_url"
	case status == http.StatusRequestEntityTooLarge, oversized.MatchString(c.message),
		c.says("context_length_exceeded", "string_above_max_length", "exceed_context_size_error"),
		status != http.StatusTooManyRequests && tooLong.MatchString(c.message):
		f.reason, f.hint = ErrTooLong, "lower llm.source_tokens"
	case rejected && unsupported(c) != "":
		f.unsupported = unsupported(c)
		f.text = "the model does not take this " + f.unsupported
	case status != http.StatusTooManyRequests && formatRejected(c):
		f.reason, f.hint = ErrFormat, "set llm.structured to json_object or text"
	case status == http.StatusTooManyRequests:
		f.text, f.passing = "the model server is asked too often", true
		f.hint = "lower llm.concurrency or set llm.requests_per_minute"
	case status >= http.StatusInternalServerError:
		f.text, f.hint, f.passing = "the model server has a fault of its own", "try again later", true
	case status >= 300 && status < 400:
		f.text, f.hint = "the model server points elsewhere", "check llm.base_url"
	default:
		f.text, f.hint = "the model server rejects the question", "check llm.model and llm.base_url"
	}
	return f
}

// unsupported names the parameter, of those that parameters can do without,
// that the model refuses; or nothing.
func unsupported(c complaint) string {
	if !c.says("unsupported_parameter", "unsupported_value") && !notTaken.MatchString(c.message) {
		return ""
	}
	if c.param != "" {
		return parameter.FindString(c.param)
	}
	return parameter.FindString(c.message)
}

// formatRejected reports whether the complaint is about the answer's form.
func formatRejected(c complaint) bool {
	return strings.HasPrefix(c.param, "response_format") || noFormat.MatchString(c.message)
}
