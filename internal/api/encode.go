package api

import (
	"strings"

	"golang.org/x/net/idna"
)

// The two ways to encode a name. Old clients (IDNA2003, the transitional way of
// UTS 46) turn ß into ss and drop joiners, so that the API may act on another name.
var (
	present      = idna.New(rules(false)...)
	transitional = idna.New(rules(true)...)
)

func rules(old bool) []idna.Option {
	return []idna.Option{
		idna.MapForLookup(), idna.Transitional(old), idna.StrictDomainName(true), idna.ValidateLabels(true),
		idna.CheckHyphens(true), idna.CheckJoiners(true), idna.BidiRule(),
	}
}

// encode returns the ASCII form of a name that is not plain ASCII already.
func encode(name string) (string, *ValueError) {
	if strings.ContainsRune(name, 'ẞ') {
		return "", errTwoForms() // ss or ß, by the version of Unicode
	}
	ascii, err := present.ToASCII(name)
	switch {
	case err != nil:
		return "", explain(name, ascii)
	case !keeps(name, ascii):
		return "", errLabel()
	}
	shown, err := present.ToUnicode(ascii)
	if err != nil {
		return "", errLabel()
	}
	old, err := transitional.ToASCII(shown)
	if err != nil || old != ascii {
		return "", errTwoForms()
	}
	if again, err := present.ToASCII(shown); err != nil || again != ascii {
		return "", errLabel()
	}
	return ascii, nil
}

// keeps tells whether the labels that were ASCII are still what they were: one
// that starts with xn-- for no reason would otherwise become another name.
func keeps(name, ascii string) bool {
	before, after := strings.Split(name, "."), strings.Split(ascii, ".")
	if len(before) != len(after) {
		return false
	}
	for i, label := range before {
		if isPlain(label) && !strings.EqualFold(label, after[i]) {
			return false
		}
	}
	return true
}

func errTwoForms() *ValueError {
	return wrong("older and newer rules encode this name to two different ones (ß, ς or an invisible joiner)",
		"change this domain by hand in the console")
}

func errLabel() *ValueError {
	return wrong("the name has characters that no domain can have, or xn-- that decodes to nothing valid",
		"compare it with the registrar's list and write it as shown there")
}

// WireName returns the Unicode form of a domain in ASCII form, which is what
// the API takes: it refuses names that start with xn--. What cannot be decoded
// is returned as it is.
func WireName(ascii string) string {
	if !strings.Contains(ascii, acePrefix) {
		return ascii
	}
	shown, err := present.ToUnicode(ascii)
	if err != nil {
		return ascii
	}
	return shown
}
