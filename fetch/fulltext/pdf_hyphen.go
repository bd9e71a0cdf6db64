package fulltext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// vocabulary is the words of a document in lower case, compounds with their
// hyphens. It decides what a hyphen at a line's end was.
type vocabulary map[string]bool

// newVocabulary reads the words of lines that stand whole in one of them.
func newVocabulary(lines []flowLine) vocabulary {
	v := make(vocabulary)
	broken := false // whether the line begins with the rest of a word
	for _, l := range lines {
		words := strings.FieldsFunc(strings.ToLower(l.text), isNoWord)
		if broken && len(words) > 0 {
			words = words[1:]
		}
		if broken = endsInHyphen(l.text); broken && len(words) > 0 {
			words = words[:len(words)-1]
		}
		for _, word := range words {
			v[strings.Trim(word, "-")] = true
		}
	}
	return v
}

func isNoWord(r rune) bool { return r != '-' && !unicode.IsLetter(r) }

// endsInHyphen reports whether a line ends in a hyphen after a letter.
func endsInHyphen(line string) bool {
	before, ok := cutHyphen(line)
	last, _ := utf8.DecodeLastRuneInString(before)
	return ok && (unicode.IsLetter(last) || unicode.IsDigit(last))
}

// cutHyphen cuts the hyphen at a line's end, or pdfium's mark for it.
func cutHyphen(line string) (before string, ok bool) {
	last, size := utf8.DecodeLastRuneInString(line)
	switch last {
	case hyphenBreak, '-', '\u00AD', '\u2010':
		return line[:len(line)-size], true
	}
	return line, false
}

// hyphen returns what belongs between two lines, the first without its hyphen:
// nothing or the hyphen. The document's other words tell which, whole words
// against compounds; where they are silent, two words of the document make a
// compound, and two pieces that are no words make one.
func (v vocabulary) hyphen(before, after string) string {
	left := lastWord(strings.ToLower(before))
	right := firstWord(strings.ToLower(after))
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(after))
	switch {
	case left == "" || right == "" || !unicode.IsLower(first):
		return "-" // a number, a name, a formula
	case v[left+right]:
		return ""
	case v[left+"-"+right], strings.Contains(left, "-"):
		return "-"
	case len(left) > 2 && len(right) > 2 && v[left] && v[right]:
		return "-"
	}
	return ""
}

func lastWord(s string) string {
	if i := strings.LastIndexFunc(s, isNoWord); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		return s[i+size:]
	}
	return s
}

func firstWord(s string) string {
	if i := strings.IndexFunc(s, isNoWord); i >= 0 {
		return s[:i]
	}
	return s
}
