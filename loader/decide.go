package loader

import (
	"slices"
	"strings"
	"unicode"

	"domainbatch/internal/api"
	"domainbatch/internal/sheet"
)

// statusField is what a column of states of a domain would be.
const statusField = "DomainStatus"

// settle decides the headers that mean several things: by what stands under
// them, over all rows, or not at all. Mixed values are a doubt, never a majority.
func (l *load) settle(src *sheet.Table, head *header, cols []binding) error {
	tallies := make(map[int]*tally)
	for i := range cols {
		if b := &cols[i]; b.open != nil && b.param == "" {
			tallies[i] = &tally{test: l.test(b.open.decide)}
		}
	}
	if err := l.count(src, head.number, tallies); err != nil {
		return err
	}
	others := takenIn(cols)
	for _, i := range sortedKeys(tallies) {
		b := &cols[i]
		tallies[i].decide(b, others)
		others.note(b)
	}
	return nil
}

// decide settles what a column is by what stands under it.
func (t *tally) decide(b *binding, others taken) {
	switch b.open.decide {
	case "name":
		t.decideName(b, others)
	case "owner":
		t.decideOwner(b)
	case "status":
		t.decideStatus(b)
	case "role":
		t.decidePerson(b)
	case "dial":
		t.decideDial(b)
	case "extension":
		t.decideExtension(b, others)
	case "switch":
		t.decideSwitch(b)
	default:
		b.doubt()
	}
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// test is what tells the meanings of an ambiguous header apart.
func (l *load) test(decide string) func(string) bool {
	switch decide {
	case "role":
		return l.isRole
	case "status":
		return func(v string) bool { return l.words.statuses[Normal(v)] }
	case "switch":
		return func(v string) bool {
			_, f := l.words.checked(paramStatus, v)
			return f != nil && l.words.statuses[Normal(v)]
		}
	case "dial":
		return isDial
	case "extension":
		return func(v string) bool { _, err := api.CheckValue("TelExt", v); return err == nil }
	case "name", "owner":
		return l.words.isOrganisation
	}
	return func(string) bool { return false }
}

// isRole knows the words for contacts: those that are values of ContactType,
// and shorter ones that could be nothing else.
func (l *load) isRole(value string) bool {
	_, err := api.CheckValue(paramTarget, value)
	return err == nil || l.words.roles[Normal(value)] != ""
}

// isDial knows a country's calling code from a local area code: with its plus
// or 00, or the one that Chinese sheets leave bare.
func isDial(value string) bool {
	return value == "86" || strings.HasPrefix(value, "+") || strings.HasPrefix(value, "00")
}

// tally counts what stands under a header.
type tally struct {
	test      func(string) bool
	all, yes  int // values, and those that pass the test
	han       int // those with Chinese characters
	numbers   int // those with digits and without any letter
	addresses int // those with an @
}

// count goes through the rows for the columns that need it. Present values tell
// nothing about them.
func (l *load) count(src *sheet.Table, header int, tallies map[int]*tally) error {
	if len(tallies) == 0 {
		return nil
	}
	for rec, err := range l.records(src) {
		if err != nil {
			return err
		}
		if rec.Line <= header || rec.Line == header+1 && l.headersIn(rec) { // the header in another language
			continue
		}
		for i, t := range tallies {
			if v := l.value(rec.Cells, i); v != "" && !isFooter(v) && !api.IsCurrent(v) && !marked(rec.Marks, i) {
				t.add(v)
			}
		}
	}
	return nil
}

func (t *tally) add(v string) {
	t.all++
	for _, n := range []struct {
		counter *int
		is      bool
	}{
		{&t.yes, t.test(v)},
		{&t.han, han(v)},
		{&t.numbers, strings.ContainsAny(v, "0123456789") && !strings.ContainsFunc(v, unicode.IsLetter)},
		{&t.addresses, strings.Contains(v, "@")},
	} {
		if n.is {
			*n.counter++
		}
	}
}

// doubt leaves a column unused that could be any of some parameters; none
// given: those of its question.
func (b *binding) doubt(params ...string) {
	if len(params) > 0 {
		b.open = &question{b.open.decide, params}
	}
	b.drop(doubt, "")
}

// take uses a column as what was found out.
func (b *binding) take(param, how string) { b.param, b.how, b.reason = param, how, used }

// decideStatus: a State is the domain's where its values are states of domains.
func (t *tally) decideStatus(b *binding) {
	switch {
	case t.yes == 0:
		b.take(b.open.params[0], "content: no states of a domain")
	case t.yes == t.all:
		b.drop(unknown, "content: states of a domain")
	default:
		b.doubt(b.open.params[0], statusField)
	}
}

// decidePerson: a Contact is its role where the values are roles, else a
// person; one whose header says the role is a person, unless addresses or
// numbers stand there.
func (t *tally) decidePerson(b *binding) {
	person := b.open.params[1]
	switch {
	case t.addresses+t.numbers > 0 && t.yes == 0:
		b.doubt(person, "Email", "Telephone")
	case b.role != "":
		b.take(person, "synonym")
	case t.yes == 0:
		b.take(person, "content: not contact roles")
	case t.yes == t.all:
		b.take(paramTarget, "content: contact roles")
	default:
		b.doubt()
	}
}

func (t *tally) decideDial(b *binding) {
	switch {
	case t.all > 0 && t.yes == t.all:
		b.take(b.open.params[0], "content: calling codes of countries")
	case t.yes == 0:
		b.take(b.open.params[1], "content: not calling codes of countries")
	default:
		b.doubt()
	}
}

// decideExtension: an Extension is a telephone's where it has digits, and not
// the ending of a domain; nor where another column is the telephone's.
func (t *tally) decideExtension(b *binding, others taken) {
	switch extension := b.open.params[0]; {
	case t.yes == t.all && !others.rival(b, extension):
		b.take(extension, "content: digits")
	case t.yes == 0 || t.yes == t.all:
		b.drop(unknown, "content: not of a telephone")
	default:
		b.doubt()
	}
}

// decideOwner: a Registrant is the owner where all values are names of
// organisations in one script.
func (t *tally) decideOwner(b *binding) {
	organisations := t.all > 0 && t.yes == t.all
	switch {
	case organisations && t.han == 0:
		b.take("RegistrantOrganization", "content: organisations")
	case organisations && t.han == t.all:
		b.take("ZhRegistrantOrganization", "content: organisations")
	case t.all > 0 && t.han == 0:
		b.doubt("RegistrantOrganization", "RegistrantName")
	case t.all > 0 && t.han == t.all:
		b.doubt("ZhRegistrantOrganization", "ZhRegistrantName")
	default:
		b.doubt()
	}
}

// decideName: a Name is a person's, since another column is the domain, unless
// the person has a column already or organisations stand there.
func (t *tally) decideName(b *binding, others taken) {
	switch person, owner := b.open.params[0], b.open.params[1]; {
	case others.rival(b, person):
		b.doubt(owner)
	case t.yes > 0 && !others.rival(b, owner):
		b.doubt()
	default:
		b.take(person, "synonym, since another column is the domain")
	}
}
