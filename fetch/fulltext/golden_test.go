package fulltext_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/fetch"
	"dailypapers/fetch/fulltext"
)

var update = flag.Bool("update", false, "write the goldens anew")

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
			got := written(document)
			golden := filepath.Join("testdata", tt.file+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
