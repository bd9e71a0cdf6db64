package sample

// Kind says what a request asks for.
type Kind string

// The kinds of requests.
const (
	List     Kind = "list"      // Hugging Face's API for a day's papers
	ListPage Kind = "list page" // Hugging Face's web page of the same
	Markdown Kind = "markdown"  // Hugging Face's Markdown of a paper
	Atom     Kind = "atom"      // arXiv's API
	Abstract Kind = "abstract"  // arXiv's page of a paper
	HTML     Kind = "html"      // arXiv's full text
	PDF      Kind = "pdf"
	Chat     Kind = "chat" // a question to the model
	Other    Kind = "other"
)

// Count returns how many requests of the kinds were made, those that a fault
// answered among them; without a kind, how many in all.
func (u *Upstream) Count(kinds ...Kind) int {
	u.mu.RLock()
	defer u.mu.RUnlock()
	var n int
	for _, kind := range kinds {
		n += u.counts[kind]
	}
	if len(kinds) == 0 {
		for _, count := range u.counts {
			n += count
		}
	}
	return n
}

// count returns how many requests of the kind came before.
func (u *Upstream) count(kind Kind) int {
	u.mu.Lock()
	defer u.mu.Unlock()
	before := u.counts[kind]
	u.counts[kind]++
	return before
}
