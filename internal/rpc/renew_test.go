package rpc

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// sts is an API that takes one security token and finds every other one expired.
type sts struct {
	good  string
	calls int
}

func (s *sts) RoundTrip(req *http.Request) (*http.Response, error) {
	s.calls++
	body, _ := io.ReadAll(req.Body)
	form, _ := url.ParseQuery(string(body))
	status, answer := http.StatusOK, "{}"
	if form.Get("SecurityToken") != s.good {
		status, answer = http.StatusBadRequest, `{"Code":"InvalidSecurityToken.Expired","RequestId":"r"}`
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(answer))}, nil
}

// A token that has expired is replaced by the provider's next one, which it is
// told to find once.
func TestRenew(t *testing.T) {
	kept, renewed := "old", 0
	api := &sts{good: "new"}
	c := &Client{Endpoint: "https://api.example", Transport: api}
	c.Credentials = func(context.Context) (Credentials, error) {
		return Credentials{AccessKeyID: "a", AccessKeySecret: "b", SecurityToken: kept}, nil
	}
	c.Renew = func() { renewed++; kept = "new" }
	if _, err := c.Call(t.Context(), "A", nil); !isCode(err, "InvalidSecurityToken.Expired") {
		t.Fatalf("got %v", err)
	}
	if _, err := c.Call(t.Context(), "A", nil); err != nil || renewed != 1 {
		t.Errorf("with a new token: %v; told %d times", err, renewed)
	}
}

// A provider that has no other token is an error of the credentials, and the
// token that was refused is not sent again.
func TestNothingToRenew(t *testing.T) {
	api := &sts{good: "new"}
	kept := Credentials{AccessKeyID: "a", AccessKeySecret: "b", SecurityToken: tokenCanary}
	c := &Client{Endpoint: "https://api.example", Transport: api}
	c.Credentials = func(context.Context) (Credentials, error) { return kept, nil }
	for range 3 {
		_, err := c.Call(t.Context(), "A", nil)
		if err == nil || strings.Contains(err.Error(), tokenCanary) {
			t.Fatalf("got %v", err)
		}
		if _, ok := errors.AsType[*CredentialsError](err); ok && !errors.Is(err, ErrExpired) {
			t.Errorf("the cause is not named: %v", err)
		}
	}
	if api.calls != 1 {
		t.Errorf("%d calls with an expired token, want 1", api.calls)
	}
	kept.SecurityToken = "new"
	if _, err := c.Call(t.Context(), "A", nil); err != nil {
		t.Errorf("with a new token: %v", err)
	}
}
