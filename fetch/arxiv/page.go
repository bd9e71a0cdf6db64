package arxiv

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"dailypapers/fetch"
)

// What of an abstract page is read. A wrong selector matches nothing, so each is
// compiled here, or the program does not start.
var (
	metas      = cascadia.MustCompile(`meta[name^="citation_"]`)
	headline   = cascadia.MustCompile(`h1.title`)
	abstract   = cascadia.MustCompile(`blockquote.abstract`)
	authors    = cascadia.MustCompile(`div.authors a`)
	address    = cascadia.MustCompile(`meta[property="og:url"]`)
	comments   = cascadia.MustCompile(`td.comments`)
	history    = cascadia.MustCompile(`div.submission-history`)
	descriptor = cascadia.MustCompile(`span.descriptor`)
)

// versionMark is how the submission history counts versions: the page shows the
// latest of them.
var versionMark = regexp.MustCompile(`\[v([1-9]\d{0,3})\]`)

// DecodeAbstractPage reads a paper from its abstract page. It is an error where
// the page names no paper, as a robot page or an error page does not. The page is
// read as UTF-8, which it is; no other encoding is guessed.
func DecodeAbstractPage(data []byte) (fetch.Paper, error) {
	page, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
	if err != nil {
		return fetch.Paper{}, errors.New("decode abstract page: no HTML that can be read")
	}
	meta := map[string][]string{}
	page.FindMatcher(metas).Each(func(_ int, s *goquery.Selection) {
		name := s.AttrOr("name", "")
		meta[name] = append(meta[name], fetch.Clean(s.AttrOr("content", "")))
	})
	first := func(name string) string { return strings.Join(meta[name][:min(1, len(meta[name]))], "") }

	id, err := fetch.ParseArxivID(first("citation_arxiv_id"))
	if err != nil {
		return fetch.Paper{}, errors.New("decode abstract page: no paper on it")
	}
	paper := fetch.Paper{
		ID:        id.Base(),
		Version:   version(page),
		Title:     first("citation_title"),
		Abstract:  first("citation_abstract"),
		Published: instant(first("citation_date"), "2006/01/02"),
		Updated:   instant(first("citation_online_date"), "2006/01/02"),
		Comment:   text(page, comments),
		Source:    fetch.SourceArxivPage,
	}
	paper.Withdrawn = isWithdrawn(paper.Comment)
	if paper.Title == "" {
		paper.Title = text(page, headline)
	}
	if paper.Abstract == "" {
		paper.Abstract = text(page, abstract)
	}
	for _, name := range cleanAll(meta["citation_author"]) {
		paper.Authors = append(paper.Authors, natural(name))
	}
	if len(paper.Authors) == 0 { // a long list is cut there
		paper.Authors = cleanAll(page.FindMatcher(authors).Map(func(_ int, s *goquery.Selection) string { return s.Text() }))
	}
	if paper.Title == "" {
		return fetch.Paper{}, errors.New("decode abstract page: a paper without a title")
	}
	return paper, nil
}

// text returns the text of the first element that matches, without the descriptor
// that arXiv puts before it ("Title:").
func text(page *goquery.Document, what goquery.Matcher) string {
	found := page.FindMatcher(what).First().Clone()
	found.FindMatcher(descriptor).Remove()
	return fetch.Clean(found.Text())
}

// version returns the version that a page shows: that of its own address, else the
// latest of its submission history, else 0.
func version(page *goquery.Document) int {
	shown := page.FindMatcher(address).First().AttrOr("content", "")
	if id, err := fetch.ParseArxivID(afterLast(shown, "/abs/")); err == nil && id.Version() > 0 {
		return id.Version()
	}
	latest := 0
	for _, mark := range versionMark.FindAllStringSubmatch(text(page, history), -1) {
		n, _ := strconv.Atoi(mark[1]) // one to four digits
		latest = max(latest, n)
	}
	return latest
}

// natural turns a name's form for catalogues, "Family, Given", into its usual one.
func natural(name string) string {
	family, given, _ := strings.Cut(name, ",")
	return fetch.Clean(given + " " + family)
}
