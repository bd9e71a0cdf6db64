package render_test

import (
	"context"
	_ "embed"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"go.uber.org/goleak"
)

// A browser is a headless Chromium of the test's own that reads one built site
// over HTTP. To it there is no host but the loopback's.
type browser struct {
	context context.Context
	site    string // the address of the site, without a slash at its end
}

// newBrowser starts a Chromium, which ends with the test, for the site in a
// folder.
func newBrowser(t *testing.T, chromium, site string) *browser {
	t.Helper()
	running := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, running) })

	server := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(site, "_site"))))
	t.Cleanup(server.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	t.Cleanup(cancel)
	ctx, wait := chromedp.NewExecAllocator(ctx, append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(chromium),
		chromedp.Env("HOME="+t.TempDir()),
		chromedp.Flag("headless", "new"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
		chromedp.Flag("no-proxy-server", true))...)
	t.Cleanup(wait)
	ctx, end := chromedp.NewContext(ctx, chromedp.WithErrorf(t.Logf))
	t.Cleanup(end)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return &browser{context: ctx, site: server.URL}
}

// A tab is one page in the browser, and what the page did.
type tab struct {
	context context.Context
	site    string // the address of its site, without a slash at its end
	left    error  // why the visit did not come to its end: the page went elsewhere

	mu       sync.Mutex
	calls    []string      // what dialogs would have said
	requests []string      // the addresses that were asked for
	visited  chan struct{} // closed when visit has ended
}

// endOfVisit is asked for last by visit in page.js.
const endOfVisit = "/end-of-visit"

//go:embed testdata/page.js
var pageScript string

// open shows a page of the site in a tab of its own, of the given width in
// pixels, and does on it what a reader may do.
func (b *browser) open(t *testing.T, path string, width int64) *tab {
	t.Helper()
	p := &tab{site: b.site, visited: make(chan struct{})}
	ctx, end := chromedp.NewContext(b.context, chromedp.WithListener(p.hear))
	t.Cleanup(end)
	p.context = ctx
	dialogs := func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, runtime.AddBinding, runtime.AddBindingParams{Name: "dialog"}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: "alert = confirm = prompt = what => dialog(String(what))",
		})
		return err
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800, chromedp.EmulateMobile),
		chromedp.Func(dialogs), chromedp.Navigate(b.site+"/"+path)); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if _, p.left = chromedp.Run(ctx, ask[bool]("visit('"+endOfVisit+"')")); p.left != nil {
		return p
	}
	select {
	case <-p.visited:
	case <-ctx.Done():
		t.Fatalf("%s: %v", path, ctx.Err())
	}
	return p
}

// hear is told of the tab's events, in their order.
func (p *tab) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventBindingCalled:
		p.calls = append(p.calls, e.Payload)
	case *network.EventRequestWillBeSent:
		if strings.HasSuffix(e.Request.URL, endOfVisit) {
			close(p.visited)
		} else {
			p.requests = append(p.requests, e.Request.URL)
		}
	}
}

// did returns what dialogs would have said, and the addresses that were asked
// for, until the end of the visit.
func (p *tab) did() (calls, requests []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.calls), slices.Clone(p.requests)
}

// ask is the evaluation of an expression on a page, which knows the functions of
// page.js.
func ask[T any](expression string) chromedp.Action[T] {
	return chromedp.Evaluate[T](pageScript+"\n"+expression, chromedp.EvalAwaitPromise)
}

func evaluate[T any](t *testing.T, p *tab, expression string) T {
	t.Helper()
	value, err := chromedp.Run(p.context, ask[T](expression))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return value
}
