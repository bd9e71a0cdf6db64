// Package prompts holds what the model is told, as templates (text/template),
// and the schema of its answer. Both are embedded; a directory can replace them
// file by file. The texts are Korean, since the answer is.
//
// Start at [Load].
package prompts

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

//go:embed *.tmpl summary.schema.json
var builtIn embed.FS

// The files of a set. The schema asks for the evidence before the sentences: a
// model writes in the schema's order, so it has to find the passage before it
// can word the claim, instead of looking for an excuse afterwards.
const (
	systemFile = "system.tmpl" // what every question begins with
	paperFile  = "paper.tmpl"  // the paper, fenced
	repairFile = "repair.tmpl" // asks again for the fields that failed
	againFile  = "again.tmpl"  // asks again for the whole of an unreadable answer
	schemaFile = "summary.schema.json"
)

// Set is a complete set of prompts. It does not change and may be shared.
type Set struct {
	templates *template.Template
	schema    json.RawMessage
	hash      string
}

// Load returns the built-in prompts, of which the files in dir replace those of
// the same name; an empty dir replaces none. It fails where dir cannot be read,
// where a template or the schema is broken (naming file and line), and where
// dir holds a template or a schema that no question uses, since a misspelt name
// would otherwise go unnoticed.
func Load(dir string) (*Set, error) {
	files, err := readFiles(builtIn, "")
	if err != nil {
		return nil, err
	}
	if dir != "" {
		own, err := readFiles(os.DirFS(dir), dir)
		if err != nil {
			return nil, err
		}
		for name, file := range own {
			if _, known := files[name]; !known {
				return nil, fmt.Errorf("prompts: %s is none of the prompts: %s",
					file.path, strings.Join(sortedNames(files), ", "))
			}
			files[name] = file
		}
	}
	return newSet(files)
}

// file is one file of a set and where it came from.
type file struct {
	path    string // as an error should name it
	content []byte
}

// readFiles returns the templates and the schema at the top of fsys by name.
func readFiles(fsys fs.FS, dir string) (map[string]file, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("prompts: read the folder %s: %w", dir, pathless(err))
	}
	files := make(map[string]file)
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !strings.HasSuffix(name, ".tmpl") && !strings.HasSuffix(name, ".schema.json") {
			continue
		}
		content, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("prompts: read %s: %w", filepath.Join(dir, name), pathless(err))
		}
		files[name] = file{path: filepath.Join(dir, name), content: content}
	}
	return files, nil
}

// pathless takes the path out of an error that is about to name it itself.
func pathless(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}

func newSet(files map[string]file) (*Set, error) {
	set := &Set{templates: template.New("prompts")}
	sum := sha256.New()
	for _, name := range sortedNames(files) {
		f := files[name]
		fmt.Fprintf(sum, "%s %d\n%s", name, len(f.content), f.content)
		if name == schemaFile {
			if err := checkJSON(f.content); err != nil {
				return nil, fmt.Errorf("prompts: %s:%w", f.path, err)
			}
			set.schema = f.content
			continue
		}
		if _, err := set.templates.New(name).Parse(string(f.content)); err != nil {
			return nil, located(err, files)
		}
	}
	set.hash = hex.EncodeToString(sum.Sum(nil))
	if err := set.try(); err != nil {
		return nil, located(err, files)
	}
	return set, nil
}

// located puts the path of a template's file before the file's own name in an
// error of text/template, which is "template: NAME:LINE: ...".
func located(err error, files map[string]file) error {
	text := strings.TrimPrefix(err.Error(), "template: ")
	name, rest, _ := strings.Cut(text, ":")
	if f, ok := files[name]; ok {
		text = f.path + ":" + rest
	}
	return fmt.Errorf("prompts: %s", text)
}

// checkJSON reports the line of the first fault of a JSON object.
func checkJSON(content []byte) error {
	var object map[string]any
	err := json.Unmarshal(content, &object)
	if err == nil {
		return nil
	}
	line := 1
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		line += bytes.Count(content[:min(int(syntax.Offset), len(content))], []byte("\n"))
	}
	return fmt.Errorf("%d: %w", line, err)
}

func sortedNames(files map[string]file) []string {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Hash returns the SHA-256 of all files of the set, in hexadecimal.
func (s *Set) Hash() string { return s.hash }

// Schema returns the JSON schema of a whole answer.
func (s *Set) Schema() json.RawMessage { return slices.Clone(s.schema) }
