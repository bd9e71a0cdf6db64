package fetch_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dailypapers/fetch"
)

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		s    string
		most int
		want string
	}{
		{"", 1, ""},
		{"a", 1, "a"},
		{"ab", 1, "…"},
		{"ab", 2, "ab"},
		{"abc", 2, "a…"},
		{"요약 대기", 5, "요약 대기"},
		{"요약 대기", 4, "요약 …"},
		{"\xff\xff\xff", 2, "\xff…"},
	} {
		if got := fetch.Cut(tt.s, tt.most); got != tt.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", tt.s, tt.most, got, tt.want)
		}
	}
}

func TestClean(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"white space alone", " \n\t\u00a0\u3000\u2028", ""},
		{"a title as arXiv wraps it", "  Consistent\n  Distillation of\r\n\tModels ", "Consistent Distillation of Models"},
		{"spaces of every width", "a\u00a0b\u2003c\u3000d\u2029e\u0085f", "a b c d e f"},
		{"a title that is 0", "0", "0"},
		{"TeX", `$x_1^{2}$ \emph{of} 360^\circ`, `$x_1^{2}$ \emph{of} 360^\circ`},
		{"tags", "<think> Why </think> {{ x }} [IDK]", "<think> Why </think> {{ x }} [IDK]"},
		{"no compatibility form: it would eat x²", "x² ﬁt Å", "x² ﬁt Å"},
		{"Hangul in pieces", "\u1112\u1161\u11ab\u1100\u1173\u11af", "한글"},
		{"an accent in pieces", "Poincare\u0301", "Poincaré"},
		{"an accent behind a dropped character", "e\u200b\u0301", "é"},
		{"control characters", "a\x00b\x1b[31mc\x7f\u009bd", "ab[31mcd"},
		{"direction overrides", "safe\u202Egnp.exe\u2066\u2069", "safegnp.exe"},
		{"zero widths and a byte order mark", "\ufeffzero\u200bwi\u2060dth\u00ad", "zerowidth"},
		{"tag characters that hide a text", "flag\U000E0041\U000E0042", "flag"},
		{"an emoji of several", "👩‍🔬 studies 🤗", "👩‍🔬 studies 🤗"},
		{"private use", "a\uE000b\U000F0000", "ab"},
		{"what is no character, and no YAML", "a\uFFFEb\uFFFFc\uFDD0d\U0001FFFE", "abcd"},
		{"broken UTF-8", "a\xff\xfeb\xc3", "a\uFFFDb\uFFFD"},
		{"half a surrogate pair", "a\xed\xa0\x80b", "a\uFFFDb"},
	}
	for _, tt := range tests {
		if got := fetch.Clean(tt.in); got != tt.want {
			t.Errorf("%s: Clean(%q) = %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}

// What is plain is left as it is, alone and beside other characters that are.
func TestIsPlain(t *testing.T) {
	plain := []rune{'e', '=', '<', 'α'}
	for r := rune(0); r < 0x11000; r++ {
		if r == ' ' || !fetch.IsPlain(r) {
			continue
		}
		for _, beside := range plain {
			for _, s := range []string{string(r), string(beside) + string(r), string(r) + string(beside)} {
				if got := fetch.Clean(s); got != s || norm.NFC.String(s) != s {
					t.Errorf("%U: %q becomes %q", r, s, got)
				}
			}
		}
		if strings.ContainsFunc(string(r), unicode.IsControl) || unicode.In(r, unicode.Cf, unicode.Co, unicode.Zs) {
			t.Errorf("%U is plain", r)
		}
	}
	for _, r := range []rune{'\n', 0x7F, 0xA0, 0xAD, 0x301, 0x200B, 0xFFFD, '한'} {
		if fetch.IsPlain(r) {
			t.Errorf("%U is plain", r)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{
		"", " a \n b ", "e\u200b\u0301", "\u1112\u1161\u11ab", "a\xffb", "\ufeff\u202e\u0085", strings.Repeat("\u0301", 40),
		"\u2000\u2001 \u1fef", "\u0344\u0f73", "👩‍🔬",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := fetch.Clean(s)
		switch {
		case fetch.Clean(got) != got:
			t.Errorf("Clean(%q) = %q, and of that %q", s, got, fetch.Clean(got))
		case !utf8.ValidString(got) || !norm.NFC.IsNormalString(got):
			t.Errorf("Clean(%q) = %q is not UTF-8 in NFC", s, got)
		case got != strings.TrimSpace(got) || strings.Contains(got, "  "):
			t.Errorf("Clean(%q) = %q has white space to spare", s, got)
		}
		for _, r := range got {
			if unicode.IsControl(r) || r != ' ' && unicode.IsSpace(r) || unicode.Is(unicode.Noncharacter_Code_Point, r) {
				t.Errorf("Clean(%q) keeps %U", s, r)
			}
		}
	})
}

func BenchmarkClean(b *testing.B) {
	text := strings.Repeat("An invented abstract on $x_1$ that arXiv has\nwrapped at eighty columns. ", 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		fetch.Clean(text)
	}
}
