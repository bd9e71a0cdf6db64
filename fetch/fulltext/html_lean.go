package fulltext

import "bytes"

// maxParts is the most tags, attributes and texts that are parsed: half as much
// again as in the densest of the recorded pages, were it of 20 MB. The parsed
// form takes some 100 bytes for each.
const maxParts = 1_800_000

// lean is a page as the parser is to read it, without what no text is made of:
// comments, scripts and their like, the insides of formulas, which repeat what
// their alttext says and are most of many pages, and attributes that nobody
// asks for. Links, emphasis and other formatting are all one element, f, which
// the parser does not open again in every block where the page forgot to close
// it: that lets a few kilobytes grow into gigabytes.
//
// Tags are told from text as the parser of [golang.org/x/net/html] tells them,
// so that what is counted here is what it builds.
type lean struct {
	kept     []byte
	parts    int
	articles int  // open
	whole    bool // whether the page, or its article, has its end
}

// newLean returns a page without what the text has no need of.
func newLean(data []byte) *lean {
	l := &lean{kept: make([]byte, 0, len(data)/2)}
	for len(data) > 0 && l.parts <= maxParts {
		at := bytes.IndexByte(data, '<')
		if at < 0 {
			at = len(data)
		}
		if at > 0 {
			l.parts++
			l.kept = append(l.kept, data[:at]...)
			data = data[at:]
			continue
		}
		data = l.angle(data)
	}
	return l
}

// angle reads what begins with a <, and returns the rest.
func (l *lean) angle(data []byte) []byte {
	switch {
	case len(data) > 1 && isLetter(data[1]), len(data) > 2 && data[1] == '/' && isLetter(data[2]):
		return l.tag(data)
	case bytes.HasPrefix(data, []byte("<!--")):
		return after(data[len("<!"):], "-->")
	case len(data) > 2 && data[1] == '!' && data[2]|0x20 == 'd': // the doctype
		rest := after(data, ">")
		l.kept = append(l.kept, data[:len(data)-len(rest)]...)
		return rest
	case len(data) > 1 && (data[1] == '!' || data[1] == '?' || data[1] == '/'):
		return after(data, ">")
	}
	l.kept = append(l.kept, '<')
	return data[1:]
}

// tag reads a tag, and the insides of an element that goes with all of them. A
// tag without an end is dropped, as the parser drops it.
func (l *lean) tag(data []byte) []byte {
	mark := len(l.kept)
	l.parts++
	l.kept = append(l.kept, '<')
	i := 1
	isEnd := data[i] == '/'
	if isEnd {
		l.kept = append(l.kept, '/')
		i++
	}
	name, i := nameOf(data, i)
	kind := kindOfTag(name)
	if kind == formatting {
		l.kept = append(l.kept, 'f')
	} else {
		l.kept = append(l.kept, name...)
	}
	slash, hasTeX := -1, false
	for {
		if i = skipSpace(data, i); i == len(data) {
			l.kept = l.kept[:mark]
			return nil
		}
		if data[i] == '>' {
			i++
			break
		}
		a := attributeOf(data, i)
		i = a.end
		if a.slash {
			slash = i - 1
		}
		if !isEnd && a.isKept(name) {
			l.parts++
			l.kept = append(append(l.kept, ' '), a.text...)
			hasTeX = hasTeX || string(a.key) == "alttext"
		}
	}
	if slash == i-2 {
		l.kept = append(l.kept, " /"...)
	}
	l.kept = append(l.kept, '>')
	rest := data[i:]
	switch {
	case kind == raw:
		l.kept = l.kept[:mark]
		if !isEnd {
			rest = afterRaw(rest, name)
		}
	case kind == outer:
		l.outline(name, isEnd)
	case hasTeX && string(name) == "math":
		rest = afterFormula(rest)
	}
	return rest
}

// outline notes whether the page has its end.
func (l *lean) outline(name []byte, isEnd bool) {
	switch {
	case !bytes.EqualFold(name, []byte("article")):
		l.whole = l.whole || isEnd
	case !isEnd:
		l.articles++
	case l.articles > 0:
		l.articles--
		l.whole = l.whole || l.articles == 0
	}
}

// attribute is an attribute of a tag as it is written.
type attribute struct {
	key, value []byte // the value with its quotation marks
	text       []byte // both
	slash      bool   // whether a slash stands behind it
	end        int    // in the tag
}

// attributeOf reads the attribute of a tag that begins at i; its key may be
// empty.
func attributeOf(data []byte, i int) attribute {
	begin := i
	for i < len(data) && (data[i] != '=' || i == begin) && !isSpace(data[i]) && data[i] != '/' && data[i] != '>' {
		i++
	}
	a := attribute{key: data[begin:i], text: data[begin:i]}
	if i = skipSpace(data, i); i == len(data) || data[i] != '=' {
		if a.slash = i < len(data) && data[i] == '/'; a.slash {
			i++
		}
		a.end = i
		return a
	}
	i = skipSpace(data, i+1)
	value := i
	switch {
	case i == len(data) || data[i] == '>':
	case data[i] == '"' || data[i] == '\'':
		if end := bytes.IndexByte(data[i+1:], data[i]); end >= 0 {
			i += end + len(`""`)
		} else {
			i = len(data)
		}
	default:
		for i < len(data) && !isSpace(data[i]) && data[i] != '>' {
			i++
		}
	}
	a.value, a.text, a.end = data[value:i], data[begin:i], i
	return a
}

// isKept reports whether the text is made with an attribute of such an element.
func (a attribute) isKept(name []byte) bool {
	switch string(lowered(a.key)) {
	case "class", "style", "alttext", "aria-label", "hidden", "colspan", "rowspan":
		return true
	case "id":
		return bytes.Contains(a.value, []byte("watermark-tr")) || bytes.Contains(a.value, []byte("infobox"))
	case "href":
		return bytes.EqualFold(name, []byte("base"))
	case "color":
		return bytes.EqualFold(name, []byte("font"))
	}
	return false
}

// tagKind is what becomes of a tag on the way to the parser.
type tagKind int

const (
	plainTag   tagKind = iota
	formatting         // is one element with all others
	raw                // goes, with all that is in it
	outer              // tells whether the page is whole
)

// kindOfTag returns what becomes of a tag: the formatting elements of the
// HTML standard, section 13.2.4.3, and the elements without tags inside, 13.1.2.
func kindOfTag(name []byte) tagKind {
	switch string(lowered(name)) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return formatting
	case "script", "style", "title", "textarea", "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp":
		return raw
	case "html", "article":
		return outer
	}
	return plainTag
}

// afterRaw returns what follows the end of an element without tags inside.
func afterRaw(data, name []byte) []byte {
	for {
		data = after(data, "</")
		if len(data) < len(name) {
			return nil
		}
		if found, end := nameOf(data, 0); bytes.EqualFold(found, name) {
			return after(data[end:], ">")
		}
	}
}

// afterFormula returns what follows the insides of a formula. One that is not
// plainly delimited keeps them.
func afterFormula(data []byte) []byte {
	reach := data // up to the next formula, so that the search stays linear
	if next := bytes.Index(data, []byte("<math")); next >= 0 {
		reach = data[:next]
	}
	if end := bytes.Index(reach, []byte("</math>")); end >= 0 {
		return data[end:]
	}
	return data
}

// after returns what stands behind the first of marks, nothing where there is none.
func after(data []byte, mark string) []byte {
	if at := bytes.Index(data, []byte(mark)); at >= 0 {
		return data[at+len(mark):]
	}
	return nil
}

// nameOf returns the name of the tag that begins at i, and its end.
func nameOf(data []byte, i int) (name []byte, end int) {
	begin := i
	for i < len(data) && !isSpace(data[i]) && data[i] != '/' && data[i] != '>' {
		i++
	}
	return data[begin:i], i
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && isSpace(data[i]) {
		i++
	}
	return i
}

// lowered returns a name in small letters, as most are written.
func lowered(name []byte) []byte {
	for _, c := range name {
		if c >= 'A' && c <= 'Z' {
			return bytes.ToLower(name)
		}
	}
	return name
}

func isSpace(c byte) bool  { return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
