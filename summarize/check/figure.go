package check

import "strings"

// figure is a number in a text, with what it counts.
type figure struct {
	span
	value float64 // in the base unit of its kind, never negative
	step  float64 // the value of its last printed digit, in the same unit
	kind  kind
	unit  string // canonical spelling of a measure; empty for all other kinds
	raw   float64
	// rounded is the step of a figure that is said to be about right (약 500):
	// the value of its last digit that is not 0. It is step where nothing says so.
	rounded float64
	hedged  bool
	// over are the numerator and the denominator of a fraction in digits.
	over [2]float64
	// loose is set for what may as well be no claim: a lone 두 is supported by
	// both and by a pair.
	loose bool
}

// kind says what a figure is of. Figures of different kinds support each other
// only as supports lists.
type kind uint8

const (
	bare     kind = iota // nothing is said, or nothing that is known: 정확도 71.4를
	naked                // in a source: no noun follows, as in tables: of 71.4 on
	count                // of things: 12 samples, 12개
	percent              // 37.5%
	points               // percentage points, points of a score: 5.8%p, 5.8점
	times                // 3.2x, 3.2배
	fraction             // 2/3, half, 절반
	measure              // of a unit with a dimension: 12 hours, 8 GB, $5
	label                // numbers a thing: Table 2, 3rd, 제2
	decimal              // in a source, besides naked: those with a fraction
)

// unit is a unit of measurement, as a multiple of the base unit of its
// dimension.
type unit struct {
	base   string
	factor float64
}

// units maps how units are written, in English and Korean, to what they are.
// Bytes count in powers of ten, as papers mostly mean them.
var units = spell(map[unit]string{
	{"s", 1e-9}:      "ns nanosecond nanoseconds 나노초",
	{"s", 1e-6}:      "µs μs us microsecond microseconds 마이크로초",
	{"s", 1e-3}:      "ms msec millisecond milliseconds 밀리초",
	{"s", 1}:         "s sec secs second seconds 초",
	{"s", 60}:        "min mins minute minutes 분",
	{"s", 3600}:      "h hr hrs hour hours 시간",
	{"s", 86400}:     "day days 일",
	{"s", 604800}:    "week weeks 주 주일",
	{"month", 1}:     "month months 개월 달",
	{"year", 1}:      "year years yr yrs 년 연",
	{"byte", 1}:      "byte bytes 바이트",
	{"byte", 1e3}:    "KB kB kilobytes 킬로바이트",
	{"byte", 1e6}:    "MB MiB megabyte megabytes 메가바이트",
	{"byte", 1e9}:    "GB GiB gigabyte gigabytes 기가바이트",
	{"byte", 1e12}:   "TB TiB terabyte terabytes 테라바이트",
	{"byte", 1e15}:   "PB petabyte petabytes 페타바이트",
	{"m", 1e-9}:      "nm nanometer nanometers 나노미터",
	{"m", 1e-6}:      "µm μm micrometer micrometers 마이크로미터",
	{"m", 1e-3}:      "mm millimeter millimeters 밀리미터",
	{"m", 1e-2}:      "cm centimeter centimeters 센티미터",
	{"m", 1}:         "m meter meters metre metres 미터",
	{"m", 1e3}:       "km kilometer kilometers 킬로미터",
	{"Hz", 1}:        "Hz hertz 헤르츠",
	{"Hz", 1e3}:      "kHz KHz kilohertz 킬로헤르츠",
	{"Hz", 1e6}:      "MHz megahertz 메가헤르츠",
	{"Hz", 1e9}:      "GHz gigahertz 기가헤르츠",
	{"fps", 1}:       "fps FPS 프레임",
	{"W", 1e-3}:      "mW 밀리와트",
	{"W", 1}:         "W watt watts 와트",
	{"W", 1e3}:       "kW kilowatt kilowatts 킬로와트",
	{"Wh", 1e3}:      "kWh",
	{"Wh", 1e6}:      "MWh",
	{"J", 1}:         "J joule joules 줄",
	{"dB", 1}:        "dB decibel decibels 데시벨",
	{"g", 1}:         "g gram grams 그램",
	{"g", 1e3}:       "kg kilogram kilograms 킬로그램",
	{"degree", 1}:    "° degree degrees",
	{"FLOPS", 1e12}:  "TFLOPs TFLOPS teraflops",
	{"FLOPS", 1e9}:   "GFLOPs GFLOPS gigaflops",
	{"FLOPS", 1e15}:  "PFLOPs PFLOPS petaflops",
	{"USD", 1}:       "$ USD dollar dollars 달러",
	{"USD", 0.01}:    "cent cents 센트",
	{"EUR", 1}:       "€ EUR euro euros 유로",
	{"KRW", 1}:       "₩ KRW won 원",
	{"CNY", 1}:       "CNY RMB yuan 위안",
	{"px2 MP", 1}:    "MP megapixels 메가픽셀",
	{"bps Mbps", 1}:  "Mbps",
	{"bps Gbps", 1}:  "Gbps",
	{"byte/s", 1e9}:  "GB/s",
	{"byte/s", 1e12}: "TB/s",
})

// spell turns a list of units into one by spelling.
func spell(of map[unit]string) map[string]unit {
	by := make(map[string]unit)
	for u, spellings := range of {
		for s := range strings.FieldsSeq(spellings) {
			by[s] = u
		}
	}
	return by
}

// scales maps the words and letters that multiply a number to their value.
var scales = map[string]float64{
	"K": 1e3, "k": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "Mn": 1e6, "mn": 1e6, "Bn": 1e9, "bn": 1e9,
	"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
	"십": 10, "백": 1e2, "천": 1e3, "만": 1e4, "십만": 1e5, "백만": 1e6, "천만": 1e7, "억": 1e8, "십억": 1e9, "백억": 1e10,
	"천억": 1e11, "조": 1e12,
}

// koreanScales are the Korean ones of scales, the longest first.
var koreanScales = [...]string{"십만", "백만", "천만", "십억", "백억", "천억", "십", "백", "천", "만", "억", "조"}

// counters are the Korean words that follow a number of things.
var counters = []string{
	"매개변수", "파라미터", "가지", "개", "명", "건", "장", "편", "종", "쌍", "번", "회", "단계", "층", "차원", "비트", "토큰", "픽셀", "곳",
	"대", "인", "문장", "단어", "샘플", "문제", "질문", "언어", "국가", "모델", "과제", "작업", "벤치마크", "데이터", "클래스",
	"범주", "차례", "축", "스텝", "에폭", "에포크", "라운드", "매", "권", "계층", "시점", "유형", "항목", "블록", "레이어",
	"사람", "단락", "장면", "도메인", "모듈", "방법", "기법", "지표", "분야", "영역", "구성", "요소", "군데", "줄", "행", "열",
}

// stopWords follow a number that stands for itself: of 71.4 on, 41.2 to 47.0.
var stopWords = set(
	"and", "or", "to", "on", "in", "for", "of", "by", "at", "with", "from", "than", "vs", "versus", "over", "under", "is", "are",
	"was", "were", "while", "which", "that", "as", "when", "respectively", "compared", "but", "whereas", "after", "before",
	"using", "across", "out", "per", "accuracy", "f1", "bleu", "rouge", "map", "ap", "auc", "auroc", "score", "scores", "psnr",
	"ssim", "lpips", "fid", "em", "recall", "precision", "success", "win", "iou", "miou", "wer", "cer", "elo", "top", "pass",
	"both", "absolute", "relative", "average", "mean", "median", "overall", "total", "improvement", "gain", "speedup",
)
