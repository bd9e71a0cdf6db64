package polite

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longest bounds what a server can ask for, so that sums of it stay a time.
const longest = 365 * 24 * time.Hour

// asked returns the least and the most pause that an answer to a request of so
// many tokens asks for, both 0 where it asks for none: Hugging Face's RateLimit
// where it says that nothing remains, else retry-after-ms, Retry-After in seconds
// or as a date, which are one pause. Else, after 429, what OpenAI's x-ratelimit-*
// say of what is used up: at least until there is enough for this request if it
// comes back evenly, at most until the reset, when all of it is back.
func asked(status int, header http.Header, tokens int, now time.Time) (least, most time.Duration) {
	if status == http.StatusTooManyRequests {
		if pause := spent(header.Values("RateLimit")); pause > 0 {
			return pause, pause
		}
	}
	if pause := number(header.Get("Retry-After-Ms"), time.Millisecond); pause > 0 {
		return pause, pause
	}
	if value := header.Get("Retry-After"); value != "" {
		pause := number(value, time.Second)
		if date, err := http.ParseTime(value); err == nil {
			pause = bounded(float64(date.Sub(now)))
		}
		return pause, pause
	}
	if status != http.StatusTooManyRequests {
		return 0, 0
	}
	for what, cost := range map[string]float64{"Requests": 1, "Tokens": max(1, float64(tokens))} {
		all := resetOf(header, what)
		enough := all
		if said, ok := quotaOf(header, what); ok {
			enough, all = said.until(cost), said.until(said.limit)
		} else if header.Get("X-Ratelimit-Remaining-"+what) != "0" {
			continue
		}
		if enough > 0 {
			least, most = max(least, enough), max(most, all)
		}
	}
	return least, most
}

// spent reads RateLimit: "api";r=REMAINING;t=SECONDS, also several of them, and
// returns the longest t+1 s of those with nothing remaining.
func spent(values []string) time.Duration {
	var pause time.Duration
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		var remaining, reset string
		for parameter := range strings.SplitSeq(item, ";") {
			name, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			switch name {
			case "r":
				remaining = value
			case "t":
				reset = value
			}
		}
		if seconds := number(reset, time.Second); remaining == "0" && reset != "" {
			pause = max(pause, seconds+time.Second)
		}
	}
	return pause
}

// number reads a count of units; what is no count is no pause.
func number(s string, unit time.Duration) time.Duration {
	n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		return 0
	}
	return bounded(n * float64(unit))
}

// bounded returns d in [0, longest]; not-a-number is 0.
func bounded(d float64) time.Duration {
	if !(d > 0) {
		return 0
	}
	return time.Duration(min(d, float64(longest)))
}
