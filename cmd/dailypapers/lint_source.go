package main

import (
	"context"
	"fmt"

	"dailypapers/fetch"
	"dailypapers/fetch/fulltext"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

// sources are the papers of the posts that lint --source holds to account.
type sources struct {
	papers map[fetch.ArxivID]fetch.Paper
	texts  *fulltext.Ladder
	pdf    *fulltext.PDF
}

// ruleSource is broken by a summary that cannot be held against its paper.
const ruleSource check.Rule = "source"

// openSources asks arXiv for the papers of the pages. Their texts are read one
// by one, as they are needed.
func (s *session) openSources(pages []render.Page) (*sources, error) {
	cfg, err := s.config()
	if err != nil {
		return nil, err
	}
	p, err := newProgram(s.newLog(s.stderr), s.env, cfg)
	if err != nil {
		return nil, err
	}
	p.cache = p.cacheDir()
	if err := p.connect(); err != nil {
		return nil, err
	}
	var ids []fetch.ArxivID
	for _, page := range pages {
		for _, paper := range page.Papers {
			if !paper.ID.IsZero() {
				ids = append(ids, paper.ID.Base())
			}
		}
	}
	papers, err := p.services.metadata.Metadata(s.ctx, ids)
	if err != nil && len(papers) == 0 {
		return nil, hinted{fmt.Errorf("the papers cannot be asked for: %w", err), "run it again later, or without --source"}
	}
	texts, pdf, err := p.texts()
	if err != nil {
		return nil, err
	}
	return &sources{papers: papers, texts: texts, pdf: pdf}, nil
}

// Close closes what was opened for the texts.
func (s *sources) Close() error { return s.pdf.Close() }

// held holds a summary to all rules. What cannot be checked is a finding too.
func (s *sources) held(ctx context.Context, on render.PagePaper) ([]check.Problem, error) {
	paper, known := s.papers[on.ID.Base()]
	if !known {
		problems := check.Check(on.Summary, nil)
		return append(problems, check.Problem{
			Rule: ruleSource, Message: "numbers and names are not checked: arXiv tells of no such paper",
		}), nil
	}
	document, err := s.texts.Text(ctx, paper)
	if err != nil {
		return nil, err
	}
	problems := check.Check(on.Summary, summarize.Source(summarize.Task{Paper: paper, Document: document}))
	if document.Origin == fetch.OriginAbstract && holdsToSource(problems) {
		problems = append(problems, check.Problem{
			Rule: ruleSource, Message: "only the abstract could be had: what it does not hold may stand in the paper",
		})
	}
	return problems, nil
}

// holdsToSource reports whether some of the problems rest on the paper's text.
func holdsToSource(problems []check.Problem) bool {
	for _, p := range problems {
		if p.Rule == check.RuleNumber || p.Rule == check.RuleName {
			return true
		}
	}
	return false
}
