package sandbox

import (
	"strings"
	"time"

	"golang.org/x/net/idna"

	"domainbatch/internal/job"
)

// wire reads names as the API does: every case, simplified forms of width, but
// no name in ASCII form.
var wire = idna.New(
	idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(), idna.CheckHyphens(true),
)

// readName gives the ASCII form of a name as a request may bring it.
func readName(s string) (string, bool) {
	s = strings.ToLower(s)
	if strings.HasPrefix(s, "xn--") || strings.Contains(s, ".xn--") {
		return "", false
	}
	return asciiName(s)
}

func asciiName(s string) (string, bool) {
	if !isASCII(s) {
		ascii, err := wire.ToASCII(s)
		if err != nil {
			return "", false
		}
		s = ascii
	}
	labels := strings.Split(s, ".")
	if len(labels) < 2 || len(s) > 253 {
		return "", false
	}
	for _, label := range labels {
		if !isLabel(label) {
			return "", false
		}
	}
	return s, true
}

// isLabel holds the registrar's rules for one label in ASCII form.
func isLabel(s string) bool {
	switch {
	case s == "", len(s) > 63, s[0] == '-', s[len(s)-1] == '-':
		return false
	case len(s) > 3 && s[2:4] == "--" && !strings.HasPrefix(s, "xn--"):
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// display gives the Unicode form, in which the API names domains.
func display(ascii string) string {
	if !strings.Contains(ascii, "xn--") {
		return ascii
	}
	name, err := idna.Punycode.ToUnicode(ascii)
	if err != nil {
		return ascii
	}
	return name
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// role is one of the four contacts of a domain.
type role int

const (
	registrant role = iota
	admin
	billing
	tech
	roles
)

// roleNames are the values of ContactType, by role.
var roleNames = [roles]string{"registrant", "admin", "billing", "tech"}

func roleOf(contactType string) role {
	for r, name := range roleNames {
		if name == contactType {
			return role(r)
		}
	}
	return registrant
}

// domain is the state of a domain that was written to at least once.
type domain struct {
	contacts [roles]job.Params // nil: as it was when the sandbox began; shared, never written to
	open     *task             // the task that holds it, until the detail's end; nil: none
	index    int               // its detail in open
	busy     int               // write calls that its name has refused
}

// domainSet holds the domains of the account.
type domainSet struct {
	known   map[string]bool // nil: every name exists
	touched map[string]*domain
}

func newDomainSet(names []string) domainSet {
	set := domainSet{touched: make(map[string]*domain)}
	if names == nil {
		return set
	}
	set.known = make(map[string]bool, len(names))
	for _, name := range names {
		if ascii, ok := asciiName(strings.ToLower(strings.TrimSpace(name))); ok {
			set.known[ascii] = true
		}
	}
	return set
}

func (set *domainSet) exists(name string) bool {
	return (set.known == nil || set.known[name]) && fateOf(name) != fateMissing
}

// at gives the state of a domain at a moment: the effects of what has ended by
// then are in it. A domain that was never written to is nil.
func (s *Sandbox) at(name string, now time.Time) *domain {
	d := s.domains.touched[name]
	if d == nil || d.open == nil {
		return d
	}
	t, detail := d.open, &d.open.details[d.index]
	if now.Before(t.created.Add(detail.finish)) {
		return d
	}
	if detail.outcome == done && t.op.effect != nil {
		t.op.effect(s, d, t)
	}
	d.open = nil
	return d
}

// touch gives the state of a domain for writing.
func (s *Sandbox) touch(name string, now time.Time) *domain {
	d := s.at(name, now)
	if d == nil {
		d = new(domain)
		s.domains.touched[name] = d
	}
	return d
}
