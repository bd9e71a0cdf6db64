package fulltext

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"
	"unicode/utf8"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/fetch/polite"
)

// The largest answers that are read, in bytes. arXiv takes no submission of more
// than 50 MB; its HTML has reached 20 MB.
const (
	maxHTML     = 24 << 20
	maxMarkdown = 8 << 20
	maxPDF      = 50 << 20
)

// htmlTimeout is how long a page may take; the largest of real ones takes a second.
const htmlTimeout = 30 * time.Second

// minText is how many characters beside the abstract make a paper; the shortest
// of real papers have some ten times as many.
const minText = 1000

var (
	errBarred    = errors.New("arXiv takes us for a robot and is left alone")
	errWithdrawn = errors.New("the only version is withdrawn")
	errFewLines  = errors.New("a text of a few lines")
	errNoAnswer  = errors.New("no answer")
	errLarge     = errors.New("larger than allowed")
	errHTMLSlow  = errors.New("a page that takes too long")
	errNotPDF    = errors.New("not a PDF")
)

// climb tries one origin, in one version after the other. It returns the
// document that served, if one did, and why the versions before it did not.
func (l *Ladder) climb(ctx context.Context, p fetch.Paper, origin fetch.Origin) (*fetch.Document, []fetch.Passed) {
	var passed []fetch.Passed
	ids := versions(p, origin)
	if len(ids) == 0 {
		return nil, []fetch.Passed{{Origin: origin, Reason: errWithdrawn.Error()}}
	}
	for i := 0; i < len(ids); i++ {
		read, err := l.read(ctx, p, origin, ids[i])
		if err == nil {
			return &read.document, passed
		}
		reason := err.Error()
		if v := ids[i].Version(); v > 0 {
			reason = fmt.Sprintf("v%d: %s", v, reason)
		}
		passed = append(passed, fetch.Passed{Origin: origin, Reason: reason})
		if !mayHaveEarlier(err) || ctx.Err() != nil {
			break
		}
		if told := read.document.ID; ids[i].Version() == 0 && told.Base() == p.ID.Base() && told.Version() > 1 {
			ids = append(ids, told.WithVersion(told.Version()-1))
		}
	}
	return nil, passed
}

// versions returns what to ask an origin for, in order.
func versions(p fetch.Paper, origin fetch.Origin) []fetch.ArxivID {
	id, v := p.ID.Base(), p.Version
	switch {
	case origin == fetch.OriginMarkdown || v == 0: // Hugging Face knows no versions
		return []fetch.ArxivID{id}
	case p.Withdrawn && v == 1:
		return nil
	case p.Withdrawn:
		return []fetch.ArxivID{id.WithVersion(v - 1)}
	case v == 1:
		return []fetch.ArxivID{id.WithVersion(1)}
	}
	return []fetch.ArxivID{id.WithVersion(v), id.WithVersion(v - 1)}
}

// mayHaveEarlier reports whether what went wrong is the version's own fault, so
// that the version before may serve.
func mayHaveEarlier(err error) bool {
	if status, ok := errors.AsType[statusError](err); ok {
		return status == http.StatusNotFound
	}
	return !errors.Is(err, errBarred) && !errors.Is(err, errNoAnswer) && !errors.Is(err, errCut)
}

// statusError is a status that is none of success.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("status %d", int(e)) }

// read asks an origin for one version, and judges the answer. Beside an error it
// returns what the answer told of its identity.
func (l *Ladder) read(ctx context.Context, p fetch.Paper, origin fetch.Origin, id fetch.ArxivID) (page, error) {
	answer, err := l.get(ctx, origin, id)
	if err != nil {
		return page{}, err
	}
	read, err := l.understand(ctx, p, origin, id, answer.body)
	if err == nil && answer.isNew && !l.opts.ReadOnly {
		if err := l.cache.store(answer.kept); err != nil {
			l.log.Warn("text not kept for another run", zap.Stringer("paper", id), zap.Error(err))
		}
	}
	return read, err
}

// understand reads an origin's answer for one version, and judges it.
func (l *Ladder) understand(
	ctx context.Context, p fetch.Paper, origin fetch.Origin, id fetch.ArxivID, body []byte,
) (page, error) {
	read, err := l.decode(ctx, origin, body)
	if err != nil {
		return read, err
	}
	if err := judge(read, p, id); err != nil {
		return read, err
	}
	if read.document.ID.IsZero() || read.document.ID.Version() == 0 {
		read.document.ID = id
	}
	read.document.Origin = origin
	return read, nil
}

func (l *Ladder) decode(ctx context.Context, origin fetch.Origin, body []byte) (page, error) {
	switch origin {
	case fetch.OriginHTML:
		limited, cancel := context.WithTimeout(ctx, htmlTimeout)
		defer cancel()
		read, err := decodeHTML(limited, body)
		if limited.Err() != nil && ctx.Err() == nil {
			err = errHTMLSlow
		}
		return read, err
	case fetch.OriginMarkdown:
		return decodeMarkdown(body)
	}
	document, err := l.pdf.Decode(ctx, body)
	return page{document: document}, err
}

// judge returns why what was read is not the paper asked for, or no paper.
func judge(read page, p fetch.Paper, asked fetch.ArxivID) error {
	told := read.document.ID
	switch {
	case !told.IsZero() && told.Base() != p.ID.Base():
		return fmt.Errorf("the page of another paper, %s", told)
	case !told.IsZero() && told.Version() > 0 && asked.Version() > 0 && told.Version() != asked.Version():
		return fmt.Errorf("the page of another version, %s", told)
	case told.IsZero() && !sameTitle(read.title, p.Title):
		return errors.New("the page of another paper, by its title")
	}
	length := 0
	for _, s := range read.document.Sections {
		if s.Kind != fetch.KindAbstract {
			length += utf8.RuneCountInString(s.Text)
		}
	}
	if length < minText {
		return errFewLines
	}
	return nil
}

// answer is a body, and whether it has not been kept yet.
type answer struct {
	kept
	isNew bool
}

// get returns an origin's answer for one version. What a version is does not
// change: where it is kept, nobody is asked. What names no version is asked for
// again, unless it has not changed.
func (l *Ladder) get(ctx context.Context, origin fetch.Origin, id fetch.ArxivID) (answer, error) {
	client, request := l.request(origin, id)
	old, ok := l.cache.load(request.URL, request.MaxBytes)
	if ok && id.Version() > 0 {
		return answer{kept: old}, nil
	}
	if ok && old.ETag != "" {
		request.Header.Set("If-None-Match", old.ETag)
	}
	if ok && old.LastModified != "" {
		request.Header.Set("If-Modified-Since", old.LastModified)
	}
	response, err := client.Do(ctx, request)
	if ok && response.Status == http.StatusNotModified {
		return answer{kept: old}, nil
	}
	if err != nil {
		return answer{}, l.failure(err)
	}
	return answer{isNew: true, kept: kept{
		URL: request.URL, ETag: response.Header.Get("ETag"), LastModified: response.Header.Get("Last-Modified"),
		body: response.Body,
	}}, nil
}

func (l *Ladder) request(origin fetch.Origin, id fetch.ArxivID) (*polite.Client, polite.Request) {
	r := polite.Request{Method: http.MethodGet, Header: http.Header{}}
	switch origin {
	case fetch.OriginHTML:
		r.URL, r.MaxBytes = l.opts.SiteURL+"/html/"+id.String(), maxHTML
		r.Header.Set("Accept", "text/html")
		return l.arxiv, r
	case fetch.OriginMarkdown:
		r.URL, r.MaxBytes = l.opts.HuggingFaceURL+"/papers/"+id.String()+".md", maxMarkdown
		r.Header.Set("Accept", "text/markdown, text/plain")
		return l.huggingface, r
	}
	r.URL, r.MaxBytes = l.opts.SiteURL+"/pdf/"+id.String(), maxPDF
	r.Header.Set("Accept", "application/pdf")
	return l.arxiv, r
}

// failure puts what went wrong into few words, the same every time, for the
// record of the day; the log has the rest.
func (l *Ladder) failure(err error) error {
	l.log.Debug("no text", zap.Error(err))
	status, ok := errors.AsType[*polite.StatusError](err)
	switch {
	case ok && status.Barred:
		return errBarred
	case ok:
		return statusError(status.Status)
	case errors.Is(err, polite.ErrTooLarge):
		return errLarge
	}
	return errNoAnswer
}
