package check

import (
	"strings"
	"unicode"
)

// numeral says how far a number was read, so that its marks can be told from
// those of names and of sentences.
type numeral uint8

const (
	noNumeral  numeral = iota // between words
	inWord                    // in a word, of which digits are a part
	inNumeral                 // behind a digit of a number
	inExponent                // behind the e of a number
)

// next returns the state behind the rune r.
func (n numeral) next(r rune) numeral {
	switch {
	case isDigit(r) && n != inWord:
		return inNumeral
	case (r == 'e' || r == 'E') && n == inNumeral:
		return inExponent
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return inWord
	}
	return noNumeral
}

// joint returns what stays of a mark within a number, and the size of the mark:
// the point, the minus of an exponent and of a range; nothing of what parts the
// thousands or raises a power. The size is 0 where there is no such mark at i.
func (n numeral) joint(text string, i int) (stays string, size int) {
	rest := text[i:]
	if n == inNumeral {
		if len(rest) > 1 && rest[0] == '.' && isDigit(rune(rest[1])) {
			return ".", 1
		}
		for _, sep := range []string{"{,}", `\,`, ","} {
			if after, ok := strings.CutPrefix(rest, sep); ok && threeDigits(after) {
				return "", len(sep)
			}
		}
	}
	if n != inNumeral && n != inExponent {
		return "", 0
	}
	after := strings.TrimPrefix(strings.TrimPrefix(rest, "^"), "{")
	power := len(after)
	after = strings.TrimLeft(after, "-−–‑")
	switch {
	case len(after) == len(rest) || !isDigit(firstRune(after)):
		return "", 0
	case len(after) == power:
		return "", len(rest) - len(after)
	}
	return "-", len(rest) - len(after)
}
