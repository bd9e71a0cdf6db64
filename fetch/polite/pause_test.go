package polite

import (
	"net/http"
	"testing"
	"time"
)

// Whatever a server sends, the pause read from it is a time that can be waited
// for, and is zero only where nothing usable was sent.
func FuzzAsked(f *testing.F) {
	f.Add(429, "17", `"api";r=0;t=41`, "1500")
	f.Add(503, "Sat, 01 Jan 2000 00:00:30 GMT", "", "")
	f.Add(429, "NaN", `r=0;t=Inf`, "-Inf")
	f.Add(429, "1e300", `"a";r=0;t=-1,"b";r=0;t=99999999999999999999`, "0x10")
	f.Add(200, "Fri, 31 Dec 9999 23:59:59 GMT", ";;=,", "")
	now := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, status int, after, limit, millis string) {
		header := http.Header{}
		header.Set("Retry-After", after)
		header.Set("RateLimit", limit)
		header.Set("Retry-After-Ms", millis)
		if pause := asked(status, header, now); pause < 0 || pause > longest+time.Second {
			t.Errorf("asked() = %s", pause)
		}
	})
}
