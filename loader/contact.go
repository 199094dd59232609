package loader

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
)

// entry is what the cells of a row say beside its domains. Rows with the same
// cells share one: a sheet of 100,000 rows has a few dozen.
type entry struct {
	blank  bool // nothing stands in the cells
	asks   []job.Ask
	faults []fault
	filled []string // parameters that --set gave, until a row counts them

	calls []call   // what the row asks for, where its sheet names operations
	names []string // what the row is about, where the name of a host says so
	host  bool     // that name is complained about
}

// entry returns what the cells of a row amount to, with the values of --set.
func (t *table) entry(cells []string) *entry {
	t.key = t.key[:0]
	for _, i := range t.read {
		t.key = append(t.key, t.load.value(cells, i)...)
		t.key = append(t.key, 0)
	}
	if e, ok := t.entries[string(t.key)]; ok {
		return e
	}
	e := &entry{blank: len(bytes.Trim(t.key, "\x00")) == 0}
	if t.wanted.named() {
		t.operations(e, cells)
	} else {
		t.contacts(e, cells, nil, 0)
	}
	t.entries[string(t.key)] = e
	return e
}

// contacts asks for the contacts that a row has, by the operation of a call; nil:
// whichever fits.
func (t *table) contacts(e *entry, cells []string, c *call, step int) {
	before := len(e.asks)
	for _, f := range t.forms {
		if f.role == "" || c.says() == "" || f.role == c.says() {
			t.ask(e, f, cells, c)
		}
	}
	for i := before; i < len(e.asks) && c != nil; i++ {
		e.asks[i].Op, e.asks[i].Step = c.name(), step
	}
	if len(e.asks) == before {
		e.faults = append(e.faults, t.nothing())
	}
}

// nothing is the complaint about a row in which no contact has a value.
func (t *table) nothing() fault {
	f := t.forms[0]
	if len(f.slots) == 0 {
		return fault{param: paramDomain, message: "the row has no contact data", hint: "fill in the columns of a contact"}
	}
	s := f.slots[0]
	return fault{
		param: s.param, letters: f.letters[s.param],
		message: "the row has no contact data", hint: "fill in the columns of a contact",
	}
}

// reading is one ask in the making.
type reading struct {
	table   *table
	form    *form
	fields  job.Params
	call    *call // nil: a change of contacts by whichever operation fits
	targets []string
	faults  []fault
	filled  []string // parameters that --set gave
}

// ask cleans, joins, fills and checks the cells of a form. Where several
// contacts have columns, one whose own cells are all blank is not asked for.
func (t *table) ask(e *entry, f *form, cells []string, c *call) {
	raw := make(map[string]string, len(f.slots)+len(t.load.set))
	wanted := len(t.forms) == 1 && f.role == ""
	for _, s := range f.slots {
		if value := t.load.value(cells, s.index); value != "" && !t.load.opts.Site.Lacks[s.param] {
			raw[s.param] = strings.Clone(value)
			wanted = wanted || s.own
		}
	}
	if !wanted {
		return
	}
	r := &reading{table: t, form: f, call: c}
	r.faults = slices.Concat(tidy(raw), t.load.present(raw), merge(raw), t.load.scripts(raw))
	r.fill(raw)
	phone := raw["Telephone"]
	if !r.presentPhone(raw) {
		r.splitPhone(raw)
	}
	r.check(raw)
	raw["Telephone"] = phone // complaints show what the cell holds
	r.faults = append(r.faults, r.lack(raw)...)
	r.together(raw)
	e.asks = append(e.asks, job.Ask{Targets: r.targets, Fields: t.load.share(r.fields), Cells: f.letters})
	e.filled = append(e.filled, r.filled...)
	for _, fault := range r.faults {
		e.complain(f, fault)
	}
}

// fill gives the values of --set to what has none.
func (r *reading) fill(raw map[string]string) {
	for name, value := range r.table.load.set {
		if !r.has(raw, name) && r.takes(name) && (name != paramTarget || r.form.role == "") {
			raw[name] = value
			r.filled = append(r.filled, name)
		}
	}
	switch {
	case r.form.role != "":
		r.targets = []string{r.form.role}
	case raw[paramTarget] == "" && r.call.says() != "":
		raw[paramTarget] = r.call.says()
	}
}

// has tells whether a row has a value for a parameter of --set, under whatever name.
func (r *reading) has(raw map[string]string, name string) bool {
	switch {
	case raw[name] != "":
		return true
	case listOf(name) != "":
		return listOf(name) == name && firstGiven(raw, entryNames(name)) != ""
	case name == paramStatus:
		return r.call != nil && r.call.status != ""
	}
	return false
}

// complain notes a fault of a form, once where several forms share the cell.
func (e *entry) complain(f *form, fault fault) {
	fault.letters = f.letters[fault.param]
	if f.owns(fault.param) {
		fault.message += " (" + f.role + " contact)"
	}
	if !slices.Contains(e.faults, fault) {
		e.faults = append(e.faults, fault)
	}
}

// check takes the values, those that are wrong as faults.
func (r *reading) check(raw map[string]string) {
	r.fields = make(job.Params, len(raw))
	for _, name := range r.table.load.order {
		value := raw[name]
		switch {
		case value == "" || r.faulty(name):
		case name == paramTarget:
			found, f := readTargets(r.table.load.words, value)
			if f == nil {
				f = r.otherTarget(found, value)
			}
			if r.targets = found; f != nil {
				r.faults = append(r.faults, *f)
			}
		default:
			normal, err := api.CheckValue(name, value)
			switch {
			case err == nil:
				r.fields[name] = normal
			case !r.told(name, value):
				r.faults = append(r.faults, faultOf(name, value, err))
			}
		}
	}
}

// otherTarget is the complaint about contacts that the operation does not change.
func (r *reading) otherTarget(targets []string, value string) *fault {
	only := r.call.says()
	if only == "" || len(targets) == 1 && targets[0] == only {
		return nil
	}
	return &fault{param: paramTarget, value: value, message: "the operation changes the " + only + " alone", hint: "write " + only + ", or contacts as the operation"}
}

// faulty tells whether there is a complaint about a parameter.
func (r *reading) faulty(param string) bool {
	return slices.ContainsFunc(r.faults, func(f fault) bool { return f.param == param && !f.note })
}

// moved tells whether the text of a field was taken for another one.
func (r *reading) moved(param string) bool {
	return slices.ContainsFunc(r.faults, func(f fault) bool { return f.param == param && f.note })
}

// together checks the fields that only mean something side by side. What was
// complained about before is not complained about again.
func (r *reading) together(raw map[string]string) {
	for _, fe := range api.CheckContact(r.fields) {
		if !r.faulty(fe.Param) {
			r.faults = append(r.faults, fault{param: fe.Param, value: raw[fe.Param], message: fe.Message, hint: fe.Hint})
		}
	}
}

// share returns one map for equal parameters, so that the plan of a large sheet is small.
func (l *load) share(fields job.Params) job.Params {
	l.fieldKey = l.fieldKey[:0]
	for _, name := range l.order {
		l.fieldKey = append(l.fieldKey, fields[name]...)
		l.fieldKey = append(l.fieldKey, 0)
	}
	if known, ok := l.shared[string(l.fieldKey)]; ok {
		return known
	}
	l.shared[string(l.fieldKey)] = fields
	return fields
}

// orOperation goes on with what a sheet without contacts may be for.
func (r *reading) orOperation() string {
	if slices.ContainsFunc(r.form.slots, func(s slot) bool { return ofContact(s.param) }) {
		return ""
	}
	return "; for another operation than contacts name it: in a column Operation, by the sheet's name, or with --op"
}

// lack finds what a row needs and does not have.
func (r *reading) lack(raw map[string]string) []fault {
	var faults []fault
	if raw[paramTarget] == "" && r.form.role == "" {
		faults = append(faults, r.missing(paramTarget, "say for which contact with --set ContactType=registrant, or admin, billing, tech"))
	}
	given, profile := given(raw), profileIn(raw)
	switch {
	case raw[paramProfile] != "" && raw[paramProfileName] != "":
		faults = append(faults, twoProfiles(raw))
	case profile != "" && len(given) > 0:
		faults = append(faults, fault{
			param: profile, value: raw[profile],
			message: fmt.Sprintf("%s and contact fields (%s) are in one row", profile, strings.Join(given, ", ")),
			hint:    "a contact comes from a profile or from fields: leave one of them out, also in --set",
		})
	case profile != "":
	case len(given) == 0, r.table.load.opts.Partial && slices.Equal(given, []string{paramType}):
		faults = append(faults, fault{
			param:   r.firstField(),
			message: "the row has no contact data",
			hint:    r.table.orColumn("fill in the contact fields or a RegistrantProfileId" + r.orOperation()),
		})
	default:
		faults = append(faults, r.required(raw)...)
	}
	if slices.Contains(r.targets, api.TargetRegistrant) && raw[paramLock] == "" {
		faults = append(faults, r.missing(paramLock,
			"a change of the registrant needs the choice: --set TransferOutProhibited=true locks the domain against transfer for 60 days, false does not"))
	}
	return faults
}

// given lists the contact fields that a row has.
func given(raw map[string]string) []string {
	var names []string
	for _, f := range api.ContactFields {
		if raw[f.Name] != "" {
			names = append(names, f.Name)
		}
	}
	return names
}

// firstField is where contact data would start: a column to point at.
func (r *reading) firstField() string {
	for _, f := range api.ContactFields {
		if r.form.letters[f.Name] != "" {
			return f.Name
		}
	}
	for _, name := range []string{paramProfile, paramProfileName} {
		if r.form.letters[name] != "" {
			return name
		}
	}
	if len(r.table.forms) > 1 {
		return paramTarget
	}
	return paramDomain
}

// required finds the contact fields that are missing. With --partial blanks
// are allowed, but for RegistrantType, which no document makes optional
// (operations.yaml, SaveBatchTaskForUpdatingContactInfoByNewContact).
func (r *reading) required(raw map[string]string) []fault {
	var faults []fault
	for _, f := range api.ContactFields {
		if !f.Required || raw[f.Name] != "" || r.table.load.opts.Site.Lacks[f.Name] {
			continue
		}
		if r.table.load.opts.Partial && f.Name != paramType {
			continue
		}
		if c := r.wanting(raw, f.Name); c != nil {
			faults = append(faults, *c)
		}
	}
	return faults
}

// orColumn puts a column that is not used but could hold something before a hint.
func (t *table) orColumn(hint string) string {
	if len(t.doubts) == 0 {
		return hint
	}
	b := &t.doubts[0]
	return fmt.Sprintf(`is it in column %s %q? --column "%s=%s" says so; else %s`, b.letters, b.header, b.header, b.choices()[0], hint)
}

// wanting is the complaint about a contact field that is missing; nil where
// another complaint explains it.
func (r *reading) wanting(raw map[string]string, param string) *fault {
	var f fault
	switch {
	case r.moved(param):
		f = untranslated(param, raw[zh(param)])
	case param == "RegistrantOrganization" && raw["RegistrantName"] != "" && r.fields[paramType] == "1":
		f = r.missing(param, "the owner is an individual: the name belongs here too, in the column or with --set RegistrantOrganization=…")
	case param != "TelArea" || raw["Telephone"] == "":
		f = r.missing(param, "")
	case r.faulty("Telephone"), r.faulty("Country"):
		return nil
	default:
		f = lackingCode(raw["Telephone"])
	}
	return &f
}

// missing is a value that an ask lacks: its cell is empty, or no column has it.
func (r *reading) missing(param, hint string) fault {
	if r.form.letters[param] != "" {
		if hint == "" {
			hint = fmt.Sprintf("fill in the cell, or give one value to all rows without: --set %s=…", param)
		}
		return fault{param: param, message: param + " is empty", hint: hint}
	}
	role, message := r.form.role, param+" is missing: no column has it"
	if slices.ContainsFunc(r.table.forms, func(f *form) bool { return f.letters[param] != "" }) {
		message += " for the contact " + role
	} else {
		role = ""
	}
	if hint == "" {
		hint = fmt.Sprintf(`give one value to all rows with --set %s=…, or name a column with --column "HEADER=%s"`, param, named(role, param))
	}
	told := 0
	for i := range r.table.doubts {
		b := &r.table.doubts[i]
		if told < mostCandidates && slices.Contains(b.open.params, param) && (b.role == r.form.role || b.role == "") {
			hint = fmt.Sprintf(`did you mean column %s %q? --column "%s=%s" says so; else %s`, b.letters, b.header, b.name(), named(b.role, param), hint)
			told++
		}
	}
	return fault{param: param, message: message, hint: hint}
}

// readTargets reads a ContactType cell: one target or several, each once.
func readTargets(v *vocabulary, cell string) ([]string, *fault) {
	list, err := api.CheckValue(paramTarget, strings.NewReplacer("\r\n", ",", "\n", ",", "\r", ",").Replace(cell))
	if err == nil {
		return strings.Split(list, ","), nil
	}
	f := faultOf(paramTarget, cell, err)
	if target := v.roles[Normal(cell)]; target != "" {
		f.hint = fmt.Sprintf("write %q", target)
	}
	return nil, &f
}

// faultOf makes a complaint of what package api says about a value.
func faultOf(param, value string, err error) fault {
	f := fault{param: param, value: value, message: err.Error()}
	var ve *api.ValueError
	if errors.As(err, &ve) {
		f.message, f.hint = ve.Message, ve.Hint
	}
	return f
}
