package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// OpenOverlay opens a copy in memory of the ledger at path, an empty one where
// there is no file. Reads see what the file holds, but for its answers, and what
// was written to the overlay; nothing is written to disk. The answers stay behind
// because they are nearly all of a ledger, and only who buys some looks for them.
//
// A file that another process is making or closing may not be readable for a
// moment: it is then looked at again.
func OpenOverlay(ctx context.Context, path string) (*Ledger, error) {
	l, err := openOverlay(ctx, path)
	for looks := 1; changing(err) && looks < overlayLooks; looks++ {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(overlayPause):
		}
		l, err = openOverlay(ctx, path)
	}
	return l, err
}

// How often, and how far apart, a file is looked at that cannot be read: for half a
// second, where making a ledger takes some tens of milliseconds.
const (
	overlayLooks = 25
	overlayPause = 20 * time.Millisecond
)

// changing reports whether an error is what SQLite says of a file whose log another
// process is making or removing; it says the same of some that stay unreadable.
func changing(err error) bool {
	fault, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return false
	}
	switch fault.Code() & primaryCode {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR:
		return true
	}
	return false
}

func openOverlay(ctx context.Context, path string) (*Ledger, error) {
	source, err := readOnly(path)
	if err != nil {
		return nil, fmt.Errorf("read ledger %s: %w", path, err)
	}
	l, err := open(ctx, "file::memory:?_txlock=immediate&_pragma=busy_timeout("+busyTimeout+")", source)
	if err != nil {
		return nil, fmt.Errorf("open ledger %s in memory: %w", path, err)
	}
	return l, nil
}

// readOnly returns the driver's name of the database at path, opened for reading,
// or "" where there is no file. It makes no file beside it: where a write-ahead log
// lies there with its index, both are only read; where there is no log, the file is
// all there is, and SQLite is told that nobody changes it. A log whose index was
// lost is passed over, since reading it would make a new index: whoever looks on
// then knows nothing of the last run, until the next one opens the ledger.
func readOnly(path string) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	how := url.Values{"mode": {"ro"}}
	if exists(path+"-wal") && exists(path+"-shm") {
		how.Set("readonly_shm", "1")
	} else {
		how.Set("immutable", "1")
	}
	return dsn(path, how), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// fill copies a database, as it stands at one moment, into an empty one: its schema,
// whatever its version, and the rows of its tables but for answers.
func fill(ctx context.Context, db *sql.DB, source string) (err error) {
	if _, err := db.ExecContext(ctx, `ATTACH ? AS disk`, source); err != nil {
		return err
	}
	defer func() {
		_, detached := db.ExecContext(context.WithoutCancel(ctx), `DETACH disk`)
		err = errors.Join(err, detached)
	}()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := copyTables(ctx, tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func copyTables(ctx context.Context, tx *sql.Tx) error {
	type item struct{ kind, name, schema string }
	rows, err := tx.QueryContext(ctx, `
		SELECT type, name, sql FROM disk.sqlite_schema
		WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*' ORDER BY type = 'table' DESC`)
	if err != nil {
		return err
	}
	items, err := collect(rows, func(row scanner) (i item, err error) { return i, row.Scan(&i.kind, &i.name, &i.schema) })
	if err != nil {
		return err
	}
	for _, i := range items {
		if _, err := tx.ExecContext(ctx, i.schema); err != nil {
			return err
		}
		if i.kind != "table" || i.name == "answers" {
			continue
		}
		//nolint:gosec // a migration has named it
		if _, err := tx.ExecContext(ctx, `INSERT INTO main.`+i.name+` SELECT * FROM disk.`+i.name); err != nil {
			return err
		}
	}
	return nil
}
