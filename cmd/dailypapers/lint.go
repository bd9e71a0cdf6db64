package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"dailypapers/render"
	"dailypapers/summarize/check"
)

type lintCommand struct {
	Files  []string `arg:"" name:"file" help:"Posts: ours, or any of the same form."`
	Source bool     `help:"Hold every summary against its paper too: its numbers and names. Texts come from the cache, or are fetched."`
}

// Run prints what is wrong with the posts, one finding a line, as
// FILE:LINE: rule: what is wrong.
func (c *lintCommand) Run(s *session) error {
	pages := make([]render.Page, len(c.Files))
	for i, name := range c.Files {
		data, err := os.ReadFile(name)
		if err != nil {
			return hintMissing(err)
		}
		if pages[i], err = render.ParseMarkdown(data); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	gate := heldToForm
	if c.Source {
		sources, err := s.openSources(pages)
		if err != nil {
			return err
		}
		defer sources.Close()
		gate = sources.held
	}
	clean := true
	for i, page := range pages {
		findings, err := lint(s.ctx, page, gate)
		if err != nil {
			return fmt.Errorf("%s: %w", c.Files[i], err)
		}
		for _, f := range findings {
			clean = false
			fmt.Fprintf(s.stdout, "%s:%d: %s: %s\n", c.Files[i], f.Line, f.Rule, f.Text)
		}
	}
	if !clean {
		return errFound
	}
	return nil
}

func hintMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return hinted{err, "name posts, such as _posts/*.md"}
	}
	return err
}

// lint holds a post against the form and every summary in it against the gate,
// in the order of the lines. A field that is missing is the form's affair.
func lint(
	ctx context.Context, page render.Page, gate func(context.Context, render.PagePaper) ([]check.Problem, error),
) ([]render.Fault, error) {
	findings := page.Faults()
	for _, paper := range page.Papers {
		problems, err := gate(ctx, paper)
		if err != nil {
			return nil, err
		}
		for _, problem := range problems {
			line, there := paper.Lines[problem.Field]
			if problem.Field != "" && !there {
				continue
			}
			findings = append(findings, render.Fault{
				Line: cmp.Or(line, paper.Line), Rule: string(problem.Rule), Text: lintText(problem),
			})
		}
	}
	slices.SortStableFunc(findings, func(a, b render.Fault) int { return cmp.Compare(a.Line, b.Line) })
	return findings, nil
}

// heldToForm holds a summary to the rules of form.
func heldToForm(_ context.Context, paper render.PagePaper) ([]check.Problem, error) {
	return check.Check(paper.Summary, nil), nil
}

// lintText says a problem of the gate to a person: the field, the words, and
// what is wrong with them.
func lintText(p check.Problem) string {
	text := p.Message
	if p.Words != "" && !strings.Contains(text, p.Words) {
		text = fmt.Sprintf("%q: %s", p.Words, text)
	}
	if p.Field != "" {
		text = string(p.Field) + ": " + text
	}
	return text
}
