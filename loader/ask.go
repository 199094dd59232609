package loader

import (
	"fmt"
	"slices"

	"domainbatch/internal/job"
)

// ask makes complaints of the columns in doubt whose meaning decides what is
// sent. Where every parameter that a column could be has a column or a value of
// --set, nothing hangs on it; nor does it on a lock, which no contact has, but
// for the choice that a registrant needs and is asked about row by row.
func (l *load) ask(sheetName string, number int, cols []binding) {
	for i := range cols {
		b := &cols[i]
		if b.reason != doubt || !l.matters(b, cols) {
			continue
		}
		l.issues = append(l.issues, job.Issue{
			Cell: job.CellName(sheetName, b.letters, number), Column: b.header, Value: b.header,
			Message: fmt.Sprintf("%q could be %s", b.header, either(b.choices())), Hint: b.settling(),
		})
		b.asked = true
	}
}

func (l *load) matters(b *binding, cols []binding) bool {
	contact := func(c binding) bool { return c.param != "" && ofContact(c.param) }
	switch b.open.decide {
	case "lock":
		return false
	case "id": // beside contact fields it is no profile
		return !slices.ContainsFunc(cols, contact) && len(given(l.set)) == 0 && l.set[paramProfile] == ""
	case "role only": // a name alone makes no contact
		if !slices.ContainsFunc(cols, func(c binding) bool { return contact(c) && c.role == b.role }) {
			return false
		}
	}
	return slices.ContainsFunc(b.open.params, func(p string) bool {
		return p != statusField && l.set[p] == "" && !l.opts.Site.Lacks[p] && !b.rivalled(p, cols)
	})
}

// guess finds what unknown headers were probably meant for: the one parameter
// whose names are a letter or two away, where no other column has it.
func (l *load) guess(cols []binding) {
	for i := range cols {
		b := &cols[i]
		if b.reason != unknown || b.how != unknownHeader {
			continue
		}
		role, param := l.words.near(Normal(b.header), b.over)
		taken := func(c binding) bool { return c.param == param && c.role == role }
		if param != "" && !slices.ContainsFunc(cols, taken) && l.set[param] == "" && !l.opts.Site.Lacks[param] {
			b.near = named(role, param)
			b.open = &question{"near", []string{param}}
			b.role = role
		}
	}
}
