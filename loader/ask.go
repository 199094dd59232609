package loader

import (
	"fmt"
	"slices"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// ask makes complaints of the columns in doubt whose meaning decides what is
// sent. Where every parameter that a column could be has a column or a value of
// --set, nothing hangs on it; nor does it on a lock, which no contact has, but
// for the choice that a registrant needs and is asked about row by row.
func (l *load) ask(sheetName string, number int, cols []binding) {
	taken := takenIn(cols)
	for i := range cols {
		b := &cols[i]
		if b.reason != doubt || !l.matters(b, taken) {
			continue
		}
		l.issues = append(l.issues, job.Issue{
			Cell: job.CellName(sheetName, b.letters, number), Column: b.header, Value: b.header,
			Message: fmt.Sprintf("%q could be %s", b.header, either(b.choices())), Hint: b.settling(),
		})
		b.asked = true
	}
}

// choosing makes a complaint of a column that says row by row whether its operation
// is wanted, as "Renew?" does in a sheet of renewals: read without it, all rows
// would ask for what some of them refuse.
func (l *load) choosing(sheetName string, number int, cols []binding) {
	for i := range cols {
		b := &cols[i]
		if b.reason != unknown || b.flagged || !l.now.called(Normal(b.header), l.words) {
			continue
		}
		l.issues = append(l.issues, job.Issue{
			Cell: job.CellName(sheetName, b.letters, number), Column: b.header, Value: b.header,
			Message: fmt.Sprintf("%q may say which rows want the operation, and is not read", b.header),
			Hint:    fmt.Sprintf(`take out the rows that do not, then leave the column out with --column "%s="`, b.name()),
		})
		b.asked = true
	}
}

// misnamed makes a complaint of a sheet that is named nearly as an operation and has
// no column of a contact: "Renewals" with values of --set for every row would be read
// as so many changes of contacts.
func (l *load) misnamed(src *sheet.Table, number int, cols []binding) {
	if l.now.named() || l.opts.Op != "" || slices.ContainsFunc(cols, func(b binding) bool {
		return ofContact(b.param) || b.param == paramTarget || b.param == paramProfile || b.param == paramProfileName
	}) {
		return
	}
	if near := l.words.nearlyCalled(Normal(src.Name)); near != "" {
		l.issues = append(l.issues, job.Issue{
			Cell: job.CellName(src.Name, "A", max(number, 1)), Value: src.Name,
			Message: fmt.Sprintf("the sheet is named nearly as the operation %s, and has no column of a contact", near),
			Hint:    fmt.Sprintf("call it %q, or name the operation in a column Operation; --sheet reads another sheet alone", near),
		})
	}
}

// field is a parameter of the contact of one role; an empty role is none in
// particular.
type field struct{ role, param string }

// taken are the fields that columns are used as.
type taken map[field]bool

func takenIn(cols []binding) taken {
	t := make(taken)
	for i := range cols {
		t.note(&cols[i])
	}
	return t
}

func (t taken) note(b *binding) {
	if b.param != "" {
		t[field{b.role, b.param}] = true
	}
}

// rival tells whether a column of the same contact has a parameter.
func (t taken) rival(b *binding, param string) bool { return t[field{b.role, param}] }

// contact tells whether a contact field has a column that passes a test.
func (t taken) contact(test func(field) bool) bool {
	for f := range t {
		if ofContact(f.param) && test(f) {
			return true
		}
	}
	return false
}

func (l *load) matters(b *binding, others taken) bool {
	switch b.open.decide {
	case "lock":
		return false
	case "id": // beside contact fields it is no profile
		return !others.contact(func(field) bool { return true }) && len(given(l.set)) == 0 && l.set[paramProfile] == ""
	case "role only": // a name alone makes no contact
		if !others.contact(func(f field) bool { return f.role == b.role }) {
			return false
		}
	}
	return slices.ContainsFunc(b.open.params, func(p string) bool {
		return p != statusField && l.set[p] == "" && !l.lacks(p) && !others.rival(b, p)
	})
}

// guess finds what unknown headers were probably meant for: the one parameter
// whose names are a letter or two away, where no other column has it.
func (l *load) guess(cols []binding) {
	others := takenIn(cols)
	for i := range cols {
		b := &cols[i]
		if b.reason != unknown || b.how != unknownHeader {
			continue
		}
		role, param := l.words.near(Normal(b.header), b.over)
		if param != "" && l.now.takes(param) && !others[field{role, param}] && l.set[param] == "" && !l.lacks(param) {
			b.near = named(role, param)
			b.open = &question{"near", []string{param}}
			b.role = role
		}
	}
}
