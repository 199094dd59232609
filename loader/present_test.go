package loader_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/loader"
)

// present is a contact of present values, with other fields on top; empty ones
// are left out.
func present(more ...string) job.Params {
	p := job.Params{"RegistrantType": "2"}
	for _, f := range api.ContactFields {
		if api.Readable(f.Name) {
			p[f.Name] = api.Current
		}
	}
	for i := 0; i < len(more); i += 2 {
		p[more[i]] = more[i+1]
		if more[i+1] == "" {
			delete(p, more[i])
		}
	}
	return p
}

// A cell that holds (current) counts as a value, whatever else is checked; the
// telephone number is taken over whole or not at all.
func TestPresentValues(t *testing.T) {
	const c, head = "(current)", "Domain,Organization,Contact Name,Country,Province,City,Address,Postal Code,Email,"
	const cells = "a.com,(current),(current),(current),(current),(current),(current),(current),(current),"
	tests := map[string]struct {
		header, row string
		set         job.Params
		want        job.Params
		issues      []string
	}{
		"all":                      {head + "TelArea,Telephone,TelExt", cells + "(current),(current),(current)", nil, present(), nil},
		"the number alone":         {head + "Telephone", cells + "(current)", nil, present(), nil},
		"other spellings":          {head + "Telephone", strings.ReplaceAll(cells, "(current)", "（Current）") + " (CURRENT)\u00a0", nil, present(), nil},
		"by --set":                 {"Domain,Email", "a.com,x@example.com", present("Email", ""), present("Email", "x@example.com"), nil},
		"by --set, blank cells":    {"Domain,Telephone,Email", "a.com,,", present(), present(), nil},
		"a number of its own":      {head + "Telephone", cells + "+44 20 7946 0118 x3", job.Params{"TelArea": c, "TelExt": c}, present("TelArea", "44", "Telephone", "2079460118", "TelExt", "3"), nil},
		"a code that --set has":    {head + "Telephone", cells + "(current)", job.Params{"TelArea": "86"}, present(), nil},
		"a postal code beside it":  {"Domain,Country,Postal Code", "a.com,CN,(current)", present(), present("Country", "CN"), nil},
		"a country beside it":      {"Domain,Country,Postal Code", "a.com,(current),1", present(), present("PostalCode", "1"), nil},
		"Chinese text beside it":   {"Domain,City,ZhCity", "a.com,(current),上海", present(), present("ZhCity", "上海"), nil},
		"parts of a name":          {"Domain,First Name,Last Name", "a.com,(current),(current)", present("RegistrantName", ""), present(), nil},
		"parts of an address":      {"Domain,Address,Address2,Address3", "a.com,(current),,(current)", present(), present(), nil},
		"an area code":             {"Domain,区号,电话,Country", "a.com,(current),(current),(current)", present(), present(), nil},
		"an address for one field": {"Domain,Address,Address2", "a.com,(current),Floor 2", present(), present("Address", ""), []string{`B2 Address "(current)": Address stands in several cells, and only some of them are (current)`}},
		"half a name":              {"Domain,First Name,Last Name", "a.com,(current),", present("RegistrantName", ""), present(), []string{`B2 FirstName "(current)": RegistrantName stands in several cells, and only some of them are (current)`}},
		"half an address":          {"Domain,Address,Address2", "a.com,,(current)", present("Address", ""), present(), []string{`C2 Address2 "(current)": Address stands in several cells, and only some of them are (current)`}},
		"a code beside it":         {head + "TelArea,Telephone", cells + "86,(current)", nil, present("TelArea", ""), []string{`J2 TelArea "86": of TelArea, Telephone and TelExt only some are (current)`}},
		"an extension beside it":   {head + "Telephone,TelExt", cells + "(current),5", nil, present("TelExt", ""), []string{`K2 TelExt "5": of TelArea, Telephone and TelExt only some are (current)`}},
		"a code for a number": {head + "TelArea,Telephone", cells + "(current),+86 13800000000", nil, present("TelArea", "", "Telephone", "13800000000", "TelExt", ""),
			[]string{`J2 TelArea "(current)": of TelArea, Telephone and TelExt only some are (current)`}},
		"a field that is not returned": {"Domain,RegistrantType,ZhCity", "a.com,(current),(current)", present("RegistrantType", ""), present("RegistrantType", ""), []string{
			`C2 ZhCity "(current)": no present value can be taken over here: QueryContactInfo does not return it`,
			`B2 RegistrantType "(current)": no present value can be taken over here: QueryContactInfo does not return it`}},
		"a value to clear": {"Domain,Email", "a.com,(clear)", present("Email", ""), present("Email", ""),
			[]string{`B2 Email "(clear)": this is a note for other programs: no value is cleared`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			set := job.Params{"ContactType": "admin"}
			if !strings.Contains(tt.header, "RegistrantType") {
				set["RegistrantType"] = "2"
			}
			for name, value := range tt.set {
				set[name] = value
			}
			in := load(t, tt.header+"\n"+tt.row+"\n", loader.Options{Set: set})
			if diff := cmp.Diff(tt.want, fieldsOf(in.Rows[0])); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.issues, lines(in.Issues())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// --set takes the word for fields that can be read, and for no others.
func TestSetPresentValue(t *testing.T) {
	if err := loader.Check(loader.Options{Set: job.Params{"Email": "（current）"}}); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"RegistrantType", "ZhAddress", "ContactType", "RegistrantProfileId", "TransferOutProhibited"} {
		if err := loader.Check(loader.Options{Set: job.Params{name: "(current)"}}); err == nil {
			t.Errorf("--set %s=(current) was taken", name)
		}
	}
}
