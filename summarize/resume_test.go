package summarize_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"dailypapers/fetch"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
	"dailypapers/summarize/llm"
)

// A run is killed after any of its answers: the next one asks what is left to
// ask, and comes to the same summary.
func TestResumePaysNothingAgain(t *testing.T) {
	whole := encode(t, good(t))
	for name, replies := range map[string][]reply{
		"repair": {
			say(but(t, func(f *check.Fields) { f.Goal = "" })),
			say(but(t, func(f *check.Fields) { f.Goal = "본 논문은 방법을 제안합니다." })),
			say(whole),
		},
		"truncated":    {{err: llm.ErrTruncated, usage: usage, content: whole[:50]}, say(whole)},
		"empty":        {{err: llm.ErrEmpty, usage: usage}, say(whole)},
		"prose":        {say("좋은 논문이다."), say(whole)},
		"refused once": {{err: llm.ErrRefused, usage: usage}},
	} {
		t.Run(name, func(t *testing.T) {
			full := newBench(t, options(), replies...)
			want := full.summarize(t)
			for n := range len(replies) + 1 {
				before := slices.Clone(replies[:n])
				if n < len(replies) {
					before = append(before, reply{err: errors.New("connection lost")})
				}
				killed := newBench(t, options(), before...)
				paid := killed.summarize(t).Now.Usage
				resumed := killed.again(t, replies[n:]...)
				got := resumed.summarize(t)
				if got.Bought != len(replies)-n {
					t.Errorf("after %d answers: %d bought again, want %d", n, got.Bought, len(replies)-n)
				}
				if sum := paid.Add(got.Now.Usage); sum != want.Usage || got.Bought == 0 && got.Now != (summarize.Paid{}) {
					t.Errorf("after %d answers: paid %+v and then %+v, want %+v in all", n, paid, got.Now, want.Usage)
				}
				if got.Status != want.Status || got.Cost != want.Cost || got.Reused != n {
					t.Errorf("after %d answers: %s for %f with %d reused, want %s for %f", n, got.Status, got.Cost, got.Reused, want.Status, want.Cost)
				}
			}
		})
	}
}

// The step down to another format is found again, whichever paper found it out.
func TestResumeFindsAnswersInEveryFormat(t *testing.T) {
	b := newBench(t, options(), reply{err: llm.ErrFormat}, say(encode(t, good(t))))
	b.summarize(t)
	if n := b.log.Len(); n != 1 {
		t.Errorf("%d log lines, want 1", n)
	}
	if result := b.again(t).summarize(t); result.Status != summarize.Held || result.Bought != 0 {
		t.Errorf("result = %+v", result)
	}
}

func TestRoundAsksAnew(t *testing.T) {
	refused := reply{err: llm.ErrRefused, usage: usage}
	b := newBench(t, options(), refused)
	b.summarize(t)
	if result := b.again(t).summarize(t); result.Status != summarize.Waiting || result.Bought != 0 {
		t.Errorf("the same round: %+v", result)
	}
	next := b.again(t, say(encode(t, good(t))))
	anew := task(t)
	anew.Round = 1
	if result, err := next.Summarize(t.Context(), anew); err != nil || result.Status != summarize.Held {
		t.Errorf("another round: %+v, %v", result, err)
	}
}

func TestFormatIsKeptForTheRun(t *testing.T) {
	whole := say(encode(t, good(t)))
	b := newBench(t, options(), reply{err: llm.ErrFormat}, whole)
	b.summarize(t)
	b.model.replies = []reply{whole}
	other := task(t)
	other.Paper.Version = 2
	if _, err := b.Summarize(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if got := b.model.asked[2].Format; got != llm.FormatObject {
		t.Errorf("the second paper was asked about in %s", got)
	}
	if n := b.log.Len(); n != 1 {
		t.Errorf("%d log lines, want 1", n)
	}
}

func TestFixedFormatThatIsRejectedStops(t *testing.T) {
	opts := options()
	opts.Structured = summarize.StructuredSchema
	b := newBench(t, opts, reply{err: llm.ErrFormat})
	if _, err := b.Summarize(t.Context(), task(t)); !errors.Is(err, summarize.ErrStop) {
		t.Errorf("Summarize = %v, want ErrStop", err)
	}
}

func TestFaultOfAnswersEndsTheRun(t *testing.T) {
	full := errors.New("disk full")
	b := newBench(t, options(), say(encode(t, good(t))))
	b.memory.fault = full
	if _, err := b.Summarize(t.Context(), task(t)); !errors.Is(err, full) {
		t.Errorf("Summarize = %v, want %v", err, full)
	}
}

func TestCancelledContextEndsTheRun(t *testing.T) {
	b := newBench(t, options(), reply{err: context.Canceled})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Summarize(ctx, task(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("Summarize = %v", err)
	}
}

// A run that is being stopped keeps half an answer too: it was paid for.
func TestStoppedRunKeepsWhatItPaidFor(t *testing.T) {
	b := newBench(t, options(), reply{err: llm.ErrTruncated, usage: usage}, reply{err: context.Canceled})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Summarize(ctx, task(t)); !errors.Is(err, context.Canceled) {
		t.Fatalf("Summarize = %v", err)
	}
	result := b.again(t, say(encode(t, good(t)))).summarize(t)
	if result.Status != summarize.Held || result.Reused == 0 || result.Bought != 1 {
		t.Errorf("the next run: %+v", result)
	}
}

func TestOptionsThatCannotWork(t *testing.T) {
	for name, change := range map[string]func(*summarize.Options){
		"structured":    func(o *summarize.Options) { o.Structured = "yaml" },
		"max repairs":   func(o *summarize.Options) { o.MaxRepairs = -1 },
		"source tokens": func(o *summarize.Options) { o.SourceTokens = -1 },
		"clock":         func(o *summarize.Options) { o.Now = nil },
	} {
		t.Run(name, func(t *testing.T) {
			opts := options()
			change(&opts)
			if _, err := summarize.New(nil, &memory{}, &script{t: t}, mustLoad(t), nil, opts); err == nil {
				t.Error("New accepts it")
			}
		})
	}
}

// The run is being stopped as an answer arrives, be it worth nothing.
func TestAnswerThatComesWithTheEndIsKept(t *testing.T) {
	for name, last := range map[string]reply{
		"whole":     say(but(t, func(f *check.Fields) { f.Goal = "" })),
		"truncated": {err: llm.ErrTruncated, usage: usage},
		"refused":   {err: llm.ErrRefused, usage: usage},
		"empty":     {err: llm.ErrEmpty, usage: usage},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			b := newBench(t, options(), last, reply{err: context.Canceled})
			b.model.before = func(int) { stop() }
			if _, err := b.Summarize(ctx, task(t)); err != nil && !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
			if len(b.memory.kept) != 1 {
				t.Errorf("%d answers are kept, want 1", len(b.memory.kept))
			}
		})
	}
}

// A run that ends amid a repair tells what the paper has cost so far.
func TestEndOfTheRunTellsWhatWasPaid(t *testing.T) {
	broken := say(but(t, func(f *check.Fields) { f.Goal = "" }))
	for name, last := range map[string]reply{
		"quota":        {err: llm.ErrQuota},
		"cancellation": {err: context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			b := newBench(t, options(), broken, last)
			if errors.Is(last.err, context.Canceled) {
				b.model.before = func(asked int) {
					if asked == 2 {
						cancel()
					}
				}
			}
			defer cancel()
			result, err := b.Summarize(ctx, task(t))
			if !errors.Is(err, summarize.ErrStop) && !errors.Is(err, context.Canceled) {
				t.Errorf("Summarize = %v", err)
			}
			if result.Status != summarize.Waiting || result.Reason == "" || result.Ended {
				t.Errorf("the paper is %s (%s), ended %v", result.Status, result.Reason, result.Ended)
			}
			if result.Bought != 1 || result.Usage != usage || result.Cost == 0 {
				t.Errorf("%d answers bought, %+v, %f USD", result.Bought, result.Usage, result.Cost)
			}
		})
	}
}

func TestBegun(t *testing.T) {
	b := newBench(t, options(), say(encode(t, good(t))))
	other := task(t)
	other.Document.Sections = append(other.Document.Sections, fetch.Section{Title: "Method", Text: "More than the abstract."})
	begun := func(task summarize.Task) bool {
		t.Helper()
		found, err := b.Begun(t.Context(), task)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if begun(task(t)) {
		t.Error("begun before anything was asked")
	}
	b.summarize(t)
	if !begun(task(t)) || begun(other) {
		t.Errorf("begun: %v, and with another text %v", begun(task(t)), begun(other))
	}
}
