package summarize

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dailypapers/fetch"
)

var kinds = []fetch.Kind{
	fetch.KindAbstract, fetch.KindIntroduction, fetch.KindRelated, fetch.KindMethod, fetch.KindResults, fetch.KindDiscussion,
	fetch.KindLimitations, fetch.KindConclusion, fetch.KindAppendix, fetch.KindOther,
}

// models whose encodings differ: o200k_base, cl100k_base and p50k_base.
var models = []string{"gpt-4.1-mini", "gpt-3.5-turbo", "text-davinci-003"}

// holdsTo says what a packed text breaks of what pack promises, or nothing.
func holdsTo(document fetch.Document, limit int, tokens counter) error {
	got, again := pack(document, limit, tokens), pack(document, limit, tokens)
	whole := document.Text()
	count := tokens.count(got.text)
	switch {
	case got.text != again.text:
		return fmt.Errorf("two packings differ:\n%s\n---\n%s", got.text, again.text)
	case limit > 0 && count > limit:
		return fmt.Errorf("%d tokens of %d:\n%s", count, limit, got.text)
	case !got.cut && got.text != whole:
		return fmt.Errorf("the whole text is another:\n%s\n---\n%s", got.text, whole)
	case limit == 0 && got.cut, limit > 0 && got.cut && tokens.count(whole) <= limit && len(whole) <= longToken*limit:
		return fmt.Errorf("cut, and the whole has %d tokens of %d", tokens.count(whole), limit)
	case got.cut && got.text != "" && !strings.Contains(got.text, gap):
		return fmt.Errorf("the cut is not marked:\n%s", got.text)
	}
	rest := whole
	for _, chunk := range strings.Split(got.text, gap) {
		chunk = strings.TrimSpace(chunk)
		at := strings.Index(rest, chunk)
		if at < 0 {
			return fmt.Errorf("not in the source, or not in its order: %q\n%s", chunk, got.text)
		}
		rest = rest[at+len(chunk):]
	}
	for _, s := range got.sections {
		if !strings.Contains(got.text, s.text) {
			return fmt.Errorf("listed and not in the text: %q", s.text)
		}
	}
	return nil
}

func TestPackHoldsItsPromises(t *testing.T) {
	var counters []counter
	for _, model := range models {
		counters = append(counters, newCounter(model))
	}
	word := rapid.StringMatching(`[A-Za-z]{1,9}|\d{1,5}(\.\d)?%?|\$x_\{i\}\$|[가-힣]{1,4}|et al\.|Fig\. 3|"[a-z]+"`)
	sentence := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 1, 25).Draw(t, "words"), " ") + rapid.SampledFrom([]string{".", "?", "。", "", " |", ".)"}).Draw(t, "stop")
	})
	row := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word, 2, 6).Draw(t, "cells"), " | ")
	})
	paragraph := rapid.Custom(func(t *rapid.T) string {
		if rapid.IntRange(0, 3).Draw(t, "table") == 0 {
			return "Table 1: Scores.\na | b\n--- | ---\n" + strings.Join(rapid.SliceOfN(row, 0, 12).Draw(t, "rows"), "\n")
		}
		return strings.Join(rapid.SliceOfN(sentence, 1, 12).Draw(t, "sentences"), " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		var task Task
		for range rapid.IntRange(0, 14).Draw(t, "sections") {
			task.Document.Sections = append(task.Document.Sections, fetch.Section{
				Kind:  rapid.SampledFrom(kinds).Draw(t, "kind"),
				Title: rapid.SampledFrom([]string{"", "A Title", "Limitations"}).Draw(t, "title"),
				Text:  strings.Join(rapid.SliceOfN(paragraph, 0, 6).Draw(t, "paragraphs"), "\n\n"),
			})
		}
		limit := rapid.OneOf(rapid.IntRange(0, 40), rapid.IntRange(0, 4000)).Draw(t, "limit")
		if err := holdsTo(newSource(task).document, limit, rapid.SampledFrom(counters).Draw(t, "tokens")); err != nil {
			t.Fatal(err)
		}
	})
}

// A document of any text and any kinds: a line of # and a letter begins a section.
func FuzzPack(f *testing.F) {
	f.Add("#b 1 Introduction\nWe read notes. They are short.\n#d 2 Method\nOne. Two? Three!\n#h 3 End\nSo it is.", 12)
	f.Add("#e 4 Results\nTable 1\na | b\n--- | ---\n1 | 2\n3 | 4\n5 | 6\n\nAs Fig. 3 of Roe et al. shows, it works.", 40)
	f.Add(strings.Repeat("no stop and no end ", 300), 200)
	f.Add(strings.Repeat("끝이없는글", 900), 300)
	f.Add("#a\n#b\n#c\n#d\n#e only headings", 3)
	f.Add("#j x\n"+strings.Repeat("/\n", 90)+strings.Repeat("\u00a0 — ", 90)+gap+gap, 60)
	tokens := newCounter(models[0])
	f.Fuzz(func(t *testing.T, text string, limit int) {
		var task Task
		for i, part := range strings.Split("\n"+text, "\n#") {
			heading, body, _ := strings.Cut(part, "\n")
			letter, title, _ := strings.Cut(heading, " ")
			kind := fetch.KindOther
			if i > 0 && letter != "" {
				kind = kinds[int(letter[0])%len(kinds)]
			}
			task.Document.Sections = append(task.Document.Sections, fetch.Section{Kind: kind, Title: title, Text: body})
		}
		if err := holdsTo(newSource(task).document, max(0, limit%5000), tokens); err != nil {
			t.Error(err)
		}
	})
}

// report returns a paper of so many words, as they come: a third of it appendix,
// with a table in every section of results.
func report(words int) fetch.Document {
	var document fetch.Document
	for i, part := range []struct {
		kind     fetch.Kind
		sections int
		percent  int
	}{
		{fetch.KindAbstract, 1, 0},
		{fetch.KindIntroduction, 1, 5},
		{fetch.KindRelated, 2, 6},
		{fetch.KindMethod, 12, 25},
		{fetch.KindResults, 12, 25},
		{fetch.KindLimitations, 1, 2},
		{fetch.KindConclusion, 1, 2},
		{fetch.KindAppendix, 30, 35},
	} {
		for j := range part.sections {
			var text strings.Builder
			for k := range max(10, words*part.percent/100/part.sections/13) {
				fmt.Fprintf(&text, "Block %d of the “%s” part tells how %d notes (Roe et al. 2019) match in Fig. %d.", k, part.kind, k*17%997, k%9)
				text.WriteString(map[bool]string{true: "\n\n", false: " "}[k%7 == 6])
			}
			if part.kind == fetch.KindResults {
				text.WriteString("\n\nTable: Scores by set.\nMethod | One | Two\n--- | --- | ---")
				for k := range 40 {
					fmt.Fprintf(&text, "\nBaseline %d | %d.%d | %d.%d", k, k, k%10, 2*k, k%7)
				}
			}
			document.Sections = append(document.Sections, fetch.Section{
				Kind: part.kind, Number: fmt.Sprintf("%d.%d", i, j+1), Title: "On the " + string(part.kind), Text: text.String(),
			})
		}
	}
	return document
}

// A paper of 100,000 words is to be packed in less than 50 ms; making it readable,
// which the gate needs too, is measured apart.
func BenchmarkPack(b *testing.B) {
	tokens := newCounter(models[0])
	task := Task{Document: report(100_000)}
	size := int64(len(task.Document.Text()))
	b.Run("source", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			newSource(task)
		}
	})
	document := newSource(task).document
	b.Run("pack", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			pack(document, 12000, tokens)
		}
	})
}
