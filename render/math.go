package render

import "strings"

// Math says what becomes of the formulas in titles and summaries.
type Math string

// What can become of a formula.
const (
	MathKeep Math = "keep" // a site with MathJax or KaTeX sets it, another shows it as written
	MathText Math = "text" // every site shows it as written
)

// part is a part of a text, from its first byte to the one after its last.
type part struct{ from, to int }

// formulas returns the parts of s that stand between dollar signs as formulas
// do, signs included, in order. MathJax and KaTeX take any two dollar signs for
// the ends of a formula; here they are told from prices as Pandoc does
// (https://pandoc.org/MANUAL.html#math): no space within the signs, no digit
// after the last. Besides, what is within has its braces in pairs and outside of
// them no Hangul; where it begins with a digit, no words either.
func formulas(s string) []part {
	var found []part
	for i := 0; i < len(s); {
		switch s[i] {
		case '\\':
			i += 2
			continue
		case '$':
			if end := formulaEnd(s, i); end > 0 {
				found = append(found, part{i, end})
				i = end
				continue
			}
			if neighbour(s, i+1) == '$' {
				i++
			}
		}
		i++
	}
	return found
}

// formulaEnd returns where the formula ends whose dollar sign is s[from], or 0.
func formulaEnd(s string, from int) int {
	sign := "$"
	if neighbour(s, from+1) == '$' {
		sign = "$$"
	}
	begin := from + len(sign)
	for i := begin; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '$':
			end := i + len(sign)
			inner := s[begin:i]
			if !strings.HasPrefix(s[i:], sign) || strings.TrimSpace(inner) == "" || !isTeX(inner) {
				return 0
			}
			if sign == "$" && (inner[0] == ' ' || inner[len(inner)-1] == ' ' || neighbour(s, end) == '$' || isDigit(neighbour(s, end))) {
				return 0
			}
			return end
		}
	}
	return 0
}

// isTeX reports whether s, which stands between dollar signs, may be a formula
// rather than what stands between two prices.
func isTeX(s string) bool {
	depth, letters, longest := 0, 0, 0
	command := false // within one such as \alpha
	for i, r := range s {
		escaped := neighbour(s, i-1) == '\\'
		letter := r < 0x80 && isLetter(byte(r))
		command = r == '\\' || command && letter
		switch {
		case r == '{' && !escaped:
			depth++
		case r == '}' && !escaped:
			if depth--; depth < 0 {
				return false
			}
		case depth == 0 && isHangul(r):
			return false
		}
		if letter && !command && depth == 0 {
			letters++
			longest = max(longest, letters)
		} else {
			letters = 0
		}
	}
	sentence := longest > 1 && strings.Contains(s, " ")
	return depth == 0 && !(isDigit(s[0]) && sentence)
}

// isHangul reports whether r is a syllable of Korean.
func isHangul(r rune) bool { return '가' <= r && r <= '힣' }

// opensTeX reports whether MathJax or KaTeX may begin or replace something at a
// backslash that has rest after it, whatever stands before.
func opensTeX(rest string) bool {
	for _, opening := range [...]string{"(", "[", "begin{", "ref{", "eqref{"} {
		if strings.HasPrefix(rest, opening) {
			return true
		}
	}
	return false
}

// dollars counts the dollar signs of a block's texts: a single one can end no
// formula.
func dollars(texts ...string) int {
	n := 0
	for _, s := range texts {
		n += strings.Count(s, "$")
	}
	return n
}
