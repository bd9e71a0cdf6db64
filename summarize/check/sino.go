package check

import (
	"math"
	"strings"
	"unicode/utf8"
)

// sinoNumber is a Sino-Korean number: 구십구, 이백만.
type sinoNumber struct {
	word   string
	value  float64
	step   float64 // of its last syllable
	scaled bool    // it has one of 십, 백, 천, 만, 억, 조
}

// readSino reads the Sino-Korean number that text begins with, and a native one
// behind its hundreds (백스물네). It is not ok where there is none, or where it is
// left open, as 이삼십 is.
func readSino(text string) (n sinoNumber, ok bool) {
	var total, section, digit float64
	small, large := math.Inf(1), math.Inf(1) // the scales that stand before
	i := 0
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if _, value := sinoDigits.prefix(text[i:]); value > 0 {
			if digit > 0 {
				return n, false
			}
			digit, n.step = value, 1
			i += size
			continue
		}
		scale := scales[string(r)]
		switch {
		case scale == 0, !isHangul(r), r == '조' && section == 0: // 구조, 이조
		case scale < 1e4 && scale < small:
			section += max(digit, 1) * scale
			small, digit, n.step, n.scaled = scale, 0, scale, true
			i += size
			continue
		case scale >= 1e4 && scale < large:
			total += max(section+digit, 1) * scale
			small, large, section, digit, n.step, n.scaled = math.Inf(1), scale, 0, 0, scale, true
			i += size
			continue
		}
		break
	}
	n.word, n.value = text[:i], total+section+digit
	if n.scaled && n.step > 10 {
		word, more := readNative(text[i:])
		if len(word) > len("두") {
			n.word, n.value, n.step = text[:i+len(word)], n.value+more, 1
		}
	}
	return n, i > 0
}

// sinoNumeral reads a Sino-Korean number with what it counts. Its syllables are
// those of many other words, so that the shorter it is, the plainer must be what
// it counts.
func sinoNumeral(text string, start int) (figure, bool) {
	n, ok := readSino(text[start:])
	if !ok {
		return figure{}, false
	}
	if f, ok := sinoFraction(text, start, n); ok {
		return f, true
	}
	f, ok := n.counting(text, start)
	if last := "일"; !ok && n.scaled && strings.HasSuffix(n.word, last) { // 삼십일 동안
		n.word, n.value = strings.TrimSuffix(n.word, last), n.value-1
		f, ok = n.counting(text, start)
	}
	return f, ok
}

// counting reads what the number at start counts.
func (n sinoNumber) counting(text string, start int) (figure, bool) {
	at := start + len(n.word)
	decimals := 0
	if value, places, size := sinoDecimals(text[at:]); places > 0 { // 육십삼 점 사
		n.value, decimals, at = n.value+value, places, at+size
	}
	rest := text[at:]
	hedge := strings.HasPrefix(rest, "여")
	rest = strings.TrimPrefix(rest, "여")
	spaced := strings.HasPrefix(rest, " ")
	rest = strings.TrimPrefix(rest, " ")
	u, end := readCounter(text, len(text)-len(rest))
	counted := text[len(text)-len(rest) : end]
	short := utf8.RuneCountInString(n.word) == 1
	switch {
	case counted == "" && n.scaled && spaced && isHangul(firstRune(rest)) && utf8.RuneCountInString(n.word) > 2:
		u.kind, end = count, at // 이백만 그루
	case counted == "", counted == "번째", counted == "째":
		return figure{}, false
	case decimals > 0 || hedge || !short:
	case n.scaled && !spaced && !plainCounters[counted]: // 천장, 만점
		return figure{}, false
	case !n.scaled && !(spaced && spacedCounters[counted] && n.value > 2 || gluedCounters[counted]): // 이 시간, 구배, 사원
		return figure{}, false
	}
	f := figureIn(span{start, end}, n.value, u)
	if by := math.Pow10(-decimals); decimals > 0 {
		f.step, f.rounded = f.step*by, f.rounded*by
	}
	if f.hedged = hedge || hedged(text, start, end); f.hedged {
		f.rounded = max(f.rounded, n.step*f.step)
	}
	return f, true
}

// What may follow a Sino-Korean number of one syllable: one of 십, 백, 천, 만
// without a space, and a digit with and without one.
var (
	plainCounters  = set("퍼센트", "퍼센트포인트", "배", "명", "가지", "개월")
	spacedCounters = set("퍼센트", "퍼센트포인트", "포인트", "배", "시간", "분", "초", "년", "개월", "개", "명", "단계", "차원")
	gluedCounters  = set("퍼센트", "퍼센트포인트", "개월")
)

// sinoDecimals reads the decimals of a number in words: 점 사.
func sinoDecimals(text string) (value float64, places, size int) {
	rest := strings.TrimPrefix(text, " ")
	rest, ok := strings.CutPrefix(rest, "점")
	if !ok {
		return 0, 0, 0
	}
	rest = strings.TrimPrefix(rest, " ")
	for {
		word, digit := sinoDigits.prefix(rest)
		if word == "" {
			return value, places, len(text) - len(rest)
		}
		places++
		value += digit * math.Pow10(-places)
		rest = rest[len(word):]
	}
}

// sinoFraction reads a fraction of which n is the denominator: 십분의 일.
func sinoFraction(text string, start int, n sinoNumber) (figure, bool) {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(text[start+len(n.word):], " "), "분의")
	if !ok || n.value == 0 {
		return figure{}, false
	}
	over, end, ok := readNumerator(text, len(text)-len(rest))
	if !ok {
		return figure{}, false
	}
	x := over / n.value
	return figure{span: span{start, end}, value: x, raw: x, step: 1e-9, rounded: 1e-9, kind: fraction, over: [2]float64{over, n.value}}, true
}

// readNumerator reads what follows 분의, in digits or in words.
func readNumerator(text string, i int) (value float64, end int, ok bool) {
	i += len(text[i:]) - len(strings.TrimLeft(text[i:], " "))
	if isDigit(firstRune(text[i:])) {
		n, end := readNumber(text, i)
		return n.value, end, !isLatin(firstRune(text[end:]))
	}
	n, ok := readSino(text[i:])
	return n.value, i + len(n.word), ok
}
