package rpc

import (
	"net/http"
	"strings"
)

// CanonicalRequest is what ACS3 signs a hash of, of a request with that body;
// empty for one that is signed in another way. The query is given apart, so that
// secrets in it can be left out of what is shown.
func CanonicalRequest(r *http.Request, query, body string) string {
	_, signed, found := strings.Cut(r.Header.Get("Authorization"), "SignedHeaders=")
	if !found {
		return ""
	}
	names, _, _ := strings.Cut(signed, ",")
	m := message{query: query, body: body, header: http.Header{}}
	for name := range strings.SplitSeq(names, ";") {
		if name != "host" {
			m.set(name, r.Header.Get(name))
		}
	}
	text, _ := canonicalRequest(r.URL.Host, m)
	return text
}
