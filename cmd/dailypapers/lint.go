package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"dailypapers/render"
	"dailypapers/summarize/check"
)

type lintCommand struct {
	Files []string `arg:"" name:"file" help:"Posts: ours, or any of the same form."`
}

// Run prints what is wrong with the posts, one finding a line, as
// FILE:LINE: rule: what is wrong.
func (c *lintCommand) Run(s *session) error {
	clean := true
	for _, name := range c.Files {
		data, err := os.ReadFile(name)
		if err != nil {
			return hintMissing(err)
		}
		findings, err := lint(data)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, f := range findings {
			clean = false
			fmt.Fprintf(s.stdout, "%s:%d: %s: %s\n", name, f.Line, f.Rule, f.Text)
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
func lint(data []byte) ([]render.Fault, error) {
	page, err := render.ParseMarkdown(data)
	if err != nil {
		return nil, err
	}
	findings := page.Faults()
	for _, paper := range page.Papers {
		for _, problem := range check.Check(paper.Summary, nil) {
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

// lintText says a problem of the gate to a person: which field, and the words.
func lintText(p check.Problem) string {
	text := p.Message
	if p.Field != "" {
		text = string(p.Field) + ": " + text
	}
	return text
}
