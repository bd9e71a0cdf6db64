package fulltext

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"dailypapers/internal/fixture"
)

// TestPDFRecall holds what pdfium reads of real papers against poppler's
// pdftotext, in words and in characters; then the document against what pdfium
// read, so that the clean-up takes away heads, front matter and references, and
// nothing else.
func TestPDFRecall(t *testing.T) {
	const least = 0.99
	poppler, err := exec.LookPath("pdftotext")
	if err != nil {
		fixture.Absent(t, "pdftotext (poppler-utils) is missing")
	}
	files := fixture.RecordedFiles(t, "arxiv/pdf", "*.pdf")
	reader := newTestPDF(t, PDFOptions{})
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), poppler, file, "-").Output()
			if err != nil {
				t.Fatal(err)
			}
			pages, err := reader.pages(t.Context(), data)
			if err != nil {
				t.Fatal(err)
			}
			raw := joined(pages)
			document, err := reader.Decode(t.Context(), data)
			if err != nil {
				t.Fatal(err)
			}
			body := plainBody(pages)
			for _, tt := range []struct {
				name      string
				want, got []string
			}{
				{"poppler's words in pdfium's", plainWords(string(out)), plainWords(raw)},
				{"poppler's characters in pdfium's", characters(string(out)), characters(raw)},
				{"the body's words in the document", plainWords(body), plainWords(document.Text())},
				{"the document's words in the body", plainWords(document.Text()), plainWords(body)},
			} {
				share, missing := recall(tt.want, tt.got)
				t.Logf("%s: %.4f of %d", tt.name, share, len(tt.want))
				if share < least {
					t.Errorf("%s: %.4f, at least %v wanted; missing %q", tt.name, share, least, missing)
				}
			}
		})
	}
}

// joined returns all lines as running text.
func joined(pages []pdfPage) string {
	lines := flow(pages)
	all := paragraphs{words: newVocabulary(lines)}
	for _, l := range lines {
		all.add(l)
	}
	return all.take()
}

// plainBody returns a paper's lines without its heads, what stands before its
// abstract, and its references, found by simpler means than the reader's.
func plainBody(pages []pdfPage) string {
	seen := make(map[string]int)
	for _, page := range pages {
		for _, l := range page {
			seen[digits.ReplaceAllString(l.text, "#")]++
		}
	}
	var kept strings.Builder
	for n, page := range pages {
		for _, l := range page {
			if key := digits.ReplaceAllString(l.text, "#"); len(key) > 20 && seen[key] >= 3 || stamp.MatchString(l.text) {
				continue
			}
			if l.text == "References" || strings.HasPrefix(l.text, "[1] ") && 2*n > len(pages) {
				return kept.String()
			}
			if strings.HasPrefix(l.text, "Abstract") && n == 0 {
				kept.Reset()
			}
			kept.WriteString(strings.TrimSuffix(l.text, string(hyphenBreak)))
			if !endsInHyphen(l.text) {
				kept.WriteString("\n")
			}
		}
	}
	return kept.String()
}

// recall returns the share of want that got has, counted as often as it occurs,
// and some that it has not.
func recall(want, got []string) (share float64, missing []string) {
	have := make(map[string]int)
	for _, word := range got {
		have[word]++
	}
	found := 0
	for _, word := range want {
		if have[word] > 0 {
			have[word]--
			found++
		} else if len(missing) < 100 {
			missing = append(missing, word)
		}
	}
	return float64(found) / float64(len(want)), missing
}

// plainWords returns the words of s, three letters and more, and its decimal
// numbers: what is shorter is mostly pieces of formulas, which no two readers cut
// alike. Hyphens do not count, for each reader undoes them in its own way.
func plainWords(s string) []string {
	s = strings.NewReplacer("-", "", "\u00AD", "").Replace(norm.NFKC.String(s))
	return plainWord.FindAllString(s, -1)
}

var plainWord = regexp.MustCompile(`\p{Latin}{3,}|\d+\.\d+`)

// characters returns the letters and digits of s.
func characters(s string) []string {
	var all []string
	for _, r := range norm.NFKC.String(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			all = append(all, string(r))
		}
	}
	return all
}

// BenchmarkPDF reads the recorded papers, pdfium started before: what a document
// takes after the first, at most 0.3 s with two free processors.
func BenchmarkPDF(b *testing.B) {
	for _, file := range fixture.RecordedFiles(b, "arxiv/pdf", "*.pdf") {
		b.Run(filepath.Base(file), func(b *testing.B) {
			data, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			reader := newTestPDF(b, PDFOptions{})
			if _, err := reader.Decode(b.Context(), data); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := reader.Decode(b.Context(), data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// newTestPDF returns a reader that shares its compilation cache with the others
// of the test binary.
func newTestPDF(t testing.TB, opts PDFOptions) *PDF {
	t.Helper()
	opts.CacheDir = TestCacheDir
	reader, err := NewPDF(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := reader.Close(); err != nil {
			t.Error(err)
		}
	})
	return reader
}
