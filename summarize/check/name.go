package check

import (
	_ "embed"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkName holds every Latin proper name of a line against the paper. Hyphens,
// spaces, case, accents and the plural do not matter. The words of ordinary.txt
// are no names, nor are the abbreviations of the field in abbreviations.txt. A
// word in lower case may be a term of the paper's, in any form of it, and is a
// name (bert) where the paper has none.
func checkName(r *report, p prose, src *Source) {
	for name := range names(p.text) {
		if r.full(RuleName) {
			return
		}
		if !src.hasName(name) {
			r.add(RuleName, name, "논문에 없는 이름이므로 논문에 적힌 이름으로 고치거나 빼야 한다.")
		}
	}
	for term := range latinWords(p.text, isTerm) {
		if r.full(RuleName) {
			return
		}
		if !src.hasTerm(term) {
			r.add(RuleName, term, "논문에 없는 영어 단어이므로 한국어나 논문에 적힌 말로 고치거나 빼야 한다.")
		}
	}
}

// names yields the Latin names of a summary's text: words that have a capital
// letter or a digit. Figures (12K, 7B) and single letters are none.
func names(text string) iter.Seq[string] { return latinWords(text, isName) }

// latinWords yields the words of a text that are of a kind and no figures.
func latinWords(text string, is func(word string) bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i < len(text); {
			r, size := utf8.DecodeRuneInString(text[i:])
			if !isWord(r) {
				if r == '\\' { // TeX
					size += len(latinPrefix(text[i+1:]))
				}
				i += size
				continue
			}
			end := nameEnd(text, i)
			if name := text[i:end]; is(name) && !isFigure(text, i, end) && !yield(name) {
				return
			}
			i = end
		}
	}
}

// nameEnd returns the end of the name that begins at i: letters and digits with
// single marks between them.
func nameEnd(text string, i int) int {
	end := i
	for end < len(text) {
		r, size := utf8.DecodeRuneInString(text[end:])
		if !isWord(r) {
			if !strings.ContainsRune("-_.@/&'’‑", r) || !isWord(firstRune(text[end+size:])) {
				break
			}
		}
		end += size
	}
	return end
}

// isName reports whether a word looks like a name.
func isName(word string) bool {
	letters, telling := 0, false
	for _, r := range word {
		switch {
		case isLatin(r):
			letters++
			telling = telling || unicode.IsUpper(r)
		case isDigit(r):
			telling = true
		}
	}
	return telling && letters > 0 && utf8.RuneCountInString(word) > 1
}

// isTerm reports whether a word is English in lower case, of which fewer than
// three letters may be anything.
func isTerm(word string) bool {
	return len(word) > 2 && !isName(word) && !strings.Contains(word, "@") && strings.IndexFunc(word, isLatin) == 0
}

// hasTerm reports whether the paper has the words of a term in some form, or
// whether they are ordinary.
func (s *Source) hasTerm(term string) bool {
	for _, word := range strings.FieldsFunc(term, func(r rune) bool { return !isLatin(r) }) {
		_, isUnit := units[word]
		if len(word) < 3 || isUnit || isOrdinary(word) || finiteWords[word] || smallWords[word] || s.plain.startsWord(lowerStem(word)) {
			continue
		}
		return false
	}
	return true
}

// lowerStem returns an English word in lower case without its ending.
func lowerStem(word string) string {
	word = squeeze(word).text
	for _, ending := range []string{
		"ations", "ation", "ingly", "ings", "ing", "ities", "ity", "ions", "ion", "ness", "ment", "ies", "ers", "er", "ed", "es", "al", "ive",
		"ly", "y", "e", "s",
	} {
		if stem, ok := strings.CutSuffix(word, ending); ok && len(stem) >= 4 {
			return stem
		}
	}
	return word
}

// isFigure reports whether text[i:end] is a figure, such as 12K.
func isFigure(text string, i, end int) bool {
	if !isDigit(rune(text[i])) {
		return false
	}
	f, after, ok := readFigure(text, i)
	return ok && (after >= end || text[after] == '-' && f.kind == count || text[after] == '/')
}

// hasName reports whether the paper has a name, or whether it is none.
func (s *Source) hasName(name string) bool {
	if isOrdinary(name) || s.hasSpelling(name) {
		return true
	}
	parts := splitName(name)
	if len(parts) < 2 {
		return false
	}
	for _, part := range parts {
		if isName(part) && !isOrdinary(part) && !s.hasSpelling(part) {
			return false
		}
	}
	return true
}

// hasSpelling reports whether the paper has a name, in one of its spellings.
func (s *Source) hasSpelling(name string) bool {
	word := squeeze(name).text
	if s.plain.hasWord(word) {
		return true
	}
	if singular := strings.TrimSuffix(word, "s"); len(singular) > 2 && singular != word && s.plain.hasWord(singular) {
		return true
	}
	// AIME24 is AIME 2024.
	if n := len(word); n > 4 && isDigit(rune(word[n-1])) && isDigit(rune(word[n-2])) && !isDigit(rune(word[n-3])) &&
		s.plain.hasWord(word[:n-2]+"20"+word[n-2:]) {
		return true
	}
	// A word of plain English may stand in the paper in another form.
	if stem := englishStem(name); stem != "" {
		return s.plain.startsWord(stem)
	}
	return false
}

// englishStem returns the stem of a capitalised English word without its ending,
// in lower case; empty where the word may be a name of its own.
func englishStem(word string) string {
	lower := strings.ToLower(word)
	if !isLatin(firstRune(word)) || lower[1:] != word[1:] {
		return ""
	}
	for _, ending := range []string{"ations", "ation", "ings", "ing", "ions", "ion", "ed", "es", "al", "ive", "ly"} {
		if stem, ok := strings.CutSuffix(lower, ending); ok && len(stem) >= 5 {
			return stem
		}
	}
	return ""
}

// splitName splits a name at its hyphens and slashes; a part that begins with a
// digit stays with the one before it, as in GPT-4.
func splitName(name string) []string {
	var parts []string
	for _, part := range strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '/' || r == '‑' || r == '&' }) {
		versioned := isDigit(rune(part[0])) || len(part) > 1 && (part[0] == 'v' || part[0] == 'V') && isDigit(rune(part[1]))
		if n := len(parts); n > 0 && versioned {
			parts[n-1] += "-" + part
			continue
		}
		parts = append(parts, part)
	}
	return parts
}

// isOrdinary reports whether a word is an abbreviation of the field, or an
// English word that is a name in no way.
func isOrdinary(word string) bool {
	if abbreviated[word] || abbreviated[strings.TrimSuffix(word, "s")] {
		return true
	}
	lower := strings.ToLower(word)
	if lower[1:] != word[1:] { // a capital inside: MATH is a name, math is none
		return false
	}
	for _, w := range []string{lower, strings.TrimSuffix(lower, "s"), strings.TrimSuffix(lower, "es")} {
		if ordinary[w] {
			return true
		}
	}
	return false
}

var (
	//go:embed abbreviations.txt
	abbreviationsText string
	//go:embed ordinary.txt
	ordinaryText string

	abbreviated = set(strings.Fields(abbreviationsText)...)
	ordinary    = set(strings.Fields(ordinaryText)...)
)
