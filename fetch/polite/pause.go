package polite

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// longest bounds what a server can ask for, so that sums of it stay a time.
const longest = 365 * 24 * time.Hour

// asked returns the pause that an answer asks for, 0 where it asks for none:
// Hugging Face's RateLimit where it says that nothing remains, else
// retry-after-ms, Retry-After in seconds or as a date, else OpenAI's
// x-ratelimit-reset-* of what is used up.
func asked(status int, header http.Header, now time.Time) time.Duration {
	if status == http.StatusTooManyRequests {
		if pause := spent(header.Values("RateLimit")); pause > 0 {
			return pause
		}
	}
	if pause := number(header.Get("Retry-After-Ms"), time.Millisecond); pause > 0 {
		return pause
	}
	if value := header.Get("Retry-After"); value != "" {
		if date, err := http.ParseTime(value); err == nil {
			return bounded(float64(date.Sub(now)))
		}
		return number(value, time.Second)
	}
	if status != http.StatusTooManyRequests {
		return 0
	}
	var pause time.Duration
	for _, what := range []string{"Requests", "Tokens"} {
		if header.Get("X-Ratelimit-Remaining-"+what) != "0" {
			continue
		}
		// A duration in Go's own form, such as 6m0s or 20ms.
		if reset, err := time.ParseDuration(header.Get("X-Ratelimit-Reset-" + what)); err == nil {
			pause = max(pause, bounded(float64(reset)))
		}
	}
	return pause
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
