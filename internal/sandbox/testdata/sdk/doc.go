// Package sdk holds the simulated API to the vendor's own clients, unchanged:
// the Go SDK for both sites, which signs with HMAC-SHA1 among the parameters of
// the URL, the newer one, which signs with ACS3-HMAC-SHA256 in headers, and the
// one for Node, which sends a form. All call domainbatch as a process of its
// own. It is a module of its own, so that none of them is a dependency of the
// program. What is called and what is to come back stands in testdata/calls.json.
package sdk
