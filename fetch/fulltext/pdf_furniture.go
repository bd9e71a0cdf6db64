package fulltext

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"dailypapers/fetch"
)

// stamp is what arXiv prints along the first page's edge.
var stamp = regexp.MustCompile(`^arXiv:(\S+) +(?:\[[\w.-]+\] +)?\d{1,2} [A-Z][a-z]{2} \d{4}$`)

// takeStamp removes arXiv's stamp and returns the id on it.
func takeStamp(pages []pdfPage) fetch.ArxivID {
	if len(pages) == 0 {
		return fetch.ArxivID{}
	}
	for i, l := range pages[0] {
		found := stamp.FindStringSubmatch(l.text)
		if found == nil {
			continue
		}
		id, err := fetch.ParseArxivID(found[1])
		if err != nil {
			continue
		}
		pages[0] = slices.Delete(slices.Clone(pages[0]), i, i+1)
		return id
	}
	return fetch.ArxivID{}
}

// headLines is how many lines at a page's upper and at its lower edge can be
// running heads: a journal's name, a title, a page number, a notice.
const headLines = 4

// dropHeads removes running heads and page numbers: what stands at the edge of
// three pages or more, at the same height and the same but for its digits. A
// line of digits alone has to count the pages.
func dropHeads(pages []pdfPage) {
	type place struct{ page, line int }
	seen := make(map[string][]place)
	for p, page := range pages {
		for _, i := range edges(page) {
			key := headKey(page[i].text, p)
			seen[key] = append(seen[key], place{p, i})
		}
	}
	height := func(at place) float64 { return pages[at.page][at.line].bottom }
	drop := make(map[place]bool)
	for key, places := range seen {
		if key == "" {
			continue
		}
		slices.SortFunc(places, func(a, b place) int { return cmp.Compare(height(a), height(b)) })
		for len(places) > 0 {
			const tolerance = 3 // points
			n := 1
			for n < len(places) && height(places[n])-height(places[n-1]) <= tolerance {
				n++
			}
			distinct := make(map[int]bool)
			for _, at := range places[:n] {
				distinct[at.page] = true
			}
			if len(distinct) >= max(2, min(3, len(pages))) {
				for _, at := range places[:n] {
					drop[at] = true
				}
			}
			places = places[n:]
		}
	}
	for p, page := range pages {
		var kept pdfPage
		for i, l := range page {
			if !drop[place{p, i}] {
				kept = append(kept, l)
			}
		}
		pages[p] = kept
	}
}

// edges returns the lines at a page's upper and lower edge.
func edges(page pdfPage) []int {
	order := make([]int, len(page))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(page[b].bottom, page[a].bottom) })
	if len(order) > 2*headLines {
		order = append(order[:headLines], order[len(order)-headLines:]...)
	}
	return order
}

// headKey returns what the same head has in common on all pages; none for what
// is no head.
func headKey(text string, page int) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if n, err := strconv.Atoi(strings.Trim(text, "-–— ")); err == nil {
		return "#" + strconv.Itoa(n-page)
	}
	if float.MatchString(text) || !strings.ContainsFunc(text, unicode.IsLetter) {
		return ""
	}
	return digits.ReplaceAllString(text, "#")
}

var (
	digits = regexp.MustCompile(`\d+`)
	float  = regexp.MustCompile(`(?i)^(table|fig\.|figure|algorithm|listing) `)
)

// countedLine is a line with a number before or after it.
var (
	numberBefore = regexp.MustCompile(`^(\d{1,4})(?:\s+|$)`)
	numberAfter  = regexp.MustCompile(`(?:^|\s+)(\d{1,4})$`)
)

// dropLineNumbers removes the numbers of lines that submissions carry. They
// count most pages, as nothing else does.
func dropLineNumbers(pages []pdfPage) {
	for _, number := range []*regexp.Regexp{numberBefore, numberAfter} {
		counted := make(map[int][]int) // the counted lines of a page
		full := 0                      // pages with enough lines to tell
		for p, page := range pages {
			if len(page) < minCounted {
				continue
			}
			full++
			if lines := countedLines(page, number); len(lines) >= max(minCounted, len(page)/6) {
				counted[p] = lines
			}
		}
		if len(counted) < 2 && len(pages) > 1 || 2*len(counted) < full {
			continue
		}
		for p, lines := range counted {
			kept := slices.Clone(pages[p])
			for _, i := range lines {
				kept[i].text = strings.TrimSpace(number.ReplaceAllString(kept[i].text, ""))
			}
			pages[p] = slices.DeleteFunc(kept, func(l pdfLine) bool { return l.text == "" })
		}
	}
}

const minCounted = 8 // lines

// countedLines returns the lines whose numbers count upwards, by steps of at
// most five.
func countedLines(page pdfPage, number *regexp.Regexp) []int {
	var lines []int
	last := 0
	for i, l := range page {
		found := number.FindStringSubmatch(l.text)
		if found == nil {
			continue
		}
		n, _ := strconv.Atoi(found[1])
		switch {
		case n > last && n <= last+5 && len(lines) > 0:
			lines = append(lines, i)
		case len(lines) < 3:
			lines = append(lines[:0], i)
		default:
			continue
		}
		last = n
	}
	return lines
}
