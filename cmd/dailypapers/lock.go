package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"
	"go.uber.org/zap"
)

// lockFile is the lock's name in the state folder. Whoever holds it may write
// to the site and the ledger; the system releases it when its process ends,
// however that ends. The file says who holds it, and stays when nobody does.
const lockFile = "lock"

const (
	lockPoll = 50 * time.Millisecond
	// lockBriefly is how long a lock is waited for without a word: status looks at
	// it for a moment.
	lockBriefly = 4 * lockPoll
)

// owner says who holds a site.
type owner struct {
	PID   int       `json:"pid"`
	Verb  string    `json:"verb"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// String returns the owner in words, also where the file has not said yet.
func (o owner) String() string {
	if o.PID == 0 {
		return "another dailypapers"
	}
	text := fmt.Sprintf("dailypapers %s, process %d", o.Verb, o.PID)
	if o.Host != "" {
		text += " on " + o.Host
	}
	return text + ", since " + o.Since.Format(time.RFC3339)
}

// lockedError says that another process works on the site.
type lockedError struct{ owner owner }

func (e lockedError) Error() string {
	return "another process works on this site: " + e.owner.String()
}

// lock takes the site for a verb. Where another process has it, lock waits for
// as long as wait says, which it tells, and returns a lockedError then. The caller
// releases it.
func (p *program) lock(ctx context.Context, verb string, wait time.Duration) (release func(), err error) {
	release, err = p.tryLock(ctx, verb, lockBriefly)
	busy, isBusy := errors.AsType[lockedError](err)
	if !isBusy || wait <= lockBriefly {
		return release, err
	}
	p.log.Warn("waiting for another process on this site", zap.Stringer("owner", busy.owner), zap.Duration("at_most", wait))
	return p.tryLock(ctx, verb, wait-lockBriefly)
}

// tryLock is lock without a word.
func (p *program) tryLock(ctx context.Context, verb string, wait time.Duration) (release func(), err error) {
	dir := p.cfg.path(p.cfg.State.Dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, hinted{fmt.Errorf("the state folder cannot be made: %w", err), "make it writable, or set state.dir to a folder that is"}
	}
	path := filepath.Join(dir, lockFile)
	lock := flock.New(path, flock.SetPermissions(0o644))
	waiting, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	switch taken, err := lock.TryLockContext(waiting, lockPoll); {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		return nil, hinted{lockedError{readOwner(path)}, "wait for it with --wait 30m, or stop it; it has lost nothing then"}
	case err != nil:
		return nil, p.unlockable(err)
	case !taken:
		return nil, lockedError{}
	}
	host, pid := p.env.host, p.env.pid
	text, err := json.Marshal(owner{PID: pid, Verb: verb, Host: host, Since: p.env.now().Truncate(time.Second)})
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o644)
	}
	if err != nil {
		return nil, errors.Join(p.unlockable(err), lock.Unlock())
	}
	return func() {
		_ = os.Truncate(path, 0) // the lock counts, not what the file says
		_ = lock.Unlock()
	}, nil
}

// unlockable is the error of a site that cannot be locked.
func (p *program) unlockable(err error) error {
	hint := "make the state folder writable, and keep it on a local disk"
	if errors.Is(err, syscall.EROFS) {
		hint = p.remedy(err)
	}
	return hinted{fmt.Errorf("the site cannot be locked: %w", err), hint}
}

// held reports whether a process works on the site now.
func (p *program) held() bool {
	path := filepath.Join(p.cfg.path(p.cfg.State.Dir), lockFile)
	if _, err := os.Stat(path); err != nil {
		return false // looking would make the file
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	if free {
		_ = lock.Unlock()
	}
	return err == nil && !free
}

// readOwner returns what a lock's file says; nothing where it says nothing yet.
func readOwner(path string) owner {
	var o owner
	if text, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(text, &o)
	}
	return o
}
