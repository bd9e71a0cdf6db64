package fulltext

import (
	"context"
	"errors"
	"io"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

const (
	wasmPage     = 64 << 10 // bytes
	maxPDFMemory = 4 << 30  // bytes that WebAssembly can address
)

// pdfEngine is pdfium, compiled. It reads one document at a time; each has an
// instance, and so a memory, of its own.
type pdfEngine struct {
	pool   pdfium.Pool
	memory *pdfMemory
	kill   context.CancelFunc // ends what runs; the engine is of no use afterwards
}

// startPDFEngine compiles pdfium, or takes it from the cache. When ctx ends, so
// does the compilation; once started, the engine lives on without it.
func startPDFEngine(ctx context.Context, cache wazero.CompilationCache, limit int64) (*pdfEngine, error) {
	lifetime, kill := context.WithCancel(context.WithoutCancel(ctx))
	defer context.AfterFunc(ctx, kill)()
	const compilers = 2 // with more than one, wazero obeys the context
	owned := &pdfMemory{}
	pool, err := webassembly.Init(webassembly.Config{
		Context:  experimental.WithMemoryAllocator(experimental.WithCompilationWorkers(lifetime, compilers), owned),
		MaxIdle:  1,
		MaxTotal: 1,
		FSConfig: wazero.NewFSConfig(), // nil would mount the root
		Stdout:   io.Discard,
		Stderr:   io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithCompilationCache(cache).
			WithMemoryLimitPages(uint32(limit / wasmPage)).
			// At twice to three times the time, but without it nothing stops a hostile
			// document. TODO: a paper of 25 pages takes 0.4 s, and 0.3 s are asked for.
			// Two instances with every other page each would halve it; they need a
			// memory each (pdfMemory has one).
			WithCloseOnContextDone(true),
	})
	if err != nil {
		kill()
		return nil, err
	}
	return &pdfEngine{pool: pool, memory: owned, kill: kill}, nil
}

// read returns the lines of a document's first pages, in the order in which the
// pages draw them; a page that is broken is empty. If ctx ends, pdfium is
// killed; then, and after any error that is none of pdfium's own, the engine has
// to be closed.
func (e *pdfEngine) read(ctx context.Context, data []byte, maxPages int) (pages []pdfPage, err error) {
	defer context.AfterFunc(ctx, e.kill)()
	defer e.memory.release() // after the instance is closed
	instance, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, instance.Close()) }()
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return nil, err
	}
	counted, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return nil, err
	}
	pages = make([]pdfPage, min(max(counted.PageCount, 0), maxPages))
	budget := maxDocumentChars
	for n := range pages {
		loaded, err := instance.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: opened.Document, Index: n})
		if errors.Is(err, pdfiumerrors.ErrPage) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if pages[n], err = readPDFPage(instance, requests.Page{ByReference: &loaded.Page}, &budget); err != nil {
			return nil, err
		}
		if _, err := instance.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

func (e *pdfEngine) close() error {
	e.kill()
	return e.pool.Close()
}
