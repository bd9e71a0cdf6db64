package fulltext

import (
	"cmp"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// heading is a line that is a section's title.
type heading struct {
	number, title string
	level         int    // 1: top level
	rest          string // text that stands on the same line
	letter        bool   // whether it is numbered by letters
}

const maxHeading = 100 // runes; a longer line is a sentence

var (
	arabicHeading = regexp.MustCompile(`^(\d{1,2}(?:\.\d{1,2}){0,3})\.?\s+(\S.*)$`)
	romanHeading  = regexp.MustCompile(`^([IVX]{1,5})\.\s+(\S.*)$`)
	letterHeading = regexp.MustCompile(`^(?:(?i:appendix)\s+)?([A-Z](?:\.\d{1,2}){0,3})[.:]?\s+(\S.*)$`)
	runIn         = regexp.MustCompile(`^(Abstract|ABSTRACT|Acknowledge?ments?|ACKNOWLEDGE?MENTS?)\s*(?:[.:]\s*[—–-]?|[—–-])\s*(\S.*)$`)
	// plainName is a title that is one wherever it has a line to itself.
	plainName = regexp.MustCompile(`(?i)^(abstract|references|bibliography|literature cited|acknowledge?ments?|` +
		`appendi(x|ces)|supplementa(ry|l) (materials?|information))[.:]?$`)
	// boldName is one if it is set like one: tables have columns of this name.
	boldName = regexp.MustCompile(`(?i)^(introduction|related works?|background|preliminaries|methods?|methodology|approach|` +
		`materials and methods|experiments?|experimental (setup|results)|evaluation|results?( and discussions?)?|discussions?|` +
		`conclusions?|conclusions? and (future works?|discussions?|limitations?)|discussions? and conclusions?|limitations?|` +
		`limitations? and future works?|future works?|ethics statement|ethical considerations|broader impacts?|impact statement|` +
		`reproducibility statement|data availability)[.:]?$`)
)

// headings recognises titles, which count upwards, in the order of the lines.
type headings struct {
	body             face
	main             numbers // of the sections, arabic or roman
	roman            bool    // whether the sections count in roman numbers
	letters          numbers // of the appendices
	begun, afterRefs bool    // whether a title, the list of references has been seen
	contents         int     // until which page the table of contents may go
}

var (
	contentsTitle = regexp.MustCompile(`(?i)^(table of )?contents$`)
	contentsLine  = regexp.MustCompile(`\s\d{1,3}$`)
)

const contentsPages = 3 // that a table of contents may take

// face is how text is set.
type face struct {
	size   float64 // points; 0 unknown
	weight int     // 0 unknown
}

// bolder takes a regular weight where that of the text is unknown.
func (f face) bolder(l flowLine) bool { return l.weight >= cmp.Or(f.weight, 450)+150 }

func (f face) larger(l flowLine, by float64) bool { return f.size > 0 && l.size() >= by*f.size }

// find returns the heading that the line is, given the line before it.
func (h *headings) find(l flowLine, before flowLine) (heading, bool) {
	if found := runIn.FindStringSubmatch(l.text); found != nil && !h.afterRefs {
		return h.name(heading{title: found[1], rest: found[2], level: 1})
	}
	text := strings.Join(strings.Fields(l.text), " ")
	if n := utf8.RuneCountInString(text); n > maxHeading || n < 3 {
		return heading{}, false
	}
	text = smallCaps(text)
	if contentsTitle.MatchString(text) {
		h.contents = l.page + contentsPages
	}
	if l.page < h.contents && contentsLine.MatchString(text) {
		return heading{}, false
	}
	strong := h.body.bolder(l) || h.body.larger(l, 1.08) || isUpper(text)
	apart := l.gapAfter(before) > 0.4*l.size()
	// Where nothing is known of the print, a list of references looks like titles.
	unknown := (h.body.weight == 0 || !l.isPlaced()) && !h.afterRefs
	switch {
	case plainName.MatchString(text), isReferences(text) && (strong || apart):
		return h.name(heading{title: strings.TrimRight(text, ".:"), level: 1})
	case boldName.MatchString(text) && (strong || unknown):
		return h.name(heading{title: strings.TrimRight(text, ".:"), level: 1})
	}
	if found := arabicHeading.FindStringSubmatch(text); found != nil && isTitle(found[2]) {
		n := parseNumbers(found[1])
		restarted := h.afterRefs && len(n) == 1 && n[0] == 1
		if (strong || unknown || len(n) > 1 && apart) && (n.follows(h.main) || restarted) {
			h.main = n
			return h.name(heading{number: found[1], title: found[2], level: len(n)})
		}
	}
	if found := romanHeading.FindStringSubmatch(text); found != nil && isTitle(found[2]) && (strong || apart) {
		if n := (numbers{roman(found[1])}); n.follows(h.main) && (h.roman || len(h.main) == 0) {
			h.main, h.roman, h.letters = n, true, nil
			return h.name(heading{number: found[1], title: found[2], level: 1})
		}
	}
	if found := letterHeading.FindStringSubmatch(text); found != nil && h.begun && isTitle(found[2]) && strong {
		if n := parseNumbers(found[1]); n.follows(h.letters) {
			h.letters = n
			level, below := len(n), h.roman && !h.afterRefs
			if below {
				level++
			}
			return h.name(heading{number: found[1], title: found[2], level: level, letter: !below})
		}
	}
	if h.begun && h.body.bolder(l) && h.body.larger(l, 1.1) && isTitle(text) {
		level := 1
		if len(h.main) > 0 && !h.afterRefs {
			level = 2
		}
		return h.name(heading{title: text, level: level})
	}
	return heading{}, false
}

// goesOn reports whether a title has a second line: set as the first and unlike
// the text, close below it, and no title itself.
func (h *headings) goesOn(first, second flowLine) bool {
	if first.weight == h.body.weight && !h.body.larger(first, 1.05) {
		return false
	}
	same := second.weight == first.weight && second.size() > 0.95*first.size() && second.size() < 1.05*first.size()
	gap := second.gapAfter(first)
	return same && gap > -0.5*first.size() && gap < 0.6*first.size() && len(second.text) <= maxHeading &&
		!arabicHeading.MatchString(second.text) && !plainName.MatchString(second.text) && !boldName.MatchString(second.text) &&
		!runIn.MatchString(second.text) && !strings.HasSuffix(second.text, ".")
}

func (h *headings) name(found heading) (heading, bool) {
	h.begun = true
	if isReferences(found.title) {
		h.afterRefs, h.letters = true, nil
	}
	return found, true
}

// isTitle reports whether text can be a title: it begins like one, has a word,
// does not end like a sentence, and is no row of numbers.
func isTitle(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	if !unicode.IsUpper(first) && !strings.ContainsRune("“\"‘'", first) && !unicode.Is(unicode.Lo, first) {
		return false
	}
	if strings.HasSuffix(text, ",") || strings.HasSuffix(text, ";") || strings.HasSuffix(text, ".") || endsInHyphen(text) {
		return false
	}
	letters, others, run, longest := 0, 0, 0, 0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			letters++
			run++
			longest = max(longest, run)
			continue
		case !unicode.IsSpace(r):
			others++
		}
		run = 0
	}
	return longest >= 3 && letters > 2*others
}

// isUpper reports whether text has a word, and capitals alone.
func isUpper(text string) bool {
	letters := 0
	for _, r := range text {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 5
}

var splitCapital = regexp.MustCompile(`\b([A-Z]) ([A-Z]{2,})`)

// smallCaps joins words that were set in small capitals, and whose large first
// letter therefore stands apart, or all of them: R ELATED W ORK, A B S T R A C T.
func smallCaps(text string) string {
	if !isUpper(text) {
		return text
	}
	words, single := strings.Fields(text), 0
	for _, word := range words {
		if len(word) == 1 && word >= "A" {
			single++
		}
	}
	switch {
	case single == len(words) && single > 3:
		return strings.Join(words, "")
	case 3*single < len(words):
		return text
	}
	return splitCapital.ReplaceAllString(text, "$1$2")
}
