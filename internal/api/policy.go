package api

import "time"

// Policy is a rule that was made outside of the registrar, with the days for which
// it is in force. Rules change; what a report says of one is made from this.
type Policy struct {
	Rule   Rule
	Title  string // as its maker calls it
	Days   int    // that the rule names; 0: none
	From   string // the first day on which it is in force, YYYY-MM-DD
	Until  string // the last day; empty: open
	Source string // where it is written
}

// Rule names what a policy is about.
type Rule string

// The rules.
const (
	LockAfterRegistrant Rule = "lock"         // no move to another registrar for a time after a change of registrant, unless declined before
	VerifyAddress       Rule = "verify"       // the holder answers a mail to a new address within a time
	HolderIsOrg         Rule = "organization" // an organization that is filled in is the holder
)

// Policies is a table of rules.
type Policies []Policy

// Rules are the rules for gTLDs that concern a change of contacts. The
// recommendation to give up the lock after a change of registrant (GNSO transfer policy
// review, final report of 2025) is not in force.
var Rules = Policies{
	{
		Rule: LockAfterRegistrant, Title: "ICANN Transfer Policy, Change of Registrant (II.C)", Days: 60, From: "2016-12-01",
		Source: "https://www.icann.org/resources/pages/transfer-policy-2016-06-01-en",
	},
	{
		Rule: VerifyAddress, Title: "ICANN 2013 RAA, WHOIS Accuracy Program Specification", Days: 15, From: "2014-01-01",
		Source: "https://www.icann.org/resources/pages/approved-with-specs-2013-09-17-en#whois-accuracy",
	},
	{
		Rule: HolderIsOrg, Title: "ICANN Registration Data Policy", From: "2025-08-21",
		Source: "https://www.icann.org/resources/pages/registration-data-policy-2024-02-21-en",
	},
}

// On returns the policy of a rule that is in force on a day, by UTC. False when none is.
func (p Policies) On(rule Rule, day time.Time) (Policy, bool) {
	date := day.UTC().Format(time.DateOnly)
	for _, one := range p {
		if one.Rule == rule && one.From <= date && (one.Until == "" || date <= one.Until) {
			return one, true
		}
	}
	return Policy{}, false
}
