package sandbox

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// acs3Vector is a call as the vendor's client (darabonba-openapi v2.1.13) signed it.
type acs3Vector struct {
	Name, Method, Host, Action, Version, Key, Secret, Token, Date, Nonce string
	Query, Form, More                                                    map[string]string
	Body, CanonicalRequest, Hashed, SignedHeaders, Signature             string
}

func (v acs3Vector) request(t *testing.T) *http.Request {
	t.Helper()
	query := make(url.Values)
	for name, value := range v.Query {
		query.Set(name, value)
	}
	req, err := http.NewRequestWithContext(t.Context(), v.Method, "https://"+v.Host+"/?"+query.Encode(), strings.NewReader(v.Body))
	if err != nil {
		t.Fatal(err)
	}
	if v.Body != "" {
		req.Header.Set("Content-Type", formType)
	}
	for name, value := range v.More {
		req.Header.Set(name, value)
	}
	for name, value := range map[string]string{
		"x-acs-action": v.Action, "x-acs-version": v.Version, "x-acs-date": v.Date, "x-acs-signature-nonce": v.Nonce,
		"x-acs-content-sha256": hexSum([]byte(v.Body)),
		"Authorization":        acs3Name + " Credential=" + v.Key + ",SignedHeaders=" + v.SignedHeaders + ",Signature=" + v.Signature,
	} {
		req.Header.Set(name, value)
	}
	if v.Token != "" {
		req.Header.Set("x-acs-accesskey-id", v.Key)
		req.Header.Set("x-acs-security-token", v.Token)
	}
	return req
}

// The canonical request and the signature are those of the vendor's client, and
// a call that it signed passes the gateway; one of another secret does not.
func TestACS3Vectors(t *testing.T) {
	data, err := os.ReadFile("testdata/acs3-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []acs3Vector
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 12 {
		t.Fatalf("%d vectors; want 12", len(all))
	}
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			at, err := time.Parse("2006-01-02T15:04:05Z", v.Date)
			if err != nil {
				t.Fatal(err)
			}
			s := New(Options{Now: func() time.Time { return at }})
			c := s.begin(v.request(t))
			if text := c.headed.canonicalRequest(c.method); text != v.CanonicalRequest || hexSum([]byte(text)) != v.Hashed {
				t.Errorf("canonical request\n%s; want\n%s", text, v.CanonicalRequest)
			}
			if err := s.admit(c); err != nil {
				t.Errorf("refused: %+v", err)
			}
			want := maps.Clone(v.Query)
			if want == nil {
				want = make(args)
			}
			maps.Copy(want, v.Form)
			if !maps.Equal(c.params, want) || c.action != v.Action || c.version != v.Version {
				t.Errorf("%s %s %v; want %v", c.action, c.version, c.params, want)
			}
			other := New(Options{Now: func() time.Time { return at }, Secret: v.Secret + "&"})
			if err := other.admit(other.begin(v.request(t))); err == nil || err.code != "SignatureDoesNotMatch" {
				t.Errorf("the signature of another secret: %+v", err)
			}
		})
	}
}

// acs3Call is a call of ACS3 in the making.
type acs3Call struct {
	method, action, query, body, accept string
	header                              args   // beside or instead of the usual ones; "" leaves one out
	names                               string // instead of the right ones
	broken                              func(*http.Request)
}

// acs3 sends a call signed in its headers.
func (c *caller) acs3(call acs3Call) answer {
	c.t.Helper()
	if call.method == "" {
		call.method = http.MethodPost
	}
	req, err := http.NewRequestWithContext(c.t.Context(), call.method, "http://sandbox.test/?"+call.query, strings.NewReader(call.body))
	if err != nil {
		c.t.Fatal(err)
	}
	header := args{
		"x-acs-action": call.action, "x-acs-version": c.version, "x-acs-signature-nonce": strconv.FormatUint(rand.Uint64(), 16),
		"x-acs-date": c.now().UTC().Format("2006-01-02T15:04:05Z"), "x-acs-content-sha256": hexSum([]byte(call.body)),
		"host": "sandbox.test",
	}
	if call.body != "" {
		header["content-type"] = formType
	}
	maps.Copy(header, call.header)
	maps.DeleteFunc(header, func(_, value string) bool { return value == "" })
	if call.names == "" {
		call.names = strings.Join(slices.Sorted(maps.Keys(header)), ";")
	}
	text := call.method + "\n/\n" + strings.ReplaceAll(req.URL.Query().Encode(), "+", "%20") + "\n"
	for name := range strings.SplitSeq(call.names, ";") {
		text += name + ":" + header[name] + "\n"
		req.Header.Set(name, header[name])
	}
	text += "\n" + call.names + "\n" + hexSum([]byte(call.body))
	req.Header.Del("Host")
	req.Header.Set("Authorization", acs3Name+" Credential="+DefaultKey+",SignedHeaders="+call.names+
		",Signature="+acs3Signature(DefaultSecret, acs3Name+"\n"+hexSum([]byte(text))))
	if call.accept != "" {
		req.Header.Set("Accept", call.accept)
	}
	if call.broken != nil {
		call.broken(req)
	}
	return c.send(req)
}

// put changes a header after it was signed; "" takes it out.
func put(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if r.Header.Set(name, value); value == "" {
			r.Header.Del(name)
		}
	}
}

// authorize changes the Authorization that was made.
func authorize(old, with string) func(*http.Request) {
	return func(r *http.Request) {
		r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, with, 1))
	}
}

// The gateway is as strict with calls that are signed in their headers.
func TestACS3Gateway(t *testing.T) {
	const verify = "VerifyContactField"
	for _, tt := range []struct {
		name   string
		call   acs3Call
		status int
		code   string
	}{
		{"all is well", acs3Call{action: verify}, 200, ""},
		{"by GET", acs3Call{action: verify, method: "GET", query: "City=a+b%26"}, 200, ""},
		{"in the query", acs3Call{action: verify, query: "City=&Lang=en"}, 200, ""},
		{"in the form", acs3Call{action: verify, body: "City=a+b&Lang=en"}, 200, ""},
		{"in both", acs3Call{action: verify, query: "Lang=en", body: "City=Bern"}, 200, ""},
		{"the form is read", acs3Call{action: verify, body: "Lang=fr"}, 400, "ParameterIllegal"},
		{"a header more", acs3Call{action: verify, header: args{"x-acs-credentials-provider": "static_ak"}}, 200, ""},
		{"international version", acs3Call{action: verify, header: args{"x-acs-version": "2017-12-18"}}, 200, ""},
		{"a parameter is no header", acs3Call{query: "Action=VerifyContactField"}, 400, "MissingHeader"},
		{"other method of HTTP", acs3Call{action: verify, method: "PUT"}, 400, "UnsupportedHTTPMethod"},
		{"no authorization", acs3Call{action: verify, broken: put("Authorization", "")}, 400, "MissingHeader"},
		{"no version", acs3Call{action: verify, header: args{"x-acs-version": ""}}, 400, "MissingHeader"},
		{"no date", acs3Call{action: verify, header: args{"x-acs-date": ""}}, 400, "MissingHeader"},
		{"no nonce", acs3Call{action: verify, header: args{"x-acs-signature-nonce": ""}}, 400, "MissingHeader"},
		{"no hash", acs3Call{action: verify, header: args{"x-acs-content-sha256": ""}}, 400, "MissingHeader"},
		{"other algorithm", acs3Call{action: verify, broken: authorize("HMAC-SHA256", "HMAC-SM3")}, 400, "InvalidSignatureMethod"},
		{"no signature", acs3Call{action: verify, broken: authorize(",Signature=", ",")}, 400, "IncompleteSignature"},
		{"no key", acs3Call{action: verify, broken: authorize("Credential=testid,", "")}, 400, "IncompleteSignature"},
		{"no names", acs3Call{action: verify, broken: authorize("SignedHeaders=", "")}, 400, "IncompleteSignature"},
		{"host not signed", acs3Call{action: verify, names: "x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"}, 400, "IncompleteSignature"},
		{"date not signed", acs3Call{action: verify, names: "host;x-acs-action;x-acs-content-sha256;x-acs-signature-nonce;x-acs-version", broken: put("x-acs-date", "2018-01-29T12:00:00Z")}, 400, "IncompleteSignature"},
		{"token not signed", acs3Call{action: verify, broken: put("x-acs-security-token", "x")}, 400, "IncompleteSignature"},
		{"names not in order", acs3Call{action: verify, names: "x-acs-action;host;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"}, 400, "IncompleteSignature"},
		{"a name twice", acs3Call{action: verify, names: "host;host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version"}, 400, "IncompleteSignature"},
		{"a name without a header", acs3Call{action: verify, broken: put("x-acs-more", ""), names: "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-more;x-acs-signature-nonce;x-acs-version"}, 400, "IncompleteSignature"},
		{"names in capitals", acs3Call{action: verify, broken: authorize("host;", "Host;")}, 400, "IncompleteSignature"},
		{"version is no date", acs3Call{action: verify, header: args{"x-acs-version": "1.0"}}, 400, "InvalidVersion"},
		{"version of another product", acs3Call{action: verify, header: args{"x-acs-version": "2014-05-26"}}, 400, "NoSuchVersion"},
		{"unknown key", acs3Call{action: verify, broken: authorize("testid", "LTAI")}, 400, "InvalidAccessKeyId.NotFound"},
		{"date with offset", acs3Call{action: verify, header: args{"x-acs-date": "2026-01-01T00:00:00+08:00"}}, 400, "InvalidTimeStamp.Format"},
		{"date of last year", acs3Call{action: verify, header: args{"x-acs-date": "2017-12-26T06:04:54Z"}}, 400, "InvalidTimeStamp.Expired"},
		{"date of a later year", acs3Call{action: verify, header: args{"x-acs-date": "2917-12-26T06:04:54Z"}}, 400, "InvalidTimeStamp.Expired"},
		{"wrong signature", acs3Call{action: verify, broken: authorize("Signature=", "Signature=0")}, 400, "SignatureDoesNotMatch"},
		{"a header changed", acs3Call{action: verify, broken: put("x-acs-action", "QueryTaskList")}, 400, "SignatureDoesNotMatch"},
		{"another host", acs3Call{action: verify, broken: func(r *http.Request) { r.Host = "other.test" }}, 400, "SignatureDoesNotMatch"},
		{"a parameter changed", acs3Call{action: verify, query: "City=a", broken: func(r *http.Request) { r.URL.RawQuery = "City=b" }}, 400, "SignatureDoesNotMatch"},
		{"hash of another body", acs3Call{action: verify, body: "City=a", header: args{"x-acs-content-sha256": hexSum([]byte("City=b"))}, broken: swapBody("City=b")}, 400, "SignatureDoesNotMatch"},
		{"wrong hash, signed", acs3Call{action: verify, body: "City=a", broken: swapBody("City=b")}, 400, "SignatureDoesNotMatch"},
		{"unknown action", acs3Call{action: "MakeCoffee"}, 404, "InvalidAction.NotFound"},
		{"other format", acs3Call{action: verify, query: "Format=YAML"}, 400, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := newCaller(t, New(Options{})).acs3(tt.call)
			if tt.name == "other format" { // is answered in the default of the other
				if got.status != tt.status || !strings.Contains(got.body, "<Code>InvalidParameter.Format</Code>") {
					t.Errorf("answer %d %s", got.status, got.body)
				}
				return
			}
			if got.status != tt.status || got.code() != tt.code {
				t.Errorf("answer %d %q; want %d %q", got.status, got.code(), tt.status, tt.code)
			}
			if got.header.Get("Date") == "" || strings.Contains(got.body, DefaultSecret) {
				t.Errorf("answer %v %s", got.header, got.body)
			}
		})
	}
}

// swapBody sends another body than was signed.
func swapBody(body string) func(*http.Request) {
	return func(r *http.Request) {
		other, err := http.NewRequestWithContext(r.Context(), r.Method, r.URL.String(), strings.NewReader(body))
		if err == nil {
			r.Body, r.ContentLength = other.Body, other.ContentLength
		}
	}
}

// Clock, nonces and tokens are those of calls that are signed the other way.
func TestACS3ClockNonceToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{TokenLife: time.Hour}))
		try := func(nonce, token string, off time.Duration) string {
			c.now = func() time.Time { return time.Now().Add(off) }
			return c.acs3(acs3Call{action: "VerifyContactField", header: args{"x-acs-signature-nonce": nonce, "x-acs-security-token": token}}).code()
		}
		for i, step := range []struct {
			wait         time.Duration
			nonce, token string
			off          time.Duration
			want         string
		}{
			{0, "a", "", 0, "MissingSecurityToken"},
			{0, "a", "one", 15 * time.Minute, ""},
			{0, "a", "one", 0, "SignatureNonceUsed"},
			{0, "b", "one", -15 * time.Minute, ""},
			{0, "c", "one", 15*time.Minute + time.Second, "InvalidTimeStamp.Expired"},
			{0, "c", "one", -15*time.Minute - time.Second, "InvalidTimeStamp.Expired"},
			{time.Hour, "c", "one", 0, ""},
			{time.Second, "d", "one", 0, "InvalidSecurityToken.Expired"},
			{0, "d", "two", 0, ""},
		} {
			pass(step.wait)
			if got := try(step.nonce, step.token, step.off); got != step.want {
				t.Errorf("step %d: %q; want %q", i, got, step.want)
			}
		}
		c.now = time.Now
		if got := c.call("VerifyContactField", args{"SignatureNonce": "d", "SecurityToken": "two"}).code(); got != "SignatureNonceUsed" {
			t.Errorf("a nonce of the other signature: %q", got)
		}
	})
}

// A client of ACS3 asks for its format by a header, and gets JSON if it does not.
func TestACS3Format(t *testing.T) {
	c := newCaller(t, New(Options{}))
	for _, tt := range []struct{ accept, query, action, kind, starts string }{
		{"", "", "VerifyContactField", typeJSON, `{"RequestId":`},
		{"application/json", "", "VerifyContactField", typeJSON, `{"RequestId":`},
		{"application/json, text/xml", "", "VerifyContactField", typeJSON, `{`},
		{"application/xml, */*", "", "VerifyContactField", typeJSON, `{`},
		{"application/xml", "", "VerifyContactField", typeXML, `<?xml version='1.0' encoding='UTF-8'?><VerifyContactFieldResponse>`},
		{"text/xml", "", "MakeCoffee", typeXML, `<?xml version='1.0' encoding='UTF-8'?><Error>`},
		{"application/xml", "Format=json", "VerifyContactField", typeJSON, `{`},
		{"", "Format=XML", "VerifyContactField", typeXML, `<?xml`},
	} {
		got := c.acs3(acs3Call{action: tt.action, accept: tt.accept, query: tt.query})
		if got.header.Get("Content-Type") != tt.kind || !strings.HasPrefix(got.body, tt.starts) {
			t.Errorf("%+v: %s %s", tt, got.header.Get("Content-Type"), got.body)
		}
	}
}

// The refusal of a signature quotes what the server signed, as the gateway does.
func TestACS3SignatureDoesNotMatch(t *testing.T) {
	c := newCaller(t, New(Options{}))
	got := c.acs3(acs3Call{action: "VerifyContactField", query: "City=Z%C3%BCrich", broken: authorize("Signature=", "Signature=0")})
	var body struct{ Message, Recommend, HostId, RequestId string }
	if err := json.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(body.Message, "Specified signature does not match our calculation. server StringToSign is [ACS3-HMAC-SHA256\n") ||
		!strings.Contains(body.Message, "] server CanonicalRequest is [POST\n/\nCity=Z%C3%BCrich\nhost:sandbox.test\nx-acs-action:VerifyContactField\n") {
		t.Errorf("message %s", body.Message)
	}
	if body.Recommend == "" || body.HostId != "sandbox.test" || body.RequestId == "" {
		t.Errorf("error body %s", got.body)
	}
}
