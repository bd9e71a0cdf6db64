package render_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"dailypapers/render"
)

// validators returns what says whether a feed is valid: libxml2 by the grammar of
// RFC 4287, and a JSON schema of JSON Feed 1.1.
func validators(t *testing.T) (atom, jsonFeed func(feed string) error) {
	t.Helper()
	xmllint := program(t, "xmllint")
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(filepath.Join("testdata", "jsonfeed.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	atom = func(feed string) error {
		command := exec.CommandContext(t.Context(), xmllint, "--noout", "--nonet", "--relaxng", filepath.Join("testdata", "atom.rng"), "-")
		command.Stdin = strings.NewReader(feed)
		if said, err := command.CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %.2000s", err, said)
		}
		return nil
	}
	jsonFeed = func(feed string) error {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(feed))
		if err != nil {
			return err
		}
		return schema.Validate(value)
	}
	return atom, jsonFeed
}

// TestFeedValidators holds that the validators refuse what is wrong.
func TestFeedValidators(t *testing.T) {
	atom, jsonFeed := validators(t)
	root := t.TempDir()
	publish(t, withFeeds(t, root, "_posts", form(), example), full(t), false)
	for _, test := range []struct {
		name     string
		validate func(string) error
		old, new string // in the file, every time
	}{
		{"daily-papers.xml", atom, "<id>", "<id>no address"},
		{"daily-papers.xml", atom, "<name>example.org</name>", ""},
		{"daily-papers.xml", atom, "<updated>2025-", "<updated>25-"},
		{"daily-papers.xml", atom, "<title>Daily Papers</title>", "<title>Daily Papers</title><title>again</title>"},
		{"daily-papers.xml", atom, `<content type="html">`, `<content type="markdown">`},
		{"daily-papers.xml", atom, "</feed>", "<item/></feed>"},
		{"daily-papers.json", jsonFeed, `"id": "tag:`, `"identity": "tag:`},
		{"daily-papers.json", jsonFeed, `"content_html"`, `"content"`},
		{"daily-papers.json", jsonFeed, `"date_published": "2025-`, `"date_published": "25-`},
		{"daily-papers.json", jsonFeed, `"home_page_url": "https:`, `"home_page_url": "`},
	} {
		whole := read(t, root, test.name)
		broken := strings.ReplaceAll(whole, test.old, test.new)
		if broken == whole || test.validate(whole) != nil || test.validate(broken) == nil {
			t.Errorf("%s with %q for %q: %v, whole: %v", test.name, test.new, test.old, test.validate(broken), test.validate(whole))
		}
	}
}

// TestFeedsAreValid asks the validators of both formats about every kind of post.
func TestFeedsAreValid(t *testing.T) {
	atom, jsonFeed := validators(t)
	plain := form()
	plain.Flavor, plain.Title, plain.Tags = render.Plain, "{date} <b>\"&'\u2028]]>", []string{"<a>", "R&D"}
	for name, f := range map[string]render.Form{"jekyll": form(), "plain, without links": plain} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			s := withFeeds(t, root, "posts", f, example)
			for i, entries := range [][]render.Entry{full(t).Entries, {held(number(t, 1), "Math", ordinary()), waiting(number(t, 2), "Later")}, hostileEntries(t)} {
				p := onePost(t, entries...)
				p.Day = p.Day.Add(i)
				publish(t, s, p, false)
			}
			if err := atom(read(t, root, "daily-papers.xml")); err != nil {
				t.Error(err)
			}
			if err := jsonFeed(read(t, root, "daily-papers.json")); err != nil {
				t.Error(err)
			}
		})
	}
}
