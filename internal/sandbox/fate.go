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
)

const (
	busyCalls  = 2  // write calls that a busy-* name refuses
	slowFactor = 20 // how much longer a slow-* name takes
)

// fateOf reads the fate off a name in ASCII form.
func fateOf(name string) fate {
	name = display(name)
	for _, f := range []fate{fateMissing, fateRefuse, fateBusy, fateSlow, fateStuck, fateLocked, fateIllegal} {
		if strings.HasPrefix(name, string(f)) {
			return f
		}
	}
	return fatePlain
}
