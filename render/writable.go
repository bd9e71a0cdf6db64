package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// CheckWritable reports what would keep a post or a record from being written,
// before anything is bought for it. It leaves nothing behind. The caller is alone
// on the site.
func (s *Site) CheckWritable() error {
	return errors.Join(checkWritable(s.postDir), checkWritable(s.dataDir))
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
	const prefix = ".dailypapers-"
	tidy(dir, prefix)
	file, err := os.CreateTemp(dir, prefix+"*")
	if err != nil {
		return advise(fmt.Errorf("the site cannot be written: %w", err))
	}
	return advise(errors.Join(file.Close(), os.Remove(file.Name())))
}
