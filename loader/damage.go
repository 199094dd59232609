package loader

import (
	"strings"

	"domainbatch/internal/api"
)

// tidy takes off the values of cells what only spreadsheets have there, with a
// note, before parts are joined and texts moved: what is wrong with a text is
// told where it stands.
func tidy(raw map[string]string) []fault {
	var faults []fault
	for _, param := range texts {
		value := raw[param]
		if value == "" {
			continue
		}
		field := whole(param)
		rest, said := api.Tidy(field, value)
		if rest == "" { // no value is left, which is for the check to tell
			rest, said = value, nil
		}
		if _, err := api.CheckValue(field, rest); err != nil {
			faults = append(faults, faultOf(param, value, err))
			continue
		}
		raw[param] = rest
		for _, message := range said {
			faults = append(faults, fault{param: param, value: value, message: message, note: true})
		}
	}
	return faults
}

// texts are the fields and parts of fields that are tidied.
var texts = []string{
	"RegistrantOrganization", "RegistrantName", partFirst, partLast, "Province", "City", "Address", partAddress2, partAddress3, "PostalCode",
	"ZhRegistrantOrganization", "ZhRegistrantName", "ZhProvince", "ZhCity", "ZhAddress",
}

// told tells whether there is a complaint about a text already, at a cell that
// it was joined from or moved from.
func (r *reading) told(param, value string) bool {
	for _, f := range r.faults {
		if !f.note && f.value != "" && plainField(f.param) == plainField(param) && strings.Contains(value, f.value) {
			return true
		}
	}
	return false
}

// plainField is the field for Latin letters that a field or a part belongs to.
func plainField(param string) string { return strings.TrimPrefix(whole(param), "Zh") }
