package check

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// checkLeak finds what belongs to the machinery and not to a post: pieces of
// the prompt's skeleton, reasoning, JSON, Markdown, HTML, links, and characters
// that nobody can see.
func checkLeak(r *report, p prose) {
	checkInvisible(r, p.text)
	for _, leak := range leaks {
		for _, at := range leak.pattern.FindAllStringSubmatchIndex(p.text, maxPerRule) {
			start, end := at[0], at[1]
			if len(at) > 2 && at[2] >= 0 {
				start, end = at[2], at[3]
			}
			if leak.unlessQuoted && p.inside[start]&quoted != 0 {
				continue
			}
			r.add(RuleLeak, p.text[start:end], leak.message)
		}
	}
	if at := ordinal.FindStringSubmatchIndex(p.text); at != nil && !strings.Contains(p.text[at[1]:], second(p.text[at[2]:at[3]])) {
		r.add(RuleLeak, strings.TrimSpace(p.text[:at[1]]), listMessage)
	}
	if words := p.wrapped(); words != "" {
		r.add(RuleLeak, words, "항목 전체를 따옴표나 괄호로 감쌌으므로 벗겨야 한다.")
	}
}

const (
	labelMessage = "항목의 이름표가 문장에 들어 있으므로 이름표를 빼고 문장만 적어야 한다."
	listMessage  = "목록 기호로 시작하므로 기호를 빼고 문장만 적어야 한다."
	tagMessage   = "태그가 섞여 있으므로 태그를 빼고 문장만 적어야 한다."
	linkMessage  = "링크나 주소가 들어 있으므로 빼야 한다."
	jsonMessage  = "JSON 조각이 섞여 있으므로 빼고 문장만 적어야 한다."
)

// leaks are the patterns of what must not stand in a field. The first group,
// where there is one, is what is told of.
var leaks = []struct {
	pattern      *regexp.Regexp
	unlessQuoted bool
	message      string
}{
	{
		regexp.MustCompile(`(?m)^\s*[*_]*(?i:` + fieldLabels + `|목표|동기|기여|방법|방법론|결과|한계|한계점|결론|답|답변|요약)[*_]*\s*[:：]`),
		false, labelMessage,
	},
	{
		regexp.MustCompile(`(?:^|[\s*_])((?:Goal|Motivation|Contributions?|Methods?|Results?|Limitations?|Conclusions?|Introduction|Evidence)[*_]*\s*[:：])`),
		true, labelMessage,
	},
	{
		regexp.MustCompile(`한 문장, 또는 정보 부족|최대 세 문장|한 줄에 한 문장|^\s*(?:한 문장|둘째 문장|셋째 문장)\.?\s*$`),
		false, "작성 지침의 문구가 그대로 들어 있으므로 논문의 내용으로 바꾸어야 한다.",
	},
	{regexp.MustCompile(`(?m)^\s*(#{1,6}\s*\S+)`), false, "제목 기호로 시작하므로 기호를 빼고 문장만 적어야 한다."},
	{regexp.MustCompile(`\s(#{2,6}\s+\S+)`), true, "제목 기호가 섞여 있으므로 빼고 문장만 적어야 한다."},
	{regexp.MustCompile(`(?m)^\s*([-*+•◦▪■□●○※>–—]\s+\S+|[①-⑳]\s*\S+)`), false, listMessage},
	{regexp.MustCompile("```+|~~~+"), false, "코드 울타리가 섞여 있으므로 빼고 문장만 적어야 한다."},
	{
		regexp.MustCompile(`\*\*[^*\s][^*]*\*\*|(?:^|[^\w])__[^_\s][^_]*__(?:[^\w]|$)`), false,
		"강조 기호가 섞여 있으므로 기호를 빼고 글만 적어야 한다.",
	},
	{
		regexp.MustCompile(`<\s*/?\s*(?i:think|thinking|thought|thoughts|reasoning|reflection|scratchpad|analysis|answer|output|final|` +
			`response|paper|document|source|context|system|user|assistant|instructions?|summary)\s*/?>|<\|[^|<>]*\|>|\[/?(?:INST|SYS|THINK)\]`),
		false, tagMessage,
	},
	{regexp.MustCompile(`<\s*/?\s*(?i:a|abbr|article|b|base|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|embed|` +
		`font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|meta|nav|object|ol|p|pre|` +
		`q|s|script|section|small|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|th|thead|title|tr|tt|u|ul|` +
		`video)(?:\s+[^<>]*)?/?>|<!--|-->|<![A-Z]`), false, tagMessage},
	{
		// Any name with a hyphen is an element to a browser, and to us a fence.
		regexp.MustCompile(`(?i)<\s*/?\s*paper\b[^<>]*>|</?[a-z]+-[\w-]+(?:\s[^<>]*)?>|<\s*/?\s*(?:marquee|blink|frame|frameset|applet|` +
			`template|slot|dialog|canvas|audio|picture|object|param|noscript|portal)(?:\s[^<>]*)?/?>`),
		false, tagMessage,
	},
	{
		regexp.MustCompile(`&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|hellip|#\d{2,6}|#x[0-9A-Fa-f]{2,6});`), false,
		"HTML 문자 참조가 섞여 있으므로 글자로 바꾸어야 한다.",
	},
	{regexp.MustCompile(`(?i:\b(?:https?|ftp|file|javascript|data)://?\S*|\bmailto:\S+|\bwww\.[a-z0-9-]+\.\S+)`), false, linkMessage},
	{regexp.MustCompile(`(?:^|[^\w/.@-])((?i:[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|io|ai|co|dev|gov|edu|me|ly|app|info|xyz|kr)/[^\s가-힣)]*))`), false, linkMessage},
	{
		regexp.MustCompile(`(?:^|[^\w/.@-])((?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|xyz|shop|store|online|site|club|link|kr|cn|jp|ru))(?:[^\w./-]|$)`),
		false, linkMessage,
	},
	{
		regexp.MustCompile(`(?:^|[^\w/.@-])((?:[a-z0-9-]+\.){2,}(?:io|ai|co|dev|gov|edu|me|ly|app|uk|de|eu|us|tv|cloud|page))(?:[^\w./-]|$)`),
		false, linkMessage,
	},
	{regexp.MustCompile(`(?:^|[\s(])(@[A-Za-z]\w{2,})`), false, linkMessage},
	{regexp.MustCompile(`(?:^|[^\d.-])(0\d{1,2}-\d{3,4}-\d{4}|\+\d{1,3}[ -]\d[\d -]{6,}\d)`), false, "전화번호가 들어 있으므로 빼야 한다."},
	{regexp.MustCompile(`!\[[^\]]*\]\(|\]\((?:#|/|\.|mailto:)[^)]*\)|(?i:[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})`), false, linkMessage},
	{
		regexp.MustCompile(`[{[]\s*"\s*[\p{L}_]+"?\s*[:,\]]|"\s*:\s*["\[{]|"\s*[}]|\\"|\\u[0-9A-Fa-f]{4}|\\n(?:[^a-z]|$)|",\s*$`),
		false, jsonMessage,
	},
	{
		regexp.MustCompile(`(?:^|[^\w\\^}])(\{\{-?\s*[.\w]+(?:\s+[.\w]+)*\s*-?\}\}|\{\{[^{}|]*\|[^{}]*\}\}|\{%[^{}%]*%\})`), false,
		"템플릿의 자리 표시가 남아 있으므로 빼고 문장만 적어야 한다.",
	},
	{
		regexp.MustCompile(`(?i:\bas an ai\b|\bas a language model\b|\bignore (?:all |any )?(?:previous|prior|above)\b)|` +
			`(?:인공지능|AI)(?: 언어)? ?모델로서|요청하신|다음은 (?:논문|요약)|^\s*(?:물론|네|알겠)[,.!]`),
		true, "지시에 답하는 말이므로 빼고 논문의 내용만 적어야 한다.",
	},
}

const fieldLabels = `goal|motivation|contributions?|methods?|results?|limitations?|conclusions?|introduction|evidence|summary|answer|output`

// ordinal finds the number of a list's item at the start of a text.
var ordinal = regexp.MustCompile(`^\s*(\(?[1-9가a-cA-Ci]\)|[1-9가]\.\s)\s*`)

// second returns the mark that follows a first mark of a list, so that "(1) …
// (2) …" within one sentence is told from an item of a list.
func second(mark string) string {
	return strings.NewReplacer("1", "2", "가", "나", "a", "b", "A", "B", "i", "ii").Replace(strings.TrimSpace(mark))
}

// wrapped returns the text's ends where quotation marks or brackets hold all of
// it.
func (p prose) wrapped() string {
	text := strings.TrimRight(strings.TrimSpace(p.text), ".")
	opener, size := utf8.DecodeRuneInString(text)
	closer, closerSize := utf8.DecodeLastRuneInString(text)
	if pairs[opener] == 0 || pairs[opener] != closer || len(text) < size+closerSize {
		return ""
	}
	inner := text[size : len(text)-closerSize]
	if strings.ContainsRune(inner, opener) || strings.ContainsRune(inner, closer) {
		return ""
	}
	return text
}

// checkInvisible finds control and format characters, of which zero-width
// joiners belong to some scripts and emoji.
func checkInvisible(r *report, text string) {
	for i, c := range text {
		if c == '\t' || c == '\n' || c == '\r' || c == '\u200c' || c == '\u200d' || !unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co) {
			continue
		}
		r.add(RuleLeak, text[i:i+utf8.RuneLen(c)], "보이지 않는 문자가 들어 있으므로 빼야 한다.")
		return
	}
}
