package check_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dailypapers/summarize/check"
)

// Figures that the gate must reach on the sets of testdata/gate.
const (
	minCaught  = 0.98 // of the fields with an injected fault
	maxRefused = 0.01 // of the correct fields
	minFields  = 300  // of each set
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
func TestGateFigures(t *testing.T) {
	sources := make(map[string]*check.Source)
	for _, paper := range read[struct{ Paper, Text string }](t, "papers.jsonl") {
		sources[paper.Paper] = check.NewSource(paper.Text)
	}
	correct, faults := read[gateField](t, "correct.jsonl"), read[gateField](t, "faults.jsonl")
	if len(correct) < minFields || len(faults) < minFields {
		t.Fatalf("%d correct fields and %d with a fault; want %d of each", len(correct), len(faults), minFields)
	}

	refused := 0
	for _, g := range correct {
		if got := g.problems(sources); len(got) > 0 {
			refused++
			t.Logf("refused: %s %s %q\n\t%v", g.Paper, g.Field, g.Sentences, got)
		}
	}
	type row struct{ fields, caught, named int }
	rows, total := make(map[string]*row), row{}
	for _, g := range faults {
		r := rows[g.Fault]
		if r == nil {
			r = new(row)
			rows[g.Fault] = r
		}
		got := g.problems(sources)
		named := slices.ContainsFunc(got, func(p check.Problem) bool { return slices.Contains(g.Rules, p.Rule) })
		for _, r := range []*row{r, &total} {
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

	var table strings.Builder
	line := func(name string, fields, held, caught int, named string) {
		fmt.Fprintf(&table, "| %-30s | %6d | %6d | %6d | %6s |\n", name, fields, held, caught, named)
	}
	fmt.Fprintf(&table, "| %-30s | %6s | %6s | %6s | %6s |\n", "field", "fields", "let by", "caught", "named")
	fmt.Fprintf(&table, "|%s|\n", strings.Join([]string{strings.Repeat("-", 32), "-------:", "-------:", "-------:", "-------:"}, "|"))
	line("correct", len(correct), len(correct)-refused, refused, "")
	names := make([]string, 0, len(rows))
	for name := range rows {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		r := rows[name]
		line(name, r.fields, r.fields-r.caught, r.caught, strconv.Itoa(r.named))
	}
	line("all faults", total.fields, total.fields-total.caught, total.caught, strconv.Itoa(total.named))
	t.Logf("the confusion table (named: caught by the rule that the fault breaks)\n%s", table.String())

	if share := float64(total.caught) / float64(total.fields); share < minCaught {
		t.Errorf("%.1f %% of the faults are caught, want %.0f %%", share*100, minCaught*100)
	}
	if share := float64(refused) / float64(len(correct)); share > maxRefused {
		t.Errorf("%.1f %% of the correct fields are refused, want at most %.0f %%", share*100, maxRefused*100)
	}
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
