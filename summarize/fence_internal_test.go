package summarize

import (
	"strings"
	"testing"

	"dailypapers/fetch"
)

// What isClean lets pass is what the long way leaves as it is.
func TestCleanLinesNeedNoCleaning(t *testing.T) {
	for r := rune(0); r < 0x11000; r++ {
		for _, line := range []string{string(r), "a" + string(r), "a" + string(r) + "b", string(r) + string(r)} {
			if long := strings.TrimSpace(fetch.Clean(strings.Map(shown, line))); isClean(line) && long != line {
				t.Errorf("%U: %q becomes %q", r, line, long)
			}
		}
	}
	for _, line := range []string{"", " ", "a ", " a", "a  b"} {
		if isClean(line) {
			t.Errorf("%q is clean", line)
		}
	}
}
