package main

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// The exit codes, from DESIGN's command line: 0 done (an empty day too), 1
// failed, 2 usage or configuration, 3 partial, 130 interrupted.
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

// conclude prints what a verb ended with and returns the exit code for it. It
// is the only place that turns an error into one.
func conclude(ctx context.Context, stderr io.Writer, err error) int {
	var usage usageError
	code := exitFailed
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errPartial):
		return exitPartial
	case errors.Is(err, errFound), errors.Is(err, errFailedDay):
		return exitFailed
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "dailypapers: interrupted; what was bought is kept, and the next run goes on from here")
		return exitInterrupted
	case errors.As(err, &usage):
		code = exitUsage
	}
	fmt.Fprintf(stderr, "dailypapers: %v\n", err)
	var h hinted
	if errors.As(err, &h) {
		fmt.Fprintf(stderr, "try: %s\n", h.hint)
	}
	return code
}
