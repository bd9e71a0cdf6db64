package summarize_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

func TestParse(t *testing.T) {
	want := good(t)
	whole := encode(t, want)
	korean := strings.NewReplacer(
		"- Goal:", "- **목표**:", "- Motivation:", "* 동기：", "- Contribution:", "3. 기여 (Contribution):",
		"## Method", "## 2. 방법", "## Results", "### **Results**", "## Limitations", "## 한계", "## Conclusion", "# Conclusion:",
	).Replace(skeleton(t))
	for name, content := range map[string]string{
		"object":               whole,
		"fence":                "```json\n" + whole + "\n```",
		"prose with braces":    "집합 {a, b}를 생각하면 {} 답은 다음과 같다. " + whole + " 이상이다.",
		"a draft before":       `{"goal": "초안이다."}` + "\n" + whole,
		"wrapped":              `{"summary": ` + whole + `}`,
		"capital letters":      strings.Replace(whole, `"goal"`, `"Goal"`, 1),
		"thoughts":             "\n<think>\n{\"goal\": \"?\"}\n</think>\n" + whole,
		"decomposed":           norm.NFD.String(whole),
		"method as one string": encode(t, oneMethod(want)),
		"skeleton":             skeleton(t),
		"skeleton in a fence":  "```markdown\n" + skeleton(t) + "\n```",
		"skeleton after prose": "요약은 다음과 같다.\n\n" + skeleton(t),
		"Korean labels":        korean,
		"windows line ends":    strings.ReplaceAll(skeleton(t), "\n", "\r\n"),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := summarize.Parse(content)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func oneMethod(f check.Fields) map[string]any {
	return map[string]any{
		"goal": f.Goal, "motivation": f.Motivation, "contribution": f.Contribution,
		"method": strings.Join(f.Method, " "), "results": f.Results, "limitations": f.Limitations,
		"conclusion": f.Conclusion, "evidence": f.Evidence,
	}
}

func TestParseRefuses(t *testing.T) {
	whole := encode(t, good(t))
	for name, content := range map[string]string{
		"nothing":            "",
		"prose":              "이 논문은 긴 문서를 읽는 방법을 제안한다.",
		"half an object":     whole[:len(whole)/2],
		"evidence and break": whole[:len(whole)*3/4],
		"another object":     `{"error": "no"}`,
		"a list":             `["goal"]`,
		"far too much":       whole + strings.Repeat(" ", 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := summarize.Parse(content); err == nil {
				t.Errorf("Parse = %+v", got)
			}
		})
	}
}

func TestParseUnknown(t *testing.T) {
	for _, spelling := range []string{"정보 부족", "정보부족", " 정보 부족. "} {
		got, err := summarize.Parse(encode(t, map[string]any{
			"limitations": spelling, "evidence": map[string]string{"limitations": "none"},
		}))
		if err != nil || got.Limitations != check.Unknown || len(got.Evidence) != 0 {
			t.Errorf("%q: %+v, %v", spelling, got, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(encode(f, good(f)))
	f.Add(skeleton(f))
	f.Add("{{{{\"goal\":[\"a\",null]}")
	f.Add("- Goal: a\x00b\n## Evidence\n- Goal: \"\"\n## Method\n1. x다. y다.\n")
	f.Add(`{"a":{"goal":"` + "\u1100\u1161" + `다."}}`)
	f.Fuzz(func(t *testing.T, content string) {
		got, err := summarize.Parse(content)
		if err != nil {
			return
		}
		said := false
		for _, field := range check.Order {
			for _, line := range append(got.Sentences(field), got.Evidence[field]) {
				said = said || line != ""
				if !utf8.ValidString(line) || !norm.NFC.IsNormalString(line) || strings.TrimSpace(line) != line || strings.ContainsAny(line, "\n\r\x00") {
					t.Errorf("%s is not clean: %q", field, line)
				}
			}
		}
		if got.Evidence == nil {
			t.Error("no evidence")
		}
		again, err := summarize.Parse(encode(t, got))
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		if diff := cmp.Diff(got, again); diff != "" && said {
			t.Errorf("read again it differs (-first +second):\n%s", diff)
		}
	})
}
