package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// asked is a request that has reached the upstream.
type asked struct {
	kind   sample.Kind
	at     time.Time
	date   string // of a list
	header http.Header
	chat   chatQuestion // of a question to the model
}

// chatQuestion is what the wiring shows of itself in a question to the model.
type chatQuestion struct {
	Messages []struct{ Role, Content string } `json:"messages"`
	Format   struct{ Type string }            `json:"response_format"`
}

// tokens counts as the sample does: one for every four bytes, and the system
// message as cached in steps of 128.
func (q chatQuestion) tokens() (fresh, cached int) {
	for _, m := range q.Messages {
		n := len(m.Content) / 4
		fresh += n
		if m.Role == "system" {
			cached += n - n%128
		}
	}
	return fresh - cached, cached
}

// traffic is every request of a world, in order.
type traffic struct {
	mu  sync.Mutex
	all []asked
}

// watch returns a fault that writes down each request, and leaves it to the
// next.
func (l *traffic) watch(next sample.Fault) sample.Fault {
	return func(kind sample.Kind, nth int, r *http.Request) http.Handler {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		a := asked{kind: kind, at: time.Now(), date: r.URL.Query().Get("date"), header: r.Header.Clone()}
		if kind == sample.Chat {
			_ = json.Unmarshal(body, &a.chat) // what is no question has none of what is looked for
		}
		l.mu.Lock()
		l.all = append(l.all, a)
		l.mu.Unlock()
		if next == nil {
			return nil
		}
		return next(kind, nth, r)
	}
}

// of returns the requests of the kinds.
func (l *traffic) of(kinds ...sample.Kind) []asked {
	l.mu.Lock()
	defer l.mu.Unlock()
	var some []asked
	for _, a := range l.all {
		if slices.Contains(kinds, a.kind) {
			some = append(some, a)
		}
	}
	return some
}

// apart holds that there are n requests of the kinds or more, each at least a
// time after the one before it.
func (l *traffic) apart(t *testing.T, n int, least time.Duration, kinds ...sample.Kind) {
	t.Helper()
	some := l.of(kinds...)
	if len(some) < n {
		t.Errorf("%d requests, want %d or more", len(some), n)
	}
	for i := 1; i < len(some); i++ {
		if gap := some[i].at.Sub(some[i-1].at); gap < least {
			t.Errorf("request %d came %v after the one before it, want %v", i, gap, least)
		}
	}
}

// toArxiv are the requests that arXiv's rule holds for.
var toArxiv = []sample.Kind{sample.Atom, sample.Abstract, sample.HTML, sample.PDF}

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
				got := w.run("status") // on the 15th
				if strings.Contains(got.stdout, "2025-09-15") || !strings.Contains(got.stdout, "2025-09-16") ||
					!strings.Contains(got.stdout, sampleDay+"  complete") || !strings.Contains(got.stdout, "\n2 days ") {
					t.Errorf("exit code %d:\n%s%s", got.code, got.stdout, got.stderr)
				}
			},
		},
	}
}

// wiredModel are the cases about how the model is asked, and for how much.
func wiredModel() []wiring {
	good := sample.Papers()[0].Answers[0]
	hollow := sample.Always(sample.Chat, sample.Completion(`{"goal": "We aim high."}`, "stop"))
	var cases []wiring

	repairs := func(n int, set ...string) wiring {
		return wiring{
			name: fmt.Sprintf("llm.max_repairs %v", set), set: set, fault: hollow, code: exitFailed,
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				if asked := len(seen.of(sample.Chat)); asked != 1+n {
					t.Errorf("%d questions, want %d", asked, 1+n)
				}
			},
		}
	}
	cases = append(cases,
		repairs(0, "LLM_MAX_REPAIRS=0"), repairs(1, "LLM_MAX_REPAIRS=1"), repairs(2), repairs(3, "LLM_MAX_REPAIRS=3"))

	long := sample.Papers()[0]
	long.Answers = []string{good}
	long.Text += "\n\n# 9 More\n\n" + strings.Repeat("The invented notes are counted once more and written down. ", 600)
	source := func(least, most int, set ...string) wiring {
		return wiring{
			name: fmt.Sprintf("llm.source_tokens %v", set), set: set, day: []sample.Option{sample.WithDay(sampleDay, long)},
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				for _, a := range seen.of(sample.Chat) {
					if n := strings.Count(a.chat.Messages[len(a.chat.Messages)-1].Content, "invented notes are counted"); n < least || n > most {
						t.Errorf("%d sentences of the text were sent, want %d to %d", n, least, most)
					}
				}
			},
		}
	}
	cases = append(cases, source(600, 600), source(0, 200, "LLM_SOURCE_TOKENS=2000"))

	for _, form := range []struct{ set, sent string }{
		{"auto", "json_schema"}, {"json_schema", "json_schema"}, {"json_object", "json_object"}, {"text", ""},
	} {
		cases = append(cases, wiring{
			name: "llm.structured: " + form.set, set: []string{"LLM_STRUCTURED=" + form.set},
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				if sent := seen.of(sample.Chat)[0].chat.Format.Type; sent != form.sent {
					t.Errorf("the answer is asked for as %q, want %q", sent, form.sent)
				}
			},
		})
	}

	// A price of 1,000,000 USD per million is one per token; the others are 0.
	for _, key := range []string{"INPUT", "CACHED_INPUT", "OUTPUT"} {
		set := []string{"LLM_PRICES_INPUT=0", "LLM_PRICES_CACHED_INPUT=0", "LLM_PRICES_OUTPUT=0"}
		cases = append(cases, wiring{
			name: "llm.prices." + strings.ToLower(key), set: append(set, "LLM_PRICES_"+key+"=1000000"), day: []sample.Option{one(good)},
			check: func(t *testing.T, w *world, got ran, seen *traffic) {
				fresh, cached := seen.of(sample.Chat)[0].chat.tokens()
				want := map[string]int{"INPUT": fresh, "CACHED_INPUT": cached, "OUTPUT": len(good) / 4}[key]
				if cost := fmt.Sprintf("$%d.0000", want); want == 0 || !strings.Contains(got.stderr, cost) {
					t.Errorf("no %s in:\n%s", cost, got.stderr)
				}
				var days []dayStatus
				status := w.run("status", "--json")
				if err := json.Unmarshal([]byte(status.stdout), &days); err != nil || len(days) != 1 || days[0].CostUSD != float64(want) {
					t.Errorf("%v; want a cost of %d in:\n%s", err, want, status.stdout)
				}
			},
		})
	}

	spent := regexp.MustCompile(`([0-9.]+) of the 0\.000001 USD for the month`)
	return append(cases,
		wiring{
			name: "llm.budget.month", run: "run --date 2025-10-13",
			day: []sample.Option{sample.WithDay("2025-10-13", sample.Papers()[1]), sample.WithDay(sampleDay, sample.Papers()[2])},
			check: func(t *testing.T, w *world, _ ran, _ *traffic) {
				w.set("DAILYPAPERS_LLM_BUDGET_MONTH", "0.000001")
				for _, month := range []struct {
					begin time.Time
					spent bool
				}{
					{time.Date(2025, 10, 31, 14, 30, 0, 0, time.UTC), true},
					{time.Date(2025, 10, 31, 15, 30, 0, 0, time.UTC), false}, // November in Seoul
				} {
					w.begin = month.begin
					got := w.run("run", "--date", sampleDay)
					m := spent.FindStringSubmatch(got.stderr)
					if got.code != exitFailed || m == nil || (m[1] != "0") != month.spent {
						t.Errorf("%s: exit code %d, spent %v:\n%s", month.begin, got.code, m, got.stderr)
					}
					if !strings.Contains(got.stderr, "\ntry: raise llm.budget, or wait; ") {
						t.Errorf("nothing to try in:\n%s", got.stderr)
					}
				}
			},
		},
		wiring{
			name: "llm.requests_per_minute", set: []string{"LLM_REQUESTS_PER_MINUTE=6", "ARXIV_FULL_TEXT=false"},
			day: []sample.Option{sample.WithDay(sampleDay, sample.Papers()[1:4]...)},
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				seen.apart(t, 3, 10*time.Second, sample.Chat)
			},
		},
		wiring{
			name: "llm.timeout", set: []string{"LLM_TIMEOUT=30s"}, fault: sample.First(1, sample.Chat, sample.Hang()),
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				seen.apart(t, 2, 30*time.Second, sample.Chat)
				if chats := seen.of(sample.Chat); chats[1].at.Sub(chats[0].at) > 40*time.Second {
					t.Errorf("the second attempt came after %v", chats[1].at.Sub(chats[0].at))
				}
			},
		},
	)
}

// wiredServices are the cases about Hugging Face, arXiv and what is chosen.
func wiredServices() []wiring {
	textless := sample.Papers()[0]
	textless.Text = ""
	const token = "hf-token-that-must-not-be-seen"
	never := func(t *testing.T, _ *world, _ ran, seen *traffic) {
		if n := len(seen.of(sample.HTML, sample.Markdown, sample.PDF)); n > 0 {
			t.Errorf("%d full texts were asked for", n)
		}
	}
	slowArxiv := sample.WithDelay(func(kind sample.Kind) time.Duration {
		return map[bool]time.Duration{true: 10 * time.Second}[slices.Contains(toArxiv, kind)]
	})
	three := sample.WithDay(sampleDay, sample.Papers()[1:4]...)
	paced := func(least time.Duration) func(*testing.T, *world, ran, *traffic) {
		return func(t *testing.T, _ *world, _ ran, seen *traffic) { seen.apart(t, 4, least, toArxiv...) }
	}
	posted := func(name, want string) func(*testing.T, *world, ran, *traffic) {
		return func(t *testing.T, w *world, got ran, _ *traffic) {
			if !strings.Contains(w.post(), want) {
				t.Errorf("%s: %q is missing in:\n%s\n%s", name, want, w.post(), got.stderr)
			}
		}
	}
	upvoted := sample.Papers()[1:3] // of 96 and 71 upvotes
	return []wiring{
		{
			name: "HF_TOKEN", set: []string{"HF_TOKEN=" + token}, run: "run --verbose --date " + sampleDay,
			day: []sample.Option{sample.WithDay(sampleDay, textless)}, fault: sample.Always(sample.List, sample.EmptyList()),
			check: func(t *testing.T, w *world, got ran, seen *traffic) {
				reached := map[sample.Kind]bool{}
				for _, a := range seen.all {
					reached[a.kind] = true
					want := map[sample.Kind]string{sample.List: "Bearer " + token, sample.Chat: "Bearer " + testKey}[a.kind]
					if got := a.header.Get("Authorization"); got != want {
						t.Errorf("%s is asked with %q, want %q", a.kind, got, want)
					}
				}
				for _, kind := range []sample.Kind{
					sample.List, sample.ListPage, sample.Atom, sample.HTML, sample.Markdown, sample.PDF, sample.Chat,
				} {
					if !reached[kind] {
						t.Errorf("no %s was asked for", kind)
					}
				}
				if strings.Contains(got.stdout+got.stderr, token) {
					t.Errorf("the token is printed:\n%s%s", got.stdout, got.stderr)
				}
				for _, dir := range []string{".", ".dailypapers"} {
					files, _ := filepath.Glob(filepath.Join(w.site, dir, "*"))
					for _, file := range files {
						if data, err := os.ReadFile(file); err == nil && bytes.Contains(data, []byte(token)) {
							t.Errorf("%s holds the token", file)
						}
					}
				}
			},
		},
		{
			name: "arxiv.contact", set: []string{"ARXIV_CONTACT=me@example.org"},
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				want := regexp.MustCompile(`^dailypapers/\S+ \(me@example\.org\)$`)
				for _, a := range seen.all {
					if agent := a.header.Get("User-Agent"); !want.MatchString(agent) {
						t.Errorf("%s is asked by %q", a.kind, agent)
					}
				}
			},
		},
		{name: "arXiv's interval", day: []sample.Option{three}, check: paced(3 * time.Second)},
		{name: "arxiv.min_interval", set: []string{"ARXIV_MIN_INTERVAL=20s"}, day: []sample.Option{three}, check: paced(20 * time.Second)},
		{name: "arXiv's one connection", day: []sample.Option{three, slowArxiv}, check: paced(10 * time.Second)},
		{name: "arxiv.full_text: false", set: []string{"ARXIV_FULL_TEXT=false"}, check: never},
		{
			name: "arxiv.full_text: true",
			check: func(t *testing.T, _ *world, _ ran, seen *traffic) {
				if len(seen.of(sample.HTML)) == 0 {
					t.Error("no full text was asked for")
				}
			},
		},
		{
			name: "select.min_upvotes: as many", set: []string{"SELECT_MIN_UPVOTES=71"},
			day: []sample.Option{sample.WithDay(sampleDay, upvoted...)}, check: posted("a paper of 71", upvoted[1].ID),
		},
		{
			name: "select.min_upvotes: one more", set: []string{"SELECT_MIN_UPVOTES=72"},
			day:    []sample.Option{sample.WithDay(sampleDay, upvoted...)},
			stderr: []string{"  left out  " + upvoted[1].ID + "  min_upvotes\n"}, check: posted("a paper of 96", upvoted[0].ID),
		},
		{
			name: "post.categories", set: []string{"POST_CATEGORIES=[Reading, Notes]"},
			check: posted("categories", "\ncategories: [Reading, Notes]\n"),
		},
	}
}

// wiredOutput are the cases about what is printed.
func wiredOutput() []wiring {
	const waits = "\n  waits     2510.90349  no answer passed the gate: language (goal, "
	whole := []sample.Option{sample.WithDay(sampleDay, sample.Papers()...)}
	stops := func(name, hint string, answer http.Handler) wiring {
		return wiring{
			name: "try: " + name, fault: sample.Always(sample.Chat, answer), code: exitFailed, stderr: []string{"\ntry: " + hint},
		}
	}
	return []wiring{
		stops("a wrong key", "check OPENAI_API_KEY and llm.base_url; then run the day again\n",
			sample.ModelError(401, "invalid_request_error", "invalid_api_key")),
		stops("an exhausted quota", "look at the account's limits; then run the day again, it goes on from here\n",
			sample.ModelError(429, "insufficient_quota", "")),
		stops("no such model", "check llm.model: the server has no gpt-4.1-mini\n",
			sample.ModelError(404, "invalid_request_error", "model_not_found")),
		{name: "waits", day: whole, code: exitPartial, stderr: []string{waits}},
		{
			name: "--json-log", day: whole, run: "run --json-log --date " + sampleDay, code: exitPartial,
			check: func(t *testing.T, _ *world, got ran, _ *traffic) {
				onlyJSON(t, got)
				if got.stderr == "" || !strings.HasSuffix(got.stdout, ".md\n") || strings.Count(got.stdout, "\n") != 1 {
					t.Errorf("standard output %q, standard error %q", got.stdout, got.stderr)
				}
			},
		},
	}
}

// TestJSONLogOfErrors holds the log to JSON also where a run ends with an error,
// and with what to try.
func TestJSONLogOfErrors(t *testing.T) {
	wrongKey := sample.WithFault(sample.Always(sample.Chat, sample.ModelError(401, "invalid_request_error", "invalid_api_key")))
	inWorld(t, func(w *world) {
		for _, args := range [][]string{
			{"run", "--json-log", "--date", sampleDay},    // a stop
			{"run", "--json-log", "--date", "2999-01-01"}, // a usage error
		} {
			got := w.run(args...)
			onlyJSON(t, got)
			if !strings.Contains(got.stderr, `"try":"`) && !strings.Contains(got.stderr, `"try": "`) {
				t.Errorf("%v: nothing to try in %s", args, got.stderr)
			}
		}
	}, wrongKey)
}

// onlyJSON holds standard error to one JSON object a line.
func onlyJSON(t *testing.T, got ran) {
	t.Helper()
	for line := range strings.Lines(got.stderr) {
		var entry struct{ Time, Level, Msg string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Time == "" || entry.Level == "" || entry.Msg == "" {
			t.Errorf("%v in %q", err, line)
		}
	}
}

// One connection is arXiv's rule. No run breaks it as long as the pipeline reads
// one text at a time, so that the policy is looked at.
func TestWiringOfArxivPolicy(t *testing.T) {
	if n := arxivPolicy(defaultConfig().Arxiv).Connections; n != 1 {
		t.Errorf("%d connections to arXiv, want 1", n)
	}
}

func TestWiringOfVersion(t *testing.T) {
	before := version
	t.Cleanup(func() { version = before })
	version = "v1.2.3"
	for _, arg := range []string{"version", "--version"} {
		var stdout, stderr strings.Builder
		code := run(t.Context(), []string{arg}, &stdout, &stderr, environment{})
		if code != exitDone || stdout.String() != "dailypapers v1.2.3\n" || stderr.Len() > 0 {
			t.Errorf("%s: exit code %d, %q, standard error %q", arg, code, stdout.String(), stderr.String())
		}
	}
}

// The demo is on loopback and in real time, which it has no use for.
func TestWiringOfDemo(t *testing.T) {
	transport := newTransport()
	defer transport.CloseIdleConnections()
	dir := filepath.Join(t.TempDir(), "demo")
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{"demo", "--dir", dir}, &stdout, &stderr, environment{
		now: time.Now, jitter: func() float64 { return 0 }, transport: transport,
	})
	path := strings.TrimSpace(stdout.String())
	if code != exitDone || !strings.HasPrefix(path, dir) {
		t.Errorf("exit code %d, post %q:\n%s", code, path, stderr.String())
	}
	if post, err := os.ReadFile(path); err != nil || !bytes.Contains(post, []byte(sample.Papers()[0].Title)) {
		t.Errorf("%v; the post:\n%s", err, post)
	}
	for _, want := range []string{
		"This is a demo. The papers are invented, and the model's answers are prepared: nothing\n",
		"\n" + sampleDay + "  partial: 1 paper waits",
		"\nThe post is " + path + ".\nOne paper waits on purpose",
		"\nThe real thing:\n  export OPENAI_API_KEY=…",
		"\n  dailypapers run --dry-run --site SITE ",
		"\n  dailypapers run --site SITE ",
	} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("%q is missing in:\n%s", want, stderr.String())
		}
	}
}

func TestWiringOfKey(t *testing.T) {
	for address, want := range map[string]bool{
		"https://api.openai.com/v1":           true,
		"http://8.8.8.8/v1":                   true,
		"http://172.32.0.1/v1":                true,
		"http://[2001:db8::1]/v1":             true,
		"https://models.example.com:8443/v1":  true,
		"https://localhost.example.com/v1":    true,
		"http://internal.example.com/v1":      true,
		"http://localhost:11434/v1":           false,
		"http://127.0.0.1:11434/v1":           false,
		"http://127.8.8.8/v1":                 false,
		"http://[::1]:8000/v1":                false,
		"http://10.1.2.3/v1":                  false,
		"http://172.16.0.1/v1":                false,
		"http://192.168.0.7:8000/v1":          false,
		"http://[fd00::7]/v1":                 false,
		"http://ollama:11434/v1":              false,
		"http://workstation.local:11434/v1":   false,
		"http://host.docker.internal:8000/v1": false,
	} {
		if got := needsKey(address); got != want {
			t.Errorf("needsKey(%s) = %v, want %v", address, got, want)
		}
	}
}
