package fulltext

import (
	"testing"

	"dailypapers/fetch"
)

func TestKindOf(t *testing.T) {
	tests := []struct {
		title string
		want  fetch.Kind
	}{
		{"Abstract", fetch.KindAbstract},
		{"INTRODUCTION", fetch.KindIntroduction},
		{"1. Introduction and Motivation", fetch.KindIntroduction},
		{"II. Related Work", fetch.KindRelated},
		{"Background", fetch.KindRelated},
		{"3.2 Proposed Method", fetch.KindMethod},
		{"Preliminaries", fetch.KindMethod},
		{"Evaluation Method", fetch.KindResults},
		{"Results and Discussion", fetch.KindResults},
		{"Experimental Setup", fetch.KindResults},
		{"Ablation Study", fetch.KindResults},
		{"Discussion", fetch.KindDiscussion},
		{"Discussion and Limitations", fetch.KindLimitations},
		{"Limitations and future work", fetch.KindLimitations},
		{"Discussion and Conclusion", fetch.KindConclusion},
		{"Concluding Remarks", fetch.KindConclusion},
		{"Appendix A Proofs", fetch.KindAppendix},
		{"Supplementary Material", fetch.KindAppendix},
		{"Paper Checklist", fetch.KindAppendix},
		{"Acknowledgments", fetch.KindOther},
		{"The Invented Engine", fetch.KindOther},
		{"", fetch.KindOther},
	}
	for _, tt := range tests {
		if got := kindOf(tt.title); got != tt.want {
			t.Errorf("%q is %s, want %s", tt.title, got, tt.want)
		}
	}
}

func TestClassify(t *testing.T) {
	type row struct {
		level int
		title string
		want  fetch.Kind
	}
	rows := []row{
		{1, "Introduction", fetch.KindIntroduction},
		{2, "Contributions", fetch.KindIntroduction},
		{1, "Related Work", fetch.KindRelated},
		{2, "Language Models", fetch.KindRelated},
		{1, "The Invented Engine", fetch.KindMethod}, // by where it stands
		{2, "Its Wheels", fetch.KindMethod},
		{2, "Evaluation", fetch.KindResults},
		{1, "Experiments", fetch.KindResults},
		{2, "Datasets", fetch.KindResults},
		{3, "Failure Cases", fetch.KindLimitations},
		{2, "Wheels Matter", fetch.KindResults},
		{1, "What It Means", fetch.KindOther}, // after the experiments
		{1, "Conclusion", fetch.KindConclusion},
		{2, "Limitations", fetch.KindLimitations},
		{1, "Acknowledgments", fetch.KindOther},
		{1, "Appendix A", fetch.KindAppendix},
		{2, "More Results", fetch.KindAppendix},
	}
	var o outline
	for _, r := range rows {
		o.add(r.level, fetch.Section{Title: r.title})
	}
	o.classify()
	for i, r := range rows {
		if got := o.sections[i].Kind; got != r.want {
			t.Errorf("%q is %s, want %s", r.title, got, r.want)
		}
	}
}

func TestIsReferences(t *testing.T) {
	for title, want := range map[string]bool{
		"References": true, "7. REFERENCES": true, "Bibliography": true, "References:": true,
		"Reference Models": false, "": false, "Conclusion": false,
	} {
		if got := isReferences(title); got != want {
			t.Errorf("%q: %t, want %t", title, got, want)
		}
	}
}
