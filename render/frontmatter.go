package render

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// plain is a scalar that Ruby's Psych, Go's YAML and Hugo read as the string it
// shows, unless it is a keyword.
var plain = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// isKeyword reports whether YAML 1.1 gives s a meaning of its own
// (https://yaml.org/type/bool.html and null.html).
func isKeyword(s string) bool {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return true
	}
	return false
}

// appendScalar appends s, unquoted where that is safe.
func appendScalar(b []byte, s string) []byte {
	if plain.MatchString(s) && !isKeyword(s) {
		return append(b, s...)
	}
	return appendQuoted(b, s)
}

// appendQuoted appends s as a JSON string that is also a double-quoted scalar
// of YAML 1.1: what YAML calls unprintable is escaped.
func appendQuoted(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			b = append(b, '\\', byte(r))
		case !isPrintable(r):
			b = fmt.Appendf(b, `\u%04X`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// isPrintable reports whether r may stand as it is in a YAML 1.1 scalar on one
// line (https://yaml.org/spec/1.1/#c-printable). All that may not is below
// U+10000.
func isPrintable(r rune) bool {
	switch {
	case 0x20 <= r && r < 0x7F, 0xAC00 <= r && r < 0xD7A4: // most of a post: ASCII, Hangul
		return true
	case r < 0x20, 0x7F <= r && r < 0xA0, r == 0x2028, r == 0x2029, r == 0xFEFF, r == 0xFFFE, r == 0xFFFF:
		return false
	}
	return true
}

// appendSequence appends a flow sequence of scalars.
func appendSequence(b []byte, items []string) []byte {
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = appendScalar(b, line(item))
	}
	return append(b, ']')
}

// fence stands before and after the front matter.
const fence = "---"

// readHead reads the front matter at the head of lines, or a plain page's title,
// and returns where the body begins. A page without either is all body.
func (p *Page) readHead(lines []string) int {
	if len(lines) > 1 && lines[0] != "" && lines[0] != fence && underline.MatchString(lines[1]) {
		p.FrontMatter.Title = text(lines[0])
		return 2
	}
	return p.readFrontMatter(lines)
}

// underline makes the line before it a title.
var underline = regexp.MustCompile(`^=+$`)

// readFrontMatter reads the front matter.
func (p *Page) readFrontMatter(lines []string) int {
	if lines[0] != fence {
		p.headless = true
		p.fault(1, RuleFrontMatter, "the post does not begin with front matter, which is fenced by ---")
		return 0
	}
	end := slices.Index(lines[1:], fence) + 1
	if end == 0 {
		p.fault(1, RuleFrontMatter, "the front matter has no end; close it with ---")
		return 1
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(strings.Join(lines[1:end], "\n")), &root); err != nil {
		p.fault(1, RuleFrontMatter, "the front matter is no YAML")
		return end + 1
	}
	if len(root.Content) != 1 || root.Content[0].Kind != yaml.MappingNode {
		p.fault(1, RuleFrontMatter, "the front matter holds no keys")
		return end + 1
	}
	p.takeFrontMatter(root.Content[0].Content)
	return end + 1
}

// takeFrontMatter takes the values of a mapping's pairs.
func (p *Page) takeFrontMatter(pairs []*yaml.Node) {
	f := &p.FrontMatter
	for i := 0; i+1 < len(pairs); i += 2 {
		value := pairs[i+1]
		switch pairs[i].Value {
		case "layout":
			f.Layout = value.Value
		case "title":
			f.Title = value.Value
			if value.Style == 0 && strings.HasSuffix(value.Value, `"`) {
				p.fault(value.Line+1, RuleFrontMatter, "the title has lost its opening quotation mark")
			}
		case "date":
			f.Date = value.Value
		case "tags":
			f.Tags = values(value)
		case "categories":
			f.Categories = values(value)
		}
	}
	for _, key := range [...]struct{ name, value string }{{"layout", f.Layout}, {"title", f.Title}, {"date", f.Date}} {
		if key.value == "" && !(key.name == "layout" && strings.Contains(f.Date, "T")) { // Hugo's needs none
			p.fault(1, RuleFrontMatter, "the front matter has no "+key.name)
		}
	}
}

// values returns the scalars of a sequence, or the one of a scalar.
func values(node *yaml.Node) []string {
	if node.Kind == yaml.ScalarNode {
		return strings.Fields(node.Value)
	}
	var all []string
	for _, item := range node.Content {
		all = append(all, item.Value)
	}
	return all
}
