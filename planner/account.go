package planner

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Known is what was read of the account before a plan is completed.
type Known struct {
	Account  job.Account            // whether the list of domains is whole
	Accounts map[string]job.Account // the like of each, where there are several
	Holdings map[string]job.Holding // by domain
	Profiles []job.Profile
	Now      time.Time
}

// InAccount completes a plan with what was read of the account, and gives the
// plan that comes of it; the one that was given is left as it is. Changes keep
// their numbers, and what the run adds comes after them. Groups are made anew as
// Changes makes them, and so are contacts where one is not needed any more. The
// digest stays that of what was asked. It comes before Resolve.
//
//   - A row whose domain is not in its account, or has expired, has an issue at the
//     domain, or at the account where another one has it, and no change any more: unless the operation is for such domains, or the
//     plan registers, redeems or renews it. The list of the account proves that a
//     domain is not there if it is whole and not empty; asking for the name always does.
//   - InstanceId and CurrentExpirationDate are filled in. One of the row that is not
//     the account's is an issue, as is one that neither has; dates are compared by the
//     day of UTC+08:00.
//   - RegistrantProfileName becomes the id of the one profile whose owner has that name.
//   - With Via, contacts that more domains use go by a profile: an equal one of the
//     account whose real-name verification is through or not told, or one that the
//     plan or an added change makes, which must succeed first. Contacts with present
//     values to be read do not.
//   - With Unlock, a domain whose update lock is known to be on is unlocked before what
//     the lock would refuse, and locked again at the end, unless its rows see to that.
//
// What the run adds is shared by all rows that it is for. Refused are the changes
// that no row without an issue asks for now. Left tells which changes are still to
// be sent; nil: all of them. Nothing is done about others. Completing a completed
// plan with the same knowledge changes nothing: the plan itself is returned.
func InAccount(plan *job.Plan, known Known, left func(job.ChangeID) bool, opts Options) (resolved *job.Plan, refused []job.ChangeID) {
	c := newCompletion(plan, known, left, opts)
	c.checkHeld()
	c.fillIn()
	c.nameProfiles()
	c.goByProfiles()
	c.unlock()
	c.warn()
	return c.end()
}

// Needs is what has to be read of the account before a plan can be completed.
type Needs struct {
	List     bool     // the list of its domains
	Domains  []string // domains that must be known by instance id or date, in byte order
	States   []string // domains whose locks must be known, which needs their instance ids; in byte order
	Profiles bool
}

// Needed says what InAccount needs to know. Left tells which changes are still to
// be sent; nil: all of them.
func Needed(plan *job.Plan, left func(job.ChangeID) bool, opts Options) Needs {
	c := newCompletion(plan, Known{}, left, opts)
	var needs Needs
	domains, states := make(map[string]bool), make(map[string]bool)
	c.each(c.active, func(change *job.Change, g *job.Group, op *api.Operation) {
		needs.List = needs.List || c.mustBeHeld(change, op)
		if isDomain(op) && !c.told[change.Subject].made && (op.Subject == paramInstance || op.Takes(paramExpiration)) {
			domains[change.Subject] = true
		}
		if opts.Unlock && lockRefuses(g.Rank) && !c.told[change.Subject].unlocked {
			domains[change.Subject], states[change.Subject] = true, true
		}
		needs.Profiles = needs.Profiles || g.Shared[paramProfileName] != "" || change.Own[paramProfileName] != ""
	})
	needs.Profiles = needs.Profiles || len(c.viaContacts()) > 0
	needs.Domains, needs.States = slices.Sorted(maps.Keys(domains)), slices.Sorted(maps.Keys(states))
	return needs
}

// Orders counts the orders of a plan that are left, and the years that they are
// for: a registration without a number is for one, a redemption for none.
func Orders(plan *job.Plan, left func(job.ChangeID) bool) (orders, years int) {
	money := make([]*api.Operation, len(plan.Groups))
	for i := range plan.Groups {
		if op, _ := api.Lookup(plan.Groups[i].Action); op != nil && op.Money {
			money[i] = op
		}
	}
	for i := range plan.Changes {
		c := &plan.Changes[i]
		op := money[c.Group-1]
		if op == nil || left != nil && !left(c.ID) {
			continue
		}
		orders++
		n, err := strconv.Atoi(c.Own[paramDuration])
		if err != nil && op.Takes(paramDuration) {
			n = 1
		}
		years += n
	}
	return orders, years
}
