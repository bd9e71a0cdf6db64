package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

const (
	// minQuote and maxQuote are how many words a quote may have. Fewer than three
	// stand in any paper; the prompt asks for thirty at most, and models count
	// badly, but twice as many support nothing in particular.
	minQuote, maxQuote = 3, 60

	// wordsPerSlip is how many words of a quote allow for one slip: a word left
	// out, put in, or spelt otherwise. Models copy word by word, and what slips is
	// an article, a plural or a line break within a word; one in ten lets a quote
	// of the usual thirty words have three, and one of five words none. A figure
	// and a negation never slip.
	wordsPerSlip = 10
)

// checkQuote holds the evidence of a field against the paper.
func checkQuote(r *report, evidence string, src *Source) {
	evidence = strings.TrimSpace(evidence)
	if evidence == "" {
		r.add(RuleQuote, "", "근거가 비어 있으므로 논문에서 한 구절을 그대로 옮겨야 한다.")
		return
	}
	total := len(splitWords(evidence))
	if total > maxQuote {
		r.add(RuleQuote, evidence, "근거가 너무 길므로 문장을 뒷받침하는 30단어 이하의 구절만 옮겨야 한다.")
		return
	}
	if strings.ContainsFunc(evidence, isWordLike) && !src.hasQuote(evidence) {
		r.add(RuleQuote, evidence, "근거가 논문에 그대로 있지 않으므로 논문의 구절을 고치지 않고 옮겨야 한다.")
		return
	}
	if total < minQuote {
		r.add(RuleQuote, evidence, "근거가 너무 짧으므로 문장을 뒷받침하는 구절을 옮겨야 한다.")
	}
}

func isWordLike(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// hasQuote reports whether the paper has a quote. What an ellipsis leaves out
// is missing: two halves of two sentences say what neither does.
func (s *Source) hasQuote(quote string) bool {
	return s.plain.hasQuote(squeeze(quote).text) || s.full.hasQuote(squeezeAll(quote).text) ||
		s.words.hasNearly(splitWords(cutCitations(quote)))
}

// wordIndex is the text as words, with the places of each.
type wordIndex struct {
	ids    map[string]int32
	text   []int32   // the ids of the words, in order
	places [][]int32 // by id
	firm   []bool    // by id: see isFirm
}

func indexWords(text string) wordIndex {
	words := splitWords(cutCitations(hyphenation.Replace(text)))
	w := wordIndex{ids: make(map[string]int32), text: make([]int32, len(words))}
	for i, word := range words {
		id, ok := w.ids[word]
		if !ok {
			id = int32(len(w.places))
			w.ids[word] = id
			w.places = append(w.places, nil)
			w.firm = append(w.firm, isFirm(word))
		}
		w.text[i] = id
		w.places[id] = append(w.places[id], int32(i))
	}
	return w
}

// hyphenation joins words that a line break parts.
var hyphenation = strings.NewReplacer("-\n", "", "\u00ad\n", "", "\u00ad", "")

// splitWords returns the words of a text in lower case. The marks within a
// number do not split it.
func splitWords(text string) []string {
	text = strings.ToLower(norm.NFKD.String(text))
	var (
		words  []string
		word   []byte
		number numeral
	)
	end := func() {
		if len(word) > 0 {
			words = append(words, string(word))
			word = word[:0]
		}
	}
	for i := 0; i < len(text); {
		if joint, size := number.joint(text, i); size > 0 {
			word = append(word, joint...)
			i += size
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		number = number.next(r)
		switch {
		case isWordLike(r):
			word = append(word, text[i:i+size]...)
		case !unicode.Is(unicode.Mn, r):
			end()
		}
		i += size
	}
	end()
	return words
}

// hasNearly reports whether the words stand in the text but for a few slips.
func (w wordIndex) hasNearly(quote []string) bool {
	slips := len(quote) / wordsPerSlip
	if slips == 0 {
		return false
	}
	ids, firm := make([]int32, len(quote)), make([]bool, len(quote))
	var anchors []int // places in quote of its words that the text has, rarest first
	for i, word := range quote {
		firm[i] = w.isFirm(word)
		id, ok := w.ids[word]
		if !ok {
			ids[i] = -1
			if firm[i] {
				return false
			}
			continue
		}
		ids[i] = id
		anchors = append(anchors, i)
	}
	// Of slips+1 words that are right, one at least is in its place.
	places := func(i int) int { return len(w.places[ids[anchors[i]]]) }
	for i := range min(len(anchors), slips+1) {
		for j := i + 1; j < len(anchors); j++ {
			if places(j) < places(i) {
				anchors[i], anchors[j] = anchors[j], anchors[i]
			}
		}
	}
	tries := 300 // places in all: a quote of the commonest words stands anywhere
	row := make([]int, len(quote)+2*slips+2)
	for _, anchor := range anchors[:min(len(anchors), slips+1)] {
		places := w.places[ids[anchor]]
		for _, place := range places[:min(len(places), tries)] {
			if w.near(ids, firm, int(place)-anchor, slips, row) {
				return true
			}
			tries--
		}
	}
	return false
}

// near reports whether the words ids stand about at a place of the text, with at
// most so many slips. It counts edits as Sellers did, so that the quote may begin
// and end anywhere in the window; a firm word of either must be met.
func (w wordIndex) near(ids []int32, firm []bool, at, slips int, row []int) bool {
	start := max(0, at-slips)
	end := min(len(w.text), at+len(ids)+slips)
	if end <= start {
		return false
	}
	window := w.text[start:end]
	const never = 1 << 20
	row = row[:len(window)+1]
	for j := range row {
		row[j] = 0
	}
	for i, id := range ids {
		diagonal := row[0]
		if row[0]++; firm[i] {
			row[0] = never
		}
		best := row[0]
		for j, word := range window {
			cost := diagonal
			if word != id {
				if cost++; firm[i] {
					cost = never
				}
			}
			skip := row[j+1] + 1 // the quote has a word more
			if firm[i] {
				skip = never
			}
			left := row[j] + 1 // the paper has a word more
			if w.firm[word] {
				left = never
			}
			cost = min(cost, skip, left)
			diagonal, row[j+1] = row[j+1], cost
			best = min(best, cost)
		}
		if best > slips {
			return false
		}
	}
	for _, cost := range row {
		if cost <= slips {
			return true
		}
	}
	return false
}

// isFirm reports whether a word may not slip: a figure, or one that turns the
// sense of its sentence.
func isFirm(word string) bool {
	return strings.ContainsAny(word, "0123456789") || turning[word]
}

// isFirm reports whether a word of a quote may not slip: one that is firm, or of
// which the paper has the contrary too (effective, ineffective).
func (w wordIndex) isFirm(word string) bool {
	if isFirm(word) {
		return true
	}
	const shortest = 5 // letters: to is not the contrary of into
	if len(word) < shortest {
		return false
	}
	for _, prefix := range []string{"in", "un", "im", "non", "dis", "ir", "il"} {
		if _, ok := w.ids[prefix+word]; ok {
			return true
		}
		if positive, ok := strings.CutPrefix(word, prefix); ok && len(positive) >= shortest {
			if _, ok := w.ids[positive]; ok {
				return true
			}
		}
	}
	return false
}

// turning are words that negate, compare, or say where it goes: without one of
// them, or with another, the sentence says something else. The list is closed.
var turning = set("not", "no", "never", "without", "cannot", "nor", "neither", "none", "hardly", "barely", "only", "few", "all", "some",
	"most", "fail", "fails", "failed", "lack", "lacks", "lower", "higher", "worse", "better", "less", "more", "fewer", "greater", "smaller",
	"larger", "faster", "slower", "weaker", "stronger", "worst", "best", "lowest", "highest", "above", "below", "up", "down", "increases",
	"decreases", "increase", "decrease", "increased", "decreased", "increasing", "decreasing", "rise", "rises", "fall", "falls", "rose",
	"fell", "drop", "drops", "gain", "gains", "improve", "improves", "improved", "degrade", "degrades", "degraded", "worsen", "worsens",
	"outperform", "outperforms", "outperformed", "outperforming", "underperform", "underperforms", "underperformed", "underperforming",
	"surpass", "surpasses", "exceed", "exceeds", "beat", "beats", "trail", "trails", "lag", "lags", "match", "matches", "reduce", "reduces",
	"reduced", "reducing", "win", "wins", "lose", "loses", "before", "after")
