package planner

import (
	"fmt"
	"maps"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// paramAccount is the column of the account, which is no parameter.
const paramAccount = "Account"

// list is the reading of the list of an account.
func (k *Known) list(account string) job.Account {
	if k.Accounts != nil {
		return k.Accounts[account]
	}
	return k.Account
}

// checkHeld refuses what is for domains that are not there, or not any more.
func (c *completion) checkHeld() {
	c.each(c.open, func(change *job.Change, g *job.Group, op *api.Operation) {
		if !c.mustBeHeld(change, op) || c.refuseAbsent(change, g.Account) {
			return
		}
		h := c.known.Holdings[change.Subject]
		if !h.Expires.IsZero() && h.Expires.Before(c.known.Now) && op.Write && !c.told[change.Subject].saved {
			c.refuse(change, paramDomain, api.WireName(change.Subject)+" expired on "+day(h.Expires), "renew or redeem it, or leave the row out")
		}
	})
}

// refuseAbsent refuses a change whose domain is not in its account, and tells
// whether it did.
func (c *completion) refuseAbsent(change *job.Change, account string) bool {
	h, listed := c.known.Holdings[change.Subject]
	list, name := c.known.list(account), api.WireName(change.Subject)
	elsewhere := listed && !h.Gone && h.Account != "" && h.Account != account
	switch {
	case elsewhere:
		c.refuse(change, paramAccount, fmt.Sprintf("%s is not in account %s; account %s has it", name, account, h.Account),
			"name the account that has it, or leave the row out")
	case !h.Gone && (listed || !list.Whole || list.Total == 0):
		return false
	case c.known.Accounts != nil:
		c.refuse(change, paramDomain, fmt.Sprintf("%s is not in account %s", name, account),
			"leave the row out, or name the account that has it")
	default:
		c.refuse(change, paramDomain, name+" is not in the account", "leave the row out, or use the credentials of the account that has it")
	}
	return true
}

// warnListless says of which accounts an empty list is all that is known.
func (c *completion) warnListless() {
	first := make(map[string]string) // account → cell
	c.each(c.active, func(change *job.Change, g *job.Group, op *api.Operation) {
		if _, said := first[g.Account]; !said && c.untold(change, g.Account, op) {
			first[g.Account] = c.domainCell(change)
		}
	})
	for _, account := range slices.Sorted(maps.Keys(first)) {
		t := tally{count: 1, first: first[account]}
		of := "the account"
		if c.known.Accounts != nil {
			of = "account " + account
		}
		c.warnOf(t, fmt.Sprintf("%s's list of domains is empty: it cannot be told whether the domains are in the account", of),
			"see whether these are the credentials of the account that has them")
	}
}

// untold tells whether an empty list is all that is known of a domain that should be in it.
func (c *completion) untold(change *job.Change, account string, op *api.Operation) bool {
	_, told := c.known.Holdings[change.Subject]
	list := c.known.list(account)
	return list.Whole && list.Total == 0 && !told && c.mustBeHeld(change, op)
}
