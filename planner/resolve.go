package planner

import (
	"maps"
	"reflect"
	"slices"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// FirstCurrent gives the first cell that stands for a present value which a
// change of the plan needs; false where there is none.
func FirstCurrent(plan *job.Plan) (cell string, found bool) {
	if !slices.ContainsFunc(plan.Groups, func(g job.Group) bool { return api.HasCurrent(g.Shared) }) {
		return "", false
	}
	for i := range plan.Changes {
		c := &plan.Changes[i]
		g := plan.Group(c.Group)
		for _, f := range api.ContactFields {
			if g.Shared[f.Name] == api.Current {
				return cellOf(plan, plan.Row(c.Rows[0]), g.Target, f.Name), true
			}
		}
	}
	return "", false
}

// Resolve puts in the place of each api.Current the value that was read of that
// change before it, and gives the plan that comes of it. Changes keep their
// numbers; contacts and groups are made anew as Changes makes them: equal ones
// are one, numbered in the order in which changes need them, and those that no
// change needs any more are gone. The digest stays that of what was asked. The
// plan that was given is left as it is.
//
// A row whose present value was not read, was not returned, or is empty where one
// is required (unless Partial) has an issue for it and no change any more.
// refused are the changes that no row without an issue asks for now; what was
// not read is left out of their contacts. Left tells which changes are still to
// be sent; nil: all of them. Of others nothing is complained about.
func Resolve(plan *job.Plan, befores map[job.ChangeID]job.Before, left func(job.ChangeID) bool, opts Options) (resolved *job.Plan, refused []job.ChangeID) {
	p := *plan
	p.Rows, p.Changes = slices.Clone(plan.Rows), slices.Clone(plan.Changes)
	r := &resolution{to: &p, opts: opts, regrouping: newRegrouping(plan, &p), made: make(map[reading]job.GroupID)}
	bad := make(map[job.RowID]bool)
	for i := range p.Changes {
		c := &p.Changes[i]
		before := befores[c.ID]
		g := plan.Group(c.Group)
		if api.HasCurrent(g.Shared) && (left == nil || left(c.ID)) {
			for _, l := range r.lacks(g, &before) {
				r.complain(c, g, l, bad)
			}
		}
		c.Group = r.groupOf(g, &before)
		c.Contact = r.copied(c.Contact)
	}
	return &p, withdraw(&p, bad)
}

// resolution is a plan in which present values take the place of what stood for them.
type resolution struct {
	*regrouping
	to   *job.Plan
	opts Options
	made map[reading]job.GroupID
}

// reading is a group and the map of what was read for a change of it: changes
// whose values are one map need not be looked at one by one.
type reading struct {
	from job.GroupID
	at   uintptr
}

// lack is a present value that cannot be taken over, and why.
type lack struct{ param, code, message, hint string }

const writeIt = "write the value itself"

// lacks are what a group needs and was not read. Where nothing was, that is one.
func (r *resolution) lacks(g *job.Group, before *job.Before) []lack {
	var lacks []lack
	for _, f := range api.ContactFields {
		if g.Shared[f.Name] != api.Current {
			continue
		}
		switch value, told := before.Fields[f.Name]; {
		case before.Code != "":
			return append(lacks, lack{f.Name, before.Code, "cannot be read: " + before.Message, "write the values themselves, or leave the row out"})
		case before.Fields == nil:
			return append(lacks, lack{f.Name, "", "was not read", "write the values themselves, or leave the row out"})
		case !told || value == api.Current:
			lacks = append(lacks, lack{f.Name, "", "was not returned by the API", writeIt})
		case value == "" && f.Required && !r.opts.Partial:
			lacks = append(lacks, lack{f.Name, "", "is empty, and a value is required", writeIt})
		}
	}
	return lacks
}

// complain puts an issue on all rows that ask for a change.
func (r *resolution) complain(c *job.Change, g *job.Group, l lack, bad map[job.RowID]bool) {
	for _, id := range c.Rows {
		row := r.to.Row(id)
		bad[id] = true
		row.Issues = append(row.Issues[:len(row.Issues):len(row.Issues)], job.Issue{
			Cell: cellOf(r.to, row, g.Target, l.param), Column: l.param, Value: api.Current, Code: l.code,
			Message: "the present value of " + api.WireName(c.Subject) + ", " + g.Target + ", " + l.message, Hint: l.hint,
		})
	}
}

// withdraw takes what rows with an issue ask for out of the plan, as far as no
// other row asks for it; such a change keeps its rows, to tell them about it.
func withdraw(p *job.Plan, bad map[job.RowID]bool) (refused []job.ChangeID) {
	if len(bad) == 0 {
		return nil
	}
	isBad := func(id job.RowID) bool { return bad[id] }
	for i := range p.Changes {
		c := &p.Changes[i]
		good := slices.DeleteFunc(slices.Clone(c.Rows), isBad)
		if len(good) == 0 {
			refused = append(refused, c.ID)
			continue
		}
		c.Rows = good
	}
	for id := range bad {
		p.Row(id).Changes = nil
	}
	return refused
}

// groupOf finds or makes the group that one of the plan becomes for a change.
func (r *resolution) groupOf(from *job.Group, before *job.Before) job.GroupID {
	key := reading{from.ID, reflect.ValueOf(before.Fields).Pointer()}
	if id, ok := r.made[key]; ok {
		return id
	}
	g := *from
	g.Shared = taken(from.Shared, before)
	if from.Contact != 0 {
		g.Contact = r.contact(taken(r.from.Contact(from.Contact).Fields, before))
	}
	r.made[key] = r.group(&g)
	return r.made[key]
}

// taken gives parameters with present values taken over; those that are empty or
// were not read are left out.
func taken(params job.Params, before *job.Before) job.Params {
	if !api.HasCurrent(params) {
		return params
	}
	out := maps.Clone(params)
	for name, value := range params {
		if value == api.Current {
			out[name] = before.Fields[name]
		}
	}
	maps.DeleteFunc(out, func(_, value string) bool { return value == "" || value == api.Current })
	return out
}

// beside are columns that hold a field which has none of its own.
var beside = map[string]string{"RegistrantName": "FirstName", "TelArea": "Telephone", "TelExt": "Telephone"}

// cellOf names the cell of a row that a field for a target came from, by the
// columns of its table, since a plan that was kept has no asks. What --set gave
// has the cell of the domain.
func cellOf(p *job.Plan, row *job.Row, target, param string) string {
	for i := range p.Tables {
		if p.Tables[i].Sheet != row.Sheet {
			continue
		}
		for _, name := range []string{param, beside[param], paramDomain} {
			if letters := lettersOf(p.Tables[i].Columns, target, name); name != "" && letters != "" {
				return job.CellName(row.Sheet, letters, row.Line)
			}
		}
	}
	return row.Cell(nil, paramDomain)
}

// lettersOf finds the column of a parameter: the target's own, else that of all.
func lettersOf(columns []job.Column, target, param string) (letters string) {
	for _, c := range columns {
		switch {
		case c.Param != param:
		case c.Role == target:
			return c.Letters
		case c.Role == "" && letters == "":
			letters = c.Letters
		}
	}
	return letters
}
