package render

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/google/renameio/v2"
)

// writeFile makes the file at path hold data, on disk, or leaves it as it was:
// it writes a temporary file beside it, syncs it, puts it into the other's place
// and syncs the folder. The caller is alone on the site, and has tidied it.
func writeFile(path string, data []byte) error {
	dir := filepath.Dir(path)
	if err := makeFolder(dir); err != nil {
		return advise(err)
	}
	const readableByAll = 0o644
	err := renameio.WriteFile(path, data, readableByAll, renameio.WithTempDir(dir), renameio.WithExistingPermissions())
	if err != nil {
		return advise(fmt.Errorf("write %s: %w", path, err))
	}
	return advise(syncFolder(dir))
}

// tidy removes the temporary files that a killed process has left in dir: those
// whose name is a dot, one of names and digits. No name ends with a digit. What
// cannot be removed does no harm.
func tidy(dir string, names ...string) {
	folder, err := os.Open(dir)
	if err != nil {
		return
	}
	found, _ := folder.Readdirnames(-1)
	_ = folder.Close()
	for _, name := range found {
		hidden, ok := strings.CutPrefix(name, ".")
		written := strings.TrimRight(hidden, "0123456789")
		if ok && written != hidden && slices.Contains(names, written) {
			_ = os.Remove(filepath.Join(dir, name))
		}
	}
}

// makeFolder makes dir and what is missing above it, each synced into the folder
// that holds it.
func makeFolder(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case err == nil && info.IsDir():
		return nil
	case err == nil:
		return &fs.PathError{Op: "mkdir", Path: dir, Err: syscall.ENOTDIR}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	parent := filepath.Dir(dir)
	if parent == dir {
		return err
	}
	if err := makeFolder(parent); err != nil {
		return err
	}
	const enterableByAll = 0o755
	if err := os.Mkdir(dir, enterableByAll); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(parent)
}

// syncFolder makes the names in dir durable.
func syncFolder(dir string) (err error) {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	return folder.Sync()
}

// advise returns err with what to do about it, where that is known.
func advise(err error) error {
	var advice string
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		advice = "free some space and run the day again"
	case errors.Is(err, syscall.EROFS):
		advice = "the file system is read-only: mount the site writable"
	case errors.Is(err, fs.ErrPermission):
		advice = "let this user write to the site's folder"
	case errors.Is(err, syscall.EISDIR), errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		advice = "something else stands in the way: move it, or change post.dir or post.data_dir"
	default:
		return err
	}
	return fmt.Errorf("%w; %s", err, advice)
}
