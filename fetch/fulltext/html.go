package fulltext

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/transform"

	"dailypapers/fetch"
)

var (
	errNoDocument = errors.New("no LaTeXML document on the page")
	errNoSections = errors.New("a page without sections")
	errNoText     = errors.New("sections without text")
	errMarkup     = errors.New("a page of more markup than can be read")
	errNested     = errors.New("a page nested beyond reading")
	errCut        = errors.New("a page without its end")
)

// DecodeHTML reads a page of arXiv's HTML, which LaTeXML made, into sections:
// paragraphs, lists, captions, footnotes where they stand, tables a row a line,
// formulas as TeX. It leaves out the site's furniture, the authors, the
// references, what conversion could not read and what no reader would see. The
// document's id is the one that the page tells of itself. The error says why
// the page holds no paper: it is another page, a stub, one that was cut off, or
// nested beyond reading; or it is the context's.
func DecodeHTML(ctx context.Context, data []byte) (fetch.Document, error) {
	p, err := decodeHTML(ctx, data)
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
func decodeHTML(ctx context.Context, data []byte) (page, error) {
	data, err := utf8Of(data)
	if err != nil {
		return page{}, err
	}
	lean := newLean(data)
	if lean.parts > maxParts {
		return page{}, errMarkup
	}
	root, err := goquery.NewDocumentFromReader(contextReader{ctx, bytes.NewReader(lean.kept)})
	if err != nil {
		return page{}, fmt.Errorf("a page that cannot be read: %w", err)
	}
	id := identity(root)
	article := root.FindMatcher(documentSelector)
	p := page{document: fetch.Document{ID: id, Origin: fetch.OriginHTML}}
	if article.Length() == 0 {
		return p, errNoDocument
	}
	w := newWalker(newMeter(ctx, len(lean.kept)))
	if title := article.FindMatcher(titleSelector); title.Length() > 0 {
		p.title = w.inline(title.Get(0), onPaper())
	}
	if !lean.whole {
		return p, errCut
	}
	w.walk(article.Get(0), onPaper())
	w.flush()
	if w.err != nil {
		return p, w.err
	}
	w.out.classify()
	p.document.Sections, err = checked(w.out.sections)
	return p, err
}

// contextReader reads until its context ends.
type contextReader struct {
	ctx context.Context
	io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
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
