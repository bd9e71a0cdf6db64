package summarize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dailypapers/summarize/check"
)

// longestSentence is how many bytes a sentence can have. What is longer has lost
// its stops on the way, and is cut between words.
const longestSentence = 2000

// sentences splits a paragraph, without a gap, into pieces that end between
// sentences or lines. A piece begins with the space before it, where tokens do,
// and ends with its line breaks.
func sentences(text string) []string {
	var pieces []string
	start := 0
	cut := func(end int) {
		for end-start > longestSentence {
			at := wordEnd(text[start:end])
			pieces = append(pieces, text[start:start+at])
			start += at
		}
		if end > start {
			pieces = append(pieces, text[start:end])
		}
		start = end
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\n':
			for i+1 < len(text) && text[i+1] == '\n' {
				i++
			}
			cut(i + 1)
		case c == ' ' && endsSentence(text[start:i]) && opensSentence(text[i+1:]):
			cut(i)
		case c == "。"[0] && strings.HasPrefix(text[i:], "。"):
			cut(i + len("。"))
		}
	}
	cut(len(text))
	return pieces
}

// rows splits a table into its rows, each with its line breaks. There is no
// blank line but at the end.
func rows(text string) []string {
	body := strings.TrimRight(text, "\n")
	split := strings.SplitAfter(body, "\n")
	split[len(split)-1] += text[len(body):]
	return split
}

// wordEnd returns where the last word ends of those that a piece can hold; text
// is longer than a piece.
func wordEnd(text string) int {
	if at := strings.LastIndexByte(text[:longestSentence], ' '); at > 0 {
		return at
	}
	at := longestSentence
	for at > 1 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// endsSentence reports whether text, before a space, can be a whole sentence: it
// has a full stop that no abbreviation and no initial needs.
func endsSentence(text string) bool {
	if text == "" || !canEnd(text[len(text)-1]) {
		return false
	}
	text = strings.TrimRight(text, `"')]”’`)
	body := strings.TrimRight(text, ".!?")
	if body == text || text[len(text)-1] != '.' {
		return body != text
	}
	word := body[strings.LastIndexAny(body, " \n([")+1:]
	r, size := utf8.DecodeRuneInString(word)
	initial := size == len(word) && unicode.IsUpper(r)
	return !initial && !check.IsAbbreviation(word)
}

// canEnd reports whether c can be the last byte of a sentence, as it is of few
// words.
func canEnd(c byte) bool { return c >= utf8.RuneSelf || strings.IndexByte(`.!?"')]`, c) >= 0 }

// opensSentence reports whether text begins as a sentence does: with a capital
// or an uncased letter, a figure, a bracket, a quotation mark or a formula.
func opensSentence(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r) || unicode.Is(unicode.Lo, r) || unicode.IsDigit(r) || strings.ContainsRune(`("“[$\`, r)
}
