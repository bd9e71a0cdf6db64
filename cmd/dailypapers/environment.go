package main

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"
)

// environment is everything that the program takes from the machine it runs on,
// besides its arguments and its streams.
type environment struct {
	variables []string // NAME=value
	now       func() time.Time
	jitter    func() float64 // in [0, 1)
	terminal  bool           // whether standard error is one
	transport http.RoundTripper
	listen    func(ctx context.Context, network, address string) (net.Listener, error) // nil: nothing can listen
	free      func()                                                                   // gives memory back; nil: nobody needs it
	pid       int
	host      string // empty where it has no name
}

// rest gives back what the program will not need for a while.
func (e environment) rest() {
	if e.free != nil {
		e.free()
	}
}

// lookup returns the value of a variable and whether it is set.
func (e environment) lookup(name string) (string, bool) {
	for _, variable := range e.variables {
		if key, value, ok := strings.Cut(variable, "="); ok && key == name {
			return value, true
		}
	}
	return "", false
}
