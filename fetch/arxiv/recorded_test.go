package arxiv_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dailypapers/fetch"
	"dailypapers/fetch/arxiv"
)

// recorded returns the files of a folder of recorded responses: below $RECORDED,
// or below shared/recorded beside a folder above this one.
func recorded(t *testing.T, pattern string) []string {
	t.Helper()
	roots := []string{os.Getenv("RECORDED")}
	if roots[0] == "" {
		roots = nil
		for up := ".."; len(up) < 30; up = filepath.Join("..", up) {
			roots = append(roots, filepath.Join(up, "shared", "recorded"))
		}
	}
	for _, root := range roots {
		if files, _ := filepath.Glob(filepath.Join(root, pattern)); len(files) > 0 {
			return files
		}
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("no recorded responses %s: set RECORDED to their folder", pattern)
	}
	t.Skipf("no recorded responses %s: set RECORDED to their folder", pattern)
	return nil
}

func TestRecordedFeeds(t *testing.T) {
	for _, file := range recorded(t, "arxiv/atom/*.atom") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			papers, err := arxiv.DecodeAtom(data)
			if strings.Contains(string(data), "api/errors") {
				if err == nil {
					t.Fatal("the error feed is read as papers")
				}
				return
			}
			if want := strings.Count(string(data), "<entry>"); err != nil || len(papers) != want {
				t.Fatalf("%d papers of %d, %v", len(papers), want, err)
			}
			for _, p := range papers {
				checkPaper(t, p, fetch.SourceArxivAPI)
				if p.Version == 0 || p.Abstract == "" || len(p.Authors) == 0 || p.Published.IsZero() || p.Updated.Before(p.Published) {
					t.Errorf("%v is not whole", p.ID)
				}
				// The server's id, as text, is what was decoded.
				if !strings.Contains(string(data), "/abs/"+p.ID.WithVersion(p.Version).String()+"<") {
					t.Errorf("%v v%d is not in the feed", p.ID, p.Version)
				}
			}
		})
	}
}

func TestRecordedAbstractPages(t *testing.T) {
	for _, file := range recorded(t, "arxiv/abs/*.html") {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := arxiv.DecodeAbstractPage(data)
			if err != nil {
				t.Fatal(err)
			}
			checkPaper(t, p, fetch.SourceArxivPage)
			if !strings.HasPrefix(filepath.Base(file), p.ID.String()) || p.Version != 2 || len(p.Authors) != 3 || p.Published.IsZero() ||
				len(p.Abstract) < 200 || strings.HasPrefix(p.Abstract, "Abstract") || strings.HasPrefix(p.Title, "Title") || p.Withdrawn {
				t.Errorf("decoded %v v%d, %d authors, %d bytes of abstract", p.ID, p.Version, len(p.Authors), len(p.Abstract))
			}
		})
	}
}
