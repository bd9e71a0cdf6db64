package check

import (
	"strings"
	"unicode"
)

// Option adds to what a Source holds a summary against.
type Option func(*Source)

// Prompt has a summary keep to itself what the model was told, in so far as that
// is Korean. Text is the instructions, without the paper.
func Prompt(text string) Option {
	told := make(map[string]bool)
	for line := range strings.Lines(text) {
		for _, run := range hangulRuns(line) {
			for _, piece := range run.pieces() {
				told[piece.text] = true
			}
		}
	}
	return func(s *Source) { s.prompt = told }
}

// maxShared is how many Hangul syllables in a row a sentence may share with the
// prompt. Of 350 correct fields none shares more than six with the built-in one.
const maxShared = 9

// checkPrompt finds what a line repeats of the prompt.
func checkPrompt(r *report, p prose, src *Source) {
	for _, run := range hangulRuns(p.text) {
		for _, piece := range run.pieces() {
			if src.prompt[piece.text] {
				r.add(RuleLeak, piece.of(p.text), "지시문을 되풀이한 말이므로 논문의 내용으로 바꾸어야 한다.")
				return
			}
		}
	}
}

// hangulRun is Hangul syllables that follow each other but for white space and
// punctuation, each with its place.
type hangulRun struct {
	syllables string
	at        []int // offsets of the syllables in the line
}

// piece is maxShared+1 syllables of a run and where they stand.
type piece struct {
	span
	text string
}

// hangulRuns returns the runs of a line. Whatever else has letters or digits ends
// one.
func hangulRuns(line string) []hangulRun {
	var (
		runs []hangulRun
		run  hangulRun
		b    strings.Builder
	)
	end := func() {
		if len(run.at) > maxShared {
			run.syllables = b.String()
			runs = append(runs, run)
		}
		run = hangulRun{}
		b.Reset()
	}
	for i, r := range line {
		switch {
		case isHangul(r):
			b.WriteRune(r)
			run.at = append(run.at, i)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			end()
		}
	}
	end()
	return runs
}

// pieces returns every maxShared+1 syllables of a run.
func (h hangulRun) pieces() []piece {
	const size = len("가")
	pieces := make([]piece, 0, len(h.at)-maxShared)
	for i := range len(h.at) - maxShared {
		last := h.at[i+maxShared]
		pieces = append(pieces, piece{span{h.at[i], last + size}, h.syllables[i*size : (i+maxShared+1)*size]})
	}
	return pieces
}
