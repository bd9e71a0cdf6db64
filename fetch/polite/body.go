package polite

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// errorBytes caps the body of an answer outside 2xx, which is only looked at for
// the kind of error.
const errorBytes = 1 << 20

// readBody returns an answer's body, decompressed. It reads no further than one
// byte beyond limit, and nothing where the announced length is larger.
func readBody(answer *http.Response, limit int64) ([]byte, error) {
	compressed := false
	switch strings.ToLower(strings.TrimSpace(answer.Header.Get("Content-Encoding"))) {
	case "", "identity":
	case "gzip", "x-gzip":
		compressed = true
	default:
		return nil, errEncoding
	}
	announced := answer.ContentLength // as transferred; -1 where unknown
	if announced > limit {            // compression does not make a body longer, but for a few bytes
		return nil, ErrTooLarge
	}
	counted := &counter{r: answer.Body}
	body, err := readUpTo(counted, compressed, limit)
	switch {
	case errors.Is(err, ErrTooLarge):
		return nil, err
	case err != nil:
		return body, cutShort(err)
	case counted.n < announced:
		return body, fmt.Errorf("%w: %d of %d bytes", ErrCutShort, counted.n, announced)
	}
	if compressed { // neither is true of what is returned
		answer.Header.Del("Content-Encoding")
		answer.Header.Del("Content-Length")
	}
	return body, nil
}

// errorBody returns as much of an unsuccessful answer's body as arrives within
// its cap: the status counts, whatever becomes of the body.
func errorBody(answer *http.Response) []byte {
	compressed := strings.EqualFold(answer.Header.Get("Content-Encoding"), "gzip")
	body, _ := readUpTo(answer.Body, compressed, errorBytes)
	return body
}

func readUpTo(r io.Reader, compressed bool, limit int64) ([]byte, error) {
	if compressed {
		unzipped, err := gzip.NewReader(r)
		if errors.Is(err, io.EOF) { // not even a header: an empty body
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		r = unzipped
	}
	var body bytes.Buffer
	if _, err := body.ReadFrom(io.LimitReader(r, limit+1)); err != nil {
		return body.Bytes(), err
	}
	if int64(body.Len()) > limit {
		return body.Bytes()[:limit], ErrTooLarge
	}
	return body.Bytes(), nil
}

// cutShort classes what reading a body failed with: a broken or cut one is
// ErrCutShort, everything else (a deadline, a reset) is left as it is.
func cutShort(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum),
		errors.As(err, &corrupt):
		return fmt.Errorf("%w: %w", ErrCutShort, err)
	}
	return err
}

type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
