package sandbox

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"syscall"
)

// RoundTrip answers a request without any network, by the same code as
// ServeHTTP. A lost answer is an error around io.ErrUnexpectedEOF after the
// trace's WroteRequest; a refused connection is a *net.OpError of a dial, and
// the trace's GotConn is then never called.
func (s *Sandbox) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	ctx := req.Context()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	trace := hooksOf(req)
	trace.GetConn(req.URL.Host)
	if req.URL.Path == "/ledger" {
		sent(trace)
		return response(req, s.serveLedger(req)), nil
	}
	c := s.begin(req)
	if c.fault.Refused {
		s.finish(c)
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	sent(trace)
	out := s.finish(c)
	if err := s.wait(ctx, c); err != nil {
		return nil, err
	}
	if out.lost {
		return nil, fmt.Errorf("read answer of %s: %w", c.action, io.ErrUnexpectedEOF)
	}
	trace.GotFirstResponseByte()
	return response(req, out), nil
}

// sent tells a client that its request has gone out whole.
func sent(trace *httptrace.ClientTrace) {
	trace.GotConn(httptrace.GotConnInfo{})
	trace.WroteHeaders()
	trace.WroteRequest(httptrace.WroteRequestInfo{})
}

// hooksOf gives the hooks that a real transport would call, none of them nil.
func hooksOf(req *http.Request) *httptrace.ClientTrace {
	all := &httptrace.ClientTrace{
		GetConn:              func(string) {},
		GotConn:              func(httptrace.GotConnInfo) {},
		WroteHeaders:         func() {},
		WroteRequest:         func(httptrace.WroteRequestInfo) {},
		GotFirstResponseByte: func() {},
	}
	asked := httptrace.ContextClientTrace(req.Context())
	if asked == nil {
		return all
	}
	if asked.GetConn != nil {
		all.GetConn = asked.GetConn
	}
	if asked.GotConn != nil {
		all.GotConn = asked.GotConn
	}
	if asked.WroteHeaders != nil {
		all.WroteHeaders = asked.WroteHeaders
	}
	if asked.WroteRequest != nil {
		all.WroteRequest = asked.WroteRequest
	}
	if asked.GotFirstResponseByte != nil {
		all.GotFirstResponseByte = asked.GotFirstResponseByte
	}
	return all
}

func response(req *http.Request, out reply) *http.Response {
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", out.status, http.StatusText(out.status)),
		StatusCode:    out.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        out.header,
		Body:          io.NopCloser(bytes.NewReader(out.body)),
		ContentLength: int64(len(out.body)),
		Request:       req,
	}
}
