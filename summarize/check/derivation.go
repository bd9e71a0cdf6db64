package check

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// derivation looks for the figures of the paper that a line of a summary has
// reckoned with.
type derivation struct {
	src      *Source
	text     string
	figures  []figure // of the line
	evidence []figure // of the field's quote
	rows     []int32  // of the groups, the short ones with a name of the line; see named
	looked   bool     // for rows
}

// derives reports whether a figure is the sum or the difference of two figures
// of one sentence or row of the paper. Somewhere in a long paper some two
// figures make up any number, so the sentence or row must be the one that the
// summary speaks of: the summary names both figures as well, or the evidence
// has both, or the row is short and has a name of the summary's
// sentence in it.
func (d *derivation) derives(f figure) bool {
	if f.kind == percent || f.kind == times || f.kind == fraction {
		return false
	}
	if d.mentioned(f, d.figures) || d.mentioned(f, d.evidence) {
		return true
	}
	for _, row := range d.named() {
		figures := d.src.groups[row].figures
		for i, a := range figures {
			for _, b := range figures[i+1:] {
				if f.isReckoned(a, b) {
					return true
				}
			}
		}
	}
	return false
}

// mentioned reports whether two of the figures that a text mentions stand in one
// group of the paper, and make up f.
func (d *derivation) mentioned(f figure, figures []figure) bool {
	for i, x := range figures {
		for _, y := range figures[i+1:] {
			off := min(math.Abs(math.Abs(x.raw-y.raw)-f.raw), math.Abs(x.raw+y.raw-f.raw))
			if off > rawStep(f) && off > 1e-9*f.raw || x.raw == y.raw {
				continue
			}
			for _, group := range d.src.together(x.raw, y.raw) {
				if d.src.groups[group].makes(f, x.raw, y.raw) {
					return true
				}
			}
		}
	}
	return false
}

// makes reports whether two figures of the group, of the given values, make up f.
func (g group) makes(f figure, x, y float64) bool {
	for _, a := range g.figures {
		for _, b := range g.figures {
			if near(a.raw, x) && near(b.raw, y) && f.isReckoned(a, b) {
				return true
			}
		}
	}
	return false
}

func near(x, y float64) bool { return math.Abs(x-y) <= 1e-9*y }

// named returns the short rows and sentences of the paper in which a Latin word
// of the line stands that may be a name.
func (d *derivation) named() []int32 {
	if d.looked {
		return d.rows
	}
	d.looked = true
	for name := range names(d.text) {
		if len(name) <= 2 {
			continue
		}
		name = lowerASCII(name)
		for from := 0; ; {
			at := strings.Index(d.src.lower[from:], name)
			if at < 0 {
				break
			}
			at += from
			row, found := d.src.groupAt(at)
			if found && len(d.src.groups[row].figures) <= maxRow {
				d.rows = append(d.rows, int32(row))
			}
			from = at + len(name)
			if found {
				from = max(from, d.src.groups[row].end)
			}
		}
	}
	slices.Sort(d.rows)
	d.rows = slices.Compact(d.rows)
	return d.rows
}

// groupAt returns the group in which a byte of the text stands.
func (s *Source) groupAt(at int) (int, bool) {
	i, found := slices.BinarySearchFunc(s.groups, at, func(g group, at int) int {
		switch {
		case g.end <= at:
			return -1
		case g.start > at:
			return 1
		}
		return 0
	})
	return i, found
}

// place is a figure of a group, by its value as it is printed.
type place struct {
	raw   float64
	group int32
}

// addPlaces indexes the figures of the groups.
func (s *Source) addPlaces() {
	for i, g := range s.groups {
		for _, f := range g.figures {
			s.places = append(s.places, place{f.raw, int32(i)})
		}
	}
	slices.SortFunc(s.places, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.raw, b.raw), cmp.Compare(a.group, b.group))
	})
}

// placesOf returns the places of a value.
func (s *Source) placesOf(x float64) []place {
	from, _ := slices.BinarySearchFunc(s.places, x-1e-9*x, func(p place, x float64) int { return cmp.Compare(p.raw, x) })
	end := from
	for end < len(s.places) && s.places[end].raw <= x+1e-9*x {
		end++
	}
	return s.places[from:end]
}

// together returns the groups that have both of two values.
func (s *Source) together(x, y float64) []int32 {
	var groups []int32
	few, many := s.placesOf(x), s.placesOf(y)
	if len(few) > len(many) {
		few, many = many, few
	}
	for _, p := range few {
		if slices.ContainsFunc(s.groups[p.group].figures, func(f figure) bool { return near(f.raw, many[0].raw) }) {
			groups = append(groups, p.group)
		}
	}
	return groups
}

// beside reports whether two figures follow each other in a sentence or row: 12
// of 15.
func (s *Source) beside(x, y float64) bool {
	for _, i := range s.together(x, y) {
		figures := s.groups[i].figures
		for j, f := range figures[1:] {
			if figures[j].raw == x && f.raw == y {
				return true
			}
		}
	}
	return false
}

// maxRow is how many figures a row may have that a name alone ties to the
// summary.
const maxRow = 5

// isReckoned reports whether f is the difference or, of things that are
// counted, the sum of a and b.
func (f figure) isReckoned(a, b figure) bool {
	if (f.kind == measure || a.kind == measure || b.kind == measure) && (a.unit != f.unit || b.unit != f.unit) {
		return false
	}
	if a.kind != b.kind && a.kind != naked && b.kind != naked {
		return false
	}
	if a.kind == label || b.kind == label {
		return false
	}
	step := max(a.step, b.step)
	is := func(x float64) bool {
		off := math.Abs(x - f.value)
		return off <= 1e-9*max(1, x) || step < f.step*(1-1e-6) && off <= f.step/2*(1+1e-6)
	}
	switch {
	case is(math.Abs(a.value - b.value)):
		return f.kind != count || a.kind == count || b.kind == count
	case f.kind == count || f.kind == measure:
		return is(a.value + b.value)
	}
	return false
}
