package check_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"dailypapers/summarize/check"

	"pgregory.net/rapid"
)

// claim is one figure in the ways that a paper and a summary may write it.
type claim struct {
	paper, summary string
	digits         string // as they stand in summary
}

// drawClaim draws a figure and one notation of it on each side.
func drawClaim(t *rapid.T) claim {
	of := func(label string, notations ...string) string {
		return rapid.SampledFrom(notations).Draw(t, label)
	}
	decimal := func(from, to int) (v float64, s string) {
		v = float64(rapid.IntRange(from, to).Filter(func(n int) bool { return n%10 != 0 }).Draw(t, "tenths")) / 10
		return v, strconv.FormatFloat(v, 'f', 1, 64)
	}
	switch of("kind", "percent", "ratio", "count", "thousands", "times", "points", "hours", "memory", "parameters", "power") {
	case "percent":
		_, s := decimal(11, 999)
		return claim{of("paper", s+"%", s+"\\%", s+" %", s+" percent", "$"+s+"\\%$"), of("summary", s+"%", s+" %", s+" 퍼센트", s+"퍼센트"), s}
	case "ratio":
		n := rapid.IntRange(11, 99).Draw(t, "hundredths")
		s := strconv.Itoa(n)
		return claim{fmt.Sprintf("a ratio of 0.%02d", n), of("summary", s+"%", s+" 퍼센트"), s}
	case "count":
		n := rapid.IntRange(13, 999).Draw(t, "count")
		s := strconv.Itoa(n)
		return claim{of("paper", s+" samples", s+" of them", "$"+s+"$ samples"), of("summary", s+"개", s+"건", s+" 개"), s}
	case "thousands":
		n := rapid.IntRange(11, 99).Filter(func(n int) bool { return n%10 != 0 }).Draw(t, "thousands")
		s := strconv.Itoa(n)
		wan := s[:1] + "." + s[1:]
		ko := of("summary", s+",000개", wan+"만 개", s+"K개", s[:1]+"만 "+s[1:]+"천 개", s+"000개")
		return claim{
			of("paper", s+",000 samples", s+"K samples", s+"k samples", "$"+s+"{,}000$ samples", s+" thousand samples",
				"$"+wan+" \\times 10^{4}$ samples", wan+"e4 samples", wan+" × 10⁴ samples"),
			ko, ko[:1],
		}
	case "times":
		_, s := decimal(11, 99)
		return claim{of("paper", s+"x faster", s+"× faster", s+" times faster", "$"+s+"\\times$ faster"), s + "배", s}
	case "points":
		_, s := decimal(11, 199)
		return claim{
			of("paper", s+" points", s+" percentage points", s+"% points", s+"pp"),
			of("summary", s+"점", s+"%p", s+"포인트", s+" 퍼센트포인트"), s,
		}
	case "hours":
		n := rapid.IntRange(2, 99).Draw(t, "hours")
		s := strconv.Itoa(n)
		return claim{of("paper", s+" hours", s+"h of work", s+"-hour sessions", strconv.Itoa(n*60)+" minutes"), s + "시간", s}
	case "memory":
		s := strconv.Itoa(rapid.IntRange(2, 99).Draw(t, "gigabytes"))
		return claim{of("paper", s+" GB", s+"GB", s+" gigabytes"), of("summary", s+"GB", s+" GB", s+"기가바이트"), s}
	case "parameters":
		n := rapid.IntRange(2, 99).Draw(t, "billions")
		s := strconv.Itoa(n)
		ko := of("summary", s+"B 매개변수", s+"0억 개의 매개변수")
		return claim{of("paper", "a "+s+"B model", s+" billion parameters", s+"B parameters", "Quill2.5-"+s+"B"), ko, s}
	}
	n := rapid.IntRange(2, 9).Draw(t, "mantissa")
	s := strconv.Itoa(n)
	return claim{
		of("paper", "$"+s+" \\times 10^{-4}$", s+"e-4", s+" × 10⁻⁴", "0.000"+s),
		of("summary", s+"×10⁻⁴", s+"e-4", "0.000"+s), s,
	}
}

// TestPropertyOwnFiguresPass holds that a summary which is made of the source's
// own figures, in any notation, has no problem with them.
func TestPropertyOwnFiguresPass(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		claims := rapid.SliceOfN(rapid.Custom(drawClaim), 1, 4).Draw(t, "claims")
		var paper, summary strings.Builder
		for _, c := range claims {
			fmt.Fprintf(&paper, "It was found that one needs %s in this case.\n", c.paper)
			fmt.Fprintf(&summary, "그 값은 %s, ", c.summary)
		}
		sentence := summary.String() + "모두 그러하였다."
		if got := refused(check.RuleNumber, sentence, paper.String()); len(got) > 0 {
			t.Fatalf("%q against %q: %q", sentence, paper.String(), got)
		}
	})
}

// TestPropertyAnyChangedDigitFails holds that no digit of a figure can be
// changed unseen.
func TestPropertyAnyChangedDigitFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawClaim(t)
		at := rapid.IntRange(0, len(c.digits)-1).Filter(func(i int) bool { return c.digits[i] != '.' }).Draw(t, "digit")
		digit := rapid.SampledFrom([]byte("123456789")).Filter(func(d byte) bool { return d != c.digits[at] }).Draw(t, "to")
		changed := c.digits[:at] + string(digit) + c.digits[at+1:]
		place := strings.Index(c.summary, c.digits)
		if zeros := strings.LastIndex(c.summary, "000"+c.digits); zeros >= 0 {
			place = zeros + 3
		}
		sentence := "그 값은 " + c.summary[:place] + changed + c.summary[place+len(c.digits):] + "로 나타났다."
		paper := "It was found that one needs " + c.paper + " in this case."
		if got := refused(check.RuleNumber, sentence, paper); len(got) == 0 {
			t.Fatalf("%q against %q passes", sentence, paper)
		}
	})
}
