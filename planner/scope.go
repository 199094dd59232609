package planner

import (
	"maps"
	"slices"

	"domainbatch/internal/job"
)

// scope is what of a plan one account has to do: a plan in which the changes of
// others are nobody's, and what is known and needed of that account.
type scope struct {
	plan    *job.Plan
	batches []job.Batch
	opts    EstimateOptions
}

// scopes divides a plan by accounts; that of one account is its own.
func scopes(plan *job.Plan, batches []job.Batch, opts EstimateOptions) []scope {
	accounts := Accounts(plan)
	if len(accounts) < 2 {
		return []scope{{plan, batches, opts}}
	}
	of, checked := AccountOf(plan), checkedBy(plan)
	out := make([]scope, len(accounts))
	for i, account := range accounts {
		others := func(name string) bool { return of[name] != account }
		s := scope{plan: within(plan, account), opts: opts}
		s.plan.Contacts = slices.DeleteFunc(slices.Clone(plan.Contacts), func(c job.Contact) bool { return checked[c.ID] != account })
		s.batches = slices.DeleteFunc(slices.Clone(batches), func(b job.Batch) bool { return plan.Group(b.Group).Account != account })
		s.opts.Needs.Domains = slices.DeleteFunc(slices.Clone(opts.Needs.Domains), others)
		s.opts.Needs.States = slices.DeleteFunc(slices.Clone(opts.Needs.States), others)
		known := *opts.Known
		known.Account = known.Reading(account)
		s.opts.Known = &known
		out[i] = s
	}
	return out
}

// within is a plan in which the changes of other accounts are asked for by nobody.
func within(plan *job.Plan, account string) *job.Plan {
	in := *plan
	nobody := job.GroupID(len(plan.Groups) + 1)
	in.Groups = append(slices.Clone(plan.Groups), job.Group{ID: nobody})
	in.Changes = slices.Clone(plan.Changes)
	for i := range in.Changes {
		if c := &in.Changes[i]; plan.Group(c.Group).Account != account {
			c.Group, c.Rows = nobody, nil
		}
	}
	return &in
}

// checkedBy gives the account by which each contact is verified: that of the first
// change that uses it.
func checkedBy(plan *job.Plan) map[job.ContactID]string {
	by := make(map[job.ContactID]string, len(plan.Contacts))
	for i := range plan.Changes {
		c := &plan.Changes[i]
		g := plan.Group(c.Group)
		for _, contact := range []job.ContactID{g.Contact, c.Contact} {
			if _, known := by[contact]; !known {
				by[contact] = g.Account
			}
		}
	}
	return by
}

// Accounts are the accounts that the changes of a plan are for, in byte order.
func Accounts(plan *job.Plan) []string {
	seen := make(map[string]bool)
	for i := range plan.Groups {
		seen[plan.Groups[i].Account] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// AccountOf gives the account of each domain of a plan.
func AccountOf(plan *job.Plan) map[string]string {
	of := make(map[string]string, len(plan.Changes))
	for i := range plan.Changes {
		if g := plan.Group(plan.Changes[i].Group); g.Class != "" {
			of[plan.Changes[i].Subject] = g.Account
		}
	}
	return of
}
