package sandbox

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Facts are what follows from the name of a domain that nothing was written
// to, so that nothing is kept of it.

// instanceLetters are what names in ASCII form are made of; an instance id is a
// name read as a number over them, and two digits that prove it.
const instanceLetters = "-.0123456789abcdefghijklmnopqrstuvwxyz"

// instanceID has the form of the documents' samples (S123456789).
func instanceID(name string) string {
	base, n := big.NewInt(int64(len(instanceLetters)+1)), new(big.Int)
	for i := range len(name) {
		n.Mul(n, base)
		n.Add(n, big.NewInt(int64(strings.IndexByte(instanceLetters, name[i])+1)))
	}
	return "S" + n.String() + proofOf(name)
}

func proofOf(name string) string {
	digits := strconv.FormatUint(100+hash64(name)%97, 10)
	return digits[1:]
}

// nameOf reads the name out of an instance id.
func nameOf(id string) (name string, ok bool) {
	const shortest, longest = 4, 420 // the longest name takes 404 digits
	if len(id) < shortest || len(id) > longest || id[0] != 'S' {
		return "", false
	}
	n, ok := new(big.Int).SetString(id[1:len(id)-2], 10)
	if !ok || n.Sign() <= 0 {
		return "", false
	}
	base, digit := big.NewInt(int64(len(instanceLetters)+1)), new(big.Int)
	var letters []byte
	for n.Sign() > 0 {
		n.DivMod(n, base, digit)
		if digit.Sign() == 0 {
			return "", false
		}
		letters = append(letters, instanceLetters[digit.Int64()-1])
	}
	for i, k := 0, len(letters)-1; i < k; i, k = i+1, k-1 {
		letters[i], letters[k] = letters[k], letters[i]
	}
	name, ok = asciiName(string(letters))
	return name, ok && instanceID(name) == id
}

// dayOfName is the moment of every year at which a domain was registered and
// expires.
func dayOfName(name string, year int) time.Time {
	h := hash64(name)
	return time.Date(year, 1, 1, 0, 0, 0, 0, zone()).
		AddDate(0, 0, int(h%365)).Add(time.Duration(h/365%86400) * time.Second)
}

// plainExpiry is the year in which domains expire that are not about to: late
// enough for every clock, and not so late that a year more were refused.
const plainExpiry = 2035

// registeredOf is when a domain was registered, going by its name.
func registeredOf(name string) time.Time {
	return dayOfName(name, 2004+int(hash64("year "+name)%15))
}

// expiresOf is when a domain expires, going by its name: an expired one and one
// in redemption did so when its day last came round.
func expiresOf(name string, now time.Time) time.Time {
	if f := fateOf(name); f != fateExpired && f != fateRedeem {
		return dayOfName(name, plainExpiry)
	}
	year := now.In(zone()).Year()
	if at := dayOfName(name, year); at.Before(now) {
		return at
	}
	return dayOfName(name, year-1)
}

// Expiry is when a domain that nothing was written to expires, unless a Holding
// tells otherwise. name is in ASCII form. Of expired-* and redeem-* names it
// is the last time before now, and moves once a year.
func Expiry(name string, now time.Time) time.Time { return expiresOf(strings.ToLower(name), now) }

// phase is where a domain stands in its life.
type phase uint8

const (
	inForce      phase = iota
	inGrace            // expired, and can be renewed
	inRedemption       // can be had back by redemption only
)

// grace is how long an expired domain can be renewed (limits of the registrar's help).
const grace = 30 * 24 * time.Hour

// expires is when a domain expires at a moment.
func (s *Sandbox) expires(name string, now time.Time) time.Time {
	if d := s.at(name, now); d != nil && !d.expires.IsZero() {
		return d.expires
	}
	if h := s.domains.held[name]; h != nil && !h.Expires.IsZero() {
		return h.Expires
	}
	return expiresOf(name, now)
}

// registered is when a domain was registered.
func (s *Sandbox) registered(name string, now time.Time) time.Time {
	if d := s.at(name, now); d != nil && !d.registered.IsZero() {
		return d.registered
	}
	return registeredOf(name)
}

// phase tells how far a domain is; until its expiry is moved, its name says so.
func (s *Sandbox) phase(name string, now time.Time) phase {
	past := now.Sub(s.expires(name, now))
	switch d := s.at(name, now); {
	case past < 0:
		return inForce
	case fateOf(name) == fateRedeem && (d == nil || d.expires.IsZero()), past > grace && fateOf(name) != fateExpired:
		return inRedemption
	}
	return inGrace
}

// urgency is the DomainStatus of each phase (003 §5.12); a domain that ends
// within the time of grace needs renewal too.
func (s *Sandbox) urgency(name string, now time.Time) string {
	switch s.phase(name, now) {
	case inRedemption:
		return "2"
	case inForce:
		if s.expires(name, now).Sub(now) > grace {
			return "3"
		}
	}
	return "1"
}

// kindOfName is the DomainType of a name.
func kindOfName(name string) string {
	last := name[strings.LastIndexByte(name, '.')+1:]
	switch {
	case oneOf("com", "net", "org", "info", "biz", "name", "mobi", "asia")(last):
		return "gTLD"
	case len(last) == 2, oneOf("xn--fiqs8s", "xn--fiqz9s")(last):
		return "ccTLD"
	}
	return "New gTLD"
}

// isPremium tells a name that costs more.
func isPremium(name string) bool { return fateOf(name) == fatePremium }

// accountID is the UserId of the account.
const accountID = "1082000000000001"
