package api

import "slices"

// Field is one field of a contact.
type Field struct {
	Name     string   // of the request parameter
	Required bool     // for a contact change, unless the user allows it to be left out
	Zh       bool     // in Chinese; the China site only
	MaxLen   int      // 0: no length is documented; that is so for all of them
	Enum     []string // the only values; empty: any
}

// ContactFields are the fields of a contact in the order of the API. All Latin
// fields but the extension are required, as 003 §5.27 demands and newer
// documents do not: what becomes of a field that is left out is not documented.
var ContactFields = []Field{
	{Name: "RegistrantType", Required: true, Enum: registrantTypes},
	{Name: "RegistrantOrganization", Required: true},
	{Name: "RegistrantName", Required: true},
	{Name: "Country", Required: true},
	{Name: "Province", Required: true},
	{Name: "City", Required: true},
	{Name: "Address", Required: true},
	{Name: "PostalCode", Required: true},
	{Name: "Email", Required: true},
	{Name: "TelArea", Required: true},
	{Name: "Telephone", Required: true},
	{Name: "TelExt"},
	{Name: "ZhRegistrantOrganization", Zh: true},
	{Name: "ZhRegistrantName", Zh: true},
	{Name: "ZhProvince", Zh: true},
	{Name: "ZhCity", Zh: true},
	{Name: "ZhAddress", Zh: true},
}

func isContactField(name string) bool {
	return slices.ContainsFunc(ContactFields, func(f Field) bool { return f.Name == name })
}
