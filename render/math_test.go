package render_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"dailypapers/render"
	"dailypapers/summarize"
)

// mathCases are texts and the formulas in them.
var mathCases = []struct {
	text string
	want []string
}{
	{"손실 $L = a + b$를 최소화한다.", []string{"$L = a + b$"}},
	{"O$^2$-Kettle은 $x_1$과 $x_2$를 쓴다.", []string{"$^2$", "$x_1$", "$x_2$"}},
	{`$\mathcal{O}(n \log n)$ 시간에 $a*b*c$를 구한다.`, []string{`$\mathcal{O}(n \log n)$`, "$a*b*c$"}},
	{`$x < y$이고 $\{x\}$이며 $\|x\|_2$이다.`, []string{"$x < y$", `$\{x\}$`, `$\|x\|_2$`}},
	{`$x^2_{\text{정답}}$은 $\text{길이 } n$이다.`, []string{`$x^2_{\text{정답}}$`, `$\text{길이 } n$`}},
	{"$$x = y$$이다.", []string{"$$x = y$$"}},
	{`$3 \times 10^{5}$번과 $2n$번이다.`, []string{`$3 \times 10^{5}$`, "$2n$"}},
	{`\(x\)와 \[y\]이다.`, []string{`\(x\)`, `\[y\]`}},
	{"비용은 $100이다.", nil},
	{"비용은 $5에서 $10로 늘어난다.", nil},
	{"The cost of $5 and of 10$ is low.", nil},
	{"$5/$10, $1M~$2M, US$3 to A$4", nil},
	{"$100짜리 모델이 $x_1$을 구한다.", []string{"$x_1$"}},
	{"$x_1$을 $100에 구한다.", []string{"$x_1$"}},
	{"$100에 $x_1$을, $200에 $x_2$를 구한다.", []string{"$x_1$", "$x_2$"}},
	{"Under 100$ for $n$ agents", []string{"$n$"}},
	{`가격은 \$5와 \$6이다.`, nil},
	{"$ x $는 식이 아니다 $", nil},
	{"$$는 $$이다.", nil},
	{"$}{$ $a}$ {$b$}", []string{"$b$"}},
	{"$x_1$ {{ site.title }} $x_2$ <b>$y$</b>", []string{"$x_1$", "$x_2$", "$y$"}},
}

// mathPost says every case as a title and in fields of its own, and pairs of
// cases in one paragraph.
func mathPost(t testing.TB, date string) render.Post {
	p := render.Post{Day: day(t, date)}
	for i, c := range mathCases {
		other := mathCases[(i+7)%len(mathCases)].text
		p.Entries = append(p.Entries, held(number(t, 5000+i), c.text, summarize.Fields{
			Goal: c.text, Method: []string{c.text, other, c.text}, Conclusion: c.text,
		}))
	}
	return p
}

// mathOf returns the formulas that mathPost must show, in order.
func mathOf() []string {
	var all []string
	for i, c := range mathCases {
		other := mathCases[(i+7)%len(mathCases)].want
		for _, some := range [][]string{c.want, c.want, c.want, other, c.want, c.want} {
			all = append(all, some...)
		}
	}
	return all
}

// typeset returns the formulas that MathJax 3 would set below a node when $ is
// one of its delimiters, as its FindTeX and HTMLDomStrings do: an element other
// than br ends a string, braces within a formula must be in pairs.
func typeset(node *html.Node) []string {
	var all []string
	var b strings.Builder
	end := func() {
		all = append(all, findTeX(b.String())...)
		b.Reset()
	}
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.CommentNode:
		case n.Data == "br":
			b.WriteString("\n")
		default:
			end()
			for child := range n.ChildNodes() {
				walk(child)
			}
			end()
		}
	}
	walk(node)
	end()
	return all
}

var (
	texStart = regexp.MustCompile(`(?s)\$\$|\\\[|\\\(|\$|\\begin\s*\{[^}]*\}|\\(?:eq)?ref\s*\{[^}]*\}|\\[\\$]`)
	texEnds  = map[string]string{"$$": "$$", `\[`: `\]`, `\(`: `\)`, "$": "$"}
)

func findTeX(s string) []string {
	var all []string
	for {
		m := texStart.FindStringIndex(s)
		if m == nil {
			return all
		}
		opening := s[m[0]:m[1]]
		ending, delimited := texEnds[opening]
		environment, named := strings.CutPrefix(opening, `\begin`)
		switch {
		case named:
			ending = `\end` + environment
		case strings.HasSuffix(opening, "}"):
			all = append(all, opening)
			s = s[m[1]:]
			continue
		case !delimited: // an escaped sign
			s = s[m[1]:]
			continue
		}
		length := endOfTeX(s[m[1]:], ending)
		if length == 0 {
			s = s[m[1]:]
			continue
		}
		all = append(all, s[m[0]:m[1]+length])
		s = s[m[1]+length:]
	}
}

// endOfTeX returns where in s the ending ends that closes a formula, or 0.
func endOfTeX(s, ending string) int {
	braces := 0
	for i := 0; i < len(s); i++ {
		switch {
		case braces == 0 && strings.HasPrefix(s[i:], ending):
			return i + len(ending)
		case s[i] == '\\':
			i++
		case s[i] == '{':
			braces++
		case s[i] == '}':
			braces--
		}
	}
	return 0
}

func TestTypesetIsMathJax(t *testing.T) {
	for text, want := range map[string]string{
		"$a$ b $c$":                     "[$a$ $c$]",
		"$5 and $10":                    "[$5 and $]",
		`\$5 and $x$`:                   "[$x$]",
		"${$}$ and $$ x$y $$":           "[${$}$ $$ x$y $$]",
		`\(x\) \begin{a}y\end{a}`:       `[\(x\) \begin{a}y\end{a}]`,
		"<p>$5 <b>x</b> $</p>":          "[]",
		"<p>$5<br>x<!-- y --> $</p>":    "[$5\nx $]",
		`<p>see \ref{a}, \eqref{b}</p>`: `[\ref{a} \eqref{b}]`,
	} {
		node, err := html.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(typeset(node)); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// unwrap takes away the spans that stand around single signs, or what Hugo
// leaves in their place where it lets no HTML through.
func unwrap(node *html.Node) {
	for child := node.FirstChild; child != nil; {
		next := child.NextSibling
		if child.Type == html.CommentNode && child.Data == " raw HTML omitted " {
			node.RemoveChild(child)
			child = next
			continue
		}
		if child.Data == "span" && len(child.Attr) == 0 && child.FirstChild != nil && child.FirstChild == child.LastChild &&
			len(child.FirstChild.Data) == 1 && strings.ContainsAny(child.FirstChild.Data, `$\@`) {
			text := child.FirstChild
			child.RemoveChild(text)
			node.InsertBefore(text, child)
			node.RemoveChild(child)
			child = text
		}
		unwrap(child)
		if before := child.PrevSibling; before != nil && before.Type == html.TextNode && child.Type == html.TextNode {
			child.Data = before.Data + child.Data
			node.RemoveChild(before)
		}
		child = next
	}
}
