package cli

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/rpc"
)

// showRequest shows a request with all that was signed, without the signature
// and everything secret.
func (l *link) showRequest(k *calling, t *taken) error {
	parts := strings.SplitN(t.request.URL.String(), "?", 2)
	params, err := formOf(t)
	if err != nil {
		return err
	}
	for name := range params {
		if hiddenParam(k.op, name) {
			params[name] = withheld
		}
	}
	where := "in the body, as a form"
	if len(parts) > 1 && len(t.body) == 0 {
		where = "in the query of the URL"
	}
	fmt.Fprintf(l.Stdout, "%s %s\n", t.request.Method, parts[0])
	for _, name := range slices.Sorted(maps.Keys(t.request.Header)) {
		fmt.Fprintf(l.Stdout, "%s: %s\n", name, seen(headerValue(name, t.request.Header)))
	}
	fmt.Fprintf(l.Stdout, "\nparameters, %s:\n", where)
	for _, name := range slices.Sorted(maps.Keys(params)) {
		fmt.Fprintf(l.Stdout, "  %s=%s\n", seen(name), seen(params[name]))
	}
	fmt.Fprintf(l.Stdout, "\nstring to sign:\n  %s\n", strings.ReplaceAll(signedText(t, params), "\n", "\n  "))
	l.tell("nothing was sent")
	return nil
}

// signedText is what was signed, with what is withheld in its place. ACS3 signs
// the hash of it.
func signedText(t *taken, params map[string]string) string {
	if _, old := params["SignatureMethod"]; old {
		delete(params, "Signature")
		return rpc.StringToSign(t.request.Method, params)
	}
	if t.request.Header.Get(tokenHeader) != "" {
		t.request.Header.Set(tokenHeader, withheld)
	}
	query := ""
	if len(t.body) == 0 {
		query = canonicalQuery(params)
	}
	return rpc.CanonicalRequest(t.request, query, string(t.body))
}

const tokenHeader = "X-Acs-Security-Token"

// canonicalQuery is a query with its names in order.
func canonicalQuery(params map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(params)) {
		pairs = append(pairs, url.QueryEscape(name)+"="+strings.ReplaceAll(url.QueryEscape(params[name]), "+", "%20"))
	}
	return strings.Join(pairs, "&")
}

// formOf are the parameters of a request, wherever they stand.
func formOf(t *taken) (map[string]string, error) {
	values := t.request.URL.Query()
	body, err := url.ParseQuery(string(t.body))
	if err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	params := make(map[string]string)
	for name, list := range values {
		params[name] = list[0]
	}
	for name, list := range body {
		params[name] = list[0]
	}
	return params, nil
}

// hiddenParam tells whether the value of a parameter must not be shown.
func hiddenParam(op *api.Operation, name string) bool {
	if name == "Signature" || name == "SecurityToken" {
		return true
	}
	p, known := op.Param(name)
	return known && p.Secret
}

// headerValue is a header without what signs and what gives power.
func headerValue(name string, header http.Header) string {
	value := strings.Join(header[name], ", ")
	switch strings.ToLower(name) {
	case strings.ToLower(tokenHeader):
		return withheld
	case "authorization":
		if before, _, ok := strings.Cut(value, "Signature="); ok {
			return before + "Signature=" + withheld
		}
		return withheld
	}
	return value
}
