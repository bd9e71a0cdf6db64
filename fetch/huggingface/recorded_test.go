package huggingface_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dailypapers/fetch"
	"dailypapers/fetch/huggingface"
	"dailypapers/internal/fixture"
)

func TestDecodeListRecorded(t *testing.T) {
	sizes := map[string]int{"2024-06-11": 14, "2025-01-21": 1, "2025-09-30": 50, "2025-10-06": 16, "2026-06-02": 47}
	for _, file := range fixture.RecordedFiles(t, "huggingface/daily", "*.json") {
		date := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(date, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			papers, err := huggingface.DecodeList(data)
			if err != nil {
				t.Fatal(err)
			}
			checkPapers(t, papers)
			var all []json.RawMessage
			if err := json.Unmarshal(data, &all); err != nil {
				t.Fatal(err)
			}
			if len(papers) != len(all) {
				t.Errorf("%d papers of %d items", len(papers), len(all))
			}
			if want, ok := sizes[date]; ok && len(papers) != want {
				t.Errorf("%d papers, want %d", len(papers), want)
			}
			for i, p := range papers {
				if p.Title == "" || p.Abstract == "" || len(p.Authors) == 0 || p.Published.IsZero() || p.Withdrawn {
					t.Errorf("%s lacks a field: %+v", p.ID, p)
				}
				if i > 0 && p.Upvotes > papers[i-1].Upvotes {
					t.Errorf("%s stands out of the order of upvotes", p.ID)
				}
			}
		})
	}
}

func TestDecodeListRecordedWithdrawn(t *testing.T) {
	data, err := os.ReadFile(fixture.Recorded(t, "huggingface/withdrawn_items.json"))
	if err != nil {
		t.Fatal(err)
	}
	papers, err := huggingface.DecodeList(data)
	if err != nil {
		t.Fatal(err)
	}
	if len(papers) != 2 {
		t.Errorf("%d papers, want 2", len(papers))
	}
	for _, p := range papers {
		if !p.Withdrawn {
			t.Errorf("%s does not count as withdrawn", p.ID)
		}
	}
}

func TestDecodePageRecorded(t *testing.T) {
	folder := fixture.Recorded(t, "huggingface/html")
	data, err := os.ReadFile(filepath.Join(folder, "papers_2024-08-01.html"))
	if err != nil {
		t.Fatal(err)
	}
	list, err := huggingface.DecodePage(data)
	if err != nil {
		t.Fatal(err)
	}
	checkPapers(t, list.Papers)
	if want, _ := fetch.ParseDay("2024-08-01"); list.Day != want || len(list.Papers) != 13 || list.Papers[0].Upvotes < 90 {
		t.Errorf("%s with %d papers, want 2024-08-01 with 13, the first with 90 upvotes or more", list.Day, len(list.Papers))
	}

	// The same page without its properties: the cards alone.
	bare := strings.ReplaceAll(string(data), `data-target="DailyPapers"`, `data-target="Other"`)
	fromCards, err := huggingface.DecodePage([]byte(bare))
	if err != nil {
		t.Fatal(err)
	}
	if !fromCards.Day.IsZero() || len(fromCards.Papers) != len(list.Papers) {
		t.Fatalf("cards: %v with %d papers, want no date and %d", fromCards.Day, len(fromCards.Papers), len(list.Papers))
	}
	for i, p := range fromCards.Papers {
		if want := list.Papers[i]; p.ID != want.ID || p.Title != want.Title || p.Upvotes != want.Upvotes {
			t.Errorf("card %d: %s %q %d, want %s %q %d", i, p.ID, p.Title, p.Upvotes, want.ID, want.Title, want.Upvotes)
		}
	}

	paper, err := os.ReadFile(filepath.Join(folder, "paper_2509.24002.prettified.html"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := huggingface.DecodePage(paper); err == nil {
		t.Error("a paper's page was read as a list")
	}
}
