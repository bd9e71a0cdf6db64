package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/pipeline/sample"
	"dailypapers/render"
)

var (
	yearSeeds = flag.Int("seeds", 5, "how many simulated years are run")
	yearSeed  = flag.Uint64("seed", 0, "the one simulated year that is run; 0: the first -seeds")
	yearAwake = flag.Bool("awake", false, "let the machine of the simulated year never sleep, which takes many times as long")
)

// TestYear serves a site for a year, each in a world of its own: with lists that
// grow over the hours, weekends and holidays without papers, a fault in the
// answer to every third request, a week in which nothing answers, ten days in
// which the machine is off, and the process killed twice a week. In the end every
// day that had papers has one post that holds each of them once, no other day has
// one, no answer was bought again that a process had got before, and none was lost
// but those cut off or under way at a kill.
//
// A year that fails is named by its seed. With the race detector there is one, of
// six weeks.
func TestYear(t *testing.T) {
	t.Parallel()
	days, seeds := 365, make([]uint64, *yearSeeds)
	if underRace {
		days, seeds = 42, seeds[:1]
	}
	for i := range seeds {
		seeds[i] = uint64(i + 1)
	}
	if *yearSeed > 0 {
		seeds = []uint64{*yearSeed}
	}
	for _, seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			y := newYear(seed, days)
			defer func() { // a bubble that fails ends the test
				if t.Failed() {
					t.Logf("run it again with: go test ./cmd/dailypapers -run TestYear -seed %d -v", seed)
				}
			}()
			inWorld(t, func(w *world) {
				y.world, y.site = w, w.site
				y.pass()
				y.check()
				t.Log(y.count())
			}, sample.WithToday("9999-12-31"), sample.WithDay("2027-11-26", sample.Papers()[0]), sample.WithFront(y.front))
		})
	}
}

// pass lets the year pass.
func (y *year) pass() {
	y.live()
	for y.err == nil && y.now().Before(y.end) {
		y.die()
		y.live()
	}
	y.stop()
	if y.err != nil {
		y.t.Error(y.err)
	}
}

// check holds the site and the ledger against what the upstream knows.
func (y *year) check() {
	posts := map[string][]string{}
	paths, err := filepath.Glob(filepath.Join(y.site, "_posts", "*"))
	if err != nil {
		y.t.Fatal(err)
	}
	for _, path := range paths {
		day := filepath.Base(path)[:len(time.DateOnly)]
		posts[day] = append(posts[day], path)
	}
	wrong := 0
	fail := func(day, format string, args ...any) {
		if wrong++; wrong <= 3 {
			y.t.Errorf("%s: %s\n%s", day, fmt.Sprintf(format, args...), y.about(day))
		}
	}
	for _, day := range y.days() {
		listed := y.almanac[day]
		switch found := posts[day]; {
		case len(listed) == 0 && len(found) > 0:
			fail(day, "an empty day has a post")
		case len(listed) > 0 && len(found) != 1:
			fail(day, "%d posts for a day of %d papers", len(found), len(listed))
		case len(listed) > 0:
			y.posts++
			y.papers += len(listed)
			if problem := holdsOnce(found[0], listed); problem != "" {
				fail(day, "%s", problem)
			}
		}
		delete(posts, day)
	}
	for day := range posts {
		fail(day, "a post of a day that nobody asked for")
	}
	y.checkLedger(fail)
	if wrong > 3 {
		y.t.Errorf("and %d more", wrong-3)
	}
}

// holdsOnce says what is wrong with a post that is to hold each of the papers
// once, with its summary.
func holdsOnce(path string, listed []arrival) string {
	page, err := render.ParseMarkdown(readFile(path))
	if err != nil {
		return err.Error()
	}
	var got, want []string
	for _, paper := range page.Papers {
		got = append(got, paper.ID.String())
	}
	for _, paper := range listed {
		want = append(want, paper.ID)
	}
	slices.Sort(got)
	slices.Sort(want)
	switch faults := page.Faults(); {
	case len(faults) > 0:
		return fmt.Sprint("the post has faults: ", faults)
	case !slices.Equal(got, want) || len(page.Waiting) > 0:
		return fmt.Sprintf("the post holds %v, and %d that wait; listed were %v", got, len(page.Waiting), want)
	}
	return ""
}

// checkLedger holds the ledger: each answer that a process got is in it, once,
// and each day is closed.
func (y *year) checkLedger(fail func(day, format string, args ...any)) {
	l, err := ledger.Open(y.t.Context(), filepath.Join(y.site, ".dailypapers", ledgerFile))
	if err != nil {
		y.t.Fatal(err)
	}
	defer l.Close()
	if lost := y.lost(); lost != y.cutOff+y.tooLate {
		y.t.Errorf("%d answers were lost, of which %d were cut off and %d under way at a kill", lost, y.cutOff, y.tooLate)
	}
	for question, n := range y.got {
		if n > 1 {
			y.t.Errorf("the answer to one question was got %d times: %s", n, question)
		}
	}
	for paper, n := range y.gotOn {
		if n > 1 {
			day := y.dayOf(paper)
			fail(day, "%s was paid %d times", paper, n)
		}
	}
	spent, err := l.Spent(y.t.Context(), time.Time{}, time.Time{})
	if err != nil {
		y.t.Fatal(err)
	}
	if spent.Input+spent.Output != y.tokens {
		y.t.Errorf("the ledger knows of %d tokens, the upstream of %d", spent.Input+spent.Output, y.tokens)
	}
	days := y.days()
	rows, err := l.Days(y.t.Context(), days[0], days[len(days)-1])
	if err != nil {
		y.t.Fatal(err)
	}
	if len(rows) != len(days) {
		y.t.Errorf("the ledger knows of %d days, and there were %d", len(rows), len(days))
	}
	for _, row := range rows {
		want := pipeline.Complete
		if len(y.almanac[row.Day]) == 0 {
			want = pipeline.Empty
		}
		if row.State != string(want) || !row.Settled || row.GivenUp {
			fail(row.Day, "the ledger says %q (%s), settled %v, given up %v", row.State, row.Reason, row.Settled, row.GivenUp)
		}
	}
}

// days returns the days that are to be posted, oldest first.
func (y *year) days() []string { return slices.Sorted(maps.Keys(y.almanac)) }

func (y *year) dayOf(paper string) string {
	for day, listed := range y.almanac {
		if slices.ContainsFunc(listed, func(a arrival) bool { return a.ID == paper }) {
			return day
		}
	}
	return ""
}

// about returns what the log says of a day.
func (y *year) about(day string) string {
	var said strings.Builder
	for line := range bytes.Lines(y.log.Bytes()) {
		if bytes.Contains(line, []byte(day)) || bytes.Contains(line, []byte("harness")) {
			said.Write(line)
		}
	}
	text := said.String()
	const enough = 12000
	if len(text) > enough {
		text = "…" + text[len(text)-enough:]
	}
	return text
}

// count says in numbers what the year was like.
func (y *year) count() string {
	empty := 0
	for _, listed := range y.almanac {
		if len(listed) == 0 {
			empty++
		}
	}
	faults := 0
	for _, n := range y.faults {
		faults += n
	}
	return fmt.Sprintf("%d days, %d of them empty, %d posts with %d papers; %d requests, %d of them asked again, "+
		"%d faults %v; %d kills %v; %d answers lost, %d of them cut off and %d under way at a kill, %d kept",
		len(y.almanac), empty, y.posts, y.papers, y.upstream.Count(), y.retries(),
		faults, y.faults, y.kills[asleep]+y.kills[asking]+y.kills[answeredAt], y.kills, y.lost(), y.cutOff, y.tooLate, len(y.got))
}

// lost returns how many answers of the model no process has got.
func (y *year) lost() int {
	lost := 0
	for question, n := range y.answered {
		lost += n - y.got[question]
	}
	return lost
}

// retries returns how often a request was asked again, as the log has it: a line
// each, or one that says how many lines were left out before it.
func (y *year) retries() int {
	retries := bytes.Count(y.log.Bytes(), []byte("asking again"))
	for _, unsaid := range regexp.MustCompile(`"unsaid": ?(\d+)`).FindAllSubmatch(y.log.Bytes(), -1) {
		n, err := strconv.Atoi(string(unsaid[1]))
		if err != nil {
			panic(err)
		}
		retries += n
	}
	return retries
}
