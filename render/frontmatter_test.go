package render_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"dailypapers/render"
)

// frontMatters are forms whose title, tags and categories are as awkward as a
// configuration can make them.
func frontMatters() []render.Form {
	forms := []render.Form{form()}
	for _, s := range append([]string{
		"yes", "No", "ON", "off", "true", "null", "Null", "y", "N", "~", "1", "1.0", "0x1F", "1e3", "2025-10-06", "12:30:45", "Infinity",
		".inf", "generative AI", "a-b_c", "-a", "a:", "a: b", "a #b", "한국어", "[a]", "{a}", "a, b", `\`, `"`, "'", "=", "<<", "%", "@a",
		"{date}", "Papers of {date}", strings.Repeat("길", 2000),
	}, fragments...) {
		if folded(s) == "" {
			continue
		}
		f := form()
		f.Title, f.Layout, f.Tags, f.Categories = s, "post", []string{s, "papers", s}, []string{s}
		forms = append(forms, f)
	}
	return forms
}

type values struct {
	Layout, Title    string
	Tags, Categories []string
}

func wanted(f render.Form) values {
	v := values{Layout: f.Layout, Title: folded(strings.ReplaceAll(f.Title, "{date}", "2025-10-06"))}
	for _, tag := range f.Tags {
		v.Tags = append(v.Tags, folded(tag))
	}
	for _, category := range f.Categories {
		v.Categories = append(v.Categories, folded(category))
	}
	return v
}

// frontMatterOf returns what stands between the fences.
func frontMatterOf(t testing.TB, f render.Form) string {
	t.Helper()
	if err := f.Validate(); err != nil {
		t.Fatalf("%q: %v", f.Title, err)
	}
	post := string(f.Markdown(onePost(t)))
	text, ok := strings.CutPrefix(post, "---\n")
	if !ok {
		t.Fatalf("no front matter in %q", post)
	}
	text, _, ok = strings.Cut(text, "\n---\n")
	if !ok {
		t.Fatalf("no end of the front matter in %q", post)
	}
	return text
}

func TestFrontMatterInGo(t *testing.T) {
	for _, f := range frontMatters() {
		text := frontMatterOf(t, f)
		var got values
		if err := yaml.Unmarshal([]byte(text), &got); err != nil {
			t.Errorf("%v\nin %s", err, text)
			continue
		}
		if diff := diff(wanted(f), got); diff != "" {
			t.Errorf("front matter (-want +got):\n%s", diff)
		}
		page, err := render.ParseMarkdown(f.Markdown(onePost(t)))
		if err != nil {
			t.Fatal(err)
		}
		fm := page.FrontMatter
		if diff := diff(wanted(f), values{fm.Layout, fm.Title, fm.Tags, fm.Categories}); diff != "" {
			t.Errorf("our own parser (-want +got):\n%s", diff)
		}
	}
}

// TestFrontMatterInRuby asks Psych, which Jekyll uses, in one process. Untyped
// decoding shows whether a tag is still a string.
func TestFrontMatterInRuby(t *testing.T) {
	ruby := program(t, "ruby")
	var texts []string
	for _, f := range frontMatters() {
		texts = append(texts, frontMatterOf(t, f))
	}
	question, err := json.Marshal(texts)
	if err != nil {
		t.Fatal(err)
	}
	const script = `
		require "yaml"; require "json"; require "date"
		texts = JSON.parse(STDIN.read)
		puts JSON.generate(texts.map { |t|
			begin
				YAML.safe_load(t, permitted_classes: [Date, Time])
			rescue => e
				{"error" => e.message}
			end
		})`
	command := exec.CommandContext(t.Context(), ruby, "-Ku", "-e", script)
	command.Stdin = strings.NewReader(string(question))
	answer, err := command.Output()
	if err != nil {
		t.Fatalf("ruby: %v", err)
	}
	var found []map[string]any
	if err := json.Unmarshal(answer, &found); err != nil {
		t.Fatal(err)
	}
	for i, f := range frontMatters() {
		want := wanted(f)
		got := map[string]any{"title": found[i]["title"], "tags": found[i]["tags"], "categories": found[i]["categories"]}
		if diff := diff(map[string]any{"title": want.Title, "tags": untyped(want.Tags), "categories": untyped(want.Categories)}, got); diff != "" {
			t.Errorf("Psych (-want +got):\n%s%v\nin %s", diff, found[i]["error"], texts[i])
		}
	}
}

func untyped(all []string) []any {
	list := []any{}
	for _, s := range all {
		list = append(list, s)
	}
	return list
}
