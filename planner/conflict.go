package planner

import (
	"fmt"
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
	group *group
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
	slot  int32
	group *group
}

// refuseConflicts puts an issue on every row that asks for other data than
// another row does. What comes in conflict is settled before any row is
// refused: a refused row stays an obstacle to the rows it contradicts, or the
// outcome would hang on which of them is looked at first.
func (d *draft) refuseConflicts() {
	parties := d.parties()
	if len(parties) == 0 {
		return
	}
	for i := range d.plan.Rows {
		row := &d.plan.Rows[i]
		var issues []job.Issue
		for _, c := range d.claimsOf(row) {
			if d.slots[c.slot].clashes {
				issues = append(issues, d.conflict(row, c, parties[c.slot]))
			}
		}
		row.Issues = append(row.Issues, issues...)
	}
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
			at := side{c.slot, c.group}
			p := own[at]
			if p == nil {
				p = &party{group: c.group}
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
		if p.group == c.group {
			continue
		}
		named := p.rows[:min(len(p.rows), mostNamed-len(others))]
		more += p.count - len(named)
		if len(named) > 0 {
			others = append(others, named...)
			differ = union(differ, differences(c.group, p.group))
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
			api.WireName(d.domains[d.slots[c.slot].domain].name), c.group.Target, strings.Join(cells, ", "), differing(differ)),
		Hint: "make these rows equal, or leave one of them",
	}
}

func differing(params []string) string {
	if len(params) == 1 {
		return params[0] + " differs"
	}
	return strings.Join(params, ", ") + " differ"
}

// differences names the parameters in which two groups for one domain and
// target differ. Where one has contact fields and the other a profile id, it
// is the profile id.
func differences(a, b *group) []string {
	if a.Action != b.Action {
		return []string{paramProfile}
	}
	var out []string
	names := []string{paramProfile, paramLock}
	for _, f := range api.ContactFields {
		names = append(names, f.Name)
	}
	for _, name := range names {
		if a.Shared[name] != b.Shared[name] {
			out = append(out, name)
		}
	}
	if a.Account != b.Account {
		out = append(out, "Account")
	}
	return out
}

func union(a, b []string) []string {
	for _, name := range b {
		if !slices.Contains(a, name) {
			a = append(a, name)
		}
	}
	return a
}
