package rpc

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// lost makes a call that must end without a whole answer, and checks that its
// error shows nothing of what was sent, whichever way it is printed.
func lost(t *testing.T, c *Client) *TransportError {
	t.Helper()
	return lostIn(t, t.Context(), c)
}

func lostIn(t *testing.T, ctx context.Context, c *Client) *TransportError {
	t.Helper()
	res, err := c.Call(ctx, "SaveIt", map[string]string{"Email": contactCanary})
	e, ok := errors.AsType[*TransportError](err)
	if !ok || e.Action != "SaveIt" || res.Status != 0 || res.Body != nil {
		t.Fatalf("got %+v, %T %v, want a TransportError", res, err, err)
	}
	for way, text := range printed(t, err) {
		if strings.Contains(text, "canary") || strings.Contains(text, "Signature") {
			t.Errorf("%s shows what was sent: %s", way, text)
		}
	}
	if strings.Contains(e.Err.Error(), "canary") {
		t.Errorf("the cause shows what was sent: %v", e.Err)
	}
	return e
}

// both runs a test with parameters in the body and in the query.
func both(t *testing.T, test func(t *testing.T, inQuery bool)) {
	t.Run("body", func(t *testing.T) { test(t, false) })
	t.Run("query", func(t *testing.T) { test(t, true) })
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener
}

// speak starts a server that answers each connection as talk does.
func speak(t *testing.T, talk func(conn net.Conn)) string {
	t.Helper()
	listener := listen(t)
	var talks sync.WaitGroup
	talks.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			talks.Go(func() {
				defer conn.Close()
				talk(conn)
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		talks.Wait()
	})
	return listener.Addr().String()
}

// Before there is a connection nothing was sent, and that is certain.
func TestNothingWasSent(t *testing.T) {
	quiet := httptest.NewUnstartedServer(http.NotFoundHandler())
	quiet.Config.ErrorLog = log.New(io.Discard, "", 0)
	quiet.StartTLS()
	defer quiet.Close()
	closed := listen(t)
	closed.Close()
	refused := closed.Addr().String()
	hangsUp := speak(t, func(net.Conn) {})
	plain := speak(t, func(conn net.Conn) {
		io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
	})
	tests := map[string]struct {
		endpoint string
		change   func(*http.Transport)
		is       error
	}{
		"connection refused":      {endpoint: "http://" + refused, is: syscall.ECONNREFUSED},
		"refused before TLS":      {endpoint: "https://" + refused, is: syscall.ECONNREFUSED},
		"certificate not trusted": {endpoint: quiet.URL},
		"TLS handshake cut":       {endpoint: "https://" + hangsUp},
		"no TLS over there":       {endpoint: "https://" + plain},
		"DNS": {endpoint: "https://api.invalid", is: syscall.ECONNREFUSED, change: func(transport *http.Transport) {
			resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "tcp", refused)
			}}
			transport.DialContext = (&net.Dialer{Resolver: resolver}).DialContext
		}},
		"proxy refused": {endpoint: "https://api.invalid", is: syscall.ECONNREFUSED, change: func(transport *http.Transport) {
			transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: refused, User: url.UserPassword("me", "canary")})
		}},
		"proxy hangs up": {endpoint: "https://api.invalid", change: func(transport *http.Transport) {
			transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: hangsUp})
		}},
		"proxy is no URL": {endpoint: "https://api.invalid", is: errProxy, change: func(transport *http.Transport) {
			transport.Proxy = func(*http.Request) (*url.URL, error) { return nil, errProxy }
		}},
		"endpoint is none": {endpoint: "http://api.invalid"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, inQuery bool) {
				transport := NewTransport()
				if test.change != nil {
					test.change(transport)
				}
				e := lost(t, &Client{Endpoint: test.endpoint, Credentials: testKey, Transport: transport, InQuery: inQuery})
				if e.Sent || e.TooLong {
					t.Errorf("Sent %t, TooLong %t: %v", e.Sent, e.TooLong, e)
				}
				if test.is != nil && !isOrSays(e, test.is) {
					t.Errorf("the cause is %v, want %v", e.Err, test.is)
				}
			})
		})
	}
}

// isOrSays: a DNS error keeps the words of its cause only.
func isOrSays(err, target error) bool {
	return errors.Is(err, target) || strings.Contains(err.Error(), target.Error())
}

// From a connection on everything may have been done.
func TestAnswerIsLost(t *testing.T) {
	request := func(conn net.Conn) {
		if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
			io.Copy(io.Discard, r.Body)
		}
	}
	tests := map[string]struct {
		talk func(net.Conn)
		is   error
	}{
		"cut before the request is read": {talk: func(net.Conn) {}},
		"cut before an answer":           {talk: request, is: io.EOF},
		"cut in the header": {talk: func(conn net.Conn) {
			request(conn)
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-")
		}},
		"cut in the body": {talk: func(conn net.Conn) {
			request(conn)
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"TaskNo\":")
		}, is: io.ErrUnexpectedEOF},
		"cut in a chunk": {talk: func(conn net.Conn) {
			request(conn)
			io.WriteString(conn, "HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"Cod")
		}, is: io.ErrUnexpectedEOF},
		"not HTTP, and an echo": {talk: func(conn net.Conn) {
			request(conn)
			io.WriteString(conn, "220 hello "+contactCanary+"\r\n\r\n")
		}},
		"bad header, and an echo": {talk: func(conn net.Conn) {
			request(conn)
			io.WriteString(conn, "HTTP/1.1 200 OK\r\n"+contactCanary+"\r\n\r\n")
		}},
		"larger than is read": {talk: func(conn net.Conn) {
			request(conn)
			io.WriteString(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
			io.CopyN(conn, endless{}, maxBody+100)
		}, is: errTooLarge},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			both(t, func(t *testing.T, inQuery bool) {
				e := lost(t, &Client{Endpoint: "http://" + speak(t, test.talk), Credentials: testKey, InQuery: inQuery})
				if !e.Sent {
					t.Errorf("counts as not sent: %v", e)
				}
				if test.is != nil && !errors.Is(e, test.is) {
					t.Errorf("the cause is %v, want %v", e.Err, test.is)
				}
			})
		})
	}
}

// endless reads as spaces.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// The time runs out after 30 s, or after Timeout, while an answer is awaited.
func TestTimeout(t *testing.T) {
	for name, test := range map[string]struct{ timeout, want time.Duration }{
		"unset": {0, 30 * time.Second},
		"set":   {7 * time.Second, 7 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				e := lost(t, &Client{Endpoint: "https://api.example", Credentials: testKey, Timeout: test.timeout, Transport: carrier(waiting)})
				if !e.Sent || !errors.Is(e, context.DeadlineExceeded) || time.Since(start) != test.want {
					t.Errorf("after %v: Sent %t, %v", time.Since(start), e.Sent, e)
				}
			})
		})
	}
}

// waiting never answers.
func waiting(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: r.Context().Err()}
}

// The time covers the body too, on a real connection.
func TestTimeoutInBody(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	c.Timeout = 50 * time.Millisecond
	if e := lost(t, c); !e.Sent || !errors.Is(e, context.DeadlineExceeded) {
		t.Errorf("Sent %t, %v", e.Sent, e)
	}
}

// An interrupt in the middle of a call leaves a doubt; one before it does not.
func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	if e := lostIn(t, ctx, c); !e.Sent || !errors.Is(e, context.Canceled) {
		t.Errorf("in the middle: Sent %t, %v", e.Sent, e)
	}
	c.Transport = refusing(t)
	if e := lostIn(t, ctx, c); e.Sent || !errors.Is(e, context.Canceled) {
		t.Errorf("before: Sent %t, %v", e.Sent, e)
	}
	c.Credentials = func(ctx context.Context) (Credentials, error) { return Credentials{}, ctx.Err() }
	if e := lostIn(t, ctx, c); e.Sent || !errors.Is(e, context.Canceled) {
		t.Errorf("while the key was looked for: Sent %t, %v", e.Sent, e)
	}
}

// A transport of another kind proves nothing by its silence.
func TestForeignTransport(t *testing.T) {
	e := lost(t, &Client{Endpoint: "https://api.example", Credentials: testKey, Transport: carrier(func(r *http.Request) (*http.Response, error) {
		return nil, fmt.Errorf("post %s: %w", r.URL, &url.Error{Op: "Post", URL: contactCanary, Err: errors.New(contactCanary)})
	})})
	if !e.Sent {
		t.Errorf("counts as not sent: %v", e)
	}
}

func TestURLTooLong(t *testing.T) {
	at := time.Date(2018, 1, 29, 12, 0, 0, 0, time.UTC)
	sent := 0
	c := &Client{Endpoint: "https://api.example", Credentials: testKey, Nonce: func() string { return "n" }, Now: func() time.Time { return at }}
	c.Transport = carrier(func(r *http.Request) (*http.Response, error) {
		sent = len(r.URL.String()) + int(max(r.ContentLength, 0))
		return answering(200, nil, "")(r)
	})
	params := map[string]string{"Address": strings.Repeat("x", 10_000)}
	if _, err := c.Call(t.Context(), "A", params); err != nil || sent < 10_000 {
		t.Fatalf("a long body: %d bytes sent, %v", sent, err)
	}
	c.InQuery = true
	sent = 0
	_, err := c.Call(t.Context(), "A", params)
	if e, ok := errors.AsType[*TransportError](err); !ok || e.Sent || !e.TooLong || sent != 0 {
		t.Fatalf("a long URL: %d bytes sent, %v", sent, err)
	}
	for length := MaxURL - 400; sent <= MaxURL; length++ {
		params["Address"], sent = strings.Repeat("x", length), 0
		if _, err := c.Call(t.Context(), "A", params); err != nil {
			break
		}
		if sent > MaxURL {
			t.Fatalf("a URL of %d bytes was sent", sent)
		}
	}
}

// A redirect is an answer like any other that is not 2xx; nobody goes there.
func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			both(t, func(t *testing.T, inQuery bool) {
				elsewhere := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
				c := serve(t, func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Location", elsewhere.Endpoint+"/?"+contactCanary)
					w.WriteHeader(status)
				})
				c.InQuery = inQuery
				_, err := c.Call(t.Context(), "SaveIt", map[string]string{"Email": contactCanary})
				e, ok := errors.AsType[*Error](err)
				if !ok || e.Status != status || e.Code != "" || strings.Contains(err.Error(), "canary") {
					t.Errorf("got %T %v", err, err)
				}
			})
		})
	}
}

// A server that can speak HTTP/2 is spoken to in HTTP/1.1.
func TestNoHTTP2(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Proto)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	transport := NewTransport()
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	transport.TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	transport.TLSClientConfig.RootCAs, transport.TLSClientConfig.NextProtos = pool, nil
	res, err := (&Client{Endpoint: server.URL, Credentials: testKey, Transport: transport}).Call(t.Context(), "A", nil)
	if err != nil || string(res.Body) != "HTTP/1.1" {
		t.Errorf("got %s, %v", res.Body, err)
	}
}

// net/http sends some requests again when a kept connection breaks. Not these.
func TestNothingIsSentTwice(t *testing.T) {
	both(t, func(t *testing.T, inQuery bool) {
		var arrived atomic.Int32
		address := speak(t, func(conn net.Conn) {
			r := bufio.NewReader(conn)
			for first := true; ; first = false {
				req, err := http.ReadRequest(r)
				if err != nil {
					return
				}
				io.Copy(io.Discard, req.Body)
				if arrived.Add(1); !first {
					return
				}
				io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			}
		})
		c := &Client{Endpoint: "http://" + address, Credentials: testKey, InQuery: inQuery}
		if _, err := c.Call(t.Context(), "A", nil); err != nil {
			t.Fatal(err)
		}
		if e := lost(t, c); !e.Sent || arrived.Load() != 2 {
			t.Errorf("Sent %t, %d requests arrived in all: %v", e.Sent, arrived.Load(), e)
		}
	})
}
