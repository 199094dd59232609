package sandbox

import (
	"net/http"
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

// domain is the state of a domain that was written to at least once. What is
// zero in it is as it was when the sandbox began.
type domain struct {
	contacts [roles]job.Params // shared, never written to
	open     *task             // the task that holds it, until the detail's end; nil: none
	index    int               // its detail in open
	busy     int               // write calls that its name has refused

	named      bool // among the names of a known account
	written    bool // something was done to it here
	taken      bool // it came into the account here
	registered time.Time
	expires    time.Time
	locks      [lockKinds]lock
	barred     time.Time // until when a change of the registrant keeps it from being transferred out
	dns        []string  // never written to
	hosts      []host
	private    bool   // its owner is not shown by WHOIS
	group      string // of the console
	in         *transferIn
	out        transferOut
}

// domainSet holds the domains of the account.
type domainSet struct {
	names   []string            // in the order in which they came; nil: every name exists
	held    map[string]*Holding // by ASCII form
	touched map[string]*domain
}

func newDomainSet(names []string, list []Holding) domainSet {
	set := domainSet{touched: make(map[string]*domain)}
	if names == nil && list == nil {
		return set
	}
	all := make([]Holding, 0, len(names)+len(list))
	for _, name := range names {
		all = append(all, Holding{Name: name})
	}
	set.hold(append(all, list...))
	return set
}

// hold makes these the domains of the account; what is no name is left out.
func (set *domainSet) hold(list []Holding) {
	set.names, set.held = []string{}, make(map[string]*Holding, len(list))
	for i := range list {
		name, ok := asciiName(strings.ToLower(strings.TrimSpace(list[i].Name)))
		if !ok {
			continue
		}
		if set.held[name] == nil {
			set.names = append(set.names, name)
		}
		set.held[name] = &list[i]
	}
}

// whole tells whether the account is known, and not every name is in it.
func (set *domainSet) whole() bool { return set.names != nil }

// exists tells whether a domain is in the account.
func (s *Sandbox) exists(name string, now time.Time) bool {
	if d := s.at(name, now); d != nil && d.taken {
		return true
	}
	switch fateOf(name) {
	case fateMissing:
		return false
	case fateIncoming:
		t, _ := s.incoming(name, now)
		return t.status == inSucceeded
	}
	return !s.domains.whole() || s.domains.held[name] != nil
}

// name puts a domain that may come into a known account among its names.
func (set *domainSet) name(name string, d *domain) {
	if set.whole() && set.held[name] == nil && !d.named {
		d.named = true
		set.names = append(set.names, name)
	}
}

// notThere is the refusal of a domain that is not in the account.
func notThere() *fail {
	return &fail{http.StatusBadRequest, "DomainNotExist", "The domain name does not exist.", "DomainName"}
}

// at gives the state of a domain at a moment: the effects of what has ended by
// then are in it. A domain that was never written to is nil.
func (s *Sandbox) at(name string, now time.Time) *domain {
	d := s.domains.touched[name]
	if d == nil || d.open == nil {
		return d
	}
	t, i := d.open, d.index
	if now.Before(t.created.Add(t.details[i].finish)) {
		return d
	}
	d.open = nil // before the effect, which may look at the domain
	d.written = d.written || t.details[i].outcome == done
	if t.details[i].outcome == done && t.op.effect != nil {
		t.op.effect(s, d, t, i)
	}
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
