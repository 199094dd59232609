// Package rpc speaks the RPC style of Alibaba Cloud's APIs: named parameters,
// signed with HMAC-SHA1 or ACS3-HMAC-SHA256, sent once by POST, answered in
// JSON. It knows no product: actions and parameters are the caller's, and
// answers are handed back as they came. Its rules are those of 003 §3
// (reference of the Domain API) and of what the vendor's own clients put on the
// wire.
//
// Every call is one attempt. Nothing in this package sends anything twice: no
// redirects, no HTTP/2, no retries.
package rpc

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"maps"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// MaxURL is the longest URL that is sent, in bytes. No limit is documented;
// 8 KiB is what common proxies and servers take.
const MaxURL = 8 << 10

const (
	defaultTimeout = 30 * time.Second
	maxBody        = 8 << 20                // far above a page of 1,000 entries, far below memory
	timeFormat     = "2006-01-02T15:04:05Z" // 003 §3.2; UTC
)

// Client makes calls to one endpoint. Its fields are set before the first call
// and not changed afterwards; Call is safe for concurrent use. A Client is not
// copied.
type Client struct {
	Endpoint    string // as ParseEndpoint returns it
	Version     string // of the API, such as 2018-01-29
	Credentials Provider
	Renew       func()            // told of a token that the API says has expired, so that Credentials finds another; nil: it does by itself
	Transport   http.RoundTripper // nil: one of NewTransport, made at the first call
	Signature   SignatureMethod   // empty: HMACSHA1; ParseSignatureMethod reads one
	InQuery     bool              // parameters in the URL's query instead of a form body
	Timeout     time.Duration     // of one call, answer and credentials included; 0: 30 s
	UserAgent   string            // empty: Go's own
	Now         func() time.Time  // nil: time.Now
	Nonce       func() string     // nil: 128 random bits in hex

	once    sync.Once
	own     http.RoundTripper
	skew    atomic.Int64               // nanoseconds that the server's clock is ahead of Now
	expired atomic.Pointer[tokenPrint] // of the last token that was refused as expired
}

// Response is an answer as it came.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // whole; an answer over 8 MiB is a TransportError
}

// Call makes one call and returns the body of a 2xx answer. params are sent as
// given, empty values too; the public parameters (Action, Version, Format,
// AccessKeyId, Signature and its kin, Timestamp) are set here, as headers with
// ACS3, and win over equal names in params. params is not changed.
//
// Every other end is one of three errors: *CredentialsError, when the call was
// not made for want of a key; *TransportError, when no whole answer came;
// *Error, when the answer was not 2xx, and then the Response is that answer.
//
// When the API refuses the timestamp as expired, the client takes the server's
// clock from the answer: the same call made again has the right time. When it
// refuses the security token as expired, Renew is told once, and a call that
// would bring the same token again is a *CredentialsError.
func (c *Client) Call(ctx context.Context, action string, params map[string]string) (Response, error) {
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	key, err := c.Credentials.credentials(ctx)
	if interrupt := ctx.Err(); err != nil && interrupt != nil {
		return Response{}, unsent(action, interrupt) // it is no fault of the key
	}
	if err == nil {
		err = c.fresh(key.SecurityToken)
	}
	if err != nil {
		return Response{}, err
	}
	req, signed, err := c.request(ctx, action, key, params)
	if err != nil {
		return Response{}, unsent(action, err)
	}
	res, lost := c.exchange(action, req)
	if lost != nil {
		return Response{}, lost
	}
	if res.Status/100 == 2 {
		return res, nil
	}
	e := c.refusal(action, signed, res)
	if strings.EqualFold(e.Code, "InvalidSecurityToken.Expired") {
		c.forget(key.SecurityToken)
	}
	return res, e
}

// message is a call as it is sent.
type message struct {
	query, body string // encoded parameters
	header      http.Header
	text        string // what was signed
}

func (m *message) set(name, value string) { m.header.Set(name, value) }

func (c *Client) message(host, action string, key Credentials, params map[string]string) (message, error) {
	switch c.Signature {
	case "", HMACSHA1:
		return c.hmacSHA1(action, key, params), nil
	case ACS3:
		return c.acs3(host, action, key, params)
	}
	_, err := ParseSignatureMethod(string(c.Signature))
	return message{}, err
}

// hmacSHA1 makes the message of a call, signed among its parameters.
func (c *Client) hmacSHA1(action string, key Credentials, params map[string]string) message {
	all := make(map[string]string, len(params)+10)
	maps.Copy(all, params)
	all["Action"] = action
	all["Version"] = c.Version
	all["Format"] = "JSON"
	all["AccessKeyId"] = key.AccessKeyID
	all["SignatureMethod"] = "HMAC-SHA1"
	all["SignatureVersion"] = "1.0"
	all["SignatureNonce"] = c.nonce()
	all["Timestamp"] = c.timestamp()
	if key.SecurityToken != "" {
		all["SecurityToken"] = key.SecurityToken
	}
	query := canonical(all)
	text := stringToSign(http.MethodPost, query)
	query += "&Signature=" + escape(sign(key.AccessKeySecret, text))
	m := message{body: query, header: http.Header{}, text: text}
	if c.InQuery {
		m.query, m.body = query, ""
	}
	m.set("Content-Type", formType)
	return m
}

// request makes the request of a call, and gives what was signed of it.
func (c *Client) request(ctx context.Context, action string, key Credentials, params map[string]string) (*http.Request, string, error) {
	endpoint, err := ParseEndpoint(c.Endpoint)
	if err != nil {
		return nil, "", err
	}
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	_, host, _ := strings.Cut(endpoint, "://")
	m, err := c.message(host, action, key, params)
	if err != nil {
		return nil, "", err
	}
	url := endpoint + "/"
	if m.query != "" {
		url += "?" + m.query
	}
	if len(url) > MaxURL {
		return nil, "", errTooLong
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(m.body))
	if err != nil {
		return nil, "", err
	}
	req.GetBody = nil // a transport that has no second copy cannot send one
	req.Header = m.header
	req.Header.Set("Accept", "application/json")
	if c.UserAgent != "" {
		req.Header.Set("User-Agent", c.UserAgent)
	}
	return req, m.text, nil
}

// exchange sends the request and reads the whole answer. It asks the
// RoundTripper itself: an http.Client would follow redirects and put the URL,
// contact data and all, into its errors.
func (c *Client) exchange(action string, req *http.Request) (Response, *TransportError) {
	req, watch := watched(req)
	resp, err := c.transport().RoundTrip(req)
	if err != nil {
		return Response{}, watch.lost(action, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return Response{}, watch.lost(action, err)
	}
	if len(body) > maxBody {
		return Response{}, watch.lost(action, errTooLarge)
	}
	return Response{Status: resp.StatusCode, Header: resp.Header, Body: body}, nil
}

// refusal makes the error of an answer that is not 2xx, and learns from it.
func (c *Client) refusal(action, signed string, res Response) *Error {
	e := parseError(res.Body)
	e.Action, e.Status = action, res.Status
	e.RetryAfter = retryAfter(res.Header, c.now())
	e.Message = withoutStringToSign(e.Message, signed)
	if strings.EqualFold(e.Code, "InvalidTimeStamp.Expired") {
		if server, err := http.ParseTime(res.Header.Get("Date")); err == nil {
			e.ClockOff = server.Sub(c.now())
			c.skew.Store(int64(e.ClockOff))
		}
	}
	return e
}

func (c *Client) transport() http.RoundTripper {
	if c.Transport != nil {
		return c.Transport
	}
	c.once.Do(func() { c.own = NewTransport() })
	return c.own
}

func (c *Client) now() time.Time {
	if c.Now != nil {
		return c.Now()
	}
	return time.Now()
}

// timestamp is the time by the server's clock, as far as that is known.
func (c *Client) timestamp() string {
	return c.now().Add(time.Duration(c.skew.Load())).UTC().Format(timeFormat)
}

func (c *Client) nonce() string {
	if c.Nonce != nil {
		return c.Nonce()
	}
	var bits [16]byte
	rand.Read(bits[:]) // never fails: see crypto/rand
	return hex.EncodeToString(bits[:])
}
