// Package polite is the one HTTP client of the program. A [Client] serves one
// service, over however many hosts, and treats it as its [Policy] says: it
// identifies itself, spaces its requests, retries what passes, waits as long as
// it is asked to, and never reads more than it has to.
//
// Start at [New] and [Client.Do].
package polite

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"go.uber.org/zap"
)

// Client talks to one service. It is safe for concurrent use; all its callers
// share one limiter, and a pause that the service asks for holds for all.
type Client struct {
	log    *zap.Logger
	base   http.RoundTripper
	env    Env
	policy Policy
	gate   *gate
}

// New returns a client of one service, which sends through base.
func New(log *zap.Logger, base http.RoundTripper, env Env, policy Policy) *Client {
	policy = policy.withDefaults()
	return &Client{log: log, base: base, env: env, policy: policy, gate: newGate(env.Now, policy)}
}

// Request is what to ask for. Its method is GET where none is given.
type Request struct {
	Method   string
	URL      string
	Header   http.Header
	Body     []byte
	MaxBytes int64 // of the answer's body after decompression, 0: the policy's
	Tokens   int   // what it and its answer take of the tokens that a service allows
}

// Response is a whole answer.
type Response struct {
	Status int
	Header http.Header
	URL    *url.URL // after redirects
	Body   []byte   // decompressed
}

// Get asks for a URL. See Do.
func (c *Client) Get(ctx context.Context, url string, header http.Header) (Response, error) {
	return c.Do(ctx, Request{URL: url, Header: header})
}

// Do sends a request and returns the answer, whole. It makes further attempts, as
// far as the policy allows them, after a network error, a cut body and a status
// worth it; a request must bear being sent twice. The service may have done, and
// billed, what a POST asks for although no answer came: after a network error, a
// timeout, a cut body or a 5xx nobody can tell. After a 429 it has not.
//
// The error is the context's, a *StatusError for a status outside 2xx, ErrTooLarge,
// ErrCutShort or that of the network. With a *StatusError comes the last answer,
// if there was one, with its body up to 1 MiB.
func (c *Client) Do(ctx context.Context, r Request) (Response, error) {
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	target, err := url.Parse(r.URL)
	if err != nil || target.Host == "" || !isHTTP(target) {
		return Response{}, errors.New(r.Method + ": no HTTP address to ask") // the address itself may hold a secret
	}
	t := &try{client: c, request: r, target: target, shown: bare(target)}
	for {
		response, pause, again, err := t.once(ctx)
		if !again {
			return response, t.err(ctx, response, err)
		}
		if err := sleep(ctx, pause); err != nil {
			return response, &failure{r.Method, t.shown, t.attempts, err}
		}
	}
}

// try is one request on its way through its attempts.
type try struct {
	client   *Client
	request  Request
	target   *url.URL
	shown    string        // the URL for logs and errors
	attempts int           // made so far
	failures int           // of them, those that Retries bounds
	putOff   time.Time     // when the first 429 came that Patience bounds
	status   int           // that the last answer amounts to, 0: no answer
	asked    time.Duration // by the last answer, at least
}

// leastPause is the shortest after a 429 that does not count as a retry.
const leastPause = time.Second

// judge decides, after an attempt, whether another follows and after which pause.
// A pause that the service asks for, and any after 429, it lays on all callers.
func (t *try) judge(ctx context.Context, response Response, err error) (pause time.Duration, again bool) {
	c := t.client
	var most time.Duration
	if t.asked = 0; err == nil {
		t.asked, most = asked(t.status, response.Header, t.request.Tokens, c.env.Now())
	}
	if _, closed := errors.AsType[closedFor](err); closed || ctx.Err() != nil || permanent(err) {
		return 0, false
	}
	if err == nil && (succeeded(t.status) || !c.policy.retryable(t.status, response)) {
		return 0, false
	}
	pause = c.policy.backoff(t.attempts, c.env.Jitter())
	if most > 0 {
		pause = min(max(pause, t.asked), most)
	}
	tooMany := t.status == http.StatusTooManyRequests
	patient := tooMany && c.policy.Patience > 0
	if patient {
		pause = max(pause, leastPause)
	} else {
		t.failures++
	}
	if t.asked > 0 || tooMany {
		c.gate.close(pause, t.status)
	}
	if t.failures > c.policy.Retries || pause > c.policy.MaxWait || patient && !t.bears(pause) {
		return 0, false
	}
	fields := []zap.Field{
		zap.String("method", t.request.Method), zap.String("url", t.shown),
		zap.Int("attempt", t.attempts), zap.Duration("pause", pause),
	}
	if err != nil {
		fields = append(fields, zap.String("reason", reason(err)))
	} else {
		fields = append(fields, zap.Int("status", t.status))
	}
	c.log.Warn("asking again", fields...)
	return pause, true
}

// bears reports whether the policy's patience covers the pause after a 429.
func (t *try) bears(pause time.Duration) bool {
	now := t.client.env.Now()
	if t.putOff.IsZero() {
		t.putOff = now
	}
	return now.Add(pause).Sub(t.putOff) <= t.client.policy.Patience
}

// err returns what a request ends with.
func (t *try) err(ctx context.Context, response Response, err error) error {
	closed, isClosed := errors.AsType[closedFor](err)
	switch {
	case isClosed:
		return &StatusError{
			Status: closed.status, URL: t.shown, RetryAfter: closed.pause,
			Method: t.request.Method, Attempts: t.attempts, Refused: true,
		}
	case err != nil:
		if over := ctx.Err(); over != nil {
			err = over
		}
		return &failure{t.request.Method, t.shown, t.attempts, err}
	case succeeded(t.status):
		return nil
	}
	return &StatusError{
		Status: t.status, URL: t.shown, RetryAfter: t.asked,
		Method: t.request.Method, Attempts: t.attempts, Refused: t.asked > t.client.policy.MaxWait,
	}
}

func succeeded(status int) bool { return status >= 200 && status < 300 }

func isHTTP(u *url.URL) bool { return u.Scheme == "http" || u.Scheme == "https" }
