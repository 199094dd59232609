package loader

import (
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
)

// keyed finds the column that most rows name what they are about in.
func (t *table) keyed(cols []binding) {
	t.domain = -1
	for _, key := range []string{paramDomain, t.wanted.keyName(), paramHost, paramProfileName} {
		if i, ok := t.keys[key]; ok {
			t.domain = i
			break
		}
	}
	for i := range t.keys {
		if t.domain < 0 {
			t.domain = t.keys[i]
		}
	}
	if t.domain >= 0 {
		t.column = cols[t.domain].letters
	}
	if i, ok := t.keys[paramDomain]; ok && t.wanted.any((*call).hosts) {
		t.read = append(t.read, i) // what a host's name means depends on the domain
	}
}

// keyless tells whether no column says what rows are about.
func (t *table) keyless() bool { return t.domain < 0 }

// subject is the column that says what a row is about, and what that is: the
// index is -1 where no column does, the key empty where the row is about nothing.
func (t *table) subject(e *entry) (at int, key string) {
	if !t.wanted.named() || len(e.calls) == 0 {
		return t.domain, t.params[t.domain]
	}
	key = e.calls[0].subject()
	if at, ok := t.keys[key]; ok {
		return at, key
	}
	if at, ok := t.keys[paramHost]; ok && e.calls[0].hosts() {
		return at, key
	}
	return -1, key
}

// subjectIn is subject with its cell in a line. A profile without an id is told by its owner.
func (t *table) subjectIn(e *entry, cells []string) (at int, key, cell string) {
	at, key = t.subject(e)
	if at >= 0 {
		cell = t.load.value(cells, at)
	}
	if owner, ok := t.owner(e, key); ok && cell == "" {
		if name := t.load.value(cells, owner); name != "" {
			return owner, paramProfileName, name
		}
	}
	return at, key, cell
}

// owner is the column that names the owner of a profile, where a row has no id.
func (t *table) owner(e *entry, key string) (at int, ok bool) {
	if key != paramProfile || len(e.calls) == 0 || !e.calls[0].byOwner() {
		return -1, false
	}
	at, ok = t.keys[paramProfileName]
	return at, ok
}

func (t *table) columnOf(at int) string {
	switch {
	case at >= 0 && at != t.domain:
		return sheet.Letters(at)
	case t.domain < 0 && len(t.read) > 0:
		return sheet.Letters(t.read[0])
	}
	return t.column
}

// names reads what a row is about.
func (t *table) names(e *entry, key, cell string) ([]string, []fault) {
	switch {
	case len(e.names) > 0:
		return e.names, nil
	case t.told(e, key, cell):
		return nil, nil
	case cell == "" && key == paramHost, cell == "" && key == "":
		key = paramDomain
		fallthrough
	case cell == "":
		thing := map[string]string{paramDomain: "domain", paramEmail: "address"}[key]
		if thing == "" {
			thing = "value"
		}
		return nil, []fault{{param: key, message: key + " is empty", hint: "fill in the " + thing + ", or clear the line"}}
	case key == paramDomain:
		return t.load.domains(cell)
	}
	return t.load.tokens(key, cell)
}

// told tells whether a row needs no name: it is about nothing, the account tells
// which profile an owner has, or what is wrong was said at the host.
func (t *table) told(e *entry, key, cell string) bool {
	if cell == "" {
		return key == "" && t.wanted.named()
	}
	return key == "" && t.wanted.named() || key == paramProfileName || key == paramDomain && e.host
}

// tokens reads a cell of addresses or numbers: one, or several as for domains.
func (l *load) tokens(key, cell string) (names []string, faults []fault) {
	for _, token := range entriesIn(cell) {
		name, err := api.CheckValue(key, bare(token))
		switch {
		case err != nil:
			faults = append(faults, faultOf(key, token, err))
		case name != "" && !slices.Contains(names, name):
			names = append(names, strings.Clone(name))
		}
	}
	return names, faults
}
