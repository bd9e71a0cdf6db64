package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// envPrefix stands before the path of a key in the name of its variable.
const envPrefix = "DAILYPAPERS_"

// loadConfig returns the defaults, replaced by the file where there is one, and
// then by the environment. An empty path means config.yaml, if it is there. The
// result is checked.
func loadConfig(path string, env environment) (Config, error) {
	cfg := defaultConfig()
	name, mustExist := path, path != ""
	if !mustExist {
		name = "config.yaml"
	}
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !mustExist:
	case err != nil:
		return Config{}, usageError{fmt.Errorf("the configuration cannot be read: %w", err)}
	default:
		if err := decodeConfig(data, &cfg); err != nil {
			return Config{}, usagef("%s: %w", name, err)
		}
	}
	if err := cfg.override(env); err != nil {
		return Config{}, usageError{err}
	}
	if err := cfg.check(); err != nil {
		return Config{}, usageError{err}
	}
	return cfg, nil
}

// decodeConfig reads YAML into cfg, leaving alone what it does not name.
func decodeConfig(data []byte, cfg *Config) error {
	if onlyComments(data) {
		return nil
	}
	err := yaml.Load(data, cfg, yaml.WithKnownFields(), yaml.WithUniqueKeys())
	var many *yaml.LoadErrors
	if !errors.As(err, &many) {
		return plainYAML(err)
	}
	faults := make([]error, len(many.Errors))
	for i, fault := range many.Errors {
		faults[i] = plainYAML(fault)
	}
	return errors.Join(faults...)
}

// onlyComments reports whether a YAML file says nothing, which is no document
// for the decoder and the defaults for us.
func onlyComments(data []byte) bool {
	for line := range bytes.Lines(data) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

var (
	unknownKey = regexp.MustCompile(`(?s)field (.*) not found in type .*`)
	wrongKind  = regexp.MustCompile("(?s)cannot construct (.*?)(?: `(.*)`)? into (\\S+)$")
)

// plainYAML says what the decoder says in the words of the file, not of Go.
func plainYAML(err error) error {
	var fault *yaml.LoadError
	if !errors.As(err, &fault) {
		return err
	}
	message := fault.Message
	if m := unknownKey.FindStringSubmatch(message); m != nil {
		message = fmt.Sprintf("unknown key %q", m[1])
	} else if m := wrongKind.FindStringSubmatch(message); m != nil {
		message = fmt.Sprintf("%q is not %s", cmp.Or(m[2], m[1]), kindName(m[3]))
	}
	return fmt.Errorf("line %d: %s", fault.Mark.Line, message)
}

// kindName says what a Go type is called by people who write configurations.
func kindName(goType string) string {
	switch goType {
	case "int":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "time.Duration":
		return "a duration such as 3s or 2m"
	case "[]string":
		return "a list such as [a, b]"
	case "string", "polite.Secret":
		return "a text"
	}
	return "a section with keys of its own"
}

// override sets every key whose variable is set. A variable with our prefix and
// no key of that name is an error, since it is a typing error.
func (c *Config) override(env environment) error {
	var names []string
	var faults []error
	walkKeys(reflect.ValueOf(c).Elem(), envPrefix, func(name string, value reflect.Value) {
		names = append(names, name)
		if text, ok := env.lookup(name); ok {
			if err := setKey(value, text); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", name, err))
			}
		}
	})
	for _, variable := range env.variables {
		name, _, _ := strings.Cut(variable, "=")
		if strings.HasPrefix(name, envPrefix) && !slices.Contains(names, name) && !ofKubernetes(name) {
			faults = append(faults, fmt.Errorf("%s: no key of the configuration is called that", name))
		}
	}
	return errors.Join(faults...)
}

// ofKubernetes reports whether a variable is one that Kubernetes sets for a
// service of our name.
func ofKubernetes(name string) bool {
	name = strings.TrimPrefix(name, envPrefix)
	return name == "PORT" || strings.HasPrefix(name, "PORT_") || strings.HasPrefix(name, "SERVICE_")
}

// walkKeys calls f for every key below value, in the order of the file.
func walkKeys(value reflect.Value, prefix string, f func(name string, value reflect.Value)) {
	for i := range value.NumField() {
		key := strings.ToUpper(value.Type().Field(i).Tag.Get("yaml"))
		if field := value.Field(i); field.Kind() == reflect.Struct {
			walkKeys(field, prefix+key+"_", f)
		} else {
			f(prefix+key, field)
		}
	}
}

// setKey reads a variable as the file's value of the same key would be read,
// but that text needs no quotes.
func setKey(value reflect.Value, text string) error {
	if value.Kind() == reflect.String {
		value.SetString(text)
		return nil
	}
	if err := yaml.Load([]byte(text), value.Addr().Interface()); err != nil {
		var many *yaml.LoadErrors
		if errors.As(err, &many) && len(many.Errors) > 0 {
			err = many.Errors[0]
		}
		if m := wrongKind.FindStringSubmatch(err.Error()); m != nil {
			return fmt.Errorf("%q is not %s", text, kindName(m[3]))
		}
		return fmt.Errorf("%q cannot be read", text)
	}
	return nil
}
