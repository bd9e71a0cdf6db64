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
	for _, part := range strings.FieldsFunc(ellipses.Replace(evidence), func(r rune) bool { return r == '…' }) {
		part = strings.TrimSpace(part)
		if strings.ContainsFunc(part, isWordLike) && !src.hasQuote(part) {
			r.add(RuleQuote, evidence, "근거가 논문에 그대로 있지 않으므로 논문의 구절을 고치지 않고 옮겨야 한다.")
			return
		}
	}
	if total < minQuote {
		r.add(RuleQuote, evidence, "근거가 너무 짧으므로 문장을 뒷받침하는 구절을 옮겨야 한다.")
	}
}

var ellipses = strings.NewReplacer("[...]", "…", "[…]", "…", "...", "…", ". . .", "…", `\ldots`, "…")

func isWordLike(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// hasQuote reports whether the paper has a quote.
func (s *Source) hasQuote(quote string) bool {
	q := squeeze(quote).text
	if q == "" {
		return true
	}
	return strings.Contains(s.plain.text, q) || strings.Contains(s.full, squeezeAll(quote).text) ||
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
			w.ids[strings.Clone(word)] = id
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

// splitWords returns the words of a text in lower case. The point of a decimal
// number does not split it.
func splitWords(text string) []string {
	text = strings.ToLower(norm.NFKD.String(text))
	var words []string
	start := -1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		inside := isWordLike(r) || r == '.' && start >= 0 && isDigit(firstRune(text[i+size:])) && isDigit(rune(text[i-1]))
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			words = append(words, text[start:i])
			start = -1
		}
		i += size
	}
	if start >= 0 {
		words = append(words, text[start:])
	}
	return words
}

// hasNearly reports whether the words stand in the text but for a few slips.
func (w wordIndex) hasNearly(quote []string) bool {
	slips := len(quote) / wordsPerSlip
	if slips == 0 {
		return false
	}
	ids := make([]int32, len(quote))
	var anchors []int // places in quote of its words that the text has, rarest first
	for i, word := range quote {
		id, ok := w.ids[word]
		if !ok {
			ids[i] = -1
			if isFirm(word) {
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
	const maxTries = 500 // places of one anchor
	row := make([]int, len(quote)+2*slips+2)
	for _, anchor := range anchors[:min(len(anchors), slips+1)] {
		places := w.places[ids[anchor]]
		for _, place := range places[:min(len(places), maxTries)] {
			if w.near(ids, quote, int(place)-anchor, slips, row) {
				return true
			}
		}
	}
	return false
}

// near reports whether the words ids stand about at a place of the text, with at
// most so many slips. It counts edits as Sellers did, so that the quote may begin
// and end anywhere in the window; a firm word of either must be met.
func (w wordIndex) near(ids []int32, quote []string, at, slips int, row []int) bool {
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
		firm := isFirm(quote[i])
		diagonal := row[0]
		if row[0]++; firm {
			row[0] = never
		}
		best := row[0]
		for j, word := range window {
			cost := diagonal
			if word != id {
				if cost++; firm {
					cost = never
				}
			}
			skip := row[j+1] + 1 // the quote has a word more
			if firm {
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

// isFirm reports whether a word may not slip: a figure or a negation.
func isFirm(word string) bool {
	return strings.ContainsAny(word, "0123456789") || negations[word]
}

var negations = set("not", "no", "never", "without", "cannot", "nor", "neither", "none", "fails", "fail", "lower", "higher", "worse",
	"better", "less", "more", "fewer", "increases", "decreases", "increase", "decrease")
