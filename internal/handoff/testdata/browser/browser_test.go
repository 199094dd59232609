package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

const (
	pagesVariable = "DOMAINBATCH_PAGES" // where the pages of the fixtures are, once they are made
	checkout      = "../../../.."
	patience      = 3 * time.Minute // for one test, on a machine that does other things too
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

// run has the package's own test write the pages of its fixtures.
func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "domainbatch-pages-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	c := exec.Command("go", "test", "-count=1", "-run", "^TestPageOnDisk$", "./internal/handoff")
	c.Dir, c.Env = checkout, append(os.Environ(), pagesVariable+"="+dir)
	if out, err := c.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "make the pages: %v\n%s", err, out)
		return 1
	}
	if err := os.Setenv(pagesVariable, dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// fixture is the path of a page of the fixtures.
func fixture(name string) string { return filepath.Join(os.Getenv(pagesVariable), name) }

// tab is a page in a browser of its own, with all that it said and asked for.
type tab struct {
	*testing.T
	ctx     context.Context
	address string

	mu       sync.Mutex
	said     []string
	requests []string
}

// look says how a page is looked at. The zero value is a wide screen in the
// light, with scripts.
type look struct {
	dark, scriptless bool
	width            int64
	media            string
}

// open shows a file in a browser.
func open(t *testing.T, path string, l look) *tab {
	t.Helper()
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.Flag("hide-scrollbars", false))
	if os.Geteuid() == 0 {
		flags = append(flags, chromedp.NoSandbox) // which root has none of
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	ctx, stop := chromedp.NewExecAllocator(ctx, flags...)
	ctx, end := chromedp.NewContext(ctx)
	t.Cleanup(func() { end(); stop(); cancel() })
	b := &tab{T: t, ctx: ctx, address: (&url.URL{Scheme: "file", Path: path}).String()}
	b.check(chromedp.Listen(ctx, b.hear))
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	b.set(l)
	b.check(chromedp.Do(ctx, chromedp.Navigate(b.address)))
	return b
}

// chromium is the browser's program.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("there is no Chromium in PATH")
	return ""
}

// set changes how the page is looked at.
func (b *tab) set(l look) {
	b.Helper()
	if l.width == 0 {
		l.width = 1400
	}
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: l.width, Height: 1000, DeviceScaleFactor: 1, Mobile: l.width < 500})
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: l.media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.scriptless})
}

// hear keeps what the page says and what it asks for.
func (b *tab) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *log.EventEntryAdded:
		b.said = append(b.said, e.Entry.Text)
	case *runtime.EventConsoleAPICalled:
		b.said = append(b.said, string(e.Type))
	case *runtime.EventExceptionThrown:
		b.said = append(b.said, e.ExceptionDetails.Text)
	}
}

// heard is what the page said and what it asked for besides itself.
func (b *tab) heard() (said, requests []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, r := range b.requests {
		if r != b.address && !strings.HasPrefix(r, "data:") {
			requests = append(requests, r)
		}
	}
	return slices.Clone(b.said), requests
}

func (b *tab) check(err error) {
	b.Helper()
	if errors.Is(err, context.DeadlineExceeded) {
		b.Fatalf("the browser took more than %s", patience)
	}
	if err != nil {
		b.Fatal(err)
	}
}

// do carries actions out.
func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	b.check(chromedp.Do(b.ctx, steps...))
}

// ask is the value of an expression on the page.
func ask[T any](b *tab, expression string) T {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	b.check(err)
	return v
}
