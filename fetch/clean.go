package fetch

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean returns s as one line of text: valid UTF-8 in NFC, white space of any
// kind folded into single spaces and trimmed, control and invisible format
// characters dropped. It is idempotent. NFKC would eat x², so it is not used.
func Clean(s string) string {
	if isPlain(s) {
		return strings.Join(strings.Fields(s), " ")
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(visible, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// Cut returns s, or where it has more characters than most, which is above 0, its
// beginning and an ellipsis, most characters in all.
func Cut(s string, most int) string {
	kept, n := 0, 0
	for i := range s {
		switch n++; {
		case n == most:
			kept = i
		case n > most:
			return s[:kept] + "…"
		}
	}
	return s
}

// isPlain reports whether s is plain characters and ASCII's white space, as most
// text is: then there is only white space to fold.
func isPlain(s string) bool {
	for _, r := range s {
		if !IsPlain(r) && (r < '\t' || r > '\r') {
			return false
		}
	}
	return true
}

// IsPlain reports whether Clean surely leaves a character as it is, whatever it
// stands beside, but for spaces, of which it folds several: whether it is
// printable ASCII, or one of the commonest others that are visible and in NFC.
func IsPlain(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7F:
	case r > '\u00A0' && r <= '\u00FF' && r != '\u00AD': // Latin-1 but for the soft hyphen
	case r >= 'α' && r <= 'ω':
	case r >= '\u2010' && r <= '\u2027': // dashes, quotation marks, bullets
	case r >= '\u2190' && r <= '\u22FF': // arrows and operators
	default:
		return false
	}
	return true
}

// visible maps white space to spaces and drops what nobody can see: control
// characters and format characters (zero-width spaces, directional overrides,
// tag characters), but for the joiners that emoji and some scripts need. Code
// points that are no characters go too: YAML does not allow them.
func visible(r rune) rune {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200C', '\u200D'
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == zeroWidthNonJoiner, r == zeroWidthJoiner:
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Noncharacter_Code_Point):
		return -1
	}
	return r
}
