package polite

import (
	"fmt"
	"io"
	"strings"
)

// redacted is all that anything prints of a Secret.
const redacted = "[redacted]"

// Secret is a key or a token. However it is printed, logged or encoded, it shows
// as [redacted]; only Reveal tells it. Two things go past its methods, so keep it
// from them: an unexported field under package fmt, and a map's key under JSON.
type Secret string

// Reveal returns the secret itself, for the header that carries it.
func (s Secret) Reveal() string { return string(s) }

// IsToken reports whether a header can carry the secret as a bearer token: whether
// it is of printable ASCII without spaces. The empty one is.
func (s Secret) IsToken() bool {
	return !strings.ContainsFunc(string(s), func(r rune) bool { return r <= ' ' || r > '~' })
}

// String returns [redacted].
func (Secret) String() string { return redacted }

// GoString returns [redacted].
func (Secret) GoString() string { return redacted }

// Format writes [redacted] for every verb, %x and %q too.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText returns [redacted].
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON returns "[redacted]".
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }
