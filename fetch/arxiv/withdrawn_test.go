package arxiv_test

import (
	"testing"

	"dailypapers/fetch/arxiv"
)

func TestWithdrawn(t *testing.T) {
	for comment, want := range map[string]bool{
		"This paper has been withdrawn by the author due to a crucial error in equation 1": true,
		"This paper has been withdrawn by Ada Example":                                     true,
		"This paper has been withdrawn":                                                    true,
		"This paper has been withdrawn from arXiv":                                         true,
		"This submission has been withdrawn by arXiv administrators":                       true,
		"12 pages. This article has been withdrawn by the authors, see version 1":          true,
		"The paper has been withdrawn by the author":                                       true,
		"Paper withdrawn by the authors":                                                   true,
		"12 pages, withdrawn by the author":                                                true,
		"Withdrawn by authors for a gap in the proof of Lemma 2":                           true,
		"Withdrawn":                      true,
		"withdrawn, see a later paper":   true,
		"[Withdrawn] 9 pages":            true,
		"WITHDRAWN BY THE AUTHORS":       true,
		"Withdrawn due to an error":      true,
		"Withdrawn from arXiv for reuse": true,
		"Withdrawn from a workshop. This paper has been withdrawn by the authors": true,

		"":                                  false,
		"9 pages, 3 figures":                false,
		"This paper is not withdrawn":       false,
		"This paper has not been withdrawn": false,
		"This paper has not been withdrawn by the authors":           false,
		"Never withdrawn by the authors":                             false,
		"Not withdrawn":                                              false,
		"9 pages, withdrawn from the conference":                     false,
		"Withdrawn from the conference":                              false,
		"This paper has been withdrawn from the conference":          false,
		"Withdrawn by the authors from a journal, to be resubmitted": false,
		"Withdrawn submission of a conference":                       false,
		"9 pages, to be withdrawn":                                   false,
		"A study of papers that were withdrawn":                      false,
		"On withdrawn drugs: 40 pages":                               false,
		"We study 300 papers that journals have withdrawn":           false,
		"An earlier paper, now withdrawn, had another proof":         false,
		"Été withdrawn":                                              false,
		"Withdrawnness is a word of nobody":                          false,
	} {
		feed := atom(entry("2510.90515v2", "A Title", "<arxiv:comment>"+comment+"</arxiv:comment>"))
		papers, err := arxiv.DecodeAtom([]byte(feed))
		if err != nil || len(papers) != 1 || papers[0].Comment != comment {
			t.Fatalf("%q: DecodeAtom() = %v, %v", comment, papers, err)
		}
		if papers[0].Withdrawn != want {
			t.Errorf("%q: withdrawn %t, want %t", comment, papers[0].Withdrawn, want)
		}
	}
}
