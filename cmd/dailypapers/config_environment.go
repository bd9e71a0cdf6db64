package main

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// envPrefix stands before the path of a key in the name of its variable.
const envPrefix = "DAILYPAPERS_"

// override sets every key whose variable is set, and returns their keys. A
// variable with our prefix and no key of that name is an error, since it is a
// typing error.
func (c *Config) override(env environment) (set map[string]bool, err error) {
	var names []string
	var faults []error
	set = map[string]bool{}
	walkKeys(reflect.ValueOf(c).Elem(), func(key string, value reflect.Value) {
		name := variableOf(key)
		names = append(names, name)
		if text, ok := env.lookup(name); ok {
			set[key] = true
			if err := setKey(value, text); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", name, err))
			}
		}
	})
	for _, variable := range env.variables {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, envPrefix) || slices.Contains(names, name) || ofKubernetes(name) {
			continue
		}
		meant := ""
		if near := nearest(strings.TrimPrefix(name, envPrefix), trimmed(names)); near != "" {
			meant = "; did you mean " + envPrefix + near + "?"
		}
		faults = append(faults, fmt.Errorf("%s: no key of the configuration is called that%s", name, meant))
	}
	return set, errors.Join(faults...)
}

// trimmed returns the variables' names without their prefix, which is too long to
// be part of a comparison.
func trimmed(names []string) []string {
	short := make([]string, len(names))
	for i, name := range names {
		short[i] = strings.TrimPrefix(name, envPrefix)
	}
	return short
}

// ofKubernetes reports whether a variable is one that Kubernetes sets for a
// service of our name.
func ofKubernetes(name string) bool {
	name = strings.TrimPrefix(name, envPrefix)
	return name == "PORT" || strings.HasPrefix(name, "PORT_") || strings.HasPrefix(name, "SERVICE_")
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
