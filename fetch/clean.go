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
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(visible, s)
	return norm.NFC.String(strings.Join(strings.Fields(s), " "))
}

// visible maps white space to spaces and drops what nobody can see: control
// characters and format characters (zero-width spaces, directional overrides,
// tag characters), but for the joiners that emoji and some scripts need.
func visible(r rune) rune {
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200C', '\u200D'
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == zeroWidthNonJoiner, r == zeroWidthJoiner:
		return r
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co):
		return -1
	}
	return r
}
