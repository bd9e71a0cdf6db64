package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dailypapers/fetch/huggingface"
	"dailypapers/pipeline/sample"
	"dailypapers/render"
)

// recorded returns the folder of real responses, which is no part of the
// repository. Without it a test is skipped, but not in CI.
func recorded(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("RECORDED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "recorded")
	}
	if _, err := os.Stat(dir); err != nil {
		absent(t, "the recorded responses are missing; name their folder in RECORDED: "+err.Error())
	}
	return dir
}

// TestRecordedDays posts every recorded list: each of its papers stands in the
// post exactly once, and lint finds nothing.
func TestRecordedDays(t *testing.T) {
	lists, err := filepath.Glob(filepath.Join(recorded(t), "huggingface", "daily", "*.json"))
	if err != nil || len(lists) == 0 {
		t.Fatalf("%d lists: %v", len(lists), err)
	}
	for _, name := range lists {
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
