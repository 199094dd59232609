package job

import "slices"

// Unlocked lists the domains, in ASCII form and byte order, that the run has
// unlocked and not locked again, as far as is known. A domain is listed when
//
//   - a change of it, in a group called UpdateLockOff, succeeded or may have: it is
//     pending, unknown, or being sent;
//   - that change was added by the run, or a later change of the same domain, in a
//     group called UpdateLockOn, is in the plan; and
//   - no such later change succeeded, or was unchanged.
//
// So a domain that was only to be unlocked is not listed, nor one whose unlocking
// was refused, was not sent, or found nothing to do. A domain that was to be locked
// again and is not, for whatever reason, is: also while that is pending or unknown.
func (p *Plan) Unlocked(l *Ledger) []string {
	relocks := p.relocks()
	var domains []string
	for i := range p.Changes {
		c := &p.Changes[i]
		later := relocks[c.ID]
		if p.Group(c.Group).Name != UpdateLockOff || !c.Added && len(later) == 0 {
			continue
		}
		lockedAgain := func(id ChangeID) bool {
			result := l.Standing(id).Outcome()
			return result == Succeeded || result == Unchanged
		}
		switch l.Standing(c.ID).Outcome() {
		case Succeeded, Pending, Unknown:
			if !slices.ContainsFunc(later, lockedAgain) {
				domains = append(domains, c.Subject)
			}
		}
	}
	slices.Sort(domains)
	return slices.Compact(domains)
}

// relocks lists, for each change that lifts the update lock of a domain, those
// that come after it and set it.
func (p *Plan) relocks() map[ChangeID][]ChangeID {
	later := make(map[ChangeID][]ChangeID)
	for i := range p.Changes {
		c := &p.Changes[i]
		if p.Group(c.Group).Name != UpdateLockOn {
			continue
		}
		for _, dep := range c.After {
			if p.GroupOf(dep.Change).Name == UpdateLockOff {
				later[dep.Change] = append(later[dep.Change], c.ID)
			}
		}
	}
	return later
}
