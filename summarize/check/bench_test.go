package check_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"dailypapers/summarize/check"
)

// longSource returns an invented paper of about so many words: sentences full of
// figures and names, and tables.
func longSource(words int) string {
	rng := rand.New(rand.NewPCG(1, 2))
	nouns := strings.Fields("retriever passage token lantern query answer index layer loss block sample reader score budget note harbor")
	var b strings.Builder
	for n := 0; n < words; {
		if rng.IntN(20) == 0 {
			for row := range 5 {
				fmt.Fprintf(&b, "Model-%d & %.1f & %.1f & %.1f & %.2f \\\\\n", row, rng.Float64()*100, rng.Float64()*100, rng.Float64()*100, rng.Float64())
				n += 10
			}
			continue
		}
		for range 12 + rng.IntN(10) {
			b.WriteString(nouns[rng.IntN(len(nouns))])
			b.WriteByte(' ')
			n++
		}
		fmt.Fprintf(&b, "rises from %.1f%% to %.1f%% with %d samples of Bench%d (Hollis et al., 2023).\n", rng.Float64()*100, rng.Float64()*100,
			rng.IntN(50000), rng.IntN(300))
		n += 11
	}
	return b.String()
}

// claims returns a summary that makes the gate work: figures, names and quotes
// of which half are not in the paper.
func claims() check.Fields {
	f := sound()
	f.Results = "Bench12와 Bench400에서 정확도가 41.2%에서 47.0%로 5.8%p 높아지고, 3.2배 빨라졌으며, 12,345개 표본과 세 데이터셋에서 8.7점을 더 얻었다."
	f.Evidence = make(map[check.Field]string)
	for _, field := range check.Order {
		f.Evidence[field] = "the retriever passage token lantern query answer index layer loss block sample reader score budget note harbor rises without end"
	}
	return f
}

func BenchmarkCheck(b *testing.B) {
	text := longSource(100_000)
	src := check.NewSource(text)
	f := claims()
	b.ReportAllocs()
	for b.Loop() {
		check.Check(f, src)
	}
}

// BenchmarkCheckWorst asks of a paper that is nothing but tables, in fields that
// together have no more than the gate allows, what takes longest: differences of
// figures that are not there, quotes of words that stand in every row, and names
// of which every row has the beginning.
func BenchmarkCheckWorst(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	var text strings.Builder
	for n := 0; n < 100_000; n += 14 {
		fmt.Fprintf(&text, "Model-%d", rng.IntN(1000))
		for range 10 {
			fmt.Fprintf(&text, " | %.1f", rng.Float64()*100)
		}
		text.WriteString(" | the of and\n")
	}
	src := check.NewSource(text.String())
	for _, bench := range []struct{ name, sentence, quote string }{
		{"differences", "Model-1234과 Modal-77은 12.34점, 3.21점, 7.77점, 55.55점, 9.123점 높아진다.", "the of and the of and"},
		{"quotes", "값이 높아진다.", strings.Repeat("the of and ", 19) + "zebra"},
		{"names", strings.Repeat("Model-1 Model Mode Mod Mo a-Mo ", 4) + "높아진다.", "the of and the of and"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			f := check.Fields{Evidence: map[check.Field]string{}}
			for _, field := range check.Order {
				f.Set(field, bench.sentence)
				f.Evidence[field] = bench.quote
			}
			for b.Loop() {
				check.Check(f, src)
			}
		})
	}
}

func BenchmarkCheckForm(b *testing.B) {
	f := claims()
	b.ReportAllocs()
	for b.Loop() {
		check.Check(f, nil)
	}
}

func BenchmarkNewSource(b *testing.B) {
	text := longSource(100_000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		check.NewSource(text)
	}
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat("정확도가 37.5%에서 41.2%로 높아졌다(Fig. 3 참조). \"차례대로 생각하라.\"라는 지시를 썼다. ", 100)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		check.Split(text)
	}
}

// TestAllocationsDoNotGrow holds the gate to its promise: what a check allocates
// depends on the summary alone, not on the length of the paper nor on how many
// checks there were.
func TestAllocationsDoNotGrow(t *testing.T) {
	f := claims()
	short, long := check.NewSource(longSource(1_000)), check.NewSource(longSource(50_000))
	few := testing.AllocsPerRun(3, func() { check.Check(f, short) })
	many := testing.AllocsPerRun(3, func() { check.Check(f, long) })
	later := testing.AllocsPerRun(30, func() { check.Check(f, long) })
	if many > few*1.1+10 || later > many*1.1+10 {
		t.Errorf("allocations per check: %v of a short paper, %v of a long one, %v after thirty", few, many, later)
	}
}
