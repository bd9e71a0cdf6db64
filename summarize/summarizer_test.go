package summarize_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"dailypapers/fetch"
	"dailypapers/fetch/polite"
	"dailypapers/prompts"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
	"dailypapers/summarize/llm"
)

// A paper that nobody wrote.
const (
	title    = "Larkspur: Reading Long Documents Through Sparse Notes"
	abstract = "Language models slow down as documents grow, and existing compressors throw away sentences that later questions need. " +
		"Our goal is to let a model answer questions about a long document while reading only a small part of it. " +
		"We introduce Larkspur, which writes one short note for every block of 512 tokens and reopens only those blocks whose notes match the question. " +
		"The notes are written once, by the same model, and a small matching head is trained with a contrastive loss. " +
		"On MeadowQA, Larkspur answers 71.4% of the questions correctly and reads 3.2x fewer tokens than full-context decoding. " +
		"Our notes are written in English only, and we have not tested documents that change while they are read. " +
		"We conclude that reopening blocks on demand keeps accuracy while cutting the cost of reading."
)

func task(t testing.TB) summarize.Task {
	t.Helper()
	id, err := fetch.ParseArxivID("2510.90001")
	if err != nil {
		t.Fatal(err)
	}
	paper := fetch.Paper{ID: id, Version: 1, Title: title, Abstract: abstract}
	return summarize.Task{Paper: paper, Document: fetch.AbstractDocument(paper)}
}

// good returns a summary that the gate lets through: the worked example of the
// system prompt.
func good(t testing.TB) check.Fields {
	t.Helper()
	set, err := prompts.Load("")
	if err != nil {
		t.Fatal(err)
	}
	system, err := set.System(prompts.System{Unknown: check.Unknown, MaxLength: check.MaxLength})
	if err != nil {
		t.Fatal(err)
	}
	_, example, ok := strings.Cut(system, "\n답:\n")
	if !ok {
		t.Fatal("the system prompt has no worked example")
	}
	fields, err := summarize.Parse(example)
	if err != nil {
		t.Fatal(err)
	}
	return fields
}

func encode(t testing.TB, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// but returns the good summary, as the model would send it, with some changes.
func but(t testing.TB, change func(*check.Fields)) string {
	t.Helper()
	fields := good(t)
	change(&fields)
	return encode(t, fields)
}

// reply is one thing that a scripted model says.
type reply struct {
	content string
	usage   llm.Usage
	err     error
}

var usage = llm.Usage{Input: 3000, CachedInput: 1000, Output: 800}

func say(content string) reply { return reply{content: content, usage: usage} }

// errUnavailable is a passing fault of the server, whose text names it.
var errUnavailable = fmt.Errorf("ask model small: %w", &polite.StatusError{
	Status: 503, Method: "POST", URL: "https://models.example/v1/chat/completions", Attempts: 3,
})

// script is a model that says what it was told to, in order.
type script struct {
	t       testing.TB
	mu      sync.Mutex
	replies []reply
	asked   []llm.Question
	before  func(asked int) // may be nil; is told which question is answered next
}

func (s *script) Complete(_ context.Context, question llm.Question) (llm.Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, question)
	if s.before != nil {
		s.before(len(s.asked))
	}
	if len(s.replies) == 0 {
		s.t.Errorf("question %d was not expected:\n%s", len(s.asked), question.Messages[len(question.Messages)-1].Content)
		return llm.Answer{}, llm.ErrDenied
	}
	r := s.replies[0]
	s.replies = s.replies[1:]
	return llm.Answer{Content: r.content, Model: "scripted", Usage: r.usage}, r.err
}

// memory remembers answers for as long as a test runs.
type memory struct {
	mu    sync.Mutex
	kept  map[summarize.Key]summarize.Bought
	lost  []summarize.Key
	paid  float64 // for what is kept and for what is lost
	fault error
}

func (m *memory) Find(_ context.Context, key summarize.Key) (summarize.Bought, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	bought, ok := m.kept[key]
	return bought, ok, nil
}

func (m *memory) Keep(_ context.Context, key summarize.Key, bought summarize.Bought) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fault != nil {
		return m.fault
	}
	if m.kept == nil {
		m.kept = make(map[summarize.Key]summarize.Bought)
	}
	m.kept[key] = bought
	m.paid += bought.Cost
	return nil
}

func (m *memory) Charge(_ context.Context, key summarize.Key, bought summarize.Bought) (times int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lost = append(m.lost, key)
	m.paid += bought.Cost
	for _, other := range m.lost {
		if other == key {
			times++
		}
	}
	return times, m.fault
}

func options() summarize.Options {
	return summarize.Options{
		Model: "gpt-4.1-mini", Structured: summarize.StructuredAuto, MaxRepairs: 2, SourceTokens: 12000,
		Prices: llm.Prices{Input: 0.40, CachedInput: 0.10, Output: 1.60},
		Now:    func() time.Time { return time.Date(2025, 10, 7, 7, 15, 0, 0, time.UTC) },
	}
}

// bench is a summariser over a scripted model, and what a test looks at.
type bench struct {
	*summarize.Summarizer
	model  *script
	memory *memory
	log    *observer.ObservedLogs
}

func newBench(t testing.TB, opts summarize.Options, replies ...reply) bench {
	t.Helper()
	set, err := prompts.Load("")
	if err != nil {
		t.Fatal(err)
	}
	core, log := observer.New(zapcore.DebugLevel)
	b := bench{model: &script{t: t, replies: replies}, memory: &memory{}, log: log}
	b.Summarizer, err = summarize.New(zap.New(core), b.memory, b.model, set, nil, opts)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// again returns a summariser of a later run, with the same memory and another
// script.
func (b bench) again(t testing.TB, replies ...reply) bench {
	t.Helper()
	next := newBench(t, options(), replies...)
	maps.Copy(next.memory.keptOrNew(), b.memory.kept)
	return next
}

func (m *memory) keptOrNew() map[summarize.Key]summarize.Bought {
	if m.kept == nil {
		m.kept = make(map[summarize.Key]summarize.Bought)
	}
	return m.kept
}

func (b bench) summarize(t testing.TB) summarize.Result {
	t.Helper()
	result, err := b.Summarize(t.Context(), task(t))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(b.model.replies); n > 0 {
		t.Errorf("%d replies were not asked for", n)
	}
	return result
}

func TestGoodAnswerHolds(t *testing.T) {
	b := newBench(t, options(), say(encode(t, good(t))))
	result := b.summarize(t)
	if result.Status != summarize.Held || result.Bought != 1 || len(result.Found) != 0 {
		t.Errorf("result = %+v", result)
	}
	if result.Summary.Results != good(t).Results {
		t.Errorf("results = %q", result.Summary.Results)
	}
	if want := 0.00218; fmt.Sprintf("%.5f", result.Cost) != fmt.Sprintf("%.5f", want) {
		t.Errorf("cost = %.5f USD, want %.5f", result.Cost, want)
	}
}

// What a model does wrong, and what the paper gets for it.
func TestBadAnswers(t *testing.T) {
	whole := encode(t, good(t))
	english := but(t, func(f *check.Fields) { f.Goal = "This paper proposes a method that reads long documents." })
	goalOnly := func(goal string) string {
		return encode(t, map[string]any{
			"evidence": map[string]string{"goal": good(t).Evidence[check.Goal]}, "goal": goal,
		})
	}
	nothing := reply{err: llm.ErrEmpty}
	type want struct {
		status  summarize.Status
		reason  string
		asked   int
		ended   bool
		formats string // of the questions, in short
	}
	for name, test := range map[string]struct {
		replies []reply
		want    want
	}{
		"nothing, then an answer":  {[]reply{nothing, say(whole)}, want{summarize.Held, "", 2, false, "ss"}},
		"nothing for ever":         {[]reply{nothing, nothing, nothing}, want{summarize.Waiting, "field", 3, true, "sss"}},
		"half an object":           {[]reply{say(whole[:len(whole)/2]), say(whole)}, want{summarize.Held, "", 2, false, "ss"}},
		"prose around the object":  {[]reply{say("물론입니다. 요약입니다:\n" + whole + "\n도움이 되었기를 바랍니다.")}, want{summarize.Held, "", 1, false, "s"}},
		"a fence":                  {[]reply{say("```json\n" + whole + "\n```")}, want{summarize.Held, "", 1, false, "s"}},
		"thoughts":                 {[]reply{say("<think>{\"goal\": \"?\"}</think>" + whole)}, want{summarize.Held, "", 1, false, "s"}},
		"English, then Korean":     {[]reply{say(english), say(goalOnly(good(t).Goal))}, want{summarize.Held, "", 2, false, "ss"}},
		"English for ever":         {[]reply{say(english), say(goalOnly("We read it.")), say(english)}, want{summarize.Waiting, "language (goal", 3, true, "sss"}},
		"prose steps down":         {[]reply{say("이 논문은 좋은 논문이다."), say(whole)}, want{summarize.Held, "", 2, false, "so"}},
		"refusal":                  {[]reply{{err: llm.ErrRefused, usage: usage}}, want{summarize.Waiting, "declined", 1, true, "s"}},
		"filter":                   {[]reply{{err: llm.ErrFiltered}}, want{summarize.Waiting, "content filter", 1, true, "s"}},
		"context overflow":         {[]reply{{err: llm.ErrTooLong}, {err: llm.ErrTooLong}, say(whole)}, want{summarize.Held, "", 3, false, "sss"}},
		"context always overflows": {[]reply{{err: llm.ErrTooLong}, {err: llm.ErrTooLong}, {err: llm.ErrTooLong}}, want{summarize.Waiting, "longer than", 3, true, "sss"}},
		"truncated once":           {[]reply{{err: llm.ErrTruncated, usage: usage, content: whole[:80]}, say(whole)}, want{summarize.Held, "", 2, false, "ss"}},
		"truncated twice":          {[]reply{{err: llm.ErrTruncated, usage: usage}, {err: llm.ErrTruncated, usage: usage}}, want{summarize.Waiting, "token limit", 2, true, "ss"}},
		"no schema":                {[]reply{{err: llm.ErrFormat}, say(whole)}, want{summarize.Held, "", 2, false, "so"}},
		"no schema and no object":  {[]reply{{err: llm.ErrFormat}, {err: llm.ErrFormat}, say(skeleton(t))}, want{summarize.Held, "", 3, false, "sot"}},
		"a passing fault":          {[]reply{{err: errUnavailable}}, want{summarize.Waiting, "status 503", 1, false, "s"}},
		"a passing fault amid":     {[]reply{say(english), {err: errUnavailable}}, want{summarize.Waiting, "status 503", 2, false, "ss"}},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, options(), test.replies...)
			result := b.summarize(t)
			var formats strings.Builder
			for _, question := range b.model.asked {
				formats.WriteString(map[llm.Format]string{llm.FormatSchema: "s", llm.FormatObject: "o", llm.FormatText: "t"}[question.Format])
			}
			got := want{result.Status, result.Reason, len(b.model.asked), result.Ended, formats.String()}
			if !strings.Contains(got.reason, test.want.reason) || (got.reason == "") != (test.want.reason == "") {
				t.Errorf("reason = %q, want %q in it", got.reason, test.want.reason)
			}
			if strings.Contains(got.reason, "example") {
				t.Errorf("the reason names the server: %s", got.reason)
			}
			if got.reason = test.want.reason; got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

// skeleton returns the worked example of the text format.
func skeleton(t testing.TB) string {
	t.Helper()
	set, err := prompts.Load("")
	if err != nil {
		t.Fatal(err)
	}
	system, err := set.System(prompts.System{Skeleton: true, Unknown: check.Unknown, MaxLength: check.MaxLength})
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(system, "\n답:\n")
	example, _, _ = strings.Cut(example, "\n이 논문의 글에")
	return example
}

func TestStopsEndTheRun(t *testing.T) {
	for name, err := range map[string]error{"wrong key": llm.ErrDenied, "quota": llm.ErrQuota, "no model": llm.ErrNoModel} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, options(), reply{err: err})
			for range 2 { // the second paper is not even asked about
				result, got := b.Summarize(t.Context(), task(t))
				if !errors.Is(got, summarize.ErrStop) || !errors.Is(got, err) || strings.Contains(got.Error(), "2510.") {
					t.Errorf("Summarize = %v, want ErrStop and %v, and no paper", got, err)
				}
				if result.Status != summarize.Waiting || result.Reason != err.Error() {
					t.Errorf("the paper is %s: %s", result.Status, result.Reason)
				}
			}
			if len(b.model.asked) != 1 {
				t.Errorf("the model was asked %d times", len(b.model.asked))
			}
		})
	}
}
