package render

import (
	"cmp"
	"strconv"

	"dailypapers/summarize"
)

// waitingTitle heads the papers of a post that have no summary yet.
const waitingTitle = "요약 대기"

// labels are the fields of the introduction, in order, as the post names them,
// and as some older posts did.
var labels = [...]struct {
	field        summarize.Field
	name, korean string
}{
	{summarize.Goal, "Goal", "목표"},
	{summarize.Motivation, "Motivation", "동기"},
	{summarize.Contribution, "Contribution", "기여"},
}

// sections are the headings of a paper, in order, and the field that each holds;
// the introduction holds those of labels.
var sections = [...]struct {
	name  string
	field summarize.Field
}{
	{"Introduction", ""},
	{"Method", summarize.Method},
	{"Results", summarize.Results},
	{"Limitations", summarize.Limitations},
	{"Conclusion", summarize.Conclusion},
}

// Markdown returns the post as a site reads it: front matter (of a plain post,
// its title), the papers that have a summary, numbered from 1 in the post's order, and at the end the
// titles of those that wait for one. It is a pure function of f and p. The
// titles and summaries are shown as text, whatever they contain; white space in
// them is folded, control characters are dropped.
func (f Form) Markdown(p Post) []byte {
	b := make([]byte, 0, 512+2048*len(p.Entries))
	b = f.appendFrontMatter(b, p.Day)
	number := 0
	for _, entry := range p.Entries {
		if entry.held() {
			number++
			b = f.appendPaper(b, number, entry)
		}
	}
	return f.appendWaiting(b, p.Entries)
}

func (e Entry) held() bool { return e.Result.Status == summarize.Held }

func (f Form) appendPaper(b []byte, number int, entry Entry) []byte {
	b = append(b, "\n# "...)
	b = strconv.AppendInt(b, int64(number), 10)
	b = append(b, ". "...)
	b = f.appendLink(b, entry)
	b = append(b, "\n\n> [Alphaxiv]("+f.alphaxiv(entry.Paper.ID)+")\n"...)
	for _, section := range sections {
		b = append(b, "\n## "+section.name+"\n"...)
		if section.field == "" {
			b = f.appendLabelled(b, entry.Result.Summary)
			continue
		}
		b = f.appendSentences(b, entry.Result.Summary.Sentences(section.field))
	}
	return b
}

func (f Form) appendLabelled(b []byte, summary summarize.Fields) []byte {
	for _, label := range labels {
		b = append(b, "- "+label.name+":"...)
		sentences := summary.Sentences(label.field)
		for _, sentence := range sentences {
			if sentence = line(sentence); sentence != "" {
				b = append(b, ' ')
				b = f.manner().appendText(b, shown{sentence, inside, dollars(sentences...)})
			}
		}
		b = append(b, '\n')
	}
	return b
}

// appendSentences appends one sentence a line, each but the last with the two
// spaces that break the line on the page too.
func (f Form) appendSentences(b []byte, sentences []string) []byte {
	written := 0
	for _, sentence := range sentences {
		if sentence = line(sentence); sentence == "" {
			continue
		}
		if written > 0 {
			b = append(b, "  \n"...)
		}
		b = f.manner().appendText(b, shown{sentence, first, dollars(sentences...)})
		written++
	}
	if written > 0 {
		b = append(b, '\n')
	}
	return b
}

func (f Form) appendWaiting(b []byte, entries []Entry) []byte {
	headed := false
	for _, entry := range entries {
		if entry.held() {
			continue
		}
		if !headed {
			b = append(b, "\n# "+waitingTitle+"\n\n"...)
			headed = true
		}
		b = append(b, "- "...)
		b = f.appendLink(b, entry)
		b = append(b, '\n')
	}
	return b
}

// title returns the title, on one line. A paper that no source told a title of is
// named by its id.
func (e Entry) title() string { return cmp.Or(line(e.Paper.Title), e.Paper.ID.String()) }

func (f Form) appendLink(b []byte, entry Entry) []byte {
	title := entry.title()
	b = append(b, '[')
	b = f.manner().appendText(b, shown{title, inside, dollars(title)})
	return append(b, "]("+abs(entry.Paper.ID)+")"...)
}
