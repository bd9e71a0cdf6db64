package render_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dailypapers/fetch"
	"dailypapers/internal/fixture"
	"dailypapers/render"
	"dailypapers/summarize"
)

func TestMarkdown(t *testing.T) {
	old, err := fetch.ParseArxivID("hep-xx/0409999v2")
	if err != nil {
		t.Fatal(err)
	}
	awkward := ordinary()
	awkward.Goal = "본 연구는 {{ site }}와 <think>를 \"글자 그대로\" 보인다."
	awkward.Method = []string{"# 첫째 단계에서 a*b를 구한다.", "1. 둘째 단계에서 $$x$$를 구한다.", "- 셋째는 A|B이다."}
	awkward.Limitations = "정보 부족"

	english := form()
	english.AlphaxivLanguage = ""
	english.Title = `"Papers" of {date}: \o/`
	english.Tags = []string{"yes", "generative AI", "c++", "논문"}
	english.Categories = []string{"daily"}

	hugo, plain := hugoForm(t), form()
	hugo.Layout = ""
	plain.Flavor, plain.Math = render.Plain, render.MathText

	for _, test := range []struct {
		golden  string
		form    render.Form
		entries []render.Entry
	}{
		{"ordinary.md", form(), []render.Entry{
			held(number(t, 1), "LanternNet: A Lamp for Long Contexts", ordinary()),
			held(old, "On the Old Style of Names", ordinary()),
		}},
		{"waiting.md", form(), []render.Entry{
			waiting(number(t, 3), "A Paper *Without* a Summary"),
			held(number(t, 1), "LanternNet: A Lamp for Long Contexts", ordinary()),
			waiting(number(t, 2), "Another One"),
		}},
		{"awkward.md", english, []render.Entry{
			held(number(t, 1), "<think> [IDK] {% raw %} It's $x_1$ & `y`\n  _wrapped_ ...", awkward),
		}},
		{"only-waiting.md", form(), []render.Entry{waiting(number(t, 2), "Another One")}},
		{"empty.md", form(), nil},
		{"hugo.md", hugo, []render.Entry{held(number(t, 1), "<think> [IDK] {% raw %} www.example.com ~ $5, $x_1$", awkward)}},
		{"plain.md", plain, []render.Entry{held(number(t, 1), "<think> [IDK] {% raw %} a@b.cd ~ $5, $x_1$", awkward)}},
	} {
		t.Run(test.golden, func(t *testing.T) {
			fixture.Golden(t, test.golden, string(test.form.Markdown(onePost(t, test.entries...))))
		})
	}
}

func TestFormIsValidated(t *testing.T) {
	if err := form().Validate(); err != nil {
		t.Errorf("the default form: %v", err)
	}
	for name, test := range map[string]struct {
		breakIt func(*render.Form)
		want    string
	}{
		"no title":           {func(f *render.Form) { f.Title = " " }, "post.title"},
		"no layout":          {func(f *render.Form) { f.Layout = "" }, "post.layout"},
		"time without zero":  {func(f *render.Form) { f.Time = "8:15:00" }, "post.time"},
		"impossible time":    {func(f *render.Form) { f.Time = "25:00:00" }, "post.time"},
		"time with fraction": {func(f *render.Form) { f.Time = "08:15:00.5" }, "post.time"},
		"empty tag":          {func(f *render.Form) { f.Tags = []string{"a", ""} }, "post.tags"},
		"empty category":     {func(f *render.Form) { f.Categories = []string{"\t"} }, "post.categories"},
		"unknown flavor":     {func(f *render.Form) { f.Flavor = "gatsby" }, "post.flavor"},
		"unknown math":       {func(f *render.Form) { f.Math = "image" }, "post.math"},
		"language as a path": {func(f *render.Form) { f.AlphaxivLanguage = "../x" }, "post.alphaxiv_language"},
	} {
		t.Run(name, func(t *testing.T) {
			f := form()
			test.breakIt(&f)
			if err := f.Validate(); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error about %s", err, test.want)
			}
		})
	}
}

// TestMarkdownReadsBack holds that a post gives back what went in, whatever
// that is, and that nothing is wrong with its form.
func TestMarkdownReadsBack(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.SampledFrom(hostile()),
		rapid.Map(rapid.SliceOfN(rapid.SampledFrom(fragments), 0, 6), func(parts []string) string { return strings.Join(parts, "") }))
	rapid.Check(t, func(r *rapid.T) {
		var entries []render.Entry
		for i := range rapid.IntRange(0, 4).Draw(r, "papers") {
			title := texts.Draw(r, "title")
			if rapid.Bool().Draw(r, "waiting") {
				entries = append(entries, waiting(number(t, i), title))
				continue
			}
			entries = append(entries, held(number(t, i), title, summarize.Fields{
				Goal: texts.Draw(r, "goal"), Motivation: texts.Draw(r, "motivation"), Contribution: texts.Draw(r, "contribution"),
				Method:  rapid.SliceOfN(texts, 0, 3).Draw(r, "method"),
				Results: texts.Draw(r, "results"), Limitations: texts.Draw(r, "limitations"), Conclusion: texts.Draw(r, "conclusion"),
			}))
		}
		f := form()
		f.Flavor = rapid.SampledFrom([]render.Flavor{render.Jekyll, render.Hugo, render.Plain}).Draw(r, "flavor")
		if f.Flavor == render.Hugo {
			f.Layout = ""
		}
		f.Math = rapid.SampledFrom([]render.Math{render.MathKeep, render.MathText}).Draw(r, "math")
		readsBack(r, f, onePost(t, entries...))
	})
}

// readsBack holds a post against what is read from its Markdown.
func readsBack(t rapid.TB, f render.Form, p render.Post) {
	data := f.Markdown(p)
	page, err := render.ParseMarkdown(data)
	if err != nil {
		t.Fatal(err)
	}
	type paper struct {
		Title, Link, Alphaxiv string
		Summary               summarize.Fields
	}
	var want, got, wantWaiting, gotWaiting []paper
	for _, e := range p.Entries {
		row := paper{Title: shownTitle(e), Link: "https://arxiv.org/abs/" + e.Paper.ID.String()}
		if e.Result.Status != summarize.Held {
			wantWaiting = append(wantWaiting, row)
			continue
		}
		row.Alphaxiv = "https://www.alphaxiv.org/ko/overview/" + e.Paper.ID.String()
		s := e.Result.Summary
		row.Summary = summarize.Fields{
			Goal: folded(s.Goal), Motivation: folded(s.Motivation), Contribution: folded(s.Contribution),
			Results: folded(s.Results), Limitations: folded(s.Limitations), Conclusion: folded(s.Conclusion),
		}
		for _, sentence := range s.Method {
			if sentence = folded(sentence); sentence != "" {
				row.Summary.Method = append(row.Summary.Method, sentence)
			}
		}
		want = append(want, row)
	}
	for _, found := range page.Papers {
		got = append(got, paper{found.Title, found.Link, found.Alphaxiv, found.Summary})
	}
	for _, found := range page.Waiting {
		gotWaiting = append(gotWaiting, paper{Title: found.Title, Link: found.Link})
	}
	if diff := diff(want, got); diff != "" {
		t.Fatalf("the papers (-want +got):\n%s\nof\n%s", diff, data)
	}
	if diff := diff(wantWaiting, gotWaiting); diff != "" {
		t.Fatalf("the papers that wait (-want +got):\n%s\nof\n%s", diff, data)
	}
	for _, fault := range page.Faults() {
		if fault.Rule != render.RulePapers || len(p.Entries) > 0 {
			t.Fatalf("line %d: %s: %s\nof\n%s", fault.Line, fault.Rule, fault.Text, data)
		}
	}
}

func BenchmarkMarkdownTitles(b *testing.B) {
	sets := map[string][]string{"invented": inventedTitles()}
	if titles, ok := recordedTitlesIfAny(b); ok {
		sets["recorded"] = titles
	}
	for name, titles := range sets {
		b.Run(name, func(b *testing.B) {
			p := onePost(b, titled(b, titles)...)
			b.SetBytes(int64(len(form().Markdown(p))))
			b.ReportAllocs()
			for b.Loop() {
				form().Markdown(p)
			}
		})
	}
}

func BenchmarkMarkdownPost100(b *testing.B) {
	p := hundred(b)
	b.SetBytes(int64(len(form().Markdown(p))))
	b.ReportAllocs()
	for b.Loop() {
		form().Markdown(p)
	}
}

func BenchmarkParseMarkdownPost100(b *testing.B) {
	data := form().Markdown(hundred(b))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := render.ParseMarkdown(data); err != nil {
			b.Fatal(err)
		}
	}
}

func hundred(t testing.TB) render.Post {
	var entries []render.Entry
	for i, title := range inventedTitles()[:100] {
		entries = append(entries, held(number(t, i), title, ordinary()))
	}
	return onePost(t, entries...)
}
