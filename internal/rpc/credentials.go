package rpc

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
)

// Credentials are an access key, with a token where it is a temporary one.
//
// They cannot be printed: every verb of fmt, slog, encoding/json and
// encoding/xml give the AccessKeyID alone. What no method can prevent is fmt
// looking into an unexported field, so nothing keeps Credentials in a struct.
type Credentials struct {
	AccessKeyID     string
	AccessKeySecret string
	SecurityToken   string // of STS; empty for a lasting key
}

// Provider gives the credentials for one call. It is asked before every call,
// from several goroutines at once, and keeps what is costly to find.
type Provider func(ctx context.Context) (Credentials, error)

// String gives the public half.
func (c Credentials) String() string { return c.AccessKeyID }

// GoString gives the public half.
func (c Credentials) GoString() string {
	return fmt.Sprintf("rpc.Credentials{AccessKeyID:%q}", c.AccessKeyID)
}

// Format gives the public half for every verb, since fmt prints the fields for
// those that String does not serve.
func (c Credentials) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		fmt.Fprint(f, c.GoString())
		return
	}
	fmt.Fprintf(f, fmt.FormatString(f, verb), c.String())
}

// LogValue gives the public half.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }

// MarshalText gives the public half; encoding/json and encoding/xml use it too.
func (c Credentials) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// errNoKey is what a provider's empty answer amounts to.
var errNoKey = errors.New("access key id or secret is empty")

// ErrExpired is the cause of a CredentialsError when the provider had no other
// security token than one that the API has refused as expired.
var ErrExpired = errors.New("the security token has expired, and there is no other one")

// CredentialsError says that a call was not made because the provider gave no
// credentials. Providers are known to put whole configuration files, secrets
// included, into their errors, so the text of Err is not the provider's: the
// provider's error can be asked for with errors.Is and errors.As, not printed.
type CredentialsError struct {
	Err error
}

// Error names no cause but that the token has expired.
func (e *CredentialsError) Error() string {
	if errors.Is(e.Err, ErrExpired) {
		return "get credentials: " + ErrExpired.Error()
	}
	return "get credentials: the provider gave none"
}

// Unwrap gives the cause, which has a text without secrets.
func (e *CredentialsError) Unwrap() error { return e.Err }

// tokenPrint tells a security token from others without keeping it.
type tokenPrint [sha256.Size]byte

func printOf(token string) tokenPrint { return sha256.Sum256([]byte(token)) }

// fresh refuses a token that the API has refused as expired.
func (c *Client) fresh(token string) error {
	if old := c.expired.Load(); token != "" && old != nil && *old == printOf(token) {
		return &CredentialsError{Err: ErrExpired}
	}
	return nil
}

// forget remembers an expired token and has the provider look for another one,
// once: calls that were under way together are refused together.
func (c *Client) forget(token string) {
	now := printOf(token)
	if old := c.expired.Swap(&now); (old == nil || *old != now) && c.Renew != nil {
		c.Renew()
	}
}

func (p Provider) credentials(ctx context.Context) (Credentials, error) {
	if p == nil {
		return Credentials{}, &CredentialsError{Err: errNoKey}
	}
	c, err := p(ctx)
	if err == nil && (c.AccessKeyID == "" || c.AccessKeySecret == "") {
		err = errNoKey
	}
	if err != nil {
		return Credentials{}, &CredentialsError{Err: causeOf(err, "its own words may hold secrets and are withheld")}
	}
	return c, nil
}
