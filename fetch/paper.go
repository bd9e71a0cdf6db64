package fetch

import "time"

// Source says who told us a paper's title and abstract.
type Source string

// The sources of metadata, best first.
const (
	SourceArxivAPI    Source = "arxiv-api"
	SourceArxivPage   Source = "arxiv-page"
	SourceHuggingFace Source = "huggingface"
)

// Paper is what a source says of one paper. Every text in it is clean (see
// [Clean]): one line, NFC, no control characters.
type Paper struct {
	ID        ArxivID   `json:"id"`                // without a version
	Version   int       `json:"version,omitempty"` // arXiv's latest version, 0 where unknown
	Title     string    `json:"title"`
	Abstract  string    `json:"abstract"`
	Authors   []string  `json:"authors,omitempty"` // in the paper's order
	Upvotes   int       `json:"upvotes"`           // at the time of the list's reading
	Published time.Time `json:"published,omitzero"`
	Updated   time.Time `json:"updated,omitzero"` // of this version
	Comment   string    `json:"comment,omitempty"`
	Withdrawn bool      `json:"withdrawn,omitempty"`
	Source    Source    `json:"source"`
}

// List is a day's papers in the order of its source.
type List struct {
	Day    Day
	Papers []Paper // each id once; none where the day is legitimately empty
}

// Merge returns what is known of a paper after its listing and arXiv's own
// metadata were read: arXiv's title and abstract where it has any, since
// Hugging Face's have lost TeX's $ and \, and the listing's upvotes. A found
// of no or of another paper leaves the listing as it is.
func Merge(listed, found Paper) Paper {
	merged := listed
	if found.ID.IsZero() || found.ID.Base() != listed.ID.Base() || found.Title == "" {
		return merged
	}
	merged.Title = found.Title
	merged.Source = found.Source
	if found.Abstract != "" {
		merged.Abstract = found.Abstract
	}
	if len(found.Authors) > 0 {
		merged.Authors = found.Authors
	}
	if found.Version > 0 {
		merged.Version = found.Version
	}
	if !found.Published.IsZero() {
		merged.Published = found.Published
	}
	if !found.Updated.IsZero() {
		merged.Updated = found.Updated
	}
	if found.Comment != "" {
		merged.Comment = found.Comment
	}
	merged.Withdrawn = listed.Withdrawn || found.Withdrawn
	return merged
}
