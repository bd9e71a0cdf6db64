package summarize

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"dailypapers/prompts"
	"dailypapers/summarize/check"
	"dailypapers/summarize/llm"
)

// Options say what to ask for and within which limits.
type Options struct {
	Model        string
	Structured   Structured
	MaxRepairs   int // questions after the first answer; 0: none
	SourceTokens int // of the paper's text in a question; 0: no limit
	Prices       llm.Prices
	Now          func() time.Time // what an answer's time is read from
}

// How long an answer may be, in tokens. A whole summary with its evidence takes
// about 800 (see usualAnswer); the rest is room for a model that reasons first.
const (
	answerTokens = 4096
	largerAnswer = 16384 // after an answer that reached the first limit
)

// composer turns what is known of a conversation into the question to ask. It is
// the same for a real question and for a dry run.
type composer struct {
	set          *prompts.Set
	tokens       counter
	sourceTokens int
	schema       json.RawMessage
	system       map[bool]string // the system prompts, by whether the answer follows the skeleton
	told         check.Option    // no summary repeats what the model is told
}

func newComposer(set *prompts.Set, opts Options) (*composer, error) {
	fields := make([]string, len(check.Order))
	for i, field := range check.Order {
		fields[i] = string(field)
	}
	if _, err := set.SchemaOf(fields...); err != nil {
		return nil, err
	}
	told, err := instructions(set)
	if err != nil {
		return nil, err
	}
	c := &composer{
		set: set, sourceTokens: opts.SourceTokens, schema: set.Schema(), system: map[bool]string{}, told: check.Prompt(told),
	}
	for _, skeleton := range []bool{false, true} {
		c.system[skeleton], err = set.System(prompts.System{
			Skeleton: skeleton, Unknown: check.Unknown, MaxLength: check.MaxLength,
		})
		if err != nil {
			return nil, err
		}
	}
	c.tokens = newCounter(opts.Model).fixing(c.system[false], c.system[true], string(c.schema))
	return c, nil
}

// instructions returns what a model is told whatever the paper: all texts of a
// set, each in all its moods, without the sentences of its example, since a paper
// may well say the same.
func instructions(set *prompts.Set) (string, error) {
	var texts []string
	var errs []error
	add := func(text string, err error) { texts, errs = append(texts, text), append(errs, err) }
	for _, yes := range []bool{false, true} {
		add(set.System(prompts.System{Skeleton: yes, Unknown: check.Unknown, MaxLength: check.MaxLength}))
		add(set.Paper(prompts.Paper{AbstractOnly: yes, Cut: !yes, Gap: gap, Unknown: check.Unknown}))
		add(set.Repair(prompts.Repair{Skeleton: yes, MayBeUnknown: yes, Unknown: check.Unknown}))
		add(set.Again(prompts.Again{Skeleton: yes}))
	}
	told := strings.Join(texts, "\n")
	for _, text := range texts {
		example, err := Parse(text)
		if err != nil {
			continue // it has none
		}
		for _, field := range check.Order {
			for _, sentence := range example.Sentences(field) {
				told = strings.ReplaceAll(told, sentence, "")
			}
		}
	}
	return told, errors.Join(errs...)
}

// pack returns what a question carries of a paper's text.
func (c *composer) pack(s source) packed { return pack(s.document, c.sourceTokens, c.tokens) }

// halve returns half of what a dialogue carries, chosen as pack chooses it.
func (c *composer) halve(d dialogue) packed {
	return pack(d.source.document, max(1, c.tokens.count(d.packed.text)/2), c.tokens)
}

// dialogue is everything that a question depends on.
type dialogue struct {
	source source
	packed packed
	format llm.Format
	limit  int // tokens of the answer
	turns  []turn
}

// turn is an answer that was not good enough, and what was said to it.
type turn struct {
	answer string
	repair prompts.Repair // where fields failed
	again  []string       // else: what is wrong with the answer
}

// compose returns the next question of a dialogue.
func (c *composer) compose(d dialogue) (llm.Question, error) {
	skeleton := d.format == llm.FormatText
	open, closing := fence(d.source.title + "\n" + d.packed.text)
	paper, err := c.set.Paper(prompts.Paper{
		Open: open, Close: closing, Title: d.source.title, Text: d.packed.text,
		Cut: d.packed.cut, AbstractOnly: d.source.abstractOnly, Gap: gap, Unknown: check.Unknown,
	})
	if err != nil {
		return llm.Question{}, err
	}
	question := llm.Question{
		Messages:  []llm.Message{{Role: llm.System, Content: c.system[skeleton]}, {Role: llm.User, Content: paper}},
		Format:    d.format,
		Schema:    c.schema,
		MaxTokens: d.limit,
	}
	for _, turn := range d.turns {
		reply, err := c.reply(turn, skeleton)
		if err != nil {
			return llm.Question{}, err
		}
		question.Messages = append(question.Messages,
			llm.Message{Role: llm.Assistant, Content: turn.said()}, llm.Message{Role: llm.User, Content: reply})
		question.Schema = c.schema
		if len(turn.repair.Fields) > 0 {
			if question.Schema, err = c.set.SchemaOf(turn.fields()...); err != nil {
				return llm.Question{}, err
			}
		}
	}
	return question, nil
}

func (c *composer) reply(t turn, skeleton bool) (string, error) {
	if len(t.repair.Fields) == 0 {
		return c.set.Again(prompts.Again{Skeleton: skeleton, Problems: t.again})
	}
	repair := t.repair
	repair.Skeleton, repair.Unknown = skeleton, check.Unknown
	if skeleton {
		repair.Fields = make([]prompts.Field, len(t.repair.Fields))
		for i, field := range t.repair.Fields {
			field.Name = strings.ToUpper(field.Name[:1]) + field.Name[1:] // as the skeleton's labels are spelt
			repair.Fields[i] = field
		}
	}
	return c.set.Repair(repair)
}

// said returns the answer as a question can repeat it: each line readable, since
// it may have been made to hold what the paper may not, and cut, since nobody
// wants a megabyte back. Servers refuse an empty message.
func (t turn) said() string {
	const most = 8000 // characters; a whole summary has some 3,000 with its evidence
	answer := t.answer
	if runes := []rune(answer); len(runes) > most {
		answer = string(runes[:most])
	}
	lines := strings.Split(answer, "\n")
	for i, line := range lines {
		lines[i] = readable(line)
	}
	return cmp.Or(strings.Join(lines, "\n"), "(빈 답)")
}

// fields returns the names of the fields that the turn asks for.
func (t turn) fields() []string {
	names := make([]string, len(t.repair.Fields))
	for i, field := range t.repair.Fields {
		names[i] = field.Name
	}
	return names
}

// key returns what makes a question of this task the same as another one.
func key(task Task, model string, question llm.Question) Key {
	asked, err := json.Marshal(struct {
		Messages  []llm.Message
		Format    llm.Format
		MaxTokens int
	}{question.Messages, question.Format, question.MaxTokens})
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return Key{
		Paper:   task.Paper.ID.Base().String(),
		Version: task.Paper.Version,
		Model:   model,
		Prompt:  hash(asked),
		Schema:  hash(question.Schema),
		Round:   task.Round,
	}
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// What a chat costs beside the words of its messages, in tokens: 3 a message and
// 3 for the opening of the answer, as OpenAI's cookbook counts them.
const (
	perMessage = 3
	perAnswer  = 3
)

// size returns the tokens of a question's messages, counted by count.
func size(question llm.Question, count func(string) int) int {
	total := perAnswer
	for _, message := range question.Messages {
		total += perMessage + count(string(message.Role)) + count(message.Content)
	}
	return total
}

// inputAtMost returns how many tokens a server can charge for a question; a
// schema counts, since it is shown to the model.
func (c *composer) inputAtMost(question llm.Question) int {
	total := size(question, c.tokens.atMost)
	if question.Format == llm.FormatSchema {
		total += c.tokens.atMost(string(question.Schema))
	}
	return total
}
