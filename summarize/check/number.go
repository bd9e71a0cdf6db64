package check

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// checkNumber holds every figure of a field against the figures of the paper.
func checkNumber(r *report, lines []prose, evidence string, src *Source) {
	quoted := digits(nil, evidence)
	read := englishNumerals(slices.Clip(quoted), evidence)
	var all []figure
	for _, line := range lines {
		all = append(all, figuresOf(line.text)...)
	}
	for _, line := range lines {
		figures := figuresOf(line.text)
		reckoned := derivation{src: src, text: line.text, figures: figures, evidence: quoted}
		for i, f := range figures {
			if r.full(RuleNumber) {
				return
			}
			if e, other := f.contradicts(quoted, read, all); other {
				r.add(RuleNumber, f.of(line.text), "근거에는 이 값이 아니라 "+e.of(evidence)+"이 있으므로 근거의 수치로 고치거나 이 수치가 든 근거를 골라야 한다.")
				continue
			}
			switch {
			case f.kind == label, src.supports(f), reckoned.derives(f), inKoreanName(line.text, f, src),
				i > 0 && src.supportsSum(figures[i-1], f, line.text), i+1 < len(figures) && src.supportsSum(f, figures[i+1], line.text):
				continue
			case src.raw.has(f.raw, rawStep(f)):
				r.add(RuleNumber, f.of(line.text), "논문에 이 값은 있으나 이 단위나 이 뜻으로 쓰이지 않았으므로 논문대로 고치거나 빼야 한다.")
			default:
				r.add(RuleNumber, f.of(line.text), "논문에 없는 수치이므로 논문에 적힌 수치로 고치거나 빼야 한다.")
			}
		}
	}
}

// contradicts returns a figure of the evidence that the summary leaves away, of
// the same kind as f, which is not in the evidence: where 48% is quoted and 46%
// is said, it does not matter that the paper has 46% somewhere. Things are counted
// that have nothing to do with each other, so that of counts the summary must
// leave all away. Figures in words (one vector for each) count as read only.
func (f figure) contradicts(evidence, read, all []figure) (other figure, ok bool) {
	in := func(e figure) bool { return f.says(e) && !f.mistakes(e) }
	if f.kind == label || f.loose || slices.ContainsFunc(read, in) {
		return figure{}, false
	}
	for _, e := range evidence {
		same := e.kind == f.kind && e.unit == f.unit || f.kind == bare && e.kind == naked && e.step < 1
		switch said := slices.ContainsFunc(all, func(g figure) bool { return g.says(e) }); {
		case f.mistakes(e) && math.Abs(f.raw-e.raw) <= 1e-9*f.raw:
			return e, true
		case same && said && f.kind == count:
			return figure{}, false
		case same && !said && !ok:
			other, ok = e, true
		}
	}
	return other, ok
}

// mistakes reports whether two figures can be the same in no notation, since each
// has a unit.
func (f figure) mistakes(e figure) bool {
	united := func(k kind) bool { return k == percent || k == times || k == points || k == measure }
	return united(f.kind) && (united(e.kind) || e.kind == count) && (f.kind != e.kind || f.unit != e.unit)
}

// says reports whether f is the figure e of a quote, in the same or another unit,
// or rounded.
func (f figure) says(e figure) bool {
	is := func(x, y, step float64) bool { return math.Abs(x-y) <= max(1e-9*y, step/2*(1+1e-6)) }
	step := max(f.rounded, f.step)
	return is(f.value, e.value, step) || is(f.raw, e.raw, rawStep(f)) || f.kind == percent && is(f.value, e.value*100, step)
}

// figuresOf returns the figures of a summary's text, in order. The size within a
// name (Qwen2.5-7B) is the name's.
func figuresOf(text string) []figure {
	found := slices.DeleteFunc(digits(nil, text), func(f figure) bool {
		return f.start > 0 && text[f.start-1] == '-' && inName(text, f.start-1)
	})
	found = koreanNumerals(found, text)
	slices.SortFunc(found, func(a, b figure) int { return a.start - b.start })
	for i := len(found) - 2; i >= 0; i-- {
		found[i].inherit(found[i+1], text)
	}
	for i := range found {
		found[i].counts = thingOf(text, found[i])
	}
	return found
}

// inherit gives the first figure of a range (5~6배) the unit of the second.
func (f *figure) inherit(next figure, text string) {
	if f.kind != bare && f.kind != naked || f.end > next.start {
		return
	}
	switch strings.Trim(text[f.end:next.start], " ") {
	case "~", "∼", "～", "–", "—", "-", "에서", "부터", "→", "·":
	default:
		return
	}
	f.kind, f.unit = next.kind, next.unit
	if next.kind == measure && next.raw > 0 {
		factor := next.value / next.raw
		f.value, f.step, f.rounded = f.value*factor, f.step*factor, f.rounded*factor
	}
}

// supports reports whether the paper has a figure: the value, in a unit or
// notation that says the same, or the value that it is rounded from.
func (s *Source) supports(f figure) bool {
	step := f.rounded
	kinds := &s.kinds
	switch f.kind {
	case bare, naked, label:
		return s.raw.has(f.raw, step)
	case count:
		// 41.6 of nothing is no 41.6개.
		if f.counts != anything {
			return s.things[f.counts].has(f.value, step)
		}
		return kinds[count].hasPrinted(f, step) || step >= 1 && kinds[naked].hasOf(f.value, step, 1, math.Inf(1)) ||
			f.loose && s.raw.has(f.raw, step)
	case percent:
		if kinds[percent].hasPrinted(f, step) {
			return true
		}
		// A score of 37.6 or a ratio of 0.376 is no 38%, unless it is said to be
		// about that: too many numbers of a paper come near to a whole one.
		if step == 1 && !f.hedged {
			step = 1e-6
		}
		return kinds[decimal].hasPrinted(f, step) || s.ratio(f.value/100, step/100)
	case points:
		// A score of 4.8, or 5 of anything, is no 5%p.
		return kinds[points].hasPrinted(f, step) || (!f.delta || step < 1 || f.hedged) && kinds[naked].has(f.value, step)
	case times:
		return kinds[times].hasPrinted(f, step) || kinds[fraction].has(f.value, step)
	case fraction:
		return kinds[fraction].has(f.value, 1e-9) || s.ratio(f.value, 1e-9) || kinds[percent].has(f.value*100, 1) ||
			f.loose && (kinds[times].has(2, 0) || kinds[percent].has(50, 10)) ||
			f.over[1] != 0 && s.beside(f.over[0], f.over[1])
	}
	if s.bases[f.unit].has(f.value, step) {
		return true
	}
	if f.unit == units["fps"].base && (kinds[count].has(f.raw, step) || kinds[naked].has(f.raw, step)) {
		return true
	}
	if f.unit == "month" && f.value == 12*f.raw && f.raw >= 1500 && f.raw <= 2100 {
		return s.raw.has(f.raw, 1)
	}
	return false
}

// supportsSum reports whether the paper has two measures that follow each other
// as one: 1년 6개월, 1시간 30분.
func (s *Source) supportsSum(f, next figure, text string) bool {
	if f.kind != measure || next.kind != measure || f.unit != next.unit || f.value < next.value || f.end > next.start ||
		strings.Trim(text[f.end:next.start], " ") != "" {
		return false
	}
	return s.bases[f.unit].has(f.value+next.value, next.step)
}

// ratio reports whether the paper has a ratio between 0 and 1, as a fraction or
// as a decimal number that is said to be a share.
func (s *Source) ratio(x, step float64) bool {
	return x <= 1 && (s.ratios.has(x, step) || s.kinds[fraction].has(x, step))
}

// inKoreanName reports whether a figure follows Hangul without a space, as part
// of a name that is spelt in Korean (클루웹22), and the paper has its digits.
func inKoreanName(text string, f figure, src *Source) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:f.start])
	if f.kind != bare && f.kind != naked || f.step != 1 || !isHangul(before) || strings.ContainsRune("약총단각만대중수첫", before) {
		return false
	}
	end := f.start
	for end < f.end && isDigit(rune(text[end])) {
		end++
	}
	return src.digits[text[f.start:end]]
}
