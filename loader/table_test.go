package loader_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domainbatch/internal/job"
	"domainbatch/loader"
)

// A header is where its words are, not where the first word is.
func TestHeaderFound(t *testing.T) {
	for name, test := range map[string]struct {
		text   string
		header int
	}{
		"below a title with a date beside it": {"域名列表,导出时间：2026-04-01\n域名,邮箱,城市\na.com,x@example.com,Rome\n", 2},
		"below a line about domains":          {"Domains,see below,,\n\nDomain,Email,City\na.com,x@example.com,Rome\n", 3},
		"called Name":                         {"Name,Expires,AutoRenew\na.com,2027-01-01,yes\nb.org,2027-01-01,no\n", 1},
		"called Name, with totals":            {"My list,,\nName,Expires\na.com,2027-01-01\nTotal: 1,\n", 2},
		"two lines":                           {"Domain,Admin,,Tech,\n,Name,Email,Name,Email\na.com,Li,a@example.com,Jo,j@example.com\n", 2},
		"two lines, domain in the lower":      {",Admin Contact,,Technical Contact,\nDomain,Name,Email,Name,Email\na.com,Li,a@example.com,Jo,j@example.com\n", 2},
	} {
		t.Run(name, func(t *testing.T) {
			in := read(t, test.text, loader.Options{})
			if len(in.Tables) != 1 || in.Tables[0].Header != test.header || in.Rows[0].Line != test.header+1 {
				t.Errorf("header in line %d: %+v", test.header, in.Tables)
			}
		})
	}
}

func TestHeaderOfTwoLines(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"roles over fields": {"Domain,Admin Contact,,技术联系人,\n,Name,Email,姓名,邮箱\na.com,Li,a@example.com,李娜,j@example.com\n", []string{
			"Domain=DomainName (synonym)", `Name=admin RegistrantName (synonym, under "Admin Contact")`, `Email=admin Email (name, under "Admin Contact")`,
			`姓名=tech ZhRegistrantName (synonym, under "技术联系人")`, `邮箱=tech Email (synonym, under "技术联系人")`,
		}},
		"other words over fields": {"Portfolio,Data of the contact,,\nDomain,Name,Email,City\na.com,Li,a@example.com,Rome\n", []string{
			"Domain=DomainName (synonym)", "Name=RegistrantName (synonym, since another column is the domain)", "Email=Email (name)", "City=City (name)",
		}},
		"fields under a word of no meaning": {"Domain,Contact data,,\n,Company,City,Email\na.com,O,Rome,a@example.com\n", []string{
			"Domain=DomainName (synonym)", "Company=RegistrantOrganization (synonym)", "City=City (name)", "Email=Email (name)",
		}},
		"one word above, that may be a title": {"Portfolio,Admin,\nDomain,Email,City\na.com,a@example.com,Rome\n", []string{"Domain=DomainName (synonym)", "Email=Email (name)", "City=City (name)"}},
		"a title that is a role":              {"Admin,,\nDomain,Email,City\na.com,a@example.com,Rome\n", []string{"Domain=DomainName (synonym)", "Email=Email (name)", "City=City (name)"}},
		"a contact that the API does not have": {"Domain,Admin,,AuxBilling,\n,Name,Email,Name,Email\na.com,Li,a@example.com,Jo,j@example.com\n", []string{
			"Domain=DomainName (synonym)", `Name=admin RegistrantName (synonym, under "Admin")`, `Email=admin Email (name, under "Admin")`,
			"Name: a contact that the API does not have", "Email: a contact that the API does not have",
		}},
		"roles in the header, a row of words below": {"Domain,Admin,Tech Email\na.com,Email,City\n", []string{
			"Domain=DomainName (synonym)", "Admin: could be admin RegistrantName, admin RegistrantOrganization or admin Email", "Tech Email=tech Email (synonym)",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, bound(read(t, test.text, loader.Options{}).Tables)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHeaderRowOption(t *testing.T) {
	const text = "Domain,Email\nold.com,x@example.com\n\nDomain,City\na.com,Rome\n"
	in := read(t, text, loader.Options{HeaderRow: 4})
	if got := in.Tables[0]; got.Header != 4 || len(in.Rows) != 1 || got.Columns[1].Param != "City" {
		t.Errorf("%+v, %d rows", got, len(in.Rows))
	}
	in = read(t, title(30)+"Domain,City\na.com,Rome\n", loader.Options{HeaderRow: 31})
	if len(in.Tables) != 1 || in.Tables[0].Header != 31 {
		t.Errorf("%+v", in.Tables)
	}
	for row, want := range map[int]string{2: `A2  "": line 2 of the file has no header of a domain column`, 3: `A3  "": line 3 of the file has no header of a domain column`} {
		in, err := loader.Load(open(t, "a.csv", []byte(text)), loader.Options{HeaderRow: row})
		if diff := cmp.Diff([]string{want}, lines(issuesOf(t, in, err))); diff != "" {
			t.Error(diff)
		}
	}
}

// Without a header a column is used as what nothing else can be, or by its letters.
func TestNoHeader(t *testing.T) {
	const text = "1,a.com,x@example.com,GB,admin,Rome\n2,b.com,y@example.com,CN,tech,Paris\n合计,,,,,\n"
	tests := map[string]struct {
		text    string
		columns map[string]string
		want    []string
	}{
		"by content": {text, nil, []string{
			": no header", "=DomainName (content: nothing else stands there)", "=Email (content: nothing else stands there)",
			"=Country (content: nothing else stands there)", "=ContactType (content: nothing else stands there)", ": no header",
		}},
		"by letters": {text, map[string]string{"F": "City", "d": "admin Country", "E": ""}, []string{
			": no header", "=DomainName (content: nothing else stands there)", "=Email (content: nothing else stands there, for admin)",
			"=admin Country (--column)", ": --column", "=City (--column, for admin)",
		}},
		"codes that are states too": {"a.com,CA\nb.com,DE\n", nil, []string{"=DomainName (content: nothing else stands there)", ": no header"}},
		"two of a kind":             {"a.com,x@example.com,y@example.com\n", nil, []string{"=DomainName (content: nothing else stands there)", ": no header", ": no header"}},
		"one that is none":          {"a.com,x@example.com\nb.com,none\n", nil, []string{"=DomainName (content: nothing else stands there)", ": no header"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := read(t, test.text, loader.Options{NoHeader: true, Columns: test.columns})
			if diff := cmp.Diff(test.want, bound(in.Tables)); diff != "" {
				t.Error(diff)
			}
			if in.Rows[0].Line != 1 || in.Tables[0].Header != 0 {
				t.Errorf("first row in line %d, header in %d", in.Rows[0].Line, in.Tables[0].Header)
			}
		})
	}
	in, err := loader.Load(open(t, "a.csv", []byte("a.com,b.com\nc.com,d.com\n")), loader.Options{NoHeader: true})
	want := []string{`A1  "": no column of the file, or more than one, holds domains and nothing else`}
	if diff := cmp.Diff(want, lines(issuesOf(t, in, err))); diff != "" {
		t.Error(diff)
	}
}

// Where no header says that it is the domain, the question is asked that settles it.
func TestAskedForTheDomain(t *testing.T) {
	for text, want := range map[string]string{
		"Domian,City\na.com,Rome\n":                       `is it this one? --column "Domian=DomainName" says so`,
		"WEBADDR,CITY\nwww.example.edu/,Rome\n":           `is it this one? --column "WEBADDR=DomainName" says so`,
		"Here,There,City\na.com,https://b.com,Rome\n":     `which column is the domain? --column "Here=DomainName" or --column "There=DomainName" say so`,
		"Name,City\na.com,Rome\nLi Na,Rome\nb.com,Rome\n": `is it this one? --column "Name=DomainName" says so`,
		"Page,City\nhttps://a.com/contact?x=1,Rome\n":     `name it with --column "HEADER=DomainName"`,
		"a.com,Rome\n": "put a header line above the first row: DomainName, or say --no-header",
		"Mail,Town\nx@example.com,Rome\ny@example.com,Rome\n": `name it with --column "HEADER=DomainName"`,
	} {
		in, err := loader.Load(open(t, "a.csv", []byte(text)), loader.Options{})
		issues := issuesOf(t, in, err)
		if len(issues) != 1 || !strings.HasPrefix(issues[0].Hint, want) {
			t.Errorf("%q: %v", text, issues)
		}
	}
}

// Values under no header are not used, and it is said.
func TestColumnsWithoutHeader(t *testing.T) {
	in := read(t, ",Domain,,City,\n,a.com,,Rome,\n1,b.com,,Rome,\n2,c.com,x,Rome,\n,Total,,9,7\n", loader.Options{Set: full("City")})
	want := []string{`B5  "": a footer below the table, not a row`, `A3  "": not used, since they have no header: the columns of A3, C4`}
	if diff := cmp.Diff(want, lines(in.Warnings)); diff != "" {
		t.Error(diff)
	}
}

// Footers are no rows wherever their label stands; nor is the header of the next page.
func TestAsides(t *testing.T) {
	in := read(t, "No,Domain,City,PostalCode\n1,a.com,Rome,1\n合计,,,2\n,Total,,7\n导出人,,张三,\n,导出时间,2026-04-01 10:00,\nNo,Domain,City,PostalCode\n2,b.com,Rome,1\n----,,,\n,以下空白,,\n,Total,Rome,1\n",
		loader.Options{Set: full("City", "PostalCode")})
	var got []int
	for _, r := range in.Rows {
		got = append(got, r.Line)
	}
	if diff := cmp.Diff([]int{2, 8, 11}, got); diff != "" {
		t.Errorf("rows: %s", diff)
	}
	want := []string{
		`A3  "": a footer below the table, not a row`, `B4  "": a footer below the table, not a row`, `A5  "": a footer below the table, not a row`,
		`B6  "": a footer below the table, not a row`, `B7  "": the header once more, not a row`, `B10  "": a footer below the table, not a row`,
	}
	if diff := cmp.Diff(want, lines(in.Warnings[1:])); diff != "" {
		t.Error(diff)
	}
}

// sheets makes a workbook of two sheets with domains and one without.
func sheets(t *testing.T) []byte {
	f := excelize.NewFile()
	b := &workbook{t: t, f: f}
	b.do(f.SetSheetName("Sheet1", "First"))
	for _, name := range []string{"Second", "Notes"} {
		_, err := f.NewSheet(name)
		b.do(err)
	}
	b.line("First", 1, []string{"", "", "Domain", "City"})
	b.line("First", 2, []string{"", "", "a.com", "Rome"})
	b.line("Second", 3, []string{"域名", "城市（英文）"})
	b.line("Second", 4, []string{"b.com", "Paris"})
	b.line("Notes", 1, []string{"Who", "When"})
	b.do(f.SetSheetVisible("Second", false))
	return b.bytes()
}

func TestSheetOption(t *testing.T) {
	book := open(t, "a.xlsx", sheets(t))
	for name, want := range map[string][]string{
		"":       {"First!C2", "Second!A4"},
		"First":  {"First!C2"},
		"second": {"Second!A4"},
	} {
		in, err := loader.Load(book, loader.Options{Sheet: name})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range in.Rows {
			got = append(got, r.Cell(nil, "DomainName"))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", name, diff)
		}
	}
	var usage *loader.UsageError
	_, err := loader.Load(book, loader.Options{Sheet: "Third"})
	if !errors.As(err, &usage) || err.Error() != `--sheet "Third": there is no sheet of that name; the sheets are "First", "Second", "Notes"` {
		t.Errorf("got %v", err)
	}
	_, err = loader.Load(open(t, "a.csv", []byte("Domain\na.com\n")), loader.Options{Sheet: "First"})
	if !errors.As(err, &usage) {
		t.Errorf("got %v", err)
	}
	in, err := loader.Load(book, loader.Options{Sheet: "Notes"})
	if got := lines(issuesOf(t, in, err)); len(got) != 1 || !strings.Contains(got[0], `sheet "Notes" has no domain column`) {
		t.Errorf("got %v", got)
	}
}

func TestHiddenSheetLeftOut(t *testing.T) {
	in, err := loader.Load(open(t, "a.xlsx", sheets(t)), loader.Options{VisibleOnly: true, Set: full("City")})
	if err != nil {
		t.Fatal(err)
	}
	if len(in.Tables) != 1 || len(in.Rows) != 1 {
		t.Errorf("tables %v", in.Tables)
	}
	if !slices.ContainsFunc(in.Warnings, func(is job.Issue) bool {
		return is.Cell == "Second!A1" && is.Message == `sheet "Second" is hidden in the workbook: left out`
	}) {
		t.Errorf("warnings %v", in.Warnings)
	}
}

// Options that exclude each other, and rows that cannot be, are told whatever the file is.
func TestTableOptions(t *testing.T) {
	for want, opts := range map[string]loader.Options{
		`--no-header: there is no header, or it stands in --header-row; say one of the two`: {NoHeader: true, HeaderRow: 2},
		`--header-row "-1": lines count from 1; give the line that the headers stand in`:    {HeaderRow: -1},
	} {
		if err := loader.Check(opts); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// Ambiguous headers are decided by content, or asked about with what settles them.
func TestAmbiguousHeaders(t *testing.T) {
	const settle = `settle it with `
	tests := map[string]struct {
		header string
		values []string
		want   string // the parameter, or what it is instead
		hint   string // where it is asked about
	}{
		"registrant, organisations": {"Registrant", []string{"Blue Sea Ltd.", "Quay Holdings"}, "RegistrantOrganization", ""},
		"registrant, a surname that is a legal form": {"Registrant", []string{"Maria Sa"}, "could be RegistrantOrganization or RegistrantName",
			settle + `--column "Registrant=RegistrantOrganization" or --column "Registrant=RegistrantName"; --column "Registrant=" leaves it out`},
		"registrant, a legal form":          {"Registrant", []string{"Azur S.A."}, "RegistrantOrganization", ""},
		"registrant, Chinese organisations": {"注册人", []string{"蓝海有限公司", "北京大学"}, "ZhRegistrantOrganization", ""},
		"registrant, a person": {"Registrant", []string{"Blue Sea Ltd.", "Li Na"}, "could be RegistrantOrganization or RegistrantName",
			settle + `--column "Registrant=RegistrantOrganization" or --column "Registrant=RegistrantName"; --column "Registrant=" leaves it out`},
		"registrant, Chinese persons": {"注册者", []string{"李娜"}, "could be ZhRegistrantOrganization or ZhRegistrantName",
			settle + `--column "注册者=ZhRegistrantOrganization" or --column "注册者=ZhRegistrantName"; --column "注册者=" leaves it out`},
		"name":                  {"Name", []string{"Li Na"}, "RegistrantName", ""},
		"name of organisations": {"Name", []string{"Li Na", "Blue Ltd"}, "could be RegistrantName or RegistrantOrganization", settle + `--column "Name=RegistrantName" or --column "Name=RegistrantOrganization"; --column "Name=" leaves it out`},
		"state":                 {"State", []string{"WA", "OR"}, "Province", ""},
		"state of a domain":     {"State", []string{"active", "Expired"}, "content: states of a domain", ""},
		"state, both":           {"State", []string{"active", "WA"}, "could be Province or DomainStatus", settle + `--column "State=Province"; --column "State=" leaves it out`},
		"status":                {"Status", []string{"active"}, "no contact operation takes DomainStatus", ""},
		"状态":                    {"状态", []string{"正常"}, "no contact operation takes DomainStatus", ""},
		"contact, roles":        {"Contact", []string{"admin", "tech"}, "ContactType", ""},
		"contact, person":       {"联系人", []string{"李娜"}, "ZhRegistrantName", ""},
		"contact, addresses":    {"Contact", []string{"x@example.com"}, "could be RegistrantName, Email or Telephone", settle + `--column "Contact=RegistrantName" or --column "Contact=Email" or --column "Contact=Telephone"; --column "Contact=" leaves it out`},
		"region":                {"地区", []string{"北京市 朝阳区"}, "could be Province, Country or City", settle + `--column "地区=Province" or --column "地区=Country" or --column "地区=City"; --column "地区=" leaves it out`},
		"calling code":          {"区号", []string{"86", "+86"}, "TelArea", ""},
		"area code":             {"区号", []string{"010", "0571"}, "AreaCode", ""},
		"both codes":            {"区号", []string{"010", "86"}, "could be TelArea or AreaCode", settle + `--column "区号=TelArea" or --column "区号=AreaCode"; --column "区号=" leaves it out`},
		"extension":             {"Extension", []string{"12"}, "TelExt", ""},
		"ending":                {"extension", []string{"com"}, "content: not of a telephone", ""},
		"number":                {"ID", []string{"1", "2"}, "could be RegistrantProfileId or something else", ""},
		"lock":                  {"Locked", []string{"yes"}, "could be TransferOutProhibited or something else", ""},
		"name servers":          {"DNS", []string{"ns1.example.com"}, "no contact operation takes DomainNameServer", ""},
		"a role alone":          {"Admin", []string{"Li Na"}, "could be admin RegistrantName, admin RegistrantOrganization or admin Email", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text := "Domain,电话,City of the contact," + test.header + "\n"
			for _, v := range test.values {
				text += "a.com,1,x," + v + "\n"
			}
			in, err := loader.Load(open(t, "a.csv", []byte(text)), loader.Options{})
			c := in.Tables[0].Columns[3]
			if got := c.Param; got != test.want && c.How != test.want {
				t.Errorf("%q, %q; want %q", got, c.How, test.want)
			}
			hint := ""
			for _, is := range issuesOf(t, in, err) {
				if is.Cell == "D1" {
					hint = is.Hint
				}
			}
			if hint != test.hint {
				t.Errorf("asked %q\nwant  %q", hint, test.hint)
			}
		})
	}
}

// A doubt that changes nothing is a warning: what the header could be has columns.
func TestDoubtsThatDoNotMatter(t *testing.T) {
	in, err := loader.Load(open(t, "a.csv", []byte("Domain,Region,Province,Country,City\na.com,x,Lazio,IT,Rome\n")), loader.Options{Set: full("Province", "Country", "City")})
	if err != nil {
		t.Fatal(err)
	}
	if got := lines(in.Warnings); len(got) != 1 || !strings.Contains(got[0], `"Region" could be Province, Country or City: not used`) {
		t.Errorf("warnings %v", got)
	}
	in, err = loader.Load(open(t, "a.csv", []byte("Domain,Region\na.com,x\n")), loader.Options{Set: full(), Columns: map[string]string{"Region": ""}})
	if err != nil || len(in.Warnings) > 0 {
		t.Errorf("left out by the user: %v, %v", err, in.Warnings)
	}
	in, err = loader.Load(open(t, "a.csv", []byte("Domain,ID\na.com,17\n")), loader.Options{Set: job.Params{"ContactType": "admin"}})
	if got := issuesOf(t, in, err); len(got) == 0 || got[0].Cell != "B1" || !strings.Contains(got[0].Hint, `--column "ID=RegistrantProfileId"`) {
		t.Errorf("the only column that can say who it is: %v", got)
	}
}

func TestMisspeltHeaders(t *testing.T) {
	for header, want := range map[string]string{
		"Emial": "Email", "Orgnization": "RegistrantOrganization", "电子油箱": "Email", "Adress": "Address", "Postal Cdoe": "PostalCode", "Contry": "Country",
		"Admin Emial": "admin Email", "Telehpone": "Telephone", "Regsitrant Name": "RegistrantName", "技术联系人电子油箱": "tech Email",
		"Agency": "", "Notes": "", "Whatever": "", "Domain Type": "", "油箱": "", "Faxx": "", "CIT": "", "pref": "", "主管部门": "", "备注1": "",
	} {
		in := read(t, "Domain,"+header+"\na.com,x\n", loader.Options{})
		hint := ""
		for _, w := range in.Warnings {
			if w.Column == header {
				hint = w.Hint
			}
		}
		if want != "" {
			want = `did you mean ` + want + `? --column "` + header + `=` + want + `"`
		}
		if hint != want {
			t.Errorf("%q: %q, want %q", header, hint, want)
		}
	}
	in := read(t, "Domain,Emial\na.com,x@example.com\n", loader.Options{Set: full("Email")})
	if got := in.Issues(); len(got) != 1 || !strings.HasPrefix(got[0].Hint, `did you mean column B "Emial"? --column "Emial=Email" says so; else `) {
		t.Errorf("where it is missing: %v", got)
	}
	in = read(t, "Domain,Emial,Email\na.com,x@example.com,y@example.com\n", loader.Options{Set: full("Email")})
	if got := lines(in.Warnings); len(got) != 1 || got[0] != `B1  "": not used: "Emial" (B)` {
		t.Errorf("beside the right one: %v", got)
	}
}
