package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"go.uber.org/zap"
)

// The exit codes, from DESIGN's command line: 0 done (an empty day too, and a
// stop by SIGTERM), 1 failed, 2 usage or configuration, 3 partial, 130 interrupted.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitPartial     = 3
	exitInterrupted = 130
)

// errPartial says that a day is not whole yet and that the next run heals it.
// The table has told the rest, so it is not printed.
var errPartial = errors.New("partial")

// errFound says that lint has found something. The findings are printed already.
var errFound = errors.New("found")

// errFailedDay says that a day has failed. The table has told the rest.
var errFailedDay = errors.New("failed")

// errUnread says that lint could not read a file. It is told already.
var errUnread = errors.New("unread")

// errStopped is the interruption of a verb that buys nothing.
var errStopped = errors.New("interrupted")

var errInterrupted = errors.New("interrupted; what was bought is kept, and the next run goes on from here")

// usageError is a fault of the command line or of the configuration.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// usagef makes a usageError.
func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// hinted is an error that knows what to try.
type hinted struct {
	err  error
	hint string
}

func (e hinted) Error() string { return e.err.Error() }
func (e hinted) Unwrap() error { return e.err }

// conclude says what a verb ended with, and that not all could be printed, and
// returns the exit code for it.
func (s *session) conclude(err error) int {
	if s.stdout.has(err) {
		err = nil // it is told once
	}
	code := s.settle(err)
	if lost := s.stdout.err; lost != nil {
		s.complain(fmt.Errorf("standard output: %w", lost))
		if code == exitDone || code == exitPartial {
			code = exitFailed
		}
	}
	return code
}

// settle says what a verb ended with and returns the exit code for it. It is the
// only place that turns an error into one.
func (s *session) settle(err error) int {
	var usage usageError
	code := exitFailed
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errPartial):
		return exitPartial
	case errors.Is(err, errFound), errors.Is(err, errFailedDay):
		return exitFailed
	case errors.Is(err, errUnread):
		return exitUsage
	case errors.Is(err, errStopped):
		s.complain(errStopped)
		return exitInterrupted
	case s.ctx.Err() != nil && errors.Is(err, context.Canceled):
		s.complain(errInterrupted)
		if errors.Is(context.Cause(s.ctx), errTerminated) {
			return exitDone
		}
		return exitInterrupted
	case errors.As(err, &usage):
		code = exitUsage
	}
	s.complain(err)
	return code
}

// complain says an error and what to try, if that is known: to people, or as
// one more line of a JSON log.
func (s *session) complain(err error) {
	var h hinted
	known := errors.As(err, &h)
	if errors.Is(err, syscall.ENOSPC) {
		h.hint, known = fullDisk, true
	}
	if s.flags.JSONLog {
		s.newLog(s.stderr).Error(err.Error(), zap.String("try", h.hint))
		return
	}
	fmt.Fprintf(s.stderr, "dailypapers: %v\n", err)
	if known {
		fmt.Fprintf(s.stderr, "try: %s\n", h.hint)
	}
}
