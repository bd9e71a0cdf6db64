package llm

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"dailypapers/fetch/polite"
)

// Status tells a [polite.Policy] what an answer amounts to: a gateway's error
// inside a 200 to the status that it names, or to 502 where it names none and may
// pass.
func Status(r polite.Response) int {
	f := failure(r.Status, r.Body)
	switch {
	case f == nil || r.Status < 200 || r.Status >= 300:
		return r.Status
	case f.status != r.Status:
		return f.status
	case f.passing:
		return http.StatusBadGateway
	}
	return r.Status
}

// Retry tells a [polite.Policy] whether an answer is worth another attempt: too
// many requests (429) and the server's own faults (5xx) are. What a second attempt
// cannot change, an exhausted quota above all, is not, whatever its status; nor is
// one that is billed: whoever asks has to account for it first.
func Retry(r polite.Response) bool {
	f := failure(r.Status, r.Body)
	return f != nil && f.passing && usageOf(r.Body) == Usage{}
}

// fault is a failure that a server reported. Its text is a status, a plain word
// and what to try, and never the server's own: that can repeat key and prompt.
type fault struct {
	status      int
	word        string // the server's own for it, checked by plainWord; or empty
	reason      error  // a sentinel of this package, or nil
	text        string // what is wrong, where there is no sentinel
	hint        string // what to try
	unsupported string // the parameter that the model refuses, see parameters
	passing     bool   // a retry may heal it
	cause       error  // polite's for the same answer, or nil
}

func (f *fault) Error() string {
	text := "status " + strconv.Itoa(f.status)
	if f.cause != nil {
		text = f.cause.Error()
	}
	if f.word != "" {
		text += ": " + f.word
	}
	if f.reason != nil {
		text += ": " + f.reason.Error()
	} else {
		text += ": " + f.text
	}
	if f.hint != "" {
		text += "; " + f.hint
	}
	return text
}

// Unwrap returns the sentinel and polite's error, as far as there are any.
func (f *fault) Unwrap() []error {
	var wrapped []error
	for _, err := range []error{f.reason, f.cause} {
		if err != nil {
			wrapped = append(wrapped, err)
		}
	}
	return wrapped
}

// failure returns what is wrong with an answer of this status, or nil where it
// is a chat completion to read on.
func failure(status int, body []byte) *fault {
	c, complains := decodeComplaint(body)
	if status >= 200 && status < 300 {
		var completion struct {
			Choices []json.RawMessage `json:"choices"`
		}
		err := json.Unmarshal(body, &completion)
		switch {
		case len(completion.Choices) > 0:
			return nil
		case complains && c.number >= 400 && c.number < 600: // a gateway's: the real status is inside
			return classify(c.number, c)
		case complains:
			f := classify(status, c)
			f.passing = f.reason == nil
			return f
		case err != nil:
			return notJSON(status, body)
		}
		return &fault{status: status, reason: ErrEmpty}
	}
	if !complains && status == http.StatusBadRequest {
		return notJSON(status, body)
	}
	return classify(status, c)
}

// notJSON returns the fault of an answer that is not JSON.
func notJSON(status int, body []byte) *fault {
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
		return &fault{
			status: status, text: "the server answers with a page instead of JSON",
			hint: "check llm.base_url and the proxy",
		}
	}
	return &fault{
		status: status, text: "the server's answer is no whole JSON object",
		hint: "check llm.base_url, or try again later",
	}
}
