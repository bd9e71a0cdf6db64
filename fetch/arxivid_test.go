package fetch_test

import (
	"encoding/json"
	"strings"
	"testing"

	"dailypapers/fetch"
)

func TestParseArxivID(t *testing.T) {
	tests := []struct {
		in, base string
		version  int
	}{
		{"2510.90515", "2510.90515", 0},
		{"2510.90515v1", "2510.90515", 1},
		{"2510.90515v12", "2510.90515", 12},
		{"1501.00001", "1501.00001", 0},
		{"1412.9999v3", "1412.9999", 3},
		{"0704.0001", "0704.0001", 0},
		{"hep-ex/0406999v1", "hep-ex/0406999", 1},
		{"astro-ph/0001197", "astro-ph/0001197", 0},
		{"hep-th/9107001", "hep-th/9107001", 0},
		{"cs/0703142v2", "cs/0703142", 2},
		// The subject class is an old spelling: arXiv itself answers without it.
		{"math.GT/0309136", "math/0309136", 0},
		{"cond-mat.SOFT/0309136v2", "", 0},
		{"math.GT/0309136v2", "math/0309136", 2},
	}
	for _, tt := range tests {
		id, err := fetch.ParseArxivID(tt.in)
		if tt.base == "" {
			if err == nil {
				t.Errorf("ParseArxivID(%q) = %v, want an error", tt.in, id)
			}
			continue
		}
		if err != nil || id.Base().String() != tt.base || id.Version() != tt.version {
			t.Errorf("ParseArxivID(%q) = %v, version %d, %v", tt.in, id.Base(), id.Version(), err)
		}
	}
}

func TestParseArxivIDRefuses(t *testing.T) {
	for name, in := range map[string]string{
		"nothing, as after a trailing comma":   "",
		"a word":                               "abc",
		"two ids":                              "2510.90515,2510.90516",
		"no month":                             "2500.90515",
		"month 13":                             "2513.90515",
		"all zeros":                            "0000.0000",
		"four digits after 2014":               "1501.0001",
		"five digits before 2015":              "1412.00001",
		"six digits":                           "2510.905150",
		"a month before the new form":          "0703.0001",
		"an old form after its time":           "hep-th/0704001",
		"an old form before arXiv":             "hep-th/9106001",
		"an old form of seven digits too many": "hep-th/94060200",
		"no archive":                           "/9406020",
		"an archive of hyphens":                "--/9406020",
		"a folder":                             "../9406020",
		"a capital archive":                    "HEP-TH/9406020",
		"version 0":                            "2510.90515v0",
		"a version with a leading zero":        "2510.90515v01",
		"no version after v":                   "2510.90515v",
		"a version beyond sense":               "2510.90515v12345",
		"a space before":                       " 2510.90515",
		"a line break after":                   "2510.90515\n",
		"a URL":                                "https://arxiv.org/abs/2510.90515",
		"a prefix":                             "arXiv:2510.90515",
		"a query":                              "2510.90515?x=1",
		"a file":                               "2510.90515.pdf",
		"digits of another script":             "２５１０.90515",
		"digits that are not ASCII":            "٢٥١٠.90515",
	} {
		if id, err := fetch.ParseArxivID(in); err == nil {
			t.Errorf("%s: ParseArxivID(%q) = %v", name, in, id)
		}
	}
}

func TestErrorOfAHugeIDIsShort(t *testing.T) {
	_, err := fetch.ParseArxivID(strings.Repeat("9", 1<<20))
	if err == nil || len(err.Error()) > 300 {
		t.Errorf("the error has %d bytes", len(err.Error()))
	}
}

func TestArxivIDVersions(t *testing.T) {
	id, err := fetch.ParseArxivID("2510.90515v2")
	if err != nil {
		t.Fatal(err)
	}
	if got := id.WithVersion(3).String(); got != "2510.90515v3" {
		t.Errorf("WithVersion(3) = %s", got)
	}
	if id.WithVersion(0) != id.Base() || id.Base() == id || id.Base().Version() != 0 {
		t.Error("two versions of a paper do not share a base")
	}
	if !(fetch.ArxivID{}).IsZero() || id.IsZero() || (fetch.ArxivID{}).String() != "" {
		t.Error("the zero id is not told apart")
	}
}

func TestArxivIDInJSON(t *testing.T) {
	id, err := fetch.ParseArxivID("hep-ex/0406999v1")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[fetch.ArxivID]fetch.ArxivID{id: id})
	if err != nil || string(text) != `{"hep-ex/0406999v1":"hep-ex/0406999v1"}` {
		t.Fatalf("%s, %v", text, err)
	}
	var back map[fetch.ArxivID]fetch.ArxivID
	if err := json.Unmarshal(text, &back); err != nil || back[id] != id {
		t.Errorf("read back as %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"abc":"abc"}`), &back); err == nil {
		t.Error("a bad id is read")
	}
}

// What ParseArxivID returns can be put into a URL and a batch, and reads as itself.
func FuzzParseArxivID(f *testing.F) {
	for _, s := range []string{
		"2510.90515", "2510.90515v2", "1412.9999", "hep-ex/0406999v1", "math.GT/0309136", "0000.0000", "abc", "a,b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		id, err := fetch.ParseArxivID(s)
		if err != nil {
			if !id.IsZero() {
				t.Errorf("ParseArxivID(%q) = %v with an error", s, id)
			}
			return
		}
		again, err := fetch.ParseArxivID(id.String())
		if err != nil || again != id {
			t.Errorf("ParseArxivID(%q) = %v, which reads as %v, %v", s, id, again, err)
		}
		if id.Base().WithVersion(id.Version()) != id {
			t.Errorf("%v is not its base and its version", id)
		}
		if strings.ContainsAny(id.String(), ", \n?#%&\\") || strings.Contains(id.String(), "..") {
			t.Errorf("%v breaks out of a URL", id)
		}
	})
}
