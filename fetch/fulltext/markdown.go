package fulltext

import (
	"bytes"
	"errors"
	"regexp"
	"strings"

	"dailypapers/fetch"
)

var errPaperPage = errors.New("hugging face's own page of the paper, not its text")

// DecodeMarkdown reads Hugging Face's Markdown of a paper into sections, as
// [DecodeHTML] does a page. Where Hugging Face has no text of a paper, it gives
// its own page about the paper as Markdown, with a machine-written summary: that
// is an error.
func DecodeMarkdown(data []byte) (fetch.Document, error) {
	p, err := decodeMarkdown(data)
	return p.document, err
}

var (
	atxHeading    = regexp.MustCompile(`^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$`)
	underline     = regexp.MustCompile(`^ {0,3}(=+|-{2,})[ \t]*$`)
	rule          = regexp.MustCompile(`^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$`)
	listItem      = regexp.MustCompile(`^\s*([-*+•]|\d{1,3}[.)])[ \t]+(.*)$`)
	tableRule     = regexp.MustCompile(`^\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*$`)
	fence         = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	preamble      = regexp.MustCompile(`^(Title|URL Source|Published Time|Number of Pages|Markdown Content):(?:\s+(.*))?$`)
	sectionNumber = regexp.MustCompile(`^((?:Appendix|Section)\s+[A-Z0-9]+(?:\.\d+)*|\d+(?:\.\d+)*|[IVX]+\.|` +
		`[A-Z]\.(?:\d+(?:\.\d+)*)?)[.:]?\s+(.*)$`)
	paperPage = regexp.MustCompile(`(?i)(citing|including) this paper|AI-generated summary|Get this paper in your agent`)

	comment = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)
	image   = regexp.MustCompile(`!\[[^\]]*\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+"[^"]*")?\)`)
	link    = regexp.MustCompile(`\[([^\[\]]*)\]\((?:https?:|#|/|\.|mailto:)[^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+"[^"]*")?\)`)
	// tag is one of HTML's own, its attributes with values: n <N and m> 3 is none.
	tag = regexp.MustCompile(`(?i)</?(?:a|abbr|b|big|blockquote|br|center|cite|code|col|colgroup|dd|del|details|div|dl|dt|em|` +
		`figcaption|figure|font|h[1-6]|hr|i|iframe|img|ins|kbd|li|mark|ol|p|picture|pre|q|s|samp|small|source|span|strike|strong|` +
		`sub|summary|sup|svg|table|tbody|td|tfoot|th|thead|tr|tt|u|ul|var|video)` +
		`(?:\s+[a-z:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*\s*/?>`)
	escapes = strings.NewReplacer(`**`, ``, `\_`, `_`, `\*`, `*`, `\#`, `#`, `\.`, `.`, `\-`, `-`, `\+`, `+`, `\>`, `>`, "\\`", "`")
)

// decodeMarkdown returns, beside an error, what the text tells of its identity.
func decodeMarkdown(data []byte) (page, error) {
	data = bytes.ToValidUTF8(data, []byte("\uFFFD"))
	m := markdown{level: 1}
	lines := strings.Split(comment.ReplaceAllString(string(data), ""), "\n")
	for i := 0; i < len(lines); i++ {
		next := ""
		if i+1 < len(lines) {
			next = lines[i+1]
		}
		if m.line(strings.TrimRight(lines[i], " \t\r"), strings.TrimRight(next, "\r")) {
			i++
		}
	}
	m.flush()
	m.rebase()
	m.out.classify()
	p := page{document: fetch.Document{ID: m.id, Origin: fetch.OriginMarkdown}, title: m.title}
	if m.isPage {
		return p, errPaperPage
	}
	sections, err := checked(m.out.sections)
	p.document.Sections = sections
	return p, err
}

// markdown reads a text line by line.
type markdown struct {
	out     outline
	text    text
	current fetch.Section
	level   int
	id      fetch.ArxivID
	title   string
	skipped int    // level of the section that is left out, 0: none
	code    string // the fence of the code block around, empty: none
	started bool   // whether the text has begun, after the preamble
	isPage  bool   // whether it is a page about the paper
}

// line reads one line, and says whether it has used up the next one too.
func (m *markdown) line(s, next string) (both bool) {
	mark := fence.FindString(s)
	switch mark = strings.TrimLeft(mark, " "); {
	case mark != "" && m.code == "":
		m.code = mark
		m.text.brk(paragraph)
		return false
	case mark != "" && strings.HasPrefix(mark, m.code) && strings.TrimSpace(s) == mark: // as long as the first, or longer
		m.code = ""
		m.text.brk(paragraph)
		return false
	case m.code != "":
		m.write(line, s)
		return false
	}
	if !m.started {
		if field := preamble.FindStringSubmatch(s); field != nil {
			m.preamble(field[1], field[2])
			return false
		}
		m.started = s != "" && s != "---"
	}
	switch {
	case strings.TrimSpace(s) == "":
		m.text.brk(paragraph)
	case atxHeading.MatchString(s):
		h := atxHeading.FindStringSubmatch(s)
		m.heading(len(h[1]), plain(h[2]))
	case strings.HasPrefix(strings.TrimSpace(s), "|"):
		m.row(s)
	case rule.MatchString(s):
		m.text.brk(paragraph)
	case underline.MatchString(next) && !listItem.MatchString(s) && m.text.rested():
		level := 2
		if strings.Contains(next, "=") {
			level = 1
		}
		m.heading(level, plain(s))
		return true
	case listItem.MatchString(s):
		item := listItem.FindStringSubmatch(s)
		mark := item[1]
		if len(mark) == 1 || mark == "•" {
			mark = "-"
		}
		m.write(line, mark+" "+plain(item[2]))
	default:
		m.isPage = m.isPage || paperPage.MatchString(s) && len(s) < 100
		m.write(space, plain(strings.TrimPrefix(strings.TrimPrefix(s, "> "), ">")))
	}
	return false
}

func (m *markdown) write(gap gapKind, s string) {
	m.text.brk(gap)
	m.text.write(s)
}

func (m *markdown) preamble(name, value string) {
	switch name {
	case "Title":
		m.title = fetch.Clean(value)
	case "URL Source":
		if found := baseID.FindStringSubmatch(value); found != nil {
			if id, err := fetch.ParseArxivID(found[1]); err == nil {
				m.id = id
			}
		}
	}
}

// row writes a table's row.
func (m *markdown) row(s string) {
	m.text.brk(line)
	cells := strings.Split(strings.Trim(strings.TrimSpace(s), "|"), "|")
	for i, c := range cells {
		cells[i] = plain(strings.TrimSpace(c))
		if tableRule.MatchString(s) {
			cells[i] = "---"
		}
	}
	m.text.write(strings.Join(cells, " | "))
	m.text.brk(line)
}

// heading begins a section. The first heading of level 1 is the paper's title,
// unless it is one that sections have.
func (m *markdown) heading(level int, title string) {
	m.isPage = m.isPage || paperPage.MatchString(title)
	var s fetch.Section
	s.Title = fetch.Clean(title)
	if number := sectionNumber.FindStringSubmatch(s.Title); number != nil {
		s.Number, s.Title = strings.TrimRight(number[1], ".: "), number[2]
	}
	if level == 1 && len(m.out.sections) == 0 && m.current.Title == "" && s.Number == "" && kindOf(s.Title) == fetch.KindOther {
		if m.title == "" {
			m.title = s.Title
		}
		m.text.take()
		return
	}
	if m.skipped > 0 && level > m.skipped {
		return
	}
	if kindOf(s.Title) == fetch.KindAbstract && len(m.out.sections) == 0 && m.current.Title == "" {
		m.text.take() // the authors
	}
	m.flush()
	m.skipped = 0
	if isReferences(s.Title) {
		m.skipped = level
		return
	}
	switch {
	case kindOf(s.Title) == fetch.KindAbstract:
		s.Kind = fetch.KindAbstract
	case strings.HasPrefix(s.Number, "Appendix"):
		s.Kind = fetch.KindAppendix
	}
	m.level, m.current = level, s
}

func (m *markdown) flush() {
	s := m.current
	s.Text = m.text.take()
	if m.skipped == 0 && (s.Title != "" || s.Text != "") {
		m.out.add(m.level, s)
	}
	m.level, m.current = 1, fetch.Section{}
}

// rebase makes the highest heading of a section level 1, and the abstract's too.
func (m *markdown) rebase() {
	top := 6
	for i, s := range m.out.sections {
		if s.Title != "" && s.Kind != fetch.KindAbstract {
			top = min(top, m.out.levels[i])
		}
	}
	for i, s := range m.out.sections {
		m.out.levels[i] = max(m.out.levels[i]-top+1, 1)
		if s.Kind == fetch.KindAbstract {
			m.out.levels[i] = 1
		}
	}
}

// plain returns a line without images, links' addresses, tags and marks.
func plain(s string) string {
	s = image.ReplaceAllString(s, "")
	s = link.ReplaceAllString(s, "$1")
	s = tag.ReplaceAllString(s, "")
	return escapes.Replace(s)
}
