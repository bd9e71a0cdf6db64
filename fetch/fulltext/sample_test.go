package fulltext_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// invented is the title of the invented paper.
const invented = "Wheels of Paper: An Invented Engine"

// prose is long enough for a paper.
var prose = strings.Repeat("An invented sentence stands here and says little. ", 40)

// pageOf returns a page of arXiv's HTML that calls itself by id.
func pageOf(id, title string) string {
	return fmt.Sprintf(`<html><body><div id="infobox"><div id="watermark-tr">arXiv:%s [cs.LG] 6 Oct 2025</div></div>
<article class="ltx_document"><h1 class="ltx_title ltx_title_document">%s</h1>
<section class="ltx_section"><h2 class="ltx_title ltx_title_section">Introduction</h2><p class="ltx_p">%s</p></section>
</article></body></html>`, id, title, prose)
}

func stubOf(id string) string {
	return fmt.Sprintf(`<html><body><div id="watermark-tr">arXiv:%s</div><article class="ltx_document">
<div class="ltx_para"><span class="ltx_ERROR undefined">\newboolean</span><p class="ltx_p">long </p></div></article></body></html>`, id)
}

// sample returns a file of invented data.
func sample(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}
