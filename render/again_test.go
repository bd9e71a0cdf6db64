package render_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"dailypapers/render"
	"dailypapers/summarize"
)

func TestRenderAgainTouchesNothing(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	p := full(t)
	publish(t, s, p, false)
	// A record may be laid out by another hand, and hold what we do not know.
	reformatted := strings.Replace(read(t, root, recordFile), "{", `{ "note": "mine",`, 1)
	write(t, filepath.Join(root, recordFile), reformatted)
	before := read(t, root, postFile)
	for range 2 {
		if done, err := s.Render(t.Context(), p.Day); err != nil || done.Changed {
			t.Fatalf("changed: %v, error: %v", done.Changed, err)
		}
	}
	if read(t, root, recordFile) != reformatted || read(t, root, postFile) != before {
		t.Error("rendering again has changed a file")
	}
}

func TestRenderAgainInAnotherForm(t *testing.T) {
	root := t.TempDir()
	p := full(t)
	publish(t, newSite(t, root), p, false)
	other := form()
	other.Title, other.AlphaxivLanguage = "논문 {date}", "ja"
	s := siteOf(t, root, other)
	for i := range 2 {
		done, err := s.Render(t.Context(), p.Day)
		if err != nil || done.Changed != (i == 0) {
			t.Fatalf("time %d: changed: %v, error: %v", i+1, done.Changed, err)
		}
		if got := read(t, root, postFile); got != string(other.Markdown(p)) {
			t.Fatalf("time %d: the post is not in the new form:\n%s", i+1, got)
		}
	}
	if loaded, _, err := s.Load(p.Day); err != nil || diff(p, loaded) != "" {
		t.Errorf("the record says something else: %v\n%s", err, diff(p, loaded))
	}
}

func TestRenderAgainMakesALostPost(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	publish(t, s, full(t), false)
	if err := os.Remove(filepath.Join(root, postFile)); err != nil {
		t.Fatal(err)
	}
	if done, err := s.Render(t.Context(), full(t).Day); err != nil || !done.Changed {
		t.Fatalf("changed: %v, error: %v", done.Changed, err)
	}
	if got := read(t, root, postFile); got != string(form().Markdown(full(t))) {
		t.Errorf("the post is another:\n%s", got)
	}
}

func TestRenderAgainLeavesAnEditedPost(t *testing.T) {
	root := t.TempDir()
	publish(t, newSite(t, root), full(t), false)
	record, edited := read(t, root, recordFile), read(t, root, postFile)+"note\n"
	write(t, filepath.Join(root, postFile), edited)
	other := form()
	other.AlphaxivLanguage = ""
	for _, f := range []render.Form{form(), other} {
		if _, err := siteOf(t, root, f).Render(t.Context(), full(t).Day); !errors.Is(err, render.ErrEdited) {
			t.Errorf("got %v, want ErrEdited", err)
		}
	}
	if read(t, root, postFile) != edited || read(t, root, recordFile) != record {
		t.Error("a file was changed")
	}
}

func TestRenderAgainWithoutARecord(t *testing.T) {
	root := t.TempDir()
	_, err := newSite(t, root).Render(t.Context(), day(t, "2025-10-06"))
	if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), recordFile) {
		t.Errorf("got %v, want an error that names the record", err)
	}
}

// BenchmarkRenderYear renders 9,000 papers in 365 days again, where nothing has
// changed and where every post is to be written. It is to take under 2 s and 100
// MB; where others have most of the cores and of the disk, it has five times as
// long.
func BenchmarkRenderYear(b *testing.B) {
	const papers, days = 9000, 365
	root := b.TempDir()
	first := day(b, "2025-01-01")
	s := newSite(b, root)
	for i := range days {
		p := render.Post{Day: first.Add(i)}
		for j := range papers * (i + 1) / days {
			if j < papers*i/days {
				continue
			}
			p.Entries = append(p.Entries, bought(b, j))
		}
		if _, err := s.Publish(b.Context(), p, false); err != nil {
			b.Fatal(err)
		}
	}
	forms := []render.Form{form(), form()}
	forms[1].AlphaxivLanguage = ""
	renderAll := func(f render.Form) (changed int) {
		s := siteOf(b, root, f)
		all, err := s.Records()
		if err != nil {
			b.Fatal(err)
		}
		for _, done := range s.RenderDays(b.Context(), all) {
			if done.Err != nil {
				b.Fatal(done.Err)
			}
			if done.Changed {
				changed++
			}
		}
		return changed
	}
	run := func(name string, want int, f func(i int) render.Form) {
		b.Run(name, func(b *testing.B) {
			var peak uint64
			for i := 0; b.Loop(); i++ {
				if got := renderAll(f(i)); got != want {
					b.Fatalf("%d posts were written, want %d", got, want)
				}
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak = max(peak, m.Sys)
			}
			b.ReportMetric(float64(peak)/1e6, "MB")
			if each := b.Elapsed() / time.Duration(b.N); each > 10*time.Second || peak > 100e6 {
				b.Errorf("a year took %v and %d MB", each, peak/1e6)
			}
		})
	}
	run("unchanged", 0, func(int) render.Form { return forms[0] })
	turn := 0
	run("new-form", days, func(int) render.Form { turn++; return forms[turn%2] })
}

// bought is an entry of the usual size: an abstract of 1,300 characters and a
// quote for each field.
func bought(t testing.TB, n int) render.Entry {
	e := held(number(t, n), "LanternNet: A Lamp for Long Contexts", ordinary())
	e.Paper.Abstract = strings.Repeat("We fold an invented quilt, and count what is left. ", 26)
	e.Paper.Authors = []string{"Ada Invented", "Bo Made-Up", "Cy Nobody", "Di Nowhere", "Ed None"}
	e.Paper.Published = boughtAt.Add(-48 * time.Hour)
	e.Result.Summary.Evidence = map[summarize.Field]string{}
	for _, field := range []summarize.Field{summarize.Goal, summarize.Motivation, summarize.Contribution, summarize.Results} {
		e.Result.Summary.Evidence[field] = fmt.Sprintf("we fold %d invented quilts and count what is left of them all", n)
	}
	e.Result.Model, e.Result.Prompt, e.Result.Schema = "small-model", strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	e.Result.At, e.Result.Cost = boughtAt, 0.0012
	return e
}
