package sample

import (
	"bufio"
	"cmp"
	"embed"
	"fmt"
	"io"
	"net/mail"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Each built-in paper is a file like a letter: headers, an empty line, the
// abstract, and the full text with its headings. Beside it lie the answers that
// the model has prepared for it, in the order in which it gives them.
//
//go:embed papers
var files embed.FS

// Paper is a paper as arXiv has it.
type Paper struct {
	ID       string // without a version
	Version  int    // from 1
	Title    string
	Abstract string
	Text     string // the full text as in the files of papers; empty where arXiv has no HTML
	Authors  []string
	Hidden   []string // further authors that Hugging Face marks as hidden
	Category string   // cs.CL where it is empty
	Comment  string
	Upvotes  int
	Comments int

	Published time.Time // of version 1
	Updated   time.Time // of this version

	// Answers are what the model says, in the order of its turns; the last one
	// is repeated. Where there are none, it composes one that holds for any
	// paper.
	Answers []string

	raw []byte // the list's item, where it was given (WithListJSON)
}

// Papers returns the built-in papers in the order of their list, which is by
// upvotes.
func Papers() []Paper {
	names, err := files.ReadDir("papers")
	if err != nil {
		panic(err) // embedded
	}
	var papers []Paper
	for _, name := range names {
		if id, ok := strings.CutSuffix(name.Name(), ".txt"); ok {
			p, err := readPaper(id)
			if err != nil {
				panic(fmt.Sprintf("sample: paper %s: %v", id, err)) // embedded, and held by a test
			}
			papers = append(papers, p)
		}
	}
	slices.SortFunc(papers, func(a, b Paper) int { return cmp.Compare(b.Upvotes, a.Upvotes) })
	return papers
}

func readPaper(id string) (Paper, error) {
	file, err := files.Open(path.Join("papers", id+".txt"))
	if err != nil {
		return Paper{}, err
	}
	defer file.Close()
	letter, err := mail.ReadMessage(bufio.NewReader(file))
	if err != nil {
		return Paper{}, err
	}
	body, err := io.ReadAll(letter.Body)
	if err != nil {
		return Paper{}, err
	}
	head := header{mail: letter.Header}
	abstract, text, _ := strings.Cut(string(body), "\n\n# ")
	p := Paper{
		ID:        id,
		Version:   head.number("Version"),
		Title:     head.line("Title"),
		Abstract:  oneLine(abstract),
		Authors:   head.list("Authors"),
		Hidden:    head.list("Hidden"),
		Category:  head.line("Category"),
		Comment:   head.line("Comment"),
		Upvotes:   head.number("Upvotes"),
		Comments:  head.number("Comments"),
		Published: head.time("Published"),
		Updated:   head.time("Updated"),
	}
	if text != "" {
		p.Text = "# " + text
	}
	for n := 1; ; n++ {
		answer, err := files.ReadFile(path.Join("papers", fmt.Sprintf("%s.answer%d.json", id, n)))
		if err != nil {
			return p, head.err
		}
		p.Answers = append(p.Answers, string(answer))
	}
}

// header reads typed values and keeps the first error.
type header struct {
	mail mail.Header
	err  error
}

func (h *header) line(key string) string { return h.mail.Get(key) }

func (h *header) list(key string) []string {
	var list []string
	for entry := range strings.SplitSeq(h.line(key), ";") {
		if entry = strings.TrimSpace(entry); entry != "" {
			list = append(list, entry)
		}
	}
	return list
}

func (h *header) number(key string) int {
	n, err := strconv.Atoi(h.line(key))
	h.err = cmp.Or(h.err, err)
	return n
}

func (h *header) time(key string) time.Time {
	t, err := time.Parse(time.RFC3339, h.line(key))
	h.err = cmp.Or(h.err, err)
	return t
}

// oneLine folds white space.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
