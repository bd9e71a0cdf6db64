package check_test

import (
	"testing"

	"dailypapers/summarize/check"
)

func TestName(t *testing.T) {
	source := "Its performance depends on information. We train LanternNet and Quill-2 on MossBench (Harbor QA), MS-COCO and DINOv3; Poincaré maps; AIME 2024; Tide Pool 7B."
	tests := []struct{ name, sentence, want string }{
		{"as printed", "LanternNet을 MossBench에서 학습하였다.", ""},
		{"case, hyphens and spaces", "Lantern-Net을 Mossbench와 HarborQA, TidePool-7B에서 학습하였다.", ""},
		{"part of a name", "COCO와 DINO, Quill을 썼다.", ""},
		{"a plural", "LanternNets를 썼다.", ""},
		{"accents", "Poincare 사상을 썼다.", ""},
		{"a year cut short", "AIME24에서 평가하였다.", ""},
		{"a swapped dataset", "LanternNet을 FernBench에서 학습하였다.", "FernBench"},
		{"a changed version", "Quill-3을 썼다.", "Quill-3"},
		{"a changed size", "TidePool-9B를 썼다.", "TidePool-9B"},
		{"a field's abbreviation", "LLM과 RLHF, QA, GPU를 썼다.", ""},
		{"English words", "배경 보존 경로(Background Preservation Branch)를 두었다.", ""},
		{"a verb's doer", "Performer를 능가한다.", "Performer"},
		{"a word in capitals", "MATH에서 평가하였다.", "MATH"},
		{"a name in lower case", "bert를 능가한다.", "bert"},
		{"a dataset in lower case", "imagenet에서 평가하였다.", "imagenet"},
		{"a name of the paper in lower case", "lanternnet을 mossbench에서 학습하였다.", ""},
		{"terms in lower case", "희소 사상(sparse maps)을 학습한다(training).", ""},
		{"a function", "너비는 O(log n)이다.", ""},
		{"a suffix", "LanternNet-Large를 썼다.", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := refused(check.RuleName, test.sentence, source)
			if len(got) > 1 || len(got) == 0 && test.want != "" || len(got) == 1 && got[0] != test.want {
				t.Errorf("%q: got %q, want %q", test.sentence, got, test.want)
			}
		})
	}
}
