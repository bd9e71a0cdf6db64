package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"dailypapers/fetch"
)

// record is the day record: the post, and which files of ours may stand beside
// it. It is written before the post, so that a run that ends between the two
// does not leave a post that looks like somebody else's.
type record struct {
	Post
	hashes
	encoded []byte // the post, once it was encoded: it does not change then
}

// hashes are the last keys of a record.
type hashes struct {
	// PostSHA256 is of the post that was written, or was about to be.
	PostSHA256 string `json:"post_sha256,omitempty"`
	// PreviousSHA256 is of the post of ours that it replaced.
	PreviousSHA256 string `json:"previous_post_sha256,omitempty"`
}

// wrote reports whether a post of this hash is ours.
func (r hashes) wrote(sum string) bool {
	return sum != "" && (sum == r.PostSHA256 || sum == r.PreviousSHA256)
}

// since returns the papers that have come since the post was last ours: those
// that old, the record then, did not have, and those that were unposted by it.
func (r record) since(old record) []fetch.ArxivID {
	posted := map[fetch.ArxivID]bool{}
	for _, e := range old.Entries {
		posted[e.Paper.ID.Base()] = true
	}
	for _, id := range old.Unposted {
		delete(posted, id)
	}
	var since []fetch.ArxivID
	for _, e := range r.Entries {
		if id := e.Paper.ID.Base(); !posted[id] {
			since = append(since, id)
		}
	}
	return since
}

// encode returns the record as it stands on disk: indented, keys in the order of
// the types, one newline at the end. Jekyll reads _data/*.json as YAML, so what
// YAML forbids is escaped.
func (r *record) encode() ([]byte, error) {
	if r.encoded == nil {
		post, err := indent(r.Post)
		if err != nil {
			return nil, fmt.Errorf("encode the record of %s: %w", r.Day, err)
		}
		r.encoded = post
	}
	if r.hashes == (hashes{}) {
		return r.encoded, nil
	}
	last, err := indent(r.hashes)
	if err != nil {
		return nil, fmt.Errorf("encode the record of %s: %w", r.Day, err)
	}
	open := bytes.TrimSuffix(r.encoded, []byte("\n}\n"))
	return slices.Concat(open, []byte(","), bytes.TrimPrefix(last, []byte("{"))), nil
}

// indent returns v as JSON that YAML takes too, a key a line.
func indent(v any) ([]byte, error) {
	var buf bytes.Buffer
	encoder := json.NewEncoder(&buf)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return escapeUnprintable(buf.Bytes()), nil
}

// escapeUnprintable escapes what YAML forbids in data, which is JSON: all of it
// stands in strings.
func escapeUnprintable(data []byte) []byte {
	var escaped []byte
	done := 0 // of data, in escaped
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r != '\n' && !isPrintable(r) {
			escaped = fmt.Appendf(append(escaped, data[done:i]...), `\u%04x`, r)
			done = i + size
		}
		i += size
	}
	if done == 0 {
		return data
	}
	return append(escaped, data[done:]...)
}

// decodeRecord reads what encode wrote for day.
func decodeRecord(data []byte, day fetch.Day) (record, error) {
	var r record
	if err := json.Unmarshal(data, &r); err != nil {
		return record{}, err
	}
	if r.Day != day {
		return record{}, fmt.Errorf("it is of %s", r.Day)
	}
	return r, nil
}
