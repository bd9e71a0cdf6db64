package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"go.uber.org/zap"
)

// configName is the configuration that is read where --config names none.
const configName = "config.yaml"

// source is where a configuration comes from.
type source struct {
	file      configFile
	variables map[string]bool // the keys that the environment has set
}

// loadConfig returns the defaults, replaced by the file where there is one, and
// then by the environment, and where that comes from. An empty path means
// config.yaml of the current folder, if it is there. The result is checked.
func loadConfig(path string, env environment) (Config, source, error) {
	cfg, from := defaultConfig(), source{}
	name, mustExist := path, path != ""
	if !mustExist {
		name = configName
	}
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !mustExist:
	case err != nil:
		return Config{}, source{}, hinted{usagef("the configuration cannot be read: %w", err), hintUnread(err)}
	default:
		from.file.name = name
		if err := from.file.decode(data, &cfg); errors.Is(err, errHugos) {
			return Config{}, source{}, hinted{usagef("%s: %w", name, err), hintHugos}
		} else if err != nil {
			return Config{}, source{}, hinted{usageError{err}, hintKeys}
		}
	}
	if from.variables, err = cfg.override(env); err != nil {
		return Config{}, source{}, hinted{usageError{err}, hintVariables}
	}
	if faults := cfg.check(); len(faults) > 0 {
		located := make([]error, len(faults))
		for i, f := range faults {
			located[i] = errors.New(from.of(f.key) + f.text)
		}
		return Config{}, source{}, hinted{usageError{errors.Join(located...)}, hintKeys}
	}
	return cfg, from, nil
}

// What to try where a configuration is refused.
const (
	hintKeys      = "dailypapers config, which prints every key with its default and its meaning"
	hintVariables = hintKeys + "; a variable is DAILYPAPERS_ and the key's path in capitals"
	hintHugos     = "dailypapers config >dailypapers.yaml, and --config dailypapers.yaml from then on"
)

// hintUnread says what to try where the file that --config names cannot be read.
func hintUnread(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "--config with the path of a file that is there, seen from the current folder; dailypapers config prints one to begin with"
	case errors.Is(err, fs.ErrPermission):
		return "make the file readable for this user"
	}
	return "--config with the path of a file"
}

// of says where the value of a key comes from, to stand before what is said of it.
func (s source) of(key string) string {
	if s.variables[key] {
		return variableOf(key) + ": "
	}
	if line := s.file.lines[key]; line > 0 {
		return fmt.Sprintf("%s:%d: %s: ", s.file.name, line, key)
	}
	return key + ": "
}

// checkPrompts refuses a folder of prompts that cannot be read, whether or not it
// is needed now. It waits for the command line, since the folder may be the site's.
func (c Config) checkPrompts(from source) error {
	dir := c.LLM.PromptsDir
	if dir == "" {
		return nil
	}
	if _, err := os.ReadDir(c.path(dir)); err != nil {
		return hinted{usagef("%s%w", from.of("llm.prompts_dir"), err), "write its path as seen from the site's folder, or leave llm.prompts_dir empty"}
	}
	return nil
}

// path returns a path of the configuration, which is relative to the site.
func (c Config) path(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.Site, name)
}

// tellSource tells the log where the configuration comes from, and warns of one
// in the site's folder that looks meant and is not read.
func (s *session) tellSource(log *zap.Logger, from source, cfg Config) {
	file := from.file.name
	if file == "" {
		file = "none, the defaults"
	}
	var variables []string // their values may be secret
	for _, key := range slices.Sorted(maps.Keys(from.variables)) {
		variables = append(variables, variableOf(key))
	}
	log.Info("configuration", zap.String("file", file), zap.Strings("from_environment", variables))
	if s.flags.ConfigFile != "" {
		return
	}
	unread := filepath.Join(cfg.Site, configName)
	there, err := os.Stat(unread)
	if read, missing := os.Stat(configName); err != nil || missing == nil && os.SameFile(read, there) {
		return
	}
	data, err := os.ReadFile(unread)
	if err != nil {
		return
	}
	other := configFile{name: unread}
	if trial := defaultConfig(); errors.Is(other.decode(data, &trial), errHugos) {
		return
	}
	log.Warn("the configuration in the site's folder is not read", zap.String("file", unread), zap.String("try", "--config "+unread))
}
