package render

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"go.uber.org/zap"
)

// ErrEdited says that a post is not as we wrote it, because a person has edited
// it or written it, and that it was left alone.
var ErrEdited = errors.New("the post has been edited by hand and is left as it is")

// ErrNoSummary says that a post would hold no summary, and that nothing was
// written.
var ErrNoSummary = errors.New("no paper has a summary")

// Published says where a day stands on the site.
type Published struct {
	PostPath   string
	RecordPath string
	Changed    bool   // whether the post or the record was written
	SHA256     string // of the post as it was rendered, in hexadecimal digits
}

// Publish writes a day: its record first, then its post, each by a synced
// temporary file that replaces the old one whole. A file that holds the same
// bytes already is not touched. Missing folders are made.
//
// A post that is not as we wrote it is left alone, and the error wraps
// ErrEdited, unless force is set; the record is written all the same, so that
// nothing that was bought is lost. A post without a summary is not written, nor
// its record, and the error wraps ErrNoSummary. The context is heeded before
// the first write; what has begun is finished.
func (s *Site) Publish(ctx context.Context, p Post, force bool) (Published, error) {
	done := Published{PostPath: s.postPath(p.Day), RecordPath: s.recordPath(p.Day)}
	if !p.hasSummary() {
		return done, fmt.Errorf("publish %s: %w", p.Day, ErrNoSummary)
	}
	post := s.form.Markdown(p)
	done.SHA256 = sum(post)

	old, _, err := s.loadRecord(p.Day)
	if err != nil {
		return done, fmt.Errorf("publish %s: %w", p.Day, err)
	}
	standing, err := sumOfFile(done.PostPath)
	if err != nil {
		return done, fmt.Errorf("publish %s: %w", p.Day, err)
	}
	rec := record{Post: p, PostSHA256: done.SHA256}
	edited := standing != "" && standing != done.SHA256 && !old.wrote(standing)
	switch {
	case edited && !force: // what was ours before remains so
		rec.PostSHA256, rec.PreviousSHA256 = old.PostSHA256, old.PreviousSHA256
	case !edited && standing != done.SHA256: // ours, until the new one is there
		rec.PreviousSHA256 = standing
	}
	if err := ctx.Err(); err != nil {
		return done, fmt.Errorf("publish %s: %w", p.Day, err)
	}

	if done.Changed, err = s.writeRecord(rec); err != nil {
		return done, fmt.Errorf("publish %s: %w", p.Day, err)
	}
	if edited && !force {
		return done, fmt.Errorf("publish %s: %s: %w", p.Day, done.PostPath, ErrEdited)
	}
	changed, err := replace(done.PostPath, post)
	if err != nil {
		return done, fmt.Errorf("publish %s: %w", p.Day, err)
	}
	done.Changed = done.Changed || changed
	if rec.PreviousSHA256 != "" { // a person who brings the old post back has edited it
		rec.PreviousSHA256 = ""
		if _, err := s.writeRecord(rec); err != nil {
			return done, fmt.Errorf("publish %s: %w", p.Day, err)
		}
	}
	s.log.Debug("published", zap.Stringer("day", p.Day), zap.String("post", done.PostPath),
		zap.Bool("changed", done.Changed), zap.Bool("forced", edited))
	return done, nil
}

// writeRecord writes a record, and reports whether it had to.
func (s *Site) writeRecord(r record) (bool, error) {
	data, err := r.encode()
	if err != nil {
		return false, err
	}
	return replace(s.recordPath(r.Day), data)
}

func (p Post) hasSummary() bool {
	for _, entry := range p.Entries {
		if entry.held() {
			return true
		}
	}
	return false
}

func sum(data []byte) string {
	digest := sha256.Sum256(data)
	return hex.EncodeToString(digest[:])
}

// sumOfFile returns the hash of a file, or nothing where there is no file.
func sumOfFile(path string) (string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", advise(err)
	}
	return sum(data), nil
}

// replace makes the file at path hold data and reports whether it had to.
func replace(path string, data []byte) (bool, error) {
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, data) {
		return false, nil
	}
	return true, writeFile(path, data)
}
