package summarize

import (
	"slices"
	"strings"
	"testing"
)

func TestSentences(t *testing.T) {
	for name, want := range map[string][]string{
		"two":                          {"We read notes.", " They are short."},
		"all stops":                    {"Why?", " Indeed!", " So it is."},
		"lines and paragraphs":         {"One\n", "Two\n\n", "Three."},
		"abbreviations":                {"As Roe et al. (2019) and Fig. 3 show, e.g. Sec. 2 and Eq. (4) of J. Roe agree.", " We differ."},
		"figures":                      {"It rises by 3.5 points vs. 2 before.", " 40 remain."},
		"brackets and quotation marks": {`It is “short.”`, ` "Is it?"`, " (It is.)", " Yes."},
		"a formula":                    {"It holds.", ` $x_1$ is even.`},
		"no sentence begins":           {"The v2. model is ours, see p. 4 there."},
		"Korean":                       {"노트를 읽는다.", " 짧다."},
		"Chinese":                      {"我们读笔记。", "很短。"},
	} {
		if got := sentences(strings.Join(want, "")); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// What has no stop is cut between words, or else between characters.
func TestSentenceWithoutEnd(t *testing.T) {
	for name, text := range map[string]string{
		"words":      strings.Repeat("notes and more ", 900),
		"no space":   strings.Repeat("끝", 3000),
		"a sentence": strings.Repeat("notes and more ", 130) + "end.",
	} {
		pieces := sentences(text)
		if strings.Join(pieces, "") != text {
			t.Errorf("%s: the pieces are another text", name)
		}
		if one := len(text) <= longestSentence; one != (len(pieces) == 1) {
			t.Errorf("%s: %d pieces", name, len(pieces))
		}
		for i, piece := range pieces {
			if len(piece) > longestSentence || i > 0 && name == "words" && piece[0] != ' ' || strings.ToValidUTF8(piece, "") != piece {
				t.Errorf("%s: piece %.40q of %d bytes", name, piece, len(piece))
			}
		}
	}
}
