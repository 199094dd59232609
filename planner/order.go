package planner

import (
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// Ranks are the places among the changes of a domain, first to last (design
// §4): what makes a domain changeable comes before what changes it, and
// locks that would stand in the way come last.
const (
	RankRedeem = iota + 1
	RankRenew
	RankUpdateLockOff
	RankDNSHosts
	RankDNS
	RankRegistrant
	RankAdmin
	RankBilling
	RankTech
	RankTransferLock
	RankUpdateLockOn
)

// target is a contact of a domain, by its ContactType.
type target struct {
	name string
	rank int
}

// targets are all contacts of a domain (operations.yaml, enums.ContactType), in the order of their ranks.
var targets = []target{
	{api.TargetRegistrant, RankRegistrant},
	{api.TargetAdmin, RankAdmin},
	{api.TargetBilling, RankBilling},
	{api.TargetTech, RankTech},
}

func asksFor(ask *job.Ask, name string) bool { return slices.Contains(ask.Targets, name) }

// onlyEnd tells whether a change of rank later goes ahead whatever became of
// the earlier one: contacts do not depend on one another, and a domain is
// locked again even when a change of it failed.
func onlyEnd(earlier, later int) bool {
	isContact := func(rank int) bool { return rank >= RankRegistrant && rank <= RankTech }
	return isContact(earlier) && isContact(later) || later >= RankTransferLock
}

// order names for each change the ones of its domain that come before it. The
// API refuses a second task on a domain while one is open
// (TaskIsBeingProcessed), so all of lower rank do. There can be no cycle,
// since a change comes after lower ranks only.
func (d *draft) order() {
	deps := make([]job.Dep, 0, len(d.slots)-len(d.domains))
	var before []*slot
	for i := range d.domains {
		before = before[:0]
		for at := d.domains[i].head; at != none; at = d.slots[at].next {
			s := &d.slots[at]
			if s.change == 0 {
				continue
			}
			start := len(deps)
			for _, b := range before {
				deps = append(deps, job.Dep{Change: b.change, Always: onlyEnd(b.rank, s.rank)})
			}
			if len(deps) > start {
				d.plan.Change(s.change).After = deps[start:len(deps):len(deps)]
			}
			before = append(before, s)
		}
	}
}
