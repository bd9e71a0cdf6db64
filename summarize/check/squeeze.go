package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// squeezed is a text of letters and digits alone, in lower case, so that what
// differs in white space, hyphenation, punctuation, typography or notation is
// the same. Within a number its point and its minus stay: 6.34 is not 63.4, nor
// 3e-4 3e4. A space parts two numbers.
type squeezed struct {
	text string
	// starts and ends have a bit for each byte of text: where a word may start
	// and where one may end, before that byte.
	starts, ends bits
}

type bits []uint64

func (b *bits) set(i int) {
	for len(*b) <= i/64 {
		*b = append(*b, 0)
	}
	(*b)[i/64] |= 1 << (i % 64)
}

func (b bits) has(i int) bool { return i/64 < len(b) && b[i/64]&(1<<(i%64)) != 0 }

// squeeze returns the letters and digits of a text. Ligatures, superscripts and
// styled letters of mathematics become plain ones and accents are dropped;
// Greek letters and TeX's names of them become the same, TeX's commands of style
// disappear, and so do citations: [12], (Hollis et al., 2023).
func squeeze(text string) squeezed {
	return squeezeAll(cutCitations(text))
}

// squeezeAll does what squeeze does, but keeps citations.
func squeezeAll(text string) squeezed {
	text = norm.NFKD.String(text)
	var (
		s      squeezed
		b      = make([]byte, 0, len(text))
		last   rune // of what was kept
		apart  = true
		number numeral
	)
	for i := 0; i < len(text); {
		if joint, size := number.joint(text, i); size > 0 {
			b, last = append(b, joint...), '0'
			i += size
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		number = number.next(r)
		if r == '\\' {
			name := latinPrefix(text[i+1:])
			for _, bracket := range []string{"langle", "rangle", "left", "right"} {
				if strings.HasPrefix(name, bracket) { // glued to a word where a quote has lost its $
					name = bracket
				}
			}
			i += 1 + len(name)
			if name != "" && greek[name] {
				s.starts.set(len(b))
				s.ends.set(len(b))
				b = append(b, name...)
				s.ends.set(len(b))
			}
			apart = true
			continue
		}
		i += size
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			apart = true
			continue
		}
		switch {
		case apart:
			s.ends.set(len(b))
			if isDigit(last) && isDigit(r) {
				b = append(b, ' ') // 48, 12 is not 4812
			}
			s.starts.set(len(b))
		case isDigit(r) && !isDigit(last):
			s.ends.set(len(b)) // Qwen in Qwen2.5
		case r == 'v' && isDigit(firstRune(text[i:])):
			s.ends.set(len(b)) // DINO in DINOv3
		}
		apart, last = false, r
		if name := greekNames[unicode.ToLower(r)]; name != "" {
			b = append(b, name...)
		} else {
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
	}
	s.starts.set(len(b))
	s.ends.set(len(b))
	s.text = string(b)
	return s
}

// hasQuote reports whether the text has squeezed words of another one as whole
// words and numbers, and not behind a negation that they leave away.
func (s squeezed) hasQuote(quote string) bool {
	if quote == "" {
		return true
	}
	first, last := rune(quote[0]), rune(quote[len(quote)-1])
	for from := 0; ; {
		at := strings.Index(s.text[from:], quote)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(quote)
		// The sign of a footnote may be glued to a word.
		starts := s.starts.has(at) || at > 0 && isDigit(rune(s.text[at-1])) && !isDigit(first)
		ends := s.ends.has(end) || end < len(s.text) && isDigit(rune(s.text[end])) && !isDigit(last)
		if starts && ends && !s.negated(at) {
			return true
		}
		from = at + 1
	}
}

// negated reports whether the word that begins at a byte stands behind a
// negation. Not only is none.
func (s squeezed) negated(at int) bool {
	for _, only := range []string{"only", "just", "merely", "necessarily"} {
		if strings.HasPrefix(s.text[at:], only) {
			return false
		}
	}
	for _, word := range []string{"not", "no", "never", "cannot", "without"} {
		if strings.HasSuffix(s.text[:at], word) && s.starts.has(at-len(word)) {
			return true
		}
	}
	return false
}

// hasWord reports whether a squeezed word stands in the text as a word or words
// of its own, in the singular or in the plural.
func (s squeezed) hasWord(word string) bool {
	if word == "" {
		return true
	}
	for from := 0; ; {
		at := strings.Index(s.text[from:], word)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(word)
		starts := s.starts.has(at) || isVersion(word) && s.ends.has(at)
		if starts && (s.ends.has(end) || end < len(s.text) && s.text[end] == 's' && s.ends.has(end+1)) {
			return true
		}
		from = at + 1
	}
}

// isVersion reports whether a squeezed word is a version alone, such as v2, which
// may be glued to its name in the paper.
func isVersion(word string) bool { return len(word) > 1 && word[0] == 'v' && isDigit(rune(word[1])) }

// startsWord reports whether a word of the text starts with a squeezed stem.
func (s squeezed) startsWord(stem string) bool {
	for from := 0; ; {
		at := strings.Index(s.text[from:], stem)
		if at < 0 {
			return false
		}
		at += from
		if s.starts.has(at) {
			return true
		}
		from = at + 1
	}
}

// greek are TeX's names of Greek letters.
var greek = set("alpha", "beta", "gamma", "delta", "epsilon", "varepsilon", "zeta", "eta", "theta", "vartheta", "iota", "kappa",
	"lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "varphi", "chi", "psi", "omega")

// greekNames maps Greek letters to them.
var greekNames = map[rune]string{
	'α': "alpha", 'β': "beta", 'γ': "gamma", 'δ': "delta", 'ε': "epsilon", 'ζ': "zeta", 'η': "eta", 'θ': "theta", 'ι': "iota",
	'κ': "kappa", 'λ': "lambda", 'μ': "mu", 'ν': "nu", 'ξ': "xi", 'π': "pi", 'ρ': "rho", 'σ': "sigma", 'τ': "tau", 'υ': "upsilon",
	'φ': "phi", 'χ': "chi", 'ψ': "psi", 'ω': "omega",
}

// cutCitations blanks citations out: [12], [3, 4], (Hollis et al., 2023; Wren,
// 2021a), (2024).
func cutCitations(text string) string {
	var b strings.Builder
	for {
		at := strings.IndexAny(text, "[(")
		if at < 0 || at+1 >= len(text) {
			b.WriteString(text)
			return b.String()
		}
		end := citationEnd(text[at:])
		b.WriteString(text[:at])
		if end == 0 {
			b.WriteByte(text[at])
			end = 1
		} else {
			b.WriteByte(' ')
		}
		text = text[at+end:]
	}
}

// citationEnd returns the length of the citation that text begins with, 0 where
// it begins with none.
func citationEnd(text string) int {
	const longest = 200 // bytes of a citation in brackets
	square := text[0] == '['
	year := false
	for i := 1; i < min(len(text), longest); i++ {
		c := text[i]
		switch {
		case square && c == ']':
			if i > 1 {
				return i + 1
			}
			return 0
		case square && !isDigit(rune(c)) && c != ',' && c != ' ' && c != '-' && c != ';':
			return 0
		case !square && (c == '(' || c == '\n'):
			return 0
		case !square && c == ')':
			if year {
				return i + 1
			}
			return 0
		case !square && isYear(text[i:]) && (text[i-1] == ' ' || text[i-1] == '('):
			year = true
		case !square && isDigit(rune(c)) && !year:
			return 0
		}
	}
	return 0
}

// isYear reports whether text begins with a year of publication and what may
// follow one: 2023a.
func isYear(text string) bool {
	if len(text) < 5 || text[:2] != "19" && text[:2] != "20" || !isDigit(rune(text[2])) || !isDigit(rune(text[3])) {
		return false
	}
	return strings.IndexByte("),;abcdef", text[4]) >= 0
}
