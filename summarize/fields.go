package summarize

import "dailypapers/summarize/check"

// Fields is a structured summary, under a name that render can reach.
type Fields = check.Fields

// Field names a part of a summary.
type Field = check.Field

// The fields of a summary.
const (
	Goal         = check.Goal
	Motivation   = check.Motivation
	Contribution = check.Contribution
	Method       = check.Method
	Results      = check.Results
	Limitations  = check.Limitations
	Conclusion   = check.Conclusion
)
