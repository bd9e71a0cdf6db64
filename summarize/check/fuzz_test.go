package check_test

import (
	"strings"
	"testing"

	"dailypapers/summarize/check"

	"github.com/google/go-cmp/cmp"
)

func FuzzCheck(f *testing.F) {
	for _, text := range []string{
		"", "정보 부족", "본 논문은 LanternNet을 제안한다.", "우리는 优于함. \"합니다.\" (Fig. 3",
		"The error drops.", "## Method\n- Goal: <think>", "```{\"goal\": \"x\"}", "\xff\xfe다.", "''\"\"((])다. 다.다",
		"37.5%에서 1.2만 개, 12K와 $1.2\\times10^4$으로 세 배가 되었다.",
	} {
		f.Add(text, text, "The error falls from 41.2 to 37.5 on QuillQA (12,000 samples).")
	}
	f.Fuzz(func(t *testing.T, one, two, source string) {
		fields := check.Fields{
			Goal: one, Motivation: two, Contribution: one + two, Method: []string{one, two}, Results: two + " " + one,
			Limitations: one, Conclusion: two,
			Evidence: map[check.Field]string{check.Goal: two, check.Results: source},
		}
		for _, src := range []*check.Source{nil, check.NewSource(source)} {
			got := check.Check(fields, src)
			for _, p := range got {
				if !says(fields, p) {
					t.Errorf("%s of %s: the field does not say %q", p.Rule, p.Field, p.Words)
				}
				if p.Message == "" {
					t.Errorf("%s of %s has no message", p.Rule, p.Field)
				}
			}
			if diff := cmp.Diff(got, check.Check(fields, src)); diff != "" {
				t.Errorf("two answers (-first +second):\n%s", diff)
			}
		}
		for _, sentence := range check.Split(one) {
			if sentence == "" || !strings.Contains(one, sentence) {
				t.Errorf("Split(%q) says %q", one, sentence)
			}
		}
	})
}

// says reports whether a problem's words stand in its field or its evidence.
func says(f check.Fields, p check.Problem) bool {
	if p.Words == "" || strings.Contains(f.Evidence[p.Field], p.Words) {
		return true
	}
	for _, sentence := range f.Sentences(p.Field) {
		if strings.Contains(sentence, p.Words) {
			return true
		}
	}
	return false
}
