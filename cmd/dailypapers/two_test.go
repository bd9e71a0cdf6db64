package main

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers/pipeline/sample"
)

// askers writes down which of two processes asks, by the key that it shows to
// the model.
type askers struct {
	mu    sync.Mutex
	order []string
}

func (a *askers) watch(kind sample.Kind, _ int, r *http.Request) http.Handler {
	if kind != sample.Chat {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.order = append(a.order, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	return nil
}

// take returns who has asked since the last time.
func (a *askers) take() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	order := a.order
	a.order = nil
	return order
}

// TestTwoProcesses starts two processes on one site at once, 50 times. One of
// them does all the work of the day, the other waits or leaves as it was told to,
// and no answer is bought twice.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	times := 50
	if underRace {
		times = 6
	}
	var asks askers
	papers := sample.Papers()[:2]
	upstream := sample.New(
		sample.WithToday("2999-12-31"), sample.WithDay(sampleDay, papers...), sample.WithFault(asks.watch),
		sample.WithDelay(func(sample.Kind) time.Duration { return 5 * time.Millisecond }),
	)
	server, err := upstream.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = server.Close() }()
	backfill := []string{"backfill", "--from", sampleDay, "--to", sampleDay}
	pairs := []struct {
		first, second []string
		waits         bool // whether the second one, and the first, is to wait
	}{
		{[]string{"run", "--wait", "1m"}, append(backfill, "--wait", "1m"), true},
		{[]string{"run"}, backfill, false},
		{[]string{"serve"}, append(slices.Clip(backfill), "--wait", "1m"), true},
	}
	var want map[string]string
	worked, refused := map[string]int{}, 0
	for i := range times {
		pair := pairs[i%len(pairs)]
		name := fmt.Sprintf("%d: %s and %s", i, pair.first[0], pair.second[0])
		site := t.TempDir()
		first, second := startAs(t, "first", server, site, pair.first), startAs(t, "second", server, site, pair.second)
		codes := map[string]int{"second": second.code()}
		if pair.first[0] == "serve" {
			untilPosted(t, site)
			if err := first.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
		}
		codes["first"] = first.code()
		who := slices.Compact(asks.take())
		if len(who) != 1 {
			t.Fatalf("%s: %v asked in turn\n%s\n%s", name, who, first.stderr, second.stderr)
		}
		worked[who[0]]++
		for process, code := range codes {
			said := map[string]*child{"first": first, "second": second}[process].stderr.String()
			switch {
			case code == exitDone:
			case code == exitFailed && !pair.waits && process != who[0] && strings.Contains(said, "another process works on this site"):
				refused++
			default:
				t.Errorf("%s: the %s ends with exit code %d:\n%s", name, process, code, said)
			}
		}
		if want == nil {
			want = filesOf(t, site)
		}
		if diff := cmp.Diff(want, filesOf(t, site)); diff != "" {
			t.Errorf("%s: other files than the first time:\n%s", name, diff)
		}
	}
	if n := upstream.Count(sample.Chat); n != times*len(papers) {
		t.Errorf("%d questions, want %d", n, times*len(papers))
	}
	t.Logf("%d times; who did the work: %v; %d times the other was refused", times, worked, refused)
}

// startAs starts a process that shows a name as its key.
func startAs(t *testing.T, name string, server *sample.Server, site string, args []string) *child {
	t.Helper()
	c := command(server, site, args...)
	c.Env = append(c.Env, "OPENAI_API_KEY="+name)
	return startCommand(t, c)
}

// untilPosted waits for the post of a site.
func untilPosted(t *testing.T, site string) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 6000 {
		if posts, _ := filepath.Glob(filepath.Join(site, "_posts", "2*")); len(posts) > 0 {
			return
		}
		<-tick.C
	}
	t.Fatal("no post after a minute")
}
