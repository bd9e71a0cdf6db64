package ledger_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"dailypapers/pipeline/ledger"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var morning = time.Date(2025, 10, 6, 7, 15, 0, 123456789, time.UTC)

func open(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func fresh(t *testing.T) *ledger.Ledger {
	return open(t, filepath.Join(t.TempDir(), "state", "ledger.db"))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("-want +got:\n%s", diff)
	}
}

// got unwraps the result of a call that must not fail.
func got[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T { t.Helper(); must(t, err); return value }
}

func TestOpen(t *testing.T) {
	t.Run("a path that means something in a URI", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "a folder?mode=ro#50%", "ledger.db")
		open(t, path)
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	})
	t.Run("a file that is no ledger", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "ledger.db")
		must(t, os.WriteFile(path, []byte(strings.Repeat("this is no database. ", 100)), 0o644))
		_, err := ledger.Open(t.Context(), path)
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("the error does not name the file: %v", err)
		}
	})
	t.Run("a folder that is a file", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "state")
		must(t, os.WriteFile(path, nil, 0o644))
		if _, err := ledger.Open(t.Context(), filepath.Join(path, "ledger.db")); err == nil {
			t.Error("no error")
		}
	})
}

func TestReopen(t *testing.T) {
	ctx, path := t.Context(), filepath.Join(t.TempDir(), "ledger.db")
	first := open(t, path)
	_, err := first.KeepList(ctx, "2025-10-06", []string{"2510.90001"})
	must(t, err)
	must(t, first.Close())
	order := got(open(t, path).KeepList(ctx, "2025-10-06", nil))(t)
	equal(t, []string{"2510.90001"}, order)
}

func TestCancelledContext(t *testing.T) {
	l := fresh(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := l.KeepAnswer(ctx, ledger.Key{Paper: "2510.90001"}, ledger.Answer{Body: []byte("{}"), At: morning}); err == nil {
		t.Error("an answer was kept under a cancelled context")
	}
	_, found, err := l.FindAnswer(t.Context(), ledger.Key{Paper: "2510.90001"})
	must(t, err)
	if found {
		t.Error("the answer is there")
	}
}
