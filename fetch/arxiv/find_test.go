package arxiv_test

import (
	"net/http"
	"strings"
	"testing"
)

// Find tells a paper that arXiv does not have from one that it did not answer for.
func TestFind(t *testing.T) {
	ids, known := some(t, 0, 4)
	for _, id := range ids[1:] {
		delete(known, id.String())
	}
	down := func(_ int, r *http.Request) *reply {
		if strings.HasPrefix(r.URL.Path, "/abs/"+ids[3].String()) {
			return &reply{503, "hidden"}
		}
		return nil
	}
	u := &upstream{api: known, site: map[string]bool{ids[1].String(): true}, turn: down}
	found, err := u.client(t).Find(t.Context(), ids)
	if err != nil || len(found.Papers) != 2 || len(found.Unknown) != 1 || !found.Unknown[ids[2]] {
		t.Errorf("found %v, unknown %v, error %v", found.Papers, found.Unknown, err)
	}
}
