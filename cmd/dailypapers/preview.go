package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"dailypapers/fetch"
	"dailypapers/pipeline"
	"dailypapers/render"
	"dailypapers/summarize"
)

// preview is the publisher of a dry run: it prints the questions of a day and
// writes nothing. What is on the site already it reads from there.
type preview struct {
	w    io.Writer
	site *render.Site

	formShown      bool
	papers, tokens int
	cost           float64
}

// Load returns the day's record, so that a dry run shows only what would be
// asked.
func (p *preview) Load(day fetch.Day) (render.Post, bool, error) { return p.site.Load(day) }

// Edited reports whether the day's post was edited.
func (p *preview) Edited(day fetch.Day) (bool, error) { return p.site.Edited(day) }

// Publish prints the questions in the order of the post, each below the sections
// of its paper, those that it carries and those that it does not, with their tokens.
func (p *preview) Publish(_ context.Context, post render.Post, _ bool) (render.Published, error) {
	for i, entry := range post.Entries {
		q := entry.Result.Question
		if q == nil {
			reason := entry.Result.Reason
			if entry.Result.Status == summarize.Held {
				reason = "it has its summary"
			}
			fmt.Fprintf(p.w, "=== %s  %d/%d  %s  nothing would be asked: %s\n\n",
				post.Day, i+1, len(post.Entries), entry.Paper.ID, reason)
			continue
		}
		p.showForm(q.Schema)
		text := "whole text"
		if q.Cut {
			text = "text cut"
		}
		fmt.Fprintf(p.w, "=== %s  %d/%d  %s  %d tokens, %d of the text and %d of the instructions; %s (%s), about $%.4f\n",
			post.Day, i+1, len(post.Entries), entry.Paper.ID, q.Tokens, q.Text, q.Tokens-q.Text, text, entry.Text.Origin, q.Cost)
		for _, section := range q.Sections {
			p.showSection(string(section.Kind), section)
		}
		for _, section := range q.LeftOut {
			p.showSection("left out", section)
		}
		for _, message := range q.Messages {
			fmt.Fprintf(p.w, "--- %s\n%s\n", message.Role, message.Content)
		}
		if _, err := fmt.Fprintln(p.w); err != nil {
			return render.Published{}, err
		}
		p.papers++
		p.tokens += q.Tokens
		p.cost += q.Cost
	}
	for _, left := range post.LeftOut {
		fmt.Fprintf(p.w, "=== %s  left out  %s  %s\n\n", post.Day, left.ID, left.Rule)
	}
	return render.Published{}, nil
}

// showForm prints, once, the form in which the server is asked to answer, which is
// the same for all questions.
func (p *preview) showForm(schema json.RawMessage) {
	if p.formShown || len(schema) == 0 {
		return
	}
	p.formShown = true
	fmt.Fprintf(p.w, "=== response_format of every question: json_schema\n%s\n\n", schema)
}

// showSection prints a section of a paper with its tokens.
func (p *preview) showSection(label string, section summarize.Section) {
	heading := section.Heading
	if heading == "" {
		heading = "(text without a heading that was recognised)"
	}
	var notes []string
	if section.Tables > 0 {
		notes = append(notes, fmt.Sprintf("tables %d", section.Tables))
	}
	if section.Cut {
		notes = append(notes, "cut")
	}
	if len(notes) > 0 {
		heading += " (" + strings.Join(notes, ", ") + ")"
	}
	fmt.Fprintf(p.w, "    %-12s %6d  %s\n", label, section.Tokens, heading)
}

// passedOver prints why nothing was shown of days that have no papers.
func (p *preview) passedOver(reports []pipeline.Report) {
	for _, r := range reports {
		if (r.State == pipeline.Waiting || r.State == pipeline.Empty) && r.Reason != "" {
			fmt.Fprintf(p.w, "=== %s  nothing would be asked: %s\n\n", r.Day, r.Reason)
		}
	}
}

// total prints the sum of all days, and whether it is above the cap of a run, or
// above what spent leaves of the month's. 0 is no cap.
func (p *preview) total(caps BudgetConfig, spent float64) {
	fmt.Fprintf(p.w, "=== total: %s, %d tokens, about $%.4f; no model was asked and nothing was written\n",
		counted(p.papers, "paper"), p.tokens, p.cost)
	if caps.Run > 0 && p.cost > caps.Run {
		fmt.Fprintf(p.w, "=== llm.budget.run, $%s, is less: papers would wait\n", dollars(caps.Run))
	}
	if left := max(caps.Month-spent, 0); caps.Month > 0 && p.cost > left {
		fmt.Fprintf(p.w, "=== $%.4f are left of llm.budget.month, $%s, which is less: papers would wait\n", left, dollars(caps.Month))
	}
}
