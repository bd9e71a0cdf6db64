package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/render"
)

type lintCommand struct {
	Files  []string `arg:"" name:"file" help:"Posts: ours, or any of the same form."`
	Source bool     `help:"Hold every summary against its paper too: its numbers and names. Texts come from the site's cache, or are fetched."`
}

// Help is shown below the verb's own line.
func (c *lintCommand) Help() string {
	return `A finding is FILE:LINE: rule: what is wrong. docs/gate.md and the README explain the rules.

Exit codes: 0 no finding, 1 findings, 2 a file that cannot be read (the others are held all the same).`
}

// Run prints what is wrong with the posts, one finding a line, as
// FILE:LINE: rule: what is wrong. What shows without a paper comes first, file by
// file and in the order of the lines; what the papers say of the posts comes after
// it, as their texts are read. A file that cannot be read does not keep the others
// from being held.
func (c *lintCommand) Run(s *session) error {
	l := &linter{session: s, papers: map[fetch.Origin]int{}}
	for i, name := range c.Files {
		seen := func(other string) bool { return filepath.Clean(other) == filepath.Clean(name) }
		if !slices.ContainsFunc(c.Files[:i], seen) {
			l.read(name)
		}
	}
	if c.Source {
		if err := l.holdToPapers(s.ctx); err != nil && s.ctx.Err() == nil {
			return err
		}
	}
	l.tell(c.Source)
	switch {
	case s.ctx.Err() != nil:
		return errStopped
	case l.unread > 0:
		return errUnread
	case l.findings > 0:
		return errFound
	}
	return nil
}

// linter is one invocation of lint.
type linter struct {
	*session
	posts    []lintedPost
	papers   map[fetch.Origin]int // by what they were held against; by nothing, those of all posts
	findings int
	unread   int // files
}

// lintedPost is a post that was read, and the name of its file as it was given.
type lintedPost struct {
	name string
	page render.Page
}

// read reads a post and prints what is wrong with its form.
func (l *linter) read(name string) {
	page, err := readPage(name)
	if err != nil {
		l.leave(err)
		return
	}
	l.posts = append(l.posts, lintedPost{name, page})
	l.papers[""] += len(page.Papers)
	l.print(name, formFindings(page))
}

// leave tells of a file that cannot be read.
func (l *linter) leave(err error) {
	l.unread++
	l.complain(err)
}

func (l *linter) print(name string, findings []render.Fault) {
	l.findings += len(findings)
	for _, f := range findings {
		fmt.Fprintf(l.stdout, "%s:%d: %s: %s\n", name, f.Line, f.Rule, f.Text)
	}
}

// tell prints how much was held, and against what.
func (l *linter) tell(source bool) {
	text, abstract := 0, l.papers[fetch.OriginAbstract]
	for origin, n := range l.papers {
		if origin != "" && origin != fetch.OriginAbstract {
			text += n
		}
	}
	none := l.papers[""] - text - abstract
	if l.flags.JSONLog {
		fields := []zap.Field{
			zap.Int("posts", len(l.posts)), zap.Int("papers", l.papers[""]),
			zap.Int("findings", l.findings), zap.Int("unread", l.unread),
		}
		if source {
			fields = append(fields, zap.Int("full_text", text), zap.Int("abstract", abstract), zap.Int("nothing", none))
		}
		l.newLog(l.stderr).Info("posts held", fields...)
		return
	}
	fmt.Fprintf(l.stderr, "%s, %s: %s", counted(len(l.posts), "post"), counted(l.papers[""], "paper"), counted(l.findings, "finding"))
	if source {
		fmt.Fprintf(l.stderr, "; papers held against the full text %d, the abstract alone %d, nothing %d", text, abstract, none)
	}
	if l.unread > 0 {
		fmt.Fprintf(l.stderr, "; %s not read", counted(l.unread, "file"))
	}
	fmt.Fprintln(l.stderr)
}

// maxPost is the size of the longest post that is read, in bytes.
const maxPost = 16 << 20

var errTooLong = errors.New("longer than 16 MiB, which is no post")

// readPost reads a file of up to maxPost bytes.
func readPost(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxPost+1))
	if err == nil && len(data) > maxPost {
		err = fmt.Errorf("%s: %w", name, errTooLong)
	}
	return data, err
}

// readPage reads a post, or returns why it cannot and what to try.
func readPage(name string) (render.Page, error) {
	data, err := readPost(name)
	if err == nil {
		var page render.Page
		if page, err = render.ParseMarkdown(data); err == nil {
			return page, nil
		}
		err = fmt.Errorf("%s: %w", name, err)
	}
	for _, h := range []struct {
		cause error
		hint  string
	}{
		{fs.ErrNotExist, "name posts, such as _posts/*.md"},
		{fs.ErrPermission, "make it readable for this user"},
		{syscall.EISDIR, "name the posts in it: " + filepath.Join(name, "*.md")},
		{errTooLong, "name posts, such as _posts/*.md"},
		{render.ErrNotText, "convert it, such as with iconv -f CP949 -t UTF-8"},
	} {
		if errors.Is(err, h.cause) {
			return render.Page{}, hinted{err, h.hint}
		}
	}
	return render.Page{}, err
}
