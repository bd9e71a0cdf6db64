package check

import "strings"

// MayBeUnknown reports whether the template lets the field say Unknown. A paper,
// or its abstract alone, always says what it is after and why, what it brings
// and how, and what follows; a summary that knows none of it is worth nothing.
func (f Field) MayBeUnknown() bool { return f == Results || f == Limitations }

// IsUnknown reports whether text says what Unknown says, with a full stop or
// spaced otherwise. A summary should keep it as Unknown.
func IsUnknown(text string) bool {
	text = strings.TrimSuffix(strings.TrimSpace(text), ".")
	return strings.Join(strings.Fields(text), "") == strings.ReplaceAll(Unknown, " ", "")
}

// checkPresence holds a field to RuleField. It reports whether there are
// sentences to hold against the other rules.
func checkPresence(r *report, lines []string) bool {
	unknown := 0
	for _, line := range lines {
		switch {
		case strings.TrimSpace(line) == "":
			r.add(RuleField, "", "빈 문장이 있으므로 빼거나 내용을 채워야 한다.")
			return false
		case IsUnknown(line):
			unknown++
		case isShrug(line):
			r.add(RuleField, line, "논문에 내용이 없다면 다른 말 없이 \""+Unknown+"\"이라고만 적어야 한다.")
			return false
		}
	}
	switch {
	case len(lines) == 0:
		r.add(RuleField, "", missing(r.field))
		return false
	case unknown == 0:
		return holdsClaims(r, lines)
	case len(lines) > 1:
		r.add(RuleField, Unknown, "\""+Unknown+"\"과 다른 문장을 함께 적을 수 없으므로 하나만 남겨야 한다.")
		return false
	case !r.field.MayBeUnknown():
		r.add(RuleField, strings.TrimSpace(lines[0]), "이 항목은 \""+Unknown+"\"일 수 없으므로 논문에서 찾아 적어야 한다.")
		return false
	}
	return false
}

// holdsClaims finds lines that start with Unknown as a sentence of its own and
// go on to claim something.
func holdsClaims(r *report, lines []string) bool {
	for _, line := range lines {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), Unknown); ok && strings.IndexAny(rest, ".,:;(-") == 0 {
			r.add(RuleField, Unknown, "\""+Unknown+"\"과 다른 말을 함께 적을 수 없으므로 하나만 남겨야 한다.")
			return false
		}
	}
	return true
}

func missing(field Field) string {
	if field.MayBeUnknown() {
		return "항목이 비어 있으므로 내용을 채우거나 \"" + Unknown + "\"이라고 적어야 한다."
	}
	return "항목이 비어 있으므로 논문에서 찾아 채워야 한다."
}

// isShrug reports whether text says nothing in other words than Unknown.
func isShrug(text string) bool {
	text = strings.ToLower(strings.Join(strings.Fields(text), ""))
	return shrugs[strings.Trim(text, ".!-–—()[]\"'")]
}

var shrugs = set(
	"", "없음", "없다", "정보없음", "정보부족함", "정보부족하다", "정보부족이다", "정보가부족하다", "정보가없다", "해당없음",
	"해당사항없음", "언급없음", "언급되지않음", "명시되지않음", "확인불가", "알수없음", "알수없다", "미상", "미제공", "n/a", "na",
	"none", "null", "nil", "unknown", "notavailable", "notmentioned", "notspecified", "idk", "tbd", "todo",
	"insufficientinformation", "noinformation", "lackofinformation",
)
