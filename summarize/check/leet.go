package check

import (
	"strings"
	"unicode"
)

// leet reads digits as the letters that they stand for: 1gn0re is ignore.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t")

// unleet returns a sentence with the digits read as letters in each word that has
// both, and whether there are at least two such words: one alone may be a name,
// such as Qwen2 or 3D.
func unleet(sentence string) (string, bool) {
	words := strings.Fields(sentence)
	mixed := 0
	for i, word := range words {
		if strings.ContainsFunc(word, unicode.IsLetter) && strings.ContainsAny(word, "013457") {
			words[i] = leet.Replace(word)
			mixed++
		}
	}
	return strings.Join(words, " "), mixed >= 2
}
