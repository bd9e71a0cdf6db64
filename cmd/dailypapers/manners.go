package main

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dailypapers/fetch/arxiv"
	"dailypapers/fetch/polite"
	"dailypapers/summarize/llm"
)

// client returns a polite client of one service.
func (p *program) client(service string, policy polite.Policy) *polite.Client {
	policy.UserAgent = userAgent(p.cfg.Arxiv.Contact)
	if p.witness != nil {
		policy.Observe = p.witness.Attempts(service)
	}
	return polite.New(p.log, p.env.transport, polite.Env{Now: p.env.now, Jitter: p.env.jitter}, policy)
}

// newTransport returns a transport of our own. Its time limits are those of the
// polite clients.
func newTransport() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	return transport
}

// userAgent says who we are and, where the user has told, how to reach him.
func userAgent(contact string) string {
	agent := "dailypapers/" + strings.ReplaceAll(buildVersion(), " ", "-")
	if contact != "" {
		agent += " (" + contact + ")"
	}
	return agent
}

// huggingFacePolicy is for few requests: two or three for a day's list, and one for
// each paper whose text arXiv, asked before at its own pace, does not have. Hugging
// Face's limit is 500 calls of its API and 100 pages per
// five minutes and address; where others use it up, the 429 says how long to wait.
func huggingFacePolicy() polite.Policy {
	return polite.Policy{
		Connections: 2,
		Retries:     4,
		Backoff:     2 * time.Second,
		MaxWait:     6 * time.Minute, // its window is five minutes long
		Timeout:     time.Minute,
		MaxBytes:    32 << 20,
	}
}

// arxivPolicy is arXiv's rule: one request per three seconds, one connection,
// long pauses after a 429 or a 503, and silence after its page for robots.
func arxivPolicy(cfg ArxivConfig) polite.Policy {
	return polite.Policy{
		Interval:    cfg.MinInterval,
		Connections: 1,
		Retries:     3,
		Backoff:     15 * time.Second, // what arXiv wants after a refusal
		MaxWait:     5 * time.Minute,
		Timeout:     2 * time.Minute,
		MaxBytes:    64 << 20,
		Bars:        arxiv.Bars,
	}
}

// impatient is a policy for somebody who waits for the answer and can ask again:
// one further attempt, soon or not at all.
func impatient(policy polite.Policy) polite.Policy {
	policy.Retries = 1
	policy.Backoff = 3 * time.Second
	policy.MaxWait = 15 * time.Second
	policy.Timeout = 30 * time.Second
	return policy
}

// modelPolicy asks as often as the configuration says, or else the server: as many
// questions are under way as llm.concurrency allows, and fewer while it answers
// 429 or 503. A question that meets nothing but 429 is given up after Patience:
// with a tenth of what eight connections could send, each waits for some ten
// answers of others, which are seldom longer than a minute and a half.
//
// An attempt without an answer may be billed all the same, up to Retries times a
// question; a 429 is not. Questions under way when the program is stopped have
// the grace to end.
func modelPolicy(cfg LLMConfig, grace time.Duration) polite.Policy {
	return polite.Policy{
		Interval:        perMinute(cfg.RequestsPerMinute),
		TokensPerMinute: cfg.TokensPerMinute,
		Heed:            true,
		Connections:     cfg.Concurrency,
		Adaptive:        true,
		Retries:         5,
		Patience:        15 * time.Minute,
		Backoff:         2 * time.Second,
		MaxWait:         2 * time.Minute,
		Timeout:         cfg.Timeout,
		MaxBytes:        8 << 20,
		Status:          llm.Status,
		Retry:           llm.Retry,
		Grace:           grace,
	}
}

// webhookPolicy gives a message a minute at most, its retries included: a day does
// not wait for it. Slack takes a message a second.
func webhookPolicy() polite.Policy {
	return polite.Policy{
		Interval:    time.Second,
		Connections: 1,
		Retries:     2,
		Backoff:     time.Second,
		MaxWait:     15 * time.Second,
		Timeout:     10 * time.Second,
		MaxBytes:    64 << 10,
		Private:     true,
	}
}

// perMinute returns the time between two requests of so many a minute, 0 for 0.
func perMinute(requests int) time.Duration {
	if requests == 0 {
		return 0
	}
	return time.Minute / time.Duration(requests)
}

// needsKey reports whether a model server wants a key: all but those on this
// machine or in its own network, such as Ollama and vLLM.
func needsKey(baseURL string) bool {
	u, err := url.Parse(baseURL)
	if err != nil {
		return true
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); ip != nil {
		return !ip.IsLoopback() && !ip.IsPrivate()
	}
	return strings.Contains(host, ".") && !strings.HasSuffix(host, ".local") && !strings.HasSuffix(host, ".internal")
}

// askedToWait returns for how long a service asks not to be asked again, by the
// error that it gave; 0 where it asks for nothing.
func askedToWait(err error) time.Duration {
	if refused, ok := errors.AsType[*polite.StatusError](err); ok {
		return refused.RetryAfter
	}
	return 0
}
