package llm

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// complaint is what a server says of a failure, in whichever shape it says it.
// Nothing of it may be printed but words that plainWord accepts.
type complaint struct {
	code, kind, status string // error.code, error.type, error.status; lower case
	param              string // the parameter complained of
	message            string // its opening, see messageCap
	moderated          bool   // the details name what a filter found
	number             int    // a numeric code, else 0
}

// messageCap is how much of a message is looked at, in bytes. Servers put what
// is wrong first; further on they may quote the prompt, whose words prove nothing.
const messageCap = 600

// decodeComplaint reads an error body. The shapes, by server:
//
//	{"error": {"message", "type", "param", "code"}}   OpenAI, Azure, DeepSeek, OpenRouter, vLLM from 0.16
//	[{"error": {"code": 429, "message", "status"}}]   Gemini's compatible endpoint
//	{"error": "text"}                                 Ollama
//	{"object": "error", "message", "type", "code"}    older vLLM; gateways with a message or detail only
//
// It reports false where the body is no such object, such as a proxy's page.
func decodeComplaint(body []byte) (complaint, bool) {
	body = bytes.TrimSpace(body)
	if bytes.HasPrefix(body, []byte("[")) {
		var list []json.RawMessage
		if json.Unmarshal(body, &list) != nil || len(list) == 0 {
			return complaint{}, false
		}
		body = list[0]
	}
	outer, ok := members(body)
	if !ok {
		return complaint{}, false
	}
	inner, nested := members(outer["error"])
	switch {
	case nested:
		return newComplaint(inner), true
	case scalar(outer["error"]) != "":
		outer["message"] = outer["error"]
		return newComplaint(outer), true
	}
	for _, name := range []string{"message", "detail", "code"} {
		if outer[name] != nil {
			return newComplaint(outer), true
		}
	}
	return complaint{}, false
}

// newComplaint reads the members of one error object; each may be missing, null
// or of any type.
func newComplaint(m map[string]json.RawMessage) complaint {
	c := complaint{
		code:    strings.ToLower(scalar(m["code"])),
		kind:    strings.ToLower(scalar(m["type"])),
		status:  strings.ToLower(scalar(m["status"])),
		param:   scalar(m["param"]),
		message: scalar(m["message"]),
	}
	if c.message == "" {
		c.message = scalar(m["detail"])
	}
	if len(c.message) > messageCap {
		c.message = c.message[:messageCap]
	}
	c.number, _ = strconv.Atoi(c.code)
	if inner, ok := members(m["innererror"]); ok { // Azure's content filter
		c.moderated = scalar(inner["code"]) == "ResponsibleAIPolicyViolation"
	}
	if metadata, ok := members(m["metadata"]); ok { // OpenRouter's moderation, a 403
		c.moderated = c.moderated || metadata["flagged_input"] != nil
	}
	return c
}

// says reports whether the code, the type or the status is one of the words.
func (c complaint) says(words ...string) bool {
	for _, word := range words {
		if c.code == word || c.kind == word || c.status == word {
			return true
		}
	}
	return false
}

// plainWord matches what may be printed of a complaint: letters and underscores.
// A key, an address or a sentence does not fit.
var plainWord = regexp.MustCompile(`^[a-z]+(?:_[a-z]+)*$`)

// word returns the complaint's shortest name for what is wrong, or nothing.
func (c complaint) word() string {
	const longest = 40
	for _, word := range []string{c.code, c.kind, c.status} {
		if len(word) <= longest && plainWord.MatchString(word) {
			return word
		}
	}
	return ""
}

// members returns the members of a JSON object.
func members(raw json.RawMessage) (map[string]json.RawMessage, bool) {
	var m map[string]json.RawMessage
	if err := json.Unmarshal(raw, &m); err != nil || m == nil {
		return nil, false
	}
	return m, true
}

// scalar returns a JSON string's text or a number as written, of a list that of
// its first element, and else nothing.
func scalar(raw json.RawMessage) string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil && len(list) > 0 {
		raw = list[0]
	}
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	return ""
}
