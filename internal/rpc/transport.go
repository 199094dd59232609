package rpc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"os"
	"sync/atomic"
	"time"
)

// NewTransport makes the transport of a Client: HTTP/1.1 only, proxies as the
// environment says, and connections kept for 64 workers. Idle ones are dropped
// after 15 s, before a server drops them: a request written to a connection
// that is already closed is a lost answer.
func NewTransport() *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    10 * time.Second,
		Protocols:              protocols,
		DisableCompression:     true, // answers are kept as received
		MaxIdleConns:           128,  // two endpoints' worth
		MaxIdleConnsPerHost:    64,
		IdleConnTimeout:        15 * time.Second,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// proxy hides the text of the error, which holds the proxy's URL and with it
// perhaps a password.
func proxy(req *http.Request) (*url.URL, error) {
	u, err := http.ProxyFromEnvironment(req)
	if err != nil {
		return nil, errProxy
	}
	return u, nil
}

var (
	errProxy    = errors.New("the proxy that the environment names is not a URL")
	errTooLong  = errors.New("the URL would be longer than 8 KiB")
	errTooLarge = errors.New("the answer is larger than 8 MiB")
)

// TransportError says that no whole answer came.
type TransportError struct {
	Action string

	// Sent is false only where it is proven that the server got nothing of the
	// call: no connection came to be (DNS, dial, TLS, proxy), or none was asked
	// for. Everything else counts as sent, so that an answer may have been lost.
	// A Transport that is not net/http's proves it the same way, by calling
	// GetConn and not GotConn of the request's httptrace.
	Sent bool

	// TooLong: nothing was sent because the URL would have been over MaxURL.
	TooLong bool

	// Err is the cause. Its text has nothing of the request or of the answer in it.
	Err error
}

// Error tells whether the call was sent, and the cause.
func (e *TransportError) Error() string {
	if e.Sent {
		return fmt.Sprintf("call %s: the answer is lost: %v", e.Action, e.Err)
	}
	return fmt.Sprintf("call %s: nothing was sent: %v", e.Action, e.Err)
}

// Unwrap gives the cause.
func (e *TransportError) Unwrap() error { return e.Err }

// watch observes how far a request got.
type watch struct {
	asked, got atomic.Bool // the hooks may run on other goroutines
}

func watched(req *http.Request) (*http.Request, *watch) {
	w := new(watch)
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { w.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { w.got.Store(true) },
	}
	return req.WithContext(httptrace.WithClientTrace(req.Context(), trace)), w
}

// lost makes the error of a call that ended without a whole answer.
func (w *watch) lost(action string, err error) *TransportError {
	proven := w.asked.Load() && !w.got.Load() || errors.Is(err, errProxy)
	return &TransportError{Action: action, Sent: !proven, Err: clean(err, !proven)}
}

// unsent makes the error of a call that did not get as far as the transport.
func unsent(action string, err error) *TransportError {
	return &TransportError{Action: action, TooLong: errors.Is(err, errTooLong), Err: clean(err, false)}
}

// cause is an error whose text is fit to be shown. What it stands for is still
// found by errors.Is and errors.As; there is no Unwrap, since whoever prints a
// chain of errors would print that too.
type cause struct {
	text string
	err  func() error // a function, since fmt and encoders do not look into one
}

func causeOf(err error, text string) *cause {
	return &cause{text: text, err: func() error { return err }}
}

func (c *cause) Error() string        { return c.text }
func (c *cause) Is(target error) bool { return errors.Is(c.err(), target) }
func (c *cause) As(target any) bool   { return errors.As(c.err(), target) }

// clean takes out what may repeat contact data: URLs, which hold the
// parameters with InQuery, and, once something was sent, every text that the
// other side may have had a hand in.
func clean(err error, sent bool) error {
	for {
		outer, ok := errors.AsType[*url.Error](err)
		if !ok {
			break
		}
		err = outer.Err
	}
	return causeOf(err, reason(err, sent))
}

func reason(err error, sent bool) string {
	op, isOp := errors.AsType[*net.OpError](err)
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return "the time for the call ran out"
	case errors.Is(err, context.Canceled):
		return "the call was interrupted"
	case !sent, errors.Is(err, errTooLarge):
		return err.Error()
	case isOp:
		return op.Error()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection ended before a whole answer came"
	}
	return "the connection broke, or what came back is not HTTP"
}
