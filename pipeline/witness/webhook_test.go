package witness_test

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch"
	"dailypapers/fetch/polite"
	"dailypapers/pipeline/ledger"
	"dailypapers/pipeline/witness"
)

const address = "https://chat.example/services/T00/hidden?token=hidden"

// chat is a chat's webhook in memory. It notes what it accepts.
type chat struct {
	t      *testing.T
	status int // 0: it takes the message
	tries  int
	bodies []string
}

func (c *chat) RoundTrip(r *http.Request) (*http.Response, error) {
	c.tries++
	body, _ := io.ReadAll(r.Body)
	if r.URL.String() != address || r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json" {
		c.t.Errorf("%s %s as %s", r.Method, r.URL, r.Header.Get("Content-Type"))
	}
	response := &http.Response{StatusCode: http.StatusNoContent, Header: http.Header{}, Body: http.NoBody}
	if c.status != 0 {
		response.StatusCode = c.status
		response.Header.Set("Location", "https://chat.example/login")
		return response, nil
	}
	c.bodies = append(c.bodies, string(body))
	return response, nil
}

// told returns the events that the chat has taken since it was asked last.
func (c *chat) told() string {
	c.t.Helper()
	var events []string
	for _, body := range c.bodies {
		var m struct {
			Text, Content string
			Facts         struct{ Day, Event string } `json:"dailypapers"`
		}
		if err := json.Unmarshal([]byte(body), &m); err != nil || m.Text == "" || m.Content == "" || len(m.Content) > 2000 {
			c.t.Errorf("%v: %s", err, body)
		}
		events = append(events, m.Facts.Day[len("2025-10-"):]+" "+m.Facts.Event)
	}
	c.bodies = nil
	return strings.Join(events, ", ")
}

// webhook returns a webhook as a new process has it, and its log.
func (s *site) webhook(c *chat, url polite.Secret) (*witness.Webhook, *observer.ObservedLogs) {
	core, logs := observer.New(zapcore.DebugLevel)
	env := polite.Env{Now: s.clock, Jitter: func() float64 { return 0 }}
	client := polite.New(zap.New(core), c, env, polite.Policy{Private: true})
	return witness.NewWebhook(zap.New(core), s.ledger, client, witness.WebhookOptions{
		URL: url, Calendar: s.calendar(), Now: s.clock,
	}), logs
}

func TestEachTroubleIsToldOnce(t *testing.T) {
	s, c := newSite(t), &chat{t: t}
	day := func(state, reason string) ledger.Day {
		return ledger.Day{Day: "2025-10-13", State: state, Reason: reason, Papers: 2, Summarised: 1}
	}
	givenUp := day("partial", "1 paper waits")
	givenUp.GivenUp, givenUp.Settled = true, true
	for _, step := range []struct {
		name string
		row  ledger.Day
		at   time.Time
		want string
	}{
		{"before its time", ledger.Day{}, kst(14, 7, 0), ""},
		{"in its time", ledger.Day{}, kst(14, 13, 0), ""},
		{"missing", ledger.Day{}, kst(14, 13, 15), "13 missing"},
		{"missing still", ledger.Day{}, kst(14, 18, 0), ""},
		{"failed", day("failed", "an outage"), kst(14, 18, 1), "13 failed"},
		{"failed for another reason", day("failed", "another outage"), kst(14, 18, 3), ""},
		{"partial", day("partial", "1 paper waits"), kst(14, 18, 7), "13 partial"},
		{"failed once more", day("failed", "an outage"), kst(14, 19, 7), ""},
		{"given up", givenUp, kst(14, 20, 7), "13 given_up"},
		{"well again", day("complete", ""), kst(14, 21, 7), "13 recovered"},
		{"well still", day("complete", ""), kst(14, 22, 7), ""},
		{"another trouble", day("partial", "1 paper waits"), kst(14, 23, 7), "13 partial"},
		{"well again", day("empty", ""), kst(14, 23, 8), "13 recovered"},
	} {
		s.now = step.at
		if step.row.State != "" {
			s.finish(step.row)
		}
		for range 2 { // the second process knows what the first has told
			h, _ := s.webhook(c, address)
			if want := step.want != "" && len(c.bodies) == 0; h.Pending(t.Context()) != want {
				t.Errorf("%s: Pending() = %v", step.name, !want)
			}
			h.Tell(t.Context())
			s.ledger.Close()
			s.open()
		}
		if got := c.told(); got != step.want {
			t.Errorf("%s: told %q, want %q", step.name, got, step.want)
		}
	}
}

func TestTellOfOneDay(t *testing.T) {
	s, c := newSite(t), &chat{t: t}
	s.finish(ledger.Day{Day: "2025-10-11", State: "failed"})
	s.finish(ledger.Day{Day: "2025-10-13", State: "failed"})
	h, _ := s.webhook(c, address)
	eleventh, _ := fetch.ParseDay("2025-10-11")
	h.TellOf(t.Context(), eleventh)
	if got := c.told(); got != "11 failed" {
		t.Errorf("told %q", got)
	}
	h.Tell(t.Context())
	if got := c.told(); got != "13 failed" {
		t.Errorf("told %q", got)
	}
}

func TestNobodyIsTold(t *testing.T) {
	s, c := newSite(t), &chat{t: t}
	s.finish(ledger.Day{Day: "2025-10-13", State: "failed"})
	h, _ := s.webhook(c, "")
	h.Tell(t.Context())
	if h.Pending(t.Context()) || c.tries > 0 {
		t.Errorf("told without an address: %v", c.bodies)
	}
}

// A webhook that does not take a message is tried again after a pause, by this
// process or by another, and what it is called stands in no log.
func TestWebhookThatFails(t *testing.T) {
	for _, status := range []int{500, 404, 302} {
		s, c := newSite(t), &chat{t: t, status: status}
		s.finish(ledger.Day{Day: "2025-10-13", State: "failed"})
		h, logs := s.webhook(c, address)
		for range 3 * 60 { // as serve does, a minute after another
			h.Tell(t.Context())
			s.now = s.now.Add(time.Minute)
		}
		if c.tries < 5 || c.tries > 9 {
			t.Errorf("%d: %d tries in three hours", status, c.tries)
		}
		encoder := zapcore.NewJSONEncoder(zap.NewProductionEncoderConfig())
		for _, entry := range logs.All() {
			line, err := encoder.EncodeEntry(entry.Entry, entry.Context)
			if err != nil || strings.Contains(line.String(), "hidden") {
				t.Errorf("%v: %s", err, line)
			}
		}
		if logs.FilterMessage("the webhook was not told; it is tried again").Len() != c.tries {
			t.Errorf("%d: it is not logged", status)
		}
		c.status = 0
		s.now = s.now.Add(time.Hour)
		h.Tell(t.Context())
		h.Tell(t.Context())
		if got := c.told(); got != "13 failed" {
			t.Errorf("%d: told %q when it works again", status, got)
		}
	}
}

// What cannot be written down, as on a full disk, is not told again by the same
// process, and is written when that works again.
func TestWebhookWithoutAMark(t *testing.T) {
	s, c := newSite(t), &chat{t: t}
	s.finish(ledger.Day{Day: "2025-10-13", State: "failed"})
	db, err := sql.Open("sqlite", s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	exec := func(statement string) {
		t.Helper()
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	exec(`CREATE TRIGGER full BEFORE INSERT ON told BEGIN SELECT RAISE(ABORT, 'full'); END`)
	h, _ := s.webhook(c, address)
	h.Tell(t.Context())
	h.Tell(t.Context())
	if got := c.told(); got != "13 failed" {
		t.Errorf("told %q", got)
	}
	exec(`DROP TRIGGER full`)
	h.Tell(t.Context())
	h, _ = s.webhook(c, address)
	h.Tell(t.Context())
	if got := c.told(); got != "" {
		t.Errorf("told again: %q", got)
	}
}

// A ledger that is made again under serve does not make it forget what it has told
// and could not write down, nor the pause after a message that was not accepted.
func TestWebhookWithAnotherLedger(t *testing.T) {
	s, c := newSite(t), &chat{t: t}
	failed := func(day string) { s.finish(ledger.Day{Day: day, State: "failed"}) }
	another := func(h *witness.Webhook) {
		s.path = filepath.Join(t.TempDir(), "ledger.db")
		s.open()
		s.finish(ledger.Day{Day: "2025-10-12", State: "complete", Papers: 3, Summarised: 3})
		failed("2025-10-13")
		h.Watch(s.ledger)
	}
	failed("2025-10-13")
	h, _ := s.webhook(c, address)
	db, err := sql.Open("sqlite", s.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `CREATE TRIGGER full BEFORE INSERT ON told BEGIN SELECT RAISE(ABORT, 'full'); END`); err != nil {
		t.Fatal(err)
	}
	h.Tell(t.Context())
	another(h)
	h.Tell(t.Context())
	if got := c.told(); got != "13 failed" {
		t.Errorf("told %q, want it once", got)
	}

	c.status = 500
	failed("2025-10-11")
	h.Tell(t.Context())
	tries := c.tries
	another(h)
	h.Tell(t.Context())
	if c.tries != tries {
		t.Error("it does not rest")
	}
}

func TestMessage(t *testing.T) {
	s, c := newSite(t), &chat{t: t}
	s.finish(ledger.Day{
		Day: "2025-10-13", State: "partial", Papers: 4, Summarised: 3, Waiting: 1, NextTry: kst(14, 8, 16),
		Reason: "1 paper waits: GET http://papers.example/a_b: status 503",
	})
	h, _ := s.webhook(c, address)
	h.Tell(t.Context())
	var got any
	if len(c.bodies) != 1 || json.Unmarshal([]byte(c.bodies[0]), &got) != nil {
		t.Fatalf("told %q", c.bodies)
	}
	const (
		head = "dailypapers, 2025-10-13: partial. 3 of 4 papers are posted with their summary.\nWhy: "
		try  = "wait: it is tried again from 2025-10-14 08:16 KST on; if that does not help, mend what the reason names"
		why  = "1 paper waits: GET http://papers.example/a_b: status 503"
	)
	want := any(map[string]any{
		"text":             head + why + "\nTo do: " + try,
		"content":          head + "`" + why + "`\nTo do: " + try,
		"mrkdwn":           false,
		"allowed_mentions": map[string]any{"parse": []any{}},
		"dailypapers": map[string]any{
			"event": "partial", "day": "2025-10-13", "state": "partial", "reason": why, "try": try,
			"papers": 4.0, "summarised": 3.0, "waiting": 1.0, "attempts": 1.0, "next_try": "2025-10-13T23:16:00Z",
		},
	})
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// A reason is text in a chat, whatever it holds.
func TestReasonIsNoMarkup(t *testing.T) {
	for _, reason := range []string{
		"@everyone and @here", "<!channel> <@U123> <https://evil.example|click>", "`x` ```y``` `@everyone`",
		"*bold* _it_ ~no~ ||spoiler|| [a](https://evil.example)\n# head\n> quote", "a\u202eb\u200bc\x00d\r\n@channel",
		strings.Repeat("한글@<", 2000), "", "&lt;!channel&gt;",
	} {
		s, c := newSite(t), &chat{t: t}
		s.finish(ledger.Day{Day: "2025-10-13", State: "failed", Reason: reason})
		h, _ := s.webhook(c, address)
		h.Tell(t.Context())
		if len(c.bodies) != 1 {
			t.Fatalf("%q: told %q", reason, c.bodies)
		}
		var m struct{ Text, Content string }
		if err := json.Unmarshal([]byte(c.bodies[0]), &m); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(m.Text, "<>\x00\r\u202e") || strings.Contains(m.Text, "&lt;!") != strings.Contains(reason, "<!") {
			t.Errorf("text: %q", m.Text)
		}
		for _, text := range []string{m.Text, m.Content} {
			for _, mention := range []string{"@everyone", "@here", "@channel", "@U123"} {
				if strings.Contains(text, mention) {
					t.Errorf("%s is left in %q", mention, text)
				}
			}
		}
		// Discord: the reason is one run of code, on one line.
		lines := strings.Split(m.Content, "\n")
		why := strings.TrimPrefix(lines[min(1, len(lines)-1)], "Why: ")
		if strings.TrimSpace(reason) != "" && (len(lines) != 3 || strings.Count(m.Content, "`") != 2 || why[0] != '`' || why[len(why)-1] != '`') {
			t.Errorf("content: %q", m.Content)
		}
		if n := len([]rune(m.Content)); n > 2000 || !bytes.Equal(bytes.ToValidUTF8([]byte(m.Content), []byte("?")), []byte(m.Content)) {
			t.Errorf("%d characters: %q", n, m.Content)
		}
	}
}
