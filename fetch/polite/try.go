package polite

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"go.uber.org/zap"
)

// try is one request on its way through its attempts.
type try struct {
	client   *Client
	request  Request
	target   *url.URL
	shown    string // the URL for logs and errors
	lane     *lane
	attempts int           // made so far
	failures int           // of them, those that Retries bounds
	putOff   time.Time     // when the first 429 came that Patience bounds
	status   int           // that the last answer amounts to, 0: no answer
	asked    time.Duration // by the last answer, at least
	barred   time.Duration // by the last answer, for so long
	outlast  bool          // the service has answered 429 alone for as long as Patience
}

// leastPause is the shortest after a 429 that does not count as a retry.
const leastPause = time.Second

// How often, and after what pause, an address is tried again that has no server.
const (
	absentRetries = 2
	absentPause   = 2 * time.Second
)

// next is what follows an attempt.
type next struct {
	again  bool
	pause  time.Duration
	shared bool // the pause is laid on all callers
}

// judge decides what follows an attempt. A pause that the service asks for, and
// any after 429, it lays on all callers.
func (t *try) judge(ctx context.Context, response Response, err error) next {
	c := t.client
	var most time.Duration
	refused := c.gate.refusals.note(t.status, c.env.Now(), c.policy.Patience)
	if t.asked, t.barred, t.outlast = 0, 0, false; err == nil {
		t.asked, most = asked(t.status, response.Header, t.request.Tokens, c.env.Now())
	}
	if _, closed := errors.AsType[closedFor](err); closed || ctx.Err() != nil || permanent(err) {
		return next{}
	}
	if err == nil && !succeeded(t.status) {
		t.barred = c.policy.bars(response)
	}
	if t.barred > 0 {
		c.gate.close(closedFor{t.barred, t.status, true})
		c.log.Error("the service shuts this program out and is asked nothing for a while",
			zap.String("url", t.shown), zap.Int("status", t.status), zap.Duration("while", t.barred))
		return next{}
	}
	if err == nil && (succeeded(t.status) || !c.policy.retryable(t.status, response)) {
		return next{}
	}
	pause := c.policy.backoff(t.attempts, c.env.Jitter())
	if most > 0 {
		pause = min(max(pause, t.asked), most)
	}
	tooMany := t.status == http.StatusTooManyRequests
	patient := tooMany && c.policy.Patience > 0
	if patient {
		pause = max(pause, leastPause)
		t.outlast = pause <= c.policy.MaxWait && refused+pause > c.policy.Patience
	} else {
		t.failures++
	}
	retries := c.policy.Retries
	if Absent(err) {
		retries, pause = min(retries, absentRetries), min(pause, absentPause)
	}
	shared := most > 0 || tooMany
	if shared {
		c.gate.close(closedFor{pause: pause, status: t.status})
	}
	if t.failures > retries || pause > c.policy.MaxWait || patient && (t.outlast || !t.bears(pause)) {
		return next{}
	}
	t.warn(pause, patient, err)
	return next{true, pause, shared}
}

// warn tells of the pause before another attempt: of each that Retries bounds, of
// others once a while.
func (t *try) warn(pause time.Duration, patient bool, err error) {
	c := t.client
	cause, unsaid := zap.Int("status", t.status), zap.Skip()
	if err != nil {
		cause = zap.String("reason", reason(err))
	}
	if patient {
		kept, due := c.warned.due(c.env.Now())
		if !due {
			return
		}
		unsaid = zap.Int("unsaid", kept)
	}
	c.log.Warn("asking again", zap.String("method", t.request.Method), zap.String("url", t.shown),
		zap.Int("attempt", t.attempts), zap.Duration("pause", pause), cause, unsaid)
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
func (t *try) err(ctx context.Context, err error) error {
	closed, isClosed := errors.AsType[closedFor](err)
	switch {
	case isClosed:
		return &StatusError{
			Status: closed.status, URL: t.shown, RetryAfter: closed.pause,
			Method: t.request.Method, Attempts: t.attempts, Refused: !closed.barred, Barred: closed.barred,
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
		Status: t.status, URL: t.shown, RetryAfter: max(t.asked, t.barred),
		Method: t.request.Method, Attempts: t.attempts,
		Refused: t.barred == 0 && t.asked > t.client.policy.MaxWait, Barred: t.barred > 0,
		Throughout: t.outlast,
	}
}
