package check

import (
	"regexp"
	"strings"
)

// counters are the Korean words that follow a number of things.
var counters = []string{
	"매개변수", "파라미터", "가지", "개", "명", "건", "장", "편", "종", "쌍", "번", "회", "단계", "층", "차원", "비트", "토큰", "픽셀", "곳",
	"대", "문장", "단어", "샘플", "문제", "질문", "언어", "국가", "모델", "과제", "작업", "벤치마크", "데이터", "클래스",
	"범주", "차례", "축", "스텝", "에폭", "에포크", "라운드", "매", "권", "계층", "시점", "유형", "항목", "블록", "레이어",
	"사람", "단락", "장면", "도메인", "모듈", "방법", "기법", "지표", "분야", "영역", "구성", "요소", "군데", "줄", "행", "열",
	"쪽", "페이지", "마리",
}

// readCounter reads the Korean word at i that follows a number.
func readCounter(text string, i int) (reading, int) {
	rest := text[i:]
	r := reading{scale: 1}
	for _, u := range koreanUnits {
		after, ok := strings.CutPrefix(rest, u.word)
		if !ok || !u.ends(after) {
			continue
		}
		r.kind, r.unit = u.kind, units[u.word]
		return r, len(text) - len(after)
	}
	for _, c := range counters {
		if after, ok := strings.CutPrefix(rest, c); ok {
			r.kind = count
			return r, len(text) - len(after)
		}
	}
	return r, i
}

// koreanUnit is a Korean word behind a number that says what the number is of.
type koreanUnit struct {
	word string
	kind kind
	// not are syllables that make another word of it: 배치, 초기, 분포.
	not string
	// alone is set where only a particle may follow.
	alone bool
}

// koreanUnits lists them, the longer ones before those they begin with.
var koreanUnits = []koreanUnit{
	{word: "번째", kind: label},
	{word: "째", kind: label},
	{word: "퍼센트포인트", kind: points},
	{word: "퍼센트 포인트", kind: points},
	{word: "퍼센트", kind: percent},
	{word: "포인트", kind: points},
	{word: "점", kind: points, not: "수진차선군"},
	{word: "배", kind: times, not: "치경포분열제정"},
	{word: "나노초", kind: measure},
	{word: "마이크로초", kind: measure},
	{word: "밀리초", kind: measure},
	{word: "초", kind: measure, not: "기과당점반안고"},
	{word: "시간", kind: measure, not: "대적"},
	{word: "분", kind: measure, alone: true},
	{word: "주일", kind: measure},
	{word: "주", kind: measure, alone: true},
	{word: "개월", kind: measure},
	{word: "일", kind: measure, alone: true},
	{word: "년", kind: measure, not: "도"},
	{word: "킬로바이트", kind: measure},
	{word: "메가바이트", kind: measure},
	{word: "기가바이트", kind: measure},
	{word: "테라바이트", kind: measure},
	{word: "페타바이트", kind: measure},
	{word: "바이트", kind: measure},
	{word: "나노미터", kind: measure},
	{word: "마이크로미터", kind: measure},
	{word: "밀리미터", kind: measure},
	{word: "센티미터", kind: measure},
	{word: "킬로미터", kind: measure},
	{word: "미터", kind: measure},
	{word: "킬로헤르츠", kind: measure},
	{word: "메가헤르츠", kind: measure},
	{word: "기가헤르츠", kind: measure},
	{word: "헤르츠", kind: measure},
	{word: "킬로와트", kind: measure},
	{word: "와트", kind: measure},
	{word: "데시벨", kind: measure},
	{word: "킬로그램", kind: measure},
	{word: "그램", kind: measure},
	{word: "달러", kind: measure},
	{word: "센트", kind: measure, not: "럴리"},
	{word: "유로", kind: measure},
	{word: "위안", kind: measure},
	{word: "원", kind: measure, alone: true},
	{word: "메가픽셀", kind: measure},
}

// copula finds what follows 일 where it is no day.
var copula = regexp.MustCompile(`^ ?(?:때|경우|수|뿐|것|확률|가능성)`)

// ends reports whether the word ends before text, as far as its kind asks.
func (u koreanUnit) ends(text string) bool {
	next := firstRune(text)
	if u.word == "일" && copula.MatchString(text) { // k=5일 때
		return false
	}
	if !isHangul(next) {
		return true
	}
	if u.alone {
		return strings.ContainsRune("간의에이을은는를만도과와로으까부내동짜씩마안뒤후인", next)
	}
	return u.not == "" || !strings.ContainsRune(u.not, next)
}
