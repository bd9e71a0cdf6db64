package main

import (
	"bytes"
	"io/fs"
	"iter"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dailypapers/internal/fixture"
)

var (
	frame = regexp.MustCompile(`<[^>]*>|https?://[^\s)"]*`) // markup and addresses
	word  = regexp.MustCompile(`\p{L}{2,}`)
)

// runs yields every run of twelve words of a text, without figures, markup and
// addresses. The words that all posts of this form share are fewer.
func runs(text []byte) iter.Seq[string] {
	const length = 12
	return func(yield func(string) bool) {
		words := word.FindAll(bytes.ToLower(frame.ReplaceAll(text, []byte(" "))), -1)
		for ; len(words) >= length; words = words[1:] {
			if !yield(string(bytes.Join(words[:length], []byte(" ")))) {
				return
			}
		}
	}
}

// TestNothingRecordedInTheTree holds the tree against what was recorded: no
// sentence of a real paper, nor of another's post, stands in it.
func TestNothingRecordedInTheTree(t *testing.T) {
	root := fixture.Recorded(t, ".")
	out, err := exec.Command("git", "-C", "../..", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		fixture.Absent(t, "the files are in no git repository, or git is missing: "+err.Error())
	}
	ours := map[string]string{} // a run of words: its file
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil && !os.IsNotExist(err) { // it may be deleted, but not yet in git
			t.Fatal(err)
		}
		for r := range runs(text) {
			ours[r] = name
		}
	}
	for _, folder := range []string{"arxiv/html", "arxiv/abs", "arxiv/atom", "huggingface/daily", "huggingface/html", "posts", "titles"} {
		seen := 0
		err := fs.WalkDir(os.DirFS(root), folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			text, err := os.ReadFile(filepath.Join(root, path))
			for r := range runs(text) {
				seen++
				if name, ok := ours[r]; ok {
					t.Errorf("%s holds words of %s: %q", name, path, r)
				}
			}
			return err
		})
		if err != nil || seen == 0 {
			t.Errorf("%d runs of words of %s were compared: %v", seen, folder, err)
		}
	}
}
