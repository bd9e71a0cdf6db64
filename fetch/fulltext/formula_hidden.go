package fulltext

import (
	"regexp"
	"strings"
)

// hiding is a command of TeX that may hide what follows, with the colour model
// and the colour where it takes them.
var hiding = regexp.MustCompile(`\\(?:([hv]?phantom|mathphantom)\b|((?:text|math)?color)\s*(?:\[(\w+)\])?\s*\{([^{}]*)\})\s*`)

// shownTeX returns a formula's TeX without what no reader sees of it: phantoms,
// which are blank, and what has the colour of the ground that it stands on.
func shownTeX(tex string, ground color) string {
	if !strings.Contains(tex, "phantom") && !strings.Contains(tex, "color") {
		return tex
	}
	var b strings.Builder
	for {
		m := hiding.FindStringSubmatchIndex(tex)
		if m == nil {
			b.WriteString(tex)
			return b.String()
		}
		part := func(n int) string {
			if m[2*n] < 0 {
				return ""
			}
			return tex[m[2*n]:m[2*n+1]]
		}
		rest := tex[m[1]:]
		isHidden := part(1) != "" || texColor(part(3), part(4)).isLike(ground)
		if !isHidden {
			b.WriteString(tex[:m[1]])
			tex = rest
			continue
		}
		b.WriteString(tex[:m[0]])
		if part(2) == "color" { // up to the end of the group around, or another colour
			reach := len(rest)
			if next := hiding.FindStringIndex(rest); next != nil {
				reach = next[0]
			}
			tex = rest[groupEnd(rest[:reach]):]
			continue
		}
		tex = rest
		switch {
		case strings.HasPrefix(rest, "{"):
			tex = strings.TrimPrefix(rest[1+groupEnd(rest[1:]):], "}")
		case rest != "":
			tex = rest[1:]
		}
	}
}

// groupEnd returns where the group that tex is in the middle of ends, at its
// brace, len(tex) where it does not end.
func groupEnd(tex string) int {
	depth := 0
	for i := 0; i < len(tex); i++ {
		switch tex[i] {
		case '\\':
			i++
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return len(tex)
}

// texColor reads a colour of the xcolor package.
func texColor(model, value string) color {
	value = strings.ToLower(strings.TrimSpace(value))
	switch model {
	case "":
		name, mix, _ := strings.Cut(value, "!") // white!95!black
		if n, _, ok := length(mix); ok && n < 100*almostWhite/255 && mix != "" {
			return unknown
		}
		c, _ := colorOf(name)
		return c
	case "HTML":
		c, _ := hexColor(value)
		return c
	}
	var parts []int
	for part := range strings.SplitSeq(value, ",") {
		n, _, ok := length(strings.TrimSpace(part))
		if !ok {
			return unknown
		}
		if model != "RGB" {
			n *= 255
		}
		parts = append(parts, int(n))
	}
	switch {
	case len(parts) == 3 && (model == "rgb" || model == "RGB"):
		return color{r: parts[0], g: parts[1], b: parts[2]}
	case len(parts) == 1 && model == "gray":
		return color{r: parts[0], g: parts[0], b: parts[0]}
	case len(parts) == 4 && model == "cmyk":
		return color{r: 255 - parts[0] - parts[3], g: 255 - parts[1] - parts[3], b: 255 - parts[2] - parts[3]}
	}
	return unknown
}
