package polite

import (
	"math"
	"net/http"
	"testing"
	"time"
)

// Whatever a server sends, the pause read from it is a time that can be waited
// for, and what is learnt from it delays no request for longer than it may.
func FuzzAsked(f *testing.F) {
	f.Add(429, "17", `"api";r=0;t=41`, "1500", "30", "0", "1m0s")
	f.Add(503, "Sat, 01 Jan 2000 00:00:30 GMT", "", "", "-1", "-1", "0")
	f.Add(429, "NaN", `r=0;t=Inf`, "-Inf", "1e308", "1e-308", "2540400h")
	f.Add(429, "1e300", `"a";r=0;t=-1,"b";r=0;t=99999999999999999999`, "0x10", "NaN", "Inf", "500")
	f.Add(200, "Fri, 31 Dec 9999 23:59:59 GMT", ";;=,", "", "0", "0", "-6m0s")
	f.Add(429, "", "", "", "40000", "12", "59.98s")
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, status int, after, limit, millis, most, left, reset string) {
		header := http.Header{}
		header.Set("Retry-After", after)
		header.Set("RateLimit", limit)
		header.Set("Retry-After-Ms", millis)
		for _, what := range []string{"Requests", "Tokens"} {
			header.Set("X-Ratelimit-Limit-"+what, most)
			header.Set("X-Ratelimit-Remaining-"+what, left)
			header.Set("X-Ratelimit-Reset-"+what, reset)
		}
		if least, most := asked(status, header, 5000, now); least < 0 || most < least || most > longest+time.Second {
			t.Errorf("asked() = %s, %s", least, most)
		}
		said, ok := quotaOf(header, "Tokens")
		if !ok {
			return
		}
		a := perMinute(0, true)
		_, mark, _ := a.try(now, 5000, now.Add(time.Minute))
		a.learn(said, mark, now, now.Add(time.Second))
		wait, _, _ := a.try(now.Add(time.Second), 5000, now.Add(time.Minute))
		if wait < 0 || wait > 59*time.Second || math.IsNaN(a.left) || a.left > a.limit {
			t.Errorf("wait %s with %v of %v left", wait, a.left, a.limit)
		}
	})
}
