package fulltext

import (
	"slices"
	"strconv"
	"strings"
)

// numbers is a section's number, outermost first: 3.1.2, or B.2 as 2.2.
type numbers []int

func parseNumbers(s string) numbers {
	var n numbers
	for part := range strings.SplitSeq(s, ".") {
		value, err := strconv.Atoi(part)
		if err != nil {
			value = int(part[0]-'A') + 1
		}
		n = append(n, value)
	}
	return n
}

// follows reports whether n can come after last: the next of its level, or the
// one after that where a title was not recognised, or the first below.
func (n numbers) follows(last numbers) bool {
	deepest := len(n) - 1
	switch {
	case deepest > len(last) || !slices.Equal(n[:deepest], last[:deepest]):
		return false
	case deepest == len(last):
		return n[deepest] <= 2
	}
	return n[deepest] > last[deepest] && n[deepest] <= last[deepest]+2
}

func roman(s string) int {
	value := map[byte]int{'I': 1, 'V': 5, 'X': 10}
	sum := 0
	for i := range len(s) {
		if i+1 < len(s) && value[s[i]] < value[s[i+1]] {
			sum -= value[s[i]]
		} else {
			sum += value[s[i]]
		}
	}
	return sum
}
