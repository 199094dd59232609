// Package api knows the Alibaba Cloud Domain API as a product: its operations
// as data, how a request is made of parameters, how an answer is read whatever
// its spelling, what an error code means for what to do next, and which values
// can be known to be wrong before anything is sent. It does no input or output
// and holds no state; everything in it is safe for concurrent use.
//
// Numbers name the vendor's documents: 003 is the API reference, 000 the page of
// SaveBatchTaskForUpdatingContactInfoByNewContact, 001 and 002 those of
// SaveSingleTaskForUpdatingContactInfo, 004 that of
// SaveTaskForUpdatingRegistrantInfoByRegistrantProfileID.
package api

import (
	"slices"

	"domainbatch/internal/job"
)

// Site is one of the two sites of the product: where it is, which version of
// the API it speaks. What it does not have or know says the catalogue; see Has and Knows.
type Site struct {
	Name     string // "cn" or "intl"
	Endpoint string
	Version  string
	Lacks    map[string]bool // parameters of SaveBatchTaskForUpdatingContactInfoByNewContact that the site does not know
}

// SiteNamed returns the site "cn" (the China site, API 2018-01-29) or "intl"
// (the international one, API 2017-12-18); false for any other name.
func SiteNamed(name string) (Site, bool) {
	for _, s := range sites {
		if s.Name == name {
			return s, true
		}
	}
	return Site{}, false
}

// The pairs are those of the vendor's SDKs, and so is what intl lacks; 003 §3.2 and §3.3 mix them.
var sites = []Site{
	{Name: "cn", Endpoint: "https://domain.aliyuncs.com", Version: "2018-01-29"},
	{Name: "intl", Endpoint: "https://domain-intl.aliyuncs.com", Version: "2017-12-18", Lacks: set(chinaOnly)},
}

func set(names []string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, name := range names {
		m[name] = true
	}
	return m
}

// Has tells whether the site has an operation.
func (s Site) Has(op *Operation) bool { return s.Name != "intl" || !op.China }

// Knows tells whether an operation that the site has takes a parameter there, by
// its name in the catalogue, on the wire or in rows.
func (s Site) Knows(op *Operation, param string) bool {
	p, ok := op.Param(param)
	if !ok && op.List != "" {
		p, ok = op.Param(op.List + ".N." + param)
	}
	return ok && !s.lacks(op, p.Name) && (!p.Intl || s.Name == "intl")
}

func (s Site) lacks(op *Operation, name string) bool {
	return s.Name == "intl" && slices.Contains(op.Lacks, name)
}

// Fields returns those of the given values that the operation takes as
// parameters at this site and that are not empty: an empty value would be
// signed and sent, and no document says whether it means "keep" or "clear".
func (s Site) Fields(op *Operation, values job.Params) job.Params {
	out := make(job.Params, len(values))
	for name, value := range values {
		if value != "" && op.Has(name) && s.Knows(op, name) {
			out[name] = value
		}
	}
	return out
}
