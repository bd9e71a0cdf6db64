package fetch_test

import (
	"testing"

	"dailypapers/fetch"
)

func TestDocumentText(t *testing.T) {
	tests := []struct {
		name     string
		sections []fetch.Section
		want     string
	}{
		{"no section", nil, ""},
		{"a section without a title", []fetch.Section{{Text: "Text."}}, "Text."},
		{"number and title on one line", []fetch.Section{{Number: "3.1", Title: "Setup", Text: "One.\n\nTwo."}}, "3.1 Setup\nOne.\n\nTwo."},
		{
			"a title over subsections alone",
			[]fetch.Section{{Number: "3", Title: "Method"}, {Number: "3.1", Title: "Setup", Text: "One."}, {Title: "End", Text: "Two."}},
			"3 Method\n\n3.1 Setup\nOne.\n\nEnd\nTwo.",
		},
		{"a section of nothing", []fetch.Section{{Text: "One."}, {}, {Text: "Two."}, {}}, "One.\n\nTwo."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := (fetch.Document{Sections: tt.sections}).Text(); got != tt.want {
				t.Errorf("Text() = %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAbstractDocument(t *testing.T) {
	paper := fetch.Paper{ID: id(t, "2510.90515"), Version: 2, Title: "A Title", Abstract: "An abstract."}
	document := fetch.AbstractDocument(paper)
	if document.ID != id(t, "2510.90515v2") || document.Origin != fetch.OriginAbstract {
		t.Errorf("the document is %v from %s", document.ID, document.Origin)
	}
	if got := document.Text(); got != "Abstract\nAn abstract." {
		t.Errorf("Text() = %q", got)
	}
}
