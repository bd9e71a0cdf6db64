package summarize

import (
	"fmt"
	"slices"
	"sync"

	"go.uber.org/zap"

	"dailypapers/summarize/llm"
)

// Structured says in which form a server is asked for its answers.
type Structured string

// The values of llm.structured.
const (
	StructuredAuto   Structured = "auto" // the strictest that the server knows
	StructuredSchema Structured = Structured(llm.FormatSchema)
	StructuredObject Structured = Structured(llm.FormatObject)
	StructuredText   Structured = Structured(llm.FormatText)
)

// formats returns the formats to try, strictest first.
func (s Structured) formats() ([]llm.Format, error) {
	all := []llm.Format{llm.FormatSchema, llm.FormatObject, llm.FormatText}
	if s == StructuredAuto {
		return all, nil
	}
	if format := llm.Format(s); slices.Contains(all, format) {
		return []llm.Format{format}, nil
	}
	return nil, fmt.Errorf("llm.structured is %q; it can be auto, json_schema, json_object or text", s)
}

// ladder is the formats that a run may ask in, and the one that it has come to.
// It only goes down, and only for what says something of the server: its
// rejection of a format, or prose about several papers. It is safe for
// concurrent use.
type ladder struct {
	log     *zap.Logger
	formats []llm.Format // strictest first

	mu     sync.Mutex
	step   int
	kept   map[llm.Format]bool // formats in which an answer came
	prosed map[llm.Format]int  // how many papers got prose instead
}

func newLadder(log *zap.Logger, formats []llm.Format) *ladder {
	return &ladder{log: log, formats: formats, kept: make(map[llm.Format]bool), prosed: make(map[llm.Format]int)}
}

// current returns the format to ask in.
func (l *ladder) current() llm.Format {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.formats[l.step]
}

// maxProse is how many papers may get prose in a format before the run goes on
// in the next one. One is not enough: a paper can ask a model for prose.
const maxProse = 1

// keeps remembers that an answer came in a format. The server knows it: prose in
// its stead is the affair of a paper from now on.
func (l *ladder) keeps(format llm.Format) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept[format] = true
}

// ignored returns the format after one in which a paper got prose, and goes on
// there for the rest of the run if that is the server's way. It reports false
// where there is none.
func (l *ladder) ignored(format llm.Format) (llm.Format, bool) {
	l.mu.Lock()
	l.prosed[format]++
	all := !l.kept[format] && l.prosed[format] > maxProse
	l.mu.Unlock()
	if all {
		return l.below(format, "the answers are prose")
	}
	return l.next(format)
}

// next returns the format after one, and false where there is none.
func (l *ladder) next(format llm.Format) (llm.Format, bool) {
	if i := slices.Index(l.formats, format) + 1; i < len(l.formats) {
		return l.formats[i], true
	}
	return format, false
}

// below returns the format after one that the server does not serve, and
// remembers for the rest of the run to start there. It reports false where there
// is none.
func (l *ladder) below(format llm.Format, why string) (llm.Format, bool) {
	next := slices.Index(l.formats, format) + 1
	if next == len(l.formats) {
		return format, false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if next > l.step {
		l.step = next
		l.log.Info("the model server does not answer in the format asked for, going on in another one",
			zap.String("format", string(format)), zap.String("next", string(l.formats[next])), zap.String("why", why))
	}
	return l.formats[next], true
}
