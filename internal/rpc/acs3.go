package rpc

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// SignatureMethod is how calls are signed. The empty one is HMACSHA1.
type SignatureMethod string

// The methods by the names of the option that chooses one.
const (
	// HMACSHA1 signs all parameters and sends the signature among them:
	// SignatureVersion 1.0 of 003 §3.5, which the vendor's older clients use.
	HMACSHA1 SignatureMethod = "v1"
	// ACS3 is ACS3-HMAC-SHA256: action, version, time, nonce, token and the hash
	// of the body are headers, and the signature is one of them. The vendor's
	// newer clients use it (darabonba-openapi v2), and 003 does not know it.
	ACS3 SignatureMethod = "v3"
)

// ParseSignatureMethod takes "v1" and "v3", in either case.
func ParseSignatureMethod(text string) (SignatureMethod, error) {
	method := SignatureMethod(strings.ToLower(strings.TrimSpace(text)))
	if method != HMACSHA1 && method != ACS3 {
		return "", fmt.Errorf("parse signature method %q: it is neither v1 nor v3", text)
	}
	return method, nil
}

const (
	acs3Name = "ACS3-HMAC-SHA256"
	formType = "application/x-www-form-urlencoded"
)

var errHeader = errors.New("the action, the version, the key id or the token holds a character that no header can")

// publicNames are the parameters of HMACSHA1 that are headers with ACS3, or have
// no place in it. What a caller puts in them is left out.
var publicNames = []string{
	"Action", "Version", "Format", "AccessKeyId", "Signature", "SignatureMethod",
	"SignatureVersion", "SignatureNonce", "Timestamp", "SecurityToken",
}

// acs3 makes the message of a call to a host, signed by its headers.
func (c *Client) acs3(host, action string, key Credentials, params map[string]string) (message, error) {
	params = maps.Clone(params)
	maps.DeleteFunc(params, func(name, _ string) bool { return slices.Contains(publicNames, name) })
	var m message
	if c.InQuery {
		m.query = canonical(params)
	} else {
		m.body = form(params)
	}
	m.header = http.Header{}
	m.set("x-acs-action", action)
	m.set("x-acs-version", c.Version)
	m.set("x-acs-date", c.timestamp())
	m.set("x-acs-signature-nonce", c.nonce())
	m.set("x-acs-content-sha256", hashed(m.body))
	if m.body != "" {
		m.set("content-type", formType)
	}
	if key.SecurityToken != "" {
		m.set("x-acs-accesskey-id", key.AccessKeyID)
		m.set("x-acs-security-token", key.SecurityToken)
	}
	var names string
	m.text, names = canonicalRequest(host, m)
	m.set("Authorization", acs3Name+" Credential="+key.AccessKeyID+",SignedHeaders="+names+",Signature="+acs3Signature(key.AccessKeySecret, m.text))
	for _, values := range m.header {
		if strings.ContainsFunc(values[0], func(r rune) bool { return r < ' ' || r > '~' }) {
			return message{}, errHeader
		}
	}
	return m, nil
}

// form is the form encoding of the vendor's client, in which a space is a plus.
func form(params map[string]string) string {
	values := make(url.Values, len(params))
	for name, value := range params {
		values.Set(name, value)
	}
	return values.Encode()
}

// canonicalRequest is what ACS3 signs a hash of, and the names of the headers
// in it: all that the message has, and the host.
func canonicalRequest(host string, m message) (text, names string) {
	headers := map[string]string{"host": host}
	for name, values := range m.header {
		headers[strings.ToLower(name)] = strings.TrimSpace(values[0])
	}
	sorted := slices.Sorted(maps.Keys(headers))
	var b strings.Builder
	b.WriteString(http.MethodPost + "\n/\n" + m.query + "\n")
	for _, name := range sorted {
		b.WriteString(name + ":" + headers[name] + "\n")
	}
	names = strings.Join(sorted, ";")
	b.WriteString("\n" + names + "\n" + hashed(m.body))
	return b.String(), names
}

// acs3Signature signs the hash of a canonical request. The key is the secret
// as it is, without the ampersand that HMACSHA1 puts behind it.
func acs3Signature(secret, canonicalRequest string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(acs3Name + "\n" + hashed(canonicalRequest)))
	return hex.EncodeToString(mac.Sum(nil))
}

func hashed(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
