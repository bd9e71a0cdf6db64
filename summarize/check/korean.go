package check

import (
	"strings"
	"unicode/utf8"
)

// koreanNumerals appends the figures of a text that are written in Korean
// words: 세 가지, 스물네 배, 이백만 개, 구십구 퍼센트, 십분의 일, 절반. Ordinals (두
// 번째) and what is left open (서너, 수십, 이삼십) are none.
func koreanNumerals(found []figure, text string) []figure {
	before := rune(' ')
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if isHangul(r) && !isHangul(before) && !isWord(before) {
			f, ok := nativeNumeral(text, i)
			if !ok && opensNumeral(text[:i]) {
				f, ok = sinoNumeral(text, i)
			}
			if ok {
				found = append(found, f)
				before, i = ' ', f.end
				continue
			}
		}
		before = r
		i += size
	}
	return found
}

// opensNumeral reports whether a Sino-Korean numeral may follow text. Behind a
// bracket 만 is a particle, and behind a figure it is that figure's scale.
func opensNumeral(text string) bool {
	word := strings.TrimRight(text, " ")
	last, _ := utf8.DecodeLastRuneInString(word)
	return word == "" || strings.ContainsRune("([“‘\"',~", last) || len(word) < len(text) && !isDigit(last)
}

// nativeTens and nativeUnits are the Korean number words proper. 한 counts only
// behind others: alone it claims nothing.
var (
	nativeTens = numerals{
		{"열", 10}, {"스물", 20}, {"스무", 20}, {"서른", 30}, {"마흔", 40}, {"쉰", 50}, {"예순", 60}, {"일흔", 70}, {"여든", 80}, {"아흔", 90},
	}
	nativeUnits = numerals{
		{"다섯", 5},
		{"여섯", 6},
		{"일곱", 7},
		{"여덟", 8},
		{"아홉", 9},
		{"두", 2},
		{"세", 3},
		{"네", 4},
		{"셋", 3},
		{"넷", 4},
		{"둘", 2},
		{"한", 1},
		{"하나", 1},
	}
	sinoDigits = numerals{
		{"일", 1}, {"이", 2}, {"삼", 3}, {"사", 4}, {"오", 5}, {"육", 6}, {"칠", 7}, {"팔", 8}, {"구", 9}, {"영", 0}, {"공", 0},
	}
)

// numerals are number words with their values.
type numerals []struct {
	word  string
	value float64
}

// prefix returns the word that text begins with, if any.
func (n numerals) prefix(text string) (word string, value float64) {
	for _, of := range n {
		if strings.HasPrefix(text, of.word) {
			return of.word, of.value
		}
	}
	return "", 0
}

// readNative reads a native number below a hundred: 두, 열한, 스물네.
func readNative(text string) (word string, value float64) {
	tens, value := nativeTens.prefix(text)
	units, more := nativeUnits.prefix(text[len(tens):])
	if tens == "" && (units == "한" || units == "하나" || units == "둘" || units == "셋" || units == "넷") {
		return "", 0
	}
	return tens + units, value + more
}

// nativeNumeral reads 절반, or a native number with what it counts.
func nativeNumeral(text string, start int) (figure, bool) {
	if strings.HasPrefix(text[start:], "절반") {
		return figure{span: span{start, start + len("절반")}, value: 0.5, raw: 0.5, step: 1e-9, kind: fraction, loose: true}, true
	}
	word, value := readNative(text[start:])
	if word == "" {
		return figure{}, false
	}
	at := start + len(word)
	spaced := strings.HasPrefix(text[at:], " ")
	if spaced {
		at++
	}
	next := firstRune(text[at:])
	u, end := readCounter(text, at)
	ordinal := strings.HasPrefix(text[at:], "번째") || strings.HasPrefix(text[at:], "째")
	switch {
	case ordinal, !isHangul(next) && !isLatin(next):
		return figure{}, false
	case end == at && (!spaced || word == "열" || !isHangul(next)):
		return figure{}, false // 세부, 네트워크, 열 방향
	case word == "열" && strings.HasPrefix(text[at:], "단위"):
		return figure{}, false
	}
	if end == at {
		u.kind, end = count, start+len(word)
	}
	f := figureIn(span{start, end}, value, u)
	f.loose = word == "두"
	return f, true
}

// figureIn returns a figure of a whole number in words.
func figureIn(at span, value float64, u reading) figure {
	f := figure{span: at, value: value, raw: value, step: 1, rounded: 1, kind: u.kind}
	if u.kind == measure {
		f.unit, f.value, f.step = u.unit.base, value*u.unit.factor, u.unit.factor
		f.rounded = f.step
	}
	return f
}
