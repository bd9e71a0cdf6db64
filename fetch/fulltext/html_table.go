package fulltext

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The most that a cell may span, the most cells in a row, and the most bytes that
// all spanning cells of a page may add by standing in every row and column: what
// is beyond is no table but an attack.
const (
	maxSpan   = 64
	maxCells  = 256
	maxSpread = 1 << 20
)

// table writes a table under its caption, both in one paragraph.
func (w *walker) table(e element, l look) {
	captions := w.find(e.Node, l, nil, func(e element) bool { return e.role == roleCaption })
	if l.captioned || len(captions) != 1 {
		w.block(e.Node, l, paragraph)
		return
	}
	w.text.brk(paragraph)
	w.text.write(w.inline(captions[0], l))
	l.captioned = true
	w.text.brk(line)
	w.children(e.Node, l)
	w.text.brk(paragraph)
}

// tabular writes a table: a row a line, cells between bars, and a rule under
// the header. In running text and in a cell it writes plain text.
func (w *walker) tabular(e element, l look) {
	if w.text.widest == space {
		w.block(e.Node, l, space)
		return
	}
	gap := paragraph
	if l.captioned {
		gap = line
	}
	w.text.brk(gap)
	rows := w.grid(e.Node, l)
	header := headerRows(rows)
	for i, row := range rows {
		cells := row.texts(i < header)
		if strings.Join(cells, "") == "" {
			continue
		}
		w.text.brk(line)
		w.text.write(strings.Join(cells, " | "))
		if i == header-1 && len(cells) > 1 {
			w.text.brk(line)
			w.text.write(strings.TrimSuffix(strings.Repeat("--- | ", len(cells)), " | "))
		}
	}
	w.text.brk(paragraph)
}

type cell struct {
	text     string
	columns  int // that it spans, from 1
	rows     int // that it spans, from 1
	isHeader bool
	ruled    bool // a rule stands above it
}

type row []cell

// texts returns the text of every column. A cell of the header is repeated over
// the columns it spans, so that each column has its name.
func (r row) texts(isHeader bool) []string {
	var all []string
	for _, c := range r {
		all = append(all, c.text)
		for range c.columns - 1 {
			if isHeader {
				all = append(all, c.text)
			} else {
				all = append(all, "")
			}
		}
	}
	return all
}

// grid reads the rows of a table. A cell that spans rows stands in each of them.
func (w *walker) grid(n *html.Node, l look) []row {
	var rows []row
	var hanging []cell // by column: what spans into the row to come
	for _, tr := range w.rowsOf(n, l) {
		l, seen := l.seen(elementOf(tr).style)
		if !seen {
			continue
		}
		var r row
		column := 0
		hang := func() {
			for column < len(hanging) && hanging[column].rows > 0 {
				c := hanging[column]
				hanging[column].rows--
				r = append(r, c)
				column += c.columns
			}
		}
		for _, td := range w.cellsOf(tr, l) {
			hang()
			if column >= maxCells {
				break
			}
			c := w.cell(elementOf(td), l)
			r = append(r, c)
			if c.rows > 1 {
				for len(hanging) <= column {
					hanging = append(hanging, cell{})
				}
				hanging[column] = c
				hanging[column].rows--
				hanging[column].ruled = false
			}
			column += c.columns
		}
		hang()
		rows = append(rows, r)
	}
	return rows
}

func (w *walker) cell(e element, l look) cell {
	c := cell{columns: 1, rows: 1}
	for _, a := range e.Attr {
		n, err := strconv.Atoi(a.Val)
		if err != nil || n < 1 {
			continue
		}
		switch a.Key {
		case "colspan":
			c.columns = min(n, maxSpan)
		case "rowspan":
			c.rows = min(n, maxSpan)
		}
	}
	c.isHeader = e.has("ltx_th_column") || e.Parent != nil && e.Parent.Parent != nil && e.Parent.Parent.DataAtom == atom.Thead
	c.ruled = e.has("ltx_border_t") || e.has("ltx_border_tt")
	l, seen := l.seen(e.style)
	if seen && !e.gone && e.role != roleDropped {
		c.text = w.inline(e.Node, l)
	}
	spread := (len(c.text) + len(" | ")) * (c.rows*c.columns - 1)
	if w.spread += spread; w.spread > maxSpread {
		w.spread -= spread
		c.rows, c.columns = 1, 1
	}
	return c
}

// headerRows returns how many rows are a table's header: those that are marked
// so, else those above the first rule, else one.
func headerRows(rows []row) int {
	const most = 4
	marked := slices.IndexFunc(rows, func(r row) bool {
		return slices.ContainsFunc(r, func(c cell) bool { return c.text != "" && !c.isHeader })
	})
	if marked > 0 && marked <= most {
		return marked
	}
	for i := 1; i < len(rows) && i <= most; i++ {
		if !slices.ContainsFunc(rows[i], func(c cell) bool { return !c.ruled }) {
			return i
		}
	}
	if len(rows) > 1 {
		return 1
	}
	return 0
}

// rowsOf returns the rows of a table, not those of tables inside its cells.
func (w *walker) rowsOf(n *html.Node, l look) []*html.Node {
	return w.find(n, l, nil, func(e element) bool { return e.DataAtom == atom.Tr || e.role == roleRow })
}

func (w *walker) cellsOf(tr *html.Node, l look) []*html.Node {
	return w.find(tr, l, nil, func(e element) bool {
		return e.DataAtom == atom.Td || e.DataAtom == atom.Th || e.role == roleCell
	})
}

// find appends the outermost elements below n that match, in order, and looks
// for none in what is not to be seen.
func (w *walker) find(n *html.Node, l look, found []*html.Node, match func(element) bool) []*html.Node {
	for c := range n.ChildNodes() {
		if c.Type != html.ElementNode || !w.goOn(minTag) {
			continue
		}
		e := elementOf(c)
		l, seen := l.seen(e.style)
		switch {
		case !seen, e.gone, e.role == roleDropped:
		case match(e):
			found = append(found, c)
		default:
			found = w.find(c, l, found, match)
		}
	}
	return found
}
