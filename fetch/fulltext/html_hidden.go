package fulltext

import (
	"strconv"
	"strings"
)

// look is what an element inherits from the elements around it.
type look struct {
	backed    bool // on a background of its own, where white text shows
	matter    bool // in the abstract or a section, not in the front matter
	item      bool // in an item of a list
	captioned bool // in a table whose caption is written already
	level     int  // of the section around, 0: none
}

// seen returns how an element of the given style looks, and false where no
// reader would see its text: not displayed, of no size, or white on white.
func (l look) seen(style string) (look, bool) {
	if style == "" {
		return l, true
	}
	white := false
	for declaration := range strings.SplitSeq(style, ";") {
		name, value, ok := strings.Cut(declaration, ":")
		if !ok {
			continue
		}
		value = strings.ToLower(strings.TrimSpace(strings.Replace(value, "!important", "", 1)))
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "display":
			if value == "none" {
				return l, false
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return l, false
			}
		case "opacity":
			if n, err := strconv.ParseFloat(strings.TrimSuffix(value, "%"), 64); err == nil && n <= 0.05 {
				return l, false
			}
		case "font-size":
			if isTiny(value) {
				return l, false
			}
		case "background", "background-color", "--ltx-bg-color":
			if value != "none" && value != "transparent" && !isWhite(value) {
				l.backed = true
			}
		case "color", "--ltx-fg-color":
			if value == "transparent" {
				return l, false
			}
			white = white || isWhite(value)
		}
	}
	return l, !white || l.backed
}

// isTiny reports whether a size is too small to be read: at most 2 points or
// pixels, or a fifth of the text around. TeX's \tiny is half of it.
func isTiny(size string) bool {
	number := strings.TrimRight(size, "abcdefghijklmnopqrstuvwxyz%")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		return false
	}
	switch size[len(number):] {
	case "%":
		return n <= 20
	case "em", "rem":
		return n <= 0.2
	}
	return n <= 2
}

// almostWhite is as good as white, of 255 in each of red, green and blue.
const almostWhite = 0xF0

// isWhite reports whether a colour is white, or as good as white.
func isWhite(color string) bool {
	if color == "white" || color == "snow" || color == "ivory" {
		return true
	}
	if digits, ok := strings.CutPrefix(color, "#"); ok {
		switch len(digits) {
		case 3:
			digits = digits[:1] + digits[:1] + digits[1:2] + digits[1:2] + digits[2:] + digits[2:]
		case 6, 8:
			digits = digits[:6]
		default:
			return false
		}
		n, err := strconv.ParseUint(digits, 16, 32)
		return err == nil && n>>16 >= almostWhite && n>>8&0xFF >= almostWhite && n&0xFF >= almostWhite
	}
	open := strings.IndexByte(color, '(')
	if open < 0 || !strings.HasPrefix(color, "rgb") {
		return false
	}
	parts := strings.FieldsFunc(color[open:], func(r rune) bool { return strings.ContainsRune("(), /", r) })
	if len(parts) < 3 {
		return false
	}
	for _, part := range parts[:3] {
		if n, err := strconv.Atoi(part); err != nil || n < almostWhite {
			return false
		}
	}
	return true
}
