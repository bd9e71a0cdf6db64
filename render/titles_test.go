package render_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"dailypapers/internal/fixture"
)

// inventedTitles returns as many titles as were recorded, of the same kind: what
// real ones are made of, in about the same shares, and none of them real.
func inventedTitles() []string {
	const recordedTitles = 7208
	var (
		names  = []string{"LanternNet", "FernBench", "QuiltLM", "Moss-7B", "O$^2$-Kettle", "T2I-Loom", "Wren3D++", "R&Dot", "PLUM", "`ferry`"}
		verbs  = []string{"Learning to Fold", "Rethinking", "Towards", "Don't Forget", "Scaling", "Is It Time for", "On the Limits of"}
		things = []string{
			"Long Contexts", "Diffusion Models", "Agents' Memory", "Low-Rank Adapters", "Video Generation",
			"$\\mathcal{O}(n \\log n)$ Attention", "Sparse Mixtures", "3D Scenes", "\"Honest\" Rewards", "Tool_Use",
		}
		ends = []string{
			"", "", "", " via Quiet Distillation", " (Extended)", ": A Survey", "?", "!", " with $x_1$ and $x_2$", " at 100% Recall",
			" [Technical Report]", " -- Part 2", " in the Wild...", " <think>", " | Demo", " *Again*", " {ours}", " & Beyond", " 360^circ",
		}
		random = rand.New(rand.NewPCG(7, 208))
		pick   = func(from []string) string { return from[random.IntN(len(from))] }
		titles = make([]string, recordedTitles)
	)
	for i := range titles {
		titles[i] = fmt.Sprintf("%s: %s %s%s", pick(names), pick(verbs), pick(things), pick(ends))
	}
	return titles
}

// recordedTitlesIfAny returns the titles of real papers, where they are at hand.
func recordedTitlesIfAny(t testing.TB) (titles []string, ok bool) {
	t.Helper()
	if _, found := fixture.FindRecorded("titles/titles.jsonl"); !found {
		t.Log("no recorded titles at hand: only the invented ones are tried")
		return nil, false
	}
	return recordedTitles(t), true
}

// TestOrdinaryTitlesStayReadable holds that escaping leaves alone what needs
// none.
func TestOrdinaryTitlesStayReadable(t *testing.T) {
	for _, title := range []string{
		"LanternNet: A Lamp for Long-Context Reasoning (Extended Version)",
		"Wren3D++: 3D Scenes at 100% Recall, Revisited!",
		"Tool_Use with $x_1$ in $\\alpha$-Quilts & Beyond",
		"Is p < 0.05 Enough? A/B Tests at 5~6 Sites",
		"긴 문맥에서 12.5% 빠른 추론: R&D 사례 #1",
	} {
		post := string(form().Markdown(onePost(t, held(number(t, 1), title, ordinary()))))
		if !strings.Contains(post, "# 1. ["+title+"](") {
			t.Errorf("the title %q is escaped:\n%s", title, strings.Split(post, "\n")[7])
		}
	}
}
