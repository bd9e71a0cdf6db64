package fulltext

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/internal/fixture"
)

// TestPDFInstances holds that instances side by side read what one reads alone,
// page by page.
func TestPDFInstances(t *testing.T) {
	cups := samplePDF{}
	for n := range 31 {
		cups.pages = append(cups.pages, column(60, 700, "This page is about cup "+strings.Repeat("a", n+1)+"."))
	}
	paper := inventedPaper().bytes()
	documents := []struct {
		name string
		data []byte
	}{
		{"a paper", paper},
		{"a page", samplePDF{pages: cups.pages[:1]}.bytes()},
		{"many pages", cups.bytes()},
		{"no pages", samplePDF{}.bytes()},
		{"a first page that is none", bytes.Replace(paper, []byte("[6 0 R"), []byte("[7 0 R"), 1)},
		{"a second page that is none", bytes.Replace(paper, []byte(" 8 0 R"), []byte(" 9 0 R"), 1)},
		{"pages that contain themselves", bytes.Replace(paper, []byte("/Kids["), []byte("/Kids[2 0 R "), 1)},
	}
	t.Run("invented", func(t *testing.T) {
		for _, document := range documents {
			t.Run(document.name, func(t *testing.T) { comparePDF(t, document.data) })
		}
	})
	t.Run("recorded", func(t *testing.T) {
		for _, file := range fixture.RecordedFiles(t, "arxiv/pdf", "*.pdf") {
			t.Run(filepath.Base(file), func(t *testing.T) {
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				comparePDF(t, data)
			})
		}
	})
}

// comparePDF reads a document by one instance and by several.
func comparePDF(t *testing.T, data []byte) {
	t.Helper()
	reader := newTestPDF(t, PDFOptions{})
	if err := reader.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	want, err := reader.read(t.Context(), data, 1)
	if err != nil {
		t.Fatal(err)
	}
	got, err := reader.read(t.Context(), data, pdfInstances)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(pdfLine{})); diff != "" {
		t.Errorf("lines of the pages (-one instance +several):\n%s", diff)
	}
}

// TestPDFCramped holds that what is too large for an instance's share of the
// memory is read by one that has all of it, and that all of it is the limit.
func TestPDFCramped(t *testing.T) {
	small, large := wordsPage(5_000), wordsPage(100_000)
	reader := newTestPDF(t, PDFOptions{Memory: 2 * minPDFShare})
	for _, tt := range []struct {
		name string
		file samplePDF
		want error
	}{
		{"the first page", samplePDF{pages: [][]drawn{large, small}}, nil},
		{"the second page", samplePDF{pages: [][]drawn{small, large}}, nil},
		{"the file", samplePDF{pages: [][]drawn{small, small}, padding: 60 << 20}, nil},
		{"more than all of it", samplePDF{pages: [][]drawn{small, wordsPage(200_000), small}}, errPDFBroken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			data := tt.file.bytes()
			if err := reader.start(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := reader.read(t.Context(), data, pdfInstances); !errors.Is(err, errPDFCramped) {
				t.Errorf("side by side: error %v, want %v", err, errPDFCramped)
			}
			pages, err := reader.pages(t.Context(), data)
			if !errors.Is(err, tt.want) {
				t.Fatalf("error %v, want %v", err, tt.want)
			}
			for n, page := range pages {
				if len(page) != len(tt.file.pages[n]) {
					t.Errorf("page %d has %d lines, want %d", n+1, len(page), len(tt.file.pages[n]))
				}
			}
			if _, err := reader.Decode(t.Context(), inventedPaper().bytes()); err != nil {
				t.Errorf("the next document: %v", err)
			}
		})
	}
}

// TestPDFMemoryShares holds that the instances together have no more memory than
// the limit, that one that wants more is noticed, and that all is given back.
func TestPDFMemoryShares(t *testing.T) {
	const limit = 10 * wasmPage
	memory := &pdfMemory{limit: limit}
	for instances := 1; instances <= 3; instances++ {
		memory.divide(instances)
		share := uint64(limit / instances)
		var all sync.WaitGroup
		for range instances {
			all.Go(func() {
				one := memory.Allocate(wasmPage, limit)
				if got := one.Reallocate(share); uint64(len(got)) != share {
					t.Errorf("one of %d has %d bytes, want %d", instances, len(got), share)
				}
			})
		}
		all.Wait()
		total := 0
		for _, block := range memory.blocks {
			total += len(block)
		}
		if len(memory.blocks) != instances || total > limit {
			t.Errorf("%d blocks of %d bytes for %d instances and %d bytes", len(memory.blocks), total, instances, limit)
		}
		if memory.refused.Load() {
			t.Errorf("one of %d is refused its share", instances)
		}
		if got := memory.Allocate(wasmPage, limit).Reallocate(share + 1); got != nil || !memory.refused.Load() {
			t.Errorf("one of %d has more than its share", instances)
		}
		if memory.release(); len(memory.blocks) != 0 {
			t.Error("memory is left over")
		}
	}
}
