// Package check is the gate: pure functions from a summary and its paper's
// text to the problems that keep the summary from being published.
//
// Start at [Check]. A rule is one file and one row of the table in
// docs/gate.md.
package check

// Unknown is what a field says where the paper says nothing.
const Unknown = "정보 부족"

// Field names a part of a summary, as the answer's schema spells it.
type Field string

// The fields of a summary.
const (
	Goal         Field = "goal"
	Motivation   Field = "motivation"
	Contribution Field = "contribution"
	Method       Field = "method"
	Results      Field = "results"
	Limitations  Field = "limitations"
	Conclusion   Field = "conclusion"
)

// Order lists the fields in the order of the post and of the schema.
var Order = [...]Field{Goal, Motivation, Contribution, Method, Results, Limitations, Conclusion}

// Fields is a structured summary: one Korean sentence a field, one to three
// for the method, each a string of its own.
type Fields struct {
	Goal         string   `json:"goal"`
	Motivation   string   `json:"motivation"`
	Contribution string   `json:"contribution"`
	Method       []string `json:"method"`
	Results      string   `json:"results"`
	Limitations  string   `json:"limitations"`
	Conclusion   string   `json:"conclusion"`
	// Evidence holds for each field one verbatim quote of the paper, empty where
	// the field is Unknown. It is nil for a summary that was read back from a
	// post, which does not carry it.
	Evidence map[Field]string `json:"evidence,omitempty"`
}

// Sentences returns the sentences of a field, as they would be printed: one
// string a line. An empty field has none.
func (f Fields) Sentences(field Field) []string {
	if field == Method {
		return f.Method
	}
	if s := *f.single(field); s != "" {
		return []string{s}
	}
	return nil
}

// Set replaces the sentences of a field. Only the method keeps more than one.
func (f *Fields) Set(field Field, sentences ...string) {
	if field == Method {
		f.Method = sentences
		return
	}
	*f.single(field) = ""
	if len(sentences) > 0 {
		*f.single(field) = sentences[0]
	}
}

// single returns the place of a field of one sentence.
func (f *Fields) single(field Field) *string {
	switch field {
	case Goal:
		return &f.Goal
	case Motivation:
		return &f.Motivation
	case Contribution:
		return &f.Contribution
	case Results:
		return &f.Results
	case Limitations:
		return &f.Limitations
	case Conclusion:
		return &f.Conclusion
	}
	panic("check: no field of one sentence is called " + string(field))
}

// Rule names what a field must hold to.
type Rule string

// The rules of the gate.
const (
	RuleField     Rule = "field"     // every field is there
	RuleSentences Rule = "sentences" // one sentence, or one to three
	RuleRegister  Rule = "register"  // the plain academic form, third person
	RuleLanguage  Rule = "language"  // Korean
	RuleLength    Rule = "length"    // at most MaxLength characters in all
	RuleNumber    Rule = "number"    // every figure is in the paper
	RuleName      Rule = "name"      // every Latin name is in the paper
	RuleQuote     Rule = "quote"     // every quote is in the paper
	RuleLeak      Rule = "leak"      // nothing of the prompt, no markup
)

// MaxLength is how many characters a summary may have in all its fields,
// without its evidence.
const MaxLength = 1000

// Problem is one way in which a summary breaks one rule.
type Problem struct {
	Rule  Rule  `json:"rule"`
	Field Field `json:"field"` // empty for a problem of the whole summary
	// Words are the offending words as they stand in the field; empty where
	// something is missing.
	Words string `json:"words,omitempty"`
	// Message is one Korean sentence for the model: what is wrong and what to do.
	Message string `json:"message"`
}
