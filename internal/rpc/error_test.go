package rpc

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseError(t *testing.T) {
	whole := Error{
		Code: "ParameterIllegal", Message: "The parameter is illegal.", RequestID: "82F6-AB",
		HostID: "domain.aliyuncs.com", Recommend: "https://api.example/q",
	}
	tests := map[string]struct {
		body string
		want Error
	}{
		"json": {
			body: `{"RequestId":"82F6-AB","HostId":"domain.aliyuncs.com","Code":"ParameterIllegal","Message":"The parameter is illegal.","Recommend":"https://api.example/q"}`,
			want: whole,
		},
		"json, camel case": {
			body: `{"requestId":"82F6-AB","hostId":"domain.aliyuncs.com","code":"ParameterIllegal","message":"The parameter is illegal.","recommend":"https://api.example/q"}`,
			want: whole,
		},
		"json with a byte order mark and more": {
			body: "\ufeff \n{\"Code\":\"Throttling\",\"AccessDeniedDetail\":{\"Code\":\"x\"},\"Status\":400}\n",
			want: Error{Code: "Throttling"},
		},
		"xml": {
			body: `<?xml version="1.0" encoding="UTF-8"?><Error><RequestId>82F6-AB</RequestId><HostId>domain.aliyuncs.com</HostId>` +
				`<Code>ParameterIllegal</Code><Message>The parameter is illegal.</Message><Recommend><![CDATA[https://api.example/q]]></Recommend></Error>`,
			want: whole,
		},
		"xml, camel case, in lines": {
			body: "<error>\n  <requestId>82F6-AB</requestId>\n  <hostId>domain.aliyuncs.com</hostId>\n  <code> ParameterIllegal </code>\n" +
				"  <message>The parameter is illegal.</message>\n  <recommend>https://api.example/q</recommend>\n</error>",
			want: whole,
		},
		"xml entities": {
			body: `<Error><Code>A.B</Code><Message>a &amp; b &lt;c&gt; 中文</Message></Error>`,
			want: Error{Code: "A.B", Message: "a & b <c> 中文"},
		},
		"a deeper code is not the code": {
			body: `<Error><Detail><Code>Inner</Code></Detail><Code>Outer</Code></Error>`,
			want: Error{Code: "Outer"},
		},
		"request id that is none": {
			body: `{"Code":"Forbidden","RequestId":"see a@example.com"}`,
			want: Error{Code: "Forbidden"},
		},
		"empty":             {body: ""},
		"spaces":            {body: " \r\n"},
		"html":              {body: "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><br><code>nginx</code></body></html>"},
		"xhtml":             {body: `<html xmlns="http://www.w3.org/1999/xhtml"><body><code>x</code></body></html>`},
		"plain words":       {body: "upstream connect error"},
		"json array":        {body: `["Code"]`},
		"json without code": {body: `{"error":"bad gateway","Message":"m"}`},
		"a proxy's number":  {body: `{"code":502,"message":"Bad Gateway"}`},
		"a sentence":        {body: `{"Code":"not found, sorry","Message":"m"}`},
		"half of a json":    {body: `{"Code":"Throttling"`},
		"half of an xml":    {body: `<Error><Code>Throttling</Code>`},
		"stray end element": {body: `</Error>`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(&test.want, parseError([]byte(test.body))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func FuzzParseError(f *testing.F) {
	f.Add([]byte(`{"Code":"Throttling","RequestId":"1"}`))
	f.Add([]byte(`<Error><Code>Throttling</Code></Error>`))
	f.Add([]byte(`</a></a>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e := parseError(body)
		if e.Code == "" && *e != (Error{}) {
			t.Fatalf("no code, but %+v", e)
		}
		if strings.ContainsAny(e.Error(), "\r\n") {
			t.Fatalf("%q has more than one line", e.Error())
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2018, 1, 29, 12, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		header map[string]string
		want   time.Duration
	}{
		"nothing":             {},
		"seconds":             {header: map[string]string{"Retry-After": " 7 "}, want: 7 * time.Second},
		"date":                {header: map[string]string{"Retry-After": "Mon, 29 Jan 2018 12:00:30 GMT"}, want: 30 * time.Second},
		"date gone by":        {header: map[string]string{"Retry-After": "Mon, 29 Jan 2018 11:00:30 GMT"}},
		"negative":            {header: map[string]string{"Retry-After": "-7"}},
		"words":               {header: map[string]string{"Retry-After": "soon"}},
		"never":               {header: map[string]string{"Retry-After": "9223372036854775807"}, want: longestWait},
		"rate limit, api":     {header: map[string]string{"x-ratelimit-user-api": "Limit:100,Remain:0,TimeLeft:1500"}, want: 1500 * time.Millisecond},
		"rate limit, user":    {header: map[string]string{"x-ratelimit-user": "TimeLeft: 250 "}, want: 250 * time.Millisecond},
		"rate limit, no time": {header: map[string]string{"x-ratelimit-user": "Limit:100,TimeLeft:x"}},
		"the longest of all": {
			header: map[string]string{"x-ratelimit-user": "TimeLeft:250", "x-ratelimit-user-api": "TimeLeft:9000", "Retry-After": "2"},
			want:   9 * time.Second,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			header := make(http.Header)
			for key, value := range test.header {
				header.Set(key, value)
			}
			if got := retryAfter(header, now); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	tests := map[string]struct {
		err  Error
		want string
	}{
		"with a request": {
			err:  Error{Action: "CheckDomain", Status: 400, Code: "Throttling", RequestID: "82F6", Message: "a@example.com is bad"},
			want: "call CheckDomain: Throttling (HTTP 400, request 82F6)",
		},
		"without one": {
			err:  Error{Action: "CheckDomain", Status: 403, Code: "Forbidden"},
			want: "call CheckDomain: Forbidden (HTTP 403)",
		},
		"of a proxy": {
			err:  Error{Action: "CheckDomain", Status: 502},
			want: "call CheckDomain: HTTP 502 without an error of the API",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.err.Error(); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestMismatchSaysWhereAndNotWhat(t *testing.T) {
	ours := map[string]string{"Action": "A", "Email": "a@example.com", "ZhCity": "北京市"}
	with := func(name, value string) string {
		theirs := map[string]string{name: value}
		for key, v := range ours {
			if key != name {
				theirs[key] = v
			}
		}
		return StringToSign("POST", theirs)
	}
	lacks := func(name string) string {
		theirs := map[string]string{"Action": "A", "Email": "a@example.com", "ZhCity": "北京市"}
		delete(theirs, name)
		return StringToSign("POST", theirs)
	}
	tests := map[string]struct{ theirs, want string }{
		"the same":                   {StringToSign("POST", ours), "the server signed the same string: the secret is wrong"},
		"followed by words":          {StringToSign("POST", ours) + " . Recommend", "the server signed the same string: the secret is wrong"},
		"a value":                    {with("Email", "b@example.co"), "the value of Email differs (15 bytes encoded here, 14 there)"},
		"method":                     {StringToSign("GET", ours), "the server signed another HTTP method"},
		"one lacking":                {lacks("Email"), "the server did not sign the parameter Email"},
		"the last lacking":           {lacks("ZhCity"), "the server's string ends before the parameter ZhCity"},
		"one more":                   {with("Country", "a@example.com"), "the server signed a parameter more before Email"},
		"one more, at the end":       {with("Zz", "a@example.com"), "the server signed parameters more after the last one"},
		"encoding":                   {strings.Replace(StringToSign("POST", ours), "%3D", "%3d", 1), "only the encoding differs"},
		"empty":                      {"", "the server's string to sign cannot be read"},
		"bad encoding":               {"POST&%2F&%zz", "the server's string to sign cannot be read"},
		"not a string to sign":       {"a@example.com", "the server's string to sign cannot be read"},
		"values as if it were names": {"POST&%2F&a%40example.com", "the server did not sign the parameter Action"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			message := "Specified signature is not matched with our calculation. server string to sign is:" + test.theirs
			got := withoutStringToSign(message, StringToSign("POST", ours))
			if want := "the signature does not match: " + test.want; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	if got := withoutStringToSign("The specified parameter is wrong.", "x"); got != "The specified parameter is wrong." {
		t.Errorf("another message became %q", got)
	}
}
