package report

import (
	"fmt"
	"maps"
	"slices"

	"domainbatch/internal/job"
)

// accounts are those that the plan is for, in byte order.
func (d *Data) accounts() []string {
	seen := make(map[string]bool)
	for i := range d.Plan.Groups {
		seen[d.Plan.Groups[i].Account] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// without are the headers of columns that a run of one account has no use for.
func (d *Data) without() []string {
	if len(d.accounts()) > 1 {
		return nil
	}
	return []string{"Account"}
}

// accounts says what was done in each account, where there are several.
func (p *page) accounts() {
	names := p.data.accounts()
	if len(names) < 2 {
		return
	}
	all, domains := make(map[string]*tally), make(map[string]map[string]bool)
	for _, name := range names {
		all[name], domains[name] = &tally{results: make(map[job.Result]int)}, make(map[string]bool)
	}
	for i := range p.data.Plan.Changes {
		c := &p.data.Plan.Changes[i]
		g := p.data.Plan.Group(c.Group)
		all[g.Account].changes++
		all[g.Account].results[p.data.Ledger.Standing(c.ID).Outcome()]++
		if g.Class != "" {
			domains[g.Account][c.Subject] = true
		}
	}
	p.section("Accounts")
	head := p.styles.header
	p.put(value{head, "Account"}, value{head, "Changes"}, value{head, ""}, value{head, "Results"})
	for _, name := range names {
		p.put(value{p.styles.label, name}, value{p.styles.count, all[name].changes}, value{p.styles.text, nil},
			value{p.styles.text, fmt.Sprintf("%s (domains: %d)", all[name].counted(), len(domains[name]))})
	}
}
