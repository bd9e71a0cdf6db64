package main

import (
	"context"

	"go.uber.org/zap"
)

// tellOfStop logs it when the program is stopped while days are run, since answers
// under way keep it for a while. The caller calls what it returns when it is no
// longer true.
func (p *program) tellOfStop(ctx context.Context) (done func()) {
	told := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(told)
		p.log.Warn("stopping: nothing new is begun, answers under way are waited for; a second signal ends at once",
			zap.Duration("at_most", p.cfg.Serve.Grace))
	})
	return func() {
		if !stop() {
			<-told
		}
	}
}
