package render

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"dailypapers/fetch"
)

// Form is how a post looks: the part post of the configuration.
type Form struct {
	Flavor           Flavor         // empty for Jekyll
	Title            string         // of the post; {date} stands for the day
	Time             string         // of the day, such as 08:15:00
	Zone             *time.Location // of Time, for those who do not know it; nil for UTC
	Layout           string         // only Jekyll needs one
	Tags             []string
	Categories       []string
	AlphaxivLanguage string // ko, ja, zh; empty for English
	Math             Math   // of titles and summaries; empty for MathKeep
}

// languageTag is a language as alphaXiv puts it into a path.
var languageTag = regexp.MustCompile(`^[a-z]{2}$`)

// Validate returns what is wrong with the form, all of it, each part under its
// name in the configuration.
func (f Form) Validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if isBlank(f.Title) {
		fault("post.title: it is empty; write one such as %q", "Daily Papers — {date}")
	}
	if t, err := time.Parse(time.TimeOnly, f.Time); err != nil || t.Format(time.TimeOnly) != f.Time {
		fault("post.time: %q is no time of the form 08:15:00", f.Time)
	}
	switch f.Flavor {
	case "", Jekyll, Hugo, Plain:
	default:
		fault("post.flavor: %q is none of jekyll, hugo, plain", f.Flavor)
	}
	if isBlank(f.Layout) && f.Flavor != Hugo && f.Flavor != Plain {
		fault("post.layout: it is empty; write one such as post")
	}
	if slices.ContainsFunc(f.Tags, isBlank) {
		fault("post.tags: one of the names is empty")
	}
	if slices.ContainsFunc(f.Categories, isBlank) {
		fault("post.categories: one of the names is empty")
	}
	if f.AlphaxivLanguage != "" && !languageTag.MatchString(f.AlphaxivLanguage) {
		fault("post.alphaxiv_language: %q is no language such as ko; leave it empty for English", f.AlphaxivLanguage)
	}
	if f.Math != "" && f.Math != MathKeep && f.Math != MathText {
		fault("post.math: %q is none of keep, text", f.Math)
	}
	return errors.Join(faults...)
}

func isBlank(s string) bool { return line(s) == "" }

// title returns the title of a day's post, on one line.
func (f Form) title(day fetch.Day) string {
	return line(strings.ReplaceAll(f.Title, "{date}", day.String()))
}

// manner returns how texts are escaped for the reader of the post.
func (f Form) manner() manner {
	return manner{strict: f.Flavor == Hugo || f.Flavor == Plain, math: f.Math, spans: f.Flavor == Plain}
}

// alphaxiv returns the address of a paper's overview.
func (f Form) alphaxiv(id fetch.ArxivID) string {
	if f.AlphaxivLanguage == "" {
		return "https://www.alphaxiv.org/overview/" + id.Base().String()
	}
	return "https://www.alphaxiv.org/" + f.AlphaxivLanguage + "/overview/" + id.Base().String()
}

// abs returns the address of a paper's page on arXiv.
func abs(id fetch.ArxivID) string { return absPrefix + id.Base().String() }

const absPrefix = "https://arxiv.org/abs/"
