package fulltext

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"

	"dailypapers/fetch"
)

var (
	errNoDocument = errors.New("no LaTeXML document on the page")
	errNoSections = errors.New("a page without sections")
	errNoText     = errors.New("sections without text")
	errMarkup     = errors.New("a page of more markup than can be read")
)

// DecodeHTML reads a page of arXiv's HTML, which LaTeXML made, into sections:
// paragraphs, lists, captions, footnotes where they stand, tables a row a line,
// formulas as TeX. It leaves out the site's furniture, the authors, the
// references, what conversion could not read and what no reader would see. The
// document's id is the one that the page tells of itself. The error says why
// the page holds no paper: it is another page, a stub, or nested beyond reading.
func DecodeHTML(data []byte) (fetch.Document, error) {
	p, err := decodeHTML(data)
	return p.document, err
}

// page is a paper's page: its document, and the title it has there.
type page struct {
	document fetch.Document
	title    string // empty where the page tells none
}

var (
	documentSelector  = goquery.Single(`.ltx_document`)
	titleSelector     = goquery.Single(`.ltx_title_document`)
	watermarkSelector = goquery.Single(`#watermark-tr`)
	baseSelector      = goquery.Single(`base[href]`)

	watermarkID = regexp.MustCompile(`arXiv:\s*(\S+)`)
	baseID      = regexp.MustCompile(`/html/([a-z.A-Z-]+/\d{7}(?:v\d+)?|\d{4}\.\d{4,5}(?:v\d+)?)`)
)

// decodeHTML returns, beside an error, what the page tells of its identity.
func decodeHTML(data []byte) (page, error) {
	data, err := utf8Of(data)
	if err != nil {
		return page{}, err
	}
	data = withoutMathML(data)
	if markup(data) > maxMarkup {
		return page{}, errMarkup
	}
	root, err := goquery.NewDocumentFromReader(bytes.NewReader(data))
	if err != nil {
		return page{}, fmt.Errorf("a page that cannot be read: %w", err)
	}
	id := identity(root)
	article := root.FindMatcher(documentSelector)
	p := page{document: fetch.Document{ID: id, Origin: fetch.OriginHTML}}
	if article.Length() == 0 {
		return p, errNoDocument
	}
	if title := article.FindMatcher(titleSelector); title.Length() > 0 {
		p.title = inline(title.Get(0))
	}
	w := newWalker()
	w.walk(article.Get(0), look{})
	w.flush()
	w.out.classify()
	p.document.Sections, err = checked(w.out.sections)
	return p, err
}

// checked returns the sections, or why they are no paper's.
func checked(sections []fetch.Section) ([]fetch.Section, error) {
	titled, written := false, false
	for _, s := range sections {
		if s.Kind == fetch.KindAbstract {
			continue
		}
		titled = titled || s.Title != ""
		written = written || s.Title != "" && s.Text != ""
	}
	switch {
	case !titled:
		return nil, errNoSections
	case !written:
		return nil, errNoText
	}
	return sections, nil
}

// identity returns the id that a page gives itself: in its watermark, or in the
// base of its links. It is the zero id where it gives none.
func identity(root *goquery.Document) fetch.ArxivID {
	if m := watermarkID.FindStringSubmatch(root.FindMatcher(watermarkSelector).Text()); m != nil {
		if id, err := fetch.ParseArxivID(m[1]); err == nil {
			return id
		}
	}
	if m := baseID.FindStringSubmatch(root.FindMatcher(baseSelector).AttrOr("href", "")); m != nil {
		if id, err := fetch.ParseArxivID(m[1]); err == nil {
			return id
		}
	}
	return fetch.ArxivID{}
}

// utf8Of returns a page in UTF-8. What is valid UTF-8 already stays, whatever
// the page declares.
func utf8Of(data []byte) ([]byte, error) {
	if utf8.Valid(data) {
		return data, nil
	}
	encoding, _, _ := charset.DetermineEncoding(data[:min(len(data), 1024)], "")
	decoded, _, err := transform.Bytes(encoding.NewDecoder(), data)
	if err != nil {
		return nil, errors.New("a page in no known encoding")
	}
	return decoded, nil
}

// inline returns an element's text on one line.
func inline(n *html.Node) string {
	w := newWalker()
	w.text.widest = space
	w.children(n, look{})
	return w.text.take()
}

// withoutMathML returns the page without the insides of formulas, which repeat
// what their alttext says and are most of many pages: parsing them costs time
// and memory. A formula that is not plainly delimited keeps its insides.
func withoutMathML(data []byte) []byte {
	const open, shut = "<math", "</math>"
	at := bytes.Index(data, []byte(open))
	if at < 0 {
		return data
	}
	kept := make([]byte, 0, len(data)/2)
	for at >= 0 {
		tag := at + tagEnd(data[at:])
		kept = append(kept, data[:tag]...)
		inside := data[tag:]
		next := bytes.Index(inside, []byte(open))
		reach := inside // up to the next formula, so that the search stays linear
		if next >= 0 {
			reach = inside[:next]
		}
		end := bytes.Index(reach, []byte(shut))
		if end >= 0 && bytes.Contains(data[at:tag], []byte(` alttext="`)) {
			next -= end
			inside = inside[end:]
		}
		data, at = inside, max(next, -1)
	}
	return append(kept, data...)
}

// maxMarkup is the most markup that is parsed, as markup counts it: half as much
// again as in the densest of the recorded pages, were it of 20 MB.
const maxMarkup = 3 << 20

// markup returns how many tags and attributes a page has at most: what the memory
// of its parsed form grows with.
func markup(data []byte) int {
	n := 0
	for {
		at := bytes.IndexByte(data, '<')
		if at < 0 {
			return n
		}
		data = data[at:]
		end := tagEnd(data)
		n += 1 + bytes.Count(data[:end], []byte(" ")) + bytes.Count(data[:end], []byte("="))
		data = data[end:]
	}
}

// tagEnd returns where the tag that data begins with ends, len(data) where it
// does not end.
func tagEnd(data []byte) int {
	var quote byte
	for i, c := range data {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(data)
}
