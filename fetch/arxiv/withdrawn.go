package arxiv

import (
	"regexp"
	"strings"
)

// withdrawal is how a version's comment says that the paper was taken back: arXiv's
// own "This paper has been withdrawn by …", the short "withdrawn by the authors", or
// the word at the beginning. Captured is what gives the word another sense: a
// negation before it, or after it from where else the paper was taken back.
var withdrawal = regexp.MustCompile(`(?i)(?:` +
	`^[^\pL\pN]*(?:(?:this |the )?paper )?(?:has been |is )?withdrawn\b` +
	`|\b(?:this (?:paper|article|manuscript|preprint|submission|work|version)|the paper) (?:has been|is) withdrawn\b` +
	`|(\b(?:not|never) (?:been )?)?\bwithdrawn by (?:the )?authors?\b` +
	`)(?: by (?:the )?authors?\b)?( from \S+| submission\b)?`)

// isWithdrawn reports whether a version's comment says that the paper was taken
// back; arXiv has no other mark of it. Another sense of the word, as in "not
// withdrawn" or "withdrawn from the conference", does not count.
func isWithdrawn(comment string) bool {
	for _, match := range withdrawal.FindAllStringSubmatch(comment, -1) {
		negated, object := match[1], strings.ToLower(match[2])
		if negated == "" && (object == "" || strings.HasPrefix(object, " from arxiv")) {
			return true
		}
	}
	return false
}
