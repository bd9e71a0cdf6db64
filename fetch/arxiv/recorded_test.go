package arxiv_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dailypapers/fetch"
	"dailypapers/fetch/arxiv"
	"dailypapers/internal/fixture"
)

func TestRecordedFeeds(t *testing.T) {
	for _, file := range fixture.RecordedFiles(t, "arxiv/atom", "*.atom") {
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
	for _, file := range fixture.RecordedFiles(t, "arxiv/abs", "*.html") {
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
