package check

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// scales maps the words and letters that multiply a number to their value.
var scales = map[string]float64{
	"K": 1e3, "k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "Mn": 1e6, "mn": 1e6, "Bn": 1e9, "bn": 1e9,
	"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
	"십": 10, "백": 1e2, "천": 1e3, "만": 1e4, "십만": 1e5, "백만": 1e6, "천만": 1e7, "억": 1e8, "십억": 1e9, "백억": 1e10,
	"천억": 1e11, "조": 1e12,
}

// koreanScales are the Korean ones of scales, the longest first.
var koreanScales = [...]string{"십만", "백만", "천만", "십억", "백억", "천억", "십", "백", "천", "만", "억", "조"}

// number is what is read before a unit.
type number struct{ value, step, rounded float64 }

func (n number) scaled(by float64) number { return number{n.value * by, n.step * by, n.rounded * by} }

// readNumber reads digits with their separators and their fraction.
func readNumber(text string, i int) (number, int) {
	var b strings.Builder
	start := i
	for i < len(text) && isDigit(rune(text[i])) {
		b.WriteByte(text[i])
		i++
	}
	if i-start <= 3 {
		for { // 12,000, and TeX's 12{,}000 and 12\,000
			after, sep := text[i:], ""
			for _, s := range []string{"{,}", `\,`, ","} {
				if strings.HasPrefix(after, s) {
					sep = s
					break
				}
			}
			group := i + len(sep)
			if sep == "" || !threeDigits(text[group:]) {
				break
			}
			b.WriteString(text[group : group+3])
			i = group + 3
		}
	}
	whole := b.Len()
	decimals := 0
	point := "."
	if strings.HasPrefix(text[i:], "점") { // 63점4
		point = "점"
	}
	if after, ok := strings.CutPrefix(text[i:], point); ok && isDigit(firstRune(after)) {
		b.WriteByte('.')
		for i += len(point); i < len(text) && isDigit(rune(text[i])); i++ {
			b.WriteByte(text[i])
			decimals++
		}
	}
	value, err := strconv.ParseFloat(b.String(), 64)
	if err != nil {
		value = math.Inf(1)
	}
	n := number{value: value, step: math.Pow10(-decimals)}
	n.rounded = n.step
	if decimals == 0 && value > 0 {
		s := b.String()[:whole]
		n.rounded = math.Pow10(len(s) - len(strings.TrimRight(s, "0")))
	}
	return n, i
}

func threeDigits(s string) bool {
	return len(s) >= 3 && isDigit(rune(s[0])) && isDigit(rune(s[1])) && isDigit(rune(s[2])) &&
		(len(s) == 3 || !isDigit(rune(s[3])))
}

// readPower reads the power of ten behind a number: e4, × 10⁴, \times10^{4};
// and a power that stands alone: 10⁴, 2^{16}.
func readPower(text string, i int, n number) (number, int) {
	if i < len(text) && (text[i] == 'e' || text[i] == 'E') {
		if exp, end, ok := readInt(text, i+1); ok && !isLatin(firstRune(text[end:])) {
			return n.scaled(math.Pow10(exp)), end
		}
	}
	rest := strings.TrimLeft(text[i:], " $")
	for _, sign := range []string{"×", "x", "·", "*", `\times`, `\cdot`} {
		after, ok := strings.CutPrefix(rest, sign)
		if !ok {
			continue
		}
		after = strings.TrimLeft(after, " $")
		if after, ok = strings.CutPrefix(after, "10"); !ok {
			return n, i
		}
		if exp, size, ok := readExponent(after); ok {
			return n.scaled(math.Pow10(exp)), len(text) - len(after) + size
		}
		return n, i
	}
	if n.step == 1 && n.value < 1000 { // 10⁴, 2^{16}
		if exp, size, ok := readExponent(text[i:]); ok {
			p := math.Pow(n.value, float64(exp))
			return number{p, p * 1e-9, p * 1e-9}, i + size
		}
	}
	return n, i
}

// readInt reads an integer with its sign.
func readInt(text string, i int) (n, end int, ok bool) {
	end = i
	for _, minus := range []string{"-", "−", "+"} {
		if strings.HasPrefix(text[end:], minus) {
			end += len(minus)
			break
		}
	}
	first := end
	for end < len(text) && isDigit(rune(text[end])) && end-first < 4 {
		end++
	}
	if first == end {
		return 0, i, false
	}
	n, _ = strconv.Atoi(text[first:end])
	if first > i && text[i] != '+' {
		n = -n
	}
	return n, end, true
}

// readExponent reads an exponent: ^4, ^{-4}, ⁻⁴.
func readExponent(text string) (exp, size int, ok bool) {
	if after, found := strings.CutPrefix(text, "^"); found {
		braced := strings.HasPrefix(after, "{")
		after = strings.TrimPrefix(after, "{")
		at := len(text) - len(after)
		exp, end, ok := readInt(text, at)
		if braced && strings.HasPrefix(text[end:], "}") {
			end++
		}
		return exp, end, ok
	}
	sign := 1
	for _, r := range text {
		switch d := strings.IndexRune("⁰¹²³⁴⁵⁶⁷⁸⁹", r); {
		case r == '⁻' && size == 0:
			sign = -1
		case d >= 0 && exp < 1000:
			// ⁰ and ⁴ to ⁹ have three bytes, ¹ ² ³ two.
			exp, ok = exp*10+superscript(r), true
		default:
			return sign * exp, size, ok
		}
		size += utf8.RuneLen(r)
	}
	return sign * exp, size, ok
}

func superscript(r rune) int {
	switch r {
	case '¹':
		return 1
	case '²':
		return 2
	case '³':
		return 3
	}
	return int(r - '⁰')
}

// readKoreanScales reads 만, 억 and their like, and what they add up to: 1억
// 2,000만.
func readKoreanScales(text string, i int, n number) (number, int) {
	by, end := koreanScale(text, i)
	if end == i {
		return n, i
	}
	sum := n.scaled(by)
	for by > 1 {
		next := end
		if strings.HasPrefix(text[next:], " ") {
			next++
		}
		if next >= len(text) || !isDigit(rune(text[next])) {
			break
		}
		more, after := readNumber(text, next)
		smaller, afterScale := koreanScale(text, after)
		if smaller >= by || more.value*smaller >= by || afterScale == after && next == end+1 {
			break
		}
		more = more.scaled(smaller)
		sum = number{sum.value + more.value, more.step, more.rounded}
		by, end = smaller, afterScale
	}
	return sum, end
}

// koreanScale reads one Korean scale; 1 where there is none.
func koreanScale(text string, i int) (by float64, end int) {
	if firstRune(text[i:]) < '가' {
		return 1, i
	}
	for _, s := range koreanScales {
		after, ok := strings.CutPrefix(text[i:], s)
		if !ok {
			continue
		}
		// 조건, 만큼, 천천히 and 백엔드 are other words.
		for _, other := range []string{"건", "큼", "천", "엔", "정", "절", "합", "각", "점", "족", "터", "본"} {
			if strings.HasPrefix(after, other) && !(other == "건" && s != "조") {
				return 1, i
			}
		}
		return scales[s], i + len(s)
	}
	return 1, i
}
