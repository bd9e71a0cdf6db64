package check

import (
	"regexp"
	"slices"
	"strings"
)

// checkPraise finds praise, blame and advertisement that the paper does not have
// in any of the words that say the same. The list is closed: it holds what
// models add and what papers have been made to ask for, and says nothing of
// other words.
func checkPraise(r *report, p prose, src *Source) {
	for _, word := range praise {
		at := word.pattern.FindStringIndex(p.text)
		if at == nil || denied.MatchString(p.text[at[1]:]) || slices.ContainsFunc(word.counterparts, src.plain.startsWord) {
			continue
		}
		r.add(RuleRegister, p.text[at[0]:at[1]], "논문이 하지 않은 칭찬이나 비난, 홍보이므로 빼고 논문의 내용만 적어야 한다.")
	}
}

// denied finds what takes a word of praise back: 완벽하지 않은.
var denied = regexp.MustCompile(`^[가-힣]{0,3}지(?:[는도]|만은)? (?:않|못|아니)`)

// praise are the words, each with the beginnings of the squeezed English words
// any of which allows it. Where a word has a plain use (방법을 채택한다), the
// pattern has the other one alone.
var praise = []struct {
	pattern      *regexp.Regexp
	counterparts []string
}{
	{regexp.MustCompile(`획기적`), words("groundbreaking breakthrough revolution transform gamechang paradigm unprecedented dramatic remarkable landmark")},
	{regexp.MustCompile(`혁명적`), words("revolution groundbreaking breakthrough transform paradigm")},
	{regexp.MustCompile(`(?:세계|사상|국내|업계|인류) ?최초|최초로`), words("first initial earliest pioneer unprecedented unexplored novel")},
	{regexp.MustCompile(`놀라운|놀랍|경이로`), words("surpris remarkabl astonish striking impress amaz unexpect incredibl extraordinar counterintuitiv notabl")},
	{regexp.MustCompile(`위대한|위대하`), words("great monument remarkabl")},
	{regexp.MustCompile(`이정표`), words("milestone landmark")},
	{regexp.MustCompile(`걸작|명작`), words("masterpiece masterwork artwork painting")},
	{regexp.MustCompile(`역대 최고|사상 최고|올해 최고|세계 최고`), words("best record alltime stateoftheart sota highest toptier worldclass leading")},
	{regexp.MustCompile(`완벽`), words("perfect flawless complet full exact entire ideal seamless faultless thorough comprehensiv lossless faithful precis accurat")},
	{regexp.MustCompile(`흠이 없|흠잡을|결점이 없|나무랄`), words("flawless faultless perfect defect")},
	{regexp.MustCompile(`한계[가는] (?:전혀 |거의 )?없|한계가 존재하지`), words("nolimit withoutlimit unlimited limitless unbounded")},
	{regexp.MustCompile(`노벨상`), words("nobel")},
	{regexp.MustCompile(`만점`), words("score rating scale perfect outof maximum fullmark points mos likert")},
	{regexp.MustCompile(`최고점|최고 점수|높은 점수를 주`), words("highest top maxim best peak perfect score rating")},
	{regexp.MustCompile(`(?:채택|게재|승인|수상)(?:되어야|돼야|해야|받아야|을 권|할 만)`), words("accept approv publish adopt award")},
	{regexp.MustCompile(`심사자|심사위원|심사 위원`), words("review referee judge jury examin assess evaluator annotat committee")},
	{regexp.MustCompile(`구매|구입`), words("purchas buy bought shop commerce order sale sell consum custom retail market price transaction advert")},
	{regexp.MustCompile(`가입`), words("subscri signup join enrol regist member insur account affiliat")},
	{regexp.MustCompile(`할인|무료로`), words("discount price free cost promotion deal sale coupon")},
	{regexp.MustCompile(`추천(?:한다|할 만|하였다|된다)`), words("recommend suggest vote refer rank advis upvot endors")},
	{regexp.MustCompile(`독자(?:는|에게|들|가|라면|도)(?:[^가-힣]|$)`), words("reader audience viewer reading")},
	{regexp.MustCompile(`사기꾼|사기이|표절`), words("fraud scam cheat impost plagiar deceiv decept swindl")},
}

func words(text string) []string { return strings.Fields(text) }
