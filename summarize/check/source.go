package check

// Source is a paper's whole text, indexed once for any number of summaries. It
// does not change and may be used by several goroutines.
type Source struct {
	text string
}

// NewSource indexes a paper's text, as fetch.Document's Text returns it.
func NewSource(text string) *Source { return &Source{text: text} }
