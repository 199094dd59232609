package loader_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
	"domainbatch/loader"
)

func TestDamage(t *testing.T) {
	tests := map[string]struct {
		header, cell string
		set          job.Params
		want         string
		hint         string
	}{
		"a lost zero":             {"PostalCode", "2138", job.Params{"Country": "US"}, "this postal code has 4 digits, those of US have 5 or 9", `"02138"`},
		"a decimal code":          {"PostalCode", "98101.0", job.Params{"Country": "US"}, "the spreadsheet has turned this postal code into a decimal number", `"98101"`},
		"a date":                  {"PostalCode", "2026-03-01", nil, "the spreadsheet has turned this postal code into a date", "as text"},
		"a date for a unit":       {"Address", "2026-03-01", nil, "this is a date; the spreadsheet may have made it of a house or unit number", "as text"},
		"no value":                {"Address", "#REF!", nil, "the cell shows an error of the spreadsheet, not a value", "formula"},
		"a plus that is lost":     {"Telephone", "442079460118", nil, "the telephone number starts with its country code, without a plus", `"+44 2079460118"`},
		"a zero lost in a number": {"Telephone", "669812345", job.Params{"TelArea": "39"}, "the telephone number lacks the zero in front that numbers of country code 39 keep", `"0669812345"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			set := full(test.header)
			for k, v := range test.set {
				set[k] = v
			}
			if set["Country"] == "US" && test.header != "PostalCode" {
				set["PostalCode"] = "98101"
			}
			in := load(t, "Domain,"+test.header+"\na.com,"+test.cell+"\n", loader.Options{Set: set})
			issues := in.Issues()
			if len(issues) != 1 || issues[0].Cell != "B2" || issues[0].Value != test.cell || issues[0].Message != test.want || !strings.Contains(issues[0].Hint, test.hint) {
				t.Errorf("%+v", issues)
			}
		})
	}
}

// Damage is told at the cell that has it, once: also where the cell is a part of
// a field, or its text is that of another field.
func TestDamagedTexts(t *testing.T) {
	const (
		rounded    = "the spreadsheet has turned this text into a rounded number"
		lost       = "there are question marks where letters were: the file was saved in an encoding that does not have them"
		date       = "this is a date; the spreadsheet may have made it of a house or unit number"
		apostrophe = "there is an apostrophe in front, as spreadsheets have it before what is text"
	)
	tests := map[string]struct {
		header, row string
		want        []string
	}{
		"rounded":                     {"Address", "1.23E+17", []string{`B2 Address "1.23E+17": ` + rounded}},
		"lost letters":                {"Organization", "???? Ltd", []string{`B2 RegistrantOrganization "???? Ltd": ` + lost}},
		"all letters lost":            {"City", "?????", []string{`B2 City "?????": ` + lost}},
		"lost in a Chinese field":     {"City,ZhCity", "Beijing,??", []string{`C2 ZhCity "??": ` + lost}},
		"lost in half a name":         {"First Name,Last Name", "??,Ltd", []string{`B2 FirstName "??": ` + lost}},
		"lost in the other half":      {"First Name,Last Name", "Na,??", []string{`C2 LastName "??": ` + lost}},
		"both halves":                 {"First Name,Last Name", "?,??", []string{`B2 FirstName "?": ` + lost, `C2 LastName "??": ` + lost}},
		"rounded second part":         {"Address,Address 2", "1 Road,1.2E+3", []string{`C2 Address2 "1.2E+3": ` + rounded}},
		"a date in the second part":   {"Address,Address 2", "1 Road,2026-03-01", []string{`C2 Address2 "2026-03-01": ` + date}},
		"lost in a text that moves":   {"City,ZhCity", "北京??,Beijing", []string{`B2 City "北京??": ` + lost}},
		"an apostrophe and no more":   {"City", "'", []string{`B2 City "'": ` + apostrophe}},
		"half of it the present":      {"First Name,Last Name", "Na,'(current)", []string{`C2 LastName "(current)": RegistrantName stands in several cells, and only some of them are (current)`}},
		"two fields":                  {"City,Province", "??,1E+5", []string{`C2 Province "1E+5": ` + rounded, `B2 City "??": ` + lost}},
		"a name that begins with one": {"City", "'s-Hertogenbosch", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			set := full("Address", "RegistrantOrganization", "RegistrantName", "City", "Province")
			for param, value := range full() {
				header := strings.NewReplacer("Organization", "RegistrantOrganization", "First Name", "RegistrantName").Replace(test.header)
				if !strings.Contains(header, param) {
					set[param] = value
				}
			}
			in := load(t, "Domain,"+test.header+"\na.com,"+test.row+"\n", loader.Options{Set: set})
			if diff := cmp.Diff(test.want, lines(in.Issues())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is taken off a text is noted at its cell.
func TestTidiedTexts(t *testing.T) {
	const (
		apostrophe = "the apostrophe in front is left out: spreadsheets have it before what is text"
		unseen     = "characters that cannot be seen are left out"
		formula    = `the formula ="…" is left out around its text`
	)
	tests := map[string]struct {
		header, row string
		param, want string
		notes       []string
	}{
		"an apostrophe":            {"Address", "'1 Road", "Address", "1 Road", []string{`B2 Address "'1 Road": ` + apostrophe}},
		"in half a name":           {"First Name,Last Name", "Na,'Li", "RegistrantName", "Na Li", []string{`C2 LastName "'Li": ` + apostrophe}},
		"in the second part":       {"Address,Address 2", "1 Road,'2", "Address", "1 Road, 2", []string{`C2 Address2 "'2": ` + apostrophe}},
		"unseen":                   {"City", "Lon\u200bdon", "City", "London", []string{"B2 City \"Lon\\u200bdon\": " + unseen}},
		"unseen in a postal code":  {"PostalCode", "E14\u200b 0ZZ", "PostalCode", "E14 0ZZ", []string{"B2 PostalCode \"E14\\u200b 0ZZ\": " + unseen}},
		"a formula":                {"City", `"=""London"""`, "City", "London", []string{`B2 City "=\"London\"": ` + formula}},
		"two of them":              {"City", "'Lon\u00addon", "City", "London", []string{"B2 City \"'Lon\\u00addon\": " + unseen, "B2 City \"'Lon\\u00addon\": " + apostrophe}},
		"joiners stay":             {"City", "می\u200cخواهم", "City", "می\u200cخواهم", nil},
		"a name that begins so":    {"City", "'s-Hertogenbosch", "City", "'s-Hertogenbosch", nil},
		"a present value":          {"City", "'(Current)", "City", "(current)", []string{`B2 City "'(Current)": ` + apostrophe}},
		"another blank":            {"City", "Den\u00a0Haag", "City", "Den Haag", nil},
		"full-width":               {"City", "Ｌｏｎｄｏｎ", "City", "London", nil},
		"full-width postal code":   {"PostalCode", "Ｅ１４　０ＺＺ", "PostalCode", "E14 0ZZ", nil},
		"full-width Latin, as Zh":  {"City,ZhCity", ",Ｌｏｎｄｏｎ", "City", "London", []string{`C2 ZhCity "Ｌｏｎｄｏｎ": Latin text of ZhCity is sent as City; nothing is translated`}},
		"an apostrophe and Latin":  {"City,ZhCity", ",'London", "City", "London", []string{`C2 ZhCity "'London": ` + apostrophe, `C2 ZhCity "London": Latin text of ZhCity is sent as City; nothing is translated`}},
		"an apostrophe of Chinese": {"ZhCity", "'北京", "ZhCity", "北京", []string{`B2 ZhCity "'北京": ` + apostrophe}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			set := full()
			for param := range full() {
				if strings.Contains(","+test.header+",", ","+param+",") || param == "RegistrantName" && strings.Contains(test.header, "Name") {
					delete(set, param)
				}
			}
			in := load(t, "Domain,"+test.header+"\na.com,"+test.row+"\n", loader.Options{Set: set})
			if got := fieldsOf(in.Rows[0])[test.param]; got != test.want || len(in.Issues()) > 0 {
				t.Errorf("%q, %v", got, lines(in.Issues()))
			}
			if diff := cmp.Diff(test.notes, lines(notesOf(in))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A value of --set is what somebody has typed: nothing is taken off it.
func TestDamageInSet(t *testing.T) {
	set := full()
	set["City"] = "'London"
	_, err := loader.Load(open(t, "a.csv", []byte("Domain\na.com\n")), loader.Options{Set: set})
	if err == nil || !strings.Contains(err.Error(), "apostrophe") || strings.Contains(err.Error(), "London") {
		t.Error(err)
	}
}
