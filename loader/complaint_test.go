package loader_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/loader"
)

const invisible = "there is an invisible character in the domain; retype it"

func TestComplaintsAboutDomains(t *testing.T) {
	tests := map[string]struct {
		cell  string
		names []string
		want  []string // value: message; hint
	}{
		"plain":                       {"example.com", []string{"example.com"}, nil},
		"upper case and dot":          {" Example.COM. ", []string{"example.com"}, nil},
		"full-width dot":              {"蓝海。中国", []string{"xn--90w121c.xn--fiqs8s"}, nil},
		"invisible around":            {"\u00a0\u200b\u3000example.com\ufeff", []string{"example.com"}, nil},
		"ascii form":                  {"XN--90W121C.com", []string{"xn--90w121c.com"}, nil},
		"several, commas":             {"a.com, b.com，c.com", []string{"a.com", "b.com", "c.com"}, nil},
		"several, semicolons":         {"a.com;b.com；c.com", []string{"a.com", "b.com", "c.com"}, nil},
		"several, line breaks":        {"a.com\nb.com\r\nc.com", []string{"a.com", "b.com", "c.com"}, nil},
		"several, blanks":             {"a.com  b.com、c.com", []string{"a.com", "b.com", "c.com"}, nil},
		"the same twice":              {"b.com, a.com, B.com.", []string{"b.com", "a.com"}, nil},
		"web address of a host below": {"https://shop.example.com/a", nil, []string{`https://shop.example.com/a: this is a web address, not a domain, and of a host below one; write "example.com", or the host alone if it is a domain`}},
		"host below a host":           {"www.shop.example.co.uk", nil, []string{`www.shop.example.co.uk: this is a host: www. is no part of the domain, and of a host below one; write "example.co.uk", or the host alone if it is a domain`}},
		"host of a suffix":            {"http://co.uk/", nil, []string{`http://co.uk/: this is a web address, not a domain; write "co.uk"`}},
		"www as a name below":         {"www.com.cn", []string{"www.com.cn"}, nil},
		"host as a name":              {"shop.example.com", []string{"shop.example.com"}, nil},
		"IP address":                  {"http://192.0.2.1/", nil, []string{`http://192.0.2.1/: this is a web address, not a domain; give the domain alone`}},
		"web address with a user":     {"http://a:b@example.com", nil, []string{`http://a:b@example.com: this is an e-mail address, not a domain; write "example.com"`}},
		"www as a name":               {"www.com", []string{"www.com"}, nil},
		"www with a hyphen":           {"www-example.com", []string{"www-example.com"}, nil},
		"mail address":                {"info@example.com", nil, []string{`info@example.com: this is an e-mail address, not a domain; write "example.com"`}},
		"web address of a host":       {"ftp://localhost/x", nil, []string{`ftp://localhost/x: this is a web address, not a domain; give the domain alone`}},
		"words":                       {"to be confirmed", nil, []string{`to be confirmed: this is not a domain; write a name such as example.com, or clear the line`}},
		"a slash between":             {"a.com/b.com/c.net", []string{"a.com", "b.com", "c.net"}, nil},
		"a slash and blanks":          {"a.com / b.com.cn", []string{"a.com", "b.com.cn"}, nil},
		"slashes and commas":          {"a.com/b.com, c.com", []string{"a.com", "b.com", "c.com"}, nil},
		"a page":                      {"a.com/index.html", []string{"a.com"}, nil},
		"a page or a domain":          {"a.com/readme.md", nil, []string{`a.com/readme.md: this is several domains, or a web address; write the domains alone, with commas between`}},
		"domains and a page":          {"a.com/b.com/about", nil, []string{`a.com/b.com/about: this is several domains, or a web address; write the domains alone, with commas between`}},
		"a domain in an address":      {"https://a.com/b.com", []string{"a.com"}, nil},
		"good and bad":                {"a.com, ftp.b.com/", []string{"a.com"}, []string{`ftp.b.com/: this is a web address, not a domain, and of a host below one; write "b.com", or the host alone if it is a domain`}},
		"blank in a name":             {"exam ple.com", []string{"ple.com"}, []string{"exam: the domain has no dot; write it with its ending, such as .com"}},
		"joiner in a name":            {"a\u200db.com", nil, []string{"a\u200db.com: " + invisible}},
		"soft hyphen in a name":       {"shop.co\u00admpany.com", nil, []string{"shop.co\u00admpany.com: " + invisible}},
		"zero width in a name":        {"shop.co\u200bmpany.com", nil, []string{"shop.co\u200bmpany.com: " + invisible}},
		"word joiner in a name":       {"shop.co\u2060mpany.com", nil, []string{"shop.co\u2060mpany.com: " + invisible}},
		"mark in a name":              {"shop.co\ufeffmpany.com", nil, []string{"shop.co\ufeffmpany.com: " + invisible}},
		"bidi in a name":              {"shop.co\u200fmpany.com", nil, []string{"shop.co\u200fmpany.com: " + invisible}},
		"control in a name":           {"shop.co\u001fmpany.com", nil, []string{"shop.co\u001fmpany.com: " + invisible}},
		"invisible, several":          {"a.com, b.o\u00adrg.com;c.com", []string{"a.com", "c.com"}, []string{"b.o\u00adrg.com: " + invisible}},
		"invisible at the ends":       {"\u00ada.com\u200b, \u2060b.com\ufeff;\u202ac.com\u202c", []string{"a.com", "b.com", "c.com"}, nil},
		"invisible alone":             {"a.com, \u200b, b.com", []string{"a.com", "b.com"}, nil},
		"invisible before www":        {"a.com, \u200bwww.\u2060b.com", []string{"a.com", "b.com"}, nil},
		"invisible in a host":         {"www.b\u00ad.com", nil, []string{"www.b\u00ad.com: this is a host: www. is no part of the domain; give the domain alone"}},
		"several, wide blanks":        {"a.com\u00a0b.com\u3000c.com\u2003d.com", []string{"a.com", "b.com", "c.com", "d.com"}, nil},
		"several, tabs":               {"a.com\tb.com", []string{"a.com", "b.com"}, nil},
		"several, other breaks":       {"a.com\u2028b.com\u0085c.com\vd.com", []string{"a.com", "b.com", "c.com", "d.com"}, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := load(t, "Domain,Remark\n\""+test.cell+"\",x\n", loader.Options{Set: full()})
			if len(in.Rows) != 1 {
				t.Fatalf("%d rows", len(in.Rows))
			}
			var got []string
			for _, is := range in.Rows[0].Issues {
				if is.Cell != "A2" || is.Column != "DomainName" {
					t.Errorf("points at %s %s", is.Cell, is.Column)
				}
				got = append(got, is.Value+": "+is.Message+"; "+is.Hint)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.names, in.Rows[0].Names); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Web addresses and hosts that hold a domain for certain are read as it, and a
// note says so.
func TestAddressesOfDomains(t *testing.T) {
	const address, www = "a web address is read as its domain", "www. is no part of the domain and is left out"
	for cell, want := range map[string]string{
		"http://example.com":                 address,
		"HTTPS://www.Example.com:8080/a?b#c": address,
		"example.com/index":                  address,
		"example.com:443":                    address,
		"https://example.com./":              address,
		"https://例子.公司/关于":                   address,
		"WWW.example.com":                    www,
		"example.com/readme":                 address,
		"www.example.co.uk.":                 www,
		"www。例子。公司":                          www,
	} {
		in := load(t, "Domain,Remark\n\""+cell+"\",x\n", loader.Options{Set: full()})
		if len(in.Issues()) != 0 || len(in.Rows[0].Names) != 1 {
			t.Errorf("%s: %v, %v", cell, in.Rows[0].Names, lines(in.Issues()))
			continue
		}
		if ascii, err := api.Domain(in.Rows[0].Names[0]); err != nil || api.Registrable(ascii) != ascii {
			t.Errorf("%s: %s, %v", cell, ascii, err)
		}
		notes := notesOf(in)
		if len(notes) != 1 || notes[0].Cell != "A2" || notes[0].Value != cell || notes[0].Message != want || notes[0].Hint == "" {
			t.Errorf("%s: %+v", cell, notes)
		}
	}
}

// notesOf are the warnings about what was made of values.
func notesOf(in *loader.Input) []job.Issue {
	return slices.DeleteFunc(slices.Clone(in.Warnings), func(w job.Issue) bool {
		return strings.HasPrefix(w.Message, "not used") || strings.HasPrefix(w.Message, "--set") || strings.HasPrefix(w.Message, "no contact of")
	})
}

// Notes of a kind are one line per sheet.
func TestNotesAreSummedUp(t *testing.T) {
	in := load(t, "Domain\nwww.a.com\nb.com\nwww.c.com www.d.com\nhttp://e.com\n", loader.Options{Set: full()})
	want := []string{
		`A2 DomainName "": 2 rows: www. is no part of the domain and is left out`,
		`A5 DomainName "http://e.com": a web address is read as its domain`,
	}
	if diff := cmp.Diff(want, lines(notesOf(in))); diff != "" {
		t.Error(diff)
	}
}

func TestComplaintsAboutRows(t *testing.T) {
	const header = "Domain,ContactType,Organization,City,Email,RegistrantProfileId,TransferOutProhibited\n"
	some := full("ContactType", "RegistrantOrganization", "City", "Email")
	lock := full("ContactType", "RegistrantOrganization", "City", "Email")
	lock["TransferOutProhibited"] = "no"
	tests := map[string]struct {
		text string
		opts loader.Options
		want []string
	}{
		"good":              {header + "a.com,admin,O,C,a@example.com,,\n", loader.Options{Set: some}, nil},
		"good: registrant":  {header + "a.com,registrant,O,C,a@example.com,,yes\n", loader.Options{Set: some}, nil},
		"good: lock by set": {header + "a.com,registrant,O,C,a@example.com,,\n", loader.Options{Set: lock}, nil},
		"good: profile":     {header + "a.com,admin,,,,17,\n", loader.Options{}, nil},
		"good: null":        {header + "a.com,admin,O,C,a@example.com,n/a,-\n", loader.Options{Set: some, Null: []string{"n/a", "-"}}, nil},
		"every kind at once": {
			header + "a_b.com,boss,,C,a-example.com,x,perhaps\n", loader.Options{Set: some}, []string{
				`A2 DomainName "a_b.com": there is an underscore in the domain`,
				`B2 ContactType "boss": this is not one of registrant, admin, billing, tech`,
				`F2 RegistrantProfileId "x": a profile id is a positive whole number`,
				`G2 TransferOutProhibited "perhaps": this is neither true nor false`,
				`E2 Email "a-example.com": there is no @ in the e-mail address`,
				`F2 RegistrantProfileId "x": RegistrantProfileId and contact fields (RegistrantType, RegistrantName, Country, Province, City, Address, PostalCode, Email, TelArea, Telephone) are in one row`,
			},
		},
		"no domain":        {header + ",admin,O,C,a@example.com,,\n", loader.Options{Set: some}, []string{`A2 DomainName "": DomainName is empty`}},
		"no contact type":  {header + "a.com,,O,C,a@example.com,,\n", loader.Options{Set: some}, []string{`B2 ContactType "": ContactType is empty`}},
		"empty field":      {header + "a.com,admin,O,,a@example.com,,\n", loader.Options{Set: some}, []string{`D2 City "": City is empty`}},
		"null field":       {header + "a.com,admin,O,(blank),a@example.com,,\n", loader.Options{Set: some, Null: []string{"(blank)"}}, []string{`D2 City "": City is empty`}},
		"nothing":          {header + "a.com,admin,,,,,\n", loader.Options{}, []string{`C2 RegistrantOrganization "": the row has no contact data`}},
		"partial":          {header + "a.com,admin,,C,,,\n", loader.Options{Partial: true, Set: job.Params{"RegistrantType": "2"}}, nil},
		"partial, nothing": {header + "a.com,admin,,,,,\n", loader.Options{Partial: true, Set: job.Params{"RegistrantType": "2"}}, []string{`C2 RegistrantOrganization "": the row has no contact data`}},
		"partial, no type": {header + "a.com,admin,,C,,,\n", loader.Options{Partial: true}, []string{`A2 RegistrantType "": RegistrantType is missing: no column has it`}},
		"profile and field": {header + "a.com,admin,,C,,17,\n", loader.Options{}, []string{
			`F2 RegistrantProfileId "17": RegistrantProfileId and contact fields (City) are in one row`,
		}},
		"lock not chosen":     {header + "a.com,\"admin,registrant\",O,C,a@example.com,,\n", loader.Options{Set: some}, []string{`G2 TransferOutProhibited "": TransferOutProhibited is empty`}},
		"lock without column": {"Domain\na.com\n", loader.Options{Set: with(full(), "ContactType", "registrant")}, []string{`A2 TransferOutProhibited "": TransferOutProhibited is missing: no column has it`}},
		"extension alone":     {"Domain,Telephone,TelExt\na.com,,12\n", loader.Options{Set: full("Telephone")}, []string{`B2 Telephone "": Telephone is empty`}},
		"too many cells":      {"Domain,City\na.com,London,E14\nb.com,London\n", loader.Options{Set: full("City")}, []string{`C2  "E14": the line has more values than the header has columns (2)`}},
		"name in two columns": {"Domain,First Name,Last Name\na.com,Li,\n", loader.Options{Set: full("RegistrantName")}, []string{`C2 LastName "": LastName is empty, the other half of the name is not`}},
		"address in pieces":   {"Domain,Address,Address 2\na.com,,Floor 2\n", loader.Options{Set: full()}, []string{`C2 Address2 "Floor 2": Address2 continues an Address that is empty`}},
		"area code twice":     {"Domain,Area Code,Phone\na.com,010,01055550100\n", loader.Options{Set: full("Telephone")}, []string{`B2 AreaCode "010": AreaCode stands at the beginning of Telephone already`}},
		"area code in words":  {"Domain,Area Code,Phone\na.com,London,79460118\n", loader.Options{Set: full("Telephone")}, []string{`B2 AreaCode "London": AreaCode is not digits alone`}},
		"area code and +":     {"Domain,Area Code,Phone\na.com,020,+44 79460118\n", loader.Options{Set: full("Telephone")}, []string{`B2 AreaCode "020": AreaCode belongs to a Telephone that starts with a country code`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := load(t, test.text, test.opts)
			if diff := cmp.Diff(test.want, lines(in.Issues())); diff != "" {
				t.Error(diff)
			}
			for _, is := range in.Issues() {
				if is.Hint == "" {
					t.Errorf("%s: %s: no hint", is.Cell, is.Message)
				}
				if is.Value != "" && len(is.Value) > 2 && strings.Contains(is.Message, is.Value) {
					t.Errorf("%s: the message repeats the value", is.Cell)
				}
			}
		})
	}
}

func with(p job.Params, name, value string) job.Params {
	p[name] = value
	return p
}

func TestSummary(t *testing.T) {
	in := load(t, "Domain,City,PostalCode\na.com,,1\nb.com,,\n\"c@c.com d@d.com\",x,1\n", loader.Options{Set: full("City", "PostalCode")})
	var got []string
	for _, c := range loader.Summary(in.Issues()) {
		got = append(got, c.String())
	}
	want := []string{
		"2 rows: City is empty, first at B2; fill in the cell, or give one value to all rows without: --set City=…",
		"C3: PostalCode is empty; fill in the cell, or give one value to all rows without: --set PostalCode=…",
		`A4: DomainName: this is an e-mail address, not a domain; write "c.com"`,
		`A4: DomainName: this is an e-mail address, not a domain; write "d.com"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A hint is only said of those that it is right for, and a value only where
// all have it.
func TestSummaryKeepsHintsAndValues(t *testing.T) {
	in := load(t, "Domain,Country,TelExt,City\n"+
		"a.com,826,x1,\nb.com,156,x1,\nc.com,826,x2,Rome\nd.com,GB,,Rome\n\"x@e.com, x@f.com\",GB,,Rome\n",
		loader.Options{Set: full("Country", "City")})
	type said struct {
		Rows        int
		Column      string
		Hint, Value string
	}
	var got []said
	for _, c := range loader.Summary(in.Issues()) {
		got = append(got, said{c.Rows, c.First.Column, c.First.Hint, c.Value})
	}
	const digits, fill = "write its digits, or leave it empty", "fill in the cell, or give one value to all rows without: --set City=…"
	want := []said{
		{2, "Country", "write GB if its number of ISO 3166-1 is meant", "826"},
		{3, "TelExt", digits, ""},
		{2, "City", fill, ""},
		{1, "Country", "write CN if its number of ISO 3166-1 is meant", "156"},
		{1, "DomainName", `write "e.com"`, "x@e.com"},
		{1, "DomainName", `write "f.com"`, "x@f.com"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What Summary says of a value holds for every order of the complaints.
func TestSummaryOfValues(t *testing.T) {
	issue := func(cell, value string) job.Issue {
		return job.Issue{Cell: cell, Column: "City", Value: value, Message: "m", Hint: "h"}
	}
	for name, test := range map[string]struct {
		issues []job.Issue
		rows   int
		value  string
	}{
		"one":                {[]job.Issue{issue("A1", "x")}, 1, "x"},
		"equal":              {[]job.Issue{issue("A1", "x"), issue("A2", "x"), issue("A3", "x")}, 3, "x"},
		"different":          {[]job.Issue{issue("A1", "x"), issue("A2", "y"), issue("A3", "x")}, 3, ""},
		"the first is empty": {[]job.Issue{issue("A1", ""), issue("A2", "x"), issue("A3", "x")}, 3, ""},
		"equal in one cell":  {[]job.Issue{issue("A1", "x"), issue("A1", "x")}, 1, "x"},
		"two in one cell":    {[]job.Issue{issue("A1", "x"), issue("A1", "y")}, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			sum := loader.Summary(test.issues)
			if len(sum) != 1 || sum[0].Rows != test.rows || sum[0].Value != test.value || sum[0].First != test.issues[0] {
				t.Errorf("%+v", sum)
			}
		})
	}
}

// Errors end up in logs; values of cells and of --set stay in the issues.
func TestErrorsHoldNoValues(t *testing.T) {
	book := open(t, "a.csv", []byte("Domain,URL,Email\nx@secret.com,b.com,secret\n"))
	for name, opts := range map[string]loader.Options{
		"input": {Set: full("Email")},
		"usage": {Set: job.Params{"Country": "secret"}},
		"hint":  {Set: job.Params{"PostalCode": "98101.0"}},
	} {
		_, err := loader.Load(book, opts)
		if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "98101") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Many values that only differ in what their hints quote are one line.
func TestSummaryFoldsQuotedHints(t *testing.T) {
	in := load(t, "Domain\nx@a.com\nx@b.com\nx@c.com\n", loader.Options{Set: full()})
	sums := loader.Summary(in.Issues())
	if len(sums) != 1 || sums[0].String() != `3 rows: DomainName: this is an e-mail address, not a domain, first at A2; write "…"` {
		t.Errorf("got %v", sums)
	}
}
