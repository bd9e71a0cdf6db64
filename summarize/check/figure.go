package check

// figure is a number in a text, with what it counts.
type figure struct {
	span
	value float64 // in the base unit of its kind, never negative
	step  float64 // the value of its last printed digit, in the same unit
	kind  kind
	unit  string // canonical spelling of a measure; empty for all other kinds
	raw   float64
	// rounded is the step of a figure that is said to be about right (약 500):
	// the value of its last digit that is not 0. It is step where nothing says so.
	rounded float64
	hedged  bool
	// numbers is set for what numbers a table, a section or a reference: it is a
	// figure of the paper's order, and of nothing that the paper tells of.
	numbers bool
	// delta is set for percentage points, which are a difference and no score.
	delta bool
	// counts is what a figure of a summary counts, where that is to be held.
	counts thing
	// over are the numerator and the denominator of a fraction in digits.
	over [2]float64
	// loose is set for what may as well be no claim: a lone 두 is supported by
	// both and by a pair.
	loose bool
}

// kind says what a figure is of. Figures of different kinds support each other
// only as supports lists.
type kind uint8

const (
	bare     kind = iota // nothing is said, or nothing that is known: 정확도 71.4를
	naked                // in a source: no noun follows, as in tables: of 71.4 on
	count                // of things: 12 samples, 12개
	percent              // 37.5%
	points               // percentage points, points of a score: 5.8%p, 5.8점
	times                // 3.2x, 3.2배
	fraction             // 2/3, half, 절반
	measure              // of a unit with a dimension: 12 hours, 8 GB, $5
	label                // numbers a thing: Table 2, 3rd, 제2
	decimal              // in a source, besides naked: those with a fraction
)
