package fulltext

import (
	"regexp"
	"strconv"
	"strings"
)

// look is what an element inherits from the elements around it.
type look struct {
	ink, ground color // of the text, and of what it stands on
	matter      bool  // in the abstract or a section, not in the front matter
	item        bool  // in an item of a list
	captioned   bool  // in a table whose caption is written already
	level       int   // of the section around, 0: none
}

// onPaper is how text looks that no style tells of: black on white.
func onPaper() look { return look{ground: white} }

// faint is the most opacity, of 1, that lets nothing be seen.
const faint = 0.05

var cssComment = regexp.MustCompile(`(?s)/\*.*?(?:\*/|$)`)

// isBlank reports whether text has the colour of what it stands on.
func (l look) isBlank() bool { return l.ink.isLike(l.ground) }

// seen returns how an element of the given style looks, and false where no
// reader would see anything of it: not displayed, of no size, cut away, moved off
// the page, or transparent.
func (l look) seen(style string) (look, bool) {
	if style == "" {
		return l, true
	}
	if strings.Contains(style, "/*") {
		style = cssComment.ReplaceAllString(style, "")
	}
	flat, cut := false, false
	for declaration := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, ok := strings.Cut(declaration, ":")
		if !ok {
			continue
		}
		value, _, _ = strings.Cut(value, "!")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		switch name {
		case "background", "background-color", "--ltx-bg-color":
			l.ground = l.ground.under(value)
		case "color", "--ltx-fg-color":
			ink, alpha := colorOf(value)
			if alpha <= faint {
				return l, false
			}
			if value != "inherit" && value != "currentcolor" {
				l.ink = ink
			}
		case "overflow", "overflow-x", "overflow-y":
			cut = cut || value == "hidden" || value == "clip"
		case "width", "height", "max-width", "max-height":
			n, _, ok := length(value)
			flat = flat || ok && n <= 0
		default:
			if hides(name, value) {
				return l, false
			}
		}
	}
	return l, !flat || !cut
}

// hides reports whether a declaration alone lets nothing be seen. LaTeXML scales
// and moves tables by hundreds of points, and nothing out of sight.
func hides(name, value string) bool {
	const away = -3000 // in any unit
	switch name {
	case "display":
		return value == "none"
	case "visibility":
		return value == "hidden" || value == "collapse"
	case "opacity":
		n, _, ok := length(value)
		return ok && n <= faint
	case "font-size":
		return isTiny(value)
	case "font":
		for part := range strings.FieldsSeq(value) {
			size, _, isSize := strings.Cut(part, "/")
			if _, unit, ok := length(size); ok && (isSize || unit != "") && isTiny(size) {
				return true
			}
		}
	case "clip":
		return value != "auto"
	case "clip-path":
		return value != "none"
	case "left", "right", "top", "bottom", "text-indent", "margin-left", "margin-right", "margin-top", "margin":
		n, _, ok := length(value)
		return ok && n <= away/3
	case "transform", "filter":
		for _, call := range cssCall.FindAllStringSubmatch(value, -1) {
			n, _, ok := length(call[2])
			switch {
			case !ok:
			case strings.HasPrefix(call[1], "scale"), call[1] == "opacity":
				if n <= faint && n >= 0 {
					return true
				}
			case strings.HasPrefix(call[1], "translate") && n <= away:
				return true
			}
		}
	}
	return false
}

// cssCall is a function and the first of its arguments.
var cssCall = regexp.MustCompile(`([a-z0-9]+)\(\s*([^\s,()]+)`)

// length returns a number and its unit.
func length(value string) (n float64, unit string, ok bool) {
	number := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz%")
	n, err := strconv.ParseFloat(number, 64)
	return n, value[len(number):], err == nil
}

// isTiny reports whether a size is too small to be read: at most 2 points or
// pixels, or a fifth of the text around. TeX's \tiny is half of it.
func isTiny(size string) bool {
	n, unit, ok := length(size)
	switch {
	case !ok:
		return false
	case unit == "%":
		return n <= 20
	case unit == "em", unit == "rem":
		return n <= 0.2
	}
	return n <= 2
}
