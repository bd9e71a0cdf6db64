package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dailypapers/fetch/huggingface"
	"dailypapers/internal/fixture"
	"dailypapers/pipeline/sample"
	"dailypapers/render"
)

// TestRecordedDays posts every recorded list: each of its papers stands in the
// post exactly once, and lint finds nothing.
func TestRecordedDays(t *testing.T) {
	for _, name := range fixture.RecordedFiles(t, "huggingface/daily", "*.json") {
		date := strings.TrimSuffix(filepath.Base(name), ".json")
		t.Run(date, func(t *testing.T) {
			raw, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			listed, err := huggingface.DecodeList(raw)
			if err != nil {
				t.Fatal(err)
			}
			inWorld(t, func(w *world) {
				got := w.run("run", "--date", date)
				if got.code != exitDone {
					t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
				}
				page, err := render.ParseMarkdown([]byte(w.post()))
				if err != nil {
					t.Fatal(err)
				}
				var want, have []string
				for _, paper := range listed {
					want = append(want, paper.ID.String())
				}
				for _, paper := range page.Papers {
					have = append(have, paper.ID.String())
				}
				if !slices.Equal(want, have) {
					t.Errorf("the list has %v\nthe post has %v", want, have)
				}
				if findings := lintPost(w.t, w.post()); len(findings) > 0 {
					t.Errorf("lint finds %v", findings)
				}
			}, sample.WithListJSON(date, raw))
		})
	}
}
