package arxiv

import (
	"bytes"
	"net/http"
	"time"

	"dailypapers/fetch/polite"
)

// robotPause is how long arXiv is left alone once it has taken us for a robot:
// for the rest of a day's work, and not for that of the next day.
const robotPause = 6 * time.Hour

// Bars returns for how long arXiv, its API and its site, is asked nothing after an
// answer: six hours where that is its page for robots, else 0. It is for the
// policy of every client that asks arXiv for anything.
func Bars(r polite.Response) time.Duration {
	if r.Status == http.StatusForbidden && isForRobots(r.Body) {
		return robotPause
	}
	return 0
}

// isForRobots reports whether the body of a 403 is arXiv's page for programs
// that ask too much, and not that of a paper that is not public.
func isForRobots(body []byte) bool {
	body = bytes.ToLower(body)
	for _, word := range []string{"robot", "automated", "access denied", "user-agent"} {
		if bytes.Contains(body, []byte(word)) {
			return true
		}
	}
	return false
}
