package check

import "unicode"

// Final consonants, as they are counted in the block of Hangul syllables
// (The Unicode Standard, section 3.12, "Conjoining Jamo Behavior").
const (
	finalNone = 0
	finalN    = 4  // ㄴ
	finalR    = 8  // ㄹ
	finalM    = 16 // ㅁ
	finalB    = 17 // ㅂ
	finalBS   = 18 // ㅄ
	finalSS   = 20 // ㅆ
)

// final returns the final consonant of a Hangul syllable, finalNone where it
// has none, and -1 where r is no syllable.
func final(r rune) int {
	const first, last, finals = '가', '힣', 28
	if r < first || r > last {
		return -1
	}
	return int(r-first) % finals
}

// isHangul reports whether r is a letter of the Korean script.
func isHangul(r rune) bool { return unicode.Is(unicode.Hangul, r) }

// isLatin reports whether r is a letter of the Latin script.
func isLatin(r rune) bool {
	if r < unicode.MaxASCII {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	return unicode.Is(unicode.Latin, r)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
