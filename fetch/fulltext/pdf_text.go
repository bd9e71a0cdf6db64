package fulltext

import (
	"regexp"
	"unicode/utf8"

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

// bodyFace returns how most characters of the lines are set.
func bodyFace(lines []flowLine) face {
	sizes, weights := make(map[int]int), make(map[int]int)
	for _, l := range lines {
		n := len(l.text)
		sizes[int(l.size()*10)] += n
		weights[l.weight] += n
	}
	return face{size: float64(commonest(sizes)) / 10, weight: commonest(weights)}
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
		found      = headings{body: bodyFace(lines)}
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
