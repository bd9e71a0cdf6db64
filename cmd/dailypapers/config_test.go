package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// writeFile makes a file below a folder of the test's own and returns its path.
func writeFile(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConfigFileHoldsTheDefaults(t *testing.T) {
	data, err := os.ReadFile("../../config.yaml")
	if err != nil {
		t.Fatal(err)
	}
	// Every key gets another value first: one that the file does not name keeps it.
	var got Config
	walkKeys(reflect.ValueOf(&got).Elem(), "", func(_ string, value reflect.Value) {
		switch value.Kind() {
		case reflect.String:
			value.SetString("another")
		case reflect.Bool: // stays false, which is no default
		case reflect.Float64:
			value.SetFloat(-1)
		case reflect.Slice:
			value.Set(reflect.ValueOf([]string{"another"}))
		default:
			value.SetInt(-1)
		}
	})
	if err := decodeConfig(data, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(defaultConfig(), got); diff != "" {
		t.Errorf("config.yaml and the code differ (-code +file):\n%s", diff)
	}
	if err := got.check(); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
}

func TestConfigFaults(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"unknown key", "timezone: UTC\nllm:\n  modle: x\n", `line 3: unknown key "modle"`},
		{"unknown key of two words", "time zone: UTC\n", `line 1: unknown key "time zone"`},
		{"key twice", "timezone: UTC\ntimezone: UTC\n", "line 2: mapping key \"timezone\" already defined"},
		{"not YAML", "llm: [\n", "line 2"},
		{"a word for a number", "select:\n  limit: many\n", `line 2: "many" is not a whole number`},
		{"a bare duration", "arxiv:\n  min_interval: 3\n", `line 2: "3" is not a duration such as 3s or 2m`},
		{"a string for a list", "post:\n  tags: papers\n", `line 2: "papers" is not a list such as [a, b]`},
		{"a list for a section", "llm: [a]\n", `line 1: "!!seq" is not a section with keys of its own`},
		{"a tag for the whole", "!x y\n", `line 1: "y" is not a section with keys of its own`},
		{"time zone", "timezone: Asia/Soul\n", `timezone: "Asia/Soul" is no time zone`},
		{"regular expression", "select:\n  include: ['(']\n", `select.include: "(" is no regular expression`},
		{"schedule", "schedule: daily\n", `schedule: "daily" is no schedule`},
		{"an impossible date", "schedule: \"15 7 30 2 *\"\n", `schedule: "15 7 30 2 *" names a date that does not exist`},
		{"address", "llm:\n  base_url: api.openai.com\n", "llm.base_url: this is no http or https address"},
		{"negative limit", "select: {limit: -1}\n", "select.limit: -1 is below zero"},
		{"not a price", "llm: {prices: {input: .nan}}\n", "llm.prices.input: NaN is no amount"},
		{"word of another list", "select: {repeats: once}\n", `select.repeats: "once" is none of skip, keep`},
		{"no concurrency", "llm: {concurrency: 0}\n", "llm.concurrency: 0 is not between 1 and 64"},
		{"too much concurrency", "llm: {concurrency: 1000000000}\n", "llm.concurrency: 1000000000 is not between 1 and 64"},
		{"an endless price", "llm: {prices: {input: .inf}}\n", "llm.prices.input: +Inf is no amount"},
		{"a password in an address", "llm: {base_url: 'https://me:secret@example.com/v1'}\n", "llm.base_url: an address holds no user"},
		{"a query in an address", "llm: {base_url: 'https://example.com/v1?key=1'}\n", "llm.base_url: an address holds neither a query"},
		{"flavor", "post: {flavor: gatsby}\n", `post.flavor: "gatsby" is none of jekyll, hugo, plain`},
		{"math", "post: {math: image}\n", `post.math: "image" is none of keep, text`},
		{"address of the site", "post: {url: example.org}\n", "post.url: this is no http or https address"},
		{"feeds of nowhere", "post: {feeds: true}\n", "post.url: post.feeds needs the site's address"},
		{"slug with a path", "post: {slug: ../../etc}\n", `post.slug: "../../etc" cannot be part`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := loadConfig(writeFile(t, "c.yaml", tt.file), environment{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestConfigWithoutWords(t *testing.T) {
	for _, file := range []string{"", "\n", "# only a comment\n"} {
		got, err := loadConfig(writeFile(t, "c.yaml", file), environment{})
		if diff := cmp.Diff(defaultConfig(), got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", file, err, diff)
		}
	}
}

func TestEnvironmentBeatsTheFile(t *testing.T) {
	file := writeFile(t, "c.yaml", "llm: {model: from-file, concurrency: 2}\n")
	got, err := loadConfig(file, environment{variables: []string{
		"DAILYPAPERS_LLM_MODEL=123", "DAILYPAPERS_ARXIV_MIN_INTERVAL=5s", "DAILYPAPERS_POST_TAGS=[a, b]",
		"DAILYPAPERS_ARXIV_FULL_TEXT=false", "DAILYPAPERS_LLM_PRICES_CACHED_INPUT=0.2", "OPENAI_API_KEY=unread",
		// What Kubernetes sets for a service that is called dailypapers.
		"DAILYPAPERS_PORT=tcp://10.0.0.1:80", "DAILYPAPERS_PORT_80_TCP_ADDR=10.0.0.1", "DAILYPAPERS_SERVICE_HOST=10.0.0.1",
	}})
	if err != nil {
		t.Fatal(err)
	}
	want := defaultConfig()
	want.LLM.Model, want.LLM.Concurrency = "123", 2
	want.Arxiv.MinInterval, want.Arxiv.FullText = 5*time.Second, false
	want.Post.Tags, want.LLM.Prices.CachedInput = []string{"a", "b"}, 0.2
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEnvironmentFaults(t *testing.T) {
	tests := []struct{ variable, want string }{
		{"DAILYPAPERS_LLM_MODLE=x", "DAILYPAPERS_LLM_MODLE: no key of the configuration is called that"},
		{"DAILYPAPERS_SELECT_LIMIT=all", `DAILYPAPERS_SELECT_LIMIT: "all" is not a whole number`},
		{"DAILYPAPERS_SELECT_LIMIT=", "DAILYPAPERS_SELECT_LIMIT: \"\" cannot be read"},
	}
	for _, tt := range tests {
		_, err := loadConfig(writeFile(t, "c.yaml", ""), environment{variables: []string{tt.variable}})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", tt.variable, err, tt.want)
		}
	}
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("timezone: UTC\n"))
	f.Add([]byte("llm: {model: x, prices: {input: 1}}\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Add([]byte("select:\n  include: ['(']\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg := defaultConfig()
		if err := decodeConfig(data, &cfg); err != nil {
			if strings.Contains(err.Error(), "main.") {
				t.Errorf("the error speaks Go: %v", err)
			}
			return
		}
		_ = cfg.check() // must not panic on anything that can be read
	})
}
