package loader

import (
	"slices"
	"strings"
)

// join decides which parts of contact fields are put together. They are where
// nothing can be lost: all parts have a column, and the field has none of its own
// (an address and a telephone number have the column of their first part).
func join(cols []binding) {
	has := func(param string) bool {
		return slices.ContainsFunc(cols, func(b binding) bool { return b.param == param })
	}
	why, into := make(map[string]string), make(map[string]string)
	switch {
	case has("RegistrantName"):
		why["RegistrantName"] = "RegistrantName has a column of its own"
	case !has(partFirst) || !has(partLast):
		why["RegistrantName"] = "only one half of a name"
	}
	switch {
	case has("Address"):
	case has("ZhAddress"):
		into["Address"] = "ZhAddress"
	default:
		why["Address"] = "there is no column Address"
	}
	if !has("Telephone") {
		why["Telephone"] = "there is no column Telephone"
	}
	for i := range cols {
		b := &cols[i]
		switch whole := joined[b.param]; {
		case whole == "":
		case why[whole] != "":
			b.drop(part, why[whole])
		case into[whole] != "":
			b.how += ", joined into " + into[whole]
		default:
			b.how += ", joined into " + whole
		}
	}
}

// clash makes a fault of a part that cannot be put together without guessing.
type clash func(param, message, hint string)

// merge puts the parts in raw together and takes them out. What cannot be put
// together without guessing is a fault at the part's cell.
func merge(raw map[string]string) []fault {
	var faults []fault
	tell := func(param, message, hint string) {
		faults = append(faults, fault{param: param, value: raw[param], message: param + " " + message, hint: hint})
	}
	mergeName(raw, tell)
	mergeAddress(raw, tell)
	mergeTelephone(raw, tell)
	for p := range joined {
		delete(raw, p)
	}
	return faults
}

// mergeName writes a Latin name with the family name last, a Chinese one with
// it first and without a blank.
func mergeName(raw map[string]string, tell clash) {
	first, last := raw[partFirst], raw[partLast]
	switch {
	case first == "" && last == "":
	case first == "" || last == "":
		missing := partFirst
		if last == "" {
			missing = partLast
		}
		tell(missing, "is empty, the other half of the name is not", "give both, or the whole name in one column RegistrantName")
		raw["RegistrantName"] = first + last
	case isChinese(first) && isChinese(last):
		raw["RegistrantName"] = last + first
	case han(first + last):
		tell(partFirst, "and LastName are not both Chinese: their order is not known", "give the whole name in one column")
		raw["RegistrantName"] = first + " " + last
	default:
		raw["RegistrantName"] = first + " " + last
	}
}

// mergeAddress adds the parts of an address to the one of their script; without
// letters they belong to the Latin one.
func mergeAddress(raw map[string]string, tell clash) {
	for _, p := range []string{partAddress2, partAddress3} {
		value := raw[p]
		if value == "" {
			continue
		}
		whole := continued(raw, value)
		switch before := raw[whole]; {
		case before == "":
			tell(p, "continues an Address that is empty", "move it to the column Address")
		case isChinese(before) && !isLatin(value): // Chinese needs nothing between
			raw[whole] += value
		case isChinese(before) || isChinese(value):
			tell(p, "is of another script than the Address that it continues", "give the whole address in one column for each script")
		default:
			raw[whole] += ", " + value
		}
	}
}

// continued names the address that a part continues.
func continued(raw map[string]string, part string) string {
	if isChinese(part) && raw["ZhAddress"] != "" || raw["Address"] == "" {
		return "ZhAddress"
	}
	return "Address"
}

func mergeTelephone(raw map[string]string, tell clash) {
	area, number := strings.Trim(raw[partArea], "() "), raw["Telephone"]
	switch {
	case area == "":
	case number == "":
		tell(partArea, "belongs to a Telephone that is empty", "give the number, or blank this cell")
	case !digits(area):
		tell(partArea, "is not digits alone", "give the whole number in the column Telephone and blank this cell")
	case strings.HasPrefix(number, "+"), strings.HasPrefix(number, "00"):
		tell(partArea, "belongs to a Telephone that starts with a country code", "blank this cell if the area code stands in the number already")
	case strings.HasPrefix(strings.TrimLeft(number, "("), area):
		tell(partArea, "stands at the beginning of Telephone already", "blank this cell if it is the same area code")
	default:
		raw["Telephone"] = area + " " + number
	}
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
