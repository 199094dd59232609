package loader

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// operations reads what a row asks for where its sheet names operations: those
// of its cell, or else those of the sheet.
func (t *table) operations(e *entry, cells []string) {
	e.calls = t.wanted.rest
	text := ""
	if t.wanted.asks {
		text = strings.Clone(t.load.value(cells, t.wanted.column))
	}
	if text != "" {
		var unknown []string
		e.calls, unknown = t.load.words.callsIn(text)
		for _, word := range unknown {
			f := fault{param: paramOperation, value: text}
			f.message, f.hint = t.load.words.unknownOperation(word)
			if word != text {
				f.message = fmt.Sprintf("%q: %s", word, f.message)
			}
			e.complain(t.whole, f)
		}
	}
	if len(e.calls) == 0 {
		if text == "" || !slices.ContainsFunc(e.faults, func(f fault) bool { return f.param == paramOperation }) {
			e.complain(t.whole, fault{param: paramOperation, value: text, message: "Operation is empty", hint: "write what is to be done, or say it for all rows without with --op"})
		}
		return
	}
	if f := t.apart(e.calls); f != nil {
		e.complain(t.whole, *f)
		return
	}
	e.makeAsks(t, t.step(e, cells), cells)
}

// apart is the complaint about operations in one row that act on different things.
func (t *table) apart(calls []call) *fault {
	for i := range calls {
		if calls[i].subject() != calls[0].subject() {
			return &fault{
				param:   paramOperation,
				message: fmt.Sprintf("%s and %s are about different things", calls[0].word(), calls[i].word()),
				hint:    "give each a row of its own",
			}
		}
	}
	return nil
}

// step is the place that a row has among the changes of its domains; 0: none.
func (t *table) step(e *entry, cells []string) int {
	value := t.load.set[paramStep]
	at := slices.IndexFunc(t.whole.slots, func(s slot) bool { return s.param == paramStep })
	if at >= 0 {
		value = cmp.Or(strings.Clone(t.load.value(cells, t.whole.slots[at].index)), value)
	}
	if value == "" {
		return 0
	}
	if t.load.set[paramStep] == value {
		e.filled = append(e.filled, paramStep)
	}
	step, f := stepOf(value)
	if f != nil {
		e.complain(t.whole, *f)
	}
	return step
}

// makeAsks makes the asks of a row, operation by operation.
func (e *entry) makeAsks(t *table, step int, cells []string) {
	for i := range e.calls {
		c := &e.calls[i]
		switch {
		case !t.load.opts.Site.Has(c.op):
			e.complain(t.whole, fault{
				param: paramOperation, message: fmt.Sprintf("site %s does not have %s", t.load.opts.Site.Name, c.op.Name), hint: "take it out for this site",
			})
		case c.contact():
			t.contacts(e, cells, c, step)
		default:
			t.do(e, c, cells, step)
		}
	}
	if _, named := t.load.opts.Set[paramOperation]; named {
		e.filled = append(e.filled, paramOperation)
	}
}

// do reads the parameters of an operation that changes no contacts.
func (t *table) do(e *entry, c *call, cells []string, step int) {
	r := &reading{table: t, form: t.whole, call: c, fields: make(job.Params)}
	raw := make(map[string]string)
	for _, s := range t.whole.slots {
		if value := t.load.value(cells, s.index); value != "" && r.takes(s.param) {
			raw[s.param] = strings.Clone(value)
		}
	}
	r.fill(raw)
	delete(raw, c.subject()) // what it is about stands with the names
	r.owner(raw)
	r.status(raw)
	r.host(e, raw, t.domainCell(cells))
	given := make(map[string]string) // parameter → letters of its column
	r.servers(raw)
	for _, list := range lists {
		r.listed(raw, list, given)
	}
	if !c.op.Has(paramServer + ".N") {
		r.twoServers()
	}
	for _, name := range sortedRaw(raw) {
		r.plain(name, raw[name])
	}
	if c.op.Name == api.SubmitEmailVerification && raw["SendIfExist"] == "" {
		r.fields["SendIfExist"] = "false" // nobody is written to again unasked
	}
	r.whole(raw)
	ask := job.Ask{Op: c.name(), Step: step, Fields: t.load.shareAll(r.fields), Cells: t.whole.letters}
	if len(given) > 0 {
		ask.Cells = t.whole.with(given)
	}
	e.asks = append(e.asks, ask)
	e.filled = append(e.filled, r.filled...)
	for _, f := range r.faults {
		e.complain(t.whole, f)
	}
}

func (t *table) domainCell(cells []string) string {
	if i, ok := t.keys[paramDomain]; ok {
		return t.load.value(cells, i)
	}
	return ""
}

// takes tells whether what is read can use a value.
func (r *reading) takes(param string) bool {
	switch {
	case param == paramOperation || param == paramStep:
		return false
	case r.call == nil, r.call.contact():
		return bindable(param) && (param != paramProfileName || r.call != nil || r.form.letters[param] != "")
	case listOf(param) != "":
		return r.call.takes(listOf(param))
	}
	return r.call.takes(param) && r.call.knows(r.table.load.opts.Site, param)
}

// says is the contact that the word for an operation names; a nil call says nothing.
func (c *call) says() string {
	if c == nil {
		return ""
	}
	return c.target
}

// owner reads the contact fields of an operation that takes some: cleaned,
// joined and moved as for a change of contacts.
func (r *reading) owner(raw map[string]string) {
	if !r.call.op.Takes("RegistrantOrganization") || len(contactParts(raw)) == 0 {
		return
	}
	for _, name := range r.table.load.order {
		if api.IsCurrent(raw[name]) {
			r.faults = append(r.faults, fault{
				param: name, value: raw[name], message: "(current) stands for a value only where contacts of domains are changed", hint: "write the value itself",
			})
			delete(raw, name)
		}
	}
	r.faults = slices.Concat(r.faults, tidy(raw), merge(raw), r.table.load.scripts(raw))
	phone := raw["Telephone"]
	r.splitPhone(raw)
	contact := make(map[string]string)
	for _, f := range api.ContactFields {
		if raw[f.Name] != "" {
			contact[f.Name] = raw[f.Name]
			delete(raw, f.Name)
		}
	}
	fields := r.fields
	r.check(contact)
	for name, value := range r.fields {
		fields[name] = value
	}
	r.fields = fields
	if phone != "" {
		contact["Telephone"] = phone
	}
	r.together(contact)
}

// contactParts lists the contact fields and parts of fields that a row has.
func contactParts(raw map[string]string) []string {
	names := given(raw)
	for part := range joined {
		if raw[part] != "" {
			names = append(names, part)
		}
	}
	return names
}

// status settles whether a lock is set or lifted: the word for the operation
// says so, or a cell. A column of how locks are now decides nothing beside a word.
func (r *reading) status(raw map[string]string) {
	if !r.call.op.Has(paramStatus) {
		return
	}
	from := firstGiven(raw, locks)
	value, f := r.call.status, (*fault)(nil)
	if from != "" && (value == "" || from == paramStatus) {
		value, f = r.table.load.words.checked(from, raw[from])
	}
	switch {
	case f != nil:
		f.param = from
		r.faults = append(r.faults, *f)
	case r.call.status != "" && value != r.call.status:
		r.faults = append(r.faults, fault{
			param: from, value: raw[from], message: "the operation says the opposite", hint: fmt.Sprintf("clear the cell, or write %s as the operation", r.call.op.Short),
		})
	case value != "":
		r.fields[paramStatus] = value
		r.againstSet(raw, value)
	}
	for _, name := range locks {
		delete(raw, name)
	}
}

// againstSet complains where --set says of a lock what a column does not: that
// may be how the lock is now.
func (r *reading) againstSet(raw map[string]string, value string) {
	name := firstGiven(raw, locks[1:])
	if name == "" || !slices.Contains(r.filled, paramStatus) {
		return
	}
	if other, f := r.table.load.words.checked(name, raw[name]); f != nil || other != value {
		r.faults = append(r.faults, fault{
			param: name, value: raw[name], message: "the cell does not say what --set Status says", hint: `if it is how the lock is now, leave the column out: --column "HEADER="`,
		})
	}
}

// firstGiven is the first of some parameters that has a value; empty where none has.
func firstGiven(raw map[string]string, params []string) string {
	for _, name := range params {
		if raw[name] != "" {
			return name
		}
	}
	return ""
}

// plain takes a value that stands for itself.
func (r *reading) plain(name, value string) {
	normal, f := r.table.load.words.checked(name, value)
	if f != nil {
		f.param = name
		r.faults = append(r.faults, *f)
		return
	}
	r.fields[name] = normal
}

func sortedRaw(raw map[string]string) []string {
	names := make([]string, 0, len(raw))
	for name := range raw {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// shareAll is share for parameters of any operation.
func (l *load) shareAll(fields job.Params) job.Params {
	key := "\x00" + fields.Key()
	if known, ok := l.shared[key]; ok {
		return known
	}
	l.shared[key] = fields
	return fields
}

// with are the letters of a form's columns and of some parameters besides.
func (f *form) with(more map[string]string) map[string]string {
	all := make(map[string]string, len(f.letters)+len(more))
	for name, letters := range f.letters {
		all[name] = letters
	}
	for name, letters := range more {
		all[name] = letters
	}
	return all
}
