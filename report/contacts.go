package report

import (
	"maps"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// contacts writes one line per distinct contact. Its fields do not have headers
// that an input may have, as in taskLine: a report that is given as input must
// not have its contacts read as profiles to be made or addresses to be written to.
func (b *workbook) contacts() error {
	fields := b.data.fields()
	titles := make([]string, len(fields))
	for i, name := range fields {
		titles[i] = "Field: " + name
	}
	l, err := newList[contactLine](b, "Contacts", columns{gone: b.data.without(), widths: []float64{11, 18, 10, 24, 60, 40, 27, 14, 11}, extra: titles})
	if err != nil {
		return err
	}
	uses := b.data.uses()
	for i := range b.data.Plan.Contacts {
		c := &b.data.Plan.Contacts[i]
		values := make([]string, len(fields))
		for j, name := range fields {
			values[j] = c.Fields[name]
		}
		line := b.data.contact(c)
		line.Account = strings.Join(slices.Sorted(maps.Keys(uses[c.ID].accounts)), ", ")
		line.Domains, line.Rows = len(uses[c.ID].domains), len(uses[c.ID].rows)
		if err := add(l, line, values...); err != nil {
			return err
		}
	}
	return l.close()
}

// contact shows what the API said to a contact.
func (d *Data) contact(c *job.Contact) contactLine {
	line := contactLine{Number: int(c.ID), Verified: "not asked"}
	check, ok := d.Ledger.Checks[c.ID]
	if !ok {
		return line
	}
	line.Verified = "refused"
	if check.OK {
		line.Verified = "yes"
	}
	line.Code, line.Message = check.Code, check.Message
	line.RequestID, line.At = check.RequestID, d.stamp(check.At)
	return line
}

// fields lists the fields that contacts have: in the API's order, then others.
func (d *Data) fields() []string {
	have := make(map[string]bool)
	for i := range d.Plan.Contacts {
		for name := range d.Plan.Contacts[i].Fields {
			have[name] = true
		}
	}
	var fields []string
	for _, f := range api.ContactFields {
		if have[f.Name] {
			fields = append(fields, f.Name)
			delete(have, f.Name)
		}
	}
	return append(fields, slices.Sorted(maps.Keys(have))...)
}

// use is where a contact is used.
type use struct {
	domains  map[string]bool
	rows     map[job.RowID]bool
	accounts map[string]bool
}

func (d *Data) uses() map[job.ContactID]use {
	uses := make(map[job.ContactID]use)
	for i := range d.Plan.Changes {
		c := &d.Plan.Changes[i]
		for _, id := range []job.ContactID{d.Plan.GroupOf(c.ID).Contact, c.Contact} {
			if id != 0 {
				d.use(uses, id, c)
			}
		}
	}
	return uses
}

// use notes that a change uses a contact.
func (d *Data) use(uses map[job.ContactID]use, id job.ContactID, c *job.Change) {
	u, ok := uses[id]
	if !ok {
		u = use{make(map[string]bool), make(map[job.RowID]bool), make(map[string]bool)}
		uses[id] = u
	}
	u.accounts[d.Plan.GroupOf(c.ID).Account] = true
	if d.Plan.GroupOf(c.ID).Class != "" {
		u.domains[c.Subject] = true
	}
	for _, row := range c.Rows {
		u.rows[row] = true
	}
}
