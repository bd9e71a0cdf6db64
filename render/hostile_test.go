package render_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"dailypapers/render"
)

// fragments are what Liquid, kramdown, CommonMark, YAML or a browser would take
// for something other than text.
var fragments = []string{
	// Liquid
	"{{ site.title }}", "{{", "}}", "{%", "%}", "{% raw %}", "{% endraw %}", "{% include x.html %}", "{{{", "{{%", "{%{",
	"{{ 'a' | upcase }}", "{% comment %}", "{", "}", "{a}", "{-% x %-}", "{{- x -}}", "%{", "{ {", "{ %", `\{{`, `{\{`,
	// Hugo
	"{{< x >}}", "{{</* x */>}}", "{{% x %}}", "<!--more-->",
	// HTML
	"<think>", "</think>", "<script>alert(1)</script>", "<b>bold</b>", "<!-- gone -->", "<br>", "<br/>", "<img src=x>",
	"</div>", "<div>", "<a@b.cd>", "<3@x>", "<https://example.com>", "<mailto:a@b.cd>", "<", ">", "<<", ">>", "<<<", "a<b", "a < b",
	"x<=y", "p<0.05", "<-", "->", "<->", "-->", "=>", "< <", "> >", "<?php ?>", "<!DOCTYPE html>", "<![CDATA[x]]>", `\<b>`,
	"<한글>", "<_x>", "<:x>", "<a-b>", "<p", "<td>|</td>", "&lt;b&gt;",
	// entities
	"&amp;", "&lt;", "&#123;", "&#x7B;", "&nbsp;", "&copy", "&copy;", "AT&T", "R&D;", "&", "&&", "& b;", "&foo;", "&notit;",
	"&#0;", "&#38;amp;", "&한글;", "&a_b;", "&a.b-c:d;", `&\#38;`, "&;", "&#;", "&amp", "&#xG;", "&\u200b;",
	// kramdown
	"{: .x}", "{:.x}", "{:", "{::nomarkdown}", "{:/}", "{::comment}", "{:/comment}", "{::options toc_levels=\"1\" /}", "{:toc}",
	"{:ref: .x}", "{#id}", " {#id}", "[^1]", "[^1]: note", "*[HTML]: text", "*[HTML]:", "HTML", "[x]: http://example.com",
	"^", "^ ", "+++", ": definition", ":", ":x", ":-", ":|", "::", "|", "a | b", "|a|b|", "||", "|-|-|", "---|---", `\|`, "=|=",
	// emphasis and code
	"*", "**", "***", "*a*", "**a**", "a*b*c", "a * b", "_", "__", "___", "_a_", "__a__", "a_b_c", "a_b", "1_000_000", "__init__",
	"x__y", "a_", "_a", "한_글_", "-_x_", "a-_b_", "é_b_", "a_ b_", "`", "``", "`a`", "``a``", "```", "```go", "~", "~~", "~~a~~",
	"~a~", "~~~", "5~6", "==a==", "++a++", "^a^", "H~2~O",
	// quotes and typography
	`"`, "'", `"a"`, `'a'`, "it's", "'80s", `"'a'"`, "5'", "“a”", "‘a’", "--", "---", "----", "-", "a-b", "a - b", "...", "....", ".....",
	"......", "..", ".", "…", "(c)", "1/2", "<<a>>", "<< a >>", "«a»", `\<<`, `\>>`, `"--"`, "'...'",
	// links and images
	"[a](b)", "[a]", "[", "]", "[]", "[](x)", "![a](b)", "![", "](", "](x)", "[IDK]", "[ ] a", "[x] a", "[a][b]", "[a] [b]", "(a)", "(", ")",
	"http://example.com", "https://example.com/a_b_c?x=1&y;=2#z", "www.example.com", "a@b.cd", "@user", "#1", ":smile:",
	// TeX
	"$x_1$", "$x_{1}$", "$$", "$$x$$", "$", "$100", "$a$ and $b$", `\(x\)`, `\[x\]`, `\alpha`, `$\alpha_{i}$`, `$\{x\}$`, `\\`, `\`,
	`$x^2_{\text{a}}$`, `\begin{x}`, `\,`, `\ `, `\%`, `\$`, `$\|x\|_2$`, `x'`, `x''`, "360^circ", `\$$`, `$\$`,
	// at the start of a line
	"# a", "#a", "#", "## a", "- a", "-a", "+ a", "* a", "1. a", "1.", "1) a", "12. a", "1.5", "1.a", "> a", ">a", "= a", "=", "===",
	"---", "- - -", "* * *", "_ _ _", "-", "+", "*", "    a", "\ta", "= =", "-=", "=-", "1\\. a", "2025. 10. 6.", ":\ta", "~~~ a", "``` a",
	// characters
	"\u200b", "\u200d", "\u202eabc", "\u2066a\u2069", "\ufeff", "\u00ad", "👩‍🚀", "🙂", "한글", "שלום", "é", "e\u0301", "\u00a0", "\u3000",
	"\u2028", "\u0085", "\ue000", "\ufffd", "\ufffe", "𝒳", "²", "①", "\x00", "\x1b[31m", "\x7f", "\xff", "\r\n", "\n\n", "\n# a", "\n- a",
	// YAML
	": ", " #", "- ", "? ", "!a", "&a", "*a", "%a", "@a", "yes", "null", "---\n", "...\n", `"\`, `\u0041`, `\x41`,
}

// hostile returns texts made of the fragments: each alone, within words, with
// words on either side, doubled, and many random chains of them.
func hostile() []string {
	random := rand.New(rand.NewPCG(1, 2))
	var all []string
	for _, f := range fragments {
		all = append(all, f, "가"+f+"나", "가 "+f+" 나", f+" 나", "가 "+f, f+f, "a"+f+"1", "1"+f+"a", f+"$"+f+" $", f+`\(`+f)
	}
	joints := []string{"", "", " ", "a", "1", "가", "\\", "_", "."}
	for range 2000 {
		var b strings.Builder
		for range 2 + random.IntN(5) {
			b.WriteString(fragments[random.IntN(len(fragments))])
			b.WriteString(joints[random.IntN(len(joints))])
		}
		all = append(all, b.String())
	}
	return all
}

// hostileEntries has every hostile text in every field, of papers with a summary
// and of papers that wait.
func hostileEntries(t testing.TB) []render.Entry {
	t.Helper()
	var entries []render.Entry
	for i, s := range hostile() {
		entries = append(entries, held(number(t, i), s, everywhere(s)), waiting(number(t, i), s))
	}
	return entries
}
