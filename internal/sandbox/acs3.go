package sandbox

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

const acs3Name = "ACS3-HMAC-SHA256"

// publicHeaders are required of every call that is signed in its headers; the
// order is that of the complaints.
var publicHeaders = []string{
	"Authorization", "x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256",
}

// headed is what a call that is signed in its headers (ACS3) brings of them.
type headed struct {
	http.Header
	query  url.Values // that of the URL alone: the body is signed by its hash
	digest string     // of the body

	method, names, signature string // of Authorization
}

// signedInHeaders tells a call of ACS3 from one that has its signature among
// its parameters: the vendor's older clients send x-acs-action with these too.
func signedInHeaders(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Authorization"), "ACS3-") || r.Header.Get("X-Acs-Signature-Nonce") != ""
}

// readHeaders takes what a call says of itself from its headers.
func (c *call) readHeaders(r *http.Request, body []byte) {
	h := &headed{Header: r.Header.Clone(), query: r.URL.Query(), digest: hexSum(body)}
	h.Set("Host", c.host)
	c.headed = h
	c.says = claim{
		action:  h.Get("X-Acs-Action"),
		version: h.Get("X-Acs-Version"),
		token:   h.Get("X-Acs-Security-Token"),
		nonce:   h.Get("X-Acs-Signature-Nonce"),
		date:    h.Get("X-Acs-Date"),
	}
	method, rest, _ := strings.Cut(h.Get("Authorization"), " ")
	h.method = method
	for part := range strings.SplitSeq(rest, ",") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(part), "="); name {
		case "Credential":
			c.says.key = value
		case "SignedHeaders":
			h.names = value
		case "Signature":
			h.signature = value
		}
	}
}

// wellHeaded checks the form of a call that is signed in its headers.
func wellHeaded(c *call) *fail {
	for _, name := range publicHeaders {
		if c.headed.Get(name) == "" {
			return &fail{http.StatusBadRequest, "MissingHeader", "Specified header " + name + " is mandatory for this action.", name}
		}
	}
	switch h := c.headed; {
	case h.method != acs3Name:
		return &fail{http.StatusBadRequest, "InvalidSignatureMethod", "The specified signature method is not supported.", "Authorization"}
	case c.says.key == "" || h.signature == "" || !h.complete():
		return &fail{http.StatusBadRequest, "IncompleteSignature", "The request signature does not conform to Aliyun standards.", "Authorization"}
	}
	return nil
}

// complete tells whether the names of the signed headers are those that have
// to be signed, in order, and of headers that are there: the host, all that
// begin with x-acs-, and the type of the content at will.
func (h *headed) complete() bool {
	names := strings.Split(h.names, ";")
	if !slices.IsSorted(names) || !slices.Contains(names, "host") {
		return false
	}
	for name := range h.Header {
		if name = strings.ToLower(name); strings.HasPrefix(name, "x-acs-") && !slices.Contains(names, name) {
			return false
		}
	}
	for i, name := range names {
		if name != strings.ToLower(name) || h.Get(name) == "" || i > 0 && name == names[i-1] {
			return false
		}
	}
	return true
}

// canonicalRequest is what the caller of a method signs a hash of. The digest
// is that of the body which came, whatever x-acs-content-sha256 says.
func (h *headed) canonicalRequest(method string) string {
	var text strings.Builder
	text.WriteString(method + "\n/\n")
	h.writeQuery(&text)
	text.WriteByte('\n')
	for name := range strings.SplitSeq(h.names, ";") {
		values := slices.Clone(h.Values(name))
		for i := range values {
			values[i] = strings.TrimSpace(values[i])
		}
		slices.Sort(values)
		text.WriteString(name + ":" + strings.Join(values, ",") + "\n")
	}
	text.WriteString("\n" + h.names + "\n" + h.digest)
	return text.String()
}

func (h *headed) writeQuery(text *strings.Builder) {
	names := make([]string, 0, len(h.query))
	for name := range h.query {
		names = append(names, name)
	}
	slices.Sort(names)
	between := ""
	for _, name := range names {
		for _, value := range slices.Sorted(slices.Values(h.query[name])) {
			text.WriteString(between)
			escape(text, name)
			text.WriteByte('=')
			escape(text, value)
			between = "&"
		}
	}
}

// check compares the signature of a call; the refusal ends in what the server signed.
func (h *headed) check(c *call, secret string) *fail {
	request := h.canonicalRequest(c.method)
	text := acs3Name + "\n" + hexSum([]byte(request))
	if hmac.Equal([]byte(h.signature), []byte(acs3Signature(secret, text))) {
		return nil
	}
	return &fail{http.StatusBadRequest, "SignatureDoesNotMatch", fmt.Sprintf("Specified signature does not match our calculation. "+
		"server StringToSign is [%s] server CanonicalRequest is [%s]", text, request), "Signature"}
}

// acs3Signature has the secret as its key as it is: no ampersand follows it.
func acs3Signature(secret, text string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil))
}

func hexSum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
