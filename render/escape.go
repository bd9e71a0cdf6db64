package render

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line returns s as one line of text that a page can carry: valid UTF-8, white
// space of any kind folded into single spaces and trimmed, control characters
// dropped. Text that is clean (see fetch.Clean) stays as it is.
func line(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r // an invalid byte arrives here as U+FFFD
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// place says where on its line an escaped text begins.
type place int

const (
	inside place = iota // after something else: a label, a bracket
	first               // at the start, where # or 1. would be markup
)

// manner says who reads an escaped text. Its zero value is for kramdown and keeps
// formulas.
type manner struct {
	strict bool // by CommonMark with the extensions of Hugo and GitHub, instead of by kramdown
	math   Math
	spans  bool // HTML comes through, which Hugo drops unless told otherwise
	// anywhere is for texts whose surroundings are not known: anything may stand
	// before and after it, and it may be in HTML, where a backslash is one.
	anywhere  bool
	attribute bool // it is an attribute's, where a span would be text
}

// shown is one line of text to be escaped.
type shown struct {
	s       string
	at      place
	dollars int // in the block of the page that it is part of
}

// appendText appends t in such a way that the page shows exactly t.s: Liquid,
// kramdown with its GFM parser and CommonMark find no markup in it. What none of
// them would take for markup is left as written, so that an ordinary sentence
// stays readable in the file.
//
// The rules are those of Liquid 5 and kramdown 2.4, read off their sources, and
// of goldmark as Hugo sets it up. Only characters that both kramdown and
// CommonMark unescape get a backslash; the others become a numeric entity. What
// MathJax and KaTeX must not take for the beginning of a formula stands in a
// span of its own, since they look for formulas within one element.
func (m manner) appendText(b []byte, t shown) []byte {
	s := t.s
	var math []part
	if t.dollars > 1 && m.math != MathText {
		math = formulas(s)
	}
	for i := range len(s) {
		c := s[i]
		prev, next := neighbour(s, i-1), neighbour(s, i+1)
		begins := t.at == first && i == 0
		escaped := false
		if m.anywhere && (i == 0 || i == len(s)-1) {
			if c == '%' {
				b = appendEntity(b, c)
				continue
			}
			escaped = strings.IndexByte(joining, c) >= 0
		}
		switch c {
		case '`', '*', '[', ']', '|', '"', '\'': // quotes would turn smart
			escaped = true
		case '\\':
			escaped = escaped || next == 0 || isPunct(next)
			if m.math == MathText && opensTeX(s[i+1:]) {
				b = m.appendApart(b, c)
				continue
			}
		case '_': // within a word it is text
			escaped = escaped || !isLetter(prev) || next == '_'
		case '{':
			switch {
			case next == '{', next == '%': // Liquid looks for the pair before anybody unescapes
				b = append(b, "&#123;"...)
				continue
			case next == ':', m.strict: // an attribute list
				escaped = true
			}
		case '}': // Liquid's tags end here even within a string
			escaped = escaped || m.anywhere && (prev == '%' || prev == '}')
		case '<':
			if next == '$' || next == '@' || next == '\\' { // kramdown takes \<< for guillemets, a span's too
				b = append(b, "&lt;"...)
				continue
			}
			escaped = escaped || prev == '<' || !opensNothing(s[i+1:])
		case '>':
			escaped = escaped || begins || prev == '>' || next == '>'
		case '-': // -- would turn into a dash
			escaped = escaped || prev == '-' || begins && endsWord(next)
		case '.': // ... would turn into an ellipsis
			escaped = escaped || prev == '.' && neighbour(s, i-2) == '.' || t.at == first && endsWord(next) && isNumber(s[:i]) ||
				m.strict && endsWith(s[:i], "www")
		case ')':
			escaped = escaped || t.at == first && endsWord(next) && isNumber(s[:i])
		case '$': // a single one is text
			for len(math) > 0 && math[0].to <= i {
				math = math[1:]
			}
			if t.dollars > 1 && (len(math) == 0 || i < math[0].from) {
				b = m.appendApart(b, c)
				continue
			}
			escaped = escaped || prev == '$' || next == '$'
		case '#':
			escaped = escaped || begins
		case '=':
			escaped = escaped || begins || m.strict && (prev == '=' || next == '=')
		case ':': // ]: would define a link, even where the bracket is escaped
			if m.strict && opensEmoji(s[i+1:]) { // looked for before anybody unescapes
				b = append(b, "&#58;"...)
				continue
			}
			escaped = escaped || begins || prev == ']' || m.strict && next == '/'
		case '+':
			escaped = escaped || begins && endsWord(next) || m.strict && (prev == '+' || next == '+')
		case '^':
			if i == 0 { // a footnote's name, or kramdown's end of block
				b = append(b, "&#94;"...)
				continue
			}
		case '~': // kramdown without GFM knows no \~
			if m.strict {
				escaped = true
			} else if prev == '~' || next == '~' {
				b = append(b, "&#126;"...)
				continue
			}
		case '@': // an address would become a link
			if m.strict && prev != 0 && prev != ' ' {
				if m.spans { // GitHub looks for one when all is read
					b = m.appendApart(b, c)
				} else {
					b = append(b, "&#64;"...)
				}
				continue
			}
		case '&':
			if m.anywhere || opensEntity(s[i+1:]) {
				b = append(b, "&amp;"...)
				continue
			}
		}
		switch {
		case escaped && m.anywhere:
			b = appendEntity(b, c)
			continue
		case escaped:
			b = append(b, '\\')
		}
		b = append(b, c)
	}
	return b
}

// joining are the characters that may become markup together with what stands
// beside them.
const joining = "#&(*+-:<=>@[\\]^_`{|}~!\"'"

// appendApart appends c so that nobody who reads the page joins it with what
// stands beside it: in a span of its own, or bare in an attribute, which none of
// them reads.
func (m manner) appendApart(b []byte, c byte) []byte {
	if m.attribute {
		return appendEntity(b, c)
	}
	b = append(b, "<span>"...)
	if c == '\\' {
		b = append(b, c)
	}
	return append(append(b, c), "</span>"...)
}

func appendEntity(b []byte, c byte) []byte {
	b = append(b, "&#"...)
	b = strconv.AppendInt(b, int64(c), 10)
	return append(b, ';')
}

// endsWith reports whether s ends with the ASCII letters of suffix, which are
// small, in any case.
func endsWith(s, suffix string) bool {
	return len(s) >= len(suffix) && strings.EqualFold(s[len(s)-len(suffix):], suffix)
}

// neighbour returns the byte of s at i, or 0 outside of it.
func neighbour(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isPunct(c byte) bool {
	return '!' <= c && c <= '~' && !isLetter(c) && !isDigit(c)
}

// endsWord reports whether a marker followed by c would stand alone.
func endsWord(c byte) bool { return c == 0 || c == ' ' }

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// opensNothing reports whether a < with rest after it is a plain less-than
// sign: no tag, no comment, no address.
func opensNothing(rest string) bool {
	switch c := neighbour(rest, 0); {
	case c == 0, c == ' ', c == '=':
		return true
	case isDigit(c):
		return !strings.Contains(rest, "@")
	}
	return false
}

// opensEntity reports whether an & with rest after it may be read as a
// character reference: it reaches a semicolon within its word.
func opensEntity(rest string) bool {
	end := strings.IndexAny(rest, "; &<")
	return end > 0 && rest[end] == ';'
}

// opensEmoji reports whether a colon with rest after it may begin the name of an
// emoji, such as :smile:.
func opensEmoji(rest string) bool {
	name, _, closed := strings.Cut(rest, ":")
	return closed && name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r >= 0x80 || !isLetter(byte(r)) && !isDigit(byte(r)) && !strings.ContainsRune("_+-", r)
	})
}

// reference is a character reference, as kramdown reads it.
var reference = regexp.MustCompile(`^&(?:[A-Za-z][0-9A-Za-z]*|#[0-9]+|#x[0-9A-Fa-f]+);`)

// kramdownEscapes are the characters that kramdown's GFM parser unescapes.
const kramdownEscapes = "\\.*_+`<>()[]{}#!:|\"'$=-~"

// text is the inverse of appendText: it returns what the page shows for s,
// which is one line of Markdown without spans.
func text(s string) string {
	if !strings.ContainsAny(s, `\&<`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == '\\' && i+1 < len(s) && strings.IndexByte(kramdownEscapes, s[i+1]) >= 0 {
			b.WriteByte(s[i+1])
			i += 2
			continue
		}
		if s[i] == '<' { // no title begins a tag: these are ours
			if rest, ok := strings.CutPrefix(s[i:], "<span>"); ok {
				s, i = rest, 0
				continue
			}
			if rest, ok := strings.CutPrefix(s[i:], "</span>"); ok {
				s, i = rest, 0
				continue
			}
		}
		if s[i] == '&' {
			if found := reference.FindString(s[i:]); found != "" {
				b.WriteString(html.UnescapeString(found))
				i += len(found)
				continue
			}
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		b.WriteString(s[i : i+size])
		i += size
	}
	return b.String()
}
