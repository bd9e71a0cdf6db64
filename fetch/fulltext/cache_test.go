package fulltext_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dailypapers/fetch"
	"dailypapers/fetch/fulltext"
)

func TestAVersionIsFetchedOnce(t *testing.T) {
	s := &service{answers: map[string]answer{"/html/2510.90001v2": {body: pageOf("2510.90001v2", invented)}}}
	opts := fulltext.Options{FullText: true, CacheDir: filepath.Join(t.TempDir(), "new", "folder")}
	for range 2 {
		got, err := s.ladder(t, opts).Text(t.Context(), paper(t, "2510.90001", 2))
		if err != nil || got.Origin != fetch.OriginHTML {
			t.Fatal(got.Origin, got.Passed, err)
		}
	}
	if len(s.asked) != 1 {
		t.Errorf("asked for %q, want one page once", s.asked)
	}
}

func TestWhatNamesNoVersionIsAskedForAgain(t *testing.T) {
	page := answer{
		header: http.Header{"Etag": {`"a"`}, "Last-Modified": {"Mon, 06 Oct 2025 00:00:00 GMT"}},
		body:   pageOf("2510.90001v1", invented),
	}
	s := &service{answers: map[string]answer{"/html/2510.90001": page}}
	opts := fulltext.Options{FullText: true, CacheDir: t.TempDir()}
	for range 2 {
		got, err := s.ladder(t, opts).Text(t.Context(), paper(t, "2510.90001", 0))
		if err != nil || got.ID.String() != "2510.90001v1" {
			t.Fatal(got.ID, got.Passed, err)
		}
	}
	if len(s.asked) != 2 || s.last.Get("If-None-Match") != `"a"` || s.last.Get("If-Modified-Since") == "" {
		t.Errorf("asked %d times, the last time with %v", len(s.asked), s.last)
	}
	page.header, page.body = http.Header{"Etag": {`"b"`}}, pageOf("2510.90001v2", invented)
	s.answers["/html/2510.90001"] = page
	got, err := s.ladder(t, opts).Text(t.Context(), paper(t, "2510.90001", 0))
	if err != nil || got.ID.String() != "2510.90001v2" {
		t.Errorf("after a change: %s, %v", got.ID, err)
	}
}

func TestWhatDidNotServeIsNotKept(t *testing.T) {
	s := &service{answers: map[string]answer{"/html/2510.90001v1": {body: stubOf("2510.90001v1")}}}
	dir := t.TempDir()
	l := s.ladder(t, fulltext.Options{FullText: true, CacheDir: dir})
	if _, err := l.Text(t.Context(), paper(t, "2510.90001", 1)); err != nil {
		t.Fatal(err)
	}
	if files := kept(t, dir); len(files) > 0 {
		t.Errorf("kept %d files", len(files))
	}
}

func TestTheCacheIsBounded(t *testing.T) {
	const limit = 20_000
	s := &service{answers: map[string]answer{}}
	dir := t.TempDir()
	l := s.ladder(t, fulltext.Options{FullText: true, CacheDir: dir, CacheBytes: limit})
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 30 {
		id := fmt.Sprintf("2510.9%04d", i)
		var noise strings.Builder // does not compress
		for range 250 {
			fmt.Fprintf(&noise, "%016x ", random.Uint64())
		}
		s.answers["/html/"+id+"v1"] = answer{body: strings.Replace(pageOf(id+"v1", invented), prose, noise.String(), 1)}
		if got, err := l.Text(t.Context(), paper(t, id, 1)); err != nil || got.Origin != fetch.OriginHTML {
			t.Fatal(got.Passed, err)
		}
	}
	var total int64
	files := kept(t, dir)
	for _, info := range files {
		total += info.Size()
	}
	if total > limit || len(files) < 3 || len(files) > 20 {
		t.Errorf("%d files of %d bytes, want some, within %d bytes", len(files), total, limit)
	}
	s.asked = nil
	if _, err := l.Text(t.Context(), paper(t, "2510.90029", 1)); err != nil || len(s.asked) > 0 {
		t.Errorf("the newest is not among them: asked %q, %v", s.asked, err)
	}
}

// What a killed process leaves half-written lies where it is pruned: nothing is
// ever made in the system's folder for temporary files.
func TestTheCacheWritesIntoItsOwnFolder(t *testing.T) {
	temporary, dir := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temporary)
	longAgo := time.Unix(0, 0)
	if err := os.Chtimes(temporary, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(dir, ".half-written.gz123")
	if err := os.WriteFile(left, make([]byte, 20_000), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(left, longAgo, longAgo); err != nil {
		t.Fatal(err)
	}
	s := &service{answers: map[string]answer{"/html/2510.90001v1": {body: pageOf("2510.90001v1", invented)}}}
	l := s.ladderWith(t, fulltext.Options{FullText: true, CacheDir: dir, CacheBytes: 20_000}, nil)
	if _, err := l.Text(t.Context(), paper(t, "2510.90001", 1)); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(temporary)
	if err != nil {
		t.Fatal(err)
	}
	if !info.ModTime().Equal(longAgo) {
		t.Error("something was made in the folder for temporary files")
	}
	if files := kept(t, dir); len(files) != 1 || files[0].Name() == filepath.Base(left) {
		t.Errorf("kept %d files, want the page alone", len(files))
	}
}

func TestABrokenCacheIsAsGoodAsNone(t *testing.T) {
	s := &service{answers: map[string]answer{"/html/2510.90001v1": {body: pageOf("2510.90001v1", invented)}}}
	dir := t.TempDir()
	opts := fulltext.Options{FullText: true, CacheDir: dir}
	if _, err := s.ladder(t, opts).Text(t.Context(), paper(t, "2510.90001", 1)); err != nil {
		t.Fatal(err)
	}
	for _, info := range kept(t, dir) {
		path := filepath.Join(dir, info.Name())
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data[:len(data)/2], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.ladder(t, opts).Text(t.Context(), paper(t, "2510.90001", 1))
	if err != nil || got.Origin != fetch.OriginHTML || len(s.asked) != 2 {
		t.Errorf("after a cut file: %s, %v, asked %q", got.Origin, err, s.asked)
	}

	// A file where the folder should be: nothing can be kept, the text is read all the same.
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	opts.CacheDir = filepath.Join(blocked, "folder")
	if got, err := s.ladder(t, opts).Text(t.Context(), paper(t, "2510.90001", 1)); err != nil || got.Origin != fetch.OriginHTML {
		t.Errorf("without a folder: %s, %v", got.Origin, err)
	}
}

func kept(t *testing.T, dir string) []os.FileInfo {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var files []os.FileInfo
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, info)
	}
	return files
}

// TestKept reads what an earlier run has kept, and asks nobody for it. A folder that
// is only read gains nothing.
func TestKept(t *testing.T) {
	s := &service{answers: map[string]answer{
		"/html/2510.90001v2": {body: pageOf("2510.90001v2", invented)},
		"/html/2510.90002v1": {body: pageOf("2510.90002v1", invented)},
	}}
	dir := t.TempDir()
	l := s.ladder(t, fulltext.Options{FullText: true, CacheDir: dir})
	if _, ok := l.Kept(t.Context(), paper(t, "2510.90001", 2)); ok {
		t.Error("a text is kept before it was read")
	}
	want, err := l.Text(t.Context(), paper(t, "2510.90001", 2))
	if err != nil {
		t.Fatal(err)
	}
	asked, files := len(s.asked), len(kept(t, dir))
	l = s.ladder(t, fulltext.Options{FullText: true, CacheDir: dir, ReadOnly: true})
	got, ok := l.Kept(t.Context(), paper(t, "2510.90001", 2))
	if !ok || got.ID != want.ID || got.Text() != want.Text() {
		t.Errorf("kept %v: %s", ok, got.ID)
	}
	if len(s.asked) != asked {
		t.Errorf("asked for %q", s.asked[asked:])
	}
	if got, err := l.Text(t.Context(), paper(t, "2510.90002", 1)); err != nil || got.Origin != fetch.OriginHTML {
		t.Error(got.Origin, err)
	}
	if n := len(kept(t, dir)); n != files {
		t.Errorf("a folder that is only read has %d files, not %d", n, files)
	}
}
