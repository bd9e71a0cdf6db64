package llm_test

import (
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch/polite"
	"dailypapers/summarize/llm"
)

// key is the key that no error and no log may show.
const key = "sk-invented-0123456789"

// reply is what the server of a test answers.
type reply struct {
	status int // 0: 200
	header map[string]string
	body   string
}

// server is a model server in memory. It keeps what it was asked.
type server struct {
	answer func(n int, question map[string]any) reply // n counts from 0

	mu        sync.Mutex
	questions []map[string]any
	headers   []http.Header
	urls      []string
	at        []time.Time // of each question, by the bubble's clock
}

// always answers every question alike.
func always(r reply) *server {
	return &server{answer: func(int, map[string]any) reply { return r }}
}

func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	var question map[string]any
	if err := json.Unmarshal(body, &question); err != nil {
		return nil, err
	}
	s.mu.Lock()
	n := len(s.questions)
	s.questions = append(s.questions, question)
	s.headers = append(s.headers, r.Header)
	s.urls = append(s.urls, r.URL.String())
	s.at = append(s.at, time.Now())
	s.mu.Unlock()
	given := s.answer(n, question)
	header := http.Header{}
	for name, value := range given.header {
		header.Set(name, value)
	}
	return &http.Response{
		StatusCode:    cmp.Or(given.status, http.StatusOK),
		Header:        header,
		Body:          io.NopCloser(strings.NewReader(given.body)),
		ContentLength: int64(len(given.body)),
		Request:       r,
	}, nil
}

func (s *server) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.questions)
}

// policy is as the program's own, with two retries.
var policy = polite.Policy{
	UserAgent: "dailypapers-test", Retries: 2, Backoff: time.Second, MaxWait: time.Minute,
	Status: llm.Status, Retry: llm.Retry,
}

// newClient returns a client of a server and the log it writes. The options' base
// address and model may be empty.
func newClient(t testing.TB, through http.RoundTripper, p polite.Policy, opts llm.Options) (*llm.Client, *observer.ObservedLogs) {
	t.Helper()
	if opts.BaseURL == "" {
		opts.BaseURL = "http://model.test/v1"
	}
	if opts.Model == "" {
		opts.Model = "invented-small"
	}
	core, logs := observer.New(zapcore.DebugLevel)
	log := zap.New(core)
	env := polite.Env{Now: time.Now, Jitter: func() float64 { return 0 }}
	client, err := llm.New(log, polite.New(log, through, env, p), opts)
	if err != nil {
		t.Fatal(err)
	}
	return client, logs
}

// question is a short one.
func question() llm.Question {
	return llm.Question{
		Messages: []llm.Message{{Role: llm.System, Content: "Answer briefly."}, {Role: llm.User, Content: "What is a heron?"}},
		Format:   llm.FormatText,
	}
}

// completion is an answer's body of one choice.
func completion(message, finish, usage string) string {
	return `{"id":"c1","object":"chat.completion","created":1760000000,"model":"invented-small-1","choices":[{"index":0,"message":` +
		message + `,"finish_reason":` + finish + `}],"usage":` + usage + `}`
}

// says is a message with this content.
func says(content string) string {
	return `{"role":"assistant","content":` + strconv.Quote(content) + `}`
}

// usage20 is 12 tokens in and 8 out.
const usage20 = `{"prompt_tokens":12,"completion_tokens":8,"total_tokens":20}`

// dump is all that a log says.
func dump(t testing.TB, logs *observer.ObservedLogs) string {
	t.Helper()
	var all strings.Builder
	for _, entry := range logs.All() {
		fields, err := json.Marshal(entry.ContextMap())
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(entry.Message + " " + string(fields) + "\n")
	}
	return all.String()
}
