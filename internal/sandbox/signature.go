package sandbox

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"slices"
	"strings"
)

// stringToSign is what a caller signs (003 §3.5): parameters sorted by name in
// byte order, not by name=value, which differs from ten list entries on.
func stringToSign(method string, params map[string]string) string {
	names := make([]string, 0, len(params))
	for name := range params {
		if name != "Signature" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var query strings.Builder
	for i, name := range names {
		if i > 0 {
			query.WriteByte('&')
		}
		escape(&query, name)
		query.WriteByte('=')
		escape(&query, params[name])
	}
	var text strings.Builder
	text.WriteString(method + "&%2F&")
	escape(&text, query.String())
	return text.String()
}

func signature(secret, text string) string {
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// sameSignature compares without telling by its time how far they agree.
func sameSignature(got, secret, text string) bool {
	return hmac.Equal([]byte(got), []byte(signature(secret, text)))
}

// escape writes s with everything but the unreserved characters of RFC 3986
// as upper-case %XY.
func escape(b *strings.Builder, s string) {
	const hex = "0123456789ABCDEF"
	b.Grow(len(s))
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-_.~", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		}
	}
}
