package planner

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// mostNamed bounds the other rows that one complaint names. The rest is
// counted, so that a thousand rows about one domain do not make a million cells.
const mostNamed = 5

// party are the rows that ask for the same in a slot where others ask for something else.
type party struct {
	deed  *deed
	rows  []voice // the first of them, mostNamed at most
	count int
}

// voice is a row with that one of its asks that makes a claim.
type voice struct {
	row *job.Row
	ask *job.Ask
}

// side is a place among the parties of a slot.
type side struct {
	slot int32
	deed *deed
}

// refuse puts an issue on every row that asks for other data than another row
// does, or leaves open when its change comes where another row has a Step for its
// own. What comes in conflict is settled before any row is
// refused: a refused row stays an obstacle to the rows it contradicts, or the
// outcome would hang on which of them is looked at first.
func (d *draft) refuse() {
	parties := d.parties()
	mixed := slices.ContainsFunc(d.objects, func(o object) bool { return o.stepped && o.unstepped })
	torn := d.torn()
	if len(parties) == 0 && len(torn) == 0 && !mixed {
		return
	}
	for i := range d.plan.Rows {
		row := &d.plan.Rows[i]
		var issues []job.Issue
		for _, c := range d.claimsOf(row) {
			s := &d.slots[c.slot]
			sides := torn[s.object]
			switch {
			case s.clashes:
				issues = append(issues, d.conflict(row, c, parties[c.slot]))
			case sides != nil:
				issues = addIssue(issues, d.inAccounts(row, c, sides))
			}
			if o := &d.objects[s.object]; s.step == 0 && o.stepped && o.unstepped {
				issues = addIssue(issues, stepless(row, c.ask, o.name))
			}
		}
		row.Issues = append(row.Issues, issues...)
	}
}

// stepless is the issue of an ask without a Step for a domain that others have one for.
func stepless(row *job.Row, ask *job.Ask, domain string) job.Issue {
	return complaint(row, ask, paramStep, "other changes of "+api.WireName(domain)+" have a Step, and this one has none",
		"write a Step for all changes of a domain, or for none of them: the order is then the usual one")
}

// addIssue adds an issue unless it is there.
func addIssue(issues []job.Issue, is job.Issue) []job.Issue {
	if slices.Contains(issues, is) {
		return issues
	}
	return append(issues, is)
}

// parties lists who wants what in each slot with a conflict, in reading order.
func (d *draft) parties() map[int32][]*party {
	parties := make(map[int32][]*party)
	own := make(map[side]*party)
	for i := range d.plan.Rows {
		row := &d.plan.Rows[i]
		for _, c := range d.claimsOf(row) {
			if !d.slots[c.slot].clashes {
				continue
			}
			at := side{c.slot, c.deed}
			p := own[at]
			if p == nil {
				p = &party{deed: c.deed}
				own[at] = p
				parties[c.slot] = append(parties[c.slot], p)
			}
			p.count++
			if len(p.rows) < mostNamed {
				p.rows = append(p.rows, voice{row, c.ask})
			}
		}
	}
	return parties
}

// conflict says which rows, or other cells of its own, a row contradicts, and in which parameters; never their values.
func (d *draft) conflict(row *job.Row, c claim, parties []*party) job.Issue {
	var others []voice
	var differ []string
	more := 0
	for _, p := range parties {
		if p.deed == c.deed {
			continue
		}
		named := p.rows[:min(len(p.rows), mostNamed-len(others))]
		more += p.count - len(named)
		if len(named) > 0 {
			others = append(others, named...)
			differ = union(differ, differences(c.deed, p.deed))
		}
	}
	at := paramDomain
	if i := slices.IndexFunc(differ, func(param string) bool { return c.ask.Cells[param] != "" }); i >= 0 {
		at = differ[i]
	}
	cells := make([]string, len(others))
	for i, v := range others {
		cells[i] = v.row.Cell(v.ask, at)
	}
	if more > 0 {
		cells = append(cells, fmt.Sprintf("%d more", more))
	}
	return job.Issue{
		Cell:   row.Cell(c.ask, at),
		Column: at,
		Message: fmt.Sprintf("asks for other data for %s, %s, than %s: %s",
			d.called(c), c.deed.What(), strings.Join(cells, ", "), differing(differ)),
		Hint: settling(c.deed, differ),
	}
}

// called names what a claim is about, as its cell does.
func (d *draft) called(c claim) string {
	o := &d.objects[d.slots[c.slot].object]
	if o.isDomain() {
		return api.WireName(o.name)
	}
	return "the same"
}

// settling says what to do about a conflict. Where two things may well be wanted
// one after the other, only the user can say in which order.
func settling(of *deed, differ []string) string {
	const usual = "make these rows equal, or leave one of them"
	if of.Target == "" && (slices.Contains(differ, paramOperation) || slices.Contains(differ, paramStatus)) {
		return "if both are wanted, one after the other, give each a Step; else " + usual
	}
	return usual
}

func differing(params []string) string {
	if len(params) == 1 {
		return params[0] + " differs"
	}
	return strings.Join(params, ", ") + " differ"
}

// differences names the parameters in which two deeds for one place differ.
// Where one has contact fields and the other a profile id, it is the profile id.
func differences(a, b *deed) []string {
	switch {
	case a.Action != b.Action && (a.contact != nil || a.group.contact != nil) != (b.contact != nil || b.group.contact != nil):
		return []string{paramProfile}
	case a.Action != b.Action:
		return []string{paramOperation}
	}
	var out []string
	for _, name := range namesOf(a, b) {
		if a.Shared[name] != b.Shared[name] || a.own[name] != b.own[name] {
			out = append(out, name)
		}
	}
	if a.Account != b.Account {
		out = append(out, paramAccount)
	}
	return out
}

// namesOf lists the parameters of two deeds: the choices first, then the fields of
// contacts in their order, then all others by name.
func namesOf(a, b *deed) []string {
	known := []string{paramProfile, paramProfileName, paramLock}
	for _, f := range api.ContactFields {
		known = append(known, f.Name)
	}
	all := make(job.Params)
	for _, params := range []job.Params{a.Shared, b.Shared, a.own, b.own} {
		maps.Copy(all, params)
	}
	names := slices.DeleteFunc(slices.Clone(known), func(name string) bool { _, has := all[name]; return !has })
	for _, name := range all.Names() {
		if name == api.ParamAddTransferLock {
			name = paramLock // as the column is called
		}
		if !slices.Contains(known, name) {
			names = append(names, name)
		}
	}
	return names
}

func union(a, b []string) []string {
	for _, name := range b {
		if !slices.Contains(a, name) {
			a = append(a, name)
		}
	}
	return a
}
