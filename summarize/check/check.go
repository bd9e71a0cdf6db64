package check

// Check holds a summary against the rules and returns its problems, in the
// order of the fields, and within a field in the order of the rules; what is
// wrong with the summary as a whole comes last. A summary without problems may
// be published.
//
// src is the paper's whole text. Where it is nil, the rules of form alone are
// held: neither number nor name nor quote. Where f carries no evidence (a post
// that was read back), quote is not held.
//
// The text of f is expected in NFC, as fetch.Clean leaves it. Check is pure: it
// keeps nothing, reads no clock, and answers the same question the same way.
//
// It takes time in proportion to the length of the summary and, for each word of
// it that is looked for in vain, to that of the paper: about 5 ms for an ordinary
// answer and a paper of 100,000 words, and 12 ms for one of the allowed length that
// is made to take long (see BenchmarkCheckWorst).
func Check(f Fields, src *Source) []Problem {
	var problems []Problem
	for _, field := range Order {
		problems = append(problems, CheckField(f, field, src)...)
	}
	return append(problems, checkLength(f)...)
}

// CheckField returns the problems of one field, as Check would.
func CheckField(f Fields, field Field, src *Source) []Problem {
	r := report{field: field}
	lines := f.Sentences(field)
	if !checkPresence(&r, lines) {
		return r.problems
	}
	texts := make([]prose, len(lines))
	for i, line := range lines {
		texts[i] = parse(line)
	}
	checkSentences(&r, texts)
	for _, rule := range []func(*report, prose){checkRegister, checkLanguage} {
		for _, text := range texts {
			rule(&r, text)
		}
	}
	if src != nil {
		checkNumber(&r, texts, f.Evidence[field], src)
		for _, text := range texts {
			checkName(&r, text, src)
			checkPraise(&r, text, src)
		}
		if f.Evidence != nil {
			checkQuote(&r, f.Evidence[field], src)
		}
	}
	for _, text := range texts {
		checkLeak(&r, text)
		if src != nil {
			checkPrompt(&r, text, src)
		}
	}
	return r.problems
}

// maxPerRule is how many problems of one rule are told of one field. A model
// that made more of the same mistake gains nothing from reading them all.
const maxPerRule = 5

// report collects the problems of one field.
type report struct {
	field    Field
	problems []Problem
}

// full reports whether no more problems of a rule are told of.
func (r *report) full(rule Rule) bool {
	n := 0
	for _, p := range r.problems {
		if p.Rule == rule {
			n++
		}
	}
	return n >= maxPerRule
}

// add tells of offending words, once, and not more than maxPerRule times.
func (r *report) add(rule Rule, words, message string) {
	if r.full(rule) {
		return
	}
	for _, p := range r.problems {
		if p.Rule == rule && p.Words == words && p.Message == message {
			return
		}
	}
	r.problems = append(r.problems, Problem{Rule: rule, Field: r.field, Words: words, Message: message})
}
