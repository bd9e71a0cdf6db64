package ledger_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dailypapers/pipeline/ledger"
)

// files returns the names and contents of a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, entry := range got(os.ReadDir(dir))(t) {
		all[entry.Name()] = string(got(os.ReadFile(filepath.Join(dir, entry.Name())))(t))
	}
	return all
}

func overlay(t *testing.T, path string) *ledger.Ledger {
	t.Helper()
	l := got(ledger.OpenOverlay(t.Context(), path))(t)
	t.Cleanup(func() { l.Close() })
	return l
}

// write uses everything that writes.
func write(t *testing.T, l *ledger.Ledger) {
	t.Helper()
	ctx := t.Context()
	k := key
	k.Round = 9
	must(t, l.KeepAnswer(ctx, k, bought))
	got(l.KeepList(ctx, tuesday, []string{"a"}))(t)
	must(t, l.FinishDay(ctx, ledger.Day{Day: tuesday}, []string{"a"}, []ledger.Rounds{{Paper: "a"}}))
	if _, found, err := l.FindAnswer(ctx, k); err != nil || !found {
		t.Fatalf("what the overlay was given: found %v, error %v", found, err)
	}
}

func TestOverlayOfNothing(t *testing.T) {
	dir := t.TempDir()
	l := overlay(t, filepath.Join(dir, "state", "ledger.db"))
	write(t, l)
	must(t, l.Close())
	equal(t, map[string]string{}, files(t, dir))
}

func TestOverlay(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, string, *ledger.Ledger) string{
		"of a closed ledger": func(t *testing.T, path string, l *ledger.Ledger) string {
			must(t, l.Close())
			return path
		},
		"of a ledger in use": func(_ *testing.T, path string, _ *ledger.Ledger) string { return path },
		"of a ledger whose process was killed": func(t *testing.T, path string, _ *ledger.Ledger) string {
			// What a killed process leaves is what lies there before it closes.
			dir := t.TempDir()
			for name, content := range files(t, filepath.Dir(path)) {
				must(t, os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644))
			}
			return filepath.Join(dir, filepath.Base(path))
		},
		"of a ledger that cannot be written": func(t *testing.T, path string, l *ledger.Ledger) string {
			must(t, l.Close())
			must(t, os.Chmod(path, 0o444))
			must(t, os.Chmod(filepath.Dir(path), 0o555))
			return path
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, path := t.Context(), filepath.Join(t.TempDir(), "ledger.db")
			disk := open(t, path)
			must(t, disk.KeepAnswer(ctx, key, bought))
			must(t, disk.FinishDay(ctx, ledger.Day{Day: monday}, []string{"m"}, nil))
			path = prepare(t, path, disk)
			before := files(t, filepath.Dir(path))

			l := overlay(t, path)
			equal(t, spend, got(l.Spent(ctx, time.Time{}, time.Time{}))(t))
			if _, found, err := l.FindAnswer(ctx, key); err != nil || found {
				t.Errorf("an answer was copied: found %v, error %v", found, err)
			}
			write(t, l)
			equal(t, map[string]string{"m": monday, "a": tuesday}, got(l.PostedOn(ctx, []string{"a", "m"}, ""))(t))
			must(t, l.Close())

			after := files(t, filepath.Dir(path))
			// Readers note in the index how far they read; the index is no content.
			delete(before, "ledger.db-shm")
			delete(after, "ledger.db-shm")
			equal(t, before, after)

			must(t, os.Chmod(filepath.Dir(path), 0o755))
			must(t, os.Chmod(path, 0o644))
			reopened := open(t, path)
			equal(t, spend, got(reopened.Spent(ctx, time.Time{}, time.Time{}))(t))
		})
	}
}

// Whoever looks on while another process makes or closes the ledger sees it as it
// stood before or after.
func TestOverlayOfALedgerInTheMaking(t *testing.T) {
	ctx := t.Context()
	for range 20 {
		path := filepath.Join(t.TempDir(), "ledger.db")
		made := make(chan error, 1)
		go func() {
			l, err := ledger.Open(ctx, path)
			if err == nil {
				err = errors.Join(l.FinishDay(ctx, ledger.Day{Day: monday}, []string{"m"}, nil), l.Close())
			}
			made <- err
		}()
		for making := true; making; {
			select {
			case err := <-made:
				must(t, err)
				making = false
			default:
			}
			l := got(ledger.OpenOverlay(ctx, path))(t)
			got(l.Spent(ctx, time.Time{}, time.Time{}))(t)
			must(t, l.Close())
		}
		equal(t, map[string]string{"m": monday}, got(overlay(t, path).PostedOn(ctx, []string{"m"}, ""))(t))
	}
}
