package summarize

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"dailypapers/summarize/check"
)

// parseObject reads the answer's JSON object and reports whether there is one
// with at least one field.
func parseObject(content string) (draft, bool) {
	best, most := draft{}, 0
	for _, object := range objects(content) {
		d, found := decodeObject(object, true)
		if found >= most {
			best, most = d, found
		}
	}
	return best, most > 0
}

// maxObjects bounds how many braces are looked at, since each costs a walk to
// its end.
const maxObjects = 64

// objects returns the JSON objects in a text that are not part of another one,
// in order.
func objects(content string) []json.RawMessage {
	var found []json.RawMessage
	for range maxObjects {
		open := strings.IndexByte(content, '{')
		if open < 0 {
			break
		}
		content = content[open:]
		var object json.RawMessage
		decoder := json.NewDecoder(strings.NewReader(content))
		if decoder.Decode(&object) != nil {
			if at := brokenObject.FindStringIndex(content); at != nil && at[0] == 0 {
				break // half an answer: the objects inside it are no answers
			}
			content = content[1:]
			continue
		}
		found = append(found, object)
		content = content[decoder.InputOffset():]
	}
	return found
}

// decodeObject returns an object's fields and how many it has. An object that
// only wraps another one stands for that, where unwrap says so.
func decodeObject(object json.RawMessage, unwrap bool) (draft, int) {
	d := newDraft()
	var members map[string]json.RawMessage
	if json.Unmarshal(object, &members) != nil {
		return d, 0
	}
	for _, name := range slices.Sorted(maps.Keys(members)) { // of Goal and goal, goal counts
		value := members[name]
		if strings.EqualFold(name, "evidence") {
			d.decodeEvidence(value)
		} else if field, ok := fieldNamed(name); ok {
			if lines, ok := decodeLines(value); ok {
				d.sentences[field] = lines
			}
		}
	}
	if unwrap && len(d.sentences) == 0 && len(members) == 1 {
		for _, inner := range members {
			if strings.HasPrefix(string(inner), "{") {
				return decodeObject(inner, false)
			}
		}
	}
	return d, len(d.sentences)
}

func (d draft) decodeEvidence(value json.RawMessage) {
	var quotes map[string]json.RawMessage
	if json.Unmarshal(value, &quotes) != nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(quotes)) {
		if field, ok := fieldNamed(name); ok {
			if lines, ok := decodeLines(quotes[name]); ok {
				d.evidence[field] = strings.Join(lines, " ")
			}
		}
	}
}

// decodeLines returns the lines of a string or of a list of strings. A null is
// no line.
func decodeLines(value json.RawMessage) ([]string, bool) {
	var lines []string
	if json.Unmarshal(value, &lines) == nil {
		return lines, true
	}
	var text string
	if json.Unmarshal(value, &text) != nil {
		return nil, false
	}
	return []string{text}, true
}

// fieldNamed returns the field that a member of the answer's object is.
func fieldNamed(name string) (check.Field, bool) {
	for _, field := range check.Order {
		if strings.EqualFold(name, string(field)) {
			return field, true
		}
	}
	return "", false
}
