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
// It only goes down. It is safe for concurrent use.
type ladder struct {
	log     *zap.Logger
	formats []llm.Format // strictest first

	mu   sync.Mutex
	step int
}

// current returns the format to ask in.
func (l *ladder) current() llm.Format {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.formats[l.step]
}

// below returns the format after one that did not serve, and remembers for the
// rest of the run to start there. It reports false where there is none.
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
