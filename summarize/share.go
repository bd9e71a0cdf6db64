package summarize

import "slices"

// What each part of a paper is sure of, in per cent of the tokens that the
// abstract leaves. The abstract goes in first and whole: it answers every
// question in small, and has some 300 tokens. A share is no size: what a part
// does not need goes to the others, by their shares.
//
// At the default limit of 12,000 tokens the introduction is sure of 2,300, the
// method of 2,800, the results and their tables of 2,300 each, the limitations of
// 1,200 and the conclusion of 700. An introduction has about 1,500 tokens and is
// whole; so are most limitations and conclusions. What they leave goes to the
// method, the results and the tables, which are longer than their shares and of
// which a summary takes the most: three sentences of method, and every figure.
const (
	introductionShare = 20
	methodShare       = 24
	resultsShare      = 20
	tablesShare       = 20 // of the results
	limitationsShare  = 10 // with the discussion
	conclusionShare   = 6
)

// The shares of a text whose titles were not recognised, in place of those of
// its introduction, method, results and tables: its first third, which has the
// goal and the contribution, from its beginning; its second from its beginning;
// and its last from its end, where results and conclusion are.
const (
	headShare   = 34
	middleShare = 20
	tailShare   = 30
)

// leastPart is how many tokens a part must be sure of to go in beside others of
// its group, if it is longer: below some five sentences a section says little of
// itself. A method is sure of 23 such parts at the default limit.
const leastPart = 120

// claimant is what tokens are given to.
type claimant interface {
	// fill takes in what quota tokens hold, in place of what it took in before.
	// It returns how many it uses, and whether it is whole with that.
	fill(quota int) (used int, whole bool)
}

// share is a claimant and what it is sure of, beside others.
type share struct {
	percent int
	claimant
	quota, used int // of the last fill
	whole       bool
}

func (s *share) take(quota int) {
	s.quota = quota
	s.used, s.whole = s.fill(quota)
}

// shares are claimants among which tokens are divided.
type shares []share

// fill gives each claimant its share of quota, and what one does not need to the
// others, by their shares. What is less than the next sentence of one goes to the
// others too, in their order.
func (all shares) fill(quota int) (used int, whole bool) {
	for open := slices.Clone(all); len(open) > 0; {
		percent, taken, settled := 0, 0, 0
		for _, s := range open {
			percent += s.percent
		}
		for i := range open {
			s := &open[i]
			s.take(quota * s.percent / percent)
			taken += s.used
			if s.whole {
				settled += s.used
			}
		}
		rest := slices.DeleteFunc(slices.Clone(open), func(s share) bool { return s.whole })
		if len(rest) == len(open) {
			more, whole := open.sweep(quota - taken)
			return used + taken + more, whole
		}
		used += settled
		quota -= settled
		open = rest
	}
	return used, true
}

// sweep gives the crumbs that are left of the shares to the first that can make
// a sentence of them.
func (all shares) sweep(crumbs int) (used int, whole bool) {
	whole = true
	for i := range all {
		s := &all[i]
		if before := s.used; before+crumbs > s.quota {
			s.take(before + crumbs)
			used += s.used - before
			crumbs -= s.used - before
		}
		whole = whole && s.whole
	}
	return used, whole
}

// group is what shares one part of the prompt: all sections of a kind, or the
// tables among them.
type group []*part

// fill gives the parts of the group equal shares, so that every section of a
// method has its say. Where these would be too small, the first ones go in.
func (g group) fill(quota int) (used int, whole bool) {
	for _, p := range g {
		p.set(0)
	}
	whole = true
	for rest := g; len(rest) > 0; {
		if used >= quota {
			return used, false
		}
		n := min(len(rest), max(1, (quota-used)/leastPart))
		equal := make(shares, n)
		for i, p := range rest[:n] {
			equal[i] = share{percent: 1, claimant: p}
		}
		taken, all := equal.fill(quota - used)
		used += taken
		whole = whole && all
		rest = rest[n:]
	}
	return used, whole
}
