package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
)

// OpenOverlay opens a copy in memory of the ledger at path, an empty one where
// there is no file. Reads see what the file holds and what was written to the
// overlay; nothing is written to disk.
func OpenOverlay(ctx context.Context, path string) (*Ledger, error) {
	image, err := read(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("read ledger %s: %w", path, err)
	}
	l, err := open(ctx, "file::memory:?_txlock=immediate", image)
	if err != nil {
		return nil, fmt.Errorf("open ledger %s in memory: %w", path, err)
	}
	return l, nil
}

// read returns the database at path as one image, or none where there is no
// file. It makes no file beside it: where a write-ahead log lies there with its
// index, both are only read; where there is no log, the file is all there is,
// and SQLite is told that nobody changes it. A log whose index was lost is
// passed over, since reading it would make a new index: the overlay then knows
// less than was bought, which a dry run can bear.
func read(ctx context.Context, path string) (image []byte, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	how := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(" + busyTimeout + ")"}}
	if exists(path+"-wal") && exists(path+"-shm") {
		how.Set("readonly_shm", "1")
	} else {
		how.Set("immutable", "1")
	}
	db, err := sql.Open("sqlite", dsn(path, how))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	err = conn.Raw(func(driver any) error {
		image, err = driver.(interface{ Serialize() ([]byte, error) }).Serialize()
		return err
	})
	if err != nil {
		return nil, err
	}
	return rollback(image), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// rollback marks an image as a database without a write-ahead log, which one in
// memory cannot have: bytes 18 and 19 of the header are 2 with one and 1
// without (https://www.sqlite.org/fileformat2.html#file_format_version_numbers).
func rollback(image []byte) []byte {
	const writeVersion, readVersion = 18, 19
	if len(image) > readVersion {
		image[writeVersion], image[readVersion] = 1, 1
	}
	return image
}

// fill makes an image the content of a database in memory.
func fill(ctx context.Context, db *sql.DB, image []byte) error {
	if len(image) == 0 {
		return nil
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	err = conn.Raw(func(driver any) error {
		return driver.(interface{ Deserialize(image []byte) error }).Deserialize(image)
	})
	return errors.Join(err, conn.Close())
}
