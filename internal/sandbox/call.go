package sandbox

import (
	"context"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// maxBody is far above what 1,000 domains with a contact take.
const maxBody = 4 << 20

const formType = "application/x-www-form-urlencoded"

// call is one request on its way through the sandbox.
type call struct {
	number  int64
	at      time.Time
	method  string
	host    string
	ip      string
	action  string
	version string
	params  map[string]string // query and form together, empty ones too: they are signed
	bad     *fail             // why it cannot be read
	says    claim             // of itself
	headed  *headed           // of ACS3; nil: it is signed among its parameters
	fault   Fault
	foreign bool     // made by Do
	names   []string // the domains that it names, in ASCII form, once checked
}

// claim is what a call says of itself, in its headers or among its parameters.
type claim struct {
	action, version, key, token, nonce, date string
}

// get gives a parameter; an empty one counts as absent.
func (c *call) get(name string) string { return c.params[name] }

// xml tells whether the answer is to be XML, which is the API's default. A
// client of ACS3 asks by the header Accept, and gets JSON unless that names XML alone.
func (c *call) xml() bool {
	if c.headed != nil && c.get("Format") == "" {
		accepted := c.headed.Get("Accept")
		return strings.Contains(accepted, "xml") && !strings.Contains(accepted, "json") && !strings.Contains(accepted, "*/*")
	}
	return !strings.EqualFold(c.params["Format"], "JSON")
}

// begin reads a call, and gives it its time, its number and its fault.
func (s *Sandbox) begin(r *http.Request) *call {
	c := &call{method: r.Method, host: r.Host, ip: clientIP(r.RemoteAddr)}
	if c.host == "" {
		c.host = r.URL.Host
	}
	var body []byte
	c.params, body, c.bad = readParams(r)
	if signedInHeaders(r) {
		c.readHeaders(r, body)
	} else {
		c.readSelf()
	}
	if r.URL.Path != "" && r.URL.Path != "/" {
		c.bad = &fail{http.StatusNotFound, "InvalidApi.NotFound", "Specified api is not found, please check your url and method.", ""}
	}
	c.action, c.version = strings.Clone(c.says.action), strings.Clone(c.says.version) // not to keep the whole body
	s.arrive(c)
	return c
}

func (s *Sandbox) arrive(c *call) {
	s.order.Lock()
	defer s.order.Unlock()
	s.mu.Lock()
	s.number++
	c.number, c.at = s.number, s.opts.Now()
	nth := s.notes.arrive(c)
	stormy := c.at.Before(s.storm)
	free := stormy || s.pace.take(c.at)
	s.mu.Unlock()
	switch {
	case stormy:
		c.fault = faultNamed("storm", c.number)
	case !free:
		c.fault = faultNamed("throttle", c.number)
	default:
		c.fault = s.choose(c, nth)
		if c.fault.Storm > 0 {
			s.storm = c.at.Add(c.fault.Storm)
		}
	}
}

// finish gives the answer of a call, and notes what came of it.
func (s *Sandbox) finish(c *call) reply {
	var body object
	err := c.bad
	if c.fault.Foreign {
		s.intrude(c)
	}
	if err == nil && !c.fault.Dropped && !c.fault.Refused {
		body, err = s.execute(c)
	}
	if f := c.fault; f.Code != "" {
		err = &fail{status: f.Status, code: f.Code, message: f.Message}
	}
	s.mu.Lock()
	s.notes.leave(c, err)
	s.mu.Unlock()
	return c.fault.twist(s.encode(c, body, err))
}

// execute takes a call through the gateway and to its operation.
func (s *Sandbox) execute(c *call) (object, *fail) {
	if !c.foreign {
		if err := s.admit(c); err != nil {
			return nil, err
		}
	}
	op := s.ops[c.action]
	if op == nil || op.only != "" && op.only != c.version {
		return nil, &fail{http.StatusNotFound, "InvalidAction.NotFound", "The specified action is not found, please check your url and method.", ""}
	}
	if err := op.check(c); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	answer, err := op.run(s, op, c)
	if listsDetails(op) {
		s.disorder(c, answer)
	}
	return answer, err
}

// wait lets the time of an answer pass; it ends early with the context.
func (s *Sandbox) wait(ctx context.Context, c *call) error {
	delay := s.opts.Latency + c.fault.Delay
	if delay <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// readSelf takes what a call says of itself from its parameters.
func (c *call) readSelf() {
	c.says = claim{
		action:  c.get("Action"),
		version: c.get("Version"),
		key:     c.get("AccessKeyId"),
		token:   c.get("SecurityToken"),
		nonce:   c.get("SignatureNonce"),
		date:    c.get("Timestamp"),
	}
}

// readParams merges the parameters of query and form, as the gateway does
// before it checks the signature. Where a name stands in both, the form wins.
// The body of a form is given back as it came, for who has signed its hash.
func readParams(r *http.Request) (map[string]string, []byte, *fail) {
	params := make(map[string]string)
	bad := merge(params, r.URL.RawQuery)
	if r.Method != http.MethodPost || r.Body == nil {
		return params, nil, bad
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	switch kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); {
	case err != nil:
		return params, nil, &fail{http.StatusBadRequest, "InvalidParameter", "The request body cannot be read.", ""}
	case len(body) > maxBody:
		return params, nil, &fail{http.StatusRequestEntityTooLarge, "InvalidParameter", "The request body is too large.", ""}
	case kind != formType:
		return params, body, bad
	}
	if err := merge(params, string(body)); bad == nil {
		bad = err
	}
	return params, body, bad
}

func merge(params map[string]string, encoded string) *fail {
	values, err := url.ParseQuery(encoded)
	for name, list := range values {
		params[name] = list[0]
	}
	if err != nil {
		return &fail{http.StatusBadRequest, "InvalidParameter.Format", "The request parameters are not well formed.", ""}
	}
	return nil
}

func clientIP(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return "127.0.0.1"
	}
	return host
}
