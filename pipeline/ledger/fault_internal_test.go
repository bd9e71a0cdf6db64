package ledger

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestDiskFaults(t *testing.T) {
	for name, test := range map[string]struct {
		pragma string
		want   error
	}{
		"full":      {"PRAGMA max_page_count = 1", syscall.ENOSPC}, // as it is: SQLite raises it to the file's pages
		"read-only": {"PRAGMA query_only = 1", syscall.EROFS},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := Open(t.Context(), filepath.Join(t.TempDir(), "ledger.db"))
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			if _, err := l.db.ExecContext(t.Context(), test.pragma); err != nil {
				t.Fatal(err)
			}
			answer := Answer{Body: bytes.Repeat([]byte("{}"), 100_000)}
			if err := l.KeepAnswer(t.Context(), Key{Paper: "2510.90001"}, answer); !errors.Is(err, test.want) {
				t.Errorf("KeepAnswer = %v, want %v", err, test.want)
			}
			reason := strings.Repeat("long ", 100_000)
			now := time.Unix(0, 0)
			if err := l.BeginDay(t.Context(), "2025-10-06", reason, now, now, false); !errors.Is(err, test.want) {
				t.Errorf("BeginDay = %v, want %v", err, test.want)
			}
		})
	}
}
