package sample

import (
	"regexp"
	"strings"
)

// section is a section of a full text, or a part of one.
type section struct {
	Number, Title string
	Paragraphs    [][]inline
	Tables        []table
	Parts         []section
}

// inline is a piece of running text: a formula, or words.
type inline struct{ Text, TeX string }

type table struct {
	Rows    [][]string
	Caption string
}

var numbered = regexp.MustCompile(`^((?:\d+|[A-Z])(?:\.\d+)*) (.+)$`)

// sections reads a text of blocks that are an empty line apart: "# 1 Title" and
// "## 1.1 Title" open a section and a part of it, rows of "| a | b |" with a
// caption below make a table, and all else is a paragraph with $formulas$.
func sections(text string) []section {
	var all []section
	for block := range strings.SplitSeq(text, "\n\n") {
		block = strings.TrimSpace(block)
		if title, ok := strings.CutPrefix(block, "# "); ok {
			all = append(all, newSection(title))
			continue
		}
		if block == "" || len(all) == 0 {
			continue
		}
		open := &all[len(all)-1]
		if title, ok := strings.CutPrefix(block, "## "); ok {
			open.Parts = append(open.Parts, newSection(title))
			continue
		}
		if n := len(open.Parts); n > 0 {
			open = &open.Parts[n-1]
		}
		if strings.HasPrefix(block, "|") {
			open.Tables = append(open.Tables, newTable(block))
			continue
		}
		open.Paragraphs = append(open.Paragraphs, inlines(oneLine(block)))
	}
	return all
}

func newSection(title string) section {
	s := section{Title: title}
	if m := numbered.FindStringSubmatch(title); m != nil {
		s.Number, s.Title = m[1], m[2]
	}
	return s
}

func newTable(block string) table {
	var t table
	for line := range strings.Lines(block) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			t.Caption = oneLine(t.Caption + " " + line)
			continue
		}
		var row []string
		for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
			row = append(row, strings.TrimSpace(cell))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// inlines splits a line at its $formulas$.
func inlines(line string) []inline {
	var all []inline
	for i, piece := range strings.Split(line, "$") {
		switch {
		case piece == "":
		case i%2 == 1:
			all = append(all, inline{TeX: piece})
		default:
			all = append(all, inline{Text: piece})
		}
	}
	return all
}
