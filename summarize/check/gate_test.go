package check_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dailypapers/summarize/check"
)

// Figures that the gate must reach on the sets of testdata/gate. No correct field
// may be refused.
const (
	minCaught = 0.98 // of the fields with an injected fault
	minFields = 300  // of each set
)

// gateField is a field of an invented summary, as testdata/gate keeps it: one a
// line.
type gateField struct {
	Paper     string       `json:"paper"`
	Field     check.Field  `json:"field"`
	Sentences []string     `json:"sentences"`
	Evidence  string       `json:"evidence"`
	Fault     string       `json:"fault"` // what was done to it; empty where it is correct
	Rules     []check.Rule `json:"rules"` // that should tell of it
}

// problems returns what the gate says of the field.
func (g gateField) problems(sources map[string]*check.Source) []check.Problem {
	f := check.Fields{Evidence: map[check.Field]string{g.Field: g.Evidence}}
	f.Set(g.Field, g.Sentences...)
	return check.CheckField(f, g.Field, sources[g.Paper])
}

// TestGateFigures measures the gate and prints the confusion table:
//
//	go test -run TestGateFigures -v ./summarize/check
//
// The invented papers are short. A paper of full length has more figures, so that
// a wrong one is in it more often by coincidence; therefore each is also measured
// with a long text behind it: with an invented one, and with those of recorded
// papers where they are at hand.
func TestGateFigures(t *testing.T) {
	papers := read[struct{ Paper, Text string }](t, "papers.jsonl")
	behind := func(long func(i int) string) map[string]*check.Source {
		sources := make(map[string]*check.Source)
		for i, paper := range papers {
			sources[paper.Paper] = check.NewSource(paper.Text + "\n\n" + long(i))
		}
		return sources
	}
	t.Run("short", func(t *testing.T) {
		confusion(t, behind(func(int) string { return "" }))
	})
	t.Run("long", func(t *testing.T) {
		confusion(t, behind(func(i int) string { return longText(uint64(i), name(papers[i].Text)) }))
	})
	for _, file := range recordedPapers {
		t.Run(file, func(t *testing.T) {
			text := recordedText(t, file)
			confusion(t, behind(func(int) string { return text }))
		})
	}
}

// confusion holds the gate to its figures, and prints the table.
func confusion(t *testing.T, sources map[string]*check.Source) {
	correct, faults := read[gateField](t, "correct.jsonl"), read[gateField](t, "faults.jsonl")
	if len(correct) < minFields || len(faults) < minFields {
		t.Fatalf("%d correct fields and %d with a fault; want %d of each", len(correct), len(faults), minFields)
	}
	refused := 0
	for _, g := range correct {
		if got := g.problems(sources); len(got) > 0 {
			refused++
			t.Errorf("refused: %s %s %q\n\t%v", g.Paper, g.Field, g.Sentences, got)
		}
	}
	rows, total := tally(t, faults, sources)
	limits, _ := tally(t, read[gateField](t, "limits.jsonl"), sources)

	var table strings.Builder
	line := func(name string, fields, held, caught int, named string) {
		fmt.Fprintf(&table, "| %-30s | %6d | %6d | %6d | %6s |\n", name, fields, held, caught, named)
	}
	fmt.Fprintf(&table, "| %-30s | %6s | %6s | %6s | %6s |\n", "field", "fields", "let by", "caught", "named")
	fmt.Fprintf(&table, "|%s|\n", strings.Join([]string{strings.Repeat("-", 32), "-------:", "-------:", "-------:", "-------:"}, "|"))
	line("correct", len(correct), len(correct)-refused, refused, "")
	each := func(rows map[string]*tallied) {
		for _, name := range slices.Sorted(maps.Keys(rows)) {
			r := rows[name]
			line(name, r.fields, r.fields-r.caught, r.caught, strconv.Itoa(r.named))
		}
	}
	each(rows)
	line("all faults", total.fields, total.fields-total.caught, total.caught, strconv.Itoa(total.named))
	each(limits)
	share := float64(total.caught) / float64(total.fields)
	t.Logf("the confusion table (named: caught by the rule that the fault breaks), %.1f %% caught\n%s", share*100, table.String())

	if share < minCaught {
		t.Errorf("%.1f %% of the faults are caught, want %.0f %%", share*100, minCaught*100)
	}
}

// tallied counts what became of the fields of one fault.
type tallied struct{ fields, caught, named int }

// tally counts what becomes of fields with a fault, by the fault and in all.
func tally(t *testing.T, faults []gateField, sources map[string]*check.Source) (rows map[string]*tallied, total tallied) {
	rows = make(map[string]*tallied)
	for _, g := range faults {
		r := rows[g.Fault]
		if r == nil {
			r = new(tallied)
			rows[g.Fault] = r
		}
		got := g.problems(sources)
		named := slices.ContainsFunc(got, func(p check.Problem) bool { return slices.Contains(g.Rules, p.Rule) })
		for _, r := range []*tallied{r, &total} {
			r.fields++
			if len(got) > 0 {
				r.caught++
			}
			if named {
				r.named++
			}
		}
		if !named {
			t.Logf("not told of as %v: %s, %s %s %q (%q)\n\t%v", g.Rules, g.Fault, g.Paper, g.Field, g.Sentences, g.Evidence, got)
		}
	}
	return rows, total
}

// read returns the rows of a file of testdata/gate.
func read[T any](t *testing.T, name string) []T {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "gate", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var rows []T
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("%s: line %d: %v", name, len(rows)+1, err)
		}
		rows = append(rows, row)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}
