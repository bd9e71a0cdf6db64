package check

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkRegister holds each sentence to the plain academic form in the third
// person: it ends in 다 and a full stop, nothing in it is polite, and it speaks
// neither of 우리 or 저 nor to 당신. What is quoted may say anything.
func checkRegister(r *report, p prose) {
	bare := p.without(quoted)
	polite := map[int]bool{} // ends of sentences told of
	for _, s := range p.sentences {
		if !strings.ContainsFunc(s.of(p.text), isHangul) {
			continue // RuleLanguage tells of it
		}
		if words, message := p.ending(s); message != "" {
			polite[s.end] = true
			r.add(RuleRegister, words, message)
		}
	}
	for _, at := range politeForm.FindAllStringIndex(bare, maxPerRule) {
		if told := polite[p.sentenceEnd(at[0])]; !told {
			r.add(RuleRegister, word(p.text, at[0]), politeMessage)
		}
	}
	for _, at := range firstPerson.FindAllStringSubmatchIndex(bare, maxPerRule) {
		r.add(RuleRegister, p.text[at[2]:at[3]],
			"일인칭을 썼으므로 \"본 논문\", \"본 연구\", \"저자들\"과 같은 삼인칭으로 바꾸어야 한다.")
	}
	for _, at := range secondPerson.FindAllStringSubmatchIndex(bare, maxPerRule) {
		r.add(RuleRegister, p.text[at[2]:at[3]], "이인칭을 썼으므로 읽는 이를 부르지 말고 삼인칭으로 적어야 한다.")
	}
}

const (
	politeMessage     = "경어체이므로 \"-한다\", \"-이다\", \"-하였다\"와 같은 평서형으로 바꾸어야 한다."
	imperativeMessage = "명령하거나 권하는 말이므로 \"-한다\", \"-이다\", \"-하였다\"와 같은 평서형으로 바꾸어야 한다."
	questionMessage   = "묻는 문장이므로 \"-한다\", \"-이다\", \"-하였다\"와 같은 평서형으로 바꾸어야 한다."
	nominalMessage    = "명사형으로 끝났으므로 \"-한다\", \"-이다\", \"-하였다\"와 같은 평서형 문장으로 끝내야 한다."
	plainMessage      = "문장이 \"-다.\"로 끝나지 않으므로 \"-한다.\", \"-이다.\", \"-하였다.\"와 같은 평서형으로 끝내야 한다."
	baseMessage       = "동사의 기본형이므로 \"-한다\" 또는 \"-하였다\"로 활용해야 한다."
	stopMessage       = "마침표가 없으므로 문장 끝에 마침표를 찍어야 한다."
	markMessage       = "평서문이므로 마침표 하나로 끝내야 한다."
)

// ending returns what is wrong with the end of a sentence, and the last word;
// an empty message where nothing is.
func (p prose) ending(s span) (words, message string) {
	end, stops := p.body(s)
	if end == s.start {
		return s.of(p.text), plainMessage
	}
	last := word(p.text[:s.end], lastRune(p.text, end))
	stem, plain := strings.CutSuffix(p.text[s.start:end], "다")
	switch {
	case !plain:
		return last, notPlain(p.text[s.start:end], stops)
	case isPolite(stem):
		return last, politeMessage
	case baseForm.MatchString(word(p.text[:end], lastRune(p.text, end))):
		return last, baseMessage
	case stops == "":
		return last, stopMessage
	case stops != ".":
		return last, markMessage
	}
	return "", ""
}

// body returns where the words of a sentence end, before its stops, its closing
// marks, and remarks in brackets such as (표 2), and the stops.
func (p prose) body(s span) (end int, stops string) {
	end = s.end
	var b []rune
	for end > s.start {
		r, size := utf8.DecodeLastRuneInString(p.text[:end])
		at := end - size
		switch {
		case p.inside[at]&bracketed != 0:
		case isStop(r) || r == ';':
			b = append(b, r)
		case unicode.IsSpace(r), isCloser(r), strings.ContainsRune("*_`", r):
		default:
			return end, string(b)
		}
		end = at
	}
	return end, string(b)
}

// isPolite reports whether a stem before 다 makes a polite ending: 합니, 습니,
// but not 아니 or 지니.
func isPolite(stem string) bool {
	stem, ok := strings.CutSuffix(stem, "니")
	if !ok {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(stem)
	return final(last) == finalB
}

// notPlain says why a sentence that does not end in 다 is not in the plain
// form.
func notPlain(text, stops string) string {
	switch {
	case imperative.MatchString(text):
		return imperativeMessage
	case politeEnd.MatchString(text):
		return politeMessage
	case strings.ContainsAny(stops, "?？") || interrogative.MatchString(text):
		return questionMessage
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	if final(last) == finalM { // 함, 임, 음
		return nominalMessage
	}
	return plainMessage
}

var (
	imperative    = regexp.MustCompile(`(?:십시오|시오|세요|하라|해라|하자|[아어여]라|보자|바람|바랍니다)$`)
	politeEnd     = regexp.MustCompile(`(?:[가-힣]요|죠|니까)$`)
	interrogative = regexp.MustCompile(`(?:는가|은가|한가|인가|을까|할까|일까|느냐)$`)

	// politeForm finds polite forms in the middle of a sentence.
	politeForm = regexp.MustCompile(`(?:` + withFinalB() + `)(?:니다|니까|시다)|십시오|(?:하|으|주|보|이|되)세요(?:\P{Hangul}|$)` +
		`|(?:해|에|예|아|어|네|군|지|까|대)요(?:[.!?,]|$)`)

	// firstPerson finds 우리 and 저 with a particle, but not 우리말, 저자,
	// 저해상도 or 저 SNR. A bare 저 is left alone: it is a prefix more often.
	firstPerson = regexp.MustCompile(`(?:^|[^\p{L}\p{N}])(` +
		`(?:우리|저희)(?:들)?(?:는|가|의|를|도|에게|에게는|와|만|만의|로서는|로서|로|은|이|을|과)?` +
		`|저(?:는|의|를|에게)|제가|내가|나의` +
		`)(?:[^\p{L}\p{N}]|$)`)

	// secondPerson finds words that call the reader. 너 is left alone without a
	// particle, and so is 네, which is four as well.
	secondPerson = regexp.MustCompile(`(?:^|[^\p{L}\p{N}])(` +
		`너(?:는|의|를|에게)|네가|당신(?:들)?(?:은|이|의|을|에게|께서|께)|귀하(?:는|의|를|께|께서)|여러분(?:은|이|의|을|에게|께)?` +
		`)(?:[^\p{L}\p{N}]|$)`)

	// baseForm finds verbs in the form of a dictionary. Adjectives in 하다
	// (중요하다, 필요하다) end that way rightly, so the verbs are named.
	baseForm = regexp.MustCompile(`(?:제안|제시|달성|개선|도입|사용|활용|학습|평가|구축|검증|입증|분석|해결|확인|수행|적용|결합|` +
		`설계|개발|생성|구성|비교|기록|향상|제공|정의|탐구|조사|규명|구현|시)하다$|(?:향상|감소|증가|개선|학습|발전|최적화)시키다$|보여주다$`)
)

// withFinalB returns a class of the syllables that end in ㅂ.
func withFinalB() string {
	var b strings.Builder
	b.WriteByte('[')
	for r := '가' + finalB; r <= '힣'; r += 28 {
		b.WriteRune(r)
	}
	b.WriteByte(']')
	return b.String()
}

// word returns the word of text, up to white space, that holds the byte at.
func word(text string, at int) string {
	start := strings.LastIndexFunc(text[:at], unicode.IsSpace)
	if start < 0 {
		start = 0
	} else {
		_, size := utf8.DecodeRuneInString(text[start:])
		start += size
	}
	end := strings.IndexFunc(text[at:], unicode.IsSpace)
	if end < 0 {
		return text[start:]
	}
	return text[start : at+end]
}

// lastRune returns where the last rune before end starts.
func lastRune(text string, end int) int {
	_, size := utf8.DecodeLastRuneInString(text[:end])
	return end - size
}

// sentenceEnd returns the end of the sentence that holds the byte at.
func (p prose) sentenceEnd(at int) int {
	for _, s := range p.sentences {
		if at < s.end {
			return s.end
		}
	}
	return len(p.text)
}
