package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dailypapers/fetch"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

// ruleSource is broken by a summary that cannot be held against its paper.
const ruleSource = "source"

// holdToPapers holds the summaries of the posts against their papers' texts, and
// prints what is wrong as each text is read. What arXiv did not answer for is one
// finding a post. The error is the context's, or says why nothing can be held.
func (l *linter) holdToPapers(ctx context.Context) error {
	papers, err := l.openPapers()
	if err != nil {
		return err
	}
	defer papers.Close()
	for _, post := range l.posts {
		var missed []render.PagePaper
		for _, on := range post.page.Papers {
			if on.ID.IsZero() { // the form's affair
				continue
			}
			task, err := papers.task(ctx, post, on)
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case errors.Is(err, errUnanswered):
				missed = append(missed, on)
			case err != nil:
				l.print(post.name, []render.Fault{{Line: on.Line, Rule: ruleSource, Text: err.Error()}})
			default:
				l.papers[task.Document.Origin]++
				l.print(post.name, paperFindings(on, task))
			}
		}
		if len(missed) > 0 {
			l.print(post.name, []render.Fault{{
				Line: missed[0].Line, Rule: ruleSource,
				Text: fmt.Sprintf("arXiv could not be asked (%s): numbers and names are not checked of %s", papers.silent, listed(missed)),
			}})
		}
	}
	return nil
}

// paperFindings holds a summary against its paper, and leaves out what shows
// without it.
func paperFindings(on render.PagePaper, task summarize.Task) []render.Fault {
	form := check.Check(on.Summary, nil)
	problems := slices.DeleteFunc(check.Check(on.Summary, summarize.Source(task)), func(p check.Problem) bool {
		return slices.Contains(form, p)
	})
	findings := inWords(on, problems, task.Document.Origin)
	if len(findings) > 0 && task.Document.Origin == fetch.OriginAbstract {
		text := []string{"only the abstract could be had; what it does not hold may stand in the paper"}
		for _, passed := range task.Document.Passed {
			text = append(text, fmt.Sprintf("%s: %s", passed.Origin, passed.Reason))
		}
		findings = append(findings, render.Fault{Line: on.Line, Rule: ruleSource, Text: strings.Join(text, "; ")})
	}
	return findings
}

// maxListed is how many papers a finding names.
const maxListed = 5

// listed names papers by their ids, the first few of them.
func listed(papers []render.PagePaper) string {
	var names []string
	for _, paper := range papers[:min(len(papers), maxListed)] {
		names = append(names, paper.ID.Base().String())
	}
	text := strings.Join(names, ", ")
	if more := len(papers) - len(names); more > 0 {
		text += " and " + counted(more, "more paper")
	}
	return text
}
