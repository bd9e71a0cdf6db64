package witness

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"go.uber.org/zap"
)

// Serve answers on a listener until the caller calls stop, once, which waits for
// the answers under way, for two seconds at most, and closes the listener. They do
// not end with ctx: who stops the program may look on.
func (w *Witness) Serve(ctx context.Context, listener net.Listener) (stop func()) {
	ctx = context.WithoutCancel(ctx)
	const (
		farewell   = 2 * time.Second
		maxHeaders = 16 << 10
	)
	server := &http.Server{
		Handler:           w.Handler(),
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       2 * time.Minute, // longer than most scrape intervals
		MaxHeaderBytes:    maxHeaders,
		ErrorLog:          zap.NewStdLog(zap.NewNop()), // what a client does wrong is no news
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			w.log.Error("nothing answers on serve.listen any more", zap.Error(err))
		}
	}()
	return func() {
		ctx, cancel := context.WithTimeout(ctx, farewell)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
		<-done
	}
}
