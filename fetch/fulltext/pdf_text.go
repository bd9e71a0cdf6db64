package fulltext

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dailypapers/fetch"
)

// minPDFText is how many characters tell a document of text from one of images
// that carries no more than a stamp or a caption.
const minPDFText = 200

// pdfDocument turns a document's lines into sections: furniture and references
// dropped, columns in reading order, paragraphs joined. It changes pages.
func pdfDocument(pages []pdfPage) (fetch.Document, error) {
	document := fetch.Document{ID: takeStamp(pages), Origin: fetch.OriginPDF}
	dropLineNumbers(pages)
	dropHeads(pages)
	lines := flow(pages)
	count := 0
	for _, l := range lines {
		count += utf8.RuneCountInString(l.text)
	}
	if count < minPDFText {
		return fetch.Document{}, errPDFNoText
	}
	document.Sections = pdfSections(lines)
	return document, nil
}

// flowLine is a line in reading order.
type flowLine struct {
	pdfLine
	page int
}

// flow returns the lines of all pages in reading order, what stands side by side
// in one line.
func flow(pages []pdfPage) []flowLine {
	var lines []flowLine
	for n, page := range pages {
		for _, l := range inReadingOrder(page) {
			l.text = composed(ligatures.Replace(l.text))
			next := flowLine{pdfLine: l, page: n}
			if last := len(lines) - 1; last >= 0 && next.continues(lines[last]) {
				joined := &lines[last]
				if l.left-joined.right > 0.15*joined.size() {
					joined.text += " "
				}
				joined.text += l.text
				joined.right = l.right
				continue
			}
			lines = append(lines, next)
		}
	}
	return lines
}

// ligatures are letters that fonts draw as one; the rest of NFKC would eat x².
var ligatures = strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st")

// composed joins accents that TeX draws before their letter: Schr¨odinger. A
// circumflex or a tilde can be a formula's hat, unless a word follows.
func composed(s string) string {
	if !strings.ContainsAny(s, "¨´`ˆ˜ˇ˚¸") {
		return s
	}
	s = accented.ReplaceAllStringFunc(s, func(pair string) string {
		mark, size := utf8.DecodeRuneInString(pair)
		return strings.Replace(pair[size:], "ı", "i", 1) + combining[mark]
	})
	s = hatted.ReplaceAllStringFunc(s, func(word string) string {
		mark, size := utf8.DecodeRuneInString(word)
		return word[size:size+1] + combining[mark] + word[size+1:]
	})
	return norm.NFC.String(s)
}

var (
	accented  = regexp.MustCompile("[¨´`ˇ˚][AEIOUYaeiouyıcnrszCNRSZ]|¸[cCsStT]")
	hatted    = regexp.MustCompile(`[ˆ˜][aeiounAEIOUN][a-z]{2,}`)
	combining = map[rune]string{
		'¨': "\u0308", '´': "\u0301", '`': "\u0300", 'ˆ': "\u0302", '˜': "\u0303", 'ˇ': "\u030C", '˚': "\u030A", '¸': "\u0327",
	}
)

// continues reports whether l goes on where the line before ends, at the same
// height.
func (l flowLine) continues(before flowLine) bool {
	gap := l.left - before.right
	return l.page == before.page && l.isPlaced() && before.isPlaced() && l.besides(before.pdfLine) &&
		gap > -0.3*before.size() && gap < 2*before.size() && len(before.text) < maxPiece
}

// maxPiece bounds the length of a line that another is joined to, in bytes, and
// so the work on a page that is one endless line.
const maxPiece = 2000

// gapAfter is the white between l and the line before, in points; as wide as
// can be at the head of a column, and 0 where nothing is known.
func (l flowLine) gapAfter(before flowLine) float64 {
	const wide = 1000
	switch {
	case !l.isPlaced() || !before.isPlaced():
		return 0
	case l.page != before.page || l.bottom > before.top:
		return wide
	}
	return before.bottom - l.top
}

// bodyPrint returns how most characters of the lines are set.
func bodyPrint(lines []flowLine) print {
	sizes, weights := make(map[int]int), make(map[int]int)
	for _, l := range lines {
		n := len(l.text)
		sizes[int(l.size()*10)] += n
		weights[l.weight] += n
	}
	return print{size: float64(commonest(sizes)) / 10, weight: commonest(weights)}
}

func commonest(counts map[int]int) int {
	best, most := 0, 0
	for value, n := range counts {
		if n > most || n == most && value < best {
			best, most = value, n
		}
	}
	return best
}

// pdfSections cuts the lines into sections, and leaves out the list of
// references and what stands before the abstract: title and authors.
func pdfSections(lines []flowLine) []fetch.Section {
	var (
		out        outline
		found      = headings{body: bodyPrint(lines)}
		paragraphs = paragraphs{words: newVocabulary(lines)}
		current    = fetch.Section{}
		level      = 1
		inRefs     = false
		references = unnamedReferences(lines)
	)
	finish := func() {
		current.Text = paragraphs.take()
		if !inRefs && (current.Text != "" || current.Title != "") {
			out.add(level, current)
		}
	}
	for i := 0; i < len(lines); i++ {
		var before flowLine
		if i > 0 {
			before = lines[i-1]
		}
		title, ok := found.find(lines[i], before)
		if !ok && i == references && !found.afterRefs {
			title, ok = found.name(heading{title: "References", level: 1})
		}
		if !ok {
			if !inRefs {
				paragraphs.add(lines[i])
			}
			continue
		}
		for n := 0; n < 2 && title.rest == "" && i+1 < len(lines) && found.goesOn(lines[i], lines[i+1]); n++ {
			i++
			title.title += " " + lines[i].text
		}
		finish()
		current = fetch.Section{Number: title.number, Title: fetch.Clean(title.title)}
		level, inRefs = title.level, isReferences(title.title)
		if own := kindOf(current.Title); level == 1 && !inRefs && (found.afterRefs || title.letter) &&
			(title.letter || own == fetch.KindOther || own == fetch.KindMethod || own == fetch.KindResults) {
			current.Kind = fetch.KindAppendix
		}
		if title.rest != "" {
			rest := lines[i]
			rest.text = title.rest
			paragraphs.add(rest)
		}
	}
	finish()
	if len(out.sections) > 1 && out.sections[0].Title == "" && kindOf(out.sections[1].Title) == fetch.KindAbstract {
		out.sections, out.levels = out.sections[1:], out.levels[1:]
	}
	out.classify()
	return out.sections
}

// goesOn reports whether a title has a second line: set as the first and unlike
// the text, close below it, and no title itself.
func (h *headings) goesOn(first, second flowLine) bool {
	if first.weight == h.body.weight && !h.body.larger(first, 1.05) {
		return false
	}
	same := second.weight == first.weight && second.size() > 0.95*first.size() && second.size() < 1.05*first.size()
	gap := second.gapAfter(first)
	return same && gap > -0.5*first.size() && gap < 0.6*first.size() && len(second.text) <= maxHeading &&
		!arabicHeading.MatchString(second.text) && !plainName.MatchString(second.text) && !boldName.MatchString(second.text) &&
		!runIn.MatchString(second.text) && !strings.HasSuffix(second.text, ".")
}

var numberedReference = regexp.MustCompile(`^\[(\d{1,3})\]\s`)

// unnamedReferences returns where a list of references begins that has no
// title: entries that count from [1] up; -1 where there is none.
func unnamedReferences(lines []flowLine) int {
	const enough = 5
	begin, next := -1, 1
	for i, l := range lines {
		found := numberedReference.FindStringSubmatch(l.text)
		if found == nil {
			continue
		}
		switch n := parseNumbers(found[1])[0]; n {
		case next:
			if n == 1 {
				begin = i
			}
			next++
		case 1:
			if next <= enough {
				begin, next = i, 2
			}
		}
	}
	if next <= enough {
		return -1
	}
	return begin
}

// paragraphs joins lines to running text.
type paragraphs struct {
	words  vocabulary
	text   text
	lines  [2]flowLine // the last two
	filled bool
}

func (p *paragraphs) add(l flowLine) {
	before, last := p.lines[0], p.lines[1]
	content, hyphened := cutHyphen(l.text)
	if !hyphened {
		content = l.text
	}
	if p.filled {
		gap := between(before, last, l)
		if cut, ok := cutHyphen(last.text); ok {
			switch {
			case gap == paragraph || gap == line:
				p.text.word("-")
			case endsInHyphen(last.text):
				if mark := p.words.hyphen(cut, l.text); mark != "" {
					p.text.word(mark)
				}
				gap = noGap
			default:
				p.text.word("-")
			}
		}
		p.text.brk(gap)
	}
	p.text.write(strings.TrimSpace(content))
	p.lines, p.filled = [2]flowLine{last, l}, true
}

// take returns the text so far and starts anew.
func (p *paragraphs) take() string {
	if _, ok := cutHyphen(p.lines[1].text); ok && p.filled {
		p.text.word("-")
	}
	p.lines, p.filled = [2]flowLine{}, false
	return p.text.take()
}

// between returns what is between the lines last and next; before is the one
// before last.
func between(before, last, next flowLine) gapKind {
	size := max(last.size(), next.size())
	shorter := min(utf8.RuneCountInString(last.text), utf8.RuneCountInString(next.text))
	ends := endsSentence(last.text)
	switch {
	case strings.HasSuffix(last.text, string(hyphenBreak)):
		return space
	case isRow(last.text) || isRow(next.text):
		return line
	case !last.isPlaced() || !next.isPlaced():
		return space
	case min(last.size(), next.size()) < 0.88*size:
		if shorter < 12 { // a piece of a formula
			return space
		}
		return paragraph
	case next.page != last.page || next.bottom > last.top:
		if ends {
			return paragraph
		}
		return space
	case next.gapAfter(last) > 0.7*size:
		if first, _ := utf8.DecodeRuneInString(next.text); ends || unicode.IsUpper(first) && shorter >= 12 {
			return paragraph
		}
		return space
	}
	indent := next.left - last.left
	short := last.right < max(before.right, next.right)-3*size
	switch first, _ := utf8.DecodeRuneInString(next.text); {
	case ends && (short || indent > 0.5*size && indent < 5*size):
		return paragraph
	case short && !unicode.IsLower(first): // prose fills its lines, tables and lists do not
		return line
	}
	return space
}

func endsSentence(s string) bool {
	s = strings.TrimRight(s, ")]”\"'’ ")
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".?!:。", last)
}

// isRow reports whether a line is a row of a table: to a good part numbers. A
// year is none, for it stands in citations.
func isRow(s string) bool {
	fields := strings.Fields(s)
	if len(fields) < 3 {
		return false
	}
	numeric := 0
	for _, field := range fields {
		if figure.MatchString(field) && !year.MatchString(field) {
			numeric++
		}
	}
	return 5*numeric >= 2*len(fields)
}

var (
	figure = regexp.MustCompile(`^(?:[(\[]?[-−+±<>≈~]?\d+(?:[.,]\d+)*(?:[%kKMB]|[±/x×]\S+)?[)\]]?[*†‡]*|[-–—−✓✗])$`)
	year   = regexp.MustCompile(`^[(\[]?(?:19|20)\d\d[a-z]?[)\].,;]*$`)
)
