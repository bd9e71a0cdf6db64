package check

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// claims returns a paper's text without its instructions: sentences that tell a
// reader or a language model what to say. They support nothing, neither a
// figure nor a name nor a quote. A line break stands for each, so that nothing
// reaches across it.
//
// It goes by the form of a sentence and not by its sense: a paper on language
// models loses the prompts that it quotes, and keeps what it says about them.
func claims(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	start := 0
	end := func(at int) {
		if sentence := text[start:at]; isInstruction(sentence) {
			b.WriteByte('\n')
		} else {
			b.WriteString(sentence)
		}
		start = at
	}
	for i := 0; i < len(text); {
		at := strings.IndexAny(text[i:], ".!?\n()>。！？")
		if at < 0 {
			break
		}
		i += at
		mark, size := firstRune(text[i:]), 1
		if mark > unicode.MaxASCII {
			size = len("。")
		}
		i += size
		switch mark {
		case '\n':
			if !goesOn(text, i) {
				end(i)
			}
		case '。', '！', '？':
			end(i)
		case '(':
			if addressee(text[i:]) {
				end(i)
			}
		default:
			i += len(text[i:]) - len(strings.TrimLeft(text[i:], `"'”’)`))
			if strings.HasPrefix(text[i:], " ") {
				end(i)
			}
		}
	}
	end(len(text))
	return b.String()
}

// goesOn reports whether the line that begins at i only goes on with a sentence
// that was wrapped.
func goesOn(text string, i int) bool {
	if i < 2 || i == len(text) {
		return false
	}
	before := text[i-2]
	return 'a' <= text[i] && text[i] <= 'z' && ('a' <= before && before <= 'z' || before == ',')
}

// isInstruction reports whether a sentence tells its reader what to say, also
// with digits for letters.
func isInstruction(sentence string) bool {
	sentence = strings.TrimSpace(sentence)
	if sentence == "" {
		return false
	}
	if orders(sentence) {
		return true
	}
	plain, disguised := unleet(sentence)
	return disguised && orders(plain)
}

// orders reports whether a sentence has the form of an order.
func orders(sentence string) bool {
	lower := lowerASCII(sentence)
	has := func(words string) bool { return strings.Contains(lower, words) }
	return command.MatchString(lower) && !noun.MatchString(lower) || addressee(lower) ||
		slices.ContainsFunc(addresses, has) ||
		slices.ContainsFunc(auxiliaries, has) && duty.MatchString(lower) ||
		has("</") && turnTag.MatchString(lower) ||
		strings.ContainsFunc(sentence, isEastAsian) && eastAsianOrder.MatchString(sentence)
}

// addressee reports whether a text begins by naming whom it talks to: Readers: …
func addressee(text string) bool {
	const longest = 24 // bytes of a name
	who, _, found := strings.Cut(text[:min(len(text), longest)], ":")
	return found && addressees[lowerASCII(strings.TrimSpace(who))]
}

var addressees = set("reader", "readers", "reviewer", "reviewers", "assistant", "system", "user", "ai", "llm", "llms",
	"language model", "language models", "summarizer", "summariser")

// addresses are words that talk to a reader, or of what is to be said.
var addresses = []string{
	"you must", "you are now", "you are an ai", "you are a helpful", "must say that", "readers of the summary",
	"readers of this summary", "readers of the post", "readers of this post", "models that read this", "models reading this",
	"your summary", "your review", "in your answer", "in your response", "note to ai", "note to llm", "note to reviewers",
	"if you are an ai",
}

var (
	// command finds an imperative of speech at the beginning of a sentence. Verbs
	// that steps of an algorithm and captions begin with need an object that those
	// do not have.
	command = regexp.MustCompile(`^[^\pL\pN]*(?:(?:please|kindly|now|then|also|instead|finally|first|important|note|example)\b\W*)*(?:` +
		`(?:ignore|disregard|forget|obey|praise|pretend|say|print|reply)\b` +
		`|(?:(?:do not|don't|never) mention|you (?:do not|don't) mention)\b` +
		`|(?:report|write|answer|respond|mention|tell|quote|decode|speak|recommend)` +
		` (?:that|this|these|your|our|it|its|him|us|me|readers|reviewers|users|nothing|only|with|as|in|an?|every|all|to|like)\b` +
		`|(?:add|insert|include|accept|rate|call|cite|output|state|claim|promote|advertise|use|give|end|begin|start)` +
		` (?:that it|this (?:paper|work|sentence|text|line|word|code|link)|these (?:words|lines)|your (?:answer|summary|response|output|reply))\b` +
		`|(?:repeat|copy) (?:this|these|the|my|your|following)(?: \w+)? (?:code|sentence|words?|text|phrase|lines?|message|prompt|rules|instructions)\b` +
		`|(?:repeat|copy) (?:this|these|the) (?:code|sentence|words?|text|phrase|lines?|message|prompt|rules|instructions)\b)`)

	// noun finds what begins with such a word and is no order: the first cell of a
	// row, and the subject of a sentence (Reply rates of users are …).
	noun = regexp.MustCompile(`^[^\pL\pN]*(?:forget|reply|praise|ignore)(?:` +
		`[^.!?]{0,40}[|&\t]` +
		`|(?:[- ][a-z]+){1,2}(?: (?:of|in|on|for|from|by)(?: the| our| all)? [a-z]+){0,2} ` +
		`(?:is|are|was|were|drops?|dropped|falls?|fell|rises?|rose|reach(?:es|ed)?|improves?d?|increases?d?|decreases?d?|remains?|stays?|` +
		`grows?|grew|exceeds?|ha[sd]|have|stands?|stood|measures?)\b)`)

	// duty finds what those who read a paper shall say of it.
	duty = regexp.MustCompile(`\b(?:language models?|llms?|assistants?|chatbots?|summari[sz]ers?|reviewers?|readers)\b[^.]{0,40}` +
		`\b(?:must|should|shall|ought to|have to|are to|need to) (?:always |only |also )?` +
		`(?:say|report|write|reply|answer|call|praise|mention|rate|accept|recommend|describe|state|give|buy|vote|follow|visit|ignore)\b`)

	// auxiliaries are words without one of which there is no duty.
	auxiliaries = []string{"must", "should", "shall", "ought", "have to", "are to", "need to"}

	// turnTag finds the marks of a turn of a conversation.
	turnTag = regexp.MustCompile(`</(?:tool_result|tool_call|tool|system|assistant|user|instructions?|function|result)>`)

	// eastAsianOrder finds Korean and Chinese sentences that ask for something, or
	// call the reader by name.
	eastAsianOrder = regexp.MustCompile(`(?:[하어아여해]라|으라|[마말]라|이라고 (?:말|답|평가|적)[가-힣]*라|시오|세요)(?:[.!:。"'’”]|$)` +
		`|(?:^|\PL)(?:너는|너의|당신[은이의])|^(?:보기|지시|명령)\s*:` +
		`|(?:^|[，。：\s])(?:请|忽略|无视|不要)|(?:系统|用户|助手)：|你是|[你您]必须`)
)

// isEastAsian reports whether r is of Korean or Chinese script.
func isEastAsian(r rune) bool { return r >= 0x1100 && unicode.In(r, unicode.Hangul, unicode.Han) }
