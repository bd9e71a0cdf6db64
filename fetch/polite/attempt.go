package polite

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"go.uber.org/zap"
)

// maxRedirects is how many redirects one attempt follows.
const maxRedirects = 10

// credentials are the headers that stay with the host they were meant for.
var credentials = []string{"Authorization", "Cookie", "Proxy-Authorization", "Api-Key", "X-Api-Key", "Www-Authenticate"}

// once makes one attempt and says what follows. Its error is one of the gate, of
// the network or of the body; a status outside 2xx is none.
func (t *try) once(ctx context.Context) (Response, next, error) {
	c := t.client
	pass, err := c.gate.enter(ctx, t.lane, t.request.Tokens, c.policy.MaxWait)
	if err != nil {
		return Response{}, next{}, err
	}
	t.attempts++
	response, err := t.send(ctx)
	if t.status = 0; err == nil {
		t.status = c.policy.status(response)
	}
	took := c.env.Now().Sub(pass.sent)
	if c.policy.Observe != nil {
		c.policy.Observe(Attempt{t.status, took})
	}
	fields := []zap.Field{
		zap.String("method", t.request.Method), zap.String("url", t.shown), zap.Int("attempt", t.attempts),
		zap.Int("status", t.status), zap.Int("bytes", len(response.Body)),
		zap.Duration("took", took),
	}
	if err != nil {
		fields = append(fields, zap.String("reason", reason(err)))
	}
	c.log.Debug("asked", fields...)
	c.gate.learn(pass, response.Header)
	next := t.judge(ctx, response, err)
	// Only now is the connection free: who gets it is to find the pause.
	t.lane.leave(t.status, next.again && next.shared)
	return response, next, err
}

// send makes the request, follows its redirects and reads the body. The timeout
// starts anew with every redirect, since a redirect waits for its turn like any
// other request.
func (t *try) send(ctx context.Context) (Response, error) {
	c := t.client
	ctx, cancel := linger(ctx, c.policy.Grace)
	defer cancel(nil)
	timer := time.AfterFunc(c.policy.Timeout, func() { cancel(errTimeout) })
	defer timer.Stop()

	request, err := t.build(ctx)
	if err != nil {
		return Response{}, err
	}
	final := request.URL
	client := http.Client{Transport: c.base, CheckRedirect: func(next *http.Request, via []*http.Request) error {
		timer.Stop()
		defer timer.Reset(c.policy.Timeout)
		final = next.URL
		return t.redirect(next, via)
	}}
	answer, err := client.Do(request)
	if err != nil {
		if answer != nil {
			_ = answer.Body.Close()
		}
		return Response{}, cause(ctx, err)
	}
	defer func() { _ = answer.Body.Close() }()

	response := Response{Status: answer.StatusCode, Header: answer.Header, URL: final}
	if !succeeded(answer.StatusCode) {
		response.Body = errorBody(answer)
		return response, nil
	}
	limit := c.policy.MaxBytes
	if t.request.MaxBytes > 0 {
		limit = t.request.MaxBytes
	}
	if response.Body, err = readBody(answer, limit); err != nil {
		return Response{}, cause(ctx, err)
	}
	return response, nil
}

// linger returns a context that ends as ctx does, but later by grace. The caller
// cancels it.
func linger(ctx context.Context, grace time.Duration) (context.Context, context.CancelCauseFunc) {
	if grace <= 0 {
		return context.WithCancelCause(ctx)
	}
	lingering, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel(context.Cause(ctx))
		case <-lingering.Done():
		}
	})
	return lingering, func(cause error) {
		stop()
		cancel(cause)
	}
}

func (t *try) build(ctx context.Context) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, t.request.Method, t.target.String(), bytes.NewReader(t.request.Body))
	if err != nil {
		return nil, err
	}
	if t.request.Header != nil {
		request.Header = t.request.Header.Clone()
	}
	request.Header.Set("User-Agent", t.client.policy.UserAgent)
	request.Header.Set("Accept-Encoding", "gzip")
	return request, nil
}

// redirect decides on one redirect and waits for its turn.
func (t *try) redirect(next *http.Request, via []*http.Request) error {
	switch {
	case len(via) > maxRedirects:
		return errRedirects
	case !isHTTP(next.URL):
		return errScheme
	case next.Method != t.request.Method: // what was to be posted would be gone
		return errMethod
	}
	next.Header.Del("Referer") // it would carry the query
	for _, earlier := range append(via[1:len(via):len(via)], next) {
		if !sameHost(via[0].URL, earlier.URL) {
			for _, name := range credentials {
				next.Header.Del(name)
			}
			break
		}
	}
	return t.client.gate.turn(next.Context(), t.client.policy.MaxWait)
}

// sameHost reports whether what was meant for one address may be sent to another:
// the same host and port, and not from HTTPS down to HTTP.
func sameHost(from, to *url.URL) bool {
	return from.Host == to.Host && (from.Scheme == to.Scheme || to.Scheme == "https")
}

// cause returns why an attempt failed, without the address that net/http wraps
// around it, and naming the timeout where that ended it.
func cause(ctx context.Context, err error) error {
	if over := context.Cause(ctx); over != nil {
		return over
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		return wrapped.Err
	}
	return err
}
