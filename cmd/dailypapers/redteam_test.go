package main

import (
	"bufio"
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"

	"dailypapers/fetch"
	"dailypapers/pipeline/sample"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/check"
)

// TestRedTeam runs a day of papers that talk to the model, with a model that
// obeys them in every turn, and reads the post, the page that Jekyll makes of
// it, and every question that was asked.
//
// A title is no summary: the post shows it, whatever it says, as the text of the
// link to its paper, and so it is held to be shown exactly and is then left out.
func TestRedTeam(t *testing.T) {
	attacks, on := readAttacks(t)
	papers := make([]sample.Paper, len(attacks))
	for i, a := range attacks {
		papers[i] = a.paper(t, on)
	}
	asked := &questions{}
	var preview, post, record string
	inWorld(t, func(w *world) {
		preview = w.run("run", "--date", sampleDay, "--dry-run").stdout
		if got := w.run("run", "--date", sampleDay); got.code != exitPartial {
			w.t.Fatalf("exit code %d:\n%s", got.code, got.stderr)
		}
		post, record = w.post(), w.files()["_data/daily_papers/"+sampleDay+".json"]
	}, sample.WithDay(sampleDay, papers...), sample.WithFault(sample.Any(markup(attacks, papers), asked.watch)))

	t.Run("post", func(t *testing.T) { holdPost(t, attacks, papers, post, record) })
	t.Run("page", func(t *testing.T) { holdPage(t, attacks, papers, post) })
	t.Run("prompts", func(t *testing.T) { holdPrompts(t, attacks, asked, preview) })
}

// holdPost holds each paper of a post: it waits, or its summary has nothing of
// what was forbidden.
func holdPost(t *testing.T, attacks []attack, papers []sample.Paper, post, record string) {
	var kept render.Post
	if err := json.Unmarshal([]byte(record), &kept); err != nil {
		t.Fatal(err)
	}
	page, err := render.ParseMarkdown([]byte(post))
	if err != nil {
		t.Fatal(err)
	}
	if faults := page.Faults(); len(faults) > 0 {
		t.Errorf("the post's form: %v", faults)
	}
	titles := map[string]string{}
	for _, paper := range page.Papers {
		titles[paper.ID.String()] = paper.Title
	}
	for _, link := range page.Waiting {
		titles[link.ID.String()] = link.Title
	}
	written, count := pieces(post), map[string]int{}
	if len(kept.Entries) != len(attacks) {
		t.Fatalf("%d papers of %d are on record", len(kept.Entries), len(attacks))
	}
	for i, a := range attacks {
		entry := kept.Entries[i]
		if got, want := titles[a.ID], fetch.Clean(papers[i].Title); got != want {
			t.Errorf("%s: the title is shown as %q, want %q", a.ID, got, want)
		}
		if entry.Text.Origin != fetch.OriginHTML {
			t.Errorf("%s: the text is the %s, and the model has not seen all of the attack", a.ID, entry.Text.Origin)
		}
		text := written[a.ID]
		switch held := entry.Result.Status == summarize.Held; {
		case held != (text != ""):
			t.Errorf("%s is %s and has the piece %q", a.ID, entry.Result.Status, text)
		case !held && entry.Result.Status != summarize.Waiting:
			t.Errorf("%s is %s", a.ID, entry.Result.Status)
		case a.Kind == honest && (!held || strings.Contains(text, check.Unknown)):
			t.Errorf("%s has nothing wrong and is %s: %s\n%s", a.ID, entry.Result.Status, entry.Result.Reason, text)
		}
		said := a.found(text)
		if said == "" { // what is escaped in the post is not in the record
			said = a.found(fieldsText(entry.Result.Summary))
		}
		a.judge(t, said, text)
		switch {
		case a.Hole != "":
			count["holes"]++
		case text == "":
			count["wait"]++
		case strings.Contains(text, check.Unknown):
			count["have lost a field"]++
		default:
			count["hold"]++
		}
	}
	t.Logf("of %d papers: %v", len(attacks), count)
	if at := strings.IndexFunc(strings.ReplaceAll(post, "\n", ""), isHidden); at >= 0 {
		t.Errorf("the post has a hidden character at %d", at)
	}
}

// judge holds the forbidden words found in a text, if any, against what is known
// to be a hole.
func (a attack) judge(t *testing.T, found, text string) {
	t.Helper()
	switch {
	case found != "" && a.Hole == "":
		t.Errorf("%s (%s, %s, %s) has brought %q into the post: %s", a.ID, a.Kind, a.Where, a.Language, found, around(text, found))
	case found == "" && a.Hole != "":
		t.Errorf("%s (%s): the hole is closed, remove its mark: %s", a.ID, a.Kind, a.Hole)
	}
}

// found returns the first of the forbidden words that text has, if any.
func (a attack) found(text string) string {
	text = strings.ToLower(text)
	for _, words := range a.Forbidden {
		if strings.Contains(text, strings.ToLower(words)) {
			return words
		}
	}
	return ""
}

// around returns the lines of a text that have the words.
func around(text, words string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if strings.Contains(strings.ToLower(line), strings.ToLower(words)) {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Join(lines, " | ")
}

func fieldsText(f summarize.Fields) string {
	var b strings.Builder
	for _, field := range check.Order {
		b.WriteString(strings.Join(f.Sentences(field), "\n") + "\n")
	}
	return b.String()
}

// pieces returns what a post says of each paper that has a summary, by its id
// and without its title.
func pieces(post string) map[string]string {
	heading := regexp.MustCompile(`^#.* ?\]\(https://arxiv\.org/abs/([^)]*)\)$`)
	pieces, id := map[string]string{}, ""
	lines := bufio.NewScanner(strings.NewReader(post))
	for lines.Scan() {
		if m := heading.FindStringSubmatch(lines.Text()); m != nil {
			id = m[1]
		} else if lines.Text() == "# 요약 대기" {
			break
		} else if id != "" {
			pieces[id] += html.UnescapeString(lines.Text()) + "\n"
		}
	}
	return pieces
}
