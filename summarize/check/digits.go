package check

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// digits appends the figures of a text that are written in digits. Digits that
// are part of a name (GPT-4, H100, MATH-500) are none.
func digits(found []figure, text string) []figure {
	for i := 0; i < len(text); {
		c := text[i]
		if c < '0' || c > '9' {
			i++
			continue
		}
		if !opensFigure(text, i) {
			i = skipName(text, i)
			continue
		}
		f, end, ok := readFigure(text, i)
		if !ok {
			i = skipName(text, i)
			continue
		}
		i = end
		if whole, end, ok := readFraction(text, f); ok {
			f, i = whole, end
		}
		found = append(found, f)
	}
	return found
}

// readFraction reads the other half of a fraction of which f is the first: 2/3,
// \frac{2}{3}, 3분의 2.
func readFraction(text string, f figure) (whole figure, end int, ok bool) {
	if f.raw == 0 || math.Abs(rawStep(f)-1) > 1e-9 || f.kind == percent || f.kind == points || f.kind == times {
		return f, 0, false
	}
	digits := f.start
	for digits < len(text) && isDigit(rune(text[digits])) {
		digits++
	}
	rest := text[digits:]
	korean := false
	switch {
	case strings.HasPrefix(rest, "/"):
		rest = rest[1:]
	case strings.HasPrefix(rest, "}{") && strings.HasSuffix(text[:f.start], `frac{`):
		rest = rest[2:]
	case strings.HasPrefix(rest, "분의"):
		rest, korean = rest[len("분의"):], true
	default:
		return f, 0, false
	}
	if !korean && !isDigit(firstRune(rest)) {
		return f, 0, false
	}
	other, end, ok := readNumerator(text, len(text)-len(rest))
	if !ok {
		return f, 0, false
	}
	f.over = [2]float64{f.raw, other}
	if korean {
		f.over = [2]float64{other, f.raw}
	}
	if f.over[1] == 0 {
		return f, 0, false
	}
	f.end, f.kind = end, fraction
	f.value, f.step, f.rounded = f.over[0]/f.over[1], 1e-9, 1e-9
	f.raw = f.value
	return f, end, true
}

// opensFigure reports whether the digit at i begins a figure and is no part of
// a word.
func opensFigure(text string, i int) bool {
	before, size := utf8.DecodeLastRuneInString(text[:i])
	switch {
	case before == '@' && ranks[strings.ToLower(lastLetters(text[:i-size]))]:
		return true
	case isLatin(before), before == '_', before == '@', before == '#':
		return false
	case before == '^', before == '{' && i > 1 && (text[i-2] == '^' || text[i-2] == '_'):
		return false
	case before == '-' && (ranks[strings.ToLower(lastLetters(text[:i-size]))] || endsFigure(text[:i-size])):
		return true
	case before == '-', before == '.', before == '/', before == '+':
		// GPT-4 is a name, 0.5-0.9 and -3 are figures; so is the 7B of Qwen2.5-7B.
		word, _ := utf8.DecodeLastRuneInString(text[:i-size])
		if !isLatin(word) && !(isDigit(word) && inName(text, i-size)) {
			return true
		}
		return before == '-' && isSize(text[i:])
	}
	return true
}

// ranks are words that a hyphen or an @ ties to a figure, not to a name: top-5.
var ranks = set("top", "rank", "level", "pass", "recall", "hit", "hits", "precision", "maj", "best", "layer", "size", "step", "hop")

// endsFigure reports whether text ends with a figure and the letters of its unit,
// as the beginning of 10x-20x does.
func endsFigure(text string) bool {
	number := strings.TrimRightFunc(text, isLatin)
	if letters := len(text) - len(number); letters == 0 || letters > 3 {
		return false
	}
	rest := strings.TrimRight(number, "0123456789.")
	before, _ := utf8.DecodeLastRuneInString(rest)
	return len(rest) < len(number) && !isLatin(before) && before != '-' && before != '_'
}

// inName reports whether the characters before i, up to white space, have a
// Latin letter that digits follow, as those of Qwen2.5 do and those of 5 to 7 do
// not.
func inName(text string, i int) bool {
	letter := false
	for range 40 { // no name is longer
		r, size := utf8.DecodeLastRuneInString(text[:i])
		switch {
		case isLatin(r):
			letter = true
		case !isDigit(r) && r != '.' && r != '-' && r != '_':
			return letter && !isDigit(firstRune(text[i:]))
		}
		if size == 0 {
			break
		}
		i -= size
	}
	return letter && !isDigit(firstRune(text[i:]))
}

// isSize reports whether text begins with the size of a model, such as 7B.
func isSize(text string) bool {
	i := strings.IndexFunc(text, func(r rune) bool { return !isDigit(r) && r != '.' })
	return i > 0 && (text[i] == 'B' || text[i] == 'M') && !isWord(firstRune(text[i+1:]))
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

func isWord(r rune) bool { return isLatin(r) || isDigit(r) }

// skipName returns the end of the name or number that holds the digit at i.
func skipName(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isWord(r) {
			break
		}
		i += size
	}
	return i
}

// readFigure reads the figure that begins with the digit at start.
func readFigure(text string, start int) (f figure, end int, ok bool) {
	n, end := readNumber(text, start)
	if start > 0 && text[start-1] == '.' && (start == 1 || !isDigit(rune(text[start-2]))) { // .375
		n = n.scaled(math.Pow10(start - end))
	}
	n, end = readPower(text, end, n)
	n, end = readKoreanScales(text, end, n)
	u, end, ok := readUnit(text, end)
	if !ok {
		return f, start, false
	}
	n = n.scaled(u.scale)
	f = figure{span: span{start, end}, value: n.value, step: n.step, rounded: n.step, kind: u.kind, raw: n.value}
	if u.kind == measure {
		f.unit, f.value, f.step = u.unit.base, n.value*u.unit.factor, n.step*u.unit.factor
		f.rounded = f.step
	}
	f.delta = f.kind == points && (strings.ContainsAny(f.of(text), "%％") || strings.Contains(f.of(text), "퍼센트"))
	f.prefixed(text)
	if hedged(text, f.start, f.end) {
		f.hedged = true
		f.rounded = max(f.rounded, n.rounded*f.step/n.step)
	}
	return f, end, true
}

// prefixed looks at what stands before a figure: a sign of money, the name of
// what it numbers, and the number of which it is a part.
func (f *figure) prefixed(text string) {
	before := strings.TrimRight(text[:f.start], " \u00a0~({")
	switch {
	case strings.HasSuffix(before, `\$`), strings.HasSuffix(before, "$") && f.kind != measure && money(text, f.start):
		f.kind, f.unit = measure, "USD"
	case strings.HasSuffix(before, "₩"):
		f.kind, f.unit = measure, "KRW"
	case strings.HasSuffix(before, "€"):
		f.kind, f.unit = measure, "EUR"
	case f.kind == measure && strings.HasSuffix(f.of(text), "일") && strings.HasSuffix(before, "월"): // 10월 5일
		f.kind, f.unit = bare, ""
		f.value, f.step, f.rounded = f.raw, 1, 1
	case f.kind == bare || f.kind == naked || f.kind == count:
		word := strings.ToLower(strings.TrimRight(lastLetters(before), "."))
		switch {
		case labels[word], word == "제" && f.isOrdinal() && len(before) == f.start:
			f.kind, f.numbers = label, true
		case koreanLabels[word] && f.isOrdinal():
			at := f.end + len(text[f.end:]) - len(strings.TrimLeft(text[f.end:], " "))
			if _, end := readCounter(text, at); end == at && f.kind != count { // 그림 97장
				f.kind, f.numbers = label, true
			}
		}
	}
}

// money reports whether the $ before i is a currency's and not TeX's: no $
// follows the figure closely.
func money(text string, i int) bool {
	if text[i-1] != '$' {
		return false
	}
	end := strings.IndexFunc(text[i:], func(r rune) bool { return !isDigit(r) && r != '.' && r != ',' })
	if end < 0 {
		return true
	}
	rest := text[i+end:]
	return !strings.HasPrefix(rest, "$") && !strings.HasPrefix(rest, `\`) && !strings.HasPrefix(rest, "^") &&
		!strings.HasPrefix(rest, "{") &&
		!strings.HasPrefix(strings.TrimLeft(rest, " "), `\`)
}

// labels precede the numbers of things.
var labels = set("table", "tables", "tab", "tabs", "figure", "figures", "fig", "figs", "section", "sections", "sec", "secs", "appendix",
	"appendices", "equation", "equations", "eq", "eqs", "algorithm", "algorithms", "theorem", "theorems", "lemma", "lemmas", "step", "line",
	"lines", "chapter", "chapters", "page", "listing", "definition", "proposition", "corollary", "footnote", "§")

// koreanLabels do so too, unless what follows is counted.
var koreanLabels = set("표", "그림", "식", "절", "부록")

// isOrdinal reports whether a figure may be the number of a thing.
func (f figure) isOrdinal() bool { return f.step == 1 && f.raw < 1000 }

// lastLetters returns the letters and full stops at the end of text.
func lastLetters(text string) string {
	i := len(text)
	for i > 0 && len(text)-i < 32 {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if !unicode.IsLetter(r) && r != '.' {
			break
		}
		i -= size
	}
	return text[i:]
}

// hedged reports whether a figure is said to be about right only: 약 500개,
// 500여 개, 500개 이상.
func hedged(text string, start, end int) bool {
	before := strings.TrimRight(text[:start], " ")
	for _, word := range []string{"약", "대략", "거의", "최소"} {
		if strings.HasSuffix(before, word) {
			return true
		}
	}
	after := text[end:]
	for _, word := range []string{"여 ", "여개", "여명", "여 개"} {
		if strings.HasPrefix(after, word) {
			return true
		}
	}
	after = strings.TrimLeft(after, " ")
	for _, word := range []string{"이상", "가량", "정도", "남짓", "넘", "안팎", "내외", "개 이상", "명 이상", "배 이상", "여 개", "여 명"} {
		if strings.HasPrefix(after, word) {
			return true
		}
	}
	return false
}
