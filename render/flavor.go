package render

import (
	"time"

	"dailypapers/fetch"
)

// Flavor names the kind of site that a post is written for.
type Flavor string

// The kinds of site.
const (
	Jekyll Flavor = "jekyll" // kramdown, Liquid; front matter in YAML
	Hugo   Flavor = "hugo"   // CommonMark by goldmark; front matter in YAML, with the time's zone
	Plain  Flavor = "plain"  // CommonMark alone: the title is a heading, nothing tells layout, time and tags
)

// appendFrontMatter appends what stands before the papers.
func (f Form) appendFrontMatter(b []byte, day fetch.Day) []byte {
	if f.Flavor == Plain {
		title := f.title(day)
		b = f.manner().appendText(b, shown{title, first, dollars(title)})
		return append(b, "\n===\n"...)
	}
	b = append(b, fence+"\n"...)
	if layout := line(f.Layout); layout != "" {
		b = append(b, "layout: "...)
		b = appendScalar(b, layout)
		b = append(b, '\n')
	}
	b = append(b, "title: "...)
	b = appendQuoted(b, f.title(day))
	b = append(b, "\ndate: "+f.date(day)+"\ntags: "...)
	b = appendSequence(b, f.Tags)
	b = append(b, "\ncategories: "...)
	b = appendSequence(b, f.Categories)
	return append(b, "\n"+fence+"\n"...)
}

// date returns the time of a day's post as the front matter tells it. Jekyll
// takes it in its own time zone; Hugo's is UTC unless told, and it hides a post
// of the future.
func (f Form) date(day fetch.Day) string {
	if f.Flavor == Hugo {
		return f.published(day).Format(time.RFC3339)
	}
	return day.String() + " " + f.Time
}

// published returns the time of a day's post.
func (f Form) published(day fetch.Day) time.Time {
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	t, err := time.ParseInLocation(time.DateTime, day.String()+" "+f.Time, zone)
	if err != nil { // no valid form
		return day.Midnight()
	}
	return t
}
