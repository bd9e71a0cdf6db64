package fulltext

import (
	"regexp"
	"strings"

	"dailypapers/fetch"
)

// outline is a document in the making: its sections in reading order, and how
// deep each stands (1: top level). A Kind that is set before classify stays.
type outline struct {
	sections []fetch.Section
	levels   []int
}

func (o *outline) add(level int, s fetch.Section) {
	o.sections = append(o.sections, s)
	o.levels = append(o.levels, level)
}

// classify sets the sections' kinds. A title tells most; a section whose title
// tells nothing is about what the section around it is about. Authors like to
// name the method's section after their system, so a nameless one at top level
// between the introduction and the experiments counts as the method.
func (o *outline) classify() {
	var above []fetch.Kind // of the sections around, by level
	ended := false         // whether the part of the method is over
	for i := range o.sections {
		s := &o.sections[i]
		level := max(o.levels[i], 1)
		above = above[:min(level-1, len(above))]
		own := s.Kind
		if own == "" {
			own = kindOf(s.Title)
		}
		if len(above) > 0 {
			own = within(above[len(above)-1], own)
		} else {
			switch own {
			case fetch.KindResults, fetch.KindDiscussion, fetch.KindLimitations, fetch.KindConclusion, fetch.KindAppendix:
				ended = true
			case fetch.KindOther:
				if !ended && s.Title != "" && !aside.MatchString(s.Title) {
					own = fetch.KindMethod
				}
			}
		}
		s.Kind = own
		for len(above) < level {
			above = append(above, own)
		}
	}
}

// within returns the kind of a section that by itself would be of kind own, and
// stands in a section of kind around.
func within(around, own fetch.Kind) fetch.Kind {
	switch around {
	case fetch.KindOther:
		return own
	case fetch.KindAppendix, fetch.KindRelated, fetch.KindAbstract:
		return around
	}
	switch own {
	case fetch.KindLimitations, fetch.KindConclusion, fetch.KindRelated, fetch.KindDiscussion, fetch.KindAppendix:
		return own
	case fetch.KindResults:
		if around == fetch.KindMethod {
			return own
		}
	}
	return around
}

// kindOf returns what a section's title tells of its kind, KindOther where it
// tells nothing.
func kindOf(title string) fetch.Kind {
	title = strings.TrimSpace(numbering.ReplaceAllString(strings.ToLower(title), ""))
	for _, k := range kinds {
		if k.title.MatchString(title) {
			return k.kind
		}
	}
	return fetch.KindOther
}

// kinds is asked from the top: the rarer word decides ("Discussion and
// Limitations", "Results and Discussion", "Evaluation Method").
var kinds = []struct {
	kind  fetch.Kind
	title *regexp.Regexp
}{
	{fetch.KindAbstract, regexp.MustCompile(`^(abstract|tl;?dr)\b`)},
	{fetch.KindAppendix, regexp.MustCompile(`^(appendi(x|ces)|supplementa(ry|l))\b|\bchecklist\b`)},
	{fetch.KindLimitations, regexp.MustCompile(`\b(limitations?|threats to validity|failure (cases?|modes?|analysis)|` +
		`weaknesses)\b`)},
	{fetch.KindRelated, regexp.MustCompile(`\b((related|previous|prior|existing) (works?|stud(y|ies)|research|literature|` +
		`approaches|methods)|literature (review|survey)|backgrounds?)\b`)},
	{fetch.KindConclusion, regexp.MustCompile(`\b(conclu(sions?|ding)|closing remarks|future (works?|directions)|outlook)\b|` +
		`^summary$`)},
	{fetch.KindIntroduction, regexp.MustCompile(`\b(introduction|motivations?)\b`)},
	{fetch.KindResults, regexp.MustCompile(`\b(experiment(s|al|ation)?|evaluat(ion|ions|ing)|results?|ablations?|analys[ie]s|` +
		`empirical|comparisons?|performance|case stud(y|ies)|findings|simulations?|benchmark(s|ing)?|numerical|` +
		`(synthetic|real|real-world) data)\b`)},
	{fetch.KindDiscussion, regexp.MustCompile(`\b(discussions?|implications?|broader impacts?)\b`)},
	{fetch.KindMethod, regexp.MustCompile(`\b(method(s|ology|ological)?|approach(es)?|models?|architectures?|frameworks?|` +
		`algorithms?|training|implementation|designs?|datasets?|data|formulations?|preliminar(y|ies)|setups?|setting|system|` +
		`pipeline|theor(y|etical|em)|objectives?|loss|notations?|problem|overview|construction)\b`)},
}

var (
	// numbering is what may stand before a title: "3.1 ", "IV. ", "Appendix A: ".
	numbering = regexp.MustCompile(`^\s*(?:section\s+)?(?:\d+(?:\.\d+)*\.?|[ivx]+\.|[a-z]\.(?:\d+\.?)*)\s+`)
	// aside is the title of what is no part of the paper's matter.
	aside = regexp.MustCompile(`(?i)acknowledg|contributions?$|funding|ethic|reproducib|availability|impact|disclosure|` +
		`conflicts? of interest|declaration|keywords?|contents`)
	// references is the title of a list of references.
	references = regexp.MustCompile(`(?i)^(references|bibliography|literature cited|works cited|references and notes)\W*$`)
)

// isReferences reports whether a section of this title is the list of references.
func isReferences(title string) bool {
	return references.MatchString(strings.TrimSpace(numbering.ReplaceAllString(strings.ToLower(title), "")))
}
