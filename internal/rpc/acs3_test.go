package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// acs3Vector is a call as the vendor's client (darabonba-openapi v2.1.13) signed it.
type acs3Vector struct {
	Name, Method, Host, Action, Version string
	Key, Secret, Token, Date, Nonce     string
	Query, Form, More                   map[string]string
	Body                                string
	CanonicalRequest, Hashed, Signature string
	SignedHeaders                       string
}

func acs3Vectors(t *testing.T) []acs3Vector {
	t.Helper()
	text, err := os.ReadFile("testdata/acs3.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []acs3Vector
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// The client sends what the vendor's client sends of the same call, to the byte:
// URL, body, and every header that is signed. A GET, a header more, and
// parameters in both places are vectors for servers.
func TestACS3Vectors(t *testing.T) {
	ours := 0
	for _, v := range acs3Vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			if got := hashed(v.CanonicalRequest); got != v.Hashed {
				t.Errorf("hash %s, want %s", got, v.Hashed)
			}
			if got := acs3Signature(v.Secret, v.CanonicalRequest); got != v.Signature {
				t.Errorf("signature %s, want %s", got, v.Signature)
			}
			if v.Method != http.MethodPost || v.More != nil || v.Query != nil && v.Form != nil {
				return
			}
			ours++
			sendsVector(t, v)
		})
	}
	if ours != 9 {
		t.Errorf("%d vectors sent, want 9", ours)
	}
}

func sendsVector(t *testing.T, v acs3Vector) {
	at, err := time.Parse(timeFormat, v.Date)
	if err != nil {
		t.Fatal(err)
	}
	endpoint := "https://" + v.Host
	params := v.Form
	if v.Query != nil {
		params = v.Query
	}
	c := &Client{
		Endpoint: endpoint, Version: v.Version, Signature: ACS3, InQuery: v.Query != nil,
		Now: func() time.Time { return at }, Nonce: func() string { return v.Nonce },
		Credentials: func(context.Context) (Credentials, error) {
			return Credentials{AccessKeyID: v.Key, AccessKeySecret: v.Secret, SecurityToken: v.Token}, nil
		},
	}
	c.Transport = carrier(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		if diff := cmp.Diff(v.CanonicalRequest, rebuilt(r, v.SignedHeaders, string(body))); diff != "" {
			t.Errorf("canonical request (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(v.CanonicalRequest, CanonicalRequest(r, r.URL.RawQuery, string(body))); diff != "" {
			t.Errorf("canonical request as it is shown (-want +got):\n%s", diff)
		}
		want := "ACS3-HMAC-SHA256 Credential=" + v.Key + ",SignedHeaders=" + v.SignedHeaders + ",Signature=" + v.Signature
		if got := r.Header.Get("Authorization"); got != want || string(body) != v.Body {
			t.Errorf("Authorization %s, want %s; body %s, want %s", got, want, body, v.Body)
		}
		if got := strings.Count(v.SignedHeaders, ";") + len([]string{"Accept", "Authorization"}); len(r.Header) != got {
			t.Errorf("headers %v, want %d", r.Header, got)
		}
		return answering(200, nil, "{}")(r)
	})
	if _, err := c.Call(t.Context(), v.Action, params); err != nil {
		t.Fatal(err)
	}
}

// rebuilt makes the canonical request of what was sent.
func rebuilt(r *http.Request, names, body string) string {
	text := r.Method + "\n" + r.URL.Path + "\n" + r.URL.RawQuery + "\n"
	for name := range strings.SplitSeq(names, ";") {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.URL.Host
		}
		text += name + ":" + value + "\n"
	}
	return text + "\n" + names + "\n" + hashed(body)
}

// A request that is not signed in its headers has no canonical request.
func TestCanonicalRequestOfOthers(t *testing.T) {
	r := &http.Request{Header: http.Header{"Authorization": {"Bearer x"}}}
	if got := CanonicalRequest(r, "a=b", ""); got != "" {
		t.Errorf("%q", got)
	}
}

// acs3Client is a client that signs with ACS3 and holds the canaries.
func acs3Client(via http.RoundTripper) *Client {
	return &Client{Endpoint: "https://api.example", Version: "2018-01-29", Signature: ACS3, Transport: via, Credentials: func(context.Context) (Credentials, error) {
		return Credentials{AccessKeyID: "testid", AccessKeySecret: secretCanary, SecurityToken: tokenCanary}, nil
	}}
}

// Public parameters that a caller gives are neither sent nor signed.
func TestACS3PublicParameters(t *testing.T) {
	for name, inQuery := range map[string]bool{"body": false, "query": true} {
		t.Run(name, func(t *testing.T) {
			params := map[string]string{"City": "a", "Action": "x", "Version": "x", "Signature": "x", "Timestamp": "x", "Format": "XML", "SecurityToken": "x"}
			c := acs3Client(carrier(func(r *http.Request) (*http.Response, error) {
				body, _ := io.ReadAll(r.Body)
				if r.URL.RawQuery+string(body) != "City=a" || r.Header.Get("X-Acs-Action") != "CheckDomain" {
					t.Errorf("sent %s and %s, %v", r.URL.RawQuery, body, r.Header)
				}
				return answering(200, nil, "{}")(r)
			}))
			c.InQuery = inQuery
			if _, err := c.Call(t.Context(), "CheckDomain", params); err != nil || len(params) != 7 {
				t.Errorf("%v, parameters %v", err, params)
			}
		})
	}
}

// Each call is one attempt with a nonce and a signature of its own, and the
// clock of a server that refuses ours is right at the next call.
func TestACS3Clock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := time.Now().Add(3 * time.Hour)
		var dates []string
		seen := make(map[string]bool)
		c := acs3Client(carrier(func(r *http.Request) (*http.Response, error) {
			dates = append(dates, r.Header.Get("X-Acs-Date"))
			for _, name := range []string{"X-Acs-Signature-Nonce", "Authorization"} {
				seen[r.Header.Get(name)] = true
			}
			if r.GetBody != nil {
				t.Error("a transport could send it twice")
			}
			return answering(400, http.Header{"Date": {server.UTC().Format(http.TimeFormat)}}, `{"Code":"InvalidTimeStamp.Expired"}`)(r)
		}))
		for range 2 {
			if _, err := c.Call(t.Context(), "CheckDomain", nil); !isCode(err, "InvalidTimeStamp.Expired") {
				t.Fatal(err)
			}
		}
		want := []string{time.Now().UTC().Format(timeFormat), server.UTC().Format(timeFormat)}
		if diff := cmp.Diff(want, dates); diff != "" || len(seen) != 4 {
			t.Errorf("dates (-want +got):\n%s%v", diff, seen)
		}
	})
}

// An expired token is told to Renew once and not sent again.
func TestACS3TokenExpires(t *testing.T) {
	calls, renewed := 0, 0
	c := acs3Client(carrier(func(r *http.Request) (*http.Response, error) {
		calls++
		return answering(400, nil, `{"Code":"InvalidSecurityToken.Expired"}`)(r)
	}))
	c.Renew = func() { renewed++ }
	if _, err := c.Call(t.Context(), "CheckDomain", nil); !isCode(err, "InvalidSecurityToken.Expired") {
		t.Fatal(err)
	}
	if _, err := c.Call(t.Context(), "CheckDomain", nil); !errors.Is(err, ErrExpired) || calls != 1 || renewed != 1 {
		t.Errorf("%v; %d calls, told %d times", err, calls, renewed)
	}
}

// What cannot be signed or be a header is not sent.
func TestACS3NotSent(t *testing.T) {
	for name, change := range map[string]func(*Client){
		"method":  func(c *Client) { c.Signature = "v2" },
		"version": func(c *Client) { c.Version = "2018\r\nX-Evil: 1" },
		"nonce":   func(c *Client) { c.Nonce = func() string { return "é" } },
		"long":    func(c *Client) { c.InQuery = true },
	} {
		t.Run(name, func(t *testing.T) {
			c := acs3Client(refusing(t))
			change(c)
			_, err := c.Call(t.Context(), "CheckDomain", map[string]string{"DomainName": strings.Repeat("a", MaxURL)})
			e, ok := errors.AsType[*TransportError](err)
			if !ok || e.Sent || e.TooLong != (name == "long") {
				t.Errorf("%#v", err)
			}
		})
	}
}

func TestParseSignatureMethod(t *testing.T) {
	for text, want := range map[string]SignatureMethod{"v1": HMACSHA1, " V3 ": ACS3, "": "", "v2": "", "ACS3": ""} {
		if got, err := ParseSignatureMethod(text); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

// A gateway quotes all that it signed; what is shown of it is where it differs.
func TestACS3SignatureDoesNotMatch(t *testing.T) {
	for name, test := range map[string]struct {
		change func(text string) string
		want   string
	}{
		"wrong secret": {func(text string) string { return text }, "the secret is wrong"},
		"other value":  {func(text string) string { return strings.Replace(text, "canary%40", "dog%40", 1) }, "the value of Email differs"},
		"other method": {func(text string) string { return "GET" + text[4:] }, "another HTTP method"},
		"other host":   {func(text string) string { return strings.Replace(text, "host:", "host:x", 1) }, "our host"},
		"other token": {func(text string) string {
			return strings.Replace(text, "x-acs-security-token:", "x-acs-security-token:x", 1)
		}, "our x-acs-security-token"},
		"header not known": {func(text string) string { return strings.Replace(text, ";x-acs-date", "", 1) }, "other headers"},
		"other body":       {func(text string) string { return text[:len(text)-1] + "x" }, "another body"},
		"more":             {func(text string) string { return text + "\nx" }, "more than we did"},
		"cut off":          {func(text string) string { return text[:4] }, "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			c := acs3Client(carrier(func(r *http.Request) (*http.Response, error) {
				names := strings.TrimPrefix(strings.Split(r.Header.Get("Authorization"), ",")[1], "SignedHeaders=")
				theirs := test.change(rebuilt(r, names, ""))
				body, err := json.Marshal(map[string]string{"Code": "SignatureDoesNotMatch", "Message": "Specified signature does not match our calculation. server StringToSign is [" +
					acs3Name + "\n" + hashed(theirs) + "] server CanonicalRequest is [" + theirs + "]"})
				if err != nil {
					return nil, err
				}
				return answering(400, nil, string(body))(r)
			}))
			c.InQuery = true
			_, err := c.Call(t.Context(), "VerifyContactField", map[string]string{"Email": contactCanary})
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Code != "SignatureDoesNotMatch" || !strings.Contains(e.Message, test.want) {
				t.Fatalf("got %+v, want %s", err, test.want)
			}
			for _, secret := range []string{"canary", tokenCanary, secretCanary} {
				if strings.Contains(e.Message, secret) {
					t.Errorf("the message shows what was sent: %s", e.Message)
				}
			}
		})
	}
}

// No answer, error or request holds the secret, whatever the other side sends
// back of what it got, in every way that they can be printed.
func TestACS3KeepsTheSecret(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		status := rapid.SampledFrom([]int{0, 200, 302, 400, 403, 500}).Draw(t, "status")
		asXML := rapid.Bool().Draw(t, "XML")
		c := acs3Client(carrier(func(r *http.Request) (*http.Response, error) {
			body, _ := io.ReadAll(r.Body)
			sent := fmt.Sprint(r.Method, r.URL, r.Header, string(body))
			if strings.Contains(sent, secretCanary) {
				t.Errorf("sent the secret: %s", sent)
			}
			if status == 0 {
				return nil, errors.New(sent)
			}
			echo, _ := json.Marshal(map[string]string{"Code": "SignatureDoesNotMatch", "Message": sent})
			if asXML {
				echo = []byte("<Error><Code>Forbidden</Code><Message>" + string(body) + "</Message></Error>")
			}
			return answering(status, r.Header, string(echo))(r)
		}))
		c.InQuery = rapid.Bool().Draw(t, "in the query")
		res, err := c.Call(context.Background(), "CheckDomain", rapid.MapOf(rapid.StringN(1, 8, -1), rapid.StringN(0, 8, -1)).Draw(t, "params"))
		shown := fmt.Sprintf("%v %+v %#v %s %q %v %+v %#v", res, res, res, res.Body, res.Header, err, err, err)
		for e := err; e != nil; e = errors.Unwrap(e) {
			shown += fmt.Sprintf("%+v %#v", e, e)
		}
		if strings.Contains(shown, secretCanary) {
			t.Errorf("shows the secret: %s", shown)
		}
	})
}
