package summarize

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// validator says where an answer departs from its schema, for the model that is
// asked again.
type validator struct {
	schema *jsonschema.Schema
}

func newValidator(schema json.RawMessage) (*validator, error) {
	const url = "mem:///summary.schema.json"
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		return nil, fmt.Errorf("read the answer's schema: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(url, document); err != nil {
		return nil, fmt.Errorf("read the answer's schema: %w", err)
	}
	compiled, err := compiler.Compile(url)
	if err != nil {
		return nil, fmt.Errorf("compile the answer's schema: %w", err)
	}
	return &validator{compiled}, nil
}

// maxFaults is how many faults of one answer are told.
const maxFaults = 5

// faults returns what is wrong with the last JSON object of an answer, each with
// a pointer to its place; nothing where there is no object or nothing is wrong.
func (v *validator) faults(content string) []string {
	found := objects(content)
	if len(found) == 0 {
		return nil
	}
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(found[len(found)-1]))
	if err != nil {
		return nil
	}
	invalid, ok := errors.AsType[*jsonschema.ValidationError](v.schema.Validate(instance))
	if !ok {
		return nil
	}
	var texts []string
	printer := message.NewPrinter(language.English)
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		for _, cause := range e.Causes {
			walk(cause)
		}
		if len(e.Causes) == 0 && len(texts) < maxFaults {
			texts = append(texts, "/"+strings.Join(e.InstanceLocation, "/")+": "+e.ErrorKind.LocalizedString(printer))
		}
	}
	walk(invalid)
	return texts
}
