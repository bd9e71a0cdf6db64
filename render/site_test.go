package render_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"dailypapers/fetch"
	"dailypapers/internal/fixture"
	"dailypapers/render"
	"dailypapers/summarize"
	"dailypapers/summarize/llm"
)

const (
	postFile   = "_posts/2025-10-06-daily-papers-20251006.md"
	recordFile = "_data/daily_papers/2025-10-06.json"
)

func newSite(t testing.TB, root string) *render.Site {
	t.Helper()
	return siteOf(t, root, form())
}

func siteOf(t testing.TB, root string, f render.Form) *render.Site {
	t.Helper()
	return siteIn(t, root, "_posts", f)
}

// siteIn returns a site in root whose posts stand in dir.
func siteIn(t testing.TB, root, dir string, f render.Form) *render.Site {
	t.Helper()
	s, err := render.NewSite(zap.NewNop(), render.SiteOptions{
		Root: root, PostDir: dir, DataDir: "_data/daily_papers", Slug: "daily-papers", Form: f,
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// full is a post in which every part of the record is used.
func full(t testing.TB) render.Post {
	t.Helper()
	e := held(number(t, 1), "LanternNet: A Lamp for <Long> & \"Wide\" Contexts", ordinary())
	e.Paper.Version, e.Paper.Authors, e.Paper.Upvotes = 2, []string{"Ada Invented", "Bo Made-Up"}, 12
	e.Paper.Published = boughtAt.Add(-48 * time.Hour)
	e.Text.Passed = []fetch.Passed{{Origin: fetch.OriginHTML, Reason: "404"}}
	e.Result.Summary.Evidence = map[summarize.Field]string{summarize.Goal: "we propose LanternNet", summarize.Results: "12.5%"}
	e.Result.Model, e.Result.Prompt, e.Result.Schema = "small-model", strings.Repeat("ab", 32), strings.Repeat("cd", 32)
	e.Result.At, e.Result.Cost = boughtAt, 0.0012
	e.Result.Usage = llm.Usage{}
	e.Latest = render.Latest{Version: 3, Since: boughtAt.Add(time.Hour)}
	before := e.Result
	before.Prompt, before.At, before.Summary.Goal = strings.Repeat("ef", 32), boughtAt.Add(-time.Hour), "본 연구는 등불 하나를 목표로 한다."
	e.History = []render.Replaced{{At: boughtAt, Version: 1, Text: e.Text, Result: before}}
	p := onePost(t, e, waiting(number(t, 2), "Another\u007f\u0085\ufeffOne \u2028 \ufffe 🙂"))
	p.LeftOut = []render.LeftOut{{ID: number(t, 3), Title: "A Third", Rule: "min_upvotes"}}
	return p
}

func publish(t testing.TB, s *render.Site, p render.Post, force bool) render.Published {
	t.Helper()
	done, err := s.Publish(context.Background(), p, force)
	if err := errors.Join(err, done.FeedErr); err != nil {
		t.Fatal(err)
	}
	return done
}

func read(t testing.TB, elements ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(elements...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestPublish(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	p := full(t)
	done := publish(t, s, p, false)
	if want := filepath.Join(root, postFile); done.PostPath != want || !done.Changed {
		t.Errorf("got %+v, want a change of %s", done, want)
	}
	if got := read(t, root, postFile); got != string(form().Markdown(p)) {
		t.Errorf("the post on disk is not the rendering:\n%s", got)
	}
	fixture.Golden(t, "record.json", read(t, root, recordFile))

	loaded, found, err := s.Load(p.Day)
	if err != nil || !found {
		t.Fatalf("load: %v, %v", found, err)
	}
	if diff := diff(p, loaded); diff != "" {
		t.Errorf("the record gives back something else (-want +got):\n%s", diff)
	}
	if _, found, err := s.Load(p.Day.Add(1)); found || err != nil {
		t.Errorf("a day without a record: %v, %v", found, err)
	}
	leftovers, err := filepath.Glob(filepath.Join(root, "*", ".*"))
	if err != nil || len(leftovers) > 0 {
		t.Errorf("temporary files were left: %v %v", leftovers, err)
	}
}

func TestPublishTwiceTouchesNothing(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	publish(t, s, full(t), false)
	long := time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, name := range []string{postFile, recordFile} {
		if err := os.Chtimes(filepath.Join(root, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if done := publish(t, s, full(t), false); done.Changed {
			t.Error("publishing the same day again changed it")
		}
	}
	for _, name := range []string{postFile, recordFile} {
		if info, err := os.Stat(filepath.Join(root, name)); err != nil || !info.ModTime().Equal(long) {
			t.Errorf("%s was touched: %v", name, err)
		}
	}
}

func TestPublishReplacesOurOwnPost(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	p := full(t)
	publish(t, s, p, false)
	for range 3 { // the list grows
		p.Entries = append(p.Entries, held(number(t, 10+len(p.Entries)), "Late", ordinary()))
		if done := publish(t, s, p, false); !done.Changed {
			t.Error("the longer post was not written")
		}
		if done := publish(t, s, p, false); done.Changed {
			t.Error("publishing it again changed it")
		}
	}
	if got := read(t, root, postFile); got != string(form().Markdown(p)) {
		t.Errorf("the post on disk is not the last one:\n%s", got)
	}
}

func TestPublishLeavesAnEditedPost(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	p := full(t)
	publish(t, s, p, false)
	edited := strings.Replace(read(t, root, postFile), "LanternNet", "Lantern Net", 1)
	write(t, filepath.Join(root, postFile), edited)

	p.Entries = append(p.Entries, held(number(t, 4), "Late", ordinary()))
	for range 2 {
		if _, err := s.Publish(t.Context(), p, false); !errors.Is(err, render.ErrEdited) {
			t.Fatalf("got %v, want ErrEdited", err)
		}
		if read(t, root, postFile) != edited {
			t.Fatal("the edited post was overwritten")
		}
		if loaded, _, err := s.Load(p.Day); err != nil || len(loaded.Entries) != len(p.Entries) {
			t.Fatalf("the record was not updated: %v", err)
		} else if !loaded.Edited || len(loaded.Unposted) != 1 || loaded.Unposted[0] != number(t, 4) {
			t.Fatalf("the record says edited: %v, and lacking in the post: %v", loaded.Edited, loaded.Unposted)
		}
	}
	publish(t, s, p, true)
	if loaded, _, err := s.Load(p.Day); err != nil || loaded.Edited || len(loaded.Unposted) > 0 {
		t.Errorf("after force the record says %v, %v, error %v", loaded.Edited, loaded.Unposted, err)
	}
	if read(t, root, postFile) != string(form().Markdown(p)) {
		t.Error("force did not overwrite the edited post")
	}
	if done := publish(t, s, p, false); done.Changed {
		t.Error("after force the post is not taken for ours")
	}
}

func TestPublishTakesBackAnUndoneEdit(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	p := full(t)
	publish(t, s, p, false)
	ours := read(t, root, postFile)
	write(t, filepath.Join(root, postFile), ours+"note\n")
	p.Entries = append(p.Entries, held(number(t, 4), "Late", ordinary()))
	if _, err := s.Publish(t.Context(), p, false); !errors.Is(err, render.ErrEdited) {
		t.Fatalf("got %v, want ErrEdited", err)
	}
	write(t, filepath.Join(root, postFile), ours)
	publish(t, s, p, false)
}

func TestPublishLeavesAPostWithoutARecord(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	write(t, filepath.Join(root, postFile), "by hand\n")
	for range 2 {
		if _, err := s.Publish(t.Context(), full(t), false); !errors.Is(err, render.ErrEdited) {
			t.Fatalf("got %v, want ErrEdited", err)
		}
	}
	if read(t, root, postFile) != "by hand\n" {
		t.Error("the post was overwritten")
	}
	if _, found, err := s.Load(day(t, "2025-10-06")); !found || err != nil {
		t.Errorf("there is no record: %v", err)
	}
}

// TestPublishAfterACrash ends a run between record and post: the record is of
// the new post, the post the old one.
func TestPublishAfterACrash(t *testing.T) {
	for _, name := range []string{"first post", "later post"} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			s := newSite(t, root)
			p := full(t)
			before := ""
			if name == "later post" {
				publish(t, s, p, false)
				before = read(t, root, postFile)
			}
			p.Entries = append(p.Entries, held(number(t, 4), "Late", ordinary()))
			publish(t, s, p, false)
			after := read(t, root, postFile)
			if before == "" {
				if err := os.Remove(filepath.Join(root, postFile)); err != nil {
					t.Fatal(err)
				}
			} else {
				crash(t, root, before)
			}
			// Whether the next run has the same to say or more.
			if done := publish(t, s, p, false); !done.Changed || read(t, root, postFile) != after {
				t.Error("the post was not made good")
			}
			if before != "" {
				crash(t, root, before)
				p.Entries = append(p.Entries, held(number(t, 5), "Later", ordinary()))
				publish(t, s, p, false)
			}
		})
	}
}

// crash leaves the files as a run does that ends between record and post: the
// record names the post that it was about to replace.
func crash(t *testing.T, root, before string) {
	t.Helper()
	write(t, filepath.Join(root, postFile), before)
	record := strings.TrimSuffix(read(t, root, recordFile), "\n}\n")
	record += fmt.Sprintf(",\n  \"previous_post_sha256\": \"%x\"\n}\n", sha256.Sum256([]byte(before)))
	write(t, filepath.Join(root, recordFile), record)
}

// A process that was killed while it wrote has left temporary files. The next one
// removes them, and nothing else.
func TestPublishTidies(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	names := map[string]bool{ // whether they stay
		"_posts/.2025-10-06-daily-papers-20251006.md123": false,
		"_data/daily_papers/.2025-10-06.json77":          false,
		"_posts/.dailypapers-5":                          false,
		"_posts/.keep":                                   true,
		"_posts/.2025-10-06-daily-papers-20251006.md":    true,
		"_data/daily_papers/.2025-10-06.json7x":          true,
	}
	for name := range names {
		write(t, filepath.Join(root, name), "")
	}
	if err := s.CheckWritable(); err != nil {
		t.Fatal(err)
	}
	publish(t, s, full(t), false)
	for name, stays := range names {
		if _, err := os.Stat(filepath.Join(root, name)); (err == nil) != stays {
			t.Errorf("%s: %v, want it to stay: %v", name, err, stays)
		}
	}
}

// TestPublishKnowsAnOldPostForAnEdit brings a post back that was replaced: one
// of a person, over which a run was forced, and an older one of ours.
func TestPublishKnowsAnOldPostForAnEdit(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	p := full(t)
	publish(t, s, p, false)
	ours := read(t, root, postFile)
	edited := ours + "A word of mine.\n"
	write(t, filepath.Join(root, postFile), edited)
	publish(t, s, p, true)
	p.Entries = append(p.Entries, held(number(t, 4), "Late", ordinary()))
	publish(t, s, p, false)
	for name, post := range map[string]string{"a person's": edited, "an older one of ours": ours} {
		write(t, filepath.Join(root, postFile), post)
		if _, err := s.Publish(t.Context(), p, false); !errors.Is(err, render.ErrEdited) {
			t.Errorf("%s: got %v, want ErrEdited", name, err)
		}
	}
}

func TestPublishWithoutASummaryWritesNothing(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	for _, p := range []render.Post{onePost(t), onePost(t, waiting(number(t, 1), "One"))} {
		if _, err := s.Publish(t.Context(), p, true); !errors.Is(err, render.ErrNoSummary) {
			t.Errorf("got %v, want ErrNoSummary", err)
		}
	}
	if entries, err := os.ReadDir(root); err != nil || len(entries) > 0 {
		t.Errorf("something was written: %v %v", entries, err)
	}
}

func TestPublishHeedsTheContext(t *testing.T) {
	root := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newSite(t, root).Publish(ctx, full(t), false); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	if entries, err := os.ReadDir(root); err != nil || len(entries) > 0 {
		t.Errorf("something was written: %v %v", entries, err)
	}
}

func TestPublishFaults(t *testing.T) {
	for name, test := range map[string]struct {
		prepare func(t *testing.T, root string)
		advice  string
	}{
		"a folder in the post's way":   {func(t *testing.T, root string) { write(t, filepath.Join(root, postFile, "x"), "") }, "in the way"},
		"a folder in the record's way": {func(t *testing.T, root string) { write(t, filepath.Join(root, recordFile, "x"), "") }, "in the way"},
		"a file in the folder's way":   {func(t *testing.T, root string) { write(t, filepath.Join(root, "_posts"), "") }, "in the way"},
		"a file in the data's way":     {func(t *testing.T, root string) { write(t, filepath.Join(root, "_data"), "") }, "in the way"},
		"a broken record":              {func(t *testing.T, root string) { write(t, filepath.Join(root, recordFile), "{") }, "restore it"},
		"a record of another day": {
			func(t *testing.T, root string) { write(t, filepath.Join(root, recordFile), `{"day":"2025-10-07"}`) }, "restore it",
		},
		"a site that may not be written": {readOnly, "let this user write"},
		"a full disk":                    {fullDisk, "free some space"},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			s := newSite(t, root)
			test.prepare(t, root)
			_, err := s.Publish(t.Context(), full(t), false)
			if err == nil || !strings.Contains(err.Error(), test.advice) || !strings.Contains(err.Error(), root) {
				t.Errorf("got %v, want the path and advice to %q", err, test.advice)
			}
			hidden, _ := filepath.Glob(filepath.Join(root, "*", ".*"))
			deeper, _ := filepath.Glob(filepath.Join(root, "*", "*", ".*"))
			if len(hidden)+len(deeper) > 0 {
				t.Errorf("temporary files were left: %v %v", hidden, deeper)
			}
			if data, err := os.ReadFile(filepath.Join(root, postFile)); err == nil && !bytes.Equal(data, form().Markdown(full(t))) {
				t.Error("half a post is there")
			}
		})
	}
}

func TestNewSiteRefusesBadOptions(t *testing.T) {
	good := render.SiteOptions{Root: ".", PostDir: "_posts", DataDir: "_data", Slug: "daily-papers", Form: form()}
	for want, breakIt := range map[string]func(*render.SiteOptions){
		"post.slug":  func(o *render.SiteOptions) { o.Slug = "../x" },
		"post.dir":   func(o *render.SiteOptions) { o.PostDir = "" },
		"post.title": func(o *render.SiteOptions) { o.Form.Title = "" },
	} {
		opts := good
		breakIt(&opts)
		if _, err := render.NewSite(zap.NewNop(), opts); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error about %s", err, want)
		}
	}
}

func TestRecords(t *testing.T) {
	root := t.TempDir()
	s := newSite(t, root)
	if days, err := s.Records(); len(days) > 0 || err != nil {
		t.Errorf("an empty site: %v, %v", days, err)
	}
	for _, name := range []string{"2025-10-07.json", "2025-10-06.json", "2024-12-31.json", "2025-13-01.json", "x.json", "2025-10-08.json/x"} {
		write(t, filepath.Join(root, "_data", "daily_papers", name), "{}")
	}
	days, err := s.Records()
	if err != nil {
		t.Fatal(err)
	}
	if diff := diff([]fetch.Day{day(t, "2024-12-31"), day(t, "2025-10-06"), day(t, "2025-10-07")}, days); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
}
