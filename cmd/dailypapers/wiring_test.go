package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// wiring is a case: what is set, what is run, and what must be seen of it.
type wiring struct {
	name   string
	set    []string // NAME=value, without the prefix of the configuration's keys
	begin  time.Time
	day    []sample.Option // nil: a day of one paper
	fault  sample.Fault
	run    string // what is run; empty: the sample's day
	code   int
	stderr []string // what it prints there
	check  func(t *testing.T, w *world, got ran, seen *traffic)
}

// TestWiring holds that what the user sets and asks for gets to where it counts,
// one key or verb a case.
func TestWiring(t *testing.T) {
	cases := slices.Concat(wiredDays(), wiredModel(), wiredServices(), wiredOutput())
	for _, tt := range cases {
		t.Run(tt.name, func(t *testing.T) {
			seen := new(traffic)
			if tt.day == nil {
				tt.day = []sample.Option{one()}
			}
			inWorld(t, func(w *world) {
				w.begin = tt.begin
				for _, variable := range tt.set {
					name, value, _ := strings.Cut(variable, "=")
					if name != "HF_TOKEN" {
						name = envPrefix + name
					}
					w.set(name, value)
				}
				if tt.run == "" {
					tt.run = "run --date " + sampleDay
				}
				got := w.run(strings.Fields(tt.run)...)
				if got.code != tt.code {
					t.Errorf("exit code %d, want %d:\n%s", got.code, tt.code, got.stderr)
				}
				for _, want := range tt.stderr {
					if !strings.Contains(got.stderr, want) {
						t.Errorf("%q is missing in:\n%s", want, got.stderr)
					}
				}
				if tt.check != nil {
					tt.check(t, w, got, seen)
				}
			}, append(tt.day, sample.WithFault(seen.watch(tt.fault)))...)
		})
	}
}

// wiredDays are the cases about which days are run.
func wiredDays() []wiring {
	days := []sample.Option{
		sample.WithToday("2025-12-31"), sample.WithDay("2025-10-13", sample.Papers()[1]), sample.WithDay(sampleDay, sample.Papers()[2]),
	}
	lists := func(want string) func(*testing.T, *world, ran, *traffic) {
		return func(t *testing.T, _ *world, _ ran, seen *traffic) {
			for _, list := range seen.of(sample.List) {
				if list.date != want {
					t.Errorf("the list of %s was read, want %s alone", list.date, want)
				}
			}
			if len(seen.of(sample.List)) == 0 {
				t.Error("no list was read")
			}
		}
	}
	// In Seoul it is the 15th, 07:15, and in UTC the 14th.
	seoul := time.Date(2025, 10, 14, 22, 15, 0, 0, time.UTC)
	// In Los Angeles it is the 14th, 22:00, and in UTC the 15th.
	america := time.Date(2025, 10, 15, 5, 0, 0, 0, time.UTC)
	const zone = "TIMEZONE=America/Los_Angeles"
	return []wiring{
		{name: "run: yesterday in Seoul", begin: seoul, day: days, run: "run", check: lists(sampleDay)},
		{name: "run: yesterday in timezone", begin: america, set: []string{zone}, day: days, run: "run", check: lists("2025-10-13")},
		{name: "run --force: yesterday in Seoul", begin: seoul, day: days, run: "run --force", check: lists(sampleDay)},
		{
			name: "run --force: yesterday in timezone", begin: america, set: []string{zone}, day: days,
			run: "run --force", check: lists("2025-10-13"),
		},
		{
			name: "run --dry-run: yesterday in timezone", begin: america, set: []string{zone}, day: days,
			run: "run --dry-run", check: lists("2025-10-13"),
		},
		{
			name: "backfill --dry-run buys nothing", day: days, run: "backfill --dry-run --from 2025-10-13 --to " + sampleDay,
			check: func(t *testing.T, w *world, got ran, seen *traffic) {
				if !strings.Contains(got.stdout, "=== total: 2 papers") {
					t.Errorf("standard output:\n%s", got.stdout)
				}
				left, _ := filepath.Glob(filepath.Join(w.site, "*"))
				if n := len(seen.of(sample.Chat)); n > 0 || len(left) > 0 || len(w.files()) > 0 {
					t.Errorf("%d questions; it left %v", n, left)
				}
			},
		},
		{
			name: "status shows 30 days", run: "backfill --from 2025-09-15 --to 2025-09-16", day: days,
			check: func(t *testing.T, w *world, _ ran, _ *traffic) {
				w.run("run", "--date", sampleDay)
				got := w.run("status", "--all") // on the 15th
				if strings.Contains(got.stdout, "2025-09-15  complete") || !strings.Contains(got.stdout, "2025-09-16") ||
					!strings.Contains(got.stdout, sampleDay+"  complete") || !strings.Contains(got.stdout, "\n2 days ") {
					t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
				}
			},
		},
	}
}
