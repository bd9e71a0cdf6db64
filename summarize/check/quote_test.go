package check_test

import (
	"testing"

	"dailypapers/summarize/check"
)

// TestQuoteOfWholeWordsAndNumbers holds what a quote may not slip in, however
// short or long it is.
func TestQuoteOfWholeWordsAndNumbers(t *testing.T) {
	source := "Quillmark answers 63.4% of 4,812 questions, against 51.9% for RowNet, at a learning rate of 3e-4 and 10^{-5}. " +
		"Accuracy falls by 2.3 points without the margin head. Peak memory is 11.5 GB. The method is ineffective on all pages with " +
		"heavy stains. It does not improve on handwritten pages, and not only because of ink¹. Quillmark outperforms RowNet on every one " +
		"of the seven splits of LedgerBench when margins are kept in the input image. In 2019-2021 we saw 16 × 16 cells of graph-based work²."
	tests := []struct {
		name, quote string
		held        bool
	}{
		{"verbatim", "Quillmark answers 63.4% of 4,812 questions", true},
		{"another point", "Quillmark answers 6.34% of 4,812 questions", false},
		{"a lost point", "Accuracy falls by 23 points without the margin head", false},
		{"no comma between thousands", "answers 63.4% of 4812 questions", true},
		{"another comma", "answers 63.4% of 48,12 questions", false},
		{"a lost minus", "at a learning rate of 3e4", false},
		{"a minus of mathematics", "at a learning rate of 3e−4", true},
		{"a raised exponent", "learning rate of 3e-4 and 10⁻⁵", true},
		{"an exponent without its minus", "learning rate of 3e-4 and 10⁵", false},
		{"a range", "In 2019–2021 we saw", true},
		{"ends inside a number", "Peak memory is 1", false},
		{"ends before the thousands", "answers 63.4% of 4", false},
		{"begins inside a number", "4% of 4,812 questions, against 51.9%", false},
		{"begins inside a word", "effective on all pages with heavy stains", false},
		{"ends inside a word", "The method is ineffect", false},
		{"begins behind a hyphen", "based work²", false},
		{"begins behind a hyphen, of three words", "16 cells of graph", true},
		{"begins behind a negation", "improve on handwritten pages", false},
		{"begins behind not only", "only because of ink", true},
		{"ends before the sign of a footnote", "not only because of ink", true},
		{
			"the contrary verb", "Quillmark underperforms RowNet on every one of the seven splits of LedgerBench when margins are kept in the input image",
			false,
		},
		{
			"another contrary verb", "Quillmark trails RowNet on every one of the seven splits of LedgerBench when margins are kept in the input image",
			false,
		},
		{"a slip beside it", "Quillmark outperforms RowNet on every one of seven splits of LedgerBench when margins are kept in the input image", true},
		{"the contrary adjective", "Peak memory is 11.5 GB. The method is effective on all pages with heavy stains.", false},
	}
	src := check.NewSource(source)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := check.Fields{Evidence: map[check.Field]string{check.Goal: test.quote}}
			f.Set(check.Goal, "본 논문은 검색 비용을 줄이는 것을 목표로 한다.")
			got := check.CheckField(f, check.Goal, src)
			if held := len(got) == 0; held != test.held {
				t.Errorf("%q: %v", test.quote, got)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	source := "Existing retrievers [12, 13] throw away sen-\ntences that later questions need (Hollis et al., 2023), and this does not " +
		"change with “more” data: the eﬃciency of LanternNet stays at $\\alpha = 0.5$ for all of the 24 tasks that were tried in this paper."
	tests := []struct {
		name, quote string
		held        bool
	}{
		{"verbatim", "the eﬃciency of LanternNet stays at", true},
		{"ligatures", "the efficiency of LanternNet stays at", true},
		{"hyphenation and citations", "Existing retrievers throw away sentences that later questions need, and this", true},
		{"quotation marks", `this does not change with "more" data`, true},
		{"notation", "LanternNet stays at α = 0.5 for all", true},
		{"a slip in ten words", "Existing retrievers throw away the sentences that later questions need, and this does not", true},
		{"two slips in ten words", "Some retrievers throw away the sentences that later questions need, and this does", false},
		{"a slip in a short quote", "retrievers discard away sentences", false},
		{"a changed figure", "efficiency of LanternNet stays at α = 0.6 for all of the 24 tasks that were tried", false},
		{"a lost negation", "sentences that later questions need, and this does change with more data: the efficiency of LanternNet", false},
		{"left out between", "Existing retrievers throw away ... all of the 24 tasks", false},
		{"a negation left out between", "and this does ... change with more data", false},
		{"stops of nothing", "the ... the ... the", false},
		{"a quote that is cut short", "… the efficiency of LanternNet stays at …", true},
		{"another paper's", "We collect forty thousand letters from the archive of a harbour town", false},
		{"a translation", "기존 검색기는 이후의 질문에 필요한 문장을 버린다", false},
		{"two words", "LanternNet stays", false},
		{"none", "", false},
	}
	src := check.NewSource(source)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := sound()
			f.Goal = "본 논문은 검색 비용을 줄이는 것을 목표로 한다."
			f.Evidence = map[check.Field]string{check.Goal: test.quote}
			got := check.CheckField(f, check.Goal, src)
			if held := len(got) == 0; held != test.held {
				t.Errorf("%q: %v", test.quote, got)
			}
		})
	}
}
