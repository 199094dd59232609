package loader

import (
	"slices"
	"strings"

	"domainbatch/internal/api"
)

// meaning is what a header says by itself.
type meaning struct {
	field  string    // a field, whether a contact change takes it or not
	open   *question // or what it could be
	role   string    // the ContactType in it
	named  bool      // the role may be no more than a part of a field's name, as in RegistrantName
	others bool      // it is about a contact that the API does not have
}

// known tells whether anything is known of the header.
func (m *meaning) known() bool { return m.field != "" || m.open != nil || m.others }

// meaning finds what a header in normal form says: a field, a question, or a
// contact role with one of them.
func (v *vocabulary) meaning(normal string) meaning {
	if q := v.ambiguous[normal]; q != nil {
		return meaning{open: q, role: v.roles[normal], named: v.roles[normal] != ""}
	}
	if field := v.fields[normal]; field != "" {
		m := meaning{field: field}
		if ofContact(field) && field != paramType && v.namesRegistrant(normal) {
			m.role, m.named = api.TargetRegistrant, true
		}
		return m
	}
	splits := v.splits(normal)
	for _, s := range splits {
		if m := v.within(s.target, s.rest); m.known() {
			return m
		}
	}
	role, others := v.roleOf(normal)
	if role != "" {
		return meaning{open: &question{"role only", wholes(normal)}, role: role}
	}
	return meaning{others: others}
}

// meaningUnder is the meaning of a header that a contact role may stand over.
func (v *vocabulary) meaningUnder(over, normal string) meaning {
	role, others := v.roleOf(v.normal(over))
	if role == "" && !others {
		return v.meaning(normal)
	}
	if m := v.within(role, normal); m.known() {
		return m
	}
	m := v.meaning(normal) // "Admin Email" under "Admin Contact"
	if m.role != "" && m.role != role {
		return meaning{}
	}
	return m
}

// named reads what --column calls a parameter: its name, or a role and its name.
func (v *vocabulary) named(name string) (role, param string) {
	if before, after, ok := strings.Cut(name, " "); ok {
		if role := v.roles[Normal(before)]; role != "" && ofContact(after) {
			return role, after
		}
	}
	return "", name
}

// wholes is what a column may hold that has nothing but a contact role for a header.
func wholes(normal string) []string {
	if han(normal) {
		return []string{"ZhRegistrantName", "ZhRegistrantOrganization", "RegistrantName", "Email"}
	}
	return []string{"RegistrantName", "RegistrantOrganization", "Email"}
}

// within finds what a header says of the contact of one role; an empty role is
// one that the API does not have.
func (v *vocabulary) within(role, normal string) meaning {
	if role == "" {
		return meaning{others: true}
	}
	for _, rest := range []string{normal, lead(normal, v.after)} {
		field, q := v.fields[rest], v.ambiguous[rest]
		if q != nil && (q.decide == "status" || q.decide == "name") {
			field, q = q.params[0], nil // a contact has no status, and is no domain
		}
		switch {
		case q != nil && q.decide != "lock":
			return meaning{open: q, role: role}
		case ofContact(field):
			return meaning{field: field, role: role}
		case field != "" && !bindable(field):
			return meaning{field: field}
		}
	}
	return meaning{}
}

// ofContact tells whether a field is a contact's own, so that each role may have its own column for it.
func ofContact(field string) bool {
	return bindable(field) && field != paramDomain && field != paramTarget && field != paramLock
}

// namesRegistrant tells whether the name of a field has a word for the registrant in it.
func (v *vocabulary) namesRegistrant(normal string) bool {
	return v.roles[normal] == api.TargetRegistrant ||
		slices.ContainsFunc(v.splits(normal), func(s split) bool { return s.target == api.TargetRegistrant })
}

// split is a header divided into a contact role and the rest. The target is
// empty for a role that the API does not have.
type split struct{ target, rest string }

// splits divides a header at the contact role at its beginning or its end, in
// all ways, the longest role word first.
func (v *vocabulary) splits(normal string) []split {
	var all []split
	for _, word := range v.roleWords {
		for _, h := range []string{normal, lead(normal, v.before)} {
			if rest, ok := strings.CutPrefix(h, word); ok && rest != "" {
				all = append(all, split{v.roles[word], rest})
			}
			if rest, ok := strings.CutSuffix(h, word); ok && rest != "" {
				all = append(all, split{v.roles[word], rest})
			}
		}
	}
	return all
}

// lead takes the longest of some words off the beginning of a text.
func lead(text string, words []string) string {
	for _, word := range words {
		if rest, ok := strings.CutPrefix(text, word); ok && rest != "" {
			return rest
		}
	}
	return text
}

// tail is lead for the end of a text.
func tail(text string, words []string) string {
	for _, word := range words {
		if rest, ok := strings.CutSuffix(text, word); ok && rest != "" {
			return rest
		}
	}
	return text
}

// roleOf is the contact role that a whole text in normal form names, such as
// "Admin Contact" over several columns; others tells that it is one that the
// API does not have.
func (v *vocabulary) roleOf(normal string) (role string, others bool) {
	for _, text := range []string{normal, tail(normal, v.after), lead(tail(normal, v.after), v.before)} {
		if role, others = v.roles[text], v.others[text]; role != "" || others {
			return role, others
		}
	}
	return "", false
}

// settleRoles decides whether the role in headers such as "Registrant Email"
// counts. The API has fields of that name for contacts of every role, so it
// does where other roles have columns, or where nothing else says which contact
// the rows are about and not only such names stand there.
func (l *load) settleRoles(cols []binding) {
	has := func(f func(b binding) bool) bool { return slices.ContainsFunc(cols, f) }
	typed := l.set[paramTarget] != "" || has(func(b binding) bool { return b.param == paramTarget })
	if typed && !l.opts.Partial {
		loneNames(cols)
	}
	if has(binding.sureRole) || !typed && has(func(b binding) bool { return b.role != "" && b.param != "" && !apiNamed(b.param) }) {
		return
	}
	for i := range cols {
		if b := &cols[i]; b.role == api.TargetRegistrant {
			b.role = ""
		}
	}
}

// loneNames leaves in doubt the columns that are all there is of a role and hold
// a name: beside a ContactType, whose columns are not lent to other contacts, a
// name alone makes no contact.
func loneNames(cols []binding) {
	for _, role := range api.Targets {
		var mine []*binding
		for i := range cols {
			if b := &cols[i]; b.param != "" && b.role == role {
				mine = append(mine, b)
			}
		}
		more := func(b *binding) bool { return b.flagged || strings.TrimPrefix(b.param, "Zh") != "RegistrantName" }
		if role == api.TargetRegistrant || slices.ContainsFunc(mine, more) {
			continue
		}
		for _, b := range mine {
			b.open = &question{"role only", []string{b.param}}
			b.doubt()
		}
	}
}

// sureRole tells whether a column in use is about one contact and no other.
func (b binding) sureRole() bool {
	return b.param != "" && b.role != "" && (b.role != api.TargetRegistrant || b.flagged)
}

// apiNamed tells whether the API's own name of a field has the registrant in it.
func apiNamed(param string) bool {
	return strings.HasPrefix(strings.TrimPrefix(param, "Zh"), "Registrant")
}
