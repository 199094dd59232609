package loader

import (
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
	blank   bool // nothing stands in the cells
	fields  job.Params
	targets []string
	faults  []fault
	filled  []string // parameters that --set gave, until a row counts them
}

// entry returns what the cells of a row amount to, with the values of --set.
func (t *table) entry(cells []string) *entry {
	t.key = t.key[:0]
	for _, v := range t.values {
		t.key = append(t.key, t.load.value(cells, v.index)...)
		t.key = append(t.key, 0)
	}
	if e, ok := t.entries[string(t.key)]; ok {
		return e
	}
	e := t.read(cells)
	t.entries[string(t.key)] = e
	return e
}

// read cleans, joins, fills and checks the cells of a row.
func (t *table) read(cells []string) *entry {
	raw := make(map[string]string, len(t.values)+len(t.load.set))
	for _, v := range t.values {
		if value := t.load.value(cells, v.index); value != "" {
			raw[v.param] = strings.Clone(value)
		}
	}
	e := &entry{blank: len(raw) == 0}
	e.faults = append(merge(raw), t.load.scripts(raw)...)
	for name, value := range t.load.set {
		if raw[name] == "" {
			raw[name] = value
			e.filled = append(e.filled, name)
		}
	}
	phone := raw["Telephone"]
	filled, faults := splitPhone(raw, e.filled)
	e.filled, e.faults = filled, append(e.faults, faults...)
	t.check(e, raw)
	raw["Telephone"] = phone // complaints show what the cell holds
	e.faults = append(e.faults, t.lack(e, raw)...)
	together(e, raw)
	e.fields = t.load.share(e.fields)
	return e
}

// check takes the values into the entry, those that are wrong as faults.
func (t *table) check(e *entry, raw map[string]string) {
	e.fields = make(job.Params, len(raw))
	for _, name := range t.load.order {
		value := raw[name]
		switch {
		case value == "" || faulty(e.faults, name):
		case name == paramTarget:
			found, f := readTargets(t.load.words, value)
			if e.targets = found; f != nil {
				e.faults = append(e.faults, *f)
			}
		default:
			normal, err := api.CheckValue(name, value)
			if err != nil {
				e.faults = append(e.faults, faultOf(name, value, err))
				continue
			}
			e.fields[name] = normal
		}
	}
}

// together checks the fields that only mean something side by side. What was
// complained about before is not complained about again.
func together(e *entry, raw map[string]string) {
	for _, fe := range api.CheckContact(e.fields) {
		if !faulty(e.faults, fe.Param) {
			e.faults = append(e.faults, fault{param: fe.Param, value: raw[fe.Param], message: fe.Message, hint: fe.Hint})
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

// lack finds what a row needs and does not have.
func (t *table) lack(e *entry, raw map[string]string) []fault {
	var faults []fault
	if raw[paramTarget] == "" {
		faults = append(faults, t.missing(paramTarget, "say for which contact with --set ContactType=registrant, or admin, billing, tech"))
	}
	given := given(raw)
	switch {
	case raw[paramProfile] != "" && len(given) > 0:
		faults = append(faults, fault{
			param: paramProfile, value: raw[paramProfile],
			message: fmt.Sprintf("%s and contact fields (%s) are in one row", paramProfile, strings.Join(given, ", ")),
			hint:    "a contact comes from a profile or from fields: leave one of them out, also in --set",
		})
	case raw[paramProfile] != "":
	case len(given) == 0, t.load.opts.Partial && slices.Equal(given, []string{paramType}):
		faults = append(faults, fault{
			param:   t.firstField(),
			message: "the row has no contact data",
			hint:    "fill in the contact fields or a RegistrantProfileId",
		})
	default:
		faults = append(faults, t.required(e, raw)...)
	}
	if slices.Contains(e.targets, api.TargetRegistrant) && raw[paramLock] == "" {
		faults = append(faults, t.missing(paramLock,
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
func (t *table) firstField() string {
	for _, f := range api.ContactFields {
		if t.letters[f.Name] != "" {
			return f.Name
		}
	}
	if t.letters[paramProfile] != "" {
		return paramProfile
	}
	return paramDomain
}

// required finds the contact fields that are missing. With --partial blanks
// are allowed, but for RegistrantType, which no document makes optional
// (operations.yaml, SaveBatchTaskForUpdatingContactInfoByNewContact).
func (t *table) required(e *entry, raw map[string]string) []fault {
	var faults []fault
	for _, f := range api.ContactFields {
		if !f.Required || raw[f.Name] != "" || t.load.opts.Site.Lacks[f.Name] {
			continue
		}
		if t.load.opts.Partial && f.Name != paramType {
			continue
		}
		if c := t.wanting(e, raw, f.Name); c != nil {
			faults = append(faults, *c)
		}
	}
	return faults
}

// wanting is the complaint about a contact field that is missing; nil where
// another complaint explains it.
func (t *table) wanting(e *entry, raw map[string]string, param string) *fault {
	var f fault
	switch {
	case isNoted(e.faults, param):
		f = untranslated(param, raw[zh(param)])
	case param != "TelArea" || raw["Telephone"] == "":
		f = t.missing(param, "")
	case faulty(e.faults, "Telephone"), faulty(e.faults, "Country"):
		return nil
	default:
		f = lackingCode(raw["Telephone"])
	}
	return &f
}

// missing is a value that a row lacks: its cell is empty, or no column has it.
func (t *table) missing(param, hint string) fault {
	if t.letters[param] != "" {
		if hint == "" {
			hint = fmt.Sprintf("fill in the cell, or give one value to all rows without: --set %s=…", param)
		}
		return fault{param: param, message: param + " is empty", hint: hint}
	}
	if hint == "" {
		hint = fmt.Sprintf(`give one value to all rows with --set %s=…, or name a column with --column "HEADER=%s"`, param, param)
	}
	for _, b := range t.doubts {
		if slices.Contains(b.open.params, param) {
			hint = fmt.Sprintf(`did you mean column %s %q? --column "%s=%s" says so; else %s`, b.letters, b.header, b.header, param, hint)
		}
	}
	return fault{param: param, message: param + " is missing: no column has it", hint: hint}
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
