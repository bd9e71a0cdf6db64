package check

import (
	"strings"
	"unicode"
	"unicode/utf8"
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

// readCounter reads the Korean word at i that follows a number.
func readCounter(text string, i int) (reading, int) {
	rest := text[i:]
	r := reading{scale: 1}
	for _, u := range koreanUnits {
		after, ok := strings.CutPrefix(rest, u.word)
		if !ok || !u.ends(after) {
			continue
		}
		r.kind, r.unit = u.kind, units[u.word]
		return r, len(text) - len(after)
	}
	for _, c := range counters {
		if after, ok := strings.CutPrefix(rest, c); ok {
			r.kind = count
			return r, len(text) - len(after)
		}
	}
	return r, i
}

// koreanUnit is a Korean word behind a number that says what the number is of.
type koreanUnit struct {
	word string
	kind kind
	// not are syllables that make another word of it: 배치, 초기, 분포.
	not string
	// alone is set where only a particle may follow.
	alone bool
}

// koreanUnits lists them, the longer ones before those they begin with.
var koreanUnits = []koreanUnit{
	{word: "번째", kind: label},
	{word: "째", kind: label},
	{word: "퍼센트포인트", kind: points},
	{word: "퍼센트 포인트", kind: points},
	{word: "퍼센트", kind: percent},
	{word: "포인트", kind: points},
	{word: "점", kind: points, not: "수진차선군"},
	{word: "배", kind: times, not: "치경포분열제정"},
	{word: "나노초", kind: measure},
	{word: "마이크로초", kind: measure},
	{word: "밀리초", kind: measure},
	{word: "초", kind: measure, not: "기과당점반안고"},
	{word: "시간", kind: measure, not: "대적"},
	{word: "분", kind: measure, alone: true},
	{word: "주일", kind: measure},
	{word: "주", kind: measure, alone: true},
	{word: "개월", kind: measure},
	{word: "일", kind: measure, alone: true},
	{word: "년", kind: measure, not: "도"},
	{word: "킬로바이트", kind: measure},
	{word: "메가바이트", kind: measure},
	{word: "기가바이트", kind: measure},
	{word: "테라바이트", kind: measure},
	{word: "페타바이트", kind: measure},
	{word: "바이트", kind: measure},
	{word: "나노미터", kind: measure},
	{word: "마이크로미터", kind: measure},
	{word: "밀리미터", kind: measure},
	{word: "센티미터", kind: measure},
	{word: "킬로미터", kind: measure},
	{word: "미터", kind: measure},
	{word: "킬로헤르츠", kind: measure},
	{word: "메가헤르츠", kind: measure},
	{word: "기가헤르츠", kind: measure},
	{word: "헤르츠", kind: measure},
	{word: "킬로와트", kind: measure},
	{word: "와트", kind: measure},
	{word: "데시벨", kind: measure},
	{word: "킬로그램", kind: measure},
	{word: "그램", kind: measure},
	{word: "달러", kind: measure},
	{word: "센트", kind: measure, not: "럴리"},
	{word: "유로", kind: measure},
	{word: "위안", kind: measure},
	{word: "원", kind: measure, alone: true},
	{word: "메가픽셀", kind: measure},
}

// ends reports whether the word ends before text, as far as its kind asks.
func (u koreanUnit) ends(text string) bool {
	next := firstRune(text)
	if !isHangul(next) {
		return true
	}
	if u.alone {
		return strings.ContainsRune("간의에이을은는를만도과와로으까부내동짜씩마안뒤후인", next)
	}
	return u.not == "" || !strings.ContainsRune(u.not, next)
}
