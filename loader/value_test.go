package loader_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
	"domainbatch/loader"
)

func TestTelephones(t *testing.T) {
	split := func(area, number, ext string) []string { return []string{area, number, ext} }
	tests := map[string]struct {
		header, row string
		want        []string
		issues      []string
	}{
		"by its own code":       {"Phone", "+86.13800000000", split("86", "13800000000", ""), nil},
		"by the country":        {"Country,Phone", "CN,010-88888888 转 123", split("86", "01088888888", "123"), nil},
		"by a country's name":   {"Country,Phone", "中国,88888888-123", split("86", "88888888", "123"), nil},
		"by the column":         {"TelArea,Phone", "86,13800000000", split("86", "13800000000", ""), nil},
		"agreeing":              {"TelArea,Phone,Ext", "+86,0086-10-88888888 x123,123", split("86", "1088888888", "123"), nil},
		"code before country":   {"Country,Phone", "CN,+44 20 7946 0118", split("44", "2079460118", ""), nil},
		"an area code of a row": {"Country,区号,电话", "CN,010,88888888-123", split("86", "01088888888", "123"), nil},
		"disagreeing code": {"TelArea,Phone", "1,+86 13800000000", split("1", "", ""),
			[]string{`C2 Telephone "+86 13800000000": the country code in the telephone number is not that of TelArea`}},
		"disagreeing extension": {"Phone,Ext", "+86 10 88888888 ext. 1,2", split("86", "1088888888", ""),
			[]string{`C2 TelExt "2": the extension is not the one that stands in Telephone`}},
		"undecided": {"Phone", "13800000000", split("", "13800000000", ""),
			[]string{`B2 Telephone "13800000000": the telephone number has no country code, and the row has neither TelArea nor a country that would tell it`}},
		"a country that is none": {"Country,Phone", "Atlantis,13800000000", split("", "13800000000", ""),
			[]string{`B2 Country "Atlantis": this is no country`}},
		"a code that is none": {"TelArea,Phone", "999,+86 13800000000", split("", "13800000000", ""),
			[]string{`B2 TelArea "999": no country has this calling code`}},
		"rounded": {"Country,Phone", "CN,1.38E+10", split("", "", ""),
			[]string{`C2 Telephone "1.38E+10": the spreadsheet has turned this telephone number into a rounded number`}},
		"too short": {"TelArea,Phone", "1,+1 55501", split("1", "55501", ""),
			[]string{`C2 Telephone "+1 55501": no telephone number of country code 1 has so many digits`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			set := full("Country", "TelArea", "Telephone")
			if !strings.Contains(test.header, "Country") && name != "undecided" && !strings.Contains(test.header, "Tel") {
				set["Country"] = "GB"
			}
			set["PostalCode"] = "100083"
			in := load(t, "Domain,"+test.header+"\na.com,"+test.row+"\n", loader.Options{Set: set})
			got := fieldsOf(in.Rows[0])
			if diff := cmp.Diff(test.want, split(got["TelArea"], got["Telephone"], got["TelExt"])); diff != "" {
				t.Error(diff)
			}
			var issues []string
			for _, line := range lines(in.Issues()) {
				if !strings.Contains(line, " Country \"\": ") {
					issues = append(issues, line)
				}
			}
			if diff := cmp.Diff(test.issues, issues); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What --set gives is for numbers that say nothing else.
func TestTelephonesAndSet(t *testing.T) {
	set := full("Telephone")
	set["TelExt"] = "9"
	in := load(t, "Domain,Phone\na.com,20 7946 0118\nb.com,+86 13800000000\nc.com,020 7946 0118 x1\n", loader.Options{Set: set})
	var got [][]string
	for _, r := range in.Rows {
		got = append(got, []string{fieldsOf(r)["TelArea"], fieldsOf(r)["Telephone"], fieldsOf(r)["TelExt"]})
	}
	want := [][]string{{"44", "2079460118", "9"}, {"86", "13800000000", "9"}, {"44", "02079460118", "1"}}
	if diff := cmp.Diff(want, got); diff != "" || len(in.Issues()) != 0 {
		t.Error(diff, lines(in.Issues()))
	}
	in = load(t, "Domain,Phone\nb.com,+86 13800000000\n", loader.Options{Set: full("Telephone")})
	if diff := cmp.Diff([]string{` TelArea "": --set TelArea was not needed: every row has a value of its own`}, lines(in.Warnings)); diff != "" {
		t.Error(diff)
	}
}

// The owner of an individual's domain is the person; that is asked about, not copied.
func TestOwnerOfAnIndividual(t *testing.T) {
	in := load(t, "Domain,Organization,Contact Name,RegistrantType\na.com,,Li Na,个人\n", loader.Options{Set: full("RegistrantOrganization", "RegistrantName", "RegistrantType")})
	issues := in.Issues()
	if len(issues) != 1 || issues[0].Cell != "B2" || !strings.Contains(issues[0].Hint, "individual") {
		t.Error(issues)
	}
}

func TestScripts(t *testing.T) {
	const header = "Domain,City,ZhCity\n"
	tests := map[string]struct {
		row           string
		latin, zh     string
		notes, issues []string
	}{
		"each in its place":  {"London,伦敦", "London", "伦敦", nil, nil},
		"Latin alone":        {"London,", "London", "", nil, nil},
		"Latin as Chinese":   {",London", "London", "", []string{`C2 ZhCity "London": Latin text of ZhCity is sent as City; nothing is translated`}, nil},
		"Chinese as Latin":   {"伦敦,", "", "伦敦", []string{`B2 City "伦敦": Chinese text of City is sent as ZhCity; nothing is translated`}, []string{`B2 City "伦敦": the text is Chinese and is sent as ZhCity; City is missing`}},
		"in each other's":    {"伦敦,London", "London", "伦敦", []string{`B2 City "伦敦": Chinese text of City is sent as ZhCity; nothing is translated`, `C2 ZhCity "London": Latin text of ZhCity is sent as City; nothing is translated`}, nil},
		"Chinese twice":      {"伦敦,伦敦市", "伦敦", "伦敦市", nil, []string{`B2 City "伦敦": Chinese text stands as City, and ZhCity has a text of its own`}},
		"Latin twice":        {"London,Greater London", "London", "Greater London", nil, []string{`C2 ZhCity "Greater London": Latin text stands as ZhCity, and City has a text of its own`}},
		"Chinese with Latin": {"London,伦敦 (London)", "London", "伦敦 (London)", nil, nil},
		"Japanese":           {"ロンドン市,", "ロンドン市", "", nil, nil},
		"Cyrillic":           {"Лондон,", "Лондон", "", nil, nil},
		"neither":            {"12,34", "12", "34", nil, nil},
		"Chinese alone":      {",伦敦", "", "伦敦", nil, []string{`B2 City "": City is empty`}},
		"Latin with accents": {",Zürich", "Zürich", "", []string{`C2 ZhCity "Zürich": Latin text of ZhCity is sent as City; nothing is translated`}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := load(t, header+"a.com,"+test.row+"\n", loader.Options{Set: full("City")})
			row := in.Rows[0]
			if len(test.issues) == 0 && (fieldsOf(row)["City"] != test.latin || fieldsOf(row)["ZhCity"] != test.zh) {
				t.Errorf("City %q, ZhCity %q", fieldsOf(row)["City"], fieldsOf(row)["ZhCity"])
			}
			if diff := cmp.Diff(test.notes, lines(notesOf(in))); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.issues, lines(in.Issues())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A value for all rows fills what is left empty by a text that was moved; a site
// without Chinese fields has nothing moved.
func TestScriptsAndSet(t *testing.T) {
	in := load(t, "Domain,City\na.com,伦敦\nb.com,巴黎\n", loader.Options{Set: full()})
	if got := fieldsOf(in.Rows[1]); got["City"] != "London" || got["ZhCity"] != "巴黎" || len(in.Issues()) != 0 {
		t.Errorf("%v, %v", got, lines(in.Issues()))
	}
	want := []string{`B2 City "": 2 rows: Chinese text of City is sent as ZhCity; nothing is translated`}
	if diff := cmp.Diff(want, lines(notesOf(in))); diff != "" {
		t.Error(diff)
	}
	in = load(t, "Domain,City\na.com,伦敦\n", loader.Options{Site: site(t, "intl"), Set: full("City", "RegistrantType")})
	if got := fieldsOf(in.Rows[0]); got["City"] != "伦敦" || len(in.Warnings) != 0 {
		t.Errorf("%v, %v", got, lines(in.Warnings))
	}
}

// That Chinese fields stay empty is said once per sheet, where they have columns
// or names of the Chinese registry might need them.
func TestSheetsOfOneScript(t *testing.T) {
	const note = `A2  "": no contact of the file has Chinese text: the fields for it are not sent`
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"Latin, other names":     {"Domain\na.com\nb.com\n", nil},
		"Latin, Chinese names":   {"Domain\na.com\nb.cn\nc.cn\n", []string{strings.Replace(note, "A2", "A3", 1)}},
		"empty columns":          {"Domain,ZhCity\na.com,\nb.com,\n", []string{note}},
		"Chinese in one contact": {"Domain,ZhCity\na.cn,\nb.cn,伦敦\n", nil},
	} {
		in := load(t, test.text, loader.Options{Set: full()})
		if diff := cmp.Diff(test.want, lines(in.Warnings)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	in := load(t, "Domain,RegistrantProfileId\na.cn,17\n", loader.Options{Set: job.Params{"ContactType": "admin"}})
	if len(in.Warnings) != 0 {
		t.Errorf("a profile has no script: %v", lines(in.Warnings))
	}
}
