package check

import (
	"strings"
	"unicode/utf8"
)

// cues are what the words about a bare figure say that it may be.
type cues struct {
	ratio   bool  // a share of something, so that 0.376 is 37.6%
	percent bool  // so many of a hundred: the head of the column has (%)
	times   []int // where a word of comparison stands, so that 3.2 is 3.2배
	units   []unit
	things  []placed
}

// placed is a word for what is counted, and where it stands.
type placed struct {
	thing
	at int
}

// readCues reads the words of a text. A unit behind a number is that number's.
func readCues(text string) cues {
	var c cues
	numbered := false // the last word was a number
	last := ""
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		bracketed := i > 0 && (text[i-1] == '(' || text[i-1] == '[')
		switch {
		case isDigit(r):
			numbered = true
			i += size
			continue
		case r == ' ' || r == '-' || r == '.' || r == ',' || r == '\u00a0' || r == '~':
			i += size
			continue
		case r == '%':
			c.percent = c.percent || bracketed || !numbered
			i += size
			numbered = false
			continue
		case !isLatin(r) && r != 'µ' && r != 'μ' && r != '$' && r != '°':
			i += size
			if r == '|' || r == '&' || r == '\n' {
				numbered = false
			}
			continue
		}
		word := text[i : i+size]
		if isLatin(r) {
			word = latinPrefix(text[i:])
		}
		if u, ok := units[word]; ok && !numbered && (len(word) > 1 || bracketed) {
			c.units = append(c.units, u)
		}
		lower := strings.ToLower(word)
		c.ratio = c.ratio || ratioWords[lower] && !otherRates[last] || lower == "f" && firstRune(text[i+1:]) == '1'
		if comparisons[lower] {
			c.times = append(c.times, i)
		}
		is := thingIn(lower)
		if accelerators[word] && isDigit(firstRune(text[i+1:])) { // A100
			is = processors
		}
		if is != anything {
			c.things = append(c.things, placed{is, i})
		}
		i += len(word)
		numbered, last = false, lower
	}
	return c
}

// and returns the cues of two texts together.
func (c cues) and(other cues) cues {
	return cues{
		ratio: c.ratio || other.ratio, percent: c.percent || other.percent,
		times:  append(c.times[:len(c.times):len(c.times)], other.times...),
		units:  append(c.units[:len(c.units):len(c.units)], other.units...),
		things: append(c.things[:len(c.things):len(c.things)], other.things...),
	}
}

// near reports whether the word stands near a place.
func (p placed) near(at int) bool {
	const near = 60 // bytes
	return at-near <= p.at && p.at <= at+near
}

// compares reports whether a word of comparison stands near a place.
func (c cues) compares(at int) bool {
	const near = 60 // bytes
	for _, word := range c.times {
		if at-near <= word && word <= at+near {
			return true
		}
	}
	return false
}

var (
	// comparisons are words beside which a figure may be a multiple.
	comparisons = set("speedup", "speedups", "speed", "faster", "slower", "factor", "factors", "larger", "smaller", "fewer", "ratio",
		"ratios", "acceleration", "multiple")

	// ratioWords are words of a share between 0 and 1.
	ratioWords = set("ratio", "ratios", "rate", "rates", "fraction", "fractions", "proportion", "proportions", "probability",
		"probabilities", "percent", "percentage", "percentages", "share", "shares", "accuracy", "accuracies", "acc", "precision", "recall",
		"auc", "auroc", "auprc", "score", "scores", "success", "confidence", "coverage", "likelihood", "frequency", "portion",
		"agreement", "correct", "correctly", "win", "wins", "pass", "hit", "iou", "miou", "map", "ndcg", "mrr", "dice", "em", "bleu",
		"rouge", "sensitivity", "specificity", "reliability", "similarity", "overlap", "utilization", "sparsity", "density")

	// otherRates precede a rate that is no share.
	otherRates = set("learning", "decay", "frame", "sampling", "sample", "bit", "refresh", "growth")
)

// table is the head of the table whose rows are being read.
type table struct {
	before string   // the last line before it: a caption, maybe
	heads  []string // its first lines, which have no figures
	rows   int
	cues   []cues // of the columns, once a row has asked for them
}

// line takes note of a line and whether it has figures.
func (t *table) line(text string, figures bool) {
	switch separator := cellSeparator(text); {
	case strings.TrimSpace(text) == "":
		if t.rows > 0 {
			*t = table{}
		}
	case separator == "":
		*t = table{before: text}
	case strings.HasPrefix(text, "---"):
	case !figures && t.rows == 0:
		t.heads = append(t.heads, text)
	default:
		t.rows++
	}
}

// of returns the cues of a column, from the head of it and from the caption.
func (t *table) of(column int) cues {
	for len(t.cues) <= column {
		at := len(t.cues)
		c := cues{}
		if isCaption(t.before) {
			c = readCues(t.before)
		}
		for _, head := range t.heads {
			if cells := strings.Split(head, cellSeparator(head)); at < len(cells) {
				c = c.and(readCues(cells[at]))
			}
		}
		t.cues = append(t.cues, c)
	}
	return t.cues[column]
}

func isCaption(line string) bool {
	return strings.HasPrefix(line, "Table") || strings.HasPrefix(line, "Tab.") || strings.HasPrefix(line, "TABLE")
}

// cellSeparator returns what parts the cells of a row, empty where the line is
// none.
func cellSeparator(line string) string {
	switch {
	case strings.Contains(line, "|"):
		return "|"
	case strings.Contains(line, " & "):
		return "&"
	case strings.Contains(line, "\t"):
		return "\t"
	}
	return ""
}

// isRow reports whether a line without marks between its cells is a row of
// figures all the same, as those of a PDF are.
func isRow(line string, figures int) bool {
	line = strings.TrimSpace(line)
	return figures > 0 && !strings.HasSuffix(line, ".") && len(strings.Fields(line)) <= 3*figures
}
