package summarize

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"dailypapers/summarize/check"
	"dailypapers/summarize/llm"
)

// conversation is the talk with the model about one paper.
type conversation struct {
	s        *Summarizer
	task     Task
	checked  *check.Source
	dialogue dialogue
	formats  []llm.Format // that this conversation can still come to
	halved   int          // how often the text was made shorter
	answers  int          // that were read so far
	fields   check.Fields // as they stand, and whether there are any
	read     bool
	left     []check.Problem // of the last answer
	dropped  []check.Problem // of fields that became check.Unknown
	result   Result
}

// hold asks until an answer holds. Its error is a *setback or ends the run.
func (c *conversation) hold(ctx context.Context) error {
	for repairs := 0; ; {
		bought, err := c.ask(ctx)
		if err != nil {
			return err
		}
		c.answers++
		content := bought.Answer.Content
		next, err := c.judge(content)
		switch prose := errors.Is(err, errProse); {
		case prose && bought.Fault == FaultNone && c.ignored():
			continue
		case !prose:
			c.s.ladder.keeps(c.dialogue.format)
		}
		if len(c.left) == 0 {
			c.held()
			return nil
		}
		if repairs == c.s.opts.MaxRepairs {
			return c.fallBack()
		}
		repairs++
		next.answer = content
		c.dialogue.turns = append(c.dialogue.turns, next)
	}
}

// judge reads an answer, merges it into what held before, and holds the whole
// against the gate. It returns what to say to it, if anything is left to mend.
func (c *conversation) judge(content string) (turn, error) {
	answered, err := Parse(content)
	if err != nil {
		problem := check.Problem{Rule: check.RuleField, Message: "답을 읽을 수 없다."}
		if !slices.Contains(c.left, problem) {
			c.left = append(slices.Clip(c.left), problem)
		}
		c.note(problem)
		if c.read { // some fields are there already: ask for the others again
			return c.repair(), err
		}
		return turn{again: c.s.schema.faults(content)}, err
	}
	if c.read {
		c.merge(answered)
	} else {
		c.fields, c.read = answered, true
	}
	c.left = check.Check(c.fields, c.checked)
	c.note(c.left...)
	return c.repair(), nil
}

// merge takes the fields that were asked for again from an answer, as far as it
// has them. The others stay as they were: they held.
func (c *conversation) merge(answered check.Fields) {
	turns := c.dialogue.turns
	for _, name := range turns[len(turns)-1].fields() {
		field := check.Field(name)
		sentences := answered.Sentences(field)
		if len(sentences) == 0 {
			continue
		}
		c.fields.Set(field, sentences...)
		if quote := answered.Evidence[field]; quote != "" {
			c.fields.Evidence[field] = quote
		} else if isUnknown(c.fields, field) {
			delete(c.fields.Evidence, field)
		}
	}
}

// ignored takes the conversation to the next format, since the answer is prose
// where an object was asked for. It does so once for a paper.
func (c *conversation) ignored() bool {
	if len(c.dialogue.turns) > 0 || c.dialogue.format == llm.FormatText || len(c.formats) < len(c.s.ladder.formats) {
		return false
	}
	return c.goOn(c.s.ladder.ignored(c.dialogue.format))
}

// goOn goes on in the next format, if there is one.
func (c *conversation) goOn(next llm.Format, ok bool) bool {
	if ok {
		c.dialogue.format = next
		c.formats = c.formats[slices.Index(c.formats, next):]
	}
	return ok
}

// maxHalved is how often a paper's text is halved for a model that finds it too
// long.
const maxHalved = 2

// ask returns the next answer, be it one that was bought before, and does what
// the model's errors ask for: another format, a shorter text, a longer answer.
// An empty answer is one.
func (c *conversation) ask(ctx context.Context) (Bought, error) {
	for {
		bought, err := c.answer(ctx)
		switch {
		case err == nil, errors.Is(err, llm.ErrEmpty):
			return bought, nil
		case errors.Is(err, llm.ErrFormat):
			if !c.goOn(c.s.ladder.below(c.dialogue.format, "the server rejects it")) {
				return Bought{}, fmt.Errorf("%w: %w; set llm.structured to auto", ErrStop, err)
			}
		case errors.Is(err, llm.ErrTooLong):
			if c.halved == maxHalved {
				return Bought{}, &setback{llm.Reason(err), true, err}
			}
			c.halved++
			c.dialogue.packed = c.s.composer.halve(c.dialogue)
		case errors.Is(err, llm.ErrTruncated):
			if c.dialogue.limit == largerAnswer {
				return Bought{}, &setback{llm.Reason(err), true, err}
			}
			c.dialogue.limit = largerAnswer
		case errors.Is(err, llm.ErrFiltered), errors.Is(err, llm.ErrRefused):
			return Bought{}, &setback{llm.Reason(err), true, err}
		default:
			return Bought{}, err
		}
	}
}

// answer returns the answer to the next question: one that was bought before, or
// a new one. An error that is no sentinel of llm is a *setback or ends the run.
func (c *conversation) answer(ctx context.Context) (Bought, error) {
	question, key, bought, found, err := c.recall(ctx)
	if err != nil {
		return Bought{}, err
	}
	if len(c.dialogue.turns) == 0 {
		c.result.Prompt = key.Prompt
	}
	if found {
		c.result.Reused++
		c.count(bought)
		return bought, bought.Fault.err()
	}
	bought, err = c.s.buy(ctx, key, question)
	c.count(bought)
	c.result.Now = Paid{Usage: c.result.Now.Usage.Add(bought.Answer.Usage), Cost: c.result.Now.Cost + bought.Cost}
	if err != nil {
		return bought, err
	}
	c.result.Bought++
	return bought, bought.Fault.err()
}

// recall composes the next question and looks for its answer. An opening
// question is looked for in every format that the conversation can come to: an
// interrupted run may have found out later, or earlier, what the server knows.
func (c *conversation) recall(ctx context.Context) (llm.Question, Key, Bought, bool, error) {
	formats := []llm.Format{c.dialogue.format}
	if len(c.dialogue.turns) == 0 {
		formats = c.formats
	}
	for _, format := range formats {
		d := c.dialogue
		d.format = format
		question, key, err := c.compose(d)
		if err != nil {
			return question, key, Bought{}, false, err
		}
		bought, found, err := c.s.find(ctx, key)
		if err != nil {
			return question, key, bought, found, err
		}
		if found {
			c.dialogue.format = format
			return question, key, bought, true, nil
		}
	}
	question, key, err := c.compose(c.dialogue)
	return question, key, Bought{}, false, err
}

func (c *conversation) compose(d dialogue) (llm.Question, Key, error) {
	question, err := c.s.composer.compose(d)
	if err != nil {
		return llm.Question{}, Key{}, err
	}
	return question, key(c.task, c.s.opts.Model, question), nil
}

// count adds an answer to what the result rests on.
func (c *conversation) count(bought Bought) {
	c.result.Usage = c.result.Usage.Add(bought.Answer.Usage)
	c.result.Cost += bought.Cost
	if bought.At.After(c.result.At) {
		c.result.At = bought.At
	}
}
