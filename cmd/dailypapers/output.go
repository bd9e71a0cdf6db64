package main

import (
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// output is standard output. Who prints to it need not look at the error: it
// remembers the first one until the end. A reader that closes its pipe is none, see
// piped.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// has reports whether an error is that of the output.
func (o *output) has(err error) bool { return o.err != nil && errors.Is(err, o.err) }

// piped is the standard output of a process that SIGPIPE does not end. A write to a pipe
// whose reader has gone ends it by that signal all the same, as is usual.
type piped struct{ file *os.File }

func (p piped) Write(b []byte) (int, error) {
	n, err := p.file.Write(b)
	if errors.Is(err, syscall.EPIPE) {
		signal.Reset(syscall.SIGPIPE)
		return p.file.Write(b[n:]) // the runtime ends the process here
	}
	return n, err
}
