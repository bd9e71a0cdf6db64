package fulltext

import (
	"strings"
	"testing"
)

// TestCacheDir keeps pdfium compiled for all tests of the binary. It is there as
// long as they run.
var TestCacheDir string

// StartPDF returns a reader of PDFs for a test.
func StartPDF(t testing.TB) *PDF { return newTestPDF(t, PDFOptions{}) }

// PDFOf returns a PDF of one page with a text.
func PDFOf(text string) []byte {
	var lines []string
	row := ""
	for word := range strings.FieldsSeq(text) {
		if row = strings.TrimSpace(row + " " + word); len(row) > 80 {
			lines, row = append(lines, row), ""
		}
	}
	return samplePDF{pages: [][]drawn{column(60, 740, append(lines, row)...)}}.bytes()
}
