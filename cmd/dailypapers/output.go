package main

import (
	"errors"
	"io"
)

// output is standard output. Who prints to it need not look at the error: it
// remembers the first one until the end. A reader that closes its pipe is none: the
// runtime then ends the process by SIGPIPE, as is usual.
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
