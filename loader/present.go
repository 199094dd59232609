package loader

import (
	"slices"

	"domainbatch/internal/api"
)

// present finds the cells that stand for present values, writes them all alike,
// and settles what they mean for fields that stand in several cells: all of them
// are the present value, or none is. The Chinese ones are taken out: nothing reads them.
func (l *load) present(raw map[string]string) []fault {
	var faults []fault
	found := false
	for _, name := range l.order {
		value := raw[name]
		if value == "" || !api.IsCurrent(value) {
			continue
		}
		found = true
		raw[name] = api.Current
		if slices.ContainsFunc(bilingual, func(plain string) bool { return zh(plain) == name }) {
			_, err := api.CheckValue(name, value)
			faults = append(faults, faultOf(name, value, err))
			delete(raw, name)
		}
	}
	if !found {
		return nil
	}
	return append(faults, l.presentWholes(raw)...)
}

// presentWholes makes one present value of the parts of a field.
func (l *load) presentWholes(raw map[string]string) []fault {
	var faults []fault
	for _, field := range []string{"RegistrantName", "Address", "Telephone"} {
		given := l.partsGiven(raw, field)
		isCurrent := func(param string) bool { return raw[param] == api.Current }
		at := slices.IndexFunc(given, isCurrent)
		if at < 0 {
			continue
		}
		// Two halves make a name; other parts go on with a field that has to be there.
		alone := given[0] != field && (field != "RegistrantName" || len(given) == 1)
		if alone || slices.ContainsFunc(given, func(param string) bool { return !isCurrent(param) }) {
			faults = append(faults, fault{
				param: given[at], value: api.Current, message: field + " stands in several cells, and only some of them are (current)",
				hint: "write (current) into all cells of " + field + ", or into none",
			})
		}
		for _, param := range given {
			delete(raw, param)
		}
		raw[field] = api.Current
	}
	return faults
}

// partsGiven lists the parameters with a value that a field is made of: itself,
// then its parts.
func (l *load) partsGiven(raw map[string]string, field string) []string {
	var given []string
	for _, name := range l.order {
		if whole(name) == field && raw[name] != "" {
			given = append(given, name)
		}
	}
	return given
}

// presentPhone tells whether the present telephone number is wanted. It has its
// own code and extension: they are taken over with it, or none of the three is.
// What --set gave for one of them does not count beside a number that has a cell.
func (r *reading) presentPhone(raw map[string]string) bool {
	wanted := raw["Telephone"] == api.Current
	for _, param := range []string{"TelArea", "TelExt"} {
		if (raw[param] == api.Current) == wanted {
			continue
		}
		if !slices.Contains(r.filled, "Telephone") {
			r.withdraw(raw, param)
		}
		switch value := raw[param]; {
		case value == "" && wanted:
			raw[param] = api.Current
		case value != "":
			r.faults = append(r.faults, fault{
				param: param, value: value, message: "of TelArea, Telephone and TelExt only some are (current)",
				hint: "write (current) into Telephone and leave the other two empty, or write the whole number",
			})
			if !wanted { // the number may tell it
				delete(raw, param)
			}
		}
	}
	return wanted
}
