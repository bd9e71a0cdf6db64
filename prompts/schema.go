package prompts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// evidence is the property that holds the quotes, one for each field.
const evidence = "evidence"

// SchemaOf returns the schema of an answer that has some of the fields only,
// and their evidence, in the order of the whole schema. It fails where the
// schema has no such field.
func (s *Set) SchemaOf(fields ...string) (json.RawMessage, error) {
	narrowed, err := narrow(s.schema, fields)
	if err != nil {
		return nil, fmt.Errorf("prompts: %s: %w", schemaFile, err)
	}
	return narrowed, nil
}

// narrow returns an object's schema with the named properties and, if it has
// it, the evidence for these.
func narrow(schema json.RawMessage, fields []string) (json.RawMessage, error) {
	top, err := decodeObject(schema)
	if err != nil {
		return nil, err
	}
	for i := range top {
		switch top[i].name {
		case "properties":
			properties, err := decodeObject(top[i].value)
			if err != nil {
				return nil, err
			}
			if top[i].value, err = narrowProperties(properties, fields); err != nil {
				return nil, err
			}
		case "required":
			var required []string
			if err := json.Unmarshal(top[i].value, &required); err != nil {
				return nil, err
			}
			required = slices.DeleteFunc(required, func(name string) bool {
				return name != evidence && !slices.Contains(fields, name)
			})
			if top[i].value, err = json.Marshal(required); err != nil {
				return nil, err
			}
		}
	}
	return top.encode(), nil
}

func narrowProperties(properties object, fields []string) (json.RawMessage, error) {
	for _, field := range fields {
		if !slices.ContainsFunc(properties, func(m member) bool { return m.name == field }) {
			return nil, fmt.Errorf("there is no property %q", field)
		}
	}
	var kept object
	for _, property := range properties {
		switch {
		case slices.Contains(fields, property.name):
		case property.name == evidence:
			var err error
			if property.value, err = narrow(property.value, fields); err != nil {
				return nil, fmt.Errorf("%s: %w", evidence, err)
			}
		default:
			continue
		}
		kept = append(kept, property)
	}
	return kept.encode(), nil
}

// object is a JSON object that keeps its order, which encoding/json would sort
// away: a model writes its answer in the order of the schema.
type object []member

type member struct {
	name  string
	value json.RawMessage
}

func decodeObject(data []byte) (object, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if opening, err := decoder.Token(); err != nil {
		return nil, err
	} else if opening != json.Delim('{') {
		return nil, fmt.Errorf("%v where an object is due", opening)
	}
	var members object
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		m := member{name: name.(string)} // the names of an object are strings
		if err := decoder.Decode(&m.value); err != nil {
			return nil, err
		}
		members = append(members, m)
	}
	return members, nil
}

func (o object) encode() json.RawMessage {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, _ := json.Marshal(m.name) // a string always encodes
		b.Write(name)
		b.WriteByte(':')
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.Bytes()
}
