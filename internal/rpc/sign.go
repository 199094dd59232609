package rpc

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"maps"
	"slices"
	"strings"
)

// Signature signs parameters for a method with HMAC-SHA1, SignatureVersion 1.0
// (003 §3.5, as corrected by the published vectors). The result still has to be
// percent-encoded where it is sent. A parameter named Signature is not signed.
func Signature(method, secret string, params map[string]string) string {
	return sign(secret, StringToSign(method, params))
}

// StringToSign is what Signature signs: the method, the path, which is always
// the root, and the canonical query encoded once more.
func StringToSign(method string, params map[string]string) string {
	return stringToSign(method, canonical(params))
}

func stringToSign(method, query string) string {
	return method + "&" + escape("/") + "&" + escape(query)
}

func sign(secret, text string) string {
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// canonical is the query that is signed and, with the signature added, sent.
// Names are sorted, not pairs: DomainName.1 stands before DomainName.10, which
// sorting "name=value" would turn round.
func canonical(params map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if name == "Signature" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escape(name))
		b.WriteByte('=')
		b.WriteString(escape(params[name]))
	}
	return b.String()
}

// escape is percent-encoding as RFC 3986 has it, which url.QueryEscape is not:
// a space is %20, an asterisk %2A, and a tilde stays.
func escape(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range []byte(s) {
		if unreserved(c) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_.~", c) >= 0
}
