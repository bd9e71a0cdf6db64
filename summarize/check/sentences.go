package check

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxMethod is how many sentences the method may have.
const maxMethod = 3

// Split returns the sentences of a Korean text, without the white space between
// them. A full stop ends a sentence where an editor would see its end: not in
// 3.5, et al., Fig. 3, e.g. or J. Kim, not between brackets, and between
// quotation marks only where the quotation closes with it. A line break always
// ends one, and so does 다 where a new sentence plainly follows without a stop.
func Split(text string) []string {
	p := parse(text)
	sentences := make([]string, len(p.sentences))
	for i, s := range p.sentences {
		sentences[i] = s.of(text)
	}
	return sentences
}

// checkSentences holds a field to its number of sentences, and each line to
// one sentence.
func checkSentences(r *report, lines []prose) {
	total := 0
	for _, line := range lines {
		n := len(line.sentences)
		total += n
		if n < 2 {
			continue
		}
		second := line.sentences[1].of(line.text)
		if r.field == Method {
			r.add(RuleSentences, second,
				fmt.Sprintf("method의 한 항목에 %d개의 문장이 들어 있으므로 문장마다 항목을 따로 나누어야 한다.", n))
			continue
		}
		r.add(RuleSentences, second,
			fmt.Sprintf("한 문장이어야 하는데 %d개의 문장이 있으므로 핵심만 남겨 한 문장으로 합쳐야 한다.", n))
	}
	if r.field == Method && total > maxMethod {
		r.add(RuleSentences, "",
			fmt.Sprintf("method는 최대 %d문장인데 %d문장이므로 핵심만 남겨 줄여야 한다.", maxMethod, total))
	}
}

// split returns the sentences of the text.
func (p prose) split() []span {
	var (
		spans []span
		start = 0
	)
	cut := func(end int) {
		s := trim(p.text, span{start, end})
		start = end
		if s.start == s.end {
			return
		}
		if n := len(spans); n > 0 && p.hangs(s) {
			spans[n-1].end = s.end
			return
		}
		spans = append(spans, s)
	}
	for i := 0; i < len(p.text); {
		r, size := utf8.DecodeRuneInString(p.text[i:])
		end := i + size
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			cut(end)
		case isStop(r) || r == ';':
			var ends bool
			if end, ends = p.endsAt(start, i); ends {
				cut(end)
			}
		case r == ' ' && p.inside[i] == 0 && newSentence(p.text[start:i], p.text[end:]):
			cut(end)
		}
		i = end
	}
	cut(len(p.text))
	return spans
}

// hangs reports whether a sentence is only a remark in brackets, or the rest of
// a run of marks, that belongs to the sentence before it.
func (p prose) hangs(s span) bool {
	for i := s.start; i < s.end; {
		r, size := utf8.DecodeRuneInString(p.text[i:])
		if p.inside[i]&bracketed == 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return false
		}
		i += size
	}
	return true
}

// isStop reports whether r can end a sentence.
func isStop(r rune) bool {
	switch r {
	case '.', '!', '?', '…', '。', '！', '？':
		return true
	}
	return false
}

// isCloser reports whether r closes brackets or a quotation.
func isCloser(r rune) bool { return closers[r] != 0 || r == '"' || r == '\'' }

// endsAt reports whether a sentence that began at start ends with the stop at
// i, and returns where the run of stops and closing marks behind it ends.
func (p prose) endsAt(start, i int) (end int, ends bool) {
	text := p.text
	end = i
	skip := func(member func(rune) bool) {
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if !member(r) {
				return
			}
			end += size
		}
	}
	stop, _ := utf8.DecodeRuneInString(text[i:])
	if stop == ';' {
		end++
		return end, p.inside[i] == 0 && strings.HasSuffix(text[start:i], "다") && strings.HasPrefix(text[end:], " ")
	}
	skip(isStop)
	stops := end
	if p.inside[i]&bracketed != 0 {
		return stops, false
	}
	skip(isCloser)
	if p.inside[i]&quoted != 0 && end == stops {
		return end, false
	}
	if end == len(text) {
		return end, true
	}
	after, _ := utf8.DecodeRuneInString(text[end:])
	glued := !unicode.IsSpace(after)
	if glued {
		// 제안한다.이는
		return end, end == stops && strings.HasSuffix(text[start:i], "다") && (isHangul(after) || isLatin(after))
	}
	rest := strings.TrimLeftFunc(text[end:], unicode.IsSpace)
	if end > stops && quotative(rest) {
		return end, false
	}
	next, _ := utf8.DecodeRuneInString(rest)
	return end, rest == "" || stopEnds(text[start:i], stop, next)
}

// stopEnds reports whether a stop behind text ends a sentence, when white space
// and then the rune next follow.
func stopEnds(text string, stop, next rune) bool {
	before, size := utf8.DecodeLastRuneInString(text)
	switch {
	case isHangul(before):
		// 가. opens an item of a list.
		return size < len(strings.TrimSpace(text))
	case isDigit(before):
		listed := strings.TrimLeft(text, "0123456789 ") == ""
		return !listed && !isDigit(next)
	case isLatin(before):
		if stop == '!' || stop == '?' {
			return false // a name such as Yahoo!
		}
		word := lastWord(text)
		return !IsAbbreviation(word) && utf8.RuneCountInString(word) > 1 &&
			(isHangul(next) || unicode.IsUpper(next))
	}
	return true
}

// lastWord returns the Latin letters and full stops at the end of text.
func lastWord(text string) string {
	i := len(text)
	for i > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if !isLatin(r) && r != '.' {
			break
		}
		i -= size
	}
	return text[i:]
}

// IsAbbreviation reports whether an English word, without its full stop, is one
// that papers abbreviate in the midst of a sentence.
func IsAbbreviation(word string) bool { return abbreviations[strings.ToLower(word)] }

// abbreviations are written with a full stop that ends no sentence; the stop
// itself is left away.
var abbreviations = set(
	"al", "et", "fig", "figs", "eq", "eqs", "eqn", "sec", "sect", "tab", "tbl", "ref", "refs", "app", "alg", "ch", "def",
	"thm", "prop", "lem", "cor", "no", "nos", "vol", "p", "pp", "e.g", "i.e", "eg", "ie", "cf", "vs", "v.s", "etc", "resp",
	"approx", "ca", "w.r.t", "s.t", "i.i.d", "a.k.a", "incl", "excl", "dr", "mr", "ms", "mrs", "prof", "st", "jr", "sr",
	"inc", "ltd", "co", "corp", "u.s", "u.k", "ph.d", "ver", "viz",
)

// quotative reports whether text goes on after a quotation as the same
// sentence: "…한다." 라고 …
func quotative(text string) bool {
	for _, particle := range []string{"라고", "이라고", "라는", "이라는", "라며", "이라며", "하고 ", "고 ", "는 "} {
		if strings.HasPrefix(text, particle) {
			return true
		}
	}
	return false
}

// newSentence reports whether a space between before and after parts two
// sentences although the stop is missing: … 제안한다 또한 …
func newSentence(before, after string) bool {
	stem, ok := strings.CutSuffix(before, "다")
	if !ok {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(stem)
	switch final(last) {
	case finalN, finalSS, finalBS: // 한다, 했다, 없다; not 보다, 마다
	default:
		if last != '이' {
			return false
		}
	}
	for _, opening := range []string{
		"또한 ", "또한, ", "이는 ", "이를 ", "이로써 ", "이로 ", "이에 ", "따라서 ", "따라서, ", "그러나 ", "그러나, ",
		"하지만 ", "하지만, ", "그리고 ", "아울러 ", "나아가 ", "나아가, ", "한편 ", "한편, ", "특히 ", "특히, ",
		"본 논문", "본 연구",
	} {
		if strings.HasPrefix(after, opening) {
			return true
		}
	}
	return false
}

// trim narrows a span to what is not white space.
func trim(text string, s span) span {
	part := s.of(text)
	s.start += len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
	s.end = s.start + len(strings.TrimSpace(part))
	return s
}

// set returns a set of words.
func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, word := range words {
		m[word] = true
	}
	return m
}
