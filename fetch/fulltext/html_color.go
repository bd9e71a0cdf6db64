package fulltext

import (
	"slices"
	"strconv"
	"strings"
)

// color is a colour, red, green and blue of 255 each. It is black where nothing
// tells of it.
type color struct {
	r, g, b   int
	isUnknown bool // what we cannot read, such as an image
}

// almostWhite is as good as white, of 255 in each of red, green and blue.
const almostWhite = 0xF0

var (
	white   = color{r: 255, g: 255, b: 255}
	unknown = color{isUnknown: true}
)

// nearWhite are the names of CSS for what is as good as white.
var nearWhite = []string{
	"white", "snow", "ivory", "floralwhite", "ghostwhite", "mintcream", "azure", "whitesmoke", "seashell", "aliceblue", "honeydew",
}

// isLike reports whether text of one colour cannot be seen on the other.
func (c color) isLike(other color) bool {
	const apart = 0xFF - almostWhite
	return !c.isUnknown && !other.isUnknown &&
		max(c.r-other.r, other.r-c.r, c.g-other.g, other.g-c.g, c.b-other.b, other.b-c.b) <= apart
}

// under returns the ground that an element of such a background stands on.
func (c color) under(background string) color {
	if background == "none" || background == "inherit" || background == "initial" || background == "unset" {
		return c
	}
	top, alpha := colorOf(background)
	for part := range strings.FieldsSeq(background) {
		if next, a := colorOf(part); top.isUnknown && !next.isUnknown && !strings.Contains(background, "url(") {
			top, alpha = next, a
		}
	}
	if alpha <= faint {
		return c
	}
	return top
}

// colorOf reads a colour of CSS in small letters, and its opacity of 1.
func colorOf(value string) (c color, alpha float64) {
	switch {
	case value == "transparent":
		return unknown, 0
	case value == "black":
		return color{}, 1
	case slices.Contains(nearWhite, value):
		return white, 1
	case strings.HasPrefix(value, "#"):
		return hexColor(value[1:])
	}
	name, arguments, ok := strings.Cut(strings.TrimSuffix(value, ")"), "(")
	parts := strings.FieldsFunc(arguments, func(r rune) bool { return r == ',' || r == ' ' || r == '/' })
	if !ok || len(parts) < 3 {
		return unknown, 1
	}
	alpha = 1
	if len(parts) > 3 {
		alpha = share(parts[3], 1)
	}
	switch name {
	case "rgb", "rgba":
		return color{r: int(share(parts[0], 255)), g: int(share(parts[1], 255)), b: int(share(parts[2], 255))}, alpha
	case "hsl", "hsla": // near the ends of its lightness, the hue does not matter
		switch lightness := share(parts[2], 1); {
		case lightness >= almostWhite/255.0:
			return white, alpha
		case lightness <= 1-almostWhite/255.0:
			return color{}, alpha
		}
	}
	return unknown, alpha
}

// share returns a number as it is, a percentage as its share of whole.
func share(value string, whole float64) float64 {
	n, unit, ok := length(value)
	switch {
	case !ok:
		return whole
	case unit == "%":
		return n / 100 * whole
	}
	return n
}

// hexColor reads three, four, six or eight digits.
func hexColor(digits string) (c color, alpha float64) {
	if len(digits) == 3 || len(digits) == 4 {
		doubled := make([]byte, 0, 8)
		for i := range len(digits) {
			doubled = append(doubled, digits[i], digits[i])
		}
		digits = string(doubled)
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	switch {
	case err != nil:
		return unknown, 1
	case len(digits) == 6:
		return color{r: int(n >> 16), g: int(n >> 8 & 0xFF), b: int(n & 0xFF)}, 1
	case len(digits) == 8:
		return color{r: int(n >> 24), g: int(n >> 16 & 0xFF), b: int(n >> 8 & 0xFF)}, float64(n&0xFF) / 255
	}
	return unknown, 1
}
