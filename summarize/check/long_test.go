package check_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"dailypapers/fetch/fulltext"
	"dailypapers/internal/fixture"
)

// longWords is how long a text longText returns, in words: that of a paper with
// its appendix. Of five papers of a day, three had between 7,000 and 10,000.
const longWords = 9_000

// longText returns the invented text of a paper of full length on something that
// has a name. Of 19 words one is a figure, where the papers that were counted have
// one in 7 to 67: a tenth of them are percentages, and there are numbers of tables,
// sections and references, ratios, measures, multiples, whole numbers and decimals,
// in sentences and in tables.
func longText(seed uint64, name string) string {
	rng := rand.New(rand.NewPCG(seed, 7))
	pick := func(words []string) string { return words[rng.IntN(len(words))] }
	subjects := strings.Fields("encoder buffer schedule prompt critic planner mixture router cache margin corpus probe ledger pool ranker gate")
	verbs := strings.Fields("follows keeps reads shares resembles replaces precedes limits guides covers explains joins")
	adjectives := strings.Fields("shallow frozen noisy balanced sparse later common earlier simple robust local stable")
	clause := func(words int) string {
		var b strings.Builder
		for range words / 4 {
			fmt.Fprintf(&b, "the %s %s %s ", pick(adjectives), pick(subjects), pick(verbs))
		}
		return b.String() + "the " + pick(subjects)
	}
	small := func() int { return 2 + rng.IntN(30) }
	var b strings.Builder
	words := 0
	for words < longWords {
		n := 18 + rng.IntN(14)
		words += n + 6
		c := clause(n)
		switch rng.IntN(24) {
		case 0, 1, 2:
			fmt.Fprintf(&b, "In %s, %s, at %.1f%%.\n", name, c, rng.Float64()*100)
		case 3:
			fmt.Fprintf(&b, "As %d%% of the runs show, %s.\n", 1+rng.IntN(99), c)
		case 4, 5:
			fmt.Fprintf(&b, "As Table %d and Figure %d show, %s (see Section %d.%d).\n", 1+rng.IntN(20), 1+rng.IntN(20), c, 1+rng.IntN(8), 1+rng.IntN(6))
		case 6, 7:
			fmt.Fprintf(&b, "There %s, as in earlier work [%d, %d] (Hollis et al., %d).\n", c, small(), 30+small(), 2015+rng.IntN(10))
		case 8, 9, 10:
			fmt.Fprintf(&b, "With %d %ss and %d %ss, %s.\n", small(), pick(subjects), small()*small(), pick(subjects), c)
		case 11:
			fmt.Fprintf(&b, "With a batch size of %d and a weight of 0.%d, %s.\n", 8<<rng.IntN(8), 1+rng.IntN(9), c)
		case 12:
			fmt.Fprintf(&b, "It takes %d hours and %d GB of memory where %s.\n", small(), 8<<rng.IntN(5), c)
		case 13:
			fmt.Fprintf(&b, "We use a corpus of %d,%03d documents, and %s.\n", small(), rng.IntN(1000), c)
		case 14:
			fmt.Fprintf(&b, "At a rate of 0.%02d, %s; %s is %.1fx faster.\n", 1+rng.IntN(99), c, name, 1+rng.Float64()*9)
		case 15:
			fmt.Fprintf(&b, "Table %d: Scores of %s.\nMethod | Accuracy | F1 | Cost\n--- | --- | --- | ---\n", 1+rng.IntN(20), name)
			for range 5 {
				fmt.Fprintf(&b, "%s %s | %.1f | %.1f | %d\n", pick(adjectives), pick(subjects), rng.Float64()*100, rng.Float64()*100, rng.IntN(500))
				words += 5
			}
			b.WriteByte('\n')
		default:
			fmt.Fprintf(&b, "With %s, %s.\n", name, c)
		}
	}
	return b.String()
}

// name returns the name of an invented paper's method, which opens its title.
func name(paper string) string {
	name, _, _ := strings.Cut(paper, ":")
	return name
}

// recordedPapers are the recorded pages that have the text of a whole paper.
var recordedPapers = []string{"2501.11120v1.arxiv.org.html", "1803.07574.engrafo-latexml0.8.4.html"}

// recordedText returns the text of a recorded paper.
func recordedText(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(fixture.Recorded(t, "arxiv/html/"+file))
	if err != nil {
		t.Fatal(err)
	}
	document, err := fulltext.DecodeHTML(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	return document.Text()
}
