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
	left, right := 0.0, 0.0
	for i, l := range page {
		if !l.isPlaced() {
			return page
		}
		if i == 0 || l.left < left {
			left = l.left
		}
		right = max(right, l.right)
	}
	middle := (left + right) / 2
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
