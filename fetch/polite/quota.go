package polite

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// quota is what an answer says of a limit.
type quota struct {
	limit, remaining float64
	reset            time.Duration // until the whole limit is back; 0: unsaid
}

// rate returns how much comes back per second: the limit in a minute, unless the
// service says how long the rest takes, since some limits are per day. What is
// full, or as good as full, tells no rate.
func (q quota) rate() float64 {
	if missing, reset := q.limit-q.remaining, q.reset.Seconds(); missing >= 1 && reset >= 0.001 {
		return missing / reset
	}
	return q.limit / time.Minute.Seconds()
}

// until returns how long it takes until as much as the cost is there, or all.
func (q quota) until(cost float64) time.Duration {
	return ceilSeconds((min(cost, q.limit) - q.remaining) / q.rate())
}

// quotaOf reads x-ratelimit-limit-*, -remaining-* and -reset-* of "Requests" or
// "Tokens", as OpenAI, Azure, Groq and others send them. It reports false where
// the limit or what remains is not there or no such number: Azure has -1 for it.
//
// A reset is a duration in Go's own form, such as 6m0s or 20ms. One without a
// unit is taken as unsaid: servers mean seconds, milliseconds and dates by it.
func quotaOf(header http.Header, what string) (quota, bool) {
	var said quota
	for name, to := range map[string]*float64{"Limit": &said.limit, "Remaining": &said.remaining} {
		n, err := strconv.ParseFloat(strings.TrimSpace(header.Get("X-Ratelimit-"+name+"-"+what)), 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return quota{}, false
		}
		*to = n
	}
	if said.limit <= 0 || said.remaining < 0 {
		return quota{}, false
	}
	said.remaining = min(said.remaining, said.limit)
	said.reset = resetOf(header, what)
	return said, true
}

// resetOf reads x-ratelimit-reset-*; 0 where it is not there or has no unit.
func resetOf(header http.Header, what string) time.Duration {
	reset, err := time.ParseDuration(strings.TrimSpace(header.Get("X-Ratelimit-Reset-" + what)))
	if err != nil {
		return 0
	}
	return bounded(float64(reset))
}

// ceilSeconds returns a number of seconds as a duration of at most longest,
// rounded up, so that a wait for it is long enough.
func ceilSeconds(seconds float64) time.Duration {
	return bounded(math.Ceil(seconds * float64(time.Second)))
}
