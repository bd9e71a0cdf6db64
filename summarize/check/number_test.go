package check_test

import (
	"testing"

	"dailypapers/summarize/check"
)

// refused returns the words of the problems of one rule that a sentence has
// against a source.
func refused(rule check.Rule, sentence, source string) []string {
	var words []string
	f := sound()
	f.Results = sentence
	for _, p := range check.CheckField(f, check.Results, check.NewSource(source)) {
		if p.Rule == rule {
			words = append(words, p.Words)
		}
	}
	return words
}

func TestNumber(t *testing.T) {
	tests := []struct {
		name, source, sentence string
		want                   string // the words told of; empty where the figures hold
	}{
		{"thousands", "We use 12,000 documents.", "문서 12,000개를 썼다.", ""},
		{"만", "We use 12,000 documents.", "문서 1.2만 개를 썼다.", ""},
		{"만 and 천", "We use 12,000 documents.", "문서 1만 2천 개를 썼다.", ""},
		{"K", "We use 12K documents.", "문서 12,000개를 썼다.", ""},
		{"scientific", "We use $1.2 \\times 10^{4}$ documents.", "문서 12K개를 썼다.", ""},
		{"e notation", "We use 1.2e4 documents.", "문서 12000개를 썼다.", ""},
		{"superscript", "We use 1.2 × 10⁴ documents.", "문서 1.2만 개를 썼다.", ""},
		{"TeX's comma", "We use $12{,}000$ documents.", "문서 1.2만 개를 썼다.", ""},
		{"million", "trained on 1.2 million pairs", "120만 쌍으로 학습하였다.", ""},
		{"백만", "trained on 3.87M slices", "3.87백만 장으로 학습하였다.", ""},
		{"억", "a 7B model", "70억 개의 매개변수를 가진다.", ""},
		{"억 and 만", "120.5 million tokens", "1억 2,050만 토큰으로 학습하였다.", ""},
		{"a size in a name", "We fine-tune Quill2.5-7B.", "7B 규모의 모델을 미세조정하였다.", ""},
		{"a changed digit", "We use 12,000 documents.", "문서 1.3만 개를 썼다.", "1.3만"},
		{"a changed scale", "We use 12,000 documents.", "문서 1.2억 개를 썼다.", "1.2억"},
		{"a lost scale", "We use 12K documents.", "문서 12개를 썼다.", "12개"},

		{"percent", "an accuracy of 37.5%", "정확도 37.5%를 보였다.", ""},
		{"percent in TeX", "an accuracy of 37.5\\%", "정확도 37.5 %를 보였다.", ""},
		{"percent in Korean", "an accuracy of 37.5 percent", "정확도 37.5 퍼센트를 보였다.", ""},
		{"a ratio", "a success ratio of 0.375", "성공률 37.5%를 보였다.", ""},
		{"a percentage as a ratio is none", "a success rate of 37.5%", "성공률 0.375를 보였다.", "0.375"},
		{"a decimal that is no ratio", "a head of weight 0.25", "오류가 25% 줄었다.", "25%"},
		{"a correlation", "a correlation of 0.81 (p < 0.01)", "오류가 81% 줄었다.", "81%"},
		{"a learning rate", "a learning rate of 0.25", "오류가 25% 줄었다.", "25%"},
		{"a ratio in a table", "Model | Accuracy | Weight\n--- | --- | ---\nQuill | 0.63 | 0.25", "정확도 63%를 보였다.", ""},
		{"another column of a table", "Model | Accuracy | Weight\n--- | --- | ---\nQuill | 0.63 | 0.25", "오류가 25% 줄었다.", "25%"},
		{"a ratio in a caption", "Table 1: Success rates.\nModel | A | B\n--- | --- | ---\nQuill | 0.63 | 0.25", "성공률 25%를 보였다.", ""},
		{"a percentage beside one", "from 41 on QuillQA to 47%", "41%에서 높아졌다.", ""},
		{"no percentage of a sentence that has one", "47% of the tasks were left away by all of those 41 whom we asked", "41%에서 높아졌다.", "41%"},
		{"a bare score", "F1 of 71.4 on QuillQA", "F1 71.4점을 보였다.", ""},
		{"a score as a percentage", "QuillQA 71.4 65.2", "정확도 71.4%를 보였다.", ""},
		{"a percentage as a multiple", "an accuracy of 37.5%", "37.5배 높아졌다.", "37.5배"},
		{"a percentage as points", "a drop of 5.8%", "5.8%p 낮아졌다.", "5.8%p"},
		{"points as a percentage", "a drop of 5.8 points", "5.8% 낮아졌다.", "5.8%"},
		{"percentage points", "a drop of 5.8 percentage points", "5.8%p 낮아졌다.", ""},
		{"a score is no difference", "a score of 4.8", "5%p 낮아졌다.", "5%p"},
		{"points of percent", "a drop of 5.8% points", "5.8 퍼센트포인트 낮아졌다.", ""},
		{"samples as a percentage", "evaluated on 12 samples", "표본의 12%로 평가하였다.", "12%"},

		{"2x", "a 2x speedup", "2배 빨라졌다.", ""},
		{"2×", "a 2× speedup", "두 배 빨라졌다.", ""},
		{"times in TeX", "a $2.5\\times$ speedup", "2.5배 빨라졌다.", ""},
		{"twofold", "a twofold speedup", "2배 빨라졌다.", ""},
		{"3-fold", "a 3-fold speedup", "세 배 빨라졌다.", ""},
		{"doubling", "doubling the corpus", "코퍼스를 두 배로 늘렸다.", ""},
		{"halved", "the cost is halved", "비용이 절반으로 줄었다.", ""},
		{"half of fifty percent", "the cost falls by 50%", "비용이 절반으로 줄었다.", ""},
		{"half of nothing", "the cost falls by 20%", "비용이 절반으로 줄었다.", "절반"},
		{"a changed multiple", "a 2x speedup", "세 배 빨라졌다.", "세 배"},
		{"a bare multiple", "a speedup of 3.2 over QuillNet", "3.2배 빨라졌다.", ""},
		{
			"far from the word", "a speedup over QuillNet, as all of those who were asked about it in the first of both years said in 8 of them",
			"8배 빨라졌다.", "8배",
		},
		{"a batch is no multiple", "a batch size of 16", "16배치로 학습하였다.", ""},

		{"three", "We propose three losses.", "세 가지 손실을 제안하였다.", ""},
		{"three in digits", "We propose three losses.", "3개의 손실을 제안하였다.", ""},
		{"3 in words", "on 3 benchmarks", "세 벤치마크에서 평가하였다.", ""},
		{"twelve", "on twelve tasks", "12개 과제에서 평가하였다.", ""},
		{"twenty-five", "on twenty-five tasks", "25개 과제에서 평가하였다.", ""},
		{"two hundred", "with two hundred annotators", "200명이 주석하였다.", ""},
		{"a changed number word", "on three benchmarks", "네 벤치마크에서 평가하였다.", "네 벤치마크"},
		{"both", "Both stages share weights.", "두 단계가 가중치를 공유한다.", ""},
		{"one claims nothing", "We propose a loss.", "한 가지 손실을 제안하고 첫째로 이를 분석하였다.", ""},
		{"an ordinal claims nothing", "We propose a loss.", "두 번째 단계와 제3 단계에서 이를 분석하였다.", ""},
		{"세부 and 네트워크 are words", "We propose a loss.", "세부 조정과 네트워크 및 두뇌, 열 방향을 다루었다.", ""},
		{"a vague number", "We propose a loss.", "수십 배, 서너 번의 반복을 다루었다.", ""},

		{"rounded", "a score of 59.83", "59.8점을 기록하였다.", ""},
		{"rounded to whole", "a score of 59.83", "60점을 기록하였다.", ""},
		{"rounded wrongly", "a score of 59.83", "59.9점을 기록하였다.", "59.9점"},
		{"more digits than there are", "a score of 59.8", "59.83점을 기록하였다.", "59.83점"},
		{"a ratio to the whole percent", "a ratio of 0.376", "38%였다.", "38%"},
		{"a ratio to about a percent", "a ratio of 0.376", "약 38%였다.", ""},
		{"a percentage to the whole percent", "37.6% of them", "38%였다.", ""},
		{"about", "with 512 annotators", "약 500명이 주석하였다.", ""},
		{"no about", "with 512 annotators", "500명이 주석하였다.", "500명"},

		{"a difference", "It rises from 41.2 to 47.0 on QuillQA.", "QuillQA에서 5.8점 높아졌다.", ""},
		{"a difference of percentages", "It rises from 41.2% to 47.0% on QuillQA.", "QuillQA에서 5.8%p 높아졌다.", ""},
		{"a difference in a row", "QuillQA 41.2 47.0", "QuillQA에서 기존보다 5.8점 높아졌다.", ""},
		{"a difference with its ends", "It rises from 41.2 to 47.0.", "41.2에서 47.0으로 5.8점 높아졌다.", ""},
		{"a difference of other sentences", "It has 41.2. The other one has 47.0.", "5.8점 높아졌다.", "5.8점"},
		{"a difference of who knows what", "It rises from 41.2 to 47.0.", "5.8점 높아졌다.", "5.8점"},
		{"a wrong difference", "It rises from 41.2 to 47.0 on QuillQA.", "QuillQA에서 5.9점 높아졌다.", "5.9점"},
		{"a sum", "We use 3 English and 2 Korean tasks of QuillQA.", "QuillQA의 5개 과제를 썼다.", ""},

		{"a range", "a gain of 5-6%", "5~6% 높아졌다.", ""},
		{"a range of multiples", "between 5x and 6x faster", "5~6배 빨라졌다.", ""},
		{"a range with a changed end", "a gain of 5-6%", "5~7% 높아졌다.", "7%"},
		{"a year", "data of 2024", "2024년의 자료를 썼다.", ""},
		{"another year", "data of 2024", "2023년의 자료를 썼다.", "2023년"},
		{"a date", "until October 5, 2024", "2024년 10월 5일까지의 자료를 썼다.", ""},

		{"hours", "It takes 12 hours.", "12시간이 걸린다.", ""},
		{"minutes as hours", "It takes 90 minutes.", "1.5시간이 걸린다.", ""},
		{"hours as minutes", "It takes 12 hours.", "12분이 걸린다.", "12분"},
		{"milliseconds", "a latency of 0.5 s", "지연은 500ms이다.", ""},
		{"a unit in the head", "Latency (ms)\nLanternNet 12.3", "지연은 12.3ms이다.", ""},
		{"a unit in the head of a column", "Model | F1 | Latency (ms)\n--- | --- | ---\nQuill | 60.7 | 92", "지연은 92ms이다.", ""},
		{"a unit of another column", "Model | F1 | Latency (ms)\n--- | --- | ---\nQuill | 60.7 | 92", "지연은 60.7ms이다.", "60.7ms"},
		{"another unit for the one of the head", "Model | Latency (ms)\n--- | ---\nQuill | 410", "지연은 0.41초이다.", ""},
		{"a unit of another number", "Peak memory is 11.5 GB.\nModel | F1\n--- | ---\nQuill | 60.7", "메모리 60.7GB가 든다.", "60.7GB"},
		{"a unit of another sentence", "It takes 36 hours. The batch size is 256.", "256시간이 걸린다.", "256시간"},
		{"a unit behind a range", "a short 2 to 10 minutes video", "2~10분의 영상을 다룬다.", ""},
		{"a unit of nowhere", "LanternNet 12.3", "지연은 12.3ms이다.", "12.3ms"},
		{"gigabytes", "needs 8 GB of memory", "메모리 8GB가 필요하다.", ""},
		{"terabytes", "needs 8 GB of memory", "메모리 8TB가 필요하다.", "8TB"},
		{"dollars", "costs $5 a day", "하루에 5달러가 든다.", ""},
		{"frames", "runs at 30 fps", "초당 30프레임으로 동작한다.", ""},
		{"frames per second", "runs at 30 FPS", "30fps로 동작한다.", ""},

		{"GPUs", "We train on 8×H100 GPUs for 3 days.", "H100 GPU 8장으로 3일 동안 학습하였다.", ""},
		{"GPUs and a space", "We train on 8x A100.", "A100 8대로 학습하였다.", ""},
		{"top five", "the top-5 accuracy", "상위 5개의 정확도를 보였다.", ""},
		{"a range with its units", "10x-20x faster and 3K-5K tokens", "10~20배 빠르고 5K 토큰을 쓴다.", ""},
		{"an order of magnitude", "an order of magnitude faster", "10배 빠르다.", ""},
		{"a fraction", "two thirds of the tokens", "토큰의 2/3를 가린다.", ""},
		{"a fraction in Korean", "$\\frac{2}{3}$ of the tokens", "토큰의 3분의 2를 가린다.", ""},
		{"so many of so many", "It solves 12 of 15 tasks.", "12/15 과제를 풀었다.", ""},
		{"a fraction of figures far apart", "It has 2 layers. It uses 3 heads.", "토큰의 2/3를 가린다.", "2/3"},
		{"a fraction of nothing", "a third of the tokens", "토큰의 2/3를 가린다.", "2/3"},
		{"three dimensions", "3D scenes", "3차원 장면을 다룬다.", ""},
		{"a resolution", "512x512 images", "512×512 영상을 다룬다.", ""},
		{"a bound", "from O(n^2) to O(n)", "O(n²)에서 O(n)으로 줄인다.", ""},
		{"Sino-Korean", "ninety-nine percent of them", "그 가운데 구십구 퍼센트이다.", ""},
		{"Sino-Korean of another value", "98 percent of them", "그 가운데 구십구 퍼센트이다.", "구십구 퍼센트"},
		{"Sino-Korean decimals", "63.4% of them", "그 가운데 육십삼 점 사 퍼센트이다.", ""},
		{"changed Sino-Korean decimals", "63.4% of them", "그 가운데 육십삼 점 오 퍼센트이다.", "육십삼 점 오 퍼센트"},
		{"Sino-Korean and 만", "two million pages", "쪽 이백만 개를 썼다.", ""},
		{"changed Sino-Korean and 만", "two million pages", "쪽 삼백만 개를 썼다.", "삼백만 개"},
		{"Sino-Korean without a counter", "two million pages", "삼백만 그루를 세었다.", "삼백만"},
		{"Sino-Korean about", "with 512 annotators", "약 오백 명이 주석하였다.", ""},
		{"Sino-Korean and native", "124 pages", "백스물네 개를 썼다.", ""},
		{"one syllable of Sino-Korean", "ten times faster", "십 배 빠르고 백 배 가볍다.", "백 배"},
		{"native tens", "24 times faster", "스물네 배 빠르다.", ""},
		{"changed native tens", "24 times faster", "쉰네 배 빠르다.", "쉰네 배"},
		{"a fraction in words", "one tenth of its size", "크기를 십분의 일로 줄였다.", ""},
		{"a fraction in figures and words", "one tenth of its size", "크기를 10분의 일로 줄였다.", ""},
		{"another fraction in words", "one tenth of its size", "크기를 팔분의 일로 줄였다.", "팔분의 일"},
		{"words of the syllables of numbers", "nothing", "이 시간과 이 모델, 구조 개선, 천장, 구배, 사원, 모델(LLM)만 장면을 다룬다.", ""},
		{"vague Sino-Korean", "nothing", "수백만 개와 이삼십 개를 다룬다.", ""},
		{"a point in Korean", "63.4% of them", "그 가운데 63점4%이다.", ""},
		{"a changed point in Korean", "63.4% of them", "그 가운데 63점5%이다.", "63점5%"},

		{"a number of a figure", "as Figure 3 shows", "그림 3과 식 12, 표 4에서 이를 보인다.", ""},
		{"pictures are no number of a figure", "97 pictures", "그림 500만 장으로 학습한다.", "500만"},
		{"few pictures are none either", "96 pictures", "그림 97장만으로 학습한다.", "97장"},
		{"decimals are no number of a thing", "63.4", "식 97.3을 얻는다.", "97.3"},
		{"decimals are no ordinal", "63.4", "제99.9의 값에 이른다.", "99.9"},
		{"glued to a word", "63.4% of them, and 63 and 9 others", "정확도가63.9%에 이른다.", "63.9%"},
		{"glued to another word", "410 of them", "무려410%의 개선을 얻는다.", "410%"},

		{"names are left alone", "nothing", "GPT-4와 Qwen2.5-7B, H100, MATH-500을 썼다.", ""},
		{"digits of a name in Korean", "ClueWeb22", "클루웹22 코퍼스를 썼다.", ""},
		{"layers", "a model of 34 tokens and 24 layers", "24개 층을 가진다.", ""},
		{"layers in the head of a table", "Model | Layers | Width\n--- | --- | ---\nQuill | 24 | 34", "층 24개를 가진다.", ""},
		{"layers that are something else", "a model that reads 34 of the tokens at once, as all of those before it did, and has 24 layers", "34개 층을 가진다.", "34개"},
		{"layers of another column", "Model | Layers | Width\n--- | --- | ---\nQuill | 24 | 34", "34층을 가진다.", "34층"},
		{"GPUs that are something else", "We train on 8 A100 GPUs. Its batches have 256 rows.", "A100 256장으로 학습하였다.", "256장"},
		{"annotators", "by 43 clinicians over 12 pages", "임상의 43명이 주석하였다.", ""},
		{"annotators that are pages", "by 43 clinicians. It took 12 pages.", "임상의 12명이 주석하였다.", "12명"},
		{"what is counted is not known", "by 43 clinicians", "깃털 43개를 썼다.", ""},
		{"more digits than a percentage has", "95% of them", "95.0%를 보였다.", "95.0%"},
		{"a percentage with a zero", "95.0% of them", "95.0%를 보였다.", ""},
		{"rounded to a zero", "94.98% of them", "95.0%를 보였다.", ""},
		{"인 is no person", "a weight of 0.25", "가중치 0.25인 헤드를 둔다.", ""},
		{"일 is no day", "the top 5 rows", "k=5일 때 가장 높다.", ""},
		{"일 is a day", "a week of 7 days", "5일 동안 학습하였다.", "5일"},
		{"half a million", "half a million pages", "50만 쪽을 다룬다.", ""},
		{"a million", "over a million rows", "100만 행으로 학습한다.", ""},
		{"a hundred", "A hundred pages were set aside", "100개의 쪽을 따로 두었다.", ""},
		{"decades", "the 1870s to the 1920s", "1870년대부터 1920년대까지를 다룬다.", ""},
		{"another decade", "the 1870s to the 1920s", "1880년대의 장부를 다룬다.", "1880년"},
		{"and a half", "four and a half times faster", "4.5배 빠르다.", ""},
		{"years and months", "takes eighteen months", "1년 6개월이 걸린다.", ""},
		{"years and other months", "takes eighteen months", "1년 7개월이 걸린다.", "7개월"},
		{"months as years", "takes eighteen months", "1.5년이 걸린다.", ""},
		{"years as months", "over two years", "24개월에 걸쳐 모았다.", ""},
		{"hours and minutes", "takes 90 minutes", "1시간 30분이 걸린다.", ""},
		{"one in five", "One in five pages has no lines", "쪽의 20%에는 괘선이 없다.", ""},
		{"one in another number", "One in five pages has no lines", "쪽의 25%에는 괘선이 없다.", "25%"},
		{"numbers of tables", "as Tables 3, 37 and 41 show", "37개의 과제를 썼다.", "37개"},
		{"more digits than a count has", "three samples", "표본 3.0개를 썼다.", "3.0개"},
		{"a number of the bibliography", "as shown in [12, 37]", "37개의 과제를 썼다.", "37개"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := refused(check.RuleNumber, test.sentence, test.source)
			if len(got) > 1 || len(got) == 0 && test.want != "" || len(got) == 1 && got[0] != test.want {
				t.Errorf("%q against %q: got %q, want %q", test.sentence, test.source, got, test.want)
			}
		})
	}
}

// TestNumberAgainstItsQuote holds a figure against the quote that its field rests
// on, which decides where the paper has both figures.
func TestNumberAgainstItsQuote(t *testing.T) {
	const source = "Quill removes 48% of the heads while losing only 1.4 points, with 12 annotators in 3 hours. " +
		"Others remove 46% and 12% of the heads, lose 1.5 points and 4.7, and take 5 hours with 15 annotators."
	const quote = "Quill removes 48% of the heads while losing only 1.4 points, with 12 annotators in 3 hours"
	tests := []struct{ name, sentence, evidence, want string }{
		{"the quoted figure", "헤드의 48%를 제거한다.", quote, ""},
		{"another figure of the paper", "헤드의 46%를 제거한다.", quote, "46%"},
		{"another one beside the quoted one", "다른 기법의 46%보다 많은 48%를 제거한다.", quote, ""},
		{"another count", "15명이 주석하였다.", quote, "15명"},
		{"another measure", "5시간이 걸린다.", quote, "5시간"},
		{"another unit", "헤드의 12%를 제거한다.", quote, "12%"},
		{"a quote without figures", "헤드의 46%를 제거한다.", "with 12 annotators in 3 hours", ""},
		{"a quote without figures at all", "헤드의 46%를 제거한다.", "Others remove", ""},
	}
	src := check.NewSource(source)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := check.Fields{Evidence: map[check.Field]string{check.Results: test.evidence}}
			f.Set(check.Results, test.sentence)
			got := ""
			for _, p := range check.CheckField(f, check.Results, src) {
				if p.Rule == check.RuleNumber {
					got = p.Words
				}
			}
			if got != test.want {
				t.Errorf("%q: got %q, want %q", test.sentence, got, test.want)
			}
		})
	}
}
