package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dailypapers"
)

// inFolder makes the files of a current folder, and is in it while the test runs.
func inFolder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

const hugosConfig = "baseURL: https://example.org/\nlanguageCode: ko\ntitle: My Papers\n"

func TestWhichConfigurationIsRead(t *testing.T) {
	const unread = "the configuration in the site's folder is not read"
	for _, test := range []struct {
		name, here, site string // the files config.yaml; empty: none
		args             []string
		log              string // of the program
		warns            bool
	}{
		{"none", "", "", nil, `{"file": "none, the defaults", "from_environment": ["DAILYPAPERS_ARXIV_EXPORT_URL", "DAILYPAPERS_ARXIV_SITE_URL", "DAILYPAPERS_HUGGINGFACE_BASE_URL", "DAILYPAPERS_LLM_BASE_URL"]}`, false},
		{"the current folder's", "timezone: UTC\n", "", nil, `{"file": "config.yaml", `, false},
		{"not the site's", "", "timezone: UTC\n", nil, `{"file": "none, the defaults", `, true},
		{"not the site's, but the current folder's", "timezone: UTC\n", "timezone: Asia/Tokyo\n", nil, `{"file": "config.yaml", `, true},
		{"the one that is named", "timezone: UTC\n", "timezone: Asia/Tokyo\n", []string{"--config", "config.yaml"}, `{"file": "config.yaml", `, false},
		{"not the site's, which is broken", "", "timezone: [\n", nil, `{"file": "none, the defaults", `, true},
		{"not the site's, which is Hugo's", "", hugosConfig, nil, `{"file": "none, the defaults", `, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{}
			if test.here != "" {
				files["config.yaml"] = test.here
			}
			inFolder(t, files)
			inWorld(t, func(w *world) {
				file := filepath.Join(w.site, "config.yaml")
				if test.site != "" {
					if err := os.WriteFile(file, []byte(test.site), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				got := w.run(append([]string{"status"}, test.args...)...)
				if got.code != exitDone || !strings.Contains(got.stderr, "INFO  configuration  "+test.log) {
					t.Errorf("exit code %d:\n%s", got.code, got.stderr)
				}
				want := unread + `  {"file": "` + file + `", "try": "--config ` + file + `"}`
				if strings.Contains(got.stderr, want) != test.warns {
					t.Errorf("want a warning: %v; %s", test.warns, got.stderr)
				}
			})
		})
	}
}

func TestTheSiteIsTheCurrentFolder(t *testing.T) {
	inFolder(t, map[string]string{"config.yaml": "timezone: UTC\n"})
	inWorld(t, func(w *world) {
		w.site, _ = filepath.Abs(".")
		if got := w.run("status"); got.code != exitDone || strings.Contains(got.stderr, "WARN") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	})
}

func TestConfigurationOfAnotherProgram(t *testing.T) {
	inFolder(t, map[string]string{"config.yaml": hugosConfig})
	inWorld(t, func(w *world) {
		got := w.run("status")
		for _, want := range []string{
			"dailypapers: config.yaml: this is the configuration of a Hugo site, not of dailypapers\n",
			"try: dailypapers config >dailypapers.yaml, and --config dailypapers.yaml from then on\n",
		} {
			if got.code != exitUsage || !strings.Contains(got.stderr, want) {
				t.Errorf("exit code %d, want %q:\n%s", got.code, want, got.stderr)
			}
		}
		if err := os.WriteFile("mine.yaml", nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := w.run("status", "--config", "mine.yaml"); got.code != exitDone {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	})
}

// TestConfigIsPrinted holds that what is printed can be read again.
func TestConfigIsPrinted(t *testing.T) {
	inFolder(t, map[string]string{"config.yaml": "nonsense: [\n"}) // it is not read
	var stdout, stderr strings.Builder
	code := run(t.Context(), []string{"config"}, &stdout, &stderr, environment{})
	if code != exitDone || stdout.String() != dailypapers.DefaultConfig || stderr.Len() > 0 {
		t.Errorf("exit code %d, %s%s", code, stdout.String(), stderr.String())
	}
}

// TestPromptsThatReplaceNone holds that a folder of the wrong files is told of.
func TestPromptsThatReplaceNone(t *testing.T) {
	inWorld(t, func(w *world) {
		w.set("DAILYPAPERS_LLM_PROMPTS_DIR", t.TempDir())
		got := w.run("run", "--dry-run", "--date", sampleDay)
		if got.code != exitDone || !strings.Contains(got.stderr, "WARN  llm.prompts_dir changes no prompt; ") {
			t.Errorf("exit code %d:\n%s", got.code, got.stderr)
		}
	}, one())
}
