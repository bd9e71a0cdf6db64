package pipeline_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"
	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/pipeline/ledger"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
	"dailypapers/summarize/llm"
)

// What the real stages must be.
var (
	_ pipeline.Summarizer = (*summarize.Summarizer)(nil)
	_ pipeline.Publisher  = (*render.Site)(nil)
	_ pipeline.Records    = (*render.Site)(nil)
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	monday  = day("2025-10-06")
	tuesday = day("2025-10-07")
)

func day(s string) fetch.Day {
	d, err := fetch.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d
}

func id(n int) fetch.ArxivID {
	id, err := fetch.ParseArxivID(fmt.Sprintf("2510.9%04d", n))
	if err != nil {
		panic(err)
	}
	return id
}

// listed returns invented papers as a list has them, with 10 upvotes each.
func listed(numbers ...int) []fetch.Paper {
	papers := make([]fetch.Paper, len(numbers))
	for i, n := range numbers {
		papers[i] = fetch.Paper{
			ID:       id(n),
			Title:    fmt.Sprintf("Invented Paper %d", n),
			Abstract: fmt.Sprintf("We invent paper number %d.", n),
			Upvotes:  10,
			Source:   fetch.SourceHuggingFace,
		}
	}
	return papers
}

// outcome is how the invented model answers on a paper.
type outcome int

const (
	holds    outcome = iota
	repaired         // holds at the second answer
	refused          // no answer gets through the gate
	passing          // the server fails
	stops            // the account is exhausted
	breaks           // the disk is full
)

// world is an invented upstream, model and site. It counts what it is asked.
type world struct {
	t      testing.TB
	ledger *ledger.Ledger
	now    func() time.Time
	poor   bool   // no paper has a text of its own any more
	step   func() // called before and after everything that a stage does
	// what the upstream says
	lists     map[fetch.Day][]fetch.Paper
	listErr   error
	metaErr   error
	textErr   map[fetch.ArxivID]error
	abstracts map[fetch.ArxivID]string      // that arXiv has
	versions  map[fetch.ArxivID]fetch.Paper // that arXiv has by now, where that is not the second
	outcomes  map[fetch.ArxivID]outcome
	model     func(ctx context.Context) error // takes its time
	text      func(ctx context.Context) error // takes its time

	mu       sync.Mutex
	records  map[fetch.Day][]byte
	posts    map[fetch.Day]bool
	edited   map[fetch.Day]bool
	diskErr  error
	feedErr  error
	listings int
	metadata [][]fetch.ArxivID
	looks    [][]fetch.ArxivID // at the latest versions
	texts    []fetch.ArxivID
	bought   map[string]int // answers by paper and round
}

func newWorld(t testing.TB) *world {
	t.Helper()
	l, err := ledger.OpenOverlay(t.Context(), filepath.Join(t.TempDir(), "none"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	clock := time.Date(2025, 10, 7, 7, 15, 0, 0, time.UTC)
	var mu sync.Mutex
	return &world{
		t: t, ledger: l,
		now: func() time.Time { // every look at it is a second later
			mu.Lock()
			defer mu.Unlock()
			clock = clock.Add(time.Second)
			return clock
		},
		step:     func() {},
		lists:    map[fetch.Day][]fetch.Paper{},
		textErr:  map[fetch.ArxivID]error{},
		outcomes: map[fetch.ArxivID]outcome{},
		model:    func(ctx context.Context) error { return ctx.Err() },
		text:     func(ctx context.Context) error { return ctx.Err() },
		records:  map[fetch.Day][]byte{},
		posts:    map[fetch.Day]bool{},
		edited:   map[fetch.Day]bool{},
		bought:   map[string]int{},
	}
}

func (w *world) pipeline(log *zap.Logger, options pipeline.Options) *pipeline.Pipeline {
	w.t.Helper()
	if options.Concurrency == 0 {
		options.Concurrency = 3
	}
	options.Now = w.now
	stages := pipeline.Stages{
		Lister: lister{w}, Metadata: metadata{w}, Texts: texts{w}, Summarizer: summarizer{w}, Publisher: site{w},
	}
	p, err := pipeline.New(log, w.ledger, stages, options)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// run runs a day that must end in a state.
func (w *world) run(d fetch.Day, options pipeline.Options, request pipeline.Request) pipeline.Report {
	w.t.Helper()
	report, err := w.pipeline(zap.NewNop(), options).RunDay(w.t.Context(), d, request)
	if err != nil {
		w.t.Fatal(err)
	}
	return report
}

// simply runs a day without options.
func (w *world) simply(d fetch.Day) pipeline.Report {
	w.t.Helper()
	return w.run(d, pipeline.Options{}, pipeline.Request{})
}

// order returns the numbers of the papers in a day's record.
func (w *world) order(d fetch.Day) []string {
	post, _, err := site{w}.Load(d)
	if err != nil {
		w.t.Fatal(err)
	}
	var all []string
	for _, e := range post.Entries {
		all = append(all, e.Paper.ID.String()[len("2510.9"):])
	}
	return all
}

func (w *world) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, times := range w.bought {
		n += times
	}
	return n
}

type lister struct{ *world }

func (w lister) List(ctx context.Context, d fetch.Day) (fetch.List, error) {
	w.step()
	defer w.step()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.listings++
	if w.listErr != nil {
		return fetch.List{}, w.listErr
	}
	return fetch.List{Day: d, Papers: slices.Clone(w.lists[d])}, ctx.Err()
}

type metadata struct{ *world }

func (w metadata) Metadata(ctx context.Context, ids []fetch.ArxivID) (map[fetch.ArxivID]fetch.Paper, error) {
	w.step()
	defer w.step()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.metadata = append(w.metadata, slices.Clone(ids))
	if err := errors.Join(w.metaErr, ctx.Err()); err != nil {
		return nil, err
	}
	return w.know(ids), nil
}

func (w metadata) Latest(ctx context.Context, ids []fetch.ArxivID) (map[fetch.ArxivID]fetch.Paper, error) {
	w.step()
	defer w.step()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.looks = append(w.looks, slices.Clone(ids))
	if err := errors.Join(w.metaErr, ctx.Err()); err != nil {
		return nil, err
	}
	return w.know(ids), nil
}

// know returns what arXiv knows of papers. It needs w.mu to be held.
func (w metadata) know(ids []fetch.ArxivID) map[fetch.ArxivID]fetch.Paper {
	found := map[fetch.ArxivID]fetch.Paper{}
	for _, id := range ids {
		p, ok := w.versions[id]
		if !ok {
			p.Version = 2
		}
		p.ID, p.Source, p.Title, p.Abstract = id, fetch.SourceArxivAPI, "arXiv's Title of "+id.String(), w.abstracts[id]
		found[id] = p
	}
	return found
}

type texts struct{ *world }

func (w texts) Text(ctx context.Context, p fetch.Paper) (fetch.Document, error) {
	w.step()
	defer w.step()
	w.mu.Lock()
	w.texts = append(w.texts, p.ID)
	err := w.textErr[p.ID]
	w.mu.Unlock()
	if err := errors.Join(err, w.text(ctx)); err != nil {
		return fetch.Document{}, err
	}
	document := fetch.AbstractDocument(p)
	if w.poor {
		document.Passed = []fetch.Passed{{Origin: fetch.OriginHTML, Reason: "status 503"}}
	} else {
		document.Origin = fetch.OriginHTML
	}
	return document, nil
}

type summarizer struct{ *world }

// Summarize asks once, or twice where the first answer needs a repair, and
// keeps every answer as the real one does.
func (w summarizer) Summarize(ctx context.Context, task summarize.Task) (summarize.Result, error) {
	w.mu.Lock()
	how := w.outcomes[task.Paper.ID]
	w.mu.Unlock()
	result := summarize.Result{Status: summarize.Held, Model: "small", Prompt: "prompt of " + task.Paper.ID.String(), Schema: "schema"}
	answers := 1
	if how == repaired || how == refused {
		answers = 2
	}
	for n := range answers {
		err := w.buy(ctx, how, task, n, &result)
		switch {
		case errors.Is(err, errPassing):
			result.Status, result.Reason = summarize.Waiting, err.Error()
			return result, nil
		case err != nil:
			result.Status, result.Reason = summarize.Waiting, "broken off"
			if errors.Is(err, summarize.ErrStop) {
				result.Reason = llm.ErrQuota.Error()
			}
			return result, err
		}
	}
	result.Summary.Goal = "목표는 " + task.Paper.Title + "이다."
	finding := summarize.Finding{Problem: check.Problem{Rule: check.RuleRegister}, Answer: 1, Outcome: summarize.Repaired}
	switch how {
	case repaired:
		result.Found = append(result.Found, finding)
	case refused:
		finding.Outcome = summarize.Refused
		result.Status, result.Reason, result.Ended = summarize.Waiting, "the gate refused", true
		result.Found, result.Summary = append(result.Found, finding), check.Fields{}
	}
	return result, nil
}

// Begun looks for the first answer.
func (w summarizer) Begun(ctx context.Context, task summarize.Task) (bool, error) {
	_, found, err := pipeline.NewAnswers(w.ledger).Find(ctx, keyOf(task, 0))
	return found, err
}

// keyOf names the nth question of a task.
func keyOf(task summarize.Task, n int) summarize.Key {
	hash := sha256.Sum256(fmt.Appendf(nil, "%d %s %s", n, task.Document.Origin, task.Document.Text()))
	return summarize.Key{
		Paper: task.Paper.ID.String(), Version: task.Paper.Version, Model: "small",
		Prompt: hex.EncodeToString(hash[:]), Schema: "schema", Round: task.Round,
	}
}

var errPassing = errors.New("the server answers 503")

func (w summarizer) buy(ctx context.Context, how outcome, task summarize.Task, n int, result *summarize.Result) error {
	answers := pipeline.NewAnswers(w.ledger)
	key := keyOf(task, n)
	bought, found, err := answers.Find(ctx, key)
	if err != nil {
		return err
	}
	if found {
		result.Reused++
	} else {
		w.step()
		switch how {
		case passing:
			return errPassing
		case stops:
			return fmt.Errorf("%w: ask https://models.example: %w", summarize.ErrStop, llm.ErrQuota)
		case breaks:
			return errors.New("no space left on device")
		}
		if err := w.model(ctx); err != nil {
			return err
		}
		bought = summarize.Bought{
			Answer: llm.Answer{Content: "{}", Usage: llm.Usage{Input: 1000, Output: 100}},
			Cost:   0.25, At: w.now(),
		}
		if err := answers.Keep(ctx, key, bought); err != nil {
			return err
		}
		w.mu.Lock()
		w.bought[fmt.Sprintf("%s round %d answer %d", task.Paper.ID, task.Round, n)]++
		w.mu.Unlock()
		result.Bought++
		w.step()
	}
	result.At = bought.At
	result.Usage = result.Usage.Add(bought.Answer.Usage)
	result.Cost += bought.Cost
	return ctx.Err()
}

// site keeps records as bytes, as a disk does.
type site struct{ *world }

func (w site) Load(d fetch.Day) (post render.Post, found bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	record, found := w.records[d]
	if found {
		err = json.Unmarshal(record, &post)
	}
	return post, found, err
}

func (w site) Edited(d fetch.Day) (bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.edited[d], nil
}

func (w site) Publish(ctx context.Context, post render.Post, force bool) (render.Published, error) {
	w.step()
	defer w.step()
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := errors.Join(w.diskErr, ctx.Err()); err != nil {
		return render.Published{}, err
	}
	if !slices.ContainsFunc(post.Entries, func(e render.Entry) bool { return e.Result.Status == summarize.Held }) {
		return render.Published{}, fmt.Errorf("day %s: %w", post.Day, render.ErrNoSummary)
	}
	var old render.Post
	if known := w.records[post.Day]; known != nil {
		if err := json.Unmarshal(known, &old); err != nil {
			return render.Published{}, err
		}
	}
	if post.Edited = w.edited[post.Day] && !force; post.Edited {
		for _, e := range post.Entries {
			same := func(other render.Entry) bool { return other.Paper.ID.Base() == e.Paper.ID.Base() }
			if slices.Contains(old.Unposted, e.Paper.ID.Base()) || !slices.ContainsFunc(old.Entries, same) {
				post.Unposted = append(post.Unposted, e.Paper.ID.Base())
			}
		}
	}
	record, err := json.Marshal(post)
	if err != nil {
		return render.Published{}, err
	}
	w.records[post.Day] = record
	published := render.Published{Unposted: post.Unposted, PostPath: "_posts/" + post.Day.String() + ".md", FeedErr: w.feedErr}
	if post.Edited {
		return published, fmt.Errorf("day %s: %w", post.Day, render.ErrEdited)
	}
	w.posts[post.Day], w.edited[post.Day] = true, false
	return published, nil
}

func (w site) Records() ([]fetch.Day, error) { return slices.Collect(maps.Keys(w.records)), nil }

func equal(t testing.TB, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(fetch.ArxivID{}, fetch.Day{})); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
}
