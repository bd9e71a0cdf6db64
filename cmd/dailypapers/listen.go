package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"
)

// answer begins to answer on serve.listen, if that is an address: health,
// readiness and metrics. The caller ends it.
func (p *program) answer(ctx context.Context) (silence func(), err error) {
	address := p.cfg.Serve.Listen
	if address == "" || p.env.listen == nil {
		return func() {}, nil
	}
	listener, err := p.env.listen(ctx, "tcp", address)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, hinted{
			fmt.Errorf("serve.listen: %s is in use by another process", address),
			`another port in serve.listen, or "" to answer nobody; if it is another dailypapers serve, one of the two is too many`,
		}
	case errors.Is(err, syscall.EACCES):
		return nil, hinted{usagef("serve.listen: this user may not listen on %s", address), "a port above 1023 in serve.listen"}
	case err != nil:
		return nil, hinted{
			usagef("serve.listen: nothing can listen on %s: %w", address, err),
			`an address of this machine in serve.listen, such as 127.0.0.1:8080 or 0.0.0.0:8080, or "" to answer nobody`,
		}
	}
	return p.witness.Serve(ctx, listener), nil
}
