package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

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
