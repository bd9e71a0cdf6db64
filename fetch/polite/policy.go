package polite

import (
	"net/http"
	"time"
)

// What holds where a Policy leaves a limit at zero. No request goes without one.
const (
	defaultTimeout  = time.Minute
	defaultMaxWait  = time.Minute
	defaultMaxBytes = 32 << 20
)

// Policy says how one service is to be treated. A zero Policy makes one attempt
// per request, with the defaults named below and no spacing.
type Policy struct {
	UserAgent       string
	Interval        time.Duration // least time between the starts of two requests, 0: none
	TokensPerMinute int           // of the requests' Tokens, a minute's worth at once; 0: no limit of ours
	Connections     int           // requests under way at once, 0: no limit
	Retries         int           // further attempts after the first; two at most where there is no server, see Absent
	Backoff         time.Duration // before the first retry, doubled each time, and up to half of it more by jitter
	MaxWait         time.Duration // ceiling of any single pause, Retry-After's included; 0: one minute
	Timeout         time.Duration // of one attempt, its body included; 0: one minute
	MaxBytes        int64         // of a body after decompression, 0: 32 MiB

	// Adaptive halves the connections, down to one, after a 429 and a 503, and
	// brings them back one by one as requests succeed.
	Adaptive bool
	// Heed spreads the requests, where there is no Interval, and the tokens, where
	// there is no TokensPerMinute, as the service's x-ratelimit-limit-*, -remaining-*
	// and -reset-* headers allow. They delay an attempt by MaxWait at most: what a
	// service says of itself in passing can be wrong, its 429 cannot.
	Heed bool
	// Patience is how long a request bears being answered 429, from the first such
	// answer on: these say that nothing was done and nothing is billed, and that a
	// later attempt may succeed. All requests together bear no more of nothing but
	// such answers. Meanwhile they do not count as Retries, and each
	// is followed by a pause of a second at least, which bounds their number. 0:
	// they count like any other.
	Patience time.Duration

	// Status says what an answer amounts to, where that is not its own status:
	// gateways put errors inside a 200. Everything here goes by it; nil: its own.
	Status func(Response) int

	// Grace is how long a request that is under way outlives its context, for
	// answers that are paid for whether they are read or not; 0: it ends with it.
	// Nothing starts, and nothing is asked again, once the context has ended.
	Grace time.Duration

	// Retry says whether an answer outside 2xx is worth another attempt; nil: 429
	// and 5xx. It is not asked about 400, 401, 403 and 404, which never are.
	Retry func(Response) bool

	// Bars says for how long nothing is asked after an answer outside 2xx, whoever
	// wants to ask: a service that shuts out programs shuts out all of this one.
	// Meanwhile Do fails at once, but for the last MaxWait of it. nil: no answer
	// does that.
	Bars func(Response) time.Duration

	// Private keeps the path of a URL out of logs and errors too, where it is a
	// secret, as a webhook's is.
	Private bool
	// Observe is told of every attempt, as it ends; it may be nil, and must be safe
	// for concurrent use.
	Observe func(Attempt)
}

// Attempt is one request that was sent, with its redirects.
type Attempt struct {
	Status int           // that the answer amounts to; 0: there was no whole answer
	Took   time.Duration // from its start to the end of the body
}

// Env is what a client takes from outside. Both functions must be set and be
// safe for concurrent use.
type Env struct {
	Now    func() time.Time
	Jitter func() float64 // in [0,1)
}

func (p Policy) withDefaults() Policy {
	if p.Timeout <= 0 {
		p.Timeout = defaultTimeout
	}
	if p.MaxWait <= 0 {
		p.MaxWait = defaultMaxWait
	}
	if p.MaxBytes <= 0 {
		p.MaxBytes = defaultMaxBytes
	}
	return p
}

// bars returns for how long an answer forbids us to ask.
func (p Policy) bars(r Response) time.Duration {
	if p.Bars == nil {
		return 0
	}
	return p.Bars(r)
}

// status returns what an answer amounts to.
func (p Policy) status(r Response) int {
	if p.Status != nil {
		return p.Status(r)
	}
	return r.Status
}

// retryable reports whether an answer that amounts to a status outside 2xx is
// worth another attempt.
func (p Policy) retryable(status int, r Response) bool {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound:
		return false
	}
	if p.Retry != nil {
		return p.Retry(r)
	}
	return status == http.StatusTooManyRequests || status >= 500
}

// backoff returns the pause after the given number of attempts where the server
// names none: Backoff, doubled for every further attempt, and up to half as much
// again by jitter in [0,1).
func (p Policy) backoff(attempts int, jitter float64) time.Duration {
	pause := min(p.Backoff, p.MaxWait)
	for range attempts - 1 {
		pause = min(2*pause, p.MaxWait)
	}
	return min(pause+time.Duration(jitter*float64(pause)/2), p.MaxWait)
}
