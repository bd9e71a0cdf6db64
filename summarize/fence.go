package summarize

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dailypapers/fetch"
)

// fence returns the lines between which a paper stands in its question. They
// carry a hash of the text, so that no text can name them in advance; and
// readable leaves nothing in a text that opens or closes any such fence.
func fence(text string) (open, closing string) {
	sum := sha256.Sum256([]byte(text))
	mark := hex.EncodeToString(sum[:8])
	return "<paper-" + mark + ">", "</paper-" + mark + ">"
}

// marks are what a text must not say to a model: our fence, whatever its mark,
// and the control tokens of chat templates, such as <|im_start|>, which some
// servers take for real wherever they stand; and what could become one with the
// text of the next section.
var marks = regexp.MustCompile(`(?i)<(\s*/?\s*(?:paper\s*-|(?:paper)?\s*$)|\s*\|)`)

// readable returns a text as a model may read it: line by line what fetch.Clean
// leaves, without characters that show nothing, without more than one blank
// line at a time, and with ‹ for the < of anything in marks.
func readable(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	blank := false
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", "\n"), "\n") {
		if !isClean(line) {
			line = strings.TrimSpace(fetch.Clean(strings.Map(shown, line)))
		}
		if line == "" {
			blank = true
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
			if blank {
				b.WriteByte('\n')
			}
		}
		blank = false
		b.WriteString(line)
	}
	if text = b.String(); strings.IndexByte(text, '<') < 0 {
		return text
	}
	return marks.ReplaceAllString(text, "‹$1")
}

// isClean reports whether readable would surely leave a line as it is: it has no
// spaces at its ends or two in a row, and nothing but plain characters, as most
// lines have.
func isClean(line string) bool {
	before := ' '
	for _, r := range line {
		if r == ' ' && before == ' ' || !fetch.IsPlain(r) {
			return false
		}
		before = r
	}
	return before != ' '
}

// shown drops what fetch.Clean keeps for a page and a prompt has no use for:
// joiners, variation selectors and other characters that show nothing, since
// text can be hidden in them.
func shown(r rune) rune {
	if r >= utf8.RuneSelf && unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point, unicode.Join_Control) {
		return -1
	}
	return r
}
