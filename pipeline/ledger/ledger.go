// Package ledger remembers between runs what was bought, what was spent and
// which days are done, in one SQLite file. Losing it loses no post: days and
// posted papers are restored from the day records, and only answers that no
// post holds are bought again.
//
// Start at [Open].
//
// It stores seven tables (migrations): answers, purchases, lists, days, posted,
// rounds and told. It knows papers and days by their names only: an arXiv id
// without its version, and a date as 2025-10-06.
package ledger

import (
	"context"
	"database/sql"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver, named "sqlite"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Ledger is an open ledger. Its methods may be called from several goroutines;
// several processes may have the same file open.
type Ledger struct {
	db *sql.DB
	// What an idle program asks every minute is prepared, since SQLite takes longer
	// to parse it than to answer it.
	days, firstDays *sql.Stmt
}

// busyTimeout is how long a statement waits for another process's transaction,
// in milliseconds. Ours last a few milliseconds each.
const busyTimeout = "10000"

// Open opens the ledger at path and makes the file and its folder where they
// are missing. What a method has written is on disk when it returns.
func Open(ctx context.Context, path string) (*Ledger, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("open ledger: %w", err)
	}
	l, err := open(ctx, dsn(path, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(" + busyTimeout + ")", "journal_mode(WAL)", "synchronous(FULL)"},
	}), "")
	if err != nil {
		return nil, fmt.Errorf("open ledger %s: %w", path, errors.Join(diskFault(err), tryFolder(filepath.Dir(path))))
	}
	return l, nil
}

// open connects and brings the schema up to date. The ledger keeps to one
// connection: its statements are short, and a database in memory lives no
// longer than its connection. A source, where there is one, fills it first.
func open(ctx context.Context, name, source string) (*Ledger, error) {
	db, err := sql.Open("sqlite", name)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if source != "" {
		if err := fill(ctx, db, source); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	if err := migrate(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	l := &Ledger{db: db}
	if err := l.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return l, nil
}

func (l *Ledger) prepare(ctx context.Context) (err error) {
	if l.days, err = l.db.PrepareContext(ctx, daysQuery); err != nil {
		return err
	}
	l.firstDays, err = l.db.PrepareContext(ctx, firstDaysQuery)
	return err
}

// migrate applies the migrations that the database lacks.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// dsn returns the driver's name of the file at path; a path may contain
// anything, also what a URI gives a meaning.
func dsn(path string, query url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode()
}

// Close closes the ledger.
func (l *Ledger) Close() error {
	return errors.Join(l.days.Close(), l.firstDays.Close(), l.db.Close())
}

// atomically runs f in one transaction, which takes the write lock at once and
// is on disk when atomically returns nil. Its error is a diskFault.
func (l *Ledger) atomically(ctx context.Context, f func(*sql.Tx) error) (err error) {
	defer func() { err = diskFault(err) }()
	tx, err := l.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// array returns names as the JSON array that json_each reads.
func array(names []string) string {
	if names == nil {
		names = []string{}
	}
	text, _ := json.Marshal(names) // strings always marshal
	return string(text)
}

// nanos returns how a moment is stored: 0 stands for the zero time.
func nanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// moment reads what nanos wrote, in UTC.
func moment(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}
