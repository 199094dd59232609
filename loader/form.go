package loader

import (
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
)

// form is the columns of a table that make one ask of a row.
type form struct {
	role    string // the ContactType that all of it is about; empty: as a ContactType says
	slots   []slot
	letters map[string]string // parameter → letters of its column
}

// slot is a column whose values are taken.
type slot struct {
	param string
	index int
	own   bool // a value makes the ask: the column is no other form's
}

// formsOf makes the forms of a table from the bindings of its columns: one
// without a role, or one for each role that has columns. Where a ContactType is
// given too, the columns without a role make an ask of their own; else their
// values count for every role without a column for the same field.
func formsOf(cols []binding, typed bool) []*form {
	base := formOf("", cols)
	var forms []*form
	for _, role := range api.Targets {
		if f := formOf(role, cols); len(f.slots) > 0 {
			forms = append(forms, f)
		}
	}
	if len(forms) == 0 {
		return []*form{base}
	}
	typed = typed && slices.ContainsFunc(base.slots, func(s slot) bool { return s.own })
	for _, s := range base.slots {
		if !typed || s.param == paramLock {
			cols[s.index].share(lend(s, &cols[s.index], forms), len(forms))
		}
	}
	if typed {
		forms = append(forms, base)
	}
	return forms
}

// formOf makes the form of the columns of a role. The choice of the lock alone
// asks for nothing.
func formOf(role string, cols []binding) *form {
	f := &form{role: role, letters: make(map[string]string)}
	for i, b := range cols {
		if b.param != paramDomain && b.role == role && bindable(b.param) {
			f.add(slot{b.param, i, b.param != paramLock}, b.letters)
		}
	}
	return f
}

// wholeForm makes the form of all columns that belong to no contact but the owner.
func wholeForm(cols []binding) *form {
	f := &form{letters: make(map[string]string)}
	for i, b := range cols {
		switch {
		case b.param == "" || b.param == paramDomain || b.param == paramAccount:
		case b.role == "", b.role == api.TargetRegistrant && f.letters[b.param] == "":
			f.add(slot{b.param, i, true}, b.letters)
		}
	}
	return f
}

// list is the form where there is one.
func (f *form) list() []*form {
	if f == nil {
		return nil
	}
	return []*form{f}
}

// lend adds a column without a role to the forms that have none for its field,
// and returns their roles.
func lend(s slot, b *binding, forms []*form) (roles []string) {
	s.own = false
	for _, f := range forms {
		if !slices.ContainsFunc(f.slots, func(o slot) bool { return o.own && whole(o.param) == whole(s.param) }) {
			f.add(s, b.letters)
			roles = append(roles, f.role)
		}
	}
	return roles
}

// share says which roles a column without a role counts for.
func (b *binding) share(roles []string, all int) {
	switch {
	case b.param == paramLock:
	case len(roles) == 0:
		b.drop(unknown, "each contact role has a column of its own for "+b.param)
	case len(roles) == all:
		b.how += ", for " + and(roles)
	default:
		b.how += fmt.Sprintf(", for %s, without a column of their own", and(roles))
	}
}

func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// whole is the contact field that a parameter is, or is a part of.
func whole(param string) string {
	if field := joined[param]; field != "" {
		return field
	}
	return param
}

func (f *form) add(s slot, letters string) {
	f.slots = append(f.slots, s)
	f.letters[s.param] = letters
	if field := joined[s.param]; field != "" && f.letters[field] == "" {
		f.letters[field] = letters
	}
}

// owns tells whether a parameter comes from a column of the form's own role.
func (f *form) owns(param string) bool {
	return f.role != "" && slices.ContainsFunc(f.slots, func(s slot) bool { return s.own && whole(s.param) == whole(param) })
}
