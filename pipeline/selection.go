package pipeline

import (
	"errors"
	"fmt"
	"regexp"

	"dailypapers/fetch"
)

// Selection says which papers of a list are posted. Its zero value posts all
// but those that were posted before.
type Selection struct {
	Limit      int      // papers in a post, 0 for all
	MinUpvotes int      // at the time of the list's reading
	Include    []string // regular expressions; where there are any, title or abstract matches one
	Exclude    []string // regular expressions; neither title nor abstract matches one
	// KeepRepeats posts papers that stand in another day's post too.
	KeepRepeats bool
}

// The rules that leave a paper out, as the report and the record name them.
const (
	ruleRepeats    = "repeats"
	ruleMinUpvotes = "min_upvotes"
	ruleInclude    = "include"
	ruleExclude    = "exclude"
	ruleLimit      = "limit"
)

// selection is a Selection with its expressions compiled.
type selection struct {
	Selection
	include, exclude []*regexp.Regexp
}

func (s Selection) compile() (selection, error) {
	include, errInclude := compile("select.include", s.Include)
	exclude, errExclude := compile("select.exclude", s.Exclude)
	return selection{s, include, exclude}, errors.Join(errInclude, errExclude)
}

func compile(key string, expressions []string) ([]*regexp.Regexp, error) {
	compiled := make([]*regexp.Regexp, len(expressions))
	for i, expression := range expressions {
		re, err := regexp.Compile(expression)
		if err != nil {
			return nil, fmt.Errorf("%s[%d]: %w", key, i, err)
		}
		compiled[i] = re
	}
	return compiled, nil
}

// rule returns the rule that leaves a paper out, or "" where none does. What is
// known of the paper is its listing; selected counts the papers before it that
// are posted, and postedOn is the other day whose post it stands in, if any.
func (s selection) rule(paper fetch.Paper, selected int, postedOn string) string {
	switch {
	case postedOn != "" && !s.KeepRepeats:
		return ruleRepeats + ": posted on " + postedOn
	case paper.Upvotes < s.MinUpvotes:
		return ruleMinUpvotes
	case len(s.include) > 0 && matching(s.include, paper) == nil:
		return ruleInclude
	}
	if re := matching(s.exclude, paper); re != nil {
		return ruleExclude + ": " + re.String()
	}
	if s.Limit > 0 && selected >= s.Limit {
		return ruleLimit
	}
	return ""
}

// matching returns the first expression that the paper's title or abstract
// matches, or nil.
func matching(expressions []*regexp.Regexp, paper fetch.Paper) *regexp.Regexp {
	for _, re := range expressions {
		if re.MatchString(paper.Title) || re.MatchString(paper.Abstract) {
			return re
		}
	}
	return nil
}
