package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows says which of our packages each package may import. A package that is
// not named may import none; cmd/dailypapers may import all.
var arrows = map[string][]string{
	"pipeline":          {"render", "summarize", "fetch", "pipeline/ledger"},
	"pipeline/witness":  {"pipeline", "pipeline/ledger", "summarize", "fetch", "fetch/polite"},
	"render":            {"summarize", "fetch"},
	"summarize":         {"summarize/check", "summarize/llm", "fetch", "prompts"},
	"summarize/check":   {"fetch"},
	"summarize/llm":     {"fetch/polite"},
	"fetch/huggingface": {"fetch", "fetch/polite"},
	"fetch/arxiv":       {"fetch", "fetch/polite"},
	"fetch/fulltext":    {"fetch", "fetch/polite"},
}

// TestArrows holds the direction of the imports. Tests may look further.
func TestArrows(t *testing.T) {
	const module = "dailypapers/"
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		name := strings.TrimPrefix(words[0], module)
		seen++
		if name == "cmd/dailypapers" {
			continue
		}
		for _, imported := range words[1:] {
			ours, ok := strings.CutPrefix(imported, module)
			if ok && !slices.Contains(arrows[name], ours) {
				t.Errorf("%s imports %s; docs/design.md says why it must not", name, ours)
			}
		}
	}
	if seen < len(arrows) {
		t.Errorf("only %d packages were found", seen)
	}
}
