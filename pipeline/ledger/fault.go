package ledger

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// primaryCode is the mask of SQLite's primary result codes; an extended one has its
// primary one below.
const primaryCode = 0xff

// diskFault adds to an error of SQLite's the error of the operating system that
// it stands for, so that a caller need not know SQLite: syscall.ENOSPC where the
// disk is full, syscall.EROFS where the file cannot be written.
func diskFault(err error) error {
	fault, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	if fault.Code() == sqlite3.SQLITE_IOERR_SHMSIZE { // the log's index cannot grow
		return fmt.Errorf("%w: %w", err, syscall.ENOSPC)
	}
	switch fault.Code() & primaryCode {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", err, syscall.ENOSPC)
	case sqlite3.SQLITE_READONLY:
		return fmt.Errorf("%w: %w", err, syscall.EROFS)
	}
	return err
}

// tryFolder returns the operating system's error where no file can be made and
// written in a folder: SQLite keeps such an error to itself when it cannot open
// one.
func tryFolder(dir string) error {
	file, err := os.CreateTemp(dir, ".dailypapers-*")
	if err != nil {
		return err
	}
	_, err = file.WriteString("room for a line\n")
	return errors.Join(err, file.Close(), os.Remove(file.Name()))
}
