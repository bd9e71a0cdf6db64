package fulltext

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/klippa-app/go-pdfium"
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

// pdfEngine is pdfium, compiled. It reads one document at a time; each has
// instances, and so memories, of its own.
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
	owned := &pdfMemory{limit: uint64(limit)}
	pool, err := webassembly.Init(webassembly.Config{
		Context:  experimental.WithMemoryAllocator(experimental.WithCompilationWorkers(lifetime, compilers), owned),
		MaxIdle:  pdfInstances,
		MaxTotal: pdfInstances,
		FSConfig: wazero.NewFSConfig(), // nil would mount the root
		Stdout:   io.Discard,
		Stderr:   io.Discard,
		RuntimeConfig: wazero.NewRuntimeConfig().
			WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
			WithCompilationCache(cache).
			WithMemoryLimitPages(uint32(limit / wasmPage)).
			// At nearly three times the time, since wazero asks at every turn of a
			// loop; but without it nothing stops a hostile document.
			WithCloseOnContextDone(true),
	})
	if err != nil {
		kill()
		return nil, err
	}
	return &pdfEngine{pool: pool, memory: owned, kill: kill}, nil
}

// read returns the lines of a document's first pages, in the order in which the
// pages draw them; a page that is broken is empty. The pages and the memory are
// shared out among so many instances beforehand, and each reads its own to the
// end whatever happens to another, so that the result is the same whichever is
// faster. It is errPDFCramped where one of several wanted more memory than its
// share.
//
// If ctx ends, pdfium is killed; then, and after any error that is none of
// pdfium's own, the engine has to be closed.
func (e *pdfEngine) read(ctx context.Context, data []byte, maxPages, instances int) (pages []pdfPage, err error) {
	defer context.AfterFunc(ctx, e.kill)()
	e.memory.divide(instances)
	defer func() {
		e.memory.release() // after the instances are closed
		if instances > 1 && e.memory.refused.Load() {
			pages, err = nil, errPDFCramped
		}
	}()
	first, err := e.open(ctx, data)
	if err != nil {
		return nil, err
	}
	pages = make([]pdfPage, min(first.pages, maxPages))
	chars, errs := make([]int, instances), make([]error, instances)
	var others sync.WaitGroup
	for n := 1; n < min(instances, len(pages)); n++ {
		others.Go(func() {
			other, err := e.open(ctx, data)
			if err != nil {
				errs[n] = err
				return
			}
			chars[n], errs[n] = other.readEvery(instances, n, pages)
		})
	}
	chars[0], errs[0] = first.readEvery(instances, 0, pages)
	others.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	total := 0
	for _, n := range chars {
		total += n
	}
	if total > maxDocumentChars {
		return nil, errPDFTooLarge
	}
	return pages, nil
}

// open opens a document in an instance of its own.
func (e *pdfEngine) open(ctx context.Context, data []byte) (*pdfInstance, error) {
	instance, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return nil, err
	}
	opened, err := instance.OpenDocument(&requests.OpenDocument{File: &data})
	if err != nil {
		return nil, errors.Join(err, instance.Close())
	}
	counted, err := instance.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: opened.Document})
	if err != nil {
		return nil, errors.Join(err, instance.Close())
	}
	return &pdfInstance{Pdfium: instance, opened: opened, pages: max(counted.PageCount, 0)}, nil
}

func (e *pdfEngine) close() error {
	e.kill()
	return e.pool.Close()
}
