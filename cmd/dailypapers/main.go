// Command dailypapers turns one day of Hugging Face's Daily Papers into one
// Korean blog post. See README.md for its use and docs/design.md for its parts.
package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // the container has no time zones of its own

	"golang.org/x/term"
)

// version is set by the linker for a release.
var version = ""

func main() { os.Exit(process(time.Now)) }

// errTerminated is the cause of a stop by SIGTERM: who runs the program wishes
// it to end, and nobody has broken it off. It is a cancellation to all who return
// the cause of their context.
var errTerminated = fmt.Errorf("terminated: %w", context.Canceled)

// process is the program in a process of its own, with the given clock. It
// returns the exit code.
func process(now func() time.Time) int {
	ctx, stop := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		signal.Notify(signals, syscall.SIGHUP)
	}
	go func() {
		received := <-signals
		signal.Stop(signals) // first, so that a second signal ends at once
		if received == syscall.SIGTERM {
			stop(errTerminated)
		} else {
			stop(context.Canceled)
		}
	}()

	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // who closes standard error must not end the program

	host, _ := os.Hostname() // it is only told to people
	return run(ctx, os.Args[1:], piped{os.Stdout}, os.Stderr, environment{
		variables: os.Environ(),
		now:       now,
		jitter:    rand.Float64,
		terminal:  term.IsTerminal(int(os.Stderr.Fd())),
		transport: newTransport(),
		listen:    new(net.ListenConfig).Listen,
		free:      debug.FreeOSMemory,
		pid:       os.Getpid(),
		host:      host,
	})
}
