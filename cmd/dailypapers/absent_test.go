package main

import (
	"context"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dailypapers/pipeline/sample"
)

// modelAddress is where no model server is, until it is started.
const modelAddress = "127.0.0.1:11434"

// withoutModel moves the model to an address that refuses connections until the
// program calls start.
func (w *world) withoutModel() (start func()) {
	var started atomic.Bool
	dial := w.transport.DialContext
	w.transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == modelAddress && !started.Load() {
			at := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 11434}
			return nil, &net.OpError{Op: "dial", Net: network, Addr: at, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
		}
		return dial(ctx, network, address)
	}
	w.set("DAILYPAPERS_LLM_BASE_URL", "http://"+modelAddress+"/v1")
	return func() { started.Store(true) }
}

// A model server that is not there ends the run within seconds, which says where
// it was looked for. The next run goes on.
func TestAbsentModelServer(t *testing.T) {
	inWorld(t, func(w *world) {
		start := w.withoutModel()
		begin := time.Now()
		got := w.run("run", "--date", sampleDay)
		if took := time.Since(begin); got.code != exitFailed || took > 20*time.Second {
			t.Errorf("exit code %d after %s", got.code, took)
		}
		for _, want := range []string{
			"the model server cannot be reached", "connection refused after 3 attempts",
			"try: start the model server at " + modelAddress + ", or check llm.base_url",
		} {
			if !strings.Contains(got.stderr, want) {
				t.Errorf("%q is missing in:\n%s", want, got.stderr)
			}
		}
		if strings.Contains(got.stderr, "  try  ") {
			t.Errorf("it gives two hints:\n%s", got.stderr)
		}
		start()
		if got = w.run("run", "--date", sampleDay); got.code != exitDone {
			t.Errorf("the next run: exit code %d:\n%s", got.code, got.stderr)
		}
	}, sample.WithDay(sampleDay, sample.Papers()[:3]...))
}

// Serve finds a model server that is started later by itself.
func TestAbsentModelServerIsFoundLater(t *testing.T) {
	inWorld(t, func(w *world) {
		w.begin = october(15, 7, 15)
		w.set("DAILYPAPERS_LOOKBACK_DAYS", "1")
		defer time.AfterFunc(20*time.Minute, w.withoutModel()).Stop()
		if got := w.runFor(2*time.Hour, "serve"); w.dates() != "14" {
			t.Errorf("posts of %q:\n%s", w.dates(), got.stderr)
		}
	}, sample.WithToday("2025-12-31"), sample.WithDay(sampleDay, sample.Papers()[:2]...))
}
