package fulltext

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"github.com/google/renameio/v2"
)

// cache keeps the answers that served, each in a file of its own named by the
// hash of its URL, and forgets the oldest when they grow too many. A file that
// cannot be read is as good as absent. It is safe for concurrent use; two
// processes may share it. The zero dir keeps nothing.
type cache struct {
	dir   string
	limit int64 // bytes of all files
	mu    sync.Mutex
}

// kept is an answer with what it takes to ask whether it still holds.
type kept struct {
	URL          string `json:"url"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	body         []byte
}

func (c *cache) path(url string) string {
	sum := sha256.Sum256([]byte(url))
	return filepath.Join(c.dir, hex.EncodeToString(sum[:16])+".gz")
}

// load returns the answer kept for url, and false where there is none. A body
// of more than limit bytes counts as none.
func (c *cache) load(url string, limit int64) (kept, bool) {
	if c.dir == "" {
		return kept{}, false
	}
	file, err := os.Open(c.path(url))
	if err != nil {
		return kept{}, false
	}
	defer func() { _ = file.Close() }()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return kept{}, false
	}
	data, err := io.ReadAll(io.LimitReader(unzipped, limit+4096)) // the header is far shorter
	if err != nil {
		return kept{}, false
	}
	header, body, ok := bytes.Cut(data, []byte("\n"))
	var k kept
	if !ok || json.Unmarshal(header, &k) != nil || k.URL != url || int64(len(body)) > limit {
		return kept{}, false
	}
	k.body = body
	return k, true
}

// store keeps an answer, atomically, and prunes what has become too much.
func (c *cache) store(k kept) error {
	if c.dir == "" {
		return nil
	}
	header, err := json.Marshal(k)
	if err != nil {
		return fmt.Errorf("keep %s: %w", k.URL, err)
	}
	var file bytes.Buffer
	zipper, err := gzip.NewWriterLevel(&file, gzip.BestSpeed)
	if err != nil {
		return fmt.Errorf("keep %s: %w", k.URL, err)
	}
	for _, part := range [][]byte{header, []byte("\n"), k.body} {
		if _, err := zipper.Write(part); err != nil {
			return fmt.Errorf("keep %s: %w", k.URL, err)
		}
	}
	if err := zipper.Close(); err != nil {
		return fmt.Errorf("keep %s: %w", k.URL, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return fmt.Errorf("keep %s: %w", k.URL, err)
	}
	if err := renameio.WriteFile(c.path(k.URL), file.Bytes(), 0o644, renameio.WithTempDir(c.dir)); err != nil {
		return fmt.Errorf("keep %s: %w", k.URL, err)
	}
	return c.prune()
}

// prune removes the oldest files until the rest fits the limit. What a killed
// process left half-written counts as a file.
func (c *cache) prune() error {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return fmt.Errorf("prune %s: %w", c.dir, err)
	}
	var files []fs.FileInfo
	var total int64
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() { // another process has just pruned it
			continue
		}
		files = append(files, info)
		total += info.Size()
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(a.ModTime().Compare(b.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range files {
		if total <= c.limit {
			break
		}
		if err := os.Remove(filepath.Join(c.dir, info.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("prune %s: %w", c.dir, err)
		}
		total -= info.Size()
	}
	return nil
}
