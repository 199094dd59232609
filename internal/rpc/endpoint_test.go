package rpc

import (
	"strings"
	"testing"
)

func TestParseEndpoint(t *testing.T) {
	tests := map[string]struct{ in, want, err string }{
		"as it should be":       {in: "https://domain.aliyuncs.com", want: "https://domain.aliyuncs.com"},
		"slash at the end":      {in: "https://domain.aliyuncs.com/", want: "https://domain.aliyuncs.com"},
		"no scheme":             {in: " domain.aliyuncs.com ", want: "https://domain.aliyuncs.com"},
		"no scheme but a port":  {in: "Domain.Aliyuncs.com:8443", want: "https://domain.aliyuncs.com:8443"},
		"own port of https":     {in: "HTTPS://DOMAIN.aliyuncs.com:443/", want: "https://domain.aliyuncs.com"},
		"http to IPv4 loopback": {in: "http://127.0.0.1:8080", want: "http://127.0.0.1:8080"},
		"all of 127/8":          {in: "http://127.1.2.3", want: "http://127.1.2.3"},
		"http to IPv6 loopback": {in: "http://[::1]:8080/", want: "http://[::1]:8080"},
		"its own port":          {in: "http://[::1]:80", want: "http://[::1]"},
		"http to localhost":     {in: "http://localhost:1", want: "http://localhost:1"},
		"http to a host":        {in: "http://domain.aliyuncs.com", err: "in the clear"},
		"http to an address":    {in: "http://192.0.2.1:80", err: "in the clear"},
		"looks like loopback":   {in: "http://127.0.0.1.example", err: "in the clear"},
		"another scheme":        {in: "ftp://127.0.0.1", err: "neither https nor http"},
		"empty":                 {in: "", err: "names no host"},
		"no host":               {in: "https:///x", err: "names no host"},
		"path":                  {in: "https://a.example/api", err: "more than scheme"},
		"query":                 {in: "https://a.example/?x=1", err: "more than scheme"},
		"bare question mark":    {in: "https://a.example?", err: "more than scheme"},
		"fragment":              {in: "https://a.example#x", err: "more than scheme"},
		"password":              {in: "https://me:hunter2@a.example", err: "user name or password"},
		"port not a number":     {in: "https://a.example:hunter2", err: "not a URL"},
		"port too high":         {in: "https://a.example:65536", err: "port"},
		"space in the host":     {in: "https://a b.example", err: "not a URL"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := ParseEndpoint(test.in)
			switch {
			case test.err == "" && (err != nil || got != test.want):
				t.Fatalf("got %q, %v, want %q", got, err, test.want)
			case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
				t.Fatalf("got %q, %v, want an error with %q", got, err, test.err)
			case err != nil && strings.Contains(err.Error(), "hunter2"):
				t.Fatalf("the error shows a password: %v", err)
			case err == nil:
				if again, err := ParseEndpoint(got); again != got {
					t.Fatalf("parsed again it is %q, %v", again, err)
				}
			}
		})
	}
}
