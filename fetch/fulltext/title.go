package fulltext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sameTitle reports whether two titles can be one paper's. Titles change between
// versions and lose their TeX, so only those that have less than a third of
// their long words in common are of two papers; a title unknown, or of one or
// two such words, proves nothing.
func sameTitle(a, b string) bool {
	left, right := words(a), words(b)
	if len(left) > len(right) {
		left, right = right, left
	}
	if len(left) < 3 {
		return true
	}
	shared := 0
	for word := range left {
		if right[word] {
			shared++
		}
	}
	return 3*shared >= len(left)
}

// words returns a title's words of four characters or more.
func words(title string) map[string]bool {
	set := make(map[string]bool)
	for word := range strings.FieldsFuncSeq(strings.ToLower(title), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}) {
		if utf8.RuneCountInString(word) >= 4 {
			set[word] = true
		}
	}
	return set
}
