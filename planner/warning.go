package planner

import (
	"cmp"
	"fmt"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// warnings are what is allowed in the plan but worth knowing, each kind summed
// up with the first cell it concerns. They are about what will be sent: rows
// with issues have said enough.
func (d *draft) warnings() []job.Issue {
	var out []job.Issue
	out = append(out, d.bulkWarnings()...)
	out = append(out, d.partialWarning()...)
	out = append(out, countedWarnings(d.plan)...)
	return append(out, d.deletionWarning()...)
}

// tally counts what a warning is about and keeps the first row that it concerns.
type tally struct {
	count int
	first string // cell
}

func (t *tally) add(n int, cell string) {
	if t.count == 0 {
		t.first = cell
	}
	t.count += n
}

// bulkWarnings name the domains that the registrar's console refuses in bulk,
// by reason. A request for a single domain is none.
func (d *draft) bulkWarnings() []job.Issue {
	tallies := make(map[string]*tally)
	var reasons []string
	seen := make([]bool, len(d.objects))
	bulk := make(map[string]bool) // by action
	d.eachChange(func(row *job.Row, _ *job.Ask, s *slot) {
		action := d.plan.GroupOf(s.change).Action
		if _, known := bulk[action]; !known {
			op, _ := api.Lookup(action)
			bulk[action] = op.Batch() && isDomain(op)
		}
		if seen[s.object] || !bulk[action] {
			return
		}
		seen[s.object] = true
		reason := api.BulkWarning(d.objects[s.object].name)
		if reason == "" {
			return
		}
		if tallies[reason] == nil {
			tallies[reason] = &tally{}
			reasons = append(reasons, reason)
		}
		tallies[reason].add(1, row.Cell(nil, paramDomain))
	})
	out := make([]job.Issue, 0, len(reasons))
	for _, reason := range reasons {
		t := tallies[reason]
		out = append(out, job.Issue{
			Cell: t.first, Column: paramDomain,
			Message: fmt.Sprintf("%s: %s", count(t.count, "domain"), reason),
			Hint:    "it is not documented whether the API refuses them too; if it does, they fail and the others go on",
		})
	}
	return out
}

// eachChange calls f for each change with the first row that asks for it.
func (d *draft) eachChange(f func(*job.Row, *job.Ask, *slot)) {
	for i := range d.plan.Rows {
		row := &d.plan.Rows[i]
		for _, c := range d.claimsOf(row) {
			if s := &d.slots[c.slot]; d.plan.Change(s.change).Rows[0] == row.ID {
				f(row, c.ask, s)
			}
		}
	}
}

func (d *draft) partialWarning() []job.Issue {
	if !d.opts.Partial {
		return nil
	}
	var t tally
	column := ""
	for i := range d.plan.Rows {
		row := &d.plan.Rows[i]
		if len(row.Changes) == 0 {
			continue
		}
		ask, blank := d.blank(row)
		if blank == "" {
			continue
		}
		if t.count == 0 {
			column = blank
		}
		t.add(1, row.Cell(ask, blank))
	}
	if t.count == 0 {
		return nil
	}
	return []job.Issue{{
		Cell: t.first, Column: column,
		Message: count(t.count, "row") + " with blank contact fields: blank fields are not sent; " +
			"the documents do not tell whether the registrar keeps the present value",
	}}
}

// blank finds the first ask of a row that lacks a required contact field, and which.
func (d *draft) blank(row *job.Row) (*job.Ask, string) {
	for i := range row.Asks {
		if m := d.store.material(row.Asks[i].Fields); m.contact != nil && m.blank != "" {
			return &row.Asks[i], m.blank
		}
	}
	return nil, ""
}

// noDocument is why a registrant change by contact fields is worth a thought.
const noDocument = "contact fields come without an identity document; the documents do not tell what becomes of the real-name verification"

// countedWarnings count what of a plan is worth knowing before it is sent: owners
// that change, and orders. What no row without an issue asks for does not count.
func countedWarnings(p *job.Plan) []job.Issue {
	return append(registrantWarnings(p), orderWarning(p)...)
}

// eachAsked calls f for each change with the first row without an issue that asks for it.
func eachAsked(p *job.Plan, f func(*job.Row, *job.Change, *job.Group)) {
	for i := range p.Changes {
		c := &p.Changes[i]
		for _, id := range c.Rows {
			if row := p.Row(id); len(row.Issues) == 0 {
				f(row, c, p.Group(c.Group))
				break
			}
		}
	}
}

// registrantWarnings put the choice of the 60-day lock in words, since console
// and API have opposite defaults. The days are of ICANN's policy, which does not hold
// for the names of countries: of these only the choice is told.
func registrantWarnings(p *job.Plan) []job.Issue {
	var all, locked, open, lockedElsewhere, openElsewhere tally
	hint := ""
	eachAsked(p, func(row *job.Row, c *job.Change, g *job.Group) {
		if g.Rank != RankRegistrant {
			return
		}
		all.add(1, row.Cell(nil, paramDomain))
		if g.Contact != 0 {
			hint = noDocument
		}
		on, off := &locked, &open
		if api.TLDOf(c.Subject).Class != api.GTLD {
			on, off = &lockedElsewhere, &openElsewhere
		}
		switch cmp.Or(g.Shared[paramLock], g.Shared[api.ParamAddTransferLock]) {
		case "true":
			on.add(1, lockCell(p, row, g.Target))
		case "false":
			off.add(1, lockCell(p, row, g.Target))
		}
	})
	var out []job.Issue
	add := func(t tally, column, message, hint string) {
		if t.count > 0 {
			out = append(out, job.Issue{Cell: t.first, Column: column, Message: message, Hint: hint})
		}
	}
	add(all, paramDomain, fmt.Sprintf("%s in all", count(all.count, "registrant change")), hint)
	add(locked, paramLock, fmt.Sprintf("a 60-day lock will be added for %s", count(locked.count, "domain")),
		"they cannot go to another registrar in that time, and no operation of the API takes the lock away")
	add(open, paramLock, fmt.Sprintf("no 60-day lock will be added for %s", count(open.count, "domain")), "")
	add(lockedElsewhere, paramLock, fmt.Sprintf("a lock against moves to another registrar is asked for with %s of country codes", count(lockedElsewhere.count, "domain")), registryRules)
	add(openElsewhere, paramLock, fmt.Sprintf("no lock against moves to another registrar is asked for with %s of country codes", count(openElsewhere.count, "domain")), registryRules)
	return out
}

const registryRules = "their registries have rules of their own"

// lockCell names the cell of a row's choice of the 60-day lock.
func lockCell(p *job.Plan, row *job.Row, target string) string {
	for i := range row.Asks {
		if ask := &row.Asks[i]; ask.Cells[paramLock] != "" {
			return row.Cell(ask, paramLock)
		}
	}
	return cellOf(p, row, target, paramLock)
}

// orderWarning says what costs money.
func orderWarning(p *job.Plan) []job.Issue {
	asked := make(map[job.ChangeID]bool)
	var first tally
	eachAsked(p, func(row *job.Row, c *job.Change, g *job.Group) {
		asked[c.ID] = true
		if op, known := api.Lookup(g.Action); known && op.Money {
			first.add(1, row.Cell(nil, paramDomain))
		}
	})
	message := ordersWarned(Orders(p, func(id job.ChangeID) bool { return asked[id] }))
	if message == "" {
		return nil
	}
	return []job.Issue{{
		Cell: first.first, Column: paramDomain,
		Message: message,
		Hint:    "an order is never placed again when its answer is lost: it is then unknown, and a person has to look",
	}}
}

// ordersWarned is the warning of so many orders; empty for none.
func ordersWarned(orders, years int) string {
	if orders == 0 {
		return ""
	}
	term := "" // a redemption is for none
	if years > 0 {
		term = " for " + count(years, "year")
	}
	return count(orders, "order") + term + "; they cost money"
}

// deletionWarning names changes that use a profile which the plan deletes: the
// order of the two is not the plan's.
func (d *draft) deletionWarning() []job.Issue {
	deleted := make(map[string]bool) // profile ids, with their account
	for i := range d.plan.Changes {
		c := &d.plan.Changes[i]
		if g := d.plan.Group(c.Group); g.Action == api.DeleteRegistrantProfile {
			deleted[g.Account+" "+c.Subject] = true
		}
	}
	if len(deleted) == 0 {
		return nil
	}
	var used tally
	d.eachChange(func(row *job.Row, ask *job.Ask, s *slot) {
		g := d.plan.GroupOf(s.change)
		if id := g.Shared[paramProfile] + s.deed.own[paramProfile]; id != "" && deleted[g.Account+" "+id] {
			used.add(1, row.Cell(ask, paramProfile))
		}
	})
	if used.count == 0 {
		return nil
	}
	return []job.Issue{{
		Cell: used.first, Column: paramProfile,
		Message: count(used.count, "change") + " by a profile that other rows delete: it may be gone before",
		Hint:    "delete profiles in a run of its own, when this one has ended",
	}}
}

// count says how many of a thing there are.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
