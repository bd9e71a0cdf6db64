package llm

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"dailypapers/fetch/polite"
)

// Reason says in a few plain words why a question got no answer. Unlike the
// error's own text it may be published: it names no server, no address and no
// setting.
func Reason(err error) string {
	for _, known := range []error{
		ErrDenied, ErrQuota, ErrNoModel, ErrNoServer, ErrRate, ErrTooLong, ErrTruncated, ErrFormat, ErrFiltered, ErrRefused, ErrEmpty, errBrokenOff,
	} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	refused, isStatus := errors.AsType[*polite.StatusError](err)
	if isStatus && refused.Refused {
		return fmt.Sprintf("the model server asks to wait %s, which is too long", refused.RetryAfter.Round(time.Second))
	}
	if f, ok := errors.AsType[*fault](err); ok {
		if f.status < 300 {
			return "the answer of the model server cannot be read"
		}
		return fmt.Sprintf("the model server answered with status %d", f.status)
	}
	if isStatus {
		return fmt.Sprintf("the model server answered with status %d", refused.Status)
	}
	if timeout, ok := errors.AsType[net.Error](err); ok && timeout.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return "the model server did not answer in time"
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return ErrNoServer.Error()
	}
	return "the model server gave no answer"
}
