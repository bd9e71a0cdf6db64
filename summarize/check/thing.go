package check

import (
	"strings"
	"unicode/utf8"
)

// thing is what a figure counts, where its Korean word has few English ones: a
// count of layers must stand beside a word for layers. Most nouns have too many
// counterparts to be held to any.
type thing uint8

const (
	anything thing = iota
	layers
	languages
	bitsOf // of a number
	epochs
	steps
	tools
	dimensions
	processors
	people
	kindsOfThings
)

// koreanThings are the Korean words, and the names of processors, each as it
// begins.
var koreanThings = []struct {
	word string
	is   thing
}{
	{"층", layers},
	{"레이어", layers},
	{"계층", layers},
	{"언어 모델", anything},
	{"언어모델", anything},
	{"언어", languages},
	{"비트", bitsOf},
	{"에폭", epochs},
	{"에포크", epochs},
	{"스텝", steps},
	{"도구", tools},
	{"차원", dimensions},
	{"명", people},
	{"사람", people},
	{"GPU", processors},
	{"TPU", processors},
	{"A100", processors},
	{"H100", processors},
	{"H200", processors},
	{"H800", processors},
	{"V100", processors},
	{"RTX", processors},
}

// englishThings are the words for them in a paper, in lower case.
var englishThings = func() map[string]thing {
	of := make(map[string]thing)
	for is, spelt := range [kindsOfThings]string{
		layers:     "layer layers layered block blocks deep depth l stage stages level levels hierarchical",
		languages:  "language languages lingual multilingual monolingual bilingual trilingual locales english",
		bitsOf:     "bit bits fp bf int float precision quantized quantization quantisation bitwidth",
		epochs:     "epoch epochs pass passes",
		steps:      "step steps iteration iterations iters updates timestep timesteps nfe nfes t warmup evaluations horizon turns",
		tools:      "tool tools api apis function functions",
		dimensions: "dimension dimensions dimensional dim dims d hidden width size vector vectors channels features embedding",
		processors: "gpu gpus tpu tpus npu npus nvidia rtx geforce accelerator accelerators card cards device devices",
		people: "people person persons human humans men women children child student students expert experts individual individuals adult " +
			"adults subject subjects patient patients user users staff friend friends family member members author authors man woman nurse " +
			"nurses candidate candidates population crowd colleague colleagues specialist professionals professional",
	} {
		for word := range strings.FieldsSeq(spelt) {
			of[word] = thing(is)
		}
	}
	return of
}()

// accelerators are the letters of processors that are known by a number: A100.
var accelerators = set("A", "H", "L", "V")

// thingIn returns what an English word in lower case names. Who does something is
// named by a word's ending: annotators, clinicians, assistants.
func thingIn(word string) thing {
	if is, ok := englishThings[word]; ok {
		return is
	}
	if len(word) < len("raters") {
		return anything
	}
	for _, ending := range []string{"ers", "ors", "ists", "ians", "ants", "ents", "eers", "ees", "er", "or", "ist", "ian"} {
		if strings.HasSuffix(word, ending) {
			return people
		}
	}
	return anything
}

// thingOf returns what a figure of a summary counts: its counter (34층), what
// stands behind its counter (34개의 층), or before it (A100 8장).
func thingOf(text string, f figure) thing {
	if f.kind != count || f.loose {
		return anything
	}
	own := strings.TrimLeft(f.of(text), "0123456789.,")
	if is := thingAt(own); is != anything {
		return is
	}
	after := strings.TrimPrefix(text[f.end:], "의")
	if rest, spaced := strings.CutPrefix(after, " "); spaced {
		if is := thingAt(rest); is != anything {
			return is
		}
	}
	before := strings.TrimRight(text[:f.start], " ")
	at := strings.LastIndexByte(before, ' ') + 1
	return thingAt(before[at:])
}

// thingAt returns what the Korean word at the beginning of text names.
func thingAt(text string) thing {
	for _, k := range koreanThings {
		if after, ok := strings.CutPrefix(text, k.word); ok {
			next, _ := utf8.DecodeRuneInString(after)
			if !isHangul(next) || k.word == "언어 모델" || strings.ContainsRune("이가을를은는의과와로으에만도당짜씩까", next) {
				return k.is
			}
		}
	}
	return anything
}
