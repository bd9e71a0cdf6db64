package prompts_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dailypapers/prompts"
)

func load(t *testing.T, dir string) *prompts.Set {
	t.Helper()
	set, err := prompts.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// folder returns a folder of prompts with the given files.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestDirectoryReplacesFileByFile(t *testing.T) {
	builtIn := load(t, "")
	own := load(t, folder(t, map[string]string{
		"system.tmpl": "짧게 {{.MaxLength}}자로 답한다.\n",
		"README.md":   "no prompt",
	}))

	got, err := own.System(prompts.System{MaxLength: 7})
	if err != nil || got != "짧게 7자로 답한다." {
		t.Errorf("System = %q, %v", got, err)
	}
	again, err := own.Again(prompts.Again{})
	want, _ := builtIn.Again(prompts.Again{})
	if err != nil || again != want {
		t.Errorf("a file that was not replaced changed to %q, %v", again, err)
	}
	if own.Hash() == builtIn.Hash() {
		t.Error("the hash does not tell the sets apart")
	}
	if other := load(t, t.TempDir()); other.Hash() != builtIn.Hash() {
		t.Error("an empty folder changes the hash")
	}
}

func TestBrokenPromptsFailAtTheStart(t *testing.T) {
	for name, test := range map[string]struct {
		files map[string]string
		want  string // in the error, after the folder
	}{
		"syntax":       {map[string]string{"paper.tmpl": "one\n{{if}}\n"}, "paper.tmpl:2:"},
		"unknown data": {map[string]string{"repair.tmpl": "one\ntwo\n{{.Nobody}}\n"}, "repair.tmpl:3:"},
		"unknown in a branch": {
			map[string]string{"paper.tmpl": "{{if .Cut}}\n{{.Nobody}}{{end}}"}, "paper.tmpl:2:",
		},
		"unknown template": {map[string]string{"system.tmpl": `{{template "none.tmpl"}}`}, "system.tmpl:1:"},
		"schema syntax":    {map[string]string{"summary.schema.json": "{\n\n  \"type\": object\n}"}, "summary.schema.json:3:"},
		"schema no object": {map[string]string{"summary.schema.json": "[]"}, "summary.schema.json:1:"},
		"empty system":     {map[string]string{"system.tmpl": "\n"}, "system.tmpl: it says nothing"},
		"paper without a text": {
			map[string]string{"paper.tmpl": "{{.Open}}{{.Title}}{{.Close}}"}, "paper.tmpl: the question lacks {{.Text}}",
		},
		"paper without a title": {
			map[string]string{"paper.tmpl": "{{.Open}}{{.Text}}{{.Close}}"}, "paper.tmpl: the question lacks {{.Title}}",
		},
		"paper without its fence": {
			map[string]string{"paper.tmpl": "{{.Title}}{{.Text}}"}, "paper.tmpl: the question lacks {{.Open}}",
		},
		"misspelt name": {map[string]string{"sytem.tmpl": "x"}, "sytem.tmpl is none of the prompts"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, test.files)
			_, err := prompts.Load(dir)
			if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, test.want)) {
				t.Errorf("Load = %v, want %q", err, test.want)
			}
		})
	}
	t.Run("no folder", func(t *testing.T) {
		if _, err := prompts.Load(filepath.Join(t.TempDir(), "none")); err == nil {
			t.Error("Load accepts a folder that does not exist")
		}
	})
}

// Strict mode wants every property required and none beside them, at every
// level (https://platform.openai.com/docs/guides/structured-outputs).
func TestSchemaIsStrict(t *testing.T) {
	set := load(t, "")
	part, err := set.SchemaOf("goal", "results")
	if err != nil {
		t.Fatal(err)
	}
	for _, schema := range []json.RawMessage{set.Schema(), part} {
		strict(t, schema)
	}
}

func strict(t *testing.T, schema json.RawMessage) {
	t.Helper()
	var s struct {
		Type       string
		Properties map[string]json.RawMessage
		Required   []string
		Additional *bool `json:"additionalProperties"`
	}
	if err := json.Unmarshal(schema, &s); err != nil {
		t.Fatal(err)
	}
	if s.Type != "object" {
		return
	}
	if s.Additional == nil || *s.Additional {
		t.Errorf("additional properties are allowed: %s", schema)
	}
	if len(s.Required) != len(s.Properties) {
		t.Errorf("%d of %d properties are required: %s", len(s.Required), len(s.Properties), schema)
	}
	for _, name := range s.Required {
		if property, ok := s.Properties[name]; ok {
			strict(t, property)
		} else {
			t.Errorf("%s is required and no property: %s", name, schema)
		}
	}
}

func TestSchemaOfSomeFields(t *testing.T) {
	set := load(t, "")
	part, err := set.SchemaOf("method", "goal")
	if err != nil {
		t.Fatal(err)
	}
	// In the order of the whole schema, the evidence first.
	got := names(t, part)
	if diff := cmp.Diff([]string{"evidence", "goal", "method"}, got); diff != "" {
		t.Errorf("properties (-want +got):\n%s", diff)
	}
	if _, err := set.SchemaOf("goals"); err == nil || !strings.Contains(err.Error(), `"goals"`) {
		t.Errorf("SchemaOf(goals) = %v", err)
	}
	if !json.Valid(part) {
		t.Errorf("no JSON: %s", part)
	}
}

// names returns the properties of a schema in their order.
func names(t *testing.T, schema json.RawMessage) []string {
	t.Helper()
	var s struct{ Properties json.RawMessage }
	if err := json.Unmarshal(schema, &s); err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(s.Properties)))
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	var names []string
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			t.Fatal(err)
		}
		names = append(names, name.(string))
	}
	return names
}

func TestSystemPromptIsFixed(t *testing.T) {
	set := load(t, "")
	for _, skeleton := range []bool{false, true} {
		first, err := set.System(prompts.System{Skeleton: skeleton, Unknown: "정보 부족", MaxLength: 1000})
		if err != nil {
			t.Fatal(err)
		}
		if wants := map[bool]string{false: "JSON", true: "## Introduction\n- Goal: "}[skeleton]; !strings.Contains(first, wants) {
			t.Errorf("skeleton %t: the system prompt does not say %q", skeleton, wants)
		}
		if strings.Contains(first, "<no value>") {
			t.Error("a value is missing in the system prompt")
		}
	}
}
