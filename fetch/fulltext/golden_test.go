package fulltext_test

import (
	"fmt"
	"strings"
	"testing"

	"dailypapers/fetch"
	"dailypapers/fetch/fulltext"
	"dailypapers/internal/fixture"
)

// written returns a document as a golden holds it.
func written(d fetch.Document) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s from %s\n", d.ID, d.Origin)
	for _, s := range d.Sections {
		fmt.Fprintf(&b, "\n== %s == %q %q\n", s.Kind, s.Number, s.Title)
		if s.Text != "" {
			fmt.Fprintln(&b, s.Text)
		}
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	tests := []struct {
		file   string
		decode func([]byte) (fetch.Document, error)
	}{
		{"paper.html", decodeHTML},
		{"paper.md", fulltext.DecodeMarkdown},
	}
	for _, tt := range tests {
		t.Run(tt.file, func(t *testing.T) {
			document, err := tt.decode(sample(t, tt.file))
			if err != nil {
				t.Fatal(err)
			}
			fixture.Golden(t, tt.file+".golden", written(document))
		})
	}
}
