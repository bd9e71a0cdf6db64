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
	err := errors.Join(checkWritable(s.postDir), checkWritable(s.dataDir))
	if s.feeds.URL != "" {
		err = errors.Join(err, checkWritable(s.feedDir))
	}
	return err
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
			return advise(fmt.Errorf("the site cannot be written: %w", err))
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return advise(fmt.Errorf("the site cannot be written: %w", err))
		}
		dir = parent
	}
	const name = "dailypapers-"
	tidy(dir, name)
	file, err := os.CreateTemp(dir, "."+name+"*")
	if err != nil {
		return advise(fmt.Errorf("the site cannot be written: %w", err))
	}
	return advise(errors.Join(file.Close(), os.Remove(file.Name())))
}
