package fulltext

import (
	"regexp"
	"strings"
)

// formula returns a formula's TeX as it stands in running text: between dollars,
// or bare where it is a number or a name that needs none of TeX.
func formula(tex string) string {
	shown := dollars(tex)
	bare := font.ReplaceAllString(plainTeX.Replace(strings.Trim(shown, "$")), "$1")
	bare = times.ReplaceAllString(plusMinus.ReplaceAllString(bare, " ± $1"), "×$1")
	bare = strings.Join(strings.Fields(bare), " ")
	if bare != "" && !strings.ContainsAny(bare, `\^_{}&~#$`) {
		return bare
	}
	return shown
}

// dollars returns a formula's TeX between dollars, empty where there is none.
// LaTeXML breaks long TeX by a percent sign and a line break, which are no part
// of it.
func dollars(tex string) string {
	tex = strings.ReplaceAll(tex, "%\n", "")
	tex = strings.Join(strings.Fields(style.ReplaceAllString(tex, "")), " ")
	if tex == "" {
		return ""
	}
	return "$" + tex + "$"
}

var (
	style = regexp.MustCompile(`\\(?:display|text|script|scriptscript)style\b ?`)
	// font is a change of font around something plain.
	font = regexp.MustCompile(`\\(?:mathbf|mathrm|mathit|mathsf|mathtt|textbf|textit|textrm|texttt|text|boldsymbol|bm|underline)` +
		`\{([^{}\\^_]*)\}`)
	plusMinus = regexp.MustCompile(`\\pm([^a-zA-Z]|$)`)
	times     = regexp.MustCompile(`\\times([^a-zA-Z]|$)`)
	// plainTeX is TeX for what has a character of its own; the gaps are thin ones.
	plainTeX = strings.NewReplacer(`{,}`, `,`, `\%`, `%`, `\,`, ` `)
)
