package fulltext

import (
	"strings"
	"unicode"

	"dailypapers/fetch"
)

// gapKind is what stands between two pieces of text, the wider one winning.
type gapKind int

const (
	noGap gapKind = iota
	space
	line
	paragraph
)

var gaps = [...]string{noGap: "", space: " ", line: "\n", paragraph: "\n\n"}

// text collects running text: white space of any width becomes one gap, and
// there is none at the beginning and at the end.
type text struct {
	buf    []byte
	gap    gapKind // due before the next word
	widest gapKind // what a wider gap is cut down to; noGap: no limit
	fused  bool    // nothing but a space may come before the next word, as after a bullet
}

// brk asks for a gap before the next word.
func (t *text) brk(g gapKind) {
	if t.fused {
		g = min(g, space)
	}
	if t.widest != noGap {
		g = min(g, t.widest)
	}
	t.gap = max(t.gap, g)
}

// write appends s, folding its white space.
func (t *text) write(s string) {
	for len(s) > 0 {
		start := strings.IndexFunc(s, notSpace)
		if start != 0 {
			t.brk(space)
		}
		if start < 0 {
			return
		}
		end := strings.IndexFunc(s[start:], unicode.IsSpace)
		if end < 0 {
			end = len(s) - start
		}
		t.word(s[start : start+end])
		s = s[start+end:]
	}
}

// word appends what has no white space to fold.
func (t *text) word(s string) {
	if len(t.buf) > 0 {
		t.buf = append(t.buf, gaps[t.gap]...)
	}
	t.gap, t.fused = noGap, false
	t.buf = append(t.buf, s...)
}

// glue appends a mark that the next word follows on the same line.
func (t *text) glue(mark string) {
	t.write(mark)
	t.brk(space)
	t.fused = true
}

// rested reports whether the next word begins a paragraph.
func (t *text) rested() bool { return len(t.buf) == 0 || t.gap == paragraph }

// take returns the text so far, cleaned, and starts anew.
func (t *text) take() string {
	s := cleanLines(string(t.buf))
	t.buf, t.gap, t.fused = t.buf[:0], noGap, false
	return s
}

func notSpace(r rune) bool { return !unicode.IsSpace(r) }

// cleanLines does to each line of s what [fetch.Clean] does, and drops lines
// that this empties; s has its white space folded already.
func cleanLines(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	blank := false
	for row := range strings.SplitSeq(s, "\n") {
		clean := row
		if !isPlain(row) {
			clean = fetch.Clean(row)
		}
		switch {
		case clean == "":
			blank = blank || row == ""
			continue
		case b.Len() > 0 && blank:
			b.WriteString("\n\n")
		case b.Len() > 0:
			b.WriteString("\n")
		}
		blank = false
		b.WriteString(clean)
	}
	return b.String()
}

// isPlain reports whether s needs no cleaning.
func isPlain(s string) bool {
	for _, r := range s {
		if r != '\n' && !fetch.IsPlain(r) {
			return false
		}
	}
	return true
}
