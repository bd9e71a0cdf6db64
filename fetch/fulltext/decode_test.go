package fulltext_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"dailypapers/fetch"
	"dailypapers/fetch/fulltext"
)

// boxed is long enough to be the text of a box and not a label.
const boxed = "An invented box that says more than a label can."

// inSection returns a page with one section that holds markup.
func inSection(markup string) string {
	return `<article class="ltx_document"><section class="ltx_section"><h2 class="ltx_title ltx_title_section">Wheels</h2>` +
		markup + `</section></article>`
}

func decodeHTML(data []byte) (fetch.Document, error) {
	return fulltext.DecodeHTML(context.Background(), data)
}

func TestDecodeHTMLText(t *testing.T) {
	tests := []struct{ name, markup, want string }{
		{"a formula is taken from its alttext once", `<p>is <math alttext="x^{2}"><mi>x</mi><mn>2</mn></math>.</p>`, "is $x^{2}$."},
		{"a formula without alttext", `<p>is <math><mi>x</mi></math>.</p>`, "is x."},
		{"a formula drawn by MathJax", `<p><span class="mjx-math" aria-label="c_{1}"><span>c1</span></span></p>`, "$c_{1}$"},
		{"a formula inside an attribute", `<p><a title="<math alttext=">a</a> b</p><p>c</math>d</p>`, "a b\n\ncd"},
		{"a number in a formula", `<p><math alttext="1{,}024\pm 0.5\%"></math></p>`, "1,024 ± 0.5%"},
		{"a formula that begins like a sign", `<p><math alttext="a\pmod n"></math> <math alttext="2.5\times"></math></p>`, `$a\pmod n$ 2.5×`},
		{"a bold number in a formula", `<p><math alttext="\mathbf{95.2}"></math></p>`, "95.2"},
		{"long TeX", "<p><math alttext=\"a^{1}%\n+b\"></math></p>", "$a^{1}+b$"},
		{"superscripts", `<p>10<sup>6</sup> the 1<sup>st</sup> H<sub>2</sub>O</p>`, "10^6 the 1st H_2O"},
		{"white space", "<p>a\n  <b>b</b>c&nbsp;d</p>", "a bc d"},
		{"line breaks", `<p>a<br>b</p>`, "a\nb"},
		{"a broken entity", `<p>a &amp b &nosuch; &#xD800; c</p>`, "a & b &nosuch; � c"},
		{"white text", `<p>a<span style="color: rgb(255, 255, 255)">b</span><span style="color:#fdfdfd">c</span></p>`, "a"},
		{"white text on black", `<p style="background:#000">a<span style="color:white">b</span></p>`, "b"},
		{"tiny text", `<p>a<span style="font-size:0.5pt">b</span><span style="font-size:70%">c</span></p>`, "ac"},
		{"transparent text", `<p>a<span style="opacity:0">b</span><span style="color:transparent">c</span></p>`, "a"},
		{"text for screen readers", `<p>a<span class="sr-only">b</span></p>`, "a"},
		{"a table without a header", `<table class="ltx_tabular"><tr><td>a</td><td>1</td></tr></table>`, "a | 1"},
		{
			"a header above a rule", `<table class="ltx_tabular"><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>` +
				`<tr><td class="ltx_border_t">1</td><td class="ltx_border_t">2</td></tr></table>`, "a | b\nc | d\n--- | ---\n1 | 2",
		},
		{
			"a cell over two rows", `<table class="ltx_tabular"><tr><td>a</td><td>b</td></tr><tr><td rowspan="2">c</td><td>1</td></tr>` +
				`<tr><td>2</td></tr></table>`, "a | b\n--- | ---\nc | 1\nc | 2",
		},
		{
			"a cell over two columns", `<table class="ltx_tabular"><tr><td>a</td><td>b</td></tr><tr><td colspan="2">c</td></tr></table>`,
			"a | b\n--- | ---\nc |",
		},
		{
			"a title on the line of its text", `<p>a</p><section class="ltx_subsection"><h3 class="ltx_title ltx_runin ` +
				`ltx_title_subsection">References.</h3><p>b</p></section>`, "a",
		},
		{
			"a list of terms", `<dl><dt class="ltx_item"><span class="ltx_tag">Hub</span></dt><dd class="ltx_item"><p>the middle</p></dd></dl>`,
			"Hub the middle",
		},
		{"a label in a drawing", `<p>a</p><svg><g><foreignObject><p>x-axis</p></foreignObject></g></svg><p>b</p>`, "a\n\nb"},
		{
			"prose in a drawing in a drawing", `<p>a</p><svg><foreignObject>` + boxed + `<svg><foreignObject>` + boxed +
				`</foreignObject></svg><svg><foreignObject>c</foreignObject></svg></foreignObject></svg>`, "a\n\n" + boxed + "\n\n" + boxed,
		},
		{"a link in a drawing", `<p>a</p><svg><a href="#x"><text>b</text></a></svg>`, "a"},
		{"formatting that is not closed", `<p>a <b>b<i>c</p><p>d</b>e</p>`, "a bc\n\nde"},
		{"a comment", `<p>a<!-- <p title="> -->b<!---->c</p>`, "abc"},
		{"a script", `<p>a<SCRIPT>if (x </p> "</script >b</p>`, "ab"},
		{"signs that open no tag", `<p>1 <2 <" </p><p>a<=b</p>`, "1 <2 <\"\n\na<=b"},
		{"quotation marks that open no value", `<p "><b '>a</b></p>`, "a"},
		{"values of all forms", `<p hidden = ><p class=sr-only/ title='>'>a</p><p ID=infobox>b</p><p class='sr-only'>c</p>`, "a"},
		{"a mark of a footnote", `<p>a<span class="ltx_note ltx_role_footnotemark"><sup class="ltx_note_mark">2</sup></span></p>`, "a"},
		{
			"a section of references", `<p>a</p><section class="ltx_section"><h2 class="ltx_title ltx_title_section">References</h2>` +
				`<p>b</p></section>`, "a",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			document, err := fulltext.DecodeHTML(t.Context(), []byte(inSection(tt.markup)))
			if err != nil {
				t.Fatal(err)
			}
			if got := document.Sections[0].Text; got != tt.want || len(document.Sections) > 1 {
				t.Errorf("got %q in %d sections, want %q", got, len(document.Sections), tt.want)
			}
		})
	}
}

// TestDecodeHTMLHidden holds that what no reader sees of a page is no text of it.
func TestDecodeHTMLHidden(t *testing.T) {
	tests := []struct {
		markup string
		shown  bool
	}{
		{`<span style="display:none">hid</span>`, false},
		{`<span style="color:WHITE !IMPORTANT">hid</span>`, false},
		{`<span style="/* a; */color:white">hid</span>`, false},
		{`<span style="color:floralwhite">hid</span>`, false},
		{`<span style="color:#0000">hid</span>`, false},
		{`<span style="color:#ffffff01">hid</span>`, false},
		{`<span style="color:rgba(0, 0, 0, 0.0)">hid</span>`, false},
		{`<span style="color:rgb(0 0 0 / 0%)">hid</span>`, false},
		{`<span style="color:rgb(100%,100%,100%)">hid</span>`, false},
		{`<span style="color:hsl(0,0%,100%)">hid</span>`, false},
		{`<font color=white>hid</font>`, false},
		{`<FONT COLOR="#FFFFFF">hid</FONT>`, false},
		{`<font color=red>hid</font>`, true},
		{`<span style="color:#123">hid</span>`, true},
		{`<span style="color:inherit">hid</span>`, true},
		{`<span style="background:black">hid</span>`, false},
		{`<span style="background:url(x.png);color:white">hid</span>`, true},
		{`<span style="background:#000;color:white">hid</span>`, true},
		{`<span style="background:#000 none;color:white">hid</span>`, true},
		{`<span style="background:#000"><span style="color:#fff;background:#fff">hid</span></span>`, false},
		{`<span style="background:#000;color:#fff"><span style="background:#fff">hid</span></span>`, false},
		{`<span style="background:#000;color:#fff"><span style="background:none">hid</span></span>`, true},
		{`<span style="opacity:.0">hid</span>`, false},
		{`<span style="filter:opacity(0)">hid</span>`, false},
		{`<span style="font:0/0 a">hid</span>`, false},
		{`<span style="font:italic 400 12px/1.5 a">hid</span>`, true},
		{`<span style="position:absolute;left:-9999px">hid</span>`, false},
		{`<span style="text-indent:-9999px;display:block">hid</span>`, false},
		{`<span style="margin-left:-8.5pt;top:-0.5em">hid</span>`, true},
		{`<span style="display:inline-block;width:0;overflow:hidden">hid</span>`, false},
		{`<span style="width:0.0pt">hid</span>`, true},
		{`<span style="clip-path:inset(100%)">hid</span>`, false},
		{`<span style="clip:rect(0,0,0,0);position:absolute">hid</span>`, false},
		{`<span style="transform:scale(0)">hid</span>`, false},
		{`<span style="transform:translate(-86.1pt,53.2pt) scale(0.71,0.71)">hid</span>`, true},
		{`<span style="transform:translateX(-99999px)">hid</span>`, false},
		{`<video>hid</video>`, false},
		{`<table class="ltx_tabular"><tbody style="display:none"><tr><td>hid</td></tr></tbody></table>`, false},
		{`<figure class="ltx_table"><figcaption class="ltx_caption" style="display:none">hid</figcaption><p>a</p></figure>`, false},
		{`<section class="ltx_subsection"><h3 class="ltx_title_subsection" hidden>hid</h3><p>a</p></section>`, false},
		{`<math alttext="a\phantom{hid}b"></math>`, false},
		{`<math alttext="a\hphantom{x{hid}}b"></math>`, false},
		{`<math alttext="a\textcolor{white}{hid}b"></math>`, false},
		{`<math alttext="a\textcolor[rgb]{1,1,1}{hid}b"></math>`, false},
		{`<math alttext="a{\color[HTML]{FFFFFF}{hid} b}"></math>`, false},
		{`<math alttext="a\color{white}\text{hid}\color{black}b"></math>`, false},
		{`<math alttext="a\color{white!97!black}\text{hid}"></math>`, false},
		{`<math alttext="a\color[cmyk]{0,0,0,0}\text{hid}"></math>`, false},
		{`<math alttext="a{\color{white}x}\text{hid}"></math>`, true},
		{`<math alttext="a\textcolor{white}{x}\text{hid}"></math>`, true},
		{`<math alttext="\textcolor[rgb]{1,0,0}{hid}"></math>`, true},
		{`<span style="background:#000"><math alttext="\textcolor{white}{hid}"></math></span>`, true},
	}
	for _, tt := range tests {
		t.Run(tt.markup, func(t *testing.T) {
			document, err := decodeHTML([]byte(inSection("<p>to be seen</p>" + tt.markup + "<p>as well</p>")))
			if err != nil {
				t.Fatal(err)
			}
			text := document.Text()
			if got := strings.Contains(text, "hid"); got != tt.shown {
				t.Errorf("shown: %v, want %v, in %q", got, tt.shown, text)
			}
			if !strings.Contains(text, "to be seen") || !strings.Contains(text, "as well") {
				t.Errorf("what is to be seen is missing in %q", text)
			}
		})
	}
}

func TestDecodeHTMLCharsets(t *testing.T) {
	latin1 := "<meta charset=iso-8859-1>" + inSection("<p>caf\xe9</p>")
	wrong := "<meta charset=iso-8859-1>" + inSection("<p>café</p>")
	for _, page := range []string{latin1, wrong} {
		document, err := fulltext.DecodeHTML(t.Context(), []byte(page))
		if err != nil || document.Sections[0].Text != "café" {
			t.Errorf("%+v, %v", document, err)
		}
	}
}

func TestDecodeHTMLRefuses(t *testing.T) {
	tests := []struct{ name, page string }{
		{"nothing", ``},
		{"another page", `<html><body><h1>Not found</h1></body></html>`},
		{"a stub", stubOf("2510.90001v1")},
		{"an abstract alone", `<article class="ltx_document"><div class="ltx_abstract"><p>a</p></div></article>`},
		{"sections without text", inSection(``)},
		{"100,000 nested elements", strings.Repeat("<div>", 100_000)},
		{"more markup than can be read", strings.Repeat("<p>", 4<<20)},
		{"more attributes than can be read", "<p " + strings.Repeat("a ", 4<<20) + ">"},
		{"a PDF", "%PDF-1.7\n\xff\xfe"},
		{"a page that was cut off", strings.TrimSuffix(inSection("<p>a"), "</section></article>")},
		{"a page that was cut off in a comment", inSection("<p>a<!--")},
		{"a page that was cut off in a tag", inSection(`<p>a<b class="`)},
		{"markup behind a sign that opens no tag", inSection(`<p>x <" y` + strings.Repeat("<br>", 4<<20))},
		{"markup behind a quotation mark in a comment", inSection(`<!-- ' -->` + strings.Repeat("<br>", 4<<20))},
		{"text on one line within text on one line", inSection(strings.Repeat("<sup>", 400) + strings.Repeat("ab cd ", 1<<18))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := fulltext.DecodeHTML(t.Context(), []byte(tt.page)); err == nil || got.Sections != nil {
				t.Errorf("got %v, %v; want no sections and an error", got, err)
			}
		})
	}
}

func TestDecodeMarkdownText(t *testing.T) {
	tests := []struct{ name, markdown, want string }{
		{"a code block", "a\n\n```go\n# b\n```\n\nc", "a\n\n# b\n\nc"},
		{"a longer closing fence", "a\n```\nb\n`````\nc", "a\n\nb\n\nc"},
		{"a shorter fence in a block", "a\n````\n```\nb\n````\nc", "a\n\n```\nb\n\nc"},
		{"a fence with a language in a block", "a\n```\n```go\nb\n```\nc", "a\n\n```go\nb\n\nc"},
		{"a fence of another kind in a block", "a\n~~~\n```\nb\n~~~\nc", "a\n\n```\nb\n\nc"},
		{"signs that are no tags", "n <N steps, from 41.2 to 47.0 and m> 3", "n <N steps, from 41.2 to 47.0 and m> 3"},
		{"signs around the name of an element", "where a <b and c> d holds", "where a <b and c> d holds"},
		{"tags", `a<br/><span class="x y" id=z>b</span><SUP>2</SUP>`, "ab2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			document, err := fulltext.DecodeMarkdown([]byte("# An Invented Title\n\n## Wheels\n\n" + tt.markdown + "\n"))
			if err != nil {
				t.Fatal(err)
			}
			if got := document.Sections[0].Text; got != tt.want || len(document.Sections) > 1 {
				t.Errorf("got %q in %d sections, want %q", got, len(document.Sections), tt.want)
			}
		})
	}
}

func TestDecodeMarkdownRefuses(t *testing.T) {
	tests := []struct{ name, text string }{
		{"nothing", ``},
		{"text without headings", prose},
		{"headings without text", "# A\n\n## Introduction\n\n## Method\n"},
		{"a page about the paper", "# A\n\n## Abstract\n\nx\n\nAI-generated summary\n\n## Community\n\n" + prose},
		{"a page of HTML", `<!doctype html><html><body><h1>x</h1></body></html>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := fulltext.DecodeMarkdown([]byte(tt.text)); err == nil || got.Sections != nil {
				t.Errorf("got %v, %v; want no sections and an error", got, err)
			}
		})
	}
}

// openFormatting returns a block with n bold elements that are not closed.
func openFormatting(n int) string {
	var b strings.Builder
	b.WriteString("<div>")
	for i := range n {
		fmt.Fprintf(&b, "<b class=c%d>", i)
	}
	return b.String() + "</div>"
}

// TestDecodeHTMLStops holds that a page ends with its context, whether it is
// being parsed or walked.
func TestDecodeHTMLStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := fulltext.DecodeHTML(ctx, []byte(inSection("<p>a</p>"))); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	// Text that the parser joins byte by byte, since every tag between is ignored.
	joined := []byte(inSection(strings.Repeat("ab</x>", 500_000)))
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := fulltext.DecodeHTML(ctx, joined); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want %v", err, context.DeadlineExceeded)
	}
}

// TestDecodeHostile holds that no input takes longer than it should: what is
// quadratic would take minutes.
func TestDecodeHostile(t *testing.T) {
	const size = 512 << 10
	fill := func(s string) string { return strings.Repeat(s, size/len(s)) }
	tests := []struct{ name, data string }{
		{"a tag without an end", "<p " + fill("a")},
		{"an attribute without an end", `<p class="` + fill("a ")},
		{"formulas without an end", inSection(fill("<math "))},
		{"open formulas", inSection(fill(`<math alttext="x">`))},
		{"entities", inSection(fill("&amp"))},
		{"open formatting", inSection(fill("<b><p>"))},
		{"open links", inSection(fill("<a>"))},
		{"formatting of many kinds that every block opens again", inSection(openFormatting(400) + fill("<div>x</div>"))},
		{"drawings in drawings", inSection(strings.Repeat("<svg><foreignObject>", 60) + boxed)},
		{"footnotes in footnotes", inSection(strings.Repeat(`<span class="ltx_note ltx_role_footnote">`, 400) + fill("ab "))},
		{"terms in terms", inSection(strings.Repeat("<dl><dt>", 200) + fill("ab<br>"))},
		{"tables in tables", inSection(strings.Repeat(`<figure class="ltx_table">`, 400) + fill("ab<br>"))},
		{"equations in equations", inSection(strings.Repeat(`<table class="ltx_equation"><tr><td>`, 120) + fill("ab<br>"))},
		{"cells that span all", inSection(`<table class="ltx_tabular">` + fill(`<tr><td rowspan=9999 colspan=9999>x`))},
		{"styles", inSection(fill(`<span style="` + strings.Repeat("color:#fff;", 50) + `">x</span>`))},
		{"colours in a formula", inSection(`<math alttext="` + fill(`\color{white}`) + `"></math>`)},
		{"phantoms in a formula", inSection(`<math alttext="` + fill(`\phantom{`) + `"></math>`)},
		{"hash signs", fill("#")},
		{"brackets", fill("[](")},
		{"bars", fill("|")},
		{"rules", fill("- ")},
		{"open comments", fill("<!--")},
		{"pictures", fill("![](")},
		{"headings", fill("# a\n")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			done := make(chan struct{})
			go func() {
				defer close(done)
				_, _ = fulltext.DecodeHTML(t.Context(), []byte(tt.data))
				_, _ = fulltext.DecodeMarkdown([]byte(tt.data))
			}()
			select {
			case <-done:
			case <-time.After(time.Minute):
				t.Fatal("still decoding after a minute")
			}
		})
	}
}

// large returns an invented page of about size bytes, of LaTeXML's density of
// markup.
func large(size int) []byte {
	const block = `<div class="ltx_para" id="S1.p1"><p class="ltx_p" id="S1.p1.1">An invented sentence about <em class="ltx_emph ` +
		`ltx_font_italic" id="S1.p1.1.1">wheels</em> and <math alttext="n^{2}" class="ltx_Math" display="inline" id="S1.p1.1.m1.1">` +
		`<semantics id="S1.p1.1.m1.1a"><msup id="S1.p1.1.m1.1.1"><mi id="S1.p1.1.m1.1.2">n</mi><mn id="S1.p1.1.m1.1.3">2</mn></msup>` +
		`<annotation encoding="application/x-tex" id="S1.p1.1.m1.1c">n^{2}</annotation></semantics></math> of them ` +
		`<cite class="ltx_cite ltx_citemacro_citep">(Sample, <a class="ltx_ref" href="#bib.bib1" title="">2024</a>)</cite>.</p></div>` +
		`<table class="ltx_tabular"><tr class="ltx_tr"><td class="ltx_td ltx_align_center">a</td><td class="ltx_td">1.5</td></tr></table>`
	return []byte(inSection(strings.Repeat(block, size/len(block))))
}

// TestDecodeHTMLMemory decodes each page in a process of its own, and holds how
// far its heap has grown.
func TestDecodeHTMLMemory(t *testing.T) {
	const limit, alone = 300 << 20, "DECODE_ALONE"
	hostile := func(s string, n int) func() []byte {
		return func() []byte { return []byte(inSection(strings.Repeat(s, n))) }
	}
	tests := []struct {
		name string
		page func() []byte
		ok   bool
	}{
		{"a page of 20 MB", func() []byte { return large(20 << 20) }, true},
		{"as many tags as are read", hostile("a<p>", 899_000), true},
		{"as many attributes as are read", hostile("<p class=a hidden rowspan=1 colspan=1 style=a>", 299_000), false},
		{"more tags than are read", hostile("<p>", 6<<20), false},
		{"formatting that every block opens again", func() []byte {
			return []byte(inSection(openFormatting(400) + strings.Repeat("<div>x</div>", 100_000)))
		}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if os.Getenv(alone) == "" {
				child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
				child.Env = append(os.Environ(), alone+"=1")
				if out, err := child.CombinedOutput(); err != nil {
					t.Errorf("%v: %s", err, out)
				}
				return
			}
			if document, err := decodeHTML(tt.page()); (err == nil) != tt.ok {
				t.Fatal(len(document.Sections), err)
			}
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			t.Logf("the heap has grown to %d MB", stats.HeapSys>>20)
			if stats.HeapSys > limit {
				t.Errorf("want %d MB at most", limit>>20)
			}
		})
	}
}

func FuzzDecodeHTML(f *testing.F) {
	f.Add([]byte(strings.Replace(pageOf("2510.90001v1", invented), prose, "a", 1)))
	f.Add([]byte(inSection(`<table class="ltx_tabular"><tr><td rowspan="2">a<td><table class="ltx_tabular"><tr><td>b</table></table>`)))
	f.Add([]byte(inSection(`<li class="ltx_item"><math alttext="x%` + "\n" + `y"></math><sup>2</sup>` + "\u200b")))
	f.Add([]byte(inSection(strings.Repeat("<svg><foreignObject>", 40) + boxed)))
	f.Add([]byte(inSection(`<svg><foreignObject>` + "\u200b" + `<section class="ltx_section"></section></foreignObject></svg><p "><!-- ' -->a<'`)))
	f.Add([]byte(inSection(`<p style="font:0/0 a;color:hsl(1,2%,3%)">a<math alttext="{\color[rgb]{1,1,1}\phantom x}\textcolor{white}{a}b"></math>`)))
	f.Add([]byte(inSection(strings.Repeat("<sup>", 30) + "a" + openFormatting(9) + "<div>x</div><sCript></scripT>b</title>")))
	f.Fuzz(func(t *testing.T, data []byte) { checkDocument(t, data, decodeHTML) })
}

func FuzzDecodeMarkdown(f *testing.F) {
	f.Add([]byte("Title: x\n\n# a\n\n1. b\n```\n|c|\n"))
	f.Add([]byte("## A\n```\nb\n````\nn <N and m> 3 <p a=b>\n"))
	f.Add([]byte("## A\n| b |\n|---|\n| ![c](d) [e](#f) |\n\nG\n===\n"))
	f.Fuzz(func(t *testing.T, data []byte) { checkDocument(t, data, fulltext.DecodeMarkdown) })
}

// checkDocument holds what every decoder of documents promises.
func checkDocument(t *testing.T, data []byte, decode func([]byte) (fetch.Document, error)) {
	document, err := decode(data)
	if err != nil {
		if document.Sections != nil {
			t.Error("sections beside an error")
		}
		return
	}
	again, err := decode(data)
	if err != nil || again.Text() != document.Text() {
		t.Errorf("another text the second time: %v", err)
	}
	text := 0
	for _, s := range document.Sections {
		if s.Kind == "" || s.Title == "" && s.Text == "" {
			t.Errorf("an empty section or kind: %+v", s)
		}
		for _, line := range append(strings.Split(s.Text, "\n"), s.Title, s.Number) {
			if fetch.Clean(line) != line {
				t.Errorf("line %q is not clean", line)
			}
		}
		if strings.Contains(s.Text, "\n\n\n") || strings.Trim(s.Text, "\n") != s.Text {
			t.Errorf("gaps of more than a blank line in %q", s.Text)
		}
		text += len(s.Text)
	}
	if text == 0 {
		t.Error("a document without text")
	}
}

func BenchmarkDecodeHTML(b *testing.B) {
	data := large(1 << 20)
	b.Run("bare parse", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := html.Parse(bytes.NewReader(data)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("to sections", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		b.ReportAllocs()
		for b.Loop() {
			if _, err := fulltext.DecodeHTML(b.Context(), data); err != nil {
				b.Fatal(err)
			}
		}
	})
}
