package sandbox

import "strings"

// fate is what a domain name orders for itself.
type fate string

const (
	fatePlain   fate = ""
	fateMissing fate = "missing-"
	fateRefuse  fate = "refuse-"
	fateBusy    fate = "busy-"
	fateSlow    fate = "slow-"
	fateStuck   fate = "stuck-"
	fateLocked  fate = "locked-"
	fateIllegal fate = "illegal-"

	fateExpired  fate = "expired-"
	fateRedeem   fate = "redeem-"
	fatePremium  fate = "premium-"
	fateTaken    fate = "taken-"
	fateGuarded  fate = "guarded-"
	fateIncoming fate = "incoming-"
	fateLeaving  fate = "leaving-"
)

const (
	busyCalls  = 2  // write calls that a busy-* name refuses
	slowFactor = 20 // how much longer a slow-* name takes
)

// fateOf reads the fate off a name in ASCII form.
func fateOf(name string) fate {
	if !strings.Contains(name, "-") { // most names, at little cost
		return fatePlain
	}
	word, _, _ := strings.Cut(display(name), "-")
	switch f := fate(word + "-"); f {
	case fateMissing, fateRefuse, fateBusy, fateSlow, fateStuck, fateLocked, fateIllegal,
		fateExpired, fateRedeem, fatePremium, fateTaken, fateGuarded, fateIncoming, fateLeaving:
		return f
	}
	return fatePlain
}
