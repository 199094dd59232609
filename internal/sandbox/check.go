package sandbox

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// param is one business parameter of an operation.
type param struct {
	name     string
	required bool
	list     bool              // name.1, name.2 and so on, from 1 without a gap
	field    string            // of each entry of a list: name.1.field and so on
	domain   bool              // names a domain
	secret   bool              // nothing of it is kept
	instance bool              // names a domain by its instance id
	only     string            // the one version that knows it; empty: all do
	ok       func(string) bool // of a value that is there; nil: every value
	label    string            // in the words of VerifyContactField; empty: no contact field

	other func(string) string // what somebody else would give; nil: the same
}

// everywhere are the optional parameters of every operation.
var everywhere = []param{
	{name: "Lang", ok: oneOf("zh", "en")},
	{name: "UserClientIp", ok: isAddress},
}

// check holds a call to the parameters of its operation. Parameters that the
// operation does not know are ignored.
func (op *operation) check(c *call) *fail {
	for _, list := range [2][]param{op.params, everywhere} {
		for i := range list {
			p := &list[i]
			if p.only != "" && p.only != c.version {
				continue
			}
			if err := p.check(c); err != nil {
				return op.inItsWords(p, err)
			}
		}
	}
	return nil
}

// inItsWords makes the complaint about a contact field that VerifyContactField makes.
func (op *operation) inItsWords(p *param, err *fail) *fail {
	if op.wordy && p.label != "" && err.code == "ParameterIllegal" {
		err.message = "Incorrect format. Make sure that the " + p.label + " is correct"
	}
	return err
}

func (p *param) check(c *call) *fail {
	values, whole := p.values(c)
	switch {
	case !whole:
		return illegal(p.name)
	case len(values) == 0 && p.required:
		return missing(p.name)
	}
	for _, value := range values {
		if p.ok != nil && !p.ok(value) {
			return illegal(p.name)
		}
		if !p.subject(c, value) {
			return illegal(p.name)
		}
	}
	return nil
}

// subject takes in the domain that a value names. It tells false for a value
// that names none, or one that the call has already.
func (p *param) subject(c *call, value string) bool {
	read := readName
	switch {
	case p.instance:
		read = nameOf
	case !p.domain:
		return true
	}
	name, ok := read(value)
	if !ok || slices.Contains(c.names, name) {
		return false
	}
	c.names = append(c.names, name)
	return true
}

// values gives what a call brings for a parameter. whole is false for a list
// that does not count from 1 without a gap, or has entries without a field
// that they need.
func (p *param) values(c *call) (values []string, whole bool) {
	if !p.list {
		if value := c.get(p.name); value != "" {
			values = []string{value}
		}
		return values, true
	}
	for i := range p.entries(c) {
		value := c.get(p.wireName(i))
		switch {
		case value != "":
			values = append(values, value)
		case p.required || p.field == "":
			return values, false
		}
	}
	return values, true
}

// entries counts what a call brings for a list, whatever fields it gives them.
func (p *param) entries(c *call) int {
	numbers := make(map[string]bool)
	for name, value := range c.params {
		if rest, ok := strings.CutPrefix(name, p.name+"."); ok && value != "" {
			number, _, _ := strings.Cut(rest, ".")
			numbers[number] = true
		}
	}
	return len(numbers)
}

// wireName gives the name of the entry at an index, from 0.
func (p *param) wireName(index int) string {
	if !p.list {
		return p.name
	}
	name := p.name + "." + strconv.Itoa(index+1)
	if p.field != "" {
		name += "." + p.field
	}
	return name
}

func oneOf(allowed ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(allowed, s) }
}

// digits takes so many ASCII digits.
func digits(low, high int) func(string) bool {
	return func(s string) bool {
		return len(s) >= low && len(s) <= high && strings.Trim(s, "0123456789") == ""
	}
}

// number takes an integer between low and high.
func number(low, high int64) func(string) bool {
	return func(s string) bool {
		n, err := strconv.ParseInt(s, 10, 64)
		return err == nil && digits(1, 19)(s) && n >= low && n <= high
	}
}

// isText takes everything that prints, in any script.
func isText(s string) bool {
	return strings.TrimSpace(s) != "" && strings.IndexFunc(s, unicode.IsControl) < 0
}

// isEmail takes local@host with a dot inside the host, in any script.
func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || strings.Count(s, "@") != 1 || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return false
	}
	host := s[at+1:]
	return strings.Contains(host, ".") && !strings.HasPrefix(host, ".") && !strings.HasSuffix(host, ".") && !strings.Contains(host, "..")
}

func isCountry(s string) bool {
	return len(s) == 2 && strings.IndexFunc(s, func(r rune) bool { return (r|0x20) < 'a' || (r|0x20) > 'z' }) < 0
}

// isPostalCode takes what the postal codes of the world are made of.
func isPostalCode(s string) bool {
	return isText(s) && len(s) <= 16 && strings.IndexFunc(s, func(r rune) bool {
		return !(r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' || r == '-' || r == '.'))
	}) < 0
}

// isTelephone takes digits in groups.
func isTelephone(s string) bool {
	plain := strings.NewReplacer("-", "", " ", "").Replace(s)
	return digits(3, 20)(plain)
}

func isAddress(s string) bool {
	_, err := netip.ParseAddr(s)
	return err == nil
}

// isCity refuses the city of tests; see the package comment.
func isCity(s string) bool { return isText(s) && s != "Nowhere" }
