package loader_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
	"domainbatch/loader"
)

// bound are the columns in use, "header=parameter", and the others, "header: why".
func bound(tables []job.Table) []string {
	var out []string
	for _, table := range tables {
		for _, c := range table.Columns {
			if c.Param != "" {
				out = append(out, c.Header+"="+strings.TrimSpace(c.Role+" "+c.Param)+" ("+c.How+")")
			} else {
				out = append(out, c.Header+": "+c.How)
			}
		}
	}
	return out
}

func TestBinding(t *testing.T) {
	tests := map[string]struct {
		text    string
		columns map[string]string
		want    []string
	}{
		"names and synonyms": {"domain_name,E-MAIL,Zip Code\na.com,x@example.com,1\n", nil,
			[]string{"domain_name=DomainName (name)", "E-MAIL=Email (name)", "Zip Code=PostalCode (synonym)"}},
		"Chinese": {"域名,　邮 编,通讯地址（英文）\na.com,1,x\n", nil,
			[]string{"域名=DomainName (synonym)", "邮 编=PostalCode (synonym)", "通讯地址（英文）=Address (synonym)"}},
		"not of a contact": {"Domain,Expiration Date,Whatever,Result Code,\na.com,2027-01-01,x,,y\n", nil,
			[]string{"Domain=DomainName (synonym)", "Expiration Date: no contact operation takes CurrentExpirationDate", "Whatever: unknown header", "Result Code: a column of a report"}},
		"by flag": {"Domain,Whatever\na.com,x\n", map[string]string{"Whatever": "City"},
			[]string{"Domain=DomainName (synonym)", "Whatever=City (--column)"}},
		"by flag, alike": {"Domain,What ever\na.com,x\n", map[string]string{"what-EVER": "City"},
			[]string{"Domain=DomainName (synonym)", "What ever=City (--column)"}},
		"by flag, letter by letter first": {"Domain,E-mail,Email\na.com,x@example.com,y@example.com\n", map[string]string{"E-mail": "Email"},
			[]string{"Domain=DomainName (synonym)", "E-mail=Email (--column)", "Email: Email comes from column B by --column"}},
		"by flag over a synonym on the left": {"Domain,Mail,Whatever\na.com,x@example.com,y@example.com\n", map[string]string{"Whatever": "Email"},
			[]string{"Domain=DomainName (synonym)", "Mail: Email comes from column C by --column", "Whatever=Email (--column)"}},
		"domain by flag": {"Name,City\na.com,London\n", map[string]string{"Name": "DomainName"},
			[]string{"Name=DomainName (--column)", "City=City (name)"}},
		"name beside a domain": {"Domain,Name\na.com,Li Na\n", nil,
			[]string{"Domain=DomainName (synonym)", "Name=RegistrantName (synonym, since another column is the domain)"}},
		"contact as role": {"Domain,Contact\na.com,\"admin, tech\"\nb.com,\nc.com,所有者\n", nil,
			[]string{"Domain=DomainName (synonym)", "Contact=ContactType (content: contact roles)"}},
		"contact as person": {"Domain,Contact\na.com,Li Na\nb.com,Eleanor Marsh\n", nil,
			[]string{"Domain=DomainName (synonym)", "Contact=RegistrantName (content: not contact roles)"}},
		"contact as both": {"Domain,Contact\na.com,Li Na\nb.com,admin\n", nil,
			[]string{"Domain=DomainName (synonym)", "Contact: could be ContactType or RegistrantName"}},
		"联系人 as person": {"域名,联系人\na.com,李娜\n", nil,
			[]string{"域名=DomainName (synonym)", "联系人=ZhRegistrantName (content: not contact roles)"}},
		"联系人 as role": {"域名,联系人\na.com,管理\n", nil,
			[]string{"域名=DomainName (synonym)", "联系人=ContactType (content: contact roles)"}},
		"state as province": {"Domain,State\na.com,OK\nb.com,Active\n", nil,
			[]string{"Domain=DomainName (synonym)", "State: could be Province or DomainStatus"}},
		"state as status": {"Domain,State\na.com,Expired\nb.com,Active\n", nil,
			[]string{"Domain=DomainName (synonym)", "State: content: states of a domain"}},
		"state": {"Domain,State\na.com,OK\nb.com,WA\n", nil,
			[]string{"Domain=DomainName (synonym)", "State=Province (content: no states of a domain)"}},
		"区号 of countries": {"域名,区号,电话\na.com,+86,1\nb.com,86,1\nc.com,0086,1\n", nil,
			[]string{"域名=DomainName (synonym)", "区号=TelArea (content: calling codes of countries)", "电话=Telephone (synonym)"}},
		"区号 of cities": {"域名,区号,电话\na.com,010,1\nb.com,0571,1\n", nil,
			[]string{"域名=DomainName (synonym)", "区号=AreaCode (content: not calling codes of countries, joined into Telephone)", "电话=Telephone (synonym)"}},
		"asked about": {"Domain,Registrant,ID,Region,Lock,编号,地区\na.com,x,1,y,on,2,z\n", nil,
			[]string{
				"Domain=DomainName (synonym)",
				"Registrant: could be RegistrantOrganization or RegistrantName",
				"ID: could be RegistrantProfileId or something else", "Region: could be Province, Country or City",
				"Lock: could be TransferOutProhibited or something else",
				"编号: could be RegistrantProfileId or something else", "地区: could be Province, Country or City",
			}},
		"roles": {"Domain,Admin Email,技术联系人电话,Registrant Email\na.com,x,y,z@example.com\n", nil,
			[]string{"Domain=DomainName (synonym)", "Admin Email=admin Email (synonym)", "技术联系人电话=tech Telephone (synonym)", "Registrant Email=registrant Email (synonym)"}},
		"parts": {"Domain,First Name,Last Name,Address,Address 2,Area Code,Phone\na.com,Eleanor,Marsh,1 Row,Floor 2,20,79460118\n", nil,
			[]string{
				"Domain=DomainName (synonym)", "First Name=FirstName (name, joined into RegistrantName)", "Last Name=LastName (name, joined into RegistrantName)",
				"Address=Address (name)", "Address 2=Address2 (name, joined into Address)", "Area Code=AreaCode (name, joined into Telephone)", "Phone=Telephone (synonym)",
			}},
		"parts without a whole": {"Domain,First Name,Address 2,Area Code\na.com,Eleanor,Floor 2,20\n", nil,
			[]string{"Domain=DomainName (synonym)", "First Name: only one half of a name", "Address 2: there is no column Address", "Area Code: there is no column Telephone"}},
		"parts beside the whole": {"Domain,Contact Name,First Name,Last Name\na.com,Eleanor Marsh,Eleanor,Marsh\n", nil,
			[]string{"Domain=DomainName (synonym)", "Contact Name=RegistrantName (synonym)", "First Name: RegistrantName has a column of its own", "Last Name: RegistrantName has a column of its own"}},
		"Chinese parts": {"域名,姓,名,地址,地址2\na.com,李,娜,甲,乙\n", nil,
			[]string{"域名=DomainName (synonym)", "姓=LastName (synonym, joined into RegistrantName)", "名=FirstName (synonym, joined into RegistrantName)", "地址=ZhAddress (synonym)", "地址2=Address2 (synonym, joined into ZhAddress)"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in, err := loader.Load(open(t, "a.csv", []byte(test.text)), loader.Options{Columns: test.columns})
			if in == nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, bound(in.Tables)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestJoined(t *testing.T) {
	in := load(t, "Domain,First Name,Last Name,Address,Address 2,Address 3,Area Code,Phone\n"+
		"a.com,Eleanor,Marsh,1 Row,Floor 2,Room 3,020,79460118\nb.com,Li,Na,1 Row,,Room 3,,7400 123456\n",
		loader.Options{Set: full("RegistrantName", "Address", "Telephone")})
	if diff := cmp.Diff([]string(nil), lines(in.Issues())); diff != "" {
		t.Fatal(diff)
	}
	var got [][]string
	for _, r := range in.Rows {
		got = append(got, []string{fieldsOf(r)["RegistrantName"], fieldsOf(r)["Address"], fieldsOf(r)["Telephone"], r.Cell(&r.Asks[0], "RegistrantName")})
	}
	want := [][]string{{"Eleanor Marsh", "1 Row, Floor 2, Room 3", "02079460118", "B2"}, {"Li Na", "1 Row, Room 3", "7400123456", "B3"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, ok := fieldsOf(in.Rows[0])["FirstName"]; ok {
		t.Error("a part is sent")
	}
}

// A header that is asked about is named where the value it may hold is missing.
func TestDidYouMean(t *testing.T) {
	in, err := loader.Load(open(t, "a.csv", []byte("Domain,Region\na.com,London\n")), loader.Options{Set: full("Province")})
	if in == nil {
		t.Fatal(err)
	}
	issues := in.Issues()
	if len(issues) != 1 || issues[0].Cell != "A2" || issues[0].Column != "Province" {
		t.Fatal(lines(issues))
	}
	want := `did you mean column B "Region"? --column "Region=Province" says so; else give one value to all rows with --set Province=…, or name a column with --column "HEADER=Province"`
	if diff := cmp.Diff(want, issues[0].Hint); diff != "" {
		t.Error(diff)
	}
}

func TestHeaderComplaints(t *testing.T) {
	tests := map[string]struct {
		text string
		opts loader.Options
		want []string
	}{
		"twice": {"Domain,Email,Contact Email\na.com,x@example.com,y@example.com\n", loader.Options{Set: full("Email")},
			[]string{`C1 Email "Contact Email": columns B "Email" and C "Contact Email" are both Email`}},
		"twice, cells are checked all the same": {"Domain,Email,Contact Email\na.com,x,y@example.com\n", loader.Options{Set: full("Email")},
			[]string{`C1 Email "Contact Email": columns B "Email" and C "Contact Email" are both Email`, `B2 Email "x": there is no @ in the e-mail address`}},
		"twice the domain": {"Domain,URL\na.com,b.com\n", loader.Options{Set: full()},
			[]string{`B1 DomainName "URL": columns A "Domain" and B "URL" are both DomainName`}},
		"twice, settled": {"Domain,Email,Contact Email\na.com,x@example.com,y\n", loader.Options{Set: full("Email"), Columns: map[string]string{"Email": "Email"}}, nil},
		"identity documents": {"域名,证件类型,证件号码\na.com,,\n", loader.Options{Set: full()},
			[]string{
				`B1 证件类型 "证件类型": a column of identity documents, which no contact change needs and which would be kept in the run file`,
				`C1 证件号码 "证件号码": a column of identity documents, which no contact change needs and which would be kept in the run file`,
			}},
		"identity documents, kept": {"Domain,ID number\na.com,1\n", loader.Options{Set: full(), KeepIDColumns: true}, nil},
		"identity documents, bound": {"Domain,ID number\na.com,17\n",
			loader.Options{Columns: map[string]string{"ID number": "RegistrantProfileId"}, Set: job.Params{"ContactType": "admin"}}, nil},
		"no domain column": {"City,Email\nLondon,x@example.com\n", loader.Options{},
			[]string{`A1  "": the file has no domain column in its first 20 lines`}},
		"no header": {"a.com,London\nb.com,Paris\n", loader.Options{},
			[]string{`A1  "": the file has no domain column in its first 20 lines`}},
		"no rows": {"Domain,City\n", loader.Options{}, []string{`A1  "": no row stands below the header`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in, err := loader.Load(open(t, "a.csv", []byte(test.text)), test.opts)
			if diff := cmp.Diff(test.want, lines(issuesOf(t, in, err))); diff != "" {
				t.Error(diff)
			}
			if in == nil {
				t.Error("no input to show")
			}
		})
	}
}

func TestUsage(t *testing.T) {
	const text = "Domain,City,Region\na.com,London,x\n"
	tests := map[string]struct {
		opts loader.Options
		want []string
	}{
		"unknown parameter of --column": {loader.Options{Columns: map[string]string{"City": "Town"}},
			[]string{`--column "City=Town": "Town" is no parameter of an operation; did you mean City?`}},
		"part of a name": {loader.Options{Columns: map[string]string{"City": "cty"}},
			[]string{`--column "City=cty": "cty" is no parameter of an operation; the parameters are listed by: domainbatch ops`}},
		"no header": {loader.Options{Columns: map[string]string{" ": "City"}},
			[]string{`--column " =City": the header is empty; give the column a header in the spreadsheet`}},
		"header that is nowhere": {loader.Options{Columns: map[string]string{"Town": "City"}},
			[]string{`--column "Town=City": no sheet with a domain column has the header "Town"; the headers are "Domain", "City", "Region"`}},
		"unknown parameter of --set": {loader.Options{Set: job.Params{"postalcode": "1", "Zip": "1"}}, []string{
			`--set "Zip": "Zip" is no parameter of an operation; did you mean PostalCode?`,
			`--set "postalcode": "postalcode" is no parameter of an operation; did you mean PostalCode?`,
		}},
		"domain for all": {loader.Options{Set: job.Params{"DomainName": "a.com"}},
			[]string{`--set "DomainName": every row needs a domain of its own; bind a column with --column "HEADER=DomainName"`}},
		"wrong values": {loader.Options{Set: job.Params{"Country": "U", "ContactType": "boss", "City": " "}}, []string{
			`--set "City": the value is empty; leave the flag out where rows may stay without a value`,
			`--set "ContactType": this is not one of registrant, admin, billing, tech; *`,
			`--set "Country": *`,
		}},
		"not at this site": {loader.Options{Site: site(t, "intl"), Columns: map[string]string{"City": "ZhCity"}, Set: job.Params{"RegistrantType": "2"}}, []string{
			`--column "City=ZhCity": site intl does not know ZhCity; leave it out for this site`,
			`--set "RegistrantType": site intl does not know RegistrantType; leave it out for this site`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in, err := loader.Load(open(t, "a.csv", []byte(text)), test.opts)
			var usage *loader.UsageError
			if !errors.As(err, &usage) {
				t.Fatalf("%v, %v: no usage error", in, err)
			}
			if in != nil {
				t.Error("an input beside a usage error")
			}
			if name != "header that is nowhere" {
				if diff := cmp.Diff(error(usage), loader.Check(test.opts)); diff != "" {
					t.Errorf("Check says something else: %s", diff)
				}
			}
			var got []string
			for _, is := range usage.Issues {
				got = append(got, (&loader.UsageError{Issues: []job.Issue{is}}).Error())
			}
			if diff := cmp.Diff(test.want, got, cmp.Comparer(likely)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What only a file can show to be wrong is no matter of Check.
func TestCheckLooksAtNoFile(t *testing.T) {
	for name, opts := range map[string]loader.Options{
		"nothing":                {},
		"a header that may be":   {Columns: map[string]string{"Town": "City"}},
		"values":                 {Set: full()},
		"a value with a profile": {Set: job.Params{"RegistrantProfileId": "17", "City": "x"}},
	} {
		if err := loader.Check(opts); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// likely compares texts up to a * in one of them.
func likely(a, b string) bool {
	for i := range min(len(a), len(b)) {
		if a[i] == '*' || b[i] == '*' {
			return true
		}
		if a[i] != b[i] {
			return false
		}
	}
	return len(a) == len(b)
}

func TestWarnings(t *testing.T) {
	in := load(t, "My domains 2026,,\n\nDomain,Remark,Region,Admin Email,ID card,Fax,Result,First Name\na.com,x,y,z,1,2,done,Li\nTotal,,\n",
		loader.Options{Set: full(), KeepIDColumns: true, Columns: map[string]string{"Remark": "City"}})
	want := []string{
		`C3 Region "": "Region" could be Province, Country or City: not used`,
		`H3 First Name "": "First Name" is not used: only one half of a name`,
		`F3  "": not used: "Fax" (F)`,
		`E3  "": not used, identity documents: "ID card" (E)`,
		`A5  "": a footer below the table, not a row`,
	}
	if diff := cmp.Diff(want, lines(in.Warnings)); diff != "" {
		t.Error(diff)
	}
	if got := in.Tables[0]; got.Header != 3 || got.Last != 4 {
		t.Errorf("header in line %d, last row in %d", got.Header, got.Last)
	}
}

func TestHeaderRow(t *testing.T) {
	tests := map[string]struct {
		text   string
		header int
		rows   int
	}{
		"first line":                 {"Domain,City\na.com,x\n", 1, 1},
		"below titles":               {"Portfolio\n\nas of today\nDomain,City\na.com,x\n", 4, 1},
		"below a title like it":      {"域名列表\n域名,城市\na.com,x\n", 2, 1},
		"one column":                 {"Domain\na.com\nb.com\n", 1, 2},
		"one column below a title":   {"域名列表\na.com\n", 1, 1},
		"invisible blanks around":    {"\ufeff\u3000Domain\u00a0,City\na.com,x\n", 1, 1},
		"below blank cells":          {",,\n,Domain,City\n,a.com,x\n", 2, 1},
		"twentieth line":             {title(19) + "Domain,City\na.com,x\n", 20, 1},
		"rows blank where it counts": {"Domain,City,Remark\na.com,x,\n,,see above\n , ,\n", 1, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := load(t, test.text, loader.Options{})
			if got := in.Tables[0].Header; got != test.header {
				t.Errorf("header in line %d, want %d", got, test.header)
			}
			if len(in.Rows) != test.rows {
				t.Errorf("%d rows, want %d", len(in.Rows), test.rows)
			}
		})
	}
	if _, err := loader.Load(open(t, "a.csv", []byte(title(20)+"Domain,City\na.com,x\n")), loader.Options{}); err == nil {
		t.Error("a header in the twenty-first line is taken")
	}
}

func title(lines int) string {
	var text string
	for range lines {
		text += "title,x\n"
	}
	return text
}

func TestIntlSite(t *testing.T) {
	in := load(t, "域名,持有者类型,姓名,联系人\na.com,,李娜,李娜\n", loader.Options{Site: site(t, "intl"), Set: full("RegistrantType")})
	if diff := cmp.Diff([]string(nil), lines(in.Issues())); diff != "" {
		t.Error(diff)
	}
	want := []string{"域名=DomainName (synonym)", "持有者类型: this site does not know RegistrantType", "姓名: this site does not know ZhRegistrantName", "联系人: this site does not know ZhRegistrantName"}
	if diff := cmp.Diff(want, bound(in.Tables)); diff != "" {
		t.Error(diff)
	}
}

// Rows with equal data share one map, whatever sheet or spelling it comes from.
func TestRowsShareFields(t *testing.T) {
	in := load(t, "Domain,Country\na.com,GB\nb.com,gb\nc.com,\n", loader.Options{Set: full()})
	fieldsOf(in.Rows[0])["seen"] = "yes"
	for i, r := range in.Rows {
		if fieldsOf(r)["seen"] != "yes" {
			t.Errorf("row %d has a map of its own", i+1)
		}
	}
}

// Totals below a table have figures beside their label; a row of data has words.
func TestFooterWithFigures(t *testing.T) {
	in := load(t, "Domain,City,PostalCode\na.com,Rome,1\nTotal,2\n合计,,2\nPrepared by me\nTotal,Rome,1\n", loader.Options{Set: full("City", "PostalCode")})
	if len(in.Rows) != 2 || len(in.Warnings) < 3 {
		t.Errorf("%d rows, warnings %v", len(in.Rows), in.Warnings)
	}
	if len(in.Rows) == 2 && len(in.Rows[1].Issues) == 0 {
		t.Error("a line with words beside Total is no footer, and no domain either")
	}
}
