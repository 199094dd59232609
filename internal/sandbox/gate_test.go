package sandbox

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The string to sign and the signature are those of every vector, published or our own.
func TestSignatureVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/signature-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Name, Method, Signature string
			Secret                  string `json:"access_key_secret"`
			StringToSign            string `json:"string_to_sign"`
			Params                  map[string]string
		}
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) != 10 {
		t.Fatalf("%d vectors; want 10", len(file.Vectors))
	}
	for _, v := range file.Vectors {
		t.Run(v.Name, func(t *testing.T) {
			v.Params["Signature"] = "is not signed itself"
			text := stringToSign(v.Method, v.Params)
			if text != v.StringToSign {
				t.Errorf("string to sign\n%s; want\n%s", text, v.StringToSign)
			}
			if !sameSignature(v.Signature, v.Secret, text) {
				t.Errorf("signature %s; want %s", signature(v.Secret, text), v.Signature)
			}
			if sameSignature(v.Signature, v.Secret+"x", text) {
				t.Error("the signature of another secret is taken")
			}
		})
	}
}

// The gateway refuses, in this order, what is wrong with a call.
func TestGateway(t *testing.T) {
	for _, tt := range []struct {
		name   string
		action string
		params args
		status int
		code   string
	}{
		{"all is well", "VerifyContactField", nil, 200, ""},
		{"small json", "VerifyContactField", args{"Format": "json"}, 200, ""},
		{"empty parameters are signed", "VerifyContactField", args{"SignatureType": "", "City": ""}, 200, ""},
		{"unknown parameters are ignored", "VerifyContactField", args{"RegionId": "cn-hangzhou", "Ips": "1"}, 200, ""},
		{"no action", "", nil, 400, "MissingAction"},
		{"no version", "VerifyContactField", args{"-Version": ""}, 400, "MissingVersion"},
		{"empty version", "VerifyContactField", args{"Version": ""}, 400, "MissingVersion"},
		{"no key", "VerifyContactField", args{"-AccessKeyId": ""}, 400, "MissingAccessKeyId"},
		{"no method", "VerifyContactField", args{"-SignatureMethod": ""}, 400, "MissingSignatureMethod"},
		{"no signature version", "VerifyContactField", args{"-SignatureVersion": ""}, 400, "MissingSignatureVersion"},
		{"no nonce", "VerifyContactField", args{"-SignatureNonce": ""}, 400, "MissingSignatureNonce"},
		{"no timestamp", "VerifyContactField", args{"-Timestamp": ""}, 400, "MissingTimestamp"},
		{"no signature", "VerifyContactField", args{"-Signature": ""}, 400, "MissingSignature"},
		{"other method", "VerifyContactField", args{"SignatureMethod": "HMAC-SHA256"}, 400, "InvalidSignatureMethod"},
		{"other signature version", "VerifyContactField", args{"SignatureVersion": "2.0"}, 400, "InvalidParameter.Format"},
		{"version is no date", "VerifyContactField", args{"Version": "1.0"}, 400, "InvalidVersion"},
		{"version of another product", "VerifyContactField", args{"Version": "2014-05-26"}, 400, "NoSuchVersion"},
		{"international version", "VerifyContactField", args{"Version": "2017-12-18"}, 200, ""},
		{"unknown key", "VerifyContactField", args{"AccessKeyId": "LTAI"}, 400, "InvalidAccessKeyId.NotFound"},
		{"timestamp with offset", "VerifyContactField", args{"Timestamp": "2026-01-01T00:00:00+08:00"}, 400, "InvalidTimeStamp.Format"},
		{"timestamp of last year", "VerifyContactField", args{"Timestamp": "2017-12-26T06:04:54Z"}, 400, "InvalidTimeStamp.Expired"},
		{"wrong signature", "VerifyContactField", args{"Signature": "OLeaidS1JvxuMvnyHOwuJ+uX5qY="}, 403, "SignatureDoesNotMatch"},
		{"unknown action", "MakeCoffee", nil, 404, "InvalidAction.NotFound"},
		{"action in another case", "verifycontactfield", nil, 404, "InvalidAction.NotFound"},
		{"other language", "VerifyContactField", args{"Lang": "fr"}, 400, "ParameterIllegal"},
		{"client address", "VerifyContactField", args{"UserClientIp": "localhost"}, 400, "ParameterIllegal"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := newCaller(t, New(Options{})).call(tt.action, tt.params)
			if got.status != tt.status || got.code() != tt.code {
				t.Errorf("answer %d %q; want %d %q", got.status, got.code(), tt.status, tt.code)
			}
			if got.header.Get("Date") == "" {
				t.Error("no Date")
			}
		})
	}
}

// A call may be up to 15 minutes off, to either side, and the Date of the
// refusal tells the right time.
func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		for off, want := range map[time.Duration]string{
			15 * time.Minute: "", -15 * time.Minute: "",
			15*time.Minute + time.Second: "InvalidTimeStamp.Expired", -15*time.Minute - time.Second: "InvalidTimeStamp.Expired",
		} {
			c.now = func() time.Time { return time.Now().Add(off) }
			got := c.call("VerifyContactField", nil)
			if got.code() != want {
				t.Errorf("%v off: %q; want %q", off, got.code(), want)
			}
			date, err := http.ParseTime(got.header.Get("Date"))
			if err != nil || !date.Equal(time.Now().Truncate(time.Second)) {
				t.Errorf("Date %q at %v", got.header.Get("Date"), time.Now())
			}
		}
	})
}

// A clock of its own is ahead or behind: calls are held to it, and all times
// that are written are its times.
func TestOwnClock(t *testing.T) {
	for _, clock := range []time.Duration{time.Hour, -time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			s := New(Options{Clock: clock})
			c := newCaller(t, s)
			own := time.Now().Add(clock)
			got := c.call("VerifyContactField", nil)
			if date := got.header.Get("Date"); got.code() != "InvalidTimeStamp.Expired" || date != own.UTC().Format(http.TimeFormat) {
				t.Errorf("%v: %q, Date %s; own time %v", clock, got.code(), date, own)
			}
			c.now = func() time.Time { return own.Add(15 * time.Minute) }
			no := c.call(byNewContact, write("admin", "New Ltd", "a.com")).taskNo(t)
			if task := c.tasks(nil).Data.TaskInfo[0]; task.CreateTime != wireTime(own) {
				t.Errorf("%v: made %s; own time %s", clock, task.CreateTime, wireTime(own))
			}
			if d := c.details(no, nil)[0]; d.UpdateTime != wireTime(own) {
				t.Errorf("%v: updated %s; own time %s", clock, d.UpdateTime, wireTime(own))
			}
			if e := s.Ledger().Effects[0]; !e.At.Equal(own) || e.Ends.Sub(own) > DefaultTaskTime {
				t.Errorf("%v: effect %+v; own time %v", clock, e, own)
			}
		})
	}
}

// Where tokens have a life, a call without one is refused, and one that was
// seen too long ago; a call that was not signed has not begun its life.
func TestTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(Options{TokenLife: time.Hour})
		c := newCaller(t, s)
		for i, step := range []struct {
			wait   time.Duration
			params args
			want   string
		}{
			{0, args{}, "MissingSecurityToken"},
			{0, args{"SecurityToken": ""}, "MissingSecurityToken"},
			{0, args{"SecurityToken": "one", "Signature": "wrong"}, "SignatureDoesNotMatch"},
			{time.Hour, args{"SecurityToken": "one"}, ""},
			{time.Hour, args{"SecurityToken": "one"}, ""},
			{time.Second, args{"SecurityToken": "one"}, "InvalidSecurityToken.Expired"},
			{0, args{"SecurityToken": "two"}, ""},
			{time.Hour, args{"SecurityToken": "one"}, "InvalidSecurityToken.Expired"},
			{0, args{"SecurityToken": "two"}, ""},
		} {
			pass(step.wait)
			if got := c.call("VerifyContactField", step.params); got.code() != step.want || (got.status == 400) != (step.want != "" && i != 2) {
				t.Errorf("step %d: %d %q; want %q", i, got.status, got.code(), step.want)
			}
		}
		if status, body := s.Do(byNewContact, write("admin", "New Ltd", "a.com")); status != http.StatusOK {
			t.Errorf("a call that is not signed at all: %d %s", status, body)
		}
	})
	if got := newCaller(t, New(Options{})).call("VerifyContactField", args{"SecurityToken": "one"}).code(); got != "" {
		t.Errorf("a token where none is needed: %q", got)
	}
}

// A nonce is taken once in 31 minutes; a call that was refused before its
// signature was checked has not used it.
func TestNonce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCaller(t, New(Options{}))
		try := func(params args) string { return c.call("VerifyContactField", params).code() }
		steps := []struct {
			wait   time.Duration
			params args
			want   string
		}{
			{0, args{"SignatureNonce": "n", "Signature": "wrong"}, "SignatureDoesNotMatch"},
			{0, args{"SignatureNonce": "n"}, ""},
			{0, args{"SignatureNonce": "n"}, "SignatureNonceUsed"},
			{0, args{"SignatureNonce": "other"}, ""},
			{31 * time.Minute, args{"SignatureNonce": "n"}, "SignatureNonceUsed"},
			{time.Second, args{"SignatureNonce": "n"}, ""},
		}
		for i, step := range steps {
			pass(step.wait)
			if got := try(step.params); got != step.want {
				t.Errorf("step %d: %q; want %q", i, got, step.want)
			}
		}
	})
}

// The refusal of a signature ends in the string that the server signed.
func TestSignatureDoesNotMatch(t *testing.T) {
	c := newCaller(t, New(Options{}))
	params := args{"Signature": "x", "City": "Zürich & Bern", "Format": "XML"}
	got := c.call("VerifyContactField", params)
	var body struct {
		XMLName                                     xml.Name
		RequestId, HostId, Code, Message, Recommend string
	}
	if err := xml.Unmarshal([]byte(got.body), &body); err != nil {
		t.Fatalf("%v in %s", err, got.body)
	}
	_, text, found := strings.Cut(body.Message, "server string to sign is:")
	if !found || !strings.HasPrefix(text, "POST&%2F&AccessKeyId%3Dtestid%26Action%3DVerifyContactField%26City%3DZ%25C3%25BCrich%2520%2526%2520Bern%26") {
		t.Errorf("message %q", body.Message)
	}
	if body.XMLName.Local != "Error" || body.RequestId == "" || body.HostId != "sandbox.test" || body.Recommend == "" {
		t.Errorf("error body %s", got.body)
	}
}

// Methods other than GET and POST are refused, GET is signed as GET.
func TestMethods(t *testing.T) {
	for method, want := range map[string]string{
		"GET": "", "POST": "", "PUT": "UnsupportedHTTPMethod", "DELETE": "UnsupportedHTTPMethod", "PATCH": "UnsupportedHTTPMethod",
	} {
		c := newCaller(t, New(Options{}))
		query := c.values(method, "VerifyContactField", nil).Encode()
		req, err := http.NewRequest(method, "http://sandbox.test/?"+query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.send(req); got.code() != want {
			t.Errorf("%s: %q; want %q", method, got.code(), want)
		}
	}
}

// The API has one address.
func TestOneAddress(t *testing.T) {
	for path, want := range map[string]string{"": "", "/": "", "/api": "InvalidApi.NotFound", "//": "InvalidApi.NotFound"} {
		c := newCaller(t, New(Options{}))
		req := c.request("VerifyContactField", nil)
		req.URL.Path = path
		if got := c.send(req); got.code() != want {
			t.Errorf("%q: %q; want %q", path, got.code(), want)
		}
	}
}

// Parameters of query and form are signed as one set, wherever each stands;
// the body of a GET and a body of another type are none.
func TestMergedParameters(t *testing.T) {
	for _, tt := range []struct {
		name  string
		form  func(string) bool
		kind  string
		query string
		want  string
	}{
		{"all in the query, as the older Go client does", func(string) bool { return false }, "application/x-www-form-urlencoded", "", ""},
		{"all in the form, as the Node client does", func(string) bool { return true }, "application/x-www-form-urlencoded", "", ""},
		{"business in the form", func(n string) bool { return n == "City" }, "application/x-www-form-urlencoded; charset=UTF-8", "", ""},
		{"public in the form", func(n string) bool { return n != "City" }, "application/x-www-form-urlencoded", "", ""},
		{"another media type", func(n string) bool { return n == "City" }, "text/plain", "", "SignatureDoesNotMatch"},
		{"one more in the query", func(string) bool { return true }, "application/x-www-form-urlencoded", "&City=Bern", ""},
		{"broken escape", func(string) bool { return true }, "application/x-www-form-urlencoded", "&x=%zz", "InvalidParameter.Format"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCaller(t, New(Options{}))
			query, form := make(url.Values), make(url.Values)
			for name, v := range c.values("POST", "VerifyContactField", args{"City": "北京 & co", "SignatureType": ""}) {
				if tt.form(name) {
					form[name] = v
				} else {
					query[name] = v
				}
			}
			req, err := http.NewRequest("POST", "http://sandbox.test/?"+query.Encode()+tt.query, strings.NewReader(form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", tt.kind)
			if got := c.send(req); got.code() != tt.want {
				t.Errorf("%q; want %q", got.code(), tt.want)
			}
		})
	}
}
