package check

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkLanguage holds a text to Korean: no letters of scripts that a Korean
// sentence has no use for, no sentence or clause in English, and in every
// sentence more Korean than a few particles. English terms, names, titles,
// formulas and Greek letters are Korean academic prose.
func checkLanguage(r *report, p prose) {
	checkScripts(r, p)
	for _, s := range p.sentences {
		if !checkClauses(r, p, s) && !p.isKorean(s) {
			r.add(RuleLanguage, s.of(p.text), "한국어 문장이 아니므로 한국어로 다시 써야 한다.")
		}
	}
	checkParticles(r, p)
	for _, at := range mixedVerb.FindAllStringSubmatchIndex(p.without(quoted), maxPerRule) {
		r.add(RuleLanguage, word(p.text, at[2]), "영어 동사에 \"하다\"를 붙였으므로 한국어 동사로 바꾸어야 한다.")
	}
}

// checkScripts finds letters of other scripts, word by word.
func checkScripts(r *report, p prose) {
	before := ' '
	for i := 0; i < len(p.text); {
		c, size := utf8.DecodeRuneInString(p.text[i:])
		if isHome(c) || isItem(p.text, i) || isRaised(c) && (isRaised(before) || !isHangul(before) && !unicode.IsSpace(before)) {
			before, i = c, i+size
			continue
		}
		start := i
		for i < len(p.text) {
			next, size := utf8.DecodeRuneInString(p.text[i:])
			if isHome(next) || !unicode.IsNumber(c) && unicode.IsNumber(next) {
				break
			}
			before, i = next, i+size
		}
		r.add(RuleLanguage, lookAlike(p.text, start, i), foreign(c))
	}
}

// foreign says what is wrong with words of another script that start with c.
func foreign(c rune) string {
	switch {
	case c == utf8.RuneError:
		return "글자가 깨져 있으므로 올바른 글자로 다시 써야 한다."
	case unicode.Is(unicode.Han, c):
		return "한자가 섞여 있으므로 한국어로 바꾸어야 한다."
	case unicode.In(c, unicode.Hiragana, unicode.Katakana):
		return "일본어 글자가 섞여 있으므로 한국어로 바꾸어야 한다."
	case unicode.IsNumber(c):
		return "아라비아 숫자가 아닌 숫자이므로 0부터 9까지의 숫자로 적어야 한다."
	case !unicode.IsLetter(c):
		return "중국어나 일본어의 문장 부호이므로 한국어에서 쓰는 부호로 바꾸어야 한다."
	case unicode.In(c, unicode.Cyrillic):
		return "키릴 문자가 섞여 있으므로 한글이나 로마자로 바꾸어야 한다."
	}
	return "한국어에 쓰지 않는 문자가 섞여 있으므로 한국어로 바꾸어야 한다."
}

// isHome reports whether a rune has its place in Korean academic prose: any
// Hangul, Latin or Greek letter, the letters of mathematics, the digits 0 to 9,
// and every mark but the Chinese and Japanese ones. Other digits (９, 𝟗, ⅞) would
// be figures that nothing reads.
func isHome(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return true
	case r == utf8.RuneError:
		return false
	case strings.ContainsRune("。、，；：！？・", r):
		return false
	case unicode.IsNumber(r):
		return false
	case !unicode.IsLetter(r):
		return true
	}
	return unicode.In(r, unicode.Hangul, unicode.Latin, unicode.Greek, unicode.Common, unicode.Inherited)
}

// isItem reports whether a number in a circle stands at i for itself, as before
// the items of a list: ① …, ② ….
func isItem(text string, i int) bool {
	r, size := utf8.DecodeRuneInString(text[i:])
	if r < '①' || r > '⑳' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	rest := text[i+size:]
	item := strings.TrimLeft(rest, " ")
	return (i == 0 || before == ' ' || before == '(') && len(item) < len(rest) && (isHangul(firstRune(item)) || isLatin(firstRune(item)))
}

// isRaised reports whether r is a digit that is raised or lowered, as behind a
// letter, a figure or a bracket: O(n²).
func isRaised(r rune) bool {
	return r == '²' || r == '³' || r == '¹' || r == '⁰' || '⁴' <= r && r <= '⁹' || '₀' <= r && r <= '₉'
}

// lookAlike widens a span to the whole word where its letters stand among
// Latin ones (ВERT), so that the model sees which word is meant.
func lookAlike(text string, start, end int) string {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	if !isLatin(before) && !isLatin(after) {
		return text[start:end]
	}
	for start > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if !isLatin(r) {
			break
		}
		start -= size
	}
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isLatin(r) {
			break
		}
		end += size
	}
	return text[start:end]
}

// minKorean is the least share of Hangul among the letters of a sentence, in
// percent, where names are not counted. A syllable is one letter here and two or
// three in English, so that a sentence full of terms still has its third; one of
// English words held together by particles has less than this.
const minKorean = 20

// isKorean reports whether a sentence has enough Hangul.
func (p prose) isKorean(s span) bool {
	hangul, english := 0, 0
	sentence := s.of(p.text)
	for _, r := range sentence {
		switch {
		case isHangul(r):
			hangul++
		case !isHome(r) && !isRaised(r):
			return true // checkScripts tells of it
		}
	}
	for _, at := range latinWord.FindAllStringIndex(sentence, -1) {
		if w := sentence[at[0]:at[1]]; strings.ToLower(w) == w {
			english += len(w)
		}
	}
	return hangul > 0 && hangul*100 >= (hangul+english)*minKorean
}

var latinWord = regexp.MustCompile(`[A-Za-z][A-Za-z0-9]*`)

// checkClauses finds English clauses: runs of English words that no term and no
// title would have. It reports whether there are any.
func checkClauses(r *report, p prose, s span) bool {
	found := false
	sentence := s.of(p.text)
	if !strings.ContainsFunc(sentence, isHangul) {
		return false // all of it is
	}
	for _, at := range englishRun.FindAllStringIndex(sentence, -1) {
		run := sentence[at[0]:at[1]]
		if isClause(run, p.inside[s.start+at[0]]) {
			r.add(RuleLanguage, run, "영어 문장이나 구절이 섞여 있으므로 한국어로 옮겨야 한다.")
			found = true
		}
	}
	return found
}

// englishRun finds English words that follow each other.
var englishRun = regexp.MustCompile(`[A-Za-z][A-Za-z'’-]*(?:[,:;]? +[A-Za-z][A-Za-z'’-]*)+`)

// isClause reports whether a run of English words is a clause. A term (state of
// the art), a name (Mixture of Experts) and a title (Less Is More) are none. In
// brackets a term may be longer, and a quotation is left alone unless it is
// long.
func isClause(run string, where enclosure) bool {
	var words, lower, small, finite int
	for word := range strings.FieldsSeq(run) {
		word = strings.Trim(word, ",:;")
		words++
		if first, _ := utf8.DecodeRuneInString(word); !unicode.IsLower(first) && !(words == 1 && opensClause[word]) {
			continue
		}
		lower++
		switch word := strings.ToLower(word); {
		case finiteWords[word]:
			finite++
		case smallWords[word]:
			small++
		}
	}
	switch {
	case where&quoted != 0:
		return words > 12 && lower*2 > words
	case where&bracketed != 0:
		return words >= 6 && finite > 0 && lower*2 > words || words >= 10 && small > 1 && lower*4 > words*3
	case words == 2:
		return finite > 0 && opensClause[strings.Fields(run)[0]]
	}
	return finite > 0 && lower*2 > words || lower >= 6 && small > 0
}

var (
	// opensClause are capitalised words that open an English sentence.
	opensClause = set("We", "Our", "This", "These", "It", "They", "The", "In", "To", "Here", "However", "Moreover", "Furthermore",
		"Additionally", "Finally", "Specifically", "Experiments")

	// finiteWords make a clause of English words.
	finiteWords = set("is", "are", "was", "were", "be", "been", "has", "have", "had", "does", "do", "did", "can", "could", "will",
		"would", "should", "may", "might", "must", "we", "our", "they", "their", "it", "its", "this", "these", "that", "which",
		"propose", "proposes", "proposed", "introduce", "introduces", "present", "presents", "show", "shows", "achieves",
		"achieve", "outperforms", "outperform", "improves", "improve", "demonstrates", "demonstrate", "reduces", "enables",
		"remains", "requires", "uses")

	// smallWords hold English words together.
	smallWords = set("the", "a", "an", "of", "and", "or", "to", "in", "on", "for", "with", "by", "from", "as", "at", "than",
		"into", "over", "under", "without", "while", "when", "where", "not")
)

// mixedVerb finds English verbs with a Korean ending.
var mixedVerb = regexp.MustCompile(`(?:^|[^A-Za-z])((?i:propose|improve|outperform|introduce|achieve|demonstrate|show|evaluate|` +
	`present|address|reduce|enhance|leverage|explore|compare|suggest|investigate|outperforms|achieves|improves|shows)(?:하|한|할|함|했|합|해))`)
