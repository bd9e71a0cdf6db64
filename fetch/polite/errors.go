package polite

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

var (
	// ErrTooLarge says that the body is longer than allowed. It is not asked for again.
	ErrTooLarge = errors.New("the body is larger than allowed")
	// ErrCutShort says that the body ended before its announced end, or its compression is
	// broken, in every attempt.
	ErrCutShort = errors.New("the body is cut short")

	errTimeout   = errors.New("no complete answer in time")
	errRedirects = fmt.Errorf("more than %d redirects", maxRedirects)
	errScheme    = errors.New("a redirect away from HTTP")
	errMethod    = errors.New("a redirect that drops what was sent")
	errEncoding  = errors.New("an unknown content encoding")
)

// StatusError says that the service answered, but not with success. Do returns it
// for a status outside 2xx, after the retries.
type StatusError struct {
	Status     int
	URL        string        // of the request, no query, no userinfo, no path that is private
	RetryAfter time.Duration // the pause that the service asked for or, where Barred, of the policy's; 0: none
	Method     string
	Attempts   int  // 0: not asked, because of the pause asked for earlier
	Refused    bool // the pause asked for is longer than the policy waits
	Barred     bool // the service has shut us out, see Policy.Bars
	Throughout bool // no request of the client was answered but with 429, for as long as Policy.Patience
}

func (e *StatusError) Error() string {
	text := fmt.Sprintf("%s %s: status %d%s%s", e.Method, e.URL, e.Status, named(e.Status), after(e.Attempts))
	switch {
	case e.Barred:
		text += fmt.Sprintf(": the service shuts this program out and is asked nothing for %s", e.RetryAfter.Round(time.Second))
	case e.Refused:
		text += fmt.Sprintf(": the service asks to wait %s, which is too long", e.RetryAfter.Round(time.Second))
	case e.RetryAfter > 0:
		text += fmt.Sprintf(": the service asks to wait %s", e.RetryAfter.Round(time.Second))
	}
	return text
}

func named(status int) string {
	if text := http.StatusText(status); text != "" {
		return " " + text
	}
	return ""
}

func after(attempts int) string {
	switch attempts {
	case 0:
		return " earlier"
	case 1:
		return " after 1 attempt"
	}
	return fmt.Sprintf(" after %d attempts", attempts)
}

// failure is a request that got no answer. It prints the cause only as far as
// the cause cannot hold what the server sent.
type failure struct {
	method, url string
	attempts    int
	cause       error
}

func (e *failure) Error() string {
	text := e.method + " " + e.url + ": " + reason(e.cause)
	if e.attempts > 0 {
		text += after(e.attempts)
	}
	return text
}

func (e *failure) Unwrap() error { return e.cause }

// reason names a cause without a word of the server's.
func reason(err error) string {
	for _, plain := range []error{
		ErrTooLarge, ErrCutShort, errTimeout, errRedirects, errScheme, errMethod, errEncoding,
		context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, plain) {
			return plain.Error()
		}
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Error()
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.Error()
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the connection ended without an answer"
	}
	if isCertificate(err) {
		return "the server's certificate does not hold"
	}
	return "no HTTP answer"
}

func isCertificate(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	_, ok := errors.AsType[x509.UnknownAuthorityError](err)
	return ok
}

// permanent reports whether another attempt would end the same way.
func permanent(err error) bool {
	return errors.Is(err, ErrTooLarge) || errors.Is(err, errRedirects) || errors.Is(err, errScheme) ||
		errors.Is(err, errMethod) || errors.Is(err, errEncoding) || isCertificate(err)
}

// Absent reports whether there is no server at the address that was asked: its
// host has no such name, or this machine refuses the connection. Waiting for it
// is seldom worth while, though it may be started.
func Absent(err error) bool {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return dns.IsNotFound
	}
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || !errors.Is(err, syscall.ECONNREFUSED) {
		return false
	}
	address, ok := op.Addr.(*net.TCPAddr)
	return ok && address.IP.IsLoopback()
}

// bare returns the URL without what may hold a secret: its query, its fragment,
// its user and, where that is private, its path.
func bare(u *url.URL, private bool) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host}
	if !private {
		shown.Path, shown.RawPath = u.Path, u.RawPath
	}
	return shown.String()
}
