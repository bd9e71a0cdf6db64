package fulltext

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"dailypapers/fetch"
)

// walker turns the elements of a paper's page into sections.
type walker struct {
	*meter
	out     outline
	text    text
	current fetch.Section // the section that the text belongs to
	level   int           // of current
	number  string        // the tag met in a title
	inTitle bool          // whether what is walked is a section's title
	inShow  bool          // whether what is walked is a displayed equation
	spread  int           // bytes that spanning cells have added so far
}

func newWalker(m *meter) *walker { return &walker{meter: m, level: 1} }

// begin ends the section so far and starts another.
func (w *walker) begin(level int, s fetch.Section) {
	w.flush()
	w.level, w.current = level, s
}

func (w *walker) flush() {
	w.current.Text = w.text.take()
	if w.current.Title != "" || w.current.Text != "" {
		w.out.add(w.level, w.current)
	}
	w.level, w.current = 1, fetch.Section{}
}

func (w *walker) children(n *html.Node, l look) {
	for c := range n.ChildNodes() {
		w.walk(c, l)
	}
}

// minTag is how many bytes of a page a tag has at least.
const minTag = len("<p>")

// block walks an element that stands between two gaps.
func (w *walker) block(n *html.Node, l look, gap gapKind) {
	if l.item {
		gap = min(gap, line)
	}
	w.text.brk(gap)
	w.children(n, l)
	w.text.brk(gap)
}

func (w *walker) walk(n *html.Node, l look) {
	if !w.goOn(minTag) {
		return
	}
	switch n.Type {
	case html.TextNode:
		if !l.isBlank() {
			w.text.write(n.Data)
		}
		return
	case html.ElementNode:
	default:
		return
	}
	e := elementOf(n)
	if e.role == roleDropped || e.gone {
		return
	}
	l, seen := l.seen(e.style)
	if !seen {
		return
	}
	w.element(e, l)
}

func (w *walker) element(e element, l look) {
	switch e.role {
	case roleSection, roleAppendix, roleAbstract:
		w.section(e, l)
	case roleTitle: // its section has read it
	case roleTag:
		w.tag(e, l)
	case roleNote:
		w.note(e, l)
	case roleFormula, roleMathJax:
		w.text.write(w.formula(e, l))
	case roleEquation:
		w.equation(e, l)
	case roleTabular:
		w.tabular(e, l)
	case roleTable:
		w.table(e, l)
	case roleCaption:
		if !l.captioned {
			w.block(e.Node, l, paragraph)
		}
	case roleItem, roleTerm:
		w.item(e, l)
	case roleRunIn:
		w.text.brk(paragraph)
		w.text.glue(w.inline(e.Node, l))
	case roleBlock:
		w.block(e.Node, l, paragraph)
	case roleRow, roleLine:
		w.block(e.Node, l, line)
	case roleCell:
		w.block(e.Node, l, space)
	case roleBreak:
		w.text.brk(line)
	case roleRaised:
		w.shifted(e, l, "^")
	case roleLowered:
		w.shifted(e, l, "_")
	case rolePicture:
		w.picture(e.Node, l)
	default:
		w.children(e.Node, l)
	}
}

// section walks a section under the title among its children.
func (w *walker) section(e element, l look) {
	s := fetch.Section{}
	for child := range e.ChildNodes() {
		if child.Type != html.ElementNode {
			continue
		}
		title := elementOf(child)
		if l, seen := l.seen(title.style); title.role == roleTitle && seen && !title.gone {
			s.Number, s.Title = w.title(title, l)
			break
		}
	}
	if isReferences(s.Title) {
		return
	}
	l.level++
	l.matter = true
	switch e.role {
	case roleAbstract:
		s.Kind, s.Title = fetch.KindAbstract, "Abstract"
	case roleAppendix:
		s.Kind = fetch.KindAppendix
	}
	w.begin(l.level, s)
	w.children(e.Node, l)
	if e.role == roleAbstract { // what follows, before the first section, is not of it
		w.begin(1, fetch.Section{})
	}
	w.text.brk(paragraph)
}

// title returns a section's number and title, each on one line.
func (w *walker) title(e element, l look) (number, title string) {
	w.inTitle, w.number = true, ""
	title = w.inline(e.Node, l)
	w.inTitle = false
	return strings.TrimRight(w.number, ".: "), title
}

func (w *walker) tag(e element, l look) {
	if w.inTitle {
		w.number = w.inline(e.Node, l)
		return
	}
	w.children(e.Node, l)
}

// inline returns an element's text on one line.
func (w *walker) inline(n *html.Node, l look) string {
	outer := w.text
	w.text = text{widest: space}
	w.children(n, l)
	inner := ""
	if w.goOn(len(w.text.buf)) {
		inner = w.text.take()
	}
	w.text = outer
	return inner
}

// note writes a footnote where it stands. Marks, and notes on the authors and
// the publication, are left out.
func (w *walker) note(e element, l look) {
	isFootnote := e.has("ltx_role_footnote") || e.has("ltx_role_footnotetext") || e.has("ltx_role_endnote")
	if !isFootnote || !l.matter || w.inTitle {
		return
	}
	if note := w.inline(e.Node, l); note != "" {
		w.text.brk(space)
		w.text.write("(Footnote: " + note + ")")
	}
}

func (w *walker) formula(e element, l look) string {
	switch {
	case e.text == "":
		return w.inline(e.Node, l)
	case l.isBlank() && !strings.Contains(e.text, "color"): // it has none of its own
		return ""
	}
	tex := shownTeX(e.text, l.ground)
	if w.inShow {
		return dollars(tex)
	}
	return formula(tex)
}

// equation writes displayed formulas, a row a line.
func (w *walker) equation(e element, l look) {
	outer := w.inShow
	w.inShow = true
	defer func() { w.inShow = outer }()
	w.text.brk(paragraph)
	rows := w.rowsOf(e.Node, l)
	if len(rows) == 0 {
		rows = append(rows, e.Node)
	}
	for _, row := range rows {
		w.text.brk(line)
		w.text.write(strings.ReplaceAll(w.inline(row, l), "$ $", " ")) // the parts of an aligned formula
	}
	w.text.brk(paragraph)
}

// item writes an item of a list, on a line of its own, behind its tag.
func (w *walker) item(e element, l look) {
	l.item = true
	w.text.brk(line)
	switch {
	case e.DataAtom == atom.Dt || e.role == roleTerm:
		w.text.glue(w.inline(e.Node, l))
		return
	case e.DataAtom == atom.Dd:
		w.children(e.Node, l)
		w.text.brk(line)
		return
	}
	mark := "-"
	for child := range e.ChildNodes() {
		if child.Type != html.ElementNode {
			continue
		}
		tag := elementOf(child)
		if tag.role != roleTag {
			break
		}
		if text := w.inline(child, l); text != "" && text != "•" && text != "–" && text != "∙" {
			mark = text
		}
	}
	w.text.glue(mark)
	for child := range e.ChildNodes() {
		if child.Type == html.ElementNode && elementOf(child).role == roleTag {
			continue
		}
		w.walk(child, l)
	}
	w.text.brk(line)
}

// shifted writes a superscript or a subscript: 10^6, but 1st.
func (w *walker) shifted(e element, l look, mark string) {
	s := w.inline(e.Node, l)
	switch s {
	case "":
		return
	case "st", "nd", "rd", "th", "∗", "*", "†", "‡", "®", "™":
		mark = ""
	}
	w.text.write(mark + s)
}

// picture writes the longer texts inside a drawing: boxes that LaTeXML draws
// around prose. The labels of a diagram make no sense by themselves.
func (w *walker) picture(n *html.Node, l look) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type != html.ElementNode:
		case c.Data != "foreignObject":
			if w.goOn(minTag) {
				w.picture(c, l)
			}
		default:
			before, sections := w.text, len(w.out.sections)
			w.block(c, l, paragraph)
			isLabel := len(w.text.buf) >= len(before.buf) && !isProse(w.text.buf[len(before.buf):])
			if isLabel && len(w.out.sections) == sections { // no section has begun
				w.text = before
			}
		}
	}
}

// isProse reports whether a text is longer than a label.
func isProse(s []byte) bool {
	const prose = 40 // characters
	s = bytes.TrimSpace(s)
	return utf8.RuneCount(s[:min(len(s), prose*utf8.UTFMax)]) >= prose
}
