package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing/synctest"
	"time"

	"dailypapers/pipeline/sample"
)

// year is a simulated year: what the upstream has, what goes wrong, and what
// came of it.
type year struct {
	*world

	seed    uint64
	chance  *rand.Rand
	zone    *time.Location
	end     time.Time
	outage  time.Time // a week from then on nothing answers
	almanac map[string][]arrival
	named   map[string]string // papers' ids by their titles
	deaths  []death           // in order
	off     int               // how many are to come when the machine is off for ten days
	life    *life
	site    string // where the living process works; it moves with every kill

	mu       sync.Mutex
	slept    time.Duration // how far the clock is ahead of the bubble's
	last     time.Time     // request
	nth      map[string]int
	faults   map[string]int
	answered map[string]int // questions to the model, by their hash
	got      map[string]int // the same, by those whose whole answer reached a living process
	gotOn    map[string]int // the same, by paper
	tokens   int            // of the answers got
	cutOff   int            // answers of which only a part came
	tooLate  int            // answers that came to a dead process
	kills    map[moment]int
	log      locked
	err      error

	posts, papers int
}

// arrival is a paper and when it comes onto its list.
type arrival struct {
	sample.Paper

	at time.Time
}

// moment is when a process is killed.
type moment string

const (
	asleep     moment = "between"      // while nothing happens, or while it waits
	asking     moment = "in a call"    // before a request has reached the upstream
	answeredAt moment = "at an answer" // when the answer is there, and not read yet
)

// death is a kill to come.
type death struct {
	at    time.Time
	when  moment
	after int // requests from then on
}

const (
	// lateness is how long after its day has begun in UTC a list may grow.
	lateness = 44 * time.Hour
	grace    = 5 // days after the last one, for the lookback to pass
)

// newYear draws a year of so many days that begins with December, so that New
// Year and a 29 February are in it.
func newYear(seed uint64, days int) *year {
	y := &year{
		seed: seed, chance: rand.New(rand.NewPCG(seed, 0)), almanac: map[string][]arrival{}, named: map[string]string{},
		nth: map[string]int{}, faults: map[string]int{}, answered: map[string]int{}, got: map[string]int{},
		gotOn: map[string]int{}, kills: map[moment]int{},
	}
	y.zone, _ = time.LoadLocation("Asia/Seoul")
	first := time.Date(2027, 12, 1, 0, 0, 0, 0, time.UTC)
	y.end = first.AddDate(0, 0, days+grace)
	holidays := map[int]bool{}
	for len(holidays) < 10*days/365 {
		holidays[y.chance.IntN(days)] = true
	}
	for n := range days {
		day := first.AddDate(0, 0, n)
		var listed []arrival
		if weekday := day.Weekday(); weekday != time.Saturday && weekday != time.Sunday && !holidays[n] {
			for i := range 2 + y.chance.IntN(2) {
				paper := invented(day, i)
				y.named[paper.Title] = paper.ID
				listed = append(listed, arrival{paper, day.Add(time.Duration(y.chance.Int64N(int64(lateness))))})
			}
		}
		y.almanac[day.Format(time.DateOnly)] = listed
	}
	y.outage = first.AddDate(0, 0, days/12+y.chance.IntN(days*300/365)).Add(time.Duration(y.chance.IntN(24)) * time.Hour)
	for week := range days / 7 {
		begin := first.AddDate(0, 0, 1+7*week)
		for range 2 {
			y.deaths = append(y.deaths, y.draw(begin))
		}
		if last := y.deaths[len(y.deaths)-2:]; last[0].at.After(last[1].at) {
			last[0], last[1] = last[1], last[0]
		}
	}
	y.off = len(y.deaths)/4 + y.chance.IntN(len(y.deaths)/2)
	return y
}

// draw draws a kill in a week: at any time, or while the program is at work.
func (y *year) draw(week time.Time) death {
	if y.chance.IntN(4) == 0 {
		return death{at: week.Add(time.Duration(y.chance.Int64N(int64(7 * 24 * time.Hour)))), when: asleep}
	}
	morning := week.AddDate(0, 0, y.chance.IntN(7)).Add(22*time.Hour + 15*time.Minute) // 07:15 in Seoul
	d := death{at: morning.Add(-time.Minute), when: asking, after: 1 + y.chance.IntN(12)}
	switch y.chance.IntN(3) {
	case 0:
		return death{at: morning.Add(time.Duration(y.chance.Int64N(int64(90 * time.Second)))), when: asleep}
	case 1:
		d.when = answeredAt
	}
	return d
}

// invented returns a paper that nobody wrote.
func invented(day time.Time, i int) sample.Paper {
	name := fmt.Sprintf("Work %c of %s", 'A'+i, day.Format("2 January 2006"))
	abstract := "In " + name + " a question is asked that nobody has put before, and answered in a manner that is " +
		"simple to tell. The answer rests on an invented procedure, which is described in words alone, and which " +
		"needs no figure to be understood."
	text := "# Introduction\n\n" + strings.Repeat(abstract+"\n\n", 3) + "# Method\n\n" + strings.Repeat(abstract+"\n\n", 3) +
		"# Conclusion\n\n" + abstract
	return sample.Paper{
		ID: fmt.Sprintf("%s.9%s%d0", day.Format("0601"), day.Format("02"), i), Version: 1, Title: name, Abstract: abstract,
		Text: text, Authors: []string{"Mira Castellan"}, Upvotes: 10 * (9 - i), Published: day, Updated: day,
	}
}

// now is the clock of the machine that the program runs on.
func (y *year) now() time.Time {
	y.mu.Lock()
	defer y.mu.Unlock()
	return y.clock()
}

// clock needs mu to be held.
func (y *year) clock() time.Time {
	if y.world == nil {
		return time.Time{}
	}
	return time.Date(2027, 12, 1, 22, 0, 0, 0, time.UTC).Add(time.Since(y.start) + y.slept)
}

// sleep lets time pass for which the program is suspended, or not running.
func (y *year) sleep(d time.Duration) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.slept += d
}

// life is a process.
type life struct {
	year   *year
	stop   context.CancelFunc
	dead   chan struct{} // closed when it is killed
	struck chan struct{} // closed when it is to be killed, within a request
	ended  chan int

	mu    sync.Mutex
	death death // armed where after > 0
}

// live starts a process and returns when it is to be killed, or when the year is
// over.
func (y *year) live() {
	ctx, cancel := context.WithCancel(y.t.Context())
	l := &life{
		year: y, stop: cancel,
		dead: make(chan struct{}), struck: make(chan struct{}), ended: make(chan int, 1),
	}
	y.life = l
	fmt.Fprintf(&y.log, "harness: begun at %s, next death %v\n", y.now(), y.deaths[:min(1, len(y.deaths))])
	go func() {
		l.ended <- run(ctx, []string{"serve", "--site", y.site}, io.Discard, &y.log, environment{
			variables: y.variables, now: y.now, jitter: func() float64 { return 0.5 }, transport: l, pid: 4711,
		})
	}()
	minute := time.NewTicker(time.Minute)
	defer minute.Stop()
	for y.now().Before(y.end) {
		if len(y.deaths) > 0 && !y.now().Before(y.deaths[0].at) {
			l.arm(y.deaths[0])
			overdue := y.now().Sub(y.deaths[0].at) > 3*time.Hour // nothing was asked since
			if y.deaths[0].when == asleep || overdue {
				y.deaths[0].when = asleep
				return
			}
		}
		select {
		case <-minute.C:
			y.doze()
		case <-l.struck:
			return
		case code := <-l.ended:
			y.err = fmt.Errorf("%s: the process ended by itself, with exit code %d", y.now(), code)
			l.ended <- code
			return
		}
	}
}

// doze lets a machine sleep on which nothing has been asked for a while, for six
// hours at most; it is awake at 07:15 in Seoul, and a kill to come does not wait.
func (y *year) doze() {
	const idle, awakes = 3 * time.Minute, 4*time.Hour + 15*time.Minute
	y.mu.Lock()
	defer y.mu.Unlock()
	now := y.clock()
	if *yearAwake || now.Sub(y.last) < idle {
		return
	}
	wake := now.Add(-awakes).Truncate(6 * time.Hour).Add(6*time.Hour + awakes)
	if len(y.deaths) > 0 && y.deaths[0].at.After(now) && y.deaths[0].at.Before(wake) {
		wake = y.deaths[0].at
	}
	y.slept += max(wake.Sub(now)-time.Second, 0)
	y.last = y.clock() // it stays awake for a while
}

// die kills the process: the disk stays as it is at this moment, and nothing that
// the process still does reaches the upstream or the site. Then a while passes.
//
// All other goroutines are blocked on a wait or on the upstream by now. What the
// process does after the kill, it does to a site that is thrown away.
func (y *year) die() {
	y.mu.Lock()
	if y.err != nil || !y.clock().Before(y.end) {
		y.mu.Unlock()
		return
	}
	y.kills[y.deaths[0].when]++
	fmt.Fprintf(&y.log, "harness: killed at %s %s\n", y.clock(), y.deaths[0].when)
	y.deaths = y.deaths[1:]
	y.mu.Unlock()
	synctest.Wait()
	left := y.site
	y.site = fmt.Sprintf("%s.%d", y.world.site, len(y.deaths))
	if err := rescue(left, y.site); err != nil {
		y.t.Fatal(err)
	}
	close(y.life.dead)
	y.life.stop()
	<-y.life.ended
	if err := os.RemoveAll(left); err != nil {
		y.t.Fatal(err)
	}
	y.sleep(time.Duration(y.chance.Int64N(int64(3 * time.Hour))))
	if len(y.deaths) == y.off {
		y.sleep(10 * 24 * time.Hour) // far beyond the lookback
	}
}

// stop stops the process, well.
func (y *year) stop() {
	y.life.stop()
	if code := <-y.life.ended; code != exitDone && y.err == nil {
		y.err = fmt.Errorf("exit code %d", code)
	}
}

// rescue moves what a killed process has left to another place, where what it
// still does cannot reach it: files that it has open are copied.
func rescue(from, to string) error {
	state := filepath.Join(to, ".dailypapers")
	if err := os.MkdirAll(state, 0o755); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == ".dailypapers" {
			continue
		}
		if err := os.Rename(filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())); err != nil {
			return err
		}
	}
	entries, err = os.ReadDir(filepath.Join(from, ".dailypapers"))
	if err != nil {
		return err
	}
	for _, entry := range entries {
		source, target := filepath.Join(from, ".dailypapers", entry.Name()), filepath.Join(state, entry.Name())
		if entry.IsDir() {
			err = os.Rename(source, target)
		} else {
			err = os.WriteFile(target, readFile(source), 0o644)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func readFile(path string) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	return data
}

// locked is a buffer for several writers.
type locked struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

// arm makes the process be killed within a request, counted from now on.
func (l *life) arm(d death) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.death.after == 0 && d.when != asleep {
		l.death = d
	}
}

// strikes reports whether this request is the one, and blocks it until the
// process is dead.
func (l *life) strikes(when moment) bool {
	l.mu.Lock()
	if l.death.when != when || l.death.after == 0 {
		l.mu.Unlock()
		return false
	}
	if l.death.after--; l.death.after > 0 {
		l.mu.Unlock()
		return false
	}
	l.death.when = "" // once
	l.mu.Unlock()
	close(l.struck)
	<-l.dead
	return true
}

var errDead = errors.New("the process is dead")

// RoundTrip sends a request of the process. Nothing of a dead one gets through.
func (l *life) RoundTrip(r *http.Request) (*http.Response, error) {
	y := l.year
	y.mu.Lock()
	y.last = y.clock()
	y.mu.Unlock()
	if l.isDead() || l.strikes(asking) {
		return nil, errDead
	}
	var question []byte
	if r.Body != nil {
		question, _ = io.ReadAll(r.Body) // from memory
	}
	ctx, cancel := context.WithCancel(r.Context())
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-l.dead:
		case <-stop:
		}
		cancel()
	}()
	r = r.Clone(ctx)
	r.Body = io.NopCloser(bytes.NewReader(question))
	response, err := y.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	dead := l.isDead() || l.strikes(answeredAt)
	if paper := response.Header.Get(whole); paper != "" {
		y.receive(question, paper, body, err != nil, dead)
	}
	if dead {
		return nil, errDead
	}
	response.Body = &cutBody{bytes.NewReader(body), err}
	return response, nil
}

func (l *life) isDead() bool {
	select {
	case <-l.dead:
		return true
	default:
		return false
	}
}

// cutBody is a body that was read to its end, or to where it was cut off.
type cutBody struct {
	*bytes.Reader

	err error
}

func (b *cutBody) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF && b.err != nil {
		err = b.err
	}
	return n, err
}

func (b *cutBody) Close() error { return nil }

var _ http.RoundTripper = (*life)(nil)

func hashed(parts ...string) uint64 {
	h := fnv.New64a()
	for _, part := range parts {
		_, _ = io.WriteString(h, part)
		_, _ = h.Write([]byte{0})
	}
	return h.Sum64()
}

func record(answer http.Handler, r *http.Request) *httptest.ResponseRecorder {
	recorded := httptest.NewRecorder()
	answer.ServeHTTP(recorded, r)
	return recorded
}
