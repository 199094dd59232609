package api

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// Registrable returns the domain in a name in ASCII form that someone can
// register: the public suffix and one label more. It is empty for a public
// suffix. A name that is longer is a host of that domain, as far as the list
// knows: registries change their rules.
func Registrable(ascii string) string {
	domain, err := publicsuffix.EffectiveTLDPlusOne(ascii)
	if err != nil {
		return ""
	}
	return domain
}

// Listed tells whether the ending of a name in ASCII form is on the public
// suffix list, as .com is and the .html of a file is not.
func Listed(ascii string) bool {
	suffix, icann := publicsuffix.PublicSuffix(ascii)
	return icann || strings.Contains(suffix, ".")
}
