package main

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dailypapers"
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
	// Every key gets another value first: one that the file does not name keeps it.
	var got Config
	walkKeys(reflect.ValueOf(&got).Elem(), func(_ string, value reflect.Value) {
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
	if err := new(configFile).decode([]byte(dailypapers.DefaultConfig), &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(defaultConfig(), got); diff != "" {
		t.Errorf("config.yaml and the code differ (-code +file):\n%s", diff)
	}
	if faults := got.check(); len(faults) > 0 {
		t.Errorf("the defaults are refused: %v", faults)
	}
}

func TestConfigFaults(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"unknown key", "timezone: UTC\nllm:\n  modle: x\n", `:3: llm.modle: no such key; did you mean llm.model?`},
		{"unknown key, of another section", "base_urls: x\nmax_repairs: 1\n", `:2: max_repairs: no such key; did you mean llm.max_repairs?`},
		{"unknown key, of several sections", "base_url: x\n", ":1: base_url: no such key\n"},
		{"unknown key, like none", "llm: {temperature: 0}\n", ":1: llm.temperature: no such key\n"},
		{"unknown section", "openai: {key: x}\n", ":1: openai: no such key\n"},
		{"unknown key of two words", "time zone: UTC\n", `:1: time zone: no such key; did you mean timezone?`},
		{"key twice", "timezone: UTC\ntimezone: UTC\n", ":2: timezone: mapping key \"timezone\" already defined"},
		{"not YAML", "llm: [\n", "c.yaml:2: "},
		{"a word for a number", "select:\n  limit: many\n", `:2: select.limit: "many" is not a whole number`},
		{"a bare duration", "arxiv:\n  min_interval: 3\n", `:2: arxiv.min_interval: "3" is not a duration such as 3s or 2m`},
		{"a string for a list", "post:\n  tags: papers\n", `:2: post.tags: "papers" is not a list such as [a, b]`},
		{"a section in a list", "select:\n  include:\n    - a\n    - {b: c}\n", `:4: select.include: "!!map" is not a text`},
		{"a list for a section", "llm: [a]\n", `:1: llm: "!!seq" is not a section with keys of its own`},
		{"a tag for the whole", "!x y\n", `:1: "y" is not a section with keys of its own`},
		{"time zone", "\ntimezone: Asia/Soul\n", `:2: timezone: "Asia/Soul" is no time zone`},
		{"regular expression", "select:\n  include: ['(']\n", `:2: select.include: "(" is no regular expression`},
		{"schedule", "schedule: daily\n", `schedule: "daily" is no schedule`},
		{"an impossible date", "schedule: \"15 7 30 2 *\"\n", `schedule: "15 7 30 2 *" names a date that does not exist`},
		{"address", "llm:\n  base_url: api.openai.com\n", "llm.base_url: this is no http or https address"},
		{"no address", "huggingface: {base_url: ''}\n", "huggingface.base_url: this is no http or https address"},
		{"address of another scheme", "arxiv: {export_url: 'ftp://arxiv.org'}\n", "arxiv.export_url: this is no http or https address"},
		{"address without a host", "arxiv: {site_url: 'https://'}\n", "arxiv.site_url: this is no http or https address"},
		{"negative limit", "select: {limit: -1}\n", "select.limit: -1 is below zero"},
		{"not a price", "llm: {prices: {input: .nan}}\n", ":1: llm.prices.input: NaN is no amount"},
		{"word of another list", "select: {repeats: once}\n", `select.repeats: "once" is none of skip, keep`},
		{"no concurrency", "llm: {concurrency: 0}\n", "llm.concurrency: 0 is not between 1 and 64"},
		{"too much concurrency", "llm: {concurrency: 1000000000}\n", "llm.concurrency: 1000000000 is not between 1 and 64"},
		{"too many repairs", "llm: {max_repairs: 99}\n", "llm.max_repairs: 99 is not between 0 and 9"},
		{"too far back", "lookback_days: 365\n", "lookback_days: 365 is not between 1 and 30"},
		{"an endless price", "llm: {prices: {input: .inf}}\n", "llm.prices.input: +Inf is no amount"},
		{"a password in an address", "llm: {base_url: 'https://me:secret@example.com/v1'}\n", "llm.base_url: an address holds no user"},
		{"a query in an address", "llm: {base_url: 'https://example.com/v1?key=1'}\n", "llm.base_url: an address holds neither a query"},
		{"arXiv asked too often", "arxiv: {min_interval: 1s}\n", "arxiv.min_interval: 1s is too short: arXiv's rule is one request in 3s"},
		{"flavor", "post: {flavor: gatsby}\n", `post.flavor: "gatsby" is none of jekyll, hugo, plain`},
		{"math", "post: {math: image}\n", `post.math: "image" is none of keep, text`},
		{"address of the site", "post: {url: example.org}\n", "post.url: this is no http or https address"},
		{"feeds of nowhere", "post:\n  slug: x\n  feeds: true\n", ":3: post.feeds: feeds need the site's address: set post.url"},
		{"slug with a path", "post: {slug: ../../etc}\n", `:1: post.slug: "../../etc" is no name such as daily-papers`},
		{"title", "post: {title: 'Papers {dat}'}\n", ":1: post.title: {dat} stands for nothing; it may hold {date}"},
		{"time of the post", "post: {time: late}\n", `:1: post.time: "late" is no time of the form 08:15:00`},
		{"language", "post: {alphaxiv_language: korean}\n", `:1: post.alphaxiv_language: "korean" is no language`},
		{"Jekyll's permalink", "post: {permalink: '/:year/:title'}\n", `:1: post.permalink: "/:year/:title" is none such as /posts/{name}/`},
		{"posts out of the site", "post: {dir: /etc}\n", `:1: post.dir: "/etc" is no folder below the site; write one such as _posts`},
		{"records out of the site", "post: {data_dir: _data/../../x}\n", `:1: post.data_dir: "_data/../../x" is no folder below the site`},
		{"no folder", "post: {dir: ''}\n", `:1: post.dir: "" is no folder below the site`},
		{"records among the posts", "post: {data_dir: _posts}\n", `:1: post.data_dir: "_posts" and post.dir, "_posts", lie in one another`},
		{"records below the posts", "post: {data_dir: _posts/../_posts/x}\n", "post.data_dir: "},
		{"posts below the records", "post: {dir: _data/daily_papers/posts}\n", ":1: post.dir: "},
		{"records among Hugo's posts", "post: {flavor: hugo, data_dir: content/posts}\n", "post.data_dir: "},
		{"state among the posts", "state: {dir: _posts/x}\n", ":1: state.dir: "},
		{"state in the site's root", "state: {dir: .}\n", ":1: state.dir: "},
		{"posts in the site's root", "post: {dir: .}\n", `:1: post.dir: "." is no folder below the site; write one such as _posts`},
		{"posts among the state", "post: {dir: .dailypapers}\n", `:1: post.dir: ".dailypapers" and state.dir, ".dailypapers", lie in one another; write a folder apart from it, such as _posts`},
		{"Hugo's posts among the state", "post: {flavor: hugo, dir: .dailypapers}\n", "apart from it, such as content/posts"},
		{"records among the state", "post: {data_dir: .dailypapers/x}\n", ":1: post.data_dir: \".dailypapers/x\" and state.dir"},
		{"all moved into one", "post: {dir: .dailypapers/x}\nstate: {dir: .dailypapers/x}\n", ":1: post.dir: "},
		{"no state", "state: {dir: ''}\n", ":1: state.dir: it is empty"},
		{"two faults", "timezone: Mars\nllm: {concurrency: 0}\n", "64\nc.yaml:1: timezone: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.WriteFile("c.yaml", []byte(tt.file), 0o600); err != nil {
				t.Fatal(err)
			}
			_, _, err := loadConfig("c.yaml", environment{})
			if err == nil || !strings.Contains(err.Error()+"\n", tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestConfigAccepts(t *testing.T) {
	for _, file := range []string{
		"state: {dir: /var/lib/dailypapers}\n", "state: {dir: ../state}\n", "post: {dir: content/../content/papers}\n",
		"post: {title: Papers}\n", "post: {permalink: '/{year}/{name}/'}\n",
		"arxiv: {export_url: 'https://mirror.example.org', site_url: 'https://mirror.example.org', min_interval: 0s}\n",
	} {
		if _, _, err := loadConfig(writeFile(t, "c.yaml", file), environment{}); err != nil {
			t.Errorf("%s%v", file, err)
		}
	}
}

func TestConfigWithoutWords(t *testing.T) {
	for _, file := range []string{"", "\n", "# only a comment\n"} {
		got, _, err := loadConfig(writeFile(t, "c.yaml", file), environment{})
		if diff := cmp.Diff(defaultConfig(), got); err != nil || diff != "" {
			t.Errorf("%q: %v\n%s", file, err, diff)
		}
	}
}

func TestEnvironmentBeatsTheFile(t *testing.T) {
	file := writeFile(t, "c.yaml", "llm: {model: from-file, concurrency: 2}\n")
	got, _, err := loadConfig(file, environment{variables: []string{
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
		{"DAILYPAPERS_LLM_MODLE=x", "DAILYPAPERS_LLM_MODLE: no key of the configuration is called that; did you mean DAILYPAPERS_LLM_MODEL?"},
		{"DAILYPAPERS_LLM_BASE_ULR=x", "did you mean DAILYPAPERS_LLM_BASE_URL?"},
		{"DAILYPAPERS_LLM_CONCURRENCY=0", "DAILYPAPERS_LLM_CONCURRENCY: 0 is not between 1 and 64"},
		{"DAILYPAPERS_SELECT_LIMIT=all", `DAILYPAPERS_SELECT_LIMIT: "all" is not a whole number`},
		{"DAILYPAPERS_SELECT_LIMIT=", "DAILYPAPERS_SELECT_LIMIT: \"\" cannot be read"},
	}
	for _, tt := range tests {
		_, _, err := loadConfig(writeFile(t, "c.yaml", ""), environment{variables: []string{tt.variable}})
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
		if err := new(configFile).decode(data, &cfg); err != nil {
			if strings.Contains(err.Error(), "main.") {
				t.Errorf("the error speaks Go: %v", err)
			}
			return
		}
		_ = cfg.check() // must not panic on anything that can be read
	})
}
