package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// configFile is where the keys of a file stand. Its zero value is for no file.
type configFile struct {
	name  string
	lines map[string]int      // by key, from 1
	at    map[position]string // the key whose name or value begins there
	top   []string            // the keys and sections at the top
}

// position is a place in a file, both counted from 1.
type position struct{ line, column int }

// decode reads YAML into cfg, leaving alone what it does not name. Its errors
// name file, line and key.
func (f *configFile) decode(data []byte, cfg *Config) error {
	if onlyComments(data) {
		return nil
	}
	f.lines, f.at = map[string]int{}, map[position]string{}
	var document yaml.Node
	if err := yaml.Load(data, &document); err == nil && len(document.Content) == 1 {
		f.locate(document.Content[0], "")
	}
	err := yaml.Load(data, cfg, yaml.WithKnownFields(), yaml.WithUniqueKeys())
	if err != nil && f.isHugos() {
		return errHugos
	}
	var many *yaml.LoadErrors
	if !errors.As(err, &many) {
		return f.plain(err)
	}
	faults := make([]error, len(many.Errors))
	for i, fault := range many.Errors {
		faults[i] = f.plain(fault)
	}
	return errors.Join(faults...)
}

// locate notes where the keys of a section stand.
func (f *configFile) locate(node *yaml.Node, key string) {
	f.at[position{node.Line, node.Column}] = key
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			name := node.Content[i]
			if key == "" {
				f.top = append(f.top, name.Value)
			}
			below := strings.TrimPrefix(key+"."+name.Value, ".")
			f.locate(node.Content[i+1], below)
			f.at[position{name.Line, name.Column}] = below
			f.lines[below] = cmp.Or(f.lines[below], name.Line)
		}
	case yaml.SequenceNode:
		for _, item := range node.Content {
			f.locate(item, key)
		}
	}
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
	unknownKey = regexp.MustCompile(`(?s)^field (.*) not found in type .*`)
	wrongKind  = regexp.MustCompile("(?s)cannot construct (.*?)(?: `(.*)`)? into (\\S+)$")
)

// plain says what the decoder says in the words of the file, not of Go.
func (f *configFile) plain(err error) error {
	var fault *yaml.LoadError
	if !errors.As(err, &fault) {
		return err
	}
	key, message := f.at[position{fault.Mark.Line, fault.Mark.Column}], fault.Message
	if m := unknownKey.FindStringSubmatch(message); m != nil {
		key = cmp.Or(key, m[1])
		message = "no such key"
		if meant := keyLike(key); meant != "" {
			message += "; did you mean " + meant + "?"
		}
	} else if m := wrongKind.FindStringSubmatch(message); m != nil {
		message = fmt.Sprintf("%q is not %s", cmp.Or(m[2], m[1]), kindName(m[3]))
	}
	if key != "" {
		message = key + ": " + message
	}
	return fmt.Errorf("%s:%d: %s", f.name, fault.Mark.Line, message)
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

// errHugos says that a file is the configuration of the site, not ours.
var errHugos = errors.New("this is the configuration of a Hugo site, not of dailypapers")

// isHugos reports whether a file has some of the keys at the top that a Hugo site
// has (https://gohugo.io/configuration/all/), and none of ours.
func (f *configFile) isHugos() bool {
	hugos := []string{
		"baseurl", "languagecode", "defaultcontentlanguage", "languages", "locale", "title", "theme", "module",
		"params", "menu", "menus", "markup", "taxonomies", "outputs", "pagination", "permalinks", "contentdir",
	}
	found := false
	for _, name := range f.top {
		if slices.ContainsFunc(keys(), func(key string) bool { return key == name || strings.HasPrefix(key, name+".") }) {
			return false
		}
		found = found || slices.Contains(hugos, strings.ToLower(name))
	}
	return found
}
