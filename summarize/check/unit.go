package check

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is a unit of measurement, as a multiple of the base unit of its
// dimension.
type unit struct {
	base   string
	factor float64
}

// units maps how units are written, in English and Korean, to what they are.
// Bytes count in powers of ten, as papers mostly mean them.
var units = spell(map[unit]string{
	{"s", 1e-9}:      "ns nanosecond nanoseconds 나노초",
	{"s", 1e-6}:      "µs μs us microsecond microseconds 마이크로초",
	{"s", 1e-3}:      "ms msec millisecond milliseconds 밀리초",
	{"s", 1}:         "s sec secs second seconds 초",
	{"s", 60}:        "min mins minute minutes 분",
	{"s", 3600}:      "h hr hrs hour hours 시간",
	{"s", 86400}:     "day days 일",
	{"s", 604800}:    "week weeks 주 주일",
	{"month", 1}:     "month months 개월 달",
	{"month", 12}:    "year years yr yrs 년 연",
	{"byte", 1}:      "byte bytes 바이트",
	{"byte", 1e3}:    "KB kB kilobytes 킬로바이트",
	{"byte", 1e6}:    "MB MiB megabyte megabytes 메가바이트",
	{"byte", 1e9}:    "GB GiB gigabyte gigabytes 기가바이트",
	{"byte", 1e12}:   "TB TiB terabyte terabytes 테라바이트",
	{"byte", 1e15}:   "PB petabyte petabytes 페타바이트",
	{"m", 1e-9}:      "nm nanometer nanometers 나노미터",
	{"m", 1e-6}:      "µm μm micrometer micrometers 마이크로미터",
	{"m", 1e-3}:      "mm millimeter millimeters 밀리미터",
	{"m", 1e-2}:      "cm centimeter centimeters 센티미터",
	{"m", 1}:         "m meter meters metre metres 미터",
	{"m", 1e3}:       "km kilometer kilometers 킬로미터",
	{"Hz", 1}:        "Hz hertz 헤르츠",
	{"Hz", 1e3}:      "kHz KHz kilohertz 킬로헤르츠",
	{"Hz", 1e6}:      "MHz megahertz 메가헤르츠",
	{"Hz", 1e9}:      "GHz gigahertz 기가헤르츠",
	{"fps", 1}:       "fps FPS 프레임",
	{"W", 1e-3}:      "mW 밀리와트",
	{"W", 1}:         "W watt watts 와트",
	{"W", 1e3}:       "kW kilowatt kilowatts 킬로와트",
	{"Wh", 1e3}:      "kWh",
	{"Wh", 1e6}:      "MWh",
	{"J", 1}:         "J joule joules 줄",
	{"dB", 1}:        "dB decibel decibels 데시벨",
	{"g", 1}:         "g gram grams 그램",
	{"g", 1e3}:       "kg kilogram kilograms 킬로그램",
	{"degree", 1}:    "° degree degrees",
	{"FLOPS", 1e12}:  "TFLOPs TFLOPS teraflops",
	{"FLOPS", 1e9}:   "GFLOPs GFLOPS gigaflops",
	{"FLOPS", 1e15}:  "PFLOPs PFLOPS petaflops",
	{"USD", 1}:       "$ USD dollar dollars 달러",
	{"USD", 0.01}:    "cent cents 센트",
	{"EUR", 1}:       "€ EUR euro euros 유로",
	{"KRW", 1}:       "₩ KRW won 원",
	{"CNY", 1}:       "CNY RMB yuan 위안",
	{"px2 MP", 1}:    "MP megapixels 메가픽셀",
	{"bps Mbps", 1}:  "Mbps",
	{"bps Gbps", 1}:  "Gbps",
	{"byte/s", 1e9}:  "GB/s",
	{"byte/s", 1e12}: "TB/s",
})

// spell turns a list of units into one by spelling.
func spell(of map[unit]string) map[string]unit {
	by := make(map[string]unit)
	for u, spellings := range of {
		for s := range strings.FieldsSeq(spellings) {
			by[s] = u
		}
	}
	return by
}

// stopWords follow a number that stands for itself: of 71.4 on, 41.2 to 47.0.
var stopWords = set(
	"and", "or", "to", "on", "in", "for", "of", "by", "at", "with", "from", "than", "vs", "versus", "over", "under", "is", "are",
	"was", "were", "while", "which", "that", "as", "when", "respectively", "compared", "but", "whereas", "after", "before",
	"using", "across", "out", "per", "accuracy", "f1", "bleu", "rouge", "map", "ap", "auc", "auroc", "score", "scores", "psnr",
	"ssim", "lpips", "fid", "em", "recall", "precision", "success", "win", "iou", "miou", "wer", "cer", "elo", "top", "pass",
	"both", "absolute", "relative", "average", "mean", "median", "overall", "total", "improvement", "gain", "speedup",
)

// reading is what follows a number.
type reading struct {
	scale float64
	kind  kind
	unit  unit // of a measure
}

// readUnit reads what a number at the end of text[:i] is of. It is not ok where
// the number turns out to be part of a word (4o, 3DGS).
func readUnit(text string, i int) (r reading, end int, ok bool) {
	r.scale = 1
	next, size := utf8.DecodeRuneInString(text[i:])
	switch {
	case isLatin(next) || next == 'µ' || next == 'μ':
		return readSuffix(text, i)
	case next == '-' || next == '‑':
		return readHyphen(text, i, size), i, true
	case isHangul(next):
		r, end = readCounter(text, i)
		return r, end, true
	}
	r, end = readMark(text, i)
	return r, end, true
}

// readSuffix reads letters that follow a number without a space: 12K, 8GB, 2x.
func readSuffix(text string, i int) (r reading, end int, ok bool) {
	end = i
	for end < len(text) {
		c, size := utf8.DecodeRuneInString(text[end:])
		if !isLatin(c) && c != 'µ' && c != 'μ' {
			break
		}
		end += size
	}
	letters := text[i:end]
	after := firstRune(text[end:])
	r.scale = 1
	if strings.HasPrefix(letters, "x") && unicode.IsUpper(firstRune(letters[1:]+strings.TrimLeft(text[end:], " "))) {
		r.kind = naked // 8x A100, 8xA100
		return r, i + 1, true
	}
	if isDigit(after) {
		if letters == "x" || letters == "X" { // 64x64
			r.kind = naked
			return r, i, true
		}
		return r, i, false
	}
	switch u, known := units[letters]; {
	case letters == "x" || letters == "X":
		r.kind = times
	case letters == "pp" || letters == "p" || letters == "pt" || letters == "pts":
		r.kind = points
	case letters == "D":
		r.kind = count
	case letters == "s" && isDecade(text[:i]): // the 1870s
		r.kind = naked
		return r, end, true
	case letters == "st" || letters == "nd" || letters == "rd" || letters == "th":
		r.kind = label
	case scales[letters] != 0 && len(letters) <= 2:
		r.scale = scales[letters]
		return readAfterScale(text, end, r)
	case known:
		r.kind, r.unit = measure, u
	default:
		return r, i, false
	}
	if after == '-' && isLatin(firstRune(text[end+1:])) && r.kind != times && letters != "D" {
		return r, i, false // 3s-Bench
	}
	return r, end, true
}

// isDecade reports whether text ends with the first year of a decade.
func isDecade(text string) bool {
	n := len(text)
	return n >= 4 && (text[n-4:n-2] == "20" || text[n-4] == '1' && text[n-3] >= '5') && isDigit(rune(text[n-3])) &&
		isDigit(rune(text[n-2])) && text[n-1] == '0' && (n == 4 || !isDigit(rune(text[n-5])) && text[n-5] != '.' && text[n-5] != ',')
}

// readAfterScale reads what follows a scale: 12K tokens, 1.2 million dollars,
// 12K개.
func readAfterScale(text string, i int, r reading) (reading, int, bool) {
	next, size := utf8.DecodeRuneInString(text[i:])
	var after reading
	end := i
	switch {
	case next == '-' || next == '‑':
		after = readHyphen(text, i, size)
	case isHangul(next):
		after, end = readCounter(text, i)
	default:
		after, end = readMark(text, i)
	}
	r.kind, r.unit = after.kind, after.unit
	r.scale *= max(after.scale, 1)
	return r, end, true
}

// readHyphen reads the word behind a hyphen: 12-hour, 4-bit, 3-fold.
func readHyphen(text string, i, size int) reading {
	letters := latinPrefix(text[i+size:])
	switch u, known := units[strings.ToLower(letters)]; {
	case letters == "":
		return reading{scale: 1, kind: naked}
	case letters == "fold":
		return reading{scale: 1, kind: times}
	case letters == "point" || letters == "points":
		return reading{scale: 1, kind: points}
	case known && len(letters) > 2:
		return reading{scale: 1, kind: measure, unit: u}
	}
	return reading{scale: 1, kind: count}
}

func latinPrefix(text string) string {
	i := strings.IndexFunc(text, func(r rune) bool { return !isLatin(r) })
	if i < 0 {
		return text
	}
	return text[:i]
}

// readMark reads a mark or a word that follows a number, with or without white
// space: %, \%, ×, °, million, hours, samples.
func readMark(text string, i int) (reading, int) {
	rest := text[i:]
	trimmed := strings.TrimLeft(rest, " \u00a0\u202f$}~")
	trimmed = strings.TrimPrefix(trimmed, `\,`)
	at := len(text) - len(trimmed)
	for _, sign := range []string{"%", `\%`, "％"} {
		if after, ok := strings.CutPrefix(trimmed, sign); ok {
			return readPercent(text, len(text)-len(after))
		}
	}
	for _, sign := range []string{"×", `\times`} {
		after, ok := strings.CutPrefix(trimmed, sign)
		if !ok {
			continue
		}
		if isDigit(firstRune(strings.TrimLeft(after, " ${"))) { // 64 × 64
			return reading{scale: 1, kind: naked}, i
		}
		if unicode.IsUpper(firstRune(strings.TrimLeft(after, " $"))) { // 8×H100
			return reading{scale: 1, kind: naked}, len(text) - len(after)
		}
		return reading{scale: 1, kind: times}, len(text) - len(after)
	}
	if after, ok := strings.CutPrefix(trimmed, "°"); ok {
		return reading{scale: 1, kind: measure, unit: units["°"]}, len(text) - len(after)
	}
	next := firstRune(trimmed)
	switch {
	case isHangul(next) && at > i:
		r, end := readCounter(text, at)
		if end == at || r.kind == count { // the next word, whatever it counts
			end = i
		}
		return r, end
	case isLatin(next) || next == 'µ' || next == 'μ':
		return readWord(text, i, at)
	}
	return reading{scale: 1, kind: naked}, i
}

// readPercent reads what follows a sign of percent: p, points, 포인트.
func readPercent(text string, i int) (reading, int) {
	rest := strings.TrimLeft(text[i:], " $-")
	at := len(text) - len(rest)
	for _, word := range []string{"points", "point", "포인트", "pts", "pt", "pp", "p"} {
		after, ok := strings.CutPrefix(rest, word)
		if ok && !isLatin(firstRune(after)) && (len(word) > 2 || at == i) {
			return reading{scale: 1, kind: points}, at + len(word)
		}
	}
	if strings.HasPrefix(rest, "absolute ") {
		return reading{scale: 1, kind: points}, i
	}
	return reading{scale: 1, kind: percent}, i
}

// readWord reads the English word at the byte at that follows a number at i.
func readWord(text string, i, at int) (reading, int) {
	word := latinPrefix(text[at:])
	if word == "" { // µs
		word = text[at : at+strings.IndexFunc(text[at:]+" ", unicode.IsSpace)]
	}
	end := at + len(word)
	lower := strings.ToLower(word)
	switch {
	case scales[lower] != 0 && len(word) > 2:
		r, end, _ := readAfterScale(text, end, reading{scale: scales[lower]})
		return r, end
	case lower == "percent" || lower == "pct" || lower == "per" && strings.HasPrefix(text[end:], " cent"):
		if lower == "per" {
			end += len(" cent")
		}
		return readPercent(text, end)
	case lower == "percentage" && strings.HasPrefix(strings.TrimLeft(text[end:], " -"), "point"):
		return reading{scale: 1, kind: points}, end
	case lower == "points", lower == "point", lower == "pp",
		lower == "absolute" && strings.HasPrefix(strings.TrimLeft(text[end:], " %"), "point"):
		return reading{scale: 1, kind: points}, end
	case lower == "times" || lower == "fold" || word == "x" && !isWord(firstRune(text[end:])):
		return reading{scale: 1, kind: times}, end
	}
	u, known := units[word]
	if !known && len(word) > 2 {
		u, known = units[lower]
	}
	// A single letter after a space is a variable as often as a unit.
	if known && (len(word) > 1 || word == "s") && !isDigit(firstRune(text[end:])) {
		return reading{scale: 1, kind: measure, unit: u}, end
	}
	if stopWords[lower] || strings.IndexFunc(word, unicode.IsUpper) == 0 {
		return reading{scale: 1, kind: naked}, i
	}
	return reading{scale: 1, kind: count}, i
}
