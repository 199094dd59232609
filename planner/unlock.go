package planner

import (
	"maps"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// lockRefuses tells whether the registrar refuses changes of a rank while the update
// lock of their domain is on: those of contacts, DNS servers and what hangs on them.
// Orders and transfers do not mind it.
func lockRefuses(rank int) bool { return rank >= RankDNSHosts && rank <= RankTransferLock }

// unlock adds what lifts the update lock of domains where it is known to be on, and
// sets it again, unless their rows do.
func (c *completion) unlock() {
	if !c.opts.Unlock {
		return
	}
	locked := c.locked()
	for _, id := range slices.Sorted(maps.Keys(locked)) { // by the first change that needs it
		c.unlockDomain(locked[id])
	}
}

// locked lists all changes of each domain to be unlocked, in their order, by the
// first one of them in the plan.
func (c *completion) locked() map[job.ChangeID][]job.ChangeID {
	domains := make(map[string]bool)
	c.each(c.active, func(change *job.Change, g *job.Group, _ *api.Operation) {
		if lockRefuses(g.Rank) && c.known.Holdings[change.Subject].State.Locked() && !c.told[change.Subject].unlocked {
			domains[change.Subject] = true
		}
	})
	lists := make(map[string][]job.ChangeID)
	for i := range c.from.Changes {
		if change := &c.to.Changes[i]; domains[change.Subject] && c.groupOf(change).Class != "" {
			lists[change.Subject] = append(lists[change.Subject], change.ID)
		}
	}
	byFirst := make(map[job.ChangeID][]job.ChangeID, len(lists))
	for _, list := range lists {
		first := list[0]
		slices.SortFunc(list, func(a, b job.ChangeID) int { return c.place(a) - c.place(b) })
		byFirst[first] = list
	}
	return byFirst
}

// place is how many changes of its domain come before a change.
func (c *completion) place(id job.ChangeID) int {
	n := 0
	change := c.to.Change(id)
	for _, dep := range change.After {
		if c.to.Change(dep.Change).Subject == change.Subject {
			n++
		}
	}
	return n
}

// unlockDomain puts lifting the lock before the first change that it would refuse,
// where its rank has it, and setting it at the end, in the step of the last change.
func (c *completion) unlockDomain(list []job.ChangeID) {
	of := slices.DeleteFunc(slices.Clone(list), func(id job.ChangeID) bool { return !c.active(c.to.Change(id)) })
	// Only who asks for what the lock refuses has to do with it: an order stands by itself.
	of = slices.DeleteFunc(of, func(id job.ChangeID) bool { return !c.refusedByLock(id) })
	first := c.groupOf(c.to.Change(of[0]))
	at := slices.IndexFunc(list, func(id job.ChangeID) bool {
		g := c.groupOf(c.to.Change(id))
		return g.Step > first.Step || g.Step == first.Step && g.Rank > RankUpdateLockOff
	})
	subject, last := c.to.Change(list[0]).Subject, c.groupOf(c.to.Change(list[len(list)-1]))
	list = slices.Insert(slices.Clone(list), at, c.add(c.lockGroup(first, first.Step, false), subject, of))
	if !c.mark(list[at+1:]) {
		list = append(list, c.add(c.lockGroup(first, last.Step, true), subject, of))
	}
	c.orderAnew(list)
}

func (c *completion) refusedByLock(id job.ChangeID) bool {
	return lockRefuses(c.groupOf(c.to.Change(id)).Rank)
}

// lockKey tells the groups of update locks apart.
type lockKey struct {
	account string
	class   job.Class
	step    int
	on      bool
}

// lockGroup is the group of what sets or lifts the update lock of a domain like that of a group.
func (c *completion) lockGroup(like *job.Group, step int, on bool) *job.Group {
	key := lockKey{like.Account, like.Class, step, on}
	if g := c.locks[key]; g != nil {
		return g
	}
	g := &job.Group{
		Account: like.Account, Action: api.SaveBatchTaskForUpdateProhibitionLock, Name: job.UpdateLockOff,
		Step: step, Rank: RankUpdateLockOff, Class: like.Class, Shared: job.Params{paramStatus: "false"},
	}
	if on {
		g.Name, g.Rank, g.Relock, g.Shared[paramStatus] = job.UpdateLockOn, RankUpdateLockOn, true, "true"
	}
	if c.opts.Lang != "" {
		g.Shared[paramLang] = c.opts.Lang
	}
	c.locks[key] = g
	return g
}

// mark notes of those changes that set the update lock that the run has lifted it,
// and tells whether there are any.
func (c *completion) mark(changes []job.ChangeID) (found bool) {
	for _, id := range changes {
		g := *c.groupOf(c.to.Change(id))
		if g.Rank == RankUpdateLockOn && c.active(c.to.Change(id)) {
			g.Relock, found = true, true
			c.groups[id] = &g
		}
	}
	return found
}

// orderAnew lets the changes of a domain come one after the other.
func (c *completion) orderAnew(list []job.ChangeID) {
	slots := make([]*slot, len(list))
	for i, id := range list {
		slots[i] = &slot{position: position{rank: int32(c.groupOf(c.to.Change(id)).Rank)}}
	}
	for i, id := range list {
		var after []job.Dep
		for j, before := range list[:i] {
			after = append(after, job.Dep{Change: before, Always: onlyEnd(int(slots[j].rank), int(slots[i].rank)) || lockedSince(slots[j:i])})
		}
		change := c.to.Change(id)
		for _, dep := range change.After {
			if c.to.Change(dep.Change).Subject != change.Subject {
				after = append(after, dep)
			}
		}
		change.After = after
	}
}
