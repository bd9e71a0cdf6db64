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

	"dailypapers/fetch"
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
	// Unposted are the papers that a post which was edited does not hold, though
	// the record does.
	Unposted []fetch.ArxivID
	// FeedErr is why the feeds do not tell of it yet, as WriteFeeds says: the day
	// itself is on the site. The next Publish of any day writes them.
	FeedErr error
}

// Publish writes a day: its record first, then its post, each by a synced
// temporary file that replaces the old one whole. A file that holds the same
// bytes already is not touched. Missing folders are made. Then it writes the
// feeds, where the site has any; their fault is none of the day, and stands in
// FeedErr.
//
// A post that is not as we wrote it is left alone, and the error wraps
// ErrEdited, unless force is set; the record is written all the same, so that
// nothing that was bought is lost, and says which papers the post lacks. A post
// without a summary is not written, nor its record, and the error wraps
// ErrNoSummary. The context is heeded before the first write; what has begun is
// finished.
func (s *Site) Publish(ctx context.Context, p Post, force bool) (Published, error) {
	old, _, err := s.loadRecord(p.Day)
	if err != nil && p.hasSummary() {
		return s.paths(p.Day), fmt.Errorf("publish %s: %w", p.Day, err)
	}
	s.tidy(p.Day)
	done, err := s.publish(ctx, record{Post: p}, old, force)
	if err == nil || errors.Is(err, ErrEdited) { // the feeds tell what the record does
		_, done.FeedErr = s.WriteFeeds(context.WithoutCancel(ctx))
	}
	if err != nil {
		return done, fmt.Errorf("publish %s: %w", p.Day, err)
	}
	return done, nil
}

// Edited reports whether a person has changed the post of a day that has a
// record, so that Publish would leave it alone.
func (s *Site) Edited(day fetch.Day) (bool, error) {
	rec, found, err := s.loadRecord(day)
	if err != nil || !found {
		return false, err
	}
	standing, err := sumOfFile(s.postPath(day))
	if err != nil || standing == "" || rec.wrote(standing) {
		return false, err
	}
	post, err := s.markdown(rec.Post)
	return err == nil && sum(post) != standing, err
}

// publish writes the post of rec and then names its hashes, where old is the
// record on disk, or zero.
func (s *Site) publish(ctx context.Context, rec, old record, force bool) (Published, error) {
	done := s.paths(rec.Day)
	if !rec.hasSummary() {
		return done, ErrNoSummary
	}
	post, err := s.markdown(rec.Post)
	if err != nil {
		return done, err
	}
	done.SHA256 = sum(post)
	standing, err := sumOfFile(done.PostPath)
	if err != nil {
		return done, err
	}
	foreign := standing != "" && standing != done.SHA256 && !old.wrote(standing)
	edited := foreign && !force
	same := rec.PostSHA256 != "" // rec is old but for what is set here
	rec.PostSHA256, rec.PreviousSHA256 = done.SHA256, ""
	rec.Edited, rec.Unposted = false, nil
	switch {
	case edited: // what was ours before remains so
		rec.PostSHA256, rec.PreviousSHA256 = old.PostSHA256, old.PreviousSHA256
		rec.Edited, rec.Unposted = !same || old.Edited, rec.since(old)
		done.Unposted = rec.Unposted
	case !foreign && standing != done.SHA256: // ours, until the new one is there
		rec.PreviousSHA256 = standing
	}
	if err := ctx.Err(); err != nil {
		return done, err
	}
	if !same || rec.Edited != old.Edited ||
		rec.PostSHA256 != old.PostSHA256 || rec.PreviousSHA256 != old.PreviousSHA256 {
		if done.Changed, err = s.writeRecord(&rec); err != nil {
			return done, err
		}
	}
	if edited {
		return done, fmt.Errorf("%s: %w", done.PostPath, ErrEdited)
	}
	if standing != done.SHA256 {
		if err := writeFile(done.PostPath, post); err != nil {
			return done, err
		}
		done.Changed = true
	}
	if rec.PreviousSHA256 != "" { // a person who brings the old post back has edited it
		rec.PreviousSHA256 = ""
		if _, err := s.writeRecord(&rec); err != nil {
			return done, err
		}
	}
	s.log.Debug("published", zap.Stringer("day", rec.Day), zap.String("post", done.PostPath),
		zap.Bool("changed", done.Changed), zap.Bool("forced", foreign))
	return done, nil
}

// writeRecord writes a record, and reports whether it had to.
func (s *Site) writeRecord(r *record) (bool, error) {
	data, err := r.encode()
	if err != nil {
		return false, err
	}
	return replace(s.recordPath(r.Day), data)
}

// paths says where a day stands, and nothing more.
func (s *Site) paths(day fetch.Day) Published {
	return Published{PostPath: s.postPath(day), RecordPath: s.recordPath(day)}
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
