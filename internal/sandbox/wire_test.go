package sandbox

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"domainbatch/internal/rpc"
)

// wireClient is the program's own client of a sandbox.
func wireClient(s *Sandbox, method rpc.SignatureMethod, inQuery bool) *rpc.Client {
	return &rpc.Client{
		Endpoint: "https://sandbox.test", Version: "2018-01-29", Signature: method, InQuery: inQuery, Transport: s,
		Credentials: func(context.Context) (rpc.Credentials, error) {
			return rpc.Credentials{AccessKeyID: DefaultKey, AccessKeySecret: DefaultSecret, SecurityToken: "a+token/=="}, nil
		},
	}
}

// The client and the sandbox sign alike, each by code of its own, in both ways
// and with the parameters in both places; a wrong secret is told by its name.
func TestClientAndSandboxAgree(t *testing.T) {
	for _, method := range []rpc.SignatureMethod{"", rpc.HMACSHA1, rpc.ACS3} {
		for _, inQuery := range []bool{false, true} {
			t.Run(string(method), func(t *testing.T) {
				s := New(Options{TokenLife: time.Hour})
				c := wireClient(s, method, inQuery)
				params := write("admin", "A & B +*~ (é) 中文", "中文.com", "b.com", "c.com", "d.com", "e.com", "f.com", "g.com", "h.com", "i.com", "j.com")
				params["City"], params["TelExt"] = "a+b c*d~e", ""
				res, err := c.Call(t.Context(), byNewContact, params)
				if err != nil || res.Header.Get("Content-Type") != typeJSON || len(s.Ledger().Effects) != 10 {
					t.Fatalf("%v %s, %d effects", err, res.Body, len(s.Ledger().Effects))
				}
				c.Credentials = func(context.Context) (rpc.Credentials, error) {
					return rpc.Credentials{AccessKeyID: DefaultKey, AccessKeySecret: "other", SecurityToken: "a"}, nil
				}
				_, err = c.Call(t.Context(), byNewContact, params)
				e, ok := errors.AsType[*rpc.Error](err)
				if !ok || e.Code != "SignatureDoesNotMatch" || !strings.Contains(e.Message, "the secret is wrong") || e.RequestID == "" {
					t.Errorf("another secret: %+v", err)
				}
			})
		}
	}
}

// A client learns the clock of the sandbox from the first refusal, whatever signs.
func TestClientLearnsTheClock(t *testing.T) {
	for _, method := range []rpc.SignatureMethod{rpc.HMACSHA1, rpc.ACS3} {
		synctest.Test(t, func(t *testing.T) {
			c := wireClient(New(Options{Clock: time.Hour}), method, false)
			for i, want := range []string{"InvalidTimeStamp.Expired", "", ""} {
				_, err := c.Call(t.Context(), "VerifyContactField", nil)
				e, _ := errors.AsType[*rpc.Error](err)
				if (err != nil) != (want != "") || e != nil && e.Code != want {
					t.Errorf("%s, call %d: %v; want %q", method, i, err, want)
				}
			}
		})
	}
}

// Parameters signed among themselves may be in the query, in the form, or in
// both: the form wins, the signature covers all, and empty ones are signed too.
func TestParametersInBothPlaces(t *testing.T) {
	c := newCaller(t, New(Options{}))
	for _, inForm := range [][]string{nil, {"Signature"}, {"City", "SignatureType"}, {"Action", "Version", "Format", "AccessKeyId"}} {
		query, form := c.values("POST", "VerifyContactField", args{"SignatureType": "", "City": "Bern", "RegionId": "cn-hangzhou"}), make(url.Values)
		for _, name := range inForm {
			form.Set(name, query.Get(name))
			query.Set(name, "overridden")
		}
		req, err := http.NewRequestWithContext(t.Context(), "POST", "http://sandbox.test/?"+query.Encode(), strings.NewReader(form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
		// The vendor's older clients name these in headers as well.
		req.Header.Set("X-Acs-Action", "VerifyContactField")
		req.Header.Set("X-Acs-Version", "2018-01-29")
		if got := c.send(req); got.status != http.StatusOK || strings.Contains(got.body, "Code") {
			t.Errorf("%v in the form: %d %s", inForm, got.status, got.body)
		}
	}
}

// Whatever parameters a call has, the sandbox takes what the client has signed,
// and nothing else that differs from it in one character.
func TestEverySignatureIsTaken(t *testing.T) {
	s := New(Options{})
	rapid.Check(t, func(t *rapid.T) {
		params := rapid.MapOf(rapid.StringN(1, 12, -1), rapid.StringN(0, 20, -1)).Draw(t, "params")
		params["City"] = rapid.StringMatching(`[a-z &+*~%/'é中]{1,12}x`).Draw(t, "City")
		method := rapid.SampledFrom([]rpc.SignatureMethod{rpc.HMACSHA1, rpc.ACS3}).Draw(t, "method")
		inQuery := rapid.Bool().Draw(t, "in the query")
		c := wireClient(s, method, inQuery)
		if _, err := c.Call(context.Background(), "VerifyContactField", params); err != nil {
			t.Fatal(err)
		}
		c.Transport = spoiler{s}
		_, err := c.Call(context.Background(), "VerifyContactField", params)
		if e, ok := errors.AsType[*rpc.Error](err); !ok || e.Code != "SignatureDoesNotMatch" || strings.Contains(e.Message, "the secret is wrong") {
			t.Fatalf("a call that was changed on its way: %v", err)
		}
	})
}

// spoiler changes the City of a call on its way.
type spoiler struct{ next http.RoundTripper }

func (s spoiler) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	changed := func(encoded string) string {
		values, _ := url.ParseQuery(encoded)
		if values.Has("City") {
			values.Set("City", values.Get("City")+"y")
		}
		return values.Encode()
	}
	r.URL.RawQuery = changed(r.URL.RawQuery)
	r.Body = io.NopCloser(strings.NewReader(changed(string(body))))
	return s.next.RoundTrip(r)
}
