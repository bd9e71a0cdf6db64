package render_test

import (
	"bytes"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	nethtml "golang.org/x/net/html"

	"dailypapers/render"
)

// TestPlain holds what readers of CommonMark make of a plain post against what
// went in: goldmark with all that it can, and GitHub's own reader, where it is
// installed.
func TestPlain(t *testing.T) {
	everything := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.Typographer, extension.Footnote, extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithAttribute(), parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(html.WithUnsafe()))
	readers := map[string]func(t *testing.T, post []byte) []byte{
		"goldmark": func(t *testing.T, post []byte) []byte {
			var page bytes.Buffer
			if err := everything.Convert(post, &page); err != nil {
				t.Fatal(err)
			}
			return page.Bytes()
		},
		"github": func(t *testing.T, post []byte) []byte {
			command := exec.CommandContext(t.Context(), program(t, "cmark-gfm"), "--unsafe", "--smart", "--strikethrough-double-tilde",
				"-e", "table", "-e", "strikethrough", "-e", "autolink", "-e", "tasklist", "-e", "footnotes")
			if !strings.Contains(string(post), "~~") {
				command.Args = slices.DeleteFunc(command.Args, func(s string) bool { return s == "--strikethrough-double-tilde" })
			}
			command.Stdin = bytes.NewReader(post)
			page, err := command.Output()
			if err != nil {
				t.Fatalf("cmark-gfm: %v", err)
			}
			return page
		},
	}
	f := form()
	f.Flavor = render.Plain
	f.Title = "1. *Papers* <b>of</b> {date} ~~~ https://example.com a@b.cd :smile:"
	entries := hostileEntries(t)
	for name, read := range readers {
		t.Run(name, func(t *testing.T) {
			for chunk := range slices.Chunk(append(entries, mathPost(t, "2025-10-06").Entries...), 400) {
				post := onePost(t, chunk...)
				page, err := nethtml.Parse(bytes.NewReader(read(t, f.Markdown(post))))
				if err != nil {
					t.Fatal(err)
				}
				body := page.FirstChild.LastChild
				want := append([]string{`<h1>"` + strings.ReplaceAll(f.Title, "{date}", "2025-10-06") + `"</h1>`}, shown(post)...)
				comparePage(t, want, body)
			}
			page, err := nethtml.Parse(bytes.NewReader(read(t, f.Markdown(mathPost(t, "2025-10-06")))))
			if err != nil {
				t.Fatal(err)
			}
			if diff := diff(mathOf(), typeset(page)); diff != "" {
				t.Errorf("the formulas that MathJax sets (-want +got):\n%s", diff)
			}
		})
	}
}
