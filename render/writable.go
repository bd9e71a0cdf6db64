package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CheckWritable reports what would keep a post, a record or a feed from being
// written, before anything is bought for it. It leaves nothing behind. The caller
// is alone on the site.
func (s *Site) CheckWritable() error {
	dirs := []string{s.postDir, s.dataDir}
	if s.feeds.URL != "" {
		dirs = append(dirs, s.feedDir)
	}
	for _, dir := range dirs {
		if err := checkWritable(dir); err != nil {
			return fmt.Errorf("the site cannot be written: %w", err)
		}
	}
	return nil
}

// checkWritable tries a file in dir, or in the nearest folder above it that is
// there already.
func checkWritable(dir string) error {
	for {
		_, err := os.Lstat(dir)
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return err
		}
		dir = parent
	}
	const name = "dailypapers-"
	tidy(dir, name)
	file, err := os.CreateTemp(dir, "."+name+"*")
	if fault, ok := errors.AsType[*fs.PathError](err); ok { // the file's name says nothing
		return &fs.PathError{Op: "write to", Path: dir, Err: fault.Err}
	}
	if err != nil {
		return err
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}
