package summarize_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"dailypapers/fetch"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

// The abstract of the metadata is the paper's own word, also where the document
// has another one; so are its title and a section that no prompt carries.
func TestSourceIsAllThatThePaperSays(t *testing.T) {
	asked := task(t)
	asked.Document.Sections = []fetch.Section{
		{Kind: fetch.KindAbstract, Title: "Abstract", Text: "We read long documents and answer 90.5% of the questions."},
		{Kind: fetch.KindAppendix, Title: "Details", Text: "The notes take 17.25 hours to write."},
	}
	source := summarize.Source(asked)
	for claim, holds := range map[string]bool{
		"정확도는 71.4%이다.":          true, // the abstract of the metadata
		"정확도는 90.5%이다.":          true, // the document's own
		"기록에는 17.25시간이 걸린다.":     true, // the appendix
		"Larkspur는 문서를 읽는 방법이다.": true, // the title
		"정확도는 43.7%이다.":          false,
	} {
		fields := good(t)
		fields.Conclusion = claim
		unfounded := slices.ContainsFunc(check.Check(fields, source), func(p check.Problem) bool {
			return p.Field == check.Conclusion && (p.Rule == check.RuleNumber || p.Rule == check.RuleName)
		})
		if unfounded == holds {
			t.Errorf("%s: founded is %v, want %v", claim, !unfounded, holds)
		}
	}
}

func TestSummaryRestsOnTheAbstractOfTheMetadata(t *testing.T) {
	b := newBench(t, options(), say(encode(t, good(t))))
	asked := task(t)
	asked.Document.Sections = []fetch.Section{{Kind: fetch.KindAbstract, Title: "Abstract", Text: "We read long documents."}}
	result, err := b.Summarize(t.Context(), asked)
	if err != nil || result.Status != summarize.Held {
		t.Errorf("Summarize = %s (%s), %v", result.Status, result.Reason, err)
	}
}

// A title alone is nothing to summarise: the paper waits, unpaid.
func TestPaperWithoutTextIsNotAskedAbout(t *testing.T) {
	bare := task(t)
	bare.Paper.Abstract = " \n"
	bare.Document = fetch.AbstractDocument(bare.Paper)
	b := newBench(t, options())
	preview, err := summarize.NewPreview(mustLoad(t), options())
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]interface {
		Summarize(context.Context, summarize.Task) (summarize.Result, error)
	}{"summarizer": b, "preview": preview} {
		result, err := s.Summarize(t.Context(), bare)
		if err != nil || result.Status != summarize.Waiting || result.Ended || !strings.Contains(result.Reason, "abstract") {
			t.Errorf("%s: %s (%s), ended %v, %v", name, result.Status, result.Reason, result.Ended, err)
		}
	}
	if len(b.model.asked) > 0 {
		t.Error("the model was asked")
	}
}
