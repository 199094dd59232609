package rpc

import (
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type vector struct {
	Name, Method, Secret    string
	Params                  map[string]string
	StringToSign, Signature string
}

func vectors(t *testing.T) []vector {
	t.Helper()
	text, err := os.ReadFile("testdata/signatures.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []vector
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSignatureVectors(t *testing.T) {
	all := vectors(t)
	if len(all) != 10 {
		t.Fatalf("%d vectors, want 10", len(all))
	}
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			if diff := cmp.Diff(v.StringToSign, StringToSign(v.Method, v.Params)); diff != "" {
				t.Errorf("string to sign (-want +got):\n%s", diff)
			}
			if got := Signature(v.Method, v.Secret, v.Params); got != v.Signature {
				t.Errorf("signature %s, want %s", got, v.Signature)
			}
		})
	}
}

// A signature among the parameters is not signed with them.
func TestSignatureLeavesItselfOut(t *testing.T) {
	v := vectors(t)[0]
	v.Params["Signature"] = "anything"
	if got := Signature(v.Method, v.Secret, v.Params); got != v.Signature {
		t.Errorf("signature %s, want %s", got, v.Signature)
	}
}

// What is sent decodes to what was meant, whatever it is, and is encoded as
// the documents derive it from a library's form encoding (003 §3.5 c).
func TestCanonicalProperties(t *testing.T) {
	likeTheDocuments := strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~")
	rapid.Check(t, func(t *rapid.T) {
		params := rapid.MapOf(rapid.String(), rapid.String()).Draw(t, "params")
		delete(params, "Signature")
		values, err := url.ParseQuery(canonical(params))
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[string]string)
		for name, list := range values {
			got[name] = list[0]
			if want := likeTheDocuments.Replace(url.QueryEscape(list[0])); escape(list[0]) != want {
				t.Fatalf("escape(%q) = %q, want %q", list[0], escape(list[0]), want)
			}
		}
		// An empty name alone cannot be told from no parameter at all.
		if delete(params, ""); !cmp.Equal(without(got, ""), params) {
			t.Fatalf("sent %v, read %v", params, got)
		}
	})
}

func without(params map[string]string, name string) map[string]string {
	delete(params, name)
	return params
}
