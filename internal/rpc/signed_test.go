package rpc

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// kept is a transport that keeps the request.
type kept struct {
	request *http.Request
	body    string
}

func (k *kept) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	k.request, k.body = r, string(body)
	return nil, errors.Join(errors.New("not sent"), err)
}

// What is shown of a request is what was signed: its signature is that of the request.
func TestCanonicalRequestIsSigned(t *testing.T) {
	for _, inQuery := range []bool{false, true} {
		var k kept
		c := &Client{
			Endpoint: "https://api.example.test", Version: "2018-01-29", Transport: &k, InQuery: inQuery, Signature: ACS3,
			Credentials: func(context.Context) (Credentials, error) {
				return Credentials{AccessKeyID: "id", AccessKeySecret: "secret", SecurityToken: "token"}, nil
			},
		}
		_, _ = c.Call(t.Context(), "QueryDomainList", map[string]string{"DomainName": "münchen *.de", "PageNum": "1"})
		text := CanonicalRequest(k.request, k.request.URL.RawQuery, k.body)
		_, signature, _ := strings.Cut(k.request.Header.Get("Authorization"), "Signature=")
		if want := acs3Signature("secret", text); signature != want {
			t.Errorf("in query %t: signed %s, shown text gives %s:\n%s", inQuery, signature, want, text)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://api.example.test/", nil)
	if err != nil {
		t.Fatal(err)
	}
	if text := CanonicalRequest(r, "", ""); text != "" {
		t.Errorf("of a request that is signed otherwise: %q", text)
	}
}
