package check

import (
	"regexp"
	"strings"
)

// particles are pairs of a particle after a consonant and one after a vowel.
var particles = [...]struct{ consonant, vowel string }{
	{"은", "는"}, {"이", "가"}, {"을", "를"}, {"과", "와"}, {"으로", "로"},
}

// latinParticle finds a particle that is all there is behind a Latin word. In
// SAE이며 there is more: the copula, which stands after anything.
var latinParticle = regexp.MustCompile(`(?:^|[ (])([A-Za-z]+)(은|는|이|가|을|를|과|와|으로|로)(?:[ ,]|$)`)

// checkParticles finds particles that are certainly wrong after a Latin word:
// SAE은 for SAE는. Most words can be read in two ways (CLIP as a word or letter
// by letter); they are left alone.
func checkParticles(r *report, p prose) {
	for _, at := range latinParticle.FindAllStringSubmatchIndex(p.text, -1) {
		word, particle := p.text[at[2]:at[3]], p.text[at[4]:at[5]]
		sound := lastSound(word)
		if sound == unsure {
			continue
		}
		for _, pair := range particles {
			right, wrong := pair.consonant, pair.vowel
			if sound == vowel || sound == liquid && pair.vowel == "로" {
				right, wrong = wrong, right
			}
			if particle == wrong {
				r.add(RuleLanguage, word+particle, "로마자 뒤의 조사가 맞지 않으므로 \""+word+right+"\"와 같이 고쳐야 한다.")
			}
		}
	}
}

// sound is how a word ends when it is read aloud in Korean.
type sound uint8

const (
	unsure sound = iota
	vowel
	liquid    // ㄹ, after which 로 stands as after a vowel
	consonant // any other
)

// lastSound returns how a Latin word ends where every way to read it ends so.
func lastSound(word string) sound {
	last := word[len(word)-1]
	if strings.ToUpper(word) == word {
		return lastLetter(word, last)
	}
	if strings.ToLower(word[1:]) != word[1:] && strings.ToUpper(word[len(word)-2:]) == word[len(word)-2:] {
		return unsure // TriviaQA, DeepLLM
	}
	lower := strings.ToLower(word)
	switch {
	case strings.HasSuffix(lower, "er"), strings.HasSuffix(lower, "or"), strings.HasSuffix(lower, "ee"), strings.HasSuffix(lower, "ow"):
		return vowel
	case len(word) < 3:
		return unsure
	case strings.ContainsRune("aiou", rune(last)):
		return vowel
	case last == 'n', last == 'm', strings.HasSuffix(lower, "ng"):
		return consonant
	case strings.HasSuffix(lower, "el"), strings.HasSuffix(lower, "al"), strings.HasSuffix(lower, "ol"), strings.HasSuffix(lower, "il"):
		return liquid
	}
	return unsure
}

// lastLetter returns how a word in capitals ends, which may be read letter by
// letter or as a word.
func lastLetter(word string, last byte) sound {
	spelt := !strings.ContainsAny(word, "AEIOUY") // nobody can read it as a word
	switch {
	case last == 'M', last == 'N':
		return consonant
	case last == 'L':
		return liquid
	case last == 'R':
		if spelt {
			return liquid
		}
		return unsure // 알 or 어
	case spelt, strings.IndexByte("AIOU", last) >= 0:
		return vowel
	case last == 'E' && len(word) > 1 && strings.IndexByte("AEIOU", word[len(word)-2]) >= 0:
		return vowel // SAE; LACE may be read as 레이스, SLIME as 슬라임
	}
	return unsure
}
