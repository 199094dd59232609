package planner

import (
	"slices"

	"domainbatch/internal/job"
)

// Needless lists the added changes that nothing which is left needs any more: a
// domain need not be unlocked, nor a profile made, for changes that have their
// result already. What sets an update lock again is needless only where the lock was not
// lifted and will not be. Left tells which changes are still to be sent; nil: all of them.
func Needless(plan *job.Plan, left func(job.ChangeID) bool) []job.ChangeID {
	if left == nil {
		left = func(job.ChangeID) bool { return true }
	}
	needed := neededBy(plan, left)
	lifted := func(dep job.Dep) bool {
		return plan.GroupOf(dep.Change).Rank == RankUpdateLockOff && (needed[dep.Change] || !left(dep.Change))
	}
	var needless []job.ChangeID
	for i := range plan.Changes {
		c := &plan.Changes[i]
		if !c.Added || !left(c.ID) {
			continue
		}
		locks := plan.Group(c.Group).Rank == RankUpdateLockOn
		if locks && !slices.ContainsFunc(c.After, lifted) || !locks && !needed[c.ID] {
			needless = append(needless, c.ID)
		}
	}
	return needless
}

// neededBy are the changes without whose success one that is left, and was not
// added, is not sent.
func neededBy(plan *job.Plan, left func(job.ChangeID) bool) map[job.ChangeID]bool {
	needed := make(map[job.ChangeID]bool)
	for i := range plan.Changes {
		c := &plan.Changes[i]
		if c.Added || !left(c.ID) {
			continue
		}
		for _, dep := range c.After {
			needed[dep.Change] = needed[dep.Change] || !dep.Always
		}
	}
	return needed
}
