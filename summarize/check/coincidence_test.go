package check_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"dailypapers/summarize/check"
)

// TestCoincidence prints how often a figure that nobody wrote stands in a paper
// of full length all the same, by how it is written:
//
//	go test -run TestCoincidence -v ./summarize/check
//
// The property tests have papers of one figure, where that cannot show.
func TestCoincidence(t *testing.T) {
	const most = 0.20 // of all figures, in the invented papers
	var invented []*check.Source
	for seed := range uint64(5) {
		invented = append(invented, check.NewSource(longText(seed, "Quill")))
	}
	if share := coincide(t, invented); share > most {
		t.Errorf("%.1f %% of the figures are in the invented papers, want at most %.0f %%", share*100, most*100)
	}
	for _, file := range recordedPapers {
		t.Run(file, func(t *testing.T) { coincide(t, []*check.Source{check.NewSource(recordedText(t, file))}) })
	}
}

// coincide returns the share of figures that pass, all kinds alike, and logs that
// of each.
func coincide(t *testing.T, sources []*check.Source) float64 {
	t.Helper()
	rng := rand.New(rand.NewPCG(3, 4))
	tenths := func(format string, from, to float64) func() string {
		return func() string { return fmt.Sprintf(format, from+rng.Float64()*(to-from)) }
	}
	whole := func(format string, from, to int) func() string {
		return func() string { return fmt.Sprintf(format, from+rng.IntN(to-from)) }
	}
	kinds := []struct {
		name string
		draw func() string
	}{
		{"37.5%", tenths("%.1f%%", 1, 99)},
		{"37%", whole("%d%%", 2, 99)},
		{"5.8%p", tenths("%.1f%%p", 1, 20)},
		{"5%p", whole("%d%%p", 2, 20)},
		{"2.5배", tenths("%.1f배", 1.5, 10)},
		{"3배", whole("%d배", 3, 30)},
		{"71.4점", tenths("%.1f점", 1, 99)},
		{"137개", whole("%d개", 10, 1000)},
		{"24개 층", whole("%d개 층", 2, 100)},
		{"12,345개", whole("%d개", 10_000, 100_000)},
		{"12시간", whole("%d시간", 2, 100)},
		{"16GB", whole("%dGB", 2, 100)},
	}
	sum := 0.
	const draws = 400
	for _, kind := range kinds {
		passed, of := 0, 0
		for range draws {
			f := check.Fields{Results: "그 값은 " + kind.draw() + "로 나타났다."}
			for _, src := range sources {
				of++
				if len(check.CheckField(f, check.Results, src)) == 0 {
					passed++
				}
			}
		}
		share := float64(passed) / float64(of)
		sum += share
		t.Logf("| `%s` | %.0f %% |", kind.name, share*100)
	}
	return sum / float64(len(kinds))
}
