package fulltext

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	pdfium "github.com/klippa-app/go-pdfium/errors"
	"github.com/tetratelabs/wazero"

	"dailypapers/fetch"
)

// PDFOptions says what reading a PDF may cost.
type PDFOptions struct {
	// CacheDir keeps pdfium compiled to machine code, some 22 MB; empty: it is
	// compiled once a process, in seconds. What is in it is run: nobody else may
	// write to it.
	CacheDir string
	MaxPages int           // a longer document is read up to there, 0: 300
	Memory   int64         // bytes that one document may take in pdfium, 0: 256 MiB
	Timeout  time.Duration // for one document, 0: 30 s
}

const (
	defaultPDFPages   = 300
	defaultPDFMemory  = 256 << 20
	defaultPDFTimeout = 30 * time.Second
)

var (
	errPDFEncrypted = errors.New("an encrypted PDF")
	errPDFBroken    = errors.New("a PDF that is broken, or too large to read")
	errPDFNoText    = errors.New("a PDF without text, of images alone")
	errPDFTooLarge  = errors.New("a PDF with more text than a book")
	errPDFCramped   = errors.New("a PDF too large for an instance's share of the memory")
	errPDFSlow      = errors.New("a PDF that takes too long")
	errPDFClosed    = errors.New("the PDF reader is closed")
)

// PDF reads PDFs with pdfium, which runs as WebAssembly: it sees no file, no
// network, and no memory but its own. A PDF is safe for concurrent use, and
// reads one document at a time.
type PDF struct {
	opts  PDFOptions
	cache wazero.CompilationCache

	turn   chan struct{} // holds one token while somebody uses what is below
	engine *pdfEngine    // nil before the first document, and after one that broke it
	closed bool
}

// NewPDF returns a PDF. It is cheap: pdfium starts with the first document.
func NewPDF(opts PDFOptions) (*PDF, error) {
	if opts.MaxPages <= 0 {
		opts.MaxPages = defaultPDFPages
	}
	if opts.Memory <= 0 {
		opts.Memory = defaultPDFMemory
	}
	if opts.Timeout <= 0 {
		opts.Timeout = defaultPDFTimeout
	}
	if opts.Memory > maxPDFMemory {
		return nil, fmt.Errorf("PDF memory of %d bytes: at most %d can be addressed", opts.Memory, int64(maxPDFMemory))
	}
	cache := wazero.NewCompilationCache()
	if opts.CacheDir != "" {
		var err error
		if cache, err = wazero.NewCompilationCacheWithDir(opts.CacheDir); err != nil {
			return nil, fmt.Errorf("cache of the PDF reader: %w", err)
		}
	}
	return &PDF{opts: opts, cache: cache, turn: make(chan struct{}, 1)}, nil
}

// Decode returns the text of a PDF as sections. The document's ID is the one
// that arXiv stamps on the first page, where there is one.
//
// What cannot be read is an error that says why in the same few words every
// time; only a context's error is wrapped. Whatever a document does to pdfium,
// the next one finds a fresh one.
func (p *PDF) Decode(ctx context.Context, data []byte) (fetch.Document, error) {
	const head = 1024 // where a PDF's mark may stand (ISO 32000, annex H of the 1.7 reference)
	if !bytes.Contains(data[:min(len(data), head)], []byte("%PDF-")) {
		return fetch.Document{}, errNotPDF
	}
	if int64(len(data)) > p.opts.Memory/2 {
		return fetch.Document{}, errLarge
	}
	pages, err := p.pages(ctx, data)
	if err != nil {
		return fetch.Document{}, err
	}
	return pdfDocument(pages)
}

// Close waits for the document that is being read, and frees pdfium. No document
// can be read afterwards.
func (p *PDF) Close() error {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	if p.closed {
		return nil
	}
	p.closed = true
	return errors.Join(p.discard(), p.cache.Close(context.Background()))
}

// pages waits for its turn and reads a document's lines.
func (p *PDF) pages(ctx context.Context, data []byte) ([]pdfPage, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return nil, fmt.Errorf("read a PDF: %w", ctx.Err())
	}
	if p.closed {
		return nil, errPDFClosed
	}
	if err := p.start(ctx); err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, p.opts.Timeout)
	defer cancel()
	pages, err := p.read(limited, data, p.instances())
	if errors.Is(err, errPDFCramped) && limited.Err() == nil {
		if err := p.start(ctx); err != nil {
			return nil, err
		}
		pages, err = p.read(limited, data, 1)
	}
	switch {
	case ctx.Err() != nil:
		return nil, fmt.Errorf("read a PDF: %w", ctx.Err())
	case limited.Err() != nil:
		return nil, errPDFSlow
	}
	return pages, err
}

// instances returns how many instances are to share a document: more than one
// where there are processors and memory for them.
func (p *PDF) instances() int {
	if runtime.GOMAXPROCS(0) < pdfInstances || p.opts.Memory/pdfInstances < minPDFShare {
		return 1
	}
	return pdfInstances
}

// start starts pdfium, unless it is there.
func (p *PDF) start(ctx context.Context) error {
	if p.engine != nil {
		return nil
	}
	engine, err := startPDFEngine(ctx, p.cache, p.opts.Memory)
	if err != nil {
		return fmt.Errorf("start pdfium: %w", cmp.Or(ctx.Err(), err))
	}
	p.engine = engine
	return nil
}

// read reads a document's lines, and discards pdfium if it cannot go on. Its
// error is one of those above.
func (p *PDF) read(ctx context.Context, data []byte, instances int) ([]pdfPage, error) {
	pages, err := p.engine.read(ctx, data, p.opts.MaxPages, instances)
	if ctx.Err() == nil {
		switch {
		case err == nil:
			return pages, nil
		case errors.Is(err, pdfium.ErrPassword), errors.Is(err, pdfium.ErrSecurity):
			return nil, errPDFEncrypted
		case errors.Is(err, pdfium.ErrFormat), errors.Is(err, pdfium.ErrFile):
			return nil, errPDFBroken
		}
	}
	// Killed, or trapped, or never asked: of no further use.
	_ = p.discard()
	for _, known := range []error{errPDFCramped, errPDFTooLarge} {
		if errors.Is(err, known) {
			return nil, known
		}
	}
	return nil, errPDFBroken
}

func (p *PDF) discard() error {
	if p.engine == nil {
		return nil
	}
	engine := p.engine
	p.engine = nil
	return engine.close()
}
