package prompts

import (
	"errors"
	"strings"
)

// System is what the system prompt is made of. It says nothing of the paper, so
// that every question of a run begins with the same bytes: servers charge less
// for an opening that they have seen before.
type System struct {
	Skeleton  bool   // whether the answer is the Markdown skeleton instead of JSON
	Unknown   string // what a field says where the paper is silent
	MaxLength int    // characters of all sentences together
}

// Paper is what the question about a paper is made of.
type Paper struct {
	Open, Close  string // the fence; the text contains neither
	Title, Text  string
	Cut          bool // whether Text is less than the whole; Gap marks where it was cut
	AbstractOnly bool // whether Text is the abstract and nothing else
	Gap          string
	Unknown      string
}

// Repair is what the question about failing fields is made of.
type Repair struct {
	Skeleton     bool
	Fields       []Field // those that failed, in the order of the answer
	MayBeUnknown bool    // whether one of them may say Unknown
	Unknown      string
}

// Field is one field of an answer that failed.
type Field struct {
	Name      string
	Sentences []string // as the model wrote them; none where it wrote nothing
	Evidence  string   // likewise
	Problems  []Problem
	MaxLength int // characters that the field may have from now on; 0: as before
}

// Problem is one thing that is wrong with a field.
type Problem struct {
	Rule    string
	Words   string // the offending words, if there are any
	Message string
}

// Names returns the names of the failing fields, separated by commas.
func (r Repair) Names() string {
	names := make([]string, len(r.Fields))
	for i, field := range r.Fields {
		names[i] = field.Name
	}
	return strings.Join(names, ", ")
}

// Again is what the question after an unreadable answer is made of.
type Again struct {
	Skeleton bool
	Problems []string // what could be said about the fault; may be empty
}

// System returns the system prompt.
func (s *Set) System(data System) (string, error) { return s.execute(systemFile, data) }

// Paper returns the question about a paper.
func (s *Set) Paper(data Paper) (string, error) { return s.execute(paperFile, data) }

// Repair returns the question about failing fields.
func (s *Set) Repair(data Repair) (string, error) { return s.execute(repairFile, data) }

// Again returns the question after an unreadable answer.
func (s *Set) Again(data Again) (string, error) { return s.execute(againFile, data) }

func (s *Set) execute(name string, data any) (string, error) {
	var b strings.Builder
	if err := s.templates.ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}

// try fills in every template in each of its moods, so that one which names
// what does not exist fails at the start and not in the middle of a day.
func (s *Set) try() error {
	var errs []error
	try := func(_ string, err error) { errs = append(errs, err) }
	for _, yes := range []bool{false, true} {
		try(s.System(System{Skeleton: yes, Unknown: "-", MaxLength: 1}))
		try(s.Paper(Paper{AbstractOnly: yes}))
		try(s.Paper(Paper{Cut: yes}))
		try(s.Again(Again{Skeleton: yes, Problems: []string{"-"}}))
		try(s.Repair(Repair{Skeleton: yes, MayBeUnknown: yes, Fields: []Field{
			{Name: "-", Problems: []Problem{{Rule: "-", Words: "-"}}},
			{Name: "-", Sentences: []string{"-"}, Evidence: "-", MaxLength: 1, Problems: []Problem{{Rule: "-"}}},
		}}))
	}
	errs = append(errs, s.tell())
	for _, err := range errs {
		if err != nil {
			return err // one is enough: the others are mostly the same one again
		}
	}
	return nil
}

// tell returns an error where a question would leave out what it is about: the
// system prompt all, the paper's its title, its text or the fence.
func (s *Set) tell() error {
	paper := Paper{Open: "-OPEN-", Close: "-CLOSE-", Title: "-TITLE-", Text: "-TEXT-", Gap: "-GAP-", Unknown: "-"}
	for _, yes := range []bool{false, true} {
		system, err := s.System(System{Skeleton: yes, Unknown: "-", MaxLength: 1})
		if err == nil && system == "" {
			err = errors.New(systemFile + ": it says nothing; write what the model is to do")
		}
		if err != nil {
			return err
		}
		paper.AbstractOnly = yes
		told, err := s.Paper(paper)
		if err != nil {
			return err
		}
		for _, part := range []struct{ text, field string }{
			{paper.Title, "Title"}, {paper.Text, "Text"}, {paper.Open, "Open"}, {paper.Close, "Close"},
		} {
			if !strings.Contains(told, part.text) {
				return errors.New(paperFile + ": the question lacks {{." + part.field + "}}")
			}
		}
	}
	return nil
}
