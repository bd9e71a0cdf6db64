package summarize

// part is some pieces in the order in which they go in.
type part struct {
	excerpt *excerpt
	pieces  []*piece
	sums    []int // tokens of the first 1, 2, ... pieces, as far as they were counted
	least   int   // go in, or none does: a header says nothing without a row
	in      int   // how many pieces go in
}

// leastCut is how many tokens a part has at the least that does not go in whole: a
// heading and a mark have some 15, a sentence some 25.
const leastCut = 30

// fill takes in the first pieces that quota tokens hold together with a mark,
// or all if they need none.
func (p *part) fill(quota int) (used int, whole bool) {
	p.set(0)
	in := 0
	for i := range p.pieces {
		if quota <= 0 {
			return 0, false
		}
		sum := p.sum(i)
		if sum > quota {
			p.set(in)
			return used, false
		}
		if cut := sum + p.excerpt.gap; i+1 >= p.least && cut >= leastCut && cut <= quota {
			in, used = i+1, cut
		}
	}
	p.set(len(p.pieces))
	if len(p.sums) > 0 {
		used = p.sums[len(p.sums)-1]
	}
	return used, true
}

func (p *part) set(in int) {
	for _, piece := range p.pieces[min(in, p.in):max(in, p.in)] {
		piece.in = in > p.in
	}
	p.in = in
}

// sum returns the tokens of the pieces up to the one at i, with the headings of
// their sections. Tokens are counted once, and only as far as they are asked for:
// that is what packing costs.
func (p *part) sum(i int) int {
	if i < len(p.sums) {
		return p.sums[i]
	}
	piece, sum := p.pieces[i], p.excerpt.tokens.count(p.pieces[i].String())
	if i > 0 {
		sum += p.sums[i-1]
	}
	if i == 0 || piece.section != p.pieces[i-1].section {
		sum += p.excerpt.tokens.count("\n\n" + piece.section.top)
	}
	p.sums = append(p.sums, sum)
	return sum
}
