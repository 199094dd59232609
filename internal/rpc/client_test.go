package rpc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// contactCanary stands for all contact data: no error may show it.
const contactCanary = "canary@example.com"

func testKey(context.Context) (Credentials, error) {
	return Credentials{AccessKeyID: "testid", AccessKeySecret: "testsecret"}, nil
}

// carrier is a RoundTripper made of a function.
type carrier func(*http.Request) (*http.Response, error)

func (f carrier) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// refusing is a transport that must not be reached.
func refusing(t *testing.T) carrier {
	return func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, errors.New("refused")
	}
}

// answering is a transport that gives one answer to everything.
func answering(status int, header http.Header, body string) carrier {
	return func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(strings.NewReader(body))}, nil
	}
}

// serve starts a server on loopback and gives a client of it.
func serve(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &Client{Endpoint: server.URL, Version: "2018-01-29", Credentials: testKey}
}

// received is what a server reads of a request.
type received struct {
	Method, Path, Query, Type, Agent string
	Form                             url.Values
}

func read(t *testing.T, r *http.Request) received {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		t.Error(err)
	}
	return received{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Content-Type"), r.UserAgent(), form}
}

func flat(values url.Values) map[string]string {
	flat := make(map[string]string)
	for name, list := range values {
		flat[name] = strings.Join(list, "|")
	}
	return flat
}

func TestCallOnTheWire(t *testing.T) {
	at := time.Date(2018, 1, 29, 20, 0, 0, 0, time.FixedZone("", 8*60*60))
	params := map[string]string{"DomainName.1": "中文.com", "Address": "a & b +*~", "City": "", "Action": "Overridden", "Signature": "x"}
	want := map[string]string{
		"Action": "SaveIt", "Version": "2018-01-29", "Format": "JSON", "AccessKeyId": "testid",
		"SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "SignatureNonce": "nonce", "Timestamp": "2018-01-29T12:00:00Z",
		"DomainName.1": "中文.com", "Address": "a & b +*~", "City": "", "SecurityToken": "token",
	}
	want["Signature"] = Signature("POST", "testsecret", want)
	for name, inQuery := range map[string]bool{"body": false, "query": true} {
		t.Run(name, func(t *testing.T) {
			var got received
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				got = read(t, r)
				w.Header().Set("X-Test", "1")
				fmt.Fprint(w, `{"TaskNo":"1"}`)
			})
			c.InQuery, c.UserAgent = inQuery, "domainbatch/test"
			c.Now, c.Nonce = func() time.Time { return at }, func() string { return "nonce" }
			c.Credentials = func(context.Context) (Credentials, error) {
				return Credentials{AccessKeyID: "testid", AccessKeySecret: "testsecret", SecurityToken: "token"}, nil
			}
			before := len(params)
			res, err := c.Call(t.Context(), "SaveIt", params)
			if err != nil {
				t.Fatal(err)
			}
			if string(res.Body) != `{"TaskNo":"1"}` || res.Status != 200 || res.Header.Get("X-Test") != "1" || len(params) != before {
				t.Errorf("response %+v", res)
			}
			sent := got.Form
			if inQuery {
				if len(got.Form) > 0 {
					t.Errorf("the body holds %v", got.Form)
				}
				sent, _ = url.ParseQuery(got.Query)
			} else if got.Query != "" {
				t.Errorf("the query holds %s", got.Query)
			}
			if diff := cmp.Diff(want, flat(sent)); diff != "" {
				t.Errorf("parameters (-want +got):\n%s", diff)
			}
			got.Form, got.Query = nil, ""
			if diff := cmp.Diff(received{"POST", "/", "", "application/x-www-form-urlencoded", "domainbatch/test", nil}, got); diff != "" {
				t.Errorf("request (-want +got):\n%s", diff)
			}
		})
	}
}

// A lasting key has no token, and none is sent.
func TestCallWithoutToken(t *testing.T) {
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if form := read(t, r).Form; form.Has("SecurityToken") || !form.Has("Signature") {
			t.Errorf("sent %v", form)
		}
	})
	if _, err := c.Call(t.Context(), "CheckDomain", nil); err != nil {
		t.Fatal(err)
	}
}

// Each call has a nonce, and as time goes by a timestamp and a signature, of its own.
func TestCallsAreNeverTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := make(map[string]bool)
		c := &Client{Endpoint: "https://api.example", Credentials: testKey}
		c.Transport = carrier(func(r *http.Request) (*http.Response, error) {
			form := read(t, r).Form
			for _, name := range []string{"SignatureNonce", "Timestamp", "Signature"} {
				if value := form.Get(name); value == "" || seen[value] {
					t.Errorf("%s %q is not new", name, value)
				}
				seen[form.Get(name)] = true
			}
			if nonce := form.Get("SignatureNonce"); len(nonce) != 32 {
				t.Errorf("the nonce %q is not 128 bits in hex", nonce)
			}
			return answering(200, nil, "{}")(r)
		})
		for range 5 {
			if _, err := c.Call(t.Context(), "CheckDomain", nil); err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Second)
		}
		if len(seen) != 15 {
			t.Errorf("%d values, want 15", len(seen))
		}
	})
}

func TestCallIsSafeForConcurrentUse(t *testing.T) {
	var nonces sync.Map
	c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, twice := nonces.LoadOrStore(read(t, r).Form.Get("SignatureNonce"), true); twice {
			t.Error("a nonce was sent twice")
		}
		w.Header().Set("Date", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat))
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"Code":"InvalidTimeStamp.Expired"}`)
	})
	var workers sync.WaitGroup
	for range 16 {
		workers.Go(func() {
			for range 5 {
				if _, err := c.Call(t.Context(), "CheckDomain", map[string]string{"DomainName": "a.com"}); !isCode(err, "InvalidTimeStamp.Expired") {
					t.Error(err)
				}
			}
		})
	}
	workers.Wait()
}

func isCode(err error, code string) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Code == code
}

// Every 2xx is an answer, whatever is in it; nothing else is.
func TestCallStatus(t *testing.T) {
	tests := map[string]struct {
		status int
		body   string
		code   string
		ok     bool
	}{
		"200":                {status: 200, body: `{"Code":"x"}`, ok: true},
		"202":                {status: 202, body: `<a/>`, ok: true},
		"204":                {status: 204, ok: true},
		"304":                {status: 304},
		"400 json":           {status: 400, body: `{"Code":"Throttling.User","Message":"` + contactCanary + `"}`, code: "Throttling.User"},
		"403 xml":            {status: 403, body: `<Error><Code>Forbidden</Code></Error>`, code: "Forbidden"},
		"404 html":           {status: 404, body: `<html><body>` + contactCanary + `</body></html>`},
		"502 empty":          {status: 502},
		"503 xml of the API": {status: 503, body: `<error><code>ServiceUnavailable</code></error>`, code: "ServiceUnavailable"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Retry-After", "3")
				w.WriteHeader(test.status)
				io.WriteString(w, test.body)
			})
			res, err := c.Call(t.Context(), "CheckDomain", map[string]string{"Email": contactCanary})
			if res.Status != test.status || string(res.Body) != test.body {
				t.Errorf("response %d %q", res.Status, res.Body)
			}
			if test.ok {
				if err != nil {
					t.Error(err)
				}
				return
			}
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Action != "CheckDomain" || e.Status != test.status || e.Code != test.code || e.RetryAfter != 3*time.Second {
				t.Fatalf("got %T %+v", err, err)
			}
			if strings.Contains(err.Error(), contactCanary) {
				t.Errorf("the error shows contact data: %v", err)
			}
		})
	}
}

// A wrong clock is learnt from the refusal and right at the next call.
func TestClockIsLearnt(t *testing.T) {
	server := time.Date(2018, 1, 29, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		code, date, want string
	}{
		"expired":            {"InvalidTimeStamp.Expired", server.Format(http.TimeFormat), "2018-01-29T12:00:00Z"},
		"in another case":    {"invalidtimestamp.expired", server.Format(http.TimeFormat), "2018-01-29T12:00:00Z"},
		"no date":            {"InvalidTimeStamp.Expired", "", "2018-01-29T09:00:00Z"},
		"date not readable":  {"InvalidTimeStamp.Expired", "noon", "2018-01-29T09:00:00Z"},
		"some other refusal": {"Throttling", server.Format(http.TimeFormat), "2018-01-29T09:00:00Z"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var sent []string
			c := &Client{Endpoint: "https://api.example", Credentials: testKey}
			c.Now = func() time.Time { return server.Add(-3 * time.Hour) }
			c.Transport = carrier(func(r *http.Request) (*http.Response, error) {
				sent = append(sent, read(t, r).Form.Get("Timestamp"))
				return answering(400, http.Header{"Date": {test.date}}, `{"Code":"`+test.code+`"}`)(r)
			})
			for range 2 {
				if _, err := c.Call(t.Context(), "CheckDomain", nil); !isCode(err, test.code) {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff([]string{"2018-01-29T09:00:00Z", test.want}, sent); diff != "" {
				t.Errorf("timestamps (-want +got):\n%s", diff)
			}
		})
	}
}

// A gateway quotes the string that it signed, with everything that was sent in it.
func TestSignatureDoesNotMatch(t *testing.T) {
	for name, test := range map[string]struct{ code, secret, want string }{
		"wrong secret":    {"SignatureDoesNotMatch", "same", "the secret is wrong"},
		"other string":    {"SignatureDoesNotMatch", "other", "the value of Email differs"},
		"incomplete":      {"IncompleteSignature", "same", "the secret is wrong"},
		"in another form": {"SomethingElse", "other", "the value of Email differs"},
	} {
		t.Run(name, func(t *testing.T) {
			c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				params := flat(read(t, r).Form)
				if test.secret == "other" {
					params["Email"] += "x"
				}
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprintf(w, `{"Code":%q,"Message":"Specified signature is not matched with our calculation. server string to sign is:%s"}`,
					test.code, StringToSign("POST", params))
			})
			_, err := c.Call(t.Context(), "VerifyContactField", map[string]string{"Email": contactCanary})
			e, ok := errors.AsType[*Error](err)
			if !ok || e.Code != test.code || !strings.Contains(e.Message, test.want) {
				t.Fatalf("got %+v", err)
			}
			if strings.Contains(e.Message, "canary") {
				t.Errorf("the message shows contact data: %s", e.Message)
			}
		})
	}
}
