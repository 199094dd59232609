package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// outage is how long a server is out of reach after it refused a connection;
// it then tries so many times, as far apart, to have its address again.
const (
	outage      = 300 * time.Millisecond
	outageTries = 20
)

// Serve answers on a listener until the context ends; it closes the listener.
// A call whose connection is to be refused has arrived at a server already: it
// is dropped without effect, and the server is then out of reach for 300 ms,
// without a listener and without connections, and back at the same address.
func (s *Sandbox) Serve(ctx context.Context, listener net.Listener) error {
	return serveOn(ctx, listener, s.handler)
}

// serveOn answers by a handler, which is made for each server anew.
func serveOn(ctx context.Context, listener net.Listener, handler func(leave func()) http.HandlerFunc) error {
	for listener != nil {
		if err := serveUntilRefused(ctx, listener, handler); err != nil {
			return err
		}
		var err error
		if listener, err = listenAgain(ctx, listener.Addr()); err != nil {
			return err
		}
	}
	return nil
}

// serveUntilRefused has a server of its own each time, so that a call that is
// refused late cannot close the next one.
func serveUntilRefused(ctx context.Context, listener net.Listener, handler func(leave func()) http.HandlerFunc) error {
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second}
	leave := func() { _ = server.Close() } // a listener that does not close cleanly is closed all the same
	server.Handler = handler(leave)
	defer context.AfterFunc(ctx, leave)()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	leave() // returns when all connections are closed, which Serve does not wait for
	return nil
}

// listenAgain takes the address up after an outage. The listener is nil where
// the context ends first. Meanwhile anybody may have the address, if only as
// the near end of a connection, so it is tried again.
func listenAgain(ctx context.Context, addr net.Addr) (listener net.Listener, err error) {
	ticks := time.NewTicker(outage)
	defer ticks.Stop()
	for range outageTries {
		select {
		case <-ctx.Done():
			return nil, nil
		case <-ticks.C:
		}
		if listener, err = new(net.ListenConfig).Listen(ctx, addr.Network(), addr.String()); err == nil {
			return listener, nil
		}
	}
	return nil, fmt.Errorf("listen again: %w", err)
}

// ServeHTTP answers one call of the API at "/", and GET /ledger, unsigned, to
// callers on the same host. An answer that is to be lost closes the connection;
// so does a connection that is to be refused, which only Serve can do better.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.handler(func() {})(w, r)
}

// handler answers for one server. leave is called before the connection of a
// call closes that is to be refused: at any time, for several calls at once.
func (s *Sandbox) handler(leave func()) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		out := s.serve(r)
		if out.refused {
			leave()
		}
		if out.lost {
			drop(w)
			return
		}
		deliver(w, out)
	}
}

func deliver(w http.ResponseWriter, out reply) {
	for name, values := range out.header {
		w.Header()[name] = values
	}
	w.WriteHeader(out.status)
	_, _ = w.Write(out.body) // a caller that has gone away has lost the answer, which is its business
}

// serve does all of a call but the delivery of the answer.
func (s *Sandbox) serve(r *http.Request) reply {
	if r.URL.Path == "/ledger" {
		return s.serveLedger(r)
	}
	c := s.begin(r)
	out := s.finish(c)
	out.refused = c.fault.Refused
	if out.refused || s.wait(r.Context(), c) != nil {
		out.lost = true
	}
	return out
}

// drop closes the connection without an answer. A connection that cannot be
// taken over gets an answer without any content, which tells as little.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	_ = conn.Close()
}

func isLoopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		host = addr
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "" || ip != nil && ip.IsLoopback()
}
