package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"
)

const (
	secretCanary = "s3cr3t-canary"
	tokenCanary  = "t0k3n-canary"
)

// printed gives v in every way in which programs print things.
func printed(t *testing.T, v any) map[string]string {
	t.Helper()
	ways := map[string]string{
		"Print":   fmt.Sprint(v),
		"Println": fmt.Sprintln(v),
		"any":     fmt.Sprint([]any{v}, map[string]any{"k": v}),
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%10.3v", "%+q", "%U", "%e", "%c"} {
		ways[verb] = fmt.Sprintf(verb, v)
	}
	var text, structured bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("m", "v", v, slog.Group("g", "v", v))
	slog.New(slog.NewJSONHandler(&structured, nil)).Info("m", "v", v, slog.Group("g", "v", v))
	ways["slog text"], ways["slog json"] = text.String(), structured.String()
	ways["json"] = encoded(json.Marshal(v))
	ways["xml"] = encoded(xml.Marshal(v))
	return ways
}

func encoded(b []byte, err error) string { return fmt.Sprint(string(b), err) }

func TestCredentialsCannotBePrinted(t *testing.T) {
	key := Credentials{AccessKeyID: "public-half", AccessKeySecret: secretCanary, SecurityToken: tokenCanary}
	type holder struct {
		Key     Credentials
		Pointer *Credentials
		Any     any
	}
	_, refused := Provider(func(context.Context) (Credentials, error) {
		return Credentials{}, talkative{Config: secretCanary + tokenCanary}
	}).credentials(t.Context())
	tests := map[string]any{
		"value":             key,
		"pointer":           &key,
		"struct":            holder{Key: key, Pointer: &key, Any: key},
		"pointer to one":    &holder{Key: key, Pointer: &key, Any: &key},
		"embedded":          embedding{key},
		"slice":             []Credentials{key},
		"map":               map[string]Credentials{"k": key},
		"client":            &Client{Credentials: func(context.Context) (Credentials, error) { return key, nil }},
		"refused key":       refused,
		"its cause":         errors.Unwrap(refused),
		"wrapped":           fmt.Errorf("apply: %w", refused),
		"error in a struct": struct{ Err error }{refused},
	}
	for name, v := range tests {
		t.Run(name, func(t *testing.T) {
			for way, text := range printed(t, v) {
				lower := strings.ToLower(text)
				for _, canary := range []string{secretCanary, tokenCanary} {
					if strings.Contains(lower, canary) || strings.Contains(lower, fmt.Sprintf("%x", canary)) {
						t.Errorf("%s shows a secret: %s", way, text)
					}
				}
			}
		})
	}
}

type embedding struct{ Credentials }

// talkative is a cause whose exported fields an encoder would show.
type talkative struct{ Config string }

func (e talkative) Error() string { return e.Config }

// The public half is worth seeing: it tells which key was refused.
func TestCredentialsShowThePublicHalf(t *testing.T) {
	ways := printed(t, Credentials{AccessKeyID: "publichalf", AccessKeySecret: secretCanary})
	for _, way := range []string{"%v", "%+v", "%#v", "%s", "%q", "slog text", "slog json", "json", "xml"} {
		if !strings.Contains(ways[way], "publichalf") {
			t.Errorf("%s does not show the AccessKeyID: %s", way, ways[way])
		}
	}
}

func TestCredentialsErrors(t *testing.T) {
	tests := map[string]struct {
		provider Provider
		is       error
	}{
		"no provider": {provider: nil, is: errNoKey},
		"empty answer": {
			provider: func(context.Context) (Credentials, error) { return Credentials{}, nil },
			is:       errNoKey,
		},
		"no secret": {
			provider: func(context.Context) (Credentials, error) { return Credentials{AccessKeyID: "a"}, nil },
			is:       errNoKey,
		},
		"an error": {
			provider: func(context.Context) (Credentials, error) { return Credentials{}, io.ErrNoProgress },
			is:       io.ErrNoProgress,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := &Client{Endpoint: "https://api.example", Credentials: test.provider, Transport: refusing(t)}
			_, err := c.Call(t.Context(), "CheckDomain", nil)
			if _, ok := errors.AsType[*CredentialsError](err); !ok || !errors.Is(err, test.is) {
				t.Fatalf("got %T %v, want a CredentialsError that is %v", err, err, test.is)
			}
		})
	}
}
