package fetch

import (
	"fmt"
	"regexp"
	"strconv"
)

// ArxivID names a paper on arXiv, with a version or without one (version 0).
// It is comparable: compare two papers by their Base. The zero ArxivID names
// nothing.
type ArxivID struct {
	base    string
	version int
}

// The forms of an identifier, from arXiv's own description of them
// (https://info.arxiv.org/help/arxiv_identifier.html): YYMM.NNNN from 0704 to
// 1412, YYMM.NNNNN from 1501, and archive/YYMMNNN before 0704. The last can name
// a subject class, as in math.GT/0309136; arXiv answers without it.
var (
	newArxivID = regexp.MustCompile(`^(\d{2})(0[1-9]|1[0-2])\.(\d{4,5})(?:v([1-9]\d{0,3}))?$`)
	oldArxivID = regexp.MustCompile(`^([a-z]+(?:-[a-z]+)?)(?:\.[A-Z]{2})?/(\d{2})(0[1-9]|1[0-2])(\d{3})(?:v([1-9]\d{0,3}))?$`)
)

// ParseArxivID reads an identifier such as 2510.90127, 2510.90127v2 or
// hep-ex/0406999v1. It refuses everything else, so that what it returns can be
// put into a batch request and a URL. One paper has one form: a subject class is
// dropped, math.GT/0309136 is math/0309136.
func ParseArxivID(s string) (ArxivID, error) {
	bad := fmt.Errorf("%.40q is no arXiv id such as 2510.90127", s)
	if m := newArxivID.FindStringSubmatch(s); m != nil {
		month := m[1] + m[2]
		switch digits := len(m[3]); {
		case month < "0704", month < "1501" && digits != 4, month >= "1501" && digits != 5:
			return ArxivID{}, bad
		}
		return newID(m[1]+m[2]+"."+m[3], m[4]), nil
	}
	if m := oldArxivID.FindStringSubmatch(s); m != nil {
		month := m[2] + m[3]
		if month >= "0704" && month < "9107" { // 1991-07, the archive's first month
			return ArxivID{}, bad
		}
		return newID(m[1]+"/"+m[2]+m[3]+m[4], m[5]), nil
	}
	return ArxivID{}, bad
}

func newID(base, version string) ArxivID {
	n, _ := strconv.Atoi(version) // none, or one to four digits, by the patterns above
	return ArxivID{base: base, version: n}
}

// IsZero reports whether id names nothing.
func (id ArxivID) IsZero() bool { return id == ArxivID{} }

// Base returns the id without its version.
func (id ArxivID) Base() ArxivID { return ArxivID{base: id.base} }

// Version returns the version, from 1, or 0 where the id names none.
func (id ArxivID) Version() int { return id.version }

// WithVersion returns the id of version n, or of no version where n is 0.
func (id ArxivID) WithVersion(n int) ArxivID { return ArxivID{base: id.base, version: n} }

// String returns the id as arXiv writes it; an old one contains a slash.
func (id ArxivID) String() string {
	if id.version == 0 {
		return id.base
	}
	return id.base + "v" + strconv.Itoa(id.version)
}

// MarshalText returns what String returns.
func (id ArxivID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads what ParseArxivID reads.
func (id *ArxivID) UnmarshalText(text []byte) error {
	parsed, err := ParseArxivID(string(text))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}
