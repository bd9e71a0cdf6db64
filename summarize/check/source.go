package check

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Source is a paper's whole text, indexed once for any number of summaries. It
// does not change and may be used by several goroutines.
type Source struct {
	lower  string // the text, its ASCII letters in lower case
	raw    values // all figures, as they are printed
	kinds  [decimal + 1]values
	bases  map[string]values     // measures by the base of their unit
	ratios values                // bare figures below 1 that are said to be a share
	things [kindsOfThings]values // counts by what is counted
	digits map[string]bool       // every run of digits, those of names too
	groups []group               // sentences and rows with figures to reckon with
	places []place               // the figures of the groups, by value
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
		digits: make(map[string]bool),
		plain:  squeeze(text),
		full:   squeezeAll(text),
	}
	s.words = indexWords(text)
	found := englishNumerals(digits(nil, text), text)
	slices.SortFunc(found, func(a, b figure) int { return a.start - b.start })
	for i := range found {
		f := &found[i]
		if isHeading(text, f.start) || isCitation(text, f.span) || i > 0 && found[i-1].numbers && f.isOrdinal() && f.kind != measure &&
			joins[strings.Trim(text[found[i-1].end:max(found[i-1].end, f.start)], " ()")] { // Tables 3, 4 and 5
			f.kind, f.numbers = label, true
		}
		s.addFigure(*f)
	}
	s.addGroups(text, found)
	s.addPlaces()
	s.raw.sort()
	s.ratios.sort()
	for i := range s.kinds {
		s.kinds[i].sort()
	}
	for i := range s.things {
		s.things[i].sort()
	}
	for base, v := range s.bases {
		v.sort()
		s.bases[base] = v
	}
	s.addDigits(text)
	for _, option := range options {
		option(s)
	}
	return s
}

func (s *Source) addFigure(f figure) {
	if f.numbers {
		return
	}
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

// addGroups keeps the sentences and rows that have at least two figures, and lets
// figures be what the words about them say.
func (s *Source) addGroups(text string, found []figure) {
	start, next := 0, 0
	line, inLine := 0, 0 // where the line begins, and its first figure
	var head table
	end := func(at int) {
		first := next
		for next < len(found) && found[next].start < at {
			next++
		}
		s.addKinds(text, span{start, at}, found[first:next], &head)
		if n := next - first; n >= 2 && n <= maxGroup {
			s.groups = append(s.groups, group{span{start, at}, found[first:next:next]})
		}
		start = at
	}
	for i := range len(text) {
		switch {
		case text[i] == '\n':
			end(i + 1)
			head.line(text[line:i], next > inLine)
			line, inLine = i+1, next
		case (text[i] == '.' || text[i] == '!' || text[i] == '?') && i+2 < len(text) && text[i+1] == ' ' &&
			unicode.IsUpper(firstRune(text[i+2:])) && !IsAbbreviation(lastWord(text[max(0, i-16):i])):
			end(i + 1)
		}
	}
	end(len(text))
}

// addKinds lets figures without a unit be what their sentence, or the head of
// their table, says that they are: percentages beside a percentage (from 5 to
// 6%) or a word for a share, multiples beside a word that compares (a speedup of
// 3.2), measures where the head has a unit.
func (s *Source) addKinds(text string, group span, figures []figure, head *table) {
	if !slices.ContainsFunc(figures, func(f figure) bool { return f.kind == naked || f.kind == count }) {
		return
	}
	sentence := group.of(text)
	separator := cellSeparator(sentence)
	var c cues
	offset := group.start // of the text of c
	row := separator != ""
	switch {
	case row:
		first, _, _ := strings.Cut(strings.TrimLeft(sentence, "| "), separator)
		c = readCues(first)
	case isRow(sentence, len(figures)):
		const above = 600 // bytes before a row in which the head of its table stands
		offset = max(0, group.start-above)
		c, row = readCues(text[offset:group.end]), true
	default:
		c = readCues(sentence)
	}
	var next figure // as it was read, or as a range lets it be
	for i := len(figures) - 1; i >= 0; i-- {
		f := figures[i]
		if f.kind == naked && next.lends(text, f.end) {
			f.kind, f.unit = next.kind, next.unit
			if next.kind == measure && next.raw > 0 {
				by := next.value / next.raw
				f.value, f.step = f.value*by, f.step*by
				s.bases[f.unit] = append(s.bases[f.unit], value{f.value, f.step})
			} else {
				s.kinds[f.kind] = append(s.kinds[f.kind], value{f.value, f.step})
			}
		}
		next, f = f, figures[i]
		if f.kind != naked && f.kind != count {
			continue
		}
		of := c
		if separator != "" {
			of = c.and(head.of(strings.Count(text[group.start:f.start], separator)))
		}
		v := value{f.value, f.step}
		if f.step >= 1 {
			for _, is := range of.things {
				if row || is.near(f.start-offset) {
					s.things[is.thing] = append(s.things[is.thing], v)
				}
			}
		}
		if of.ratio && f.value < 1 {
			s.ratios = append(s.ratios, v)
		}
		if f.kind != naked {
			continue
		}
		if of.percent && row {
			s.kinds[percent] = append(s.kinds[percent], v)
		}
		if len(of.times) > 0 && (row || of.compares(f.start-offset)) {
			s.kinds[times] = append(s.kinds[times], v)
		}
		for _, u := range of.units {
			s.bases[u.base] = append(s.bases[u.base], value{f.value * u.factor, f.step * u.factor})
		}
	}
}

// lends reports whether a figure that ends at a byte of text has the unit of f,
// which comes next: 2 to 10 minutes, and from 41 on QuillQA to 47%.
func (f figure) lends(text string, end int) bool {
	const near = 40 // bytes between a figure and a percentage
	switch f.kind {
	case percent:
		return f.start-end <= near
	case measure, times, points:
		return joins[strings.Trim(text[end:max(end, f.start)], " $~")]
	}
	return false
}

// joins stand between the figures of a range, or of a list.
var joins = set(", and", ", or", "&", "to", "and", "or", "-", "--", "–", "—", "→", ",", "/", "vs", "vs.", "versus")

// addDigits keeps the runs of digits that the text has.
func (s *Source) addDigits(text string) {
	for i := 0; i < len(text); i++ {
		start := i
		for i < len(text) && isDigit(rune(text[i])) {
			i++
		}
		if i > start {
			s.digits[text[start:i]] = true
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
func (v values) has(x, step float64) bool { return v.hasOf(x, step, 0, math.Inf(1)) }

// hasPrinted does what has does for the figure f, but knows that 95 is no 95.0.
func (v values) hasPrinted(f figure, step float64) bool {
	coarsest := math.Inf(1)
	if f.step < 1 && f.raw == math.Trunc(f.raw) {
		coarsest = 0.5
	}
	return v.hasOf(f.value, step, 0, coarsest)
}

// hasOf does what has does, but rounds no figure that has a finer step than
// finest, and leaves those away that have a coarser one than coarsest.
func (v values) hasOf(x, step, finest, coarsest float64) bool {
	near := x * 1e-9
	reach := max(step/2*(1+1e-6), near)
	i, _ := slices.BinarySearchFunc(v, x-reach, func(e value, to float64) int {
		if e.value < to {
			return -1
		}
		return 1
	})
	for ; i < len(v) && v[i].value <= x+reach; i++ {
		if v[i].step > coarsest {
			continue
		}
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
