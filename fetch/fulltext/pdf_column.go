package fulltext

import (
	"cmp"
	"slices"
)

// minColumn is how many lines make a column.
const minColumn = 8

// inReadingOrder returns a page's lines column by column. Programs that set
// type draw a column after the other, and then the order stays as it is; others
// draw row by row, and so change the column with nearly every line. Lines across
// the middle part what is above them from what is below.
func inReadingOrder(page pdfPage) pdfPage {
	if slices.ContainsFunc(page, func(l pdfLine) bool { return !l.isPlaced() }) {
		return page
	}
	middle := page.middle()
	var count [3]int
	changes, last := 0, across
	for _, l := range page {
		side := l.side(middle)
		count[side]++
		if side != across && last != across && side != last {
			changes++
		}
		last = side
	}
	if fewer := min(count[leftSide], count[rightSide]); fewer < minColumn || changes < fewer {
		return page
	}
	ordered := slices.Clone(page)
	for begin := 0; begin < len(ordered); {
		end := begin + 1
		if ordered[begin].side(middle) != across {
			for end < len(ordered) && ordered[end].side(middle) != across {
				end++
			}
			slices.SortStableFunc(ordered[begin:end], func(a, b pdfLine) int {
				return cmp.Or(cmp.Compare(a.side(middle), b.side(middle)), cmp.Compare(b.bottom, a.bottom))
			})
		}
		begin = end
	}
	return ordered
}

// middle is halfway between the left edge of a page's lines and the right.
func (p pdfPage) middle() float64 {
	if len(p) == 0 {
		return 0
	}
	left, right := p[0].left, p[0].right
	for _, l := range p {
		left, right = min(left, l.left), max(right, l.right)
	}
	return (left + right) / 2
}

// side is where a line stands in a page of two columns.
type side int

const (
	leftSide side = iota
	rightSide
	across
)

func (l pdfLine) side(middle float64) side {
	switch {
	case l.right <= middle:
		return leftSide
	case l.left >= middle:
		return rightSide
	}
	return across
}
