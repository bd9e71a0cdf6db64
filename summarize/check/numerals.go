package check

import (
	"math"
	"strings"
	"unicode/utf8"
)

// cardinals are the English number words below a hundred.
var cardinals = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
	"nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	"dozen": 12,
}

// multiples are words that say a figure in another way.
var multiples = map[string]struct {
	value float64
	kind  kind
}{
	"twice": {2, times}, "thrice": {3, times}, "double": {2, times}, "doubles": {2, times}, "doubled": {2, times},
	"doubling": {2, times}, "triple": {3, times}, "triples": {3, times}, "tripled": {3, times}, "tripling": {3, times},
	"quadruple": {4, times}, "quadruples": {4, times}, "quadrupled": {4, times},
	"half": {0.5, fraction}, "halves": {0.5, fraction}, "halved": {0.5, fraction}, "halve": {0.5, fraction},
	"halving": {0.5, fraction}, "quarter": {0.25, fraction}, "quarters": {0.25, fraction},
	"both": {2, count}, "dual": {2, count}, "pair": {2, count}, "pairs": {2, count}, "paired": {2, count}, "pairwise": {2, count},
	"bilateral": {2, count}, "either": {2, count}, "second": {2, label}, "secondly": {2, label}, "triplet": {3, count},
	"triplets": {3, count}, "trio": {3, count}, "third": {1. / 3, fraction}, "thirds": {1. / 3, fraction},
	"fifth": {1. / 5, fraction}, "fifths": {1. / 5, fraction}, "tenth": {1. / 10, fraction}, "tenths": {1. / 10, fraction},
	"january": {1, label}, "february": {2, label}, "april": {4, label}, "june": {6, label}, "july": {7, label}, "august": {8, label},
	"september": {9, label}, "october": {10, label}, "november": {11, label}, "december": {12, label},
}

// englishNumerals appends the figures of a text that are written in English
// words: twelve, twenty-five, two hundred, three million, twofold, halves.
func englishNumerals(found []figure, text string) []figure {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !isLatin(r) {
			i += size
			continue
		}
		word := latinPrefix(text[i:])
		end := i + len(word)
		if f, after, ok := englishNumeral(text, i, end); ok {
			found = append(found, f)
			end = after
		}
		i = end
	}
	return found
}

// englishNumeral reads the numeral that begins with the word text[start:end].
func englishNumeral(text string, start, end int) (figure, int, bool) {
	word := strings.ToLower(text[start:end])
	if len(word) < 3 || len(word) > 12 {
		return figure{}, end, false
	}
	if m, ok := multiples[word]; ok {
		return figure{span: span{start, end}, value: m.value, raw: m.value, step: 1e-9, kind: m.kind}, end, true
	}
	if word == "order" && strings.HasPrefix(text[end:], " of magnitude") {
		return figure{span: span{start, end}, value: 10, raw: 10, step: 1, kind: times}, end, true
	}
	if stem, ok := strings.CutSuffix(word, "fold"); ok {
		if n, ok := cardinals[stem]; ok {
			return figure{span: span{start, end}, value: n, raw: n, step: 1, kind: times}, end, true
		}
	}
	if scale := scales[word]; scale >= 100 && strings.HasSuffix(strings.ToLower(text[:start]), "a ") {
		return bareScale(text, start, end, scale)
	}
	n, ok := cardinals[word]
	if !ok {
		return figure{}, end, false
	}
	if f, after, ok := oneInMany(text, start, end, n); ok {
		return f, after, true
	}
	if rest := text[end:]; strings.HasPrefix(rest, " and a half") || strings.HasPrefix(rest, "-and-a-half") {
		n, end = n+0.5, end+len(" and a half")
	}
	if rest := text[end:]; n >= 20 && len(rest) > 1 && (rest[0] == '-' || rest[0] == ' ') { // twenty-five
		unit := latinPrefix(rest[1:])
		if more, ok := cardinals[strings.ToLower(unit)]; ok && more > 0 && more < 10 {
			n, end = n+more, end+1+len(unit)
		}
	}
	if strings.HasPrefix(text[end:], "-thirds") || strings.HasPrefix(text[end:], " thirds") {
		end += len("-thirds")
		return figure{span: span{start, end}, value: n / 3, raw: n / 3, step: 1e-9, kind: fraction}, end, true
	}
	if strings.HasPrefix(text[end:], " quarters") || strings.HasPrefix(text[end:], "-quarters") {
		end += len("-quarters")
		return figure{span: span{start, end}, value: n / 4, raw: n / 4, step: 1e-9, kind: fraction}, end, true
	}
	u, after, ok := readUnit(text, end)
	if !ok {
		return figure{}, end, false
	}
	if n != math.Trunc(n) {
		u.scale, n = u.scale/10, n*10
	}
	return scaledFigure(span{start, after}, n, u), after, true
}

// scaledFigure returns a figure of n times the scale of what follows it.
func scaledFigure(at span, n float64, u reading) figure {
	f := figure{span: at, value: n * u.scale, step: u.scale, kind: u.kind}
	f.raw, f.rounded = f.value, f.step
	if u.kind == measure {
		f.unit, f.value, f.step = u.unit.base, f.value*u.unit.factor, f.step*u.unit.factor
	}
	return f
}

// bareScale reads a scale that stands for itself: a hundred, half a million.
func bareScale(text string, start, end int, scale float64) (figure, int, bool) {
	n := 1.
	if strings.HasSuffix(strings.ToLower(text[:start]), "half a ") {
		n = 0.5
	}
	u, after, ok := readUnit(text, end)
	if !ok {
		return figure{}, end, false
	}
	u.scale *= scale * n
	return scaledFigure(span{start, after}, 1, u), after, true
}

// oneInMany reads a share: one in five.
func oneInMany(text string, start, end int, n float64) (figure, int, bool) {
	rest, ok := strings.CutPrefix(text[end:], " in ")
	if !ok {
		rest, ok = strings.CutPrefix(text[end:], " out of ")
	}
	word := latinPrefix(rest)
	of := cardinals[strings.ToLower(word)]
	if !ok || of <= n {
		return figure{}, end, false
	}
	after := len(text) - len(rest) + len(word)
	x := n / of
	return figure{
		span: span{start, after}, value: x, raw: x, step: 1e-9, rounded: 1e-9, kind: fraction, over: [2]float64{n, of},
	}, after, true
}
