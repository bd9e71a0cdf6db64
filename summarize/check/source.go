package check

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Source is a paper's whole text, indexed once for any number of summaries. It
// does not change and may be used by several goroutines.
type Source struct {
	lower  string // the text, its ASCII letters in lower case
	raw    values // all figures, as they are printed
	kinds  [decimal + 1]values
	bases  map[string]values // measures by the base of their unit
	units  map[unit]bool     // units that the text names anywhere
	digits map[string]bool   // every run of digits, those of names too
	groups []group           // sentences and rows with figures to reckon with
	plain  squeezed
	full   squeezed // citations and all
	words  wordIndex
	prompt map[string]bool // pieces of what the model was told; see Prompt
}

// group is a sentence or a row of a table with at least two figures.
type group struct {
	span
	figures []figure
}

// maxGroup is how many figures a sentence or row may have so that a sum or a
// difference of two of them is believed. Of more, some two make up anything.
const maxGroup = 12

// NewSource indexes a paper's text, as fetch.Document's Text returns it, but for
// the instructions in it: they support nothing. It takes about a tenth of a
// second for 100,000 words.
func NewSource(text string, options ...Option) *Source {
	text = claims(text)
	s := &Source{
		lower:  lowerASCII(text),
		bases:  make(map[string]values),
		units:  make(map[unit]bool),
		digits: make(map[string]bool),
		plain:  squeeze(text),
		full:   squeezeAll(text),
	}
	s.words = indexWords(text)
	found := englishNumerals(digits(nil, text), text)
	slices.SortFunc(found, func(a, b figure) int { return a.start - b.start })
	for i := range found {
		if isHeading(text, found[i].start) || isCitation(text, found[i].span) {
			found[i].kind = label
		}
		s.addFigure(found[i])
	}
	s.addGroups(text, found)
	s.raw.sort()
	for i := range s.kinds {
		s.kinds[i].sort()
	}
	for base, v := range s.bases {
		v.sort()
		s.bases[base] = v
	}
	s.addWords(text)
	for _, option := range options {
		option(s)
	}
	return s
}

func (s *Source) addFigure(f figure) {
	s.raw = append(s.raw, value{f.raw, rawStep(f)})
	for _, part := range f.over {
		if part != 0 {
			s.raw = append(s.raw, value{part, 1})
			s.kinds[naked] = append(s.kinds[naked], value{part, 1})
		}
	}
	if f.kind == measure {
		s.bases[f.unit] = append(s.bases[f.unit], value{f.value, f.step})
		return
	}
	s.kinds[f.kind] = append(s.kinds[f.kind], value{f.value, f.step})
	if f.kind == naked && f.step < 1 {
		s.kinds[decimal] = append(s.kinds[decimal], value{f.value, f.step})
	}
}

// isHeading reports whether the figure at i numbers a section: it opens a short
// line, and words follow that begin with a capital.
func isHeading(text string, i int) bool {
	const longest = 80 // bytes of a title
	if i > 0 && text[i-1] != '\n' {
		return false
	}
	line, _, _ := strings.Cut(text[i:min(len(text), i+longest+1)], "\n")
	title := strings.TrimLeft(line, "0123456789.")
	return len(line) <= longest && strings.HasPrefix(title, " ") && unicode.IsUpper(firstRune(title[1:])) &&
		!strings.ContainsAny(title, "0123456789")
}

// isCitation reports whether a figure stands in brackets with nothing but
// figures: [12], [3, 4].
func isCitation(text string, f span) bool {
	const longest = 40 // bytes on either side
	before := text[max(0, f.start-longest):f.start]
	after := text[f.end:min(len(text), f.end+longest)]
	before = strings.TrimRight(before, "0123456789,-– ")
	after = strings.TrimLeft(after, "0123456789,-– ")
	return strings.HasSuffix(before, "[") && strings.HasPrefix(after, "]")
}

// rawStep returns the step of a figure's raw value.
func rawStep(f figure) float64 {
	if f.value == 0 || f.raw == 0 {
		return f.step
	}
	return f.step * f.raw / f.value
}

// addGroups keeps the sentences and rows that have at least two figures.
func (s *Source) addGroups(text string, found []figure) {
	start, next := 0, 0
	end := func(at int) {
		first := next
		for next < len(found) && found[next].start < at {
			next++
		}
		s.addKinds(span{start, at}, found[first:next])
		if n := next - first; n >= 2 && n <= maxGroup {
			s.groups = append(s.groups, group{span{start, at}, found[first:next:next]})
		}
		start = at
	}
	for i := range len(text) {
		switch {
		case text[i] == '\n':
			end(i + 1)
		case (text[i] == '.' || text[i] == '!' || text[i] == '?') && i+2 < len(text) && text[i+1] == ' ' &&
			unicode.IsUpper(firstRune(text[i+2:])) && !IsAbbreviation(lastWord(text[max(0, i-16):i])):
			end(i + 1)
		}
	}
	end(len(text))
}

// addKinds lets figures without a unit be what their sentence or row says that
// they are: percentages beside a percentage (from 5 to 6%), multiples beside a
// word that compares (a speedup of 3.2).
func (s *Source) addKinds(group span, figures []figure) {
	const head = 600 // bytes before a row in which the head of its table stands
	hasPercent := slices.ContainsFunc(figures, func(f figure) bool { return f.kind == percent })
	around := s.lower[max(0, group.start-head):group.end]
	compares := len(figures) > 0 && slices.ContainsFunc(comparisons, func(word string) bool { return strings.Contains(around, word) })
	for _, f := range figures {
		if f.kind != naked {
			continue
		}
		if hasPercent {
			s.kinds[percent] = append(s.kinds[percent], value{f.value, f.step})
		}
		if compares {
			s.kinds[times] = append(s.kinds[times], value{f.value, f.step})
		}
	}
}

// comparisons are words beside which a figure may be a multiple.
var comparisons = []string{"speedup", "speed-up", "faster", "slower", "factor of", "larger", "smaller", "fewer", "times", "fold"}

// addWords keeps the units and runs of digits that the text has.
func (s *Source) addWords(text string) {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isDigit(r):
			end := i
			for end < len(text) && isDigit(rune(text[end])) {
				end++
			}
			s.digits[text[i:end]] = true
			i = end
		case isLatin(r), r == 'µ', r == 'μ', r == '$', r == '°':
			word := text[i : i+size]
			if isLatin(r) {
				word = latinPrefix(text[i:])
			}
			bracketed := i > 0 && (text[i-1] == '(' || text[i-1] == '[')
			if u, ok := units[word]; ok && (len(word) > 1 || bracketed || size > 1) {
				s.units[u] = true
			}
			i += len(word)
		default:
			i += size
		}
	}
}

// values are figures of one kind, sorted by value.
type values []value

type value struct{ value, step float64 }

func (v *values) sort() {
	slices.SortFunc(*v, func(a, b value) int {
		switch {
		case a.value < b.value || a.value == b.value && a.step < b.step:
			return -1
		case a == b:
			return 0
		}
		return 1
	})
	*v = slices.Compact(*v)
}

// has reports whether a value is among the figures, or is one of them rounded to
// a coarser step.
func (v values) has(x, step float64) bool { return v.hasOf(x, step, 0) }

// hasOf does what has does, but rounds no figure that has a finer step than
// finest.
func (v values) hasOf(x, step, finest float64) bool {
	near := x * 1e-9
	reach := max(step/2*(1+1e-6), near)
	i, _ := slices.BinarySearchFunc(v, x-reach, func(e value, to float64) int {
		if e.value < to {
			return -1
		}
		return 1
	})
	for ; i < len(v) && v[i].value <= x+reach; i++ {
		if math.Abs(v[i].value-x) <= near || v[i].step >= finest && v[i].step < step*(1-1e-6) {
			return true
		}
	}
	return false
}

// lowerASCII lowers the ASCII letters, so that offsets stay.
func lowerASCII(text string) string {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
