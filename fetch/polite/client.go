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
	warned sparing
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
	t := &try{client: c, request: r, target: target, shown: bare(target, c.policy.Private), lane: c.gate.lanes.join()}
	for {
		response, next, err := t.once(ctx)
		switch {
		case !next.again:
			return response, t.err(ctx, err)
		case next.shared: // it waits for its turn in the queue
			continue
		}
		if err := sleep(ctx, next.pause); err != nil {
			return response, &failure{r.Method, t.shown, t.attempts, err}
		}
		t.lane.rejoin()
	}
}

func succeeded(status int) bool { return status >= 200 && status < 300 }

func isHTTP(u *url.URL) bool { return u.Scheme == "http" || u.Scheme == "https" }
