package render_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// attacks are texts that do something on a page which takes them for more than
// text: they say their name in a dialog, or ask a host of that name for
// something. They have quotation marks only where kramdown insists, so that
// nothing but the escape of their markup holds them back.
func attacks() map[string]string {
	texts := make(map[string]string)
	for name, text := range map[string]string{
		"script":      `<script>alert(/NAME/)</script>`,
		"onerror":     `<img src="x" onerror="alert(/NAME/)">`,
		"onload":      `<svg onload="alert(/NAME/)"></svg>`,
		"ontoggle":    `<details open ontoggle="alert(/NAME/)">a</details>`,
		"onmouseover": `<b onmouseover="alert(/NAME/)">a</b>`,
		"srcdoc":      `<iframe srcdoc="<script>alert(/NAME/)</script>"></iframe>`,
		"link":        `[a](javascript:alert(/NAME/))`,
		"htmllink":    `<a href="javascript:alert(/NAME/)">a</a>`,
		"breakout":    `a](javascript:alert(/NAME/)) [b`,
		"kramdown":    `*a*{: onmouseover="alert(/NAME/)"}`,
		"nomarkdown":  `{::nomarkdown}<script>alert(/NAME/)</script>{:/}`,
		"liquid":      `{{ "<script>alert(/NAME/)<" | append: "/script>" }}`,
		"liquidtag":   `{% raw %}<script>alert(/NAME/)</script>{% endraw %}`,

		"picture":    `![a](http://NAME.example/a.png)`,
		"img":        `<img src="http://NAME.example/a.png">`,
		"svgimage":   `<svg><image href="http://NAME.example/a.png" width="9" height="9"></image></svg>`,
		"srcscript":  `<script src="http://NAME.example/a.js"></script>`,
		"frame":      `<iframe src="http://NAME.example"></iframe>`,
		"object":     `<object data="http://NAME.example/a.svg"></object>`,
		"embed":      `<embed src="http://NAME.example/a.svg">`,
		"video":      `<video poster="http://NAME.example/a.png"></video>`,
		"audio":      `<audio src="http://NAME.example/a.ogg" preload="auto"></audio>`,
		"stylesheet": `<link rel="stylesheet" href="http://NAME.example/a.css">`,
		"prefetch":   `<link rel="prefetch" href="http://NAME.example/a">`,
		"import":     `<style>@import url(http://NAME.example/a.css);</style>`,
		"background": `<p style="background:url(http://NAME.example/a.png)">a</p>`,
		"attribute":  `*a*{: style="background: url(http://NAME.example/a.png)"}`,
		"font":       `<style>@font-face { font-family: x; src: url(http://NAME.example/a.woff) } b { font-family: x }</style><b>a</b>`,
		"refresh":    `<meta http-equiv="refresh" content="0;url=http://NAME.example">`,
	} {
		texts[name] = strings.ReplaceAll(text, "NAME", name)
	}
	return texts
}

// rawPages are pages of Jekyll with the attacks in headings and paragraphs, and
// without any escape: all of them on one page, but for the one that leaves it.
func rawPages(attacks map[string]string) map[string]string {
	const head = "---\nlayout: post\n---\n"
	pages := map[string]string{"attacks": head, "refresh": head}
	for _, name := range slices.Sorted(maps.Keys(attacks)) {
		page := "attacks"
		if name == "refresh" {
			page = name
		}
		pages[page] += fmt.Sprintf("\n# [%[1]s](https://arxiv.org/)\n\n%[1]s\n", attacks[name])
	}
	return pages
}
