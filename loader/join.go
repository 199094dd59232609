package loader

import (
	"slices"
	"strings"
)

// join decides which parts of contact fields are put together. They are where
// nothing can be lost: all parts have a column, the field has none of its own
// (an address and a telephone number have the column of their first part), and
// the headers are not Chinese, whose names and addresses are written in
// another order.
func join(cols []binding) {
	has := func(param string) bool {
		return slices.ContainsFunc(cols, func(b binding) bool { return b.param == param })
	}
	why := make(map[string]string)
	if has("RegistrantName") {
		why["RegistrantName"] = "RegistrantName has a column of its own"
	} else if !has(partFirst) || !has(partLast) {
		why["RegistrantName"] = "only one half of a name"
	}
	for _, whole := range []string{"Address", "Telephone"} {
		if !has(whole) {
			why[whole] = "there is no column " + whole
		}
	}
	for i := range cols {
		b := &cols[i]
		switch whole := joined[b.param]; {
		case whole == "":
		case why[whole] != "":
			b.drop(part, why[whole])
		case whole != "Telephone" && han(b.header):
			b.drop(part, "Chinese parts are not joined")
		default:
			b.how += ", joined into " + whole
		}
	}
}

// merge puts the parts in raw together and takes them out. What cannot be put
// together without guessing is a fault at the part's cell.
func merge(raw map[string]string) []fault {
	var faults []fault
	clash := func(param, message, hint string) {
		faults = append(faults, fault{param: param, value: raw[param], message: param + " " + message, hint: hint})
	}
	first, last := raw[partFirst], raw[partLast]
	switch {
	case first == "" && last == "":
	case first == "" || last == "":
		missing := partFirst
		if last == "" {
			missing = partLast
		}
		clash(missing, "is empty, the other half of the name is not", "give both, or the whole name in one column RegistrantName")
		raw["RegistrantName"] = first + last
	case han(first + last):
		clash(partFirst, "is Chinese: its order with the family name is not known", "give the whole name in one column")
		raw["RegistrantName"] = first + last
	default:
		raw["RegistrantName"] = first + " " + last
	}
	mergeAddress(raw, clash)
	mergeTelephone(raw, clash)
	for p := range joined {
		delete(raw, p)
	}
	return faults
}

func mergeAddress(raw map[string]string, clash func(param, message, hint string)) {
	for _, p := range []string{partAddress2, partAddress3} {
		switch {
		case raw[p] == "":
		case raw["Address"] == "":
			clash(p, "continues an Address that is empty", "move it to the column Address")
		default:
			raw["Address"] += ", " + raw[p]
		}
	}
}

func mergeTelephone(raw map[string]string, clash func(param, message, hint string)) {
	area, number := strings.Trim(raw[partArea], "() "), raw["Telephone"]
	switch {
	case area == "":
	case number == "":
		clash(partArea, "belongs to a Telephone that is empty", "give the number, or blank this cell")
	case !digits(area):
		clash(partArea, "is not digits alone", "give the whole number in the column Telephone and blank this cell")
	case strings.HasPrefix(number, "+"), strings.HasPrefix(number, "00"):
		clash(partArea, "belongs to a Telephone that starts with a country code", "blank this cell if the area code stands in the number already")
	case strings.HasPrefix(strings.TrimLeft(number, "("), area):
		clash(partArea, "stands at the beginning of Telephone already", "blank this cell if it is the same area code")
	default:
		raw["Telephone"] = area + " " + number
	}
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
