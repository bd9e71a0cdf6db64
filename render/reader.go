package render

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"dailypapers/fetch"
	"dailypapers/summarize"
)

// reader reads the body of a page line by line.
type reader struct {
	page         Page
	paper        *PagePaper         // the one being read, nil before the first
	section      int                // index in sections, or one of the following
	met          [len(sections)]int // on which line the paper's sections begin, 0: not met
	waiting      bool               // under 요약 대기
	before, last int                // the last two lines that are not blank
	strays       strays
}

// strays are lines in a row that have no place, for one reason. They are one fault.
type strays struct {
	from, to int
	fault    int // its index
	what     string
}

const (
	introduction   = 0
	noSection      = -1 // between a title and its first heading
	unknownSection = -2
)

// numbered is the beginning of a paper's title.
var numbered = regexp.MustCompile(`^(\d{1,6})\.\s+`)

// line reads one line of the body; at is its number in the file.
func (r *reader) line(at int, s string) {
	if s == "" {
		return
	}
	r.before, r.last = r.last, at
	switch {
	case strings.HasPrefix(s, "# "):
		r.title(at, strings.TrimSpace(s[2:]))
	case strings.HasPrefix(s, "## "):
		r.heading(at, strings.TrimSpace(s[3:]))
	case r.waiting:
		r.waitingPaper(at, s)
	case r.paper == nil:
		r.stray(at, "belongs to no paper")
	case r.section == noSection:
		r.alphaxiv(at, s)
	case r.section == unknownSection: // told by its heading
	case sections[r.section].field == "":
		r.labelled(at, s)
	default:
		r.sentence(at, s)
	}
}

func (r *reader) title(at int, s string) {
	r.endPaper()
	if s == waitingTitle {
		r.waiting = true
		return
	}
	if r.waiting {
		r.page.fault(at, RuleHeading, "a paper stands after the papers that wait; move it before # "+waitingTitle)
	}
	r.waiting = false
	paper := PagePaper{Lines: map[summarize.Field]int{}}
	if m := numbered.FindStringSubmatch(s); m != nil {
		paper.Number, _ = strconv.Atoi(m[1]) // at most six digits, by the pattern
		s = s[len(m[0]):]
	}
	paper.PageLink = r.link(at, s)
	r.paper, r.section, r.met = &paper, noSection, [len(sections)]int{}
}

// stray tells of a line that has no place, together with those before it.
func (r *reader) stray(at int, what string) {
	if r.strays.to > 0 && r.strays.to == r.before && r.strays.what == what {
		r.strays.to = at
		r.page.faults[r.strays.fault].Text = fmt.Sprintf("each line from %d to %d %s", r.strays.from, at, what)
		return
	}
	r.strays = strays{from: at, to: at, fault: len(r.page.faults), what: what}
	r.page.fault(at, RuleStray, "this line "+what)
}

// link reads a title that is a link, and says so where it is none.
func (r *reader) link(at int, s string) PageLink {
	title, target, ok := splitLink(s)
	if !ok {
		r.page.fault(at, RuleTitle, "the title is no link; write [title](https://arxiv.org/abs/…)")
		return PageLink{Title: text(s), Line: at}
	}
	found := PageLink{Title: text(title), Link: target, Line: at}
	found.ID, _ = absID(target)
	switch want := abs(found.ID); {
	case found.ID.IsZero():
		r.page.fault(at, RuleLink, "the title leads to no paper on arXiv; write "+absPrefix+"… with its id")
	case target != want:
		r.page.fault(at, RuleLink, "the title leads to "+target+"; write "+want)
	}
	if found.Title == "" {
		r.page.fault(at, RuleTitle, "the title is empty")
	}
	return found
}

// splitLink splits [title](target) and nothing else, at the bracket that closes
// the first one.
func splitLink(s string) (title, target string, ok bool) {
	if !strings.HasPrefix(s, "[") || !strings.HasSuffix(s, ")") {
		return "", "", false
	}
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '[':
			depth++
		case ']':
			if depth--; depth > 0 {
				continue
			}
			if !strings.HasPrefix(s[i:], "](") {
				return "", "", false
			}
			return s[1:i], s[i+2 : len(s)-1], true
		}
	}
	return "", "", false
}

// absPath is the address of a paper's page on arXiv, in the forms that older
// posts use.
var absPath = regexp.MustCompile(`^https?://(?:www\.|export\.)?arxiv\.org/abs/(.+)$`)

func absID(target string) (fetch.ArxivID, bool) {
	m := absPath.FindStringSubmatch(target)
	if m == nil {
		return fetch.ArxivID{}, false
	}
	id, err := fetch.ParseArxivID(m[1])
	return id, err == nil
}

func (r *reader) waitingPaper(at int, s string) {
	item, ok := strings.CutPrefix(s, "- ")
	if !ok {
		r.stray(at, "is no list item, and nothing else stands under # "+waitingTitle)
		return
	}
	r.page.Waiting = append(r.page.Waiting, r.link(at, strings.TrimSpace(item)))
}

// alphaxiv reads what stands between a paper's title and its first heading.
func (r *reader) alphaxiv(at int, s string) {
	label, target, ok := splitLink(strings.TrimSpace(strings.TrimPrefix(s, ">")))
	if !ok || label != "Alphaxiv" || r.paper.Alphaxiv != "" {
		r.stray(at, "stands under no heading")
		return
	}
	r.paper.Alphaxiv = target
	if id := r.paper.ID; !id.IsZero() && !strings.HasSuffix(target, "/overview/"+id.Base().String()) {
		r.page.fault(at, RuleAlphaxiv, "the Alphaxiv link leads to another paper")
	}
}

func (r *reader) heading(at int, name string) {
	if r.paper == nil {
		r.page.fault(at, RuleHeading, "the heading "+strconv.Quote(name)+" belongs to no paper")
		return
	}
	r.section = unknownSection
	for i := range sections {
		if sections[i].name == name {
			r.section = i
		}
	}
	switch {
	case r.section == unknownSection:
		r.page.fault(at, RuleHeading, "the heading "+strconv.Quote(name)+" is none of the post")
	case r.met[r.section] > 0:
		r.page.fault(at, RuleHeading, "the heading "+name+" stands on line "+strconv.Itoa(r.met[r.section])+" already")
	default:
		if later, ok := r.metAfter(r.section); ok {
			r.page.fault(at, RuleHeading, "the heading "+name+" stands after "+sections[later].name+"; its place is before it")
		}
		r.met[r.section] = at
	}
}

// metAfter returns the first section that belongs after one and was met.
func (r *reader) metAfter(section int) (int, bool) {
	for i := section + 1; i < len(sections); i++ {
		if r.met[i] > 0 {
			return i, true
		}
	}
	return 0, false
}

// missing tells the headings that the paper lacks: where one stands that belongs
// after it, or at the title.
func (r *reader) missing() {
	if r.met == [len(sections)]int{} {
		var names []string
		for _, section := range sections {
			names = append(names, section.name)
		}
		r.page.fault(r.paper.Line, RuleHeading, "none of the headings is there: "+strings.Join(names, ", "))
		return
	}
	for i, section := range sections {
		if r.met[i] > 0 {
			continue
		}
		at := r.paper.Line
		for _, later := range r.met[i+1:] {
			if later > 0 && (at == r.paper.Line || later < at) {
				at = later
			}
		}
		r.page.fault(at, RuleHeading, "the heading "+section.name+" is missing")
	}
}

// label is the beginning of a line of the introduction.
var label = regexp.MustCompile(`^- ([\p{L}]{1,20}):(?:\s+|$)`)

// labelled reads a line of the introduction.
func (r *reader) labelled(at int, s string) {
	m := label.FindStringSubmatch(s)
	if m == nil {
		r.page.fault(at, RuleLabel, "the line has no label; begin it with - Goal:, - Motivation: or - Contribution:")
		return
	}
	for _, known := range labels {
		switch m[1] {
		case known.name:
		case known.korean:
			r.page.fault(at, RuleLabel, "the label "+m[1]+" should be "+known.name)
		default:
			continue
		}
		if _, twice := r.paper.Lines[known.field]; twice {
			r.page.fault(at, RuleLabel, "the label "+m[1]+" stands twice")
			return
		}
		r.put(at, known.field, s[len(m[0]):])
		return
	}
	r.page.fault(at, RuleLabel, "the label "+strconv.Quote(m[1])+" is none of Goal, Motivation and Contribution")
}

// sentence reads a line of a section that is one field.
func (r *reader) sentence(at int, s string) {
	for _, bullet := range []string{"- ", "* ", "+ "} {
		if rest, ok := strings.CutPrefix(s, bullet); ok {
			r.page.fault(at, RuleBullet, "a list stands where one sentence a line should")
			s = strings.TrimSpace(rest)
		}
	}
	r.put(at, sections[r.section].field, s)
}

// put adds one line to a field: a sentence more for the method, more words for
// any other.
func (r *reader) put(at int, field summarize.Field, s string) {
	if _, ok := r.paper.Lines[field]; !ok {
		r.paper.Lines[field] = at
	}
	if s = text(s); s == "" {
		return
	}
	sentences := r.paper.Summary.Sentences(field)
	if field != summarize.Method && len(sentences) > 0 {
		s = sentences[0] + " " + s
		sentences = nil
	}
	r.paper.Summary.Set(field, append(sentences, s)...)
}

// endPaper closes the paper being read.
func (r *reader) endPaper() {
	if r.paper == nil {
		return
	}
	r.missing()
	for _, label := range labels {
		if _, ok := r.paper.Lines[label.field]; !ok && r.met[introduction] > 0 {
			r.page.fault(r.paper.Line, RuleLabel, "the label "+label.name+" is missing")
		}
	}
	if r.paper.Alphaxiv == "" {
		r.page.fault(r.paper.Line, RuleAlphaxiv, "the Alphaxiv link is missing")
	}
	r.page.Papers = append(r.page.Papers, *r.paper)
	r.paper = nil
}
