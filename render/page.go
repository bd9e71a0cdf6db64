package render

import (
	"errors"
	"strings"
	"unicode/utf8"

	"dailypapers/fetch"
	"dailypapers/summarize"
)

// Page is a post that was read back, ours or an older one: what stands in it,
// and on which line (from 1). Texts are as the page shows them, unescaped.
type Page struct {
	FrontMatter FrontMatter
	Papers      []PagePaper // those with sections, in the page's order
	Waiting     []PageLink  // those under 요약 대기

	faults   []Fault // of the form, found while reading
	headless bool    // without front matter and without a title
}

// FrontMatter holds the values as they are written, without a reading of dates.
// What is missing is empty.
type FrontMatter struct {
	Layout, Title, Date string
	Tags, Categories    []string
}

// PageLink is a title and where it leads. The id is zero where the link does
// not lead to a paper on arXiv; it has a version where the link has one.
type PageLink struct {
	Title string
	Link  string
	ID    fetch.ArxivID
	Line  int
}

// PagePaper is one paper of a page.
type PagePaper struct {
	PageLink
	Number   int    // as printed, 0 where there is none
	Alphaxiv string // the address, empty where there is none
	Summary  summarize.Fields
	Lines    map[summarize.Field]int // where a field begins; only fields that are there
}

// ErrNotText says that a file is no text in UTF-8.
var ErrNotText = errors.New("the file is no text in UTF-8")

// ParseMarkdown reads a post back. It reads any text: what is not as it should
// be is told by Faults, not by the error, which is ErrNotText or nil. For a
// post that Markdown wrote it returns the very titles, links and fields, with
// their white space folded.
func ParseMarkdown(data []byte) (Page, error) {
	if !utf8.Valid(data) {
		return Page{}, ErrNotText
	}
	lines := strings.Split(strings.TrimPrefix(string(data), "\uFEFF"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " \t\r")
	}
	var r reader
	body := r.page.readHead(lines)
	for i := body; i < len(lines); i++ {
		r.line(i+1, lines[i])
	}
	r.endPaper()
	r.page.check()
	return r.page, nil
}
