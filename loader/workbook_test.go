package loader_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domainbatch/internal/job"
	"domainbatch/loader"
)

// figures are what a sample amounts to.
type figures struct {
	Rows, Names, Contacts, Issues, Warnings int
	Targets                                 map[string]int
}

func figuresOf(in *loader.Input) figures {
	f := figures{Rows: len(in.Rows), Issues: len(in.Issues()), Warnings: len(in.Warnings), Targets: make(map[string]int)}
	names, contacts := make(map[string]bool), make(map[string]bool)
	for _, r := range in.Rows {
		for _, n := range r.Names {
			names[n] = true
		}
		for _, ask := range r.Asks {
			contact := maps.Clone(ask.Fields)
			delete(contact, "TransferOutProhibited")
			contacts[contact.Key()] = true
			for _, target := range ask.Targets {
				f.Targets[target]++
			}
		}
	}
	f.Names, f.Contacts = len(names), len(contacts)
	return f
}

func TestSamples(t *testing.T) {
	tests := map[string]figures{
		"acquisition.xlsx": {Rows: 100, Names: 60, Contacts: 4, Warnings: 2, Targets: map[string]int{"registrant": 60, "admin": 14, "tech": 40}},
		"contacts.csv":     {Rows: 10, Names: 8, Contacts: 3, Warnings: 1, Targets: map[string]int{"registrant": 3, "admin": 5, "billing": 2, "tech": 3}},
		"profiles.csv":     {Rows: 8, Names: 6, Contacts: 3, Targets: map[string]int{"registrant": 5, "admin": 2, "billing": 2, "tech": 1}},
		"portfolio-zh.csv": {Rows: 12, Names: 12, Contacts: 2, Warnings: 2, Targets: map[string]int{"registrant": 8, "admin": 4, "tech": 4}},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			in, err := loader.Load(sample(t, name), loader.Options{Site: site(t, "cn")})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, figuresOf(in)); diff != "" {
				t.Errorf("%s\n%v", diff, loader.Summary(in.Issues()))
			}
		})
	}
}

// Each row of troubles.xlsx that is not good has complaints about exactly its trouble.
func TestTroubles(t *testing.T) {
	in, err := loader.Load(sample(t, "troubles.xlsx"), loader.Options{Site: site(t, "cn")})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, is := range in.Issues() {
		got = append(got, is.Cell+" "+is.Column)
	}
	var want []string
	for _, cell := range []string{"A15", "A16", "A17", "A18", "A19", "A20", "A21", "A22", "A23", "A24", "A25"} {
		want = append(want, "Domains!"+cell+" DomainName")
	}
	want = append(want,
		"Domains!B26 ContactType", "Domains!B27 ContactType", "Domains!C28 RegistrantType", "Domains!C29 RegistrantType",
		"Domains!D30 RegistrantOrganization", "Domains!E31 RegistrantName", "Domains!F32 Country", "Domains!G33 Province",
		"Domains!H34 City", "Domains!I35 Address", "Domains!J36 PostalCode", "Domains!K37 Email", "Domains!M38 Telephone",
		"Domains!F39 Country", "Domains!K40 Email", "Domains!L41 TelArea", "Domains!M42 Telephone", "Domains!N43 TelExt", "Domains!M44 Telephone",
		"Domains!O45 TransferOutProhibited", "Domains!O46 TransferOutProhibited",
		"Domains!P47 RegistrantProfileId", "Domains!P48 RegistrantProfileId", "Domains!C49 RegistrantType",
	)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, r := range in.Rows[:13] {
		if len(r.Issues) > 0 || len(r.Names) != 1 {
			t.Errorf("line %d: %v", r.Line, r.Issues)
		}
	}
	if got := len(in.Rows); got != 48 {
		t.Errorf("%d rows", got)
	}
}

// Sheets without a domain column are left alone, and it is said so; those with
// one go on with the row numbers.
func TestSheets(t *testing.T) {
	f := excelize.NewFile()
	b := &workbook{t: t, f: f}
	b.do(f.SetSheetName("Sheet1", "Read me"))
	for _, name := range []string{"First", "Empty", "Second half"} {
		_, err := f.NewSheet(name)
		b.do(err)
	}
	b.line("Read me", 1, []string{"Fill in the other sheets."})
	b.line("First", 1, []string{"Domain", "City"})
	b.line("First", 2, []string{"a.com", "London"})
	b.line("First", 3, []string{"b.com", "Paris", "beside the table"})
	b.line("Second half", 5, []string{"", "域名", "City", "Notes"})
	b.line("Second half", 7, []string{"x", "c.com", "London", "y"})
	b.line("Second half", 8, []string{"", "nonsense", "", ""})
	b.do(f.SetSheetVisible("Second half", false))
	in, err := loader.Load(open(t, "a.xlsx", b.bytes()), loader.Options{Set: full("City")})
	if err != nil {
		t.Fatal(err)
	}
	wantWarnings := []string{
		`'Second half'!D5  "": not used: "Notes" (D)`,
		`'Second half'!A5  "": sheet "Second half" is hidden in the workbook; it is read all the same`,
		`'Read me'!A1  "": sheet "Read me" has no domain column in its first 20 lines: left alone`,
		`Empty!A1  "": sheet "Empty" is empty: left alone`,
		`First!C3  "": not used, since they have no header: the columns of First!C3`,
		`'Second half'!A7  "": not used, since they have no header: the columns of 'Second half'!A7`,
	}
	if diff := cmp.Diff(wantWarnings, lines(in.Warnings)); diff != "" {
		t.Error(diff)
	}
	var places []string
	for i, r := range in.Rows {
		if r.ID != job.RowID(i+1) {
			t.Errorf("row %d has number %d", i+1, r.ID)
		}
		places = append(places, r.Cell(nil, "DomainName"))
	}
	if diff := cmp.Diff([]string{"First!A2", "First!A3", "'Second half'!B7", "'Second half'!B8"}, places); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{
		`'Second half'!B8 DomainName "nonsense": the domain has no dot`,
		`'Second half'!C8 City "": City is empty`,
	}, lines(in.Issues())); diff != "" {
		t.Error(diff)
	}
}

// The run file keeps a copy of the whole input, so identity documents in a
// sheet of another kind count too.
func TestIdentityDocumentsBesideTheDomains(t *testing.T) {
	f := excelize.NewFile()
	b := &workbook{t: t, f: f}
	_, err := f.NewSheet("People")
	b.do(err)
	b.line("Sheet1", 1, []string{"Domain"})
	b.line("Sheet1", 2, []string{"a.com"})
	b.line("People", 2, []string{"姓名", "身份证号"})
	b.line("People", 3, []string{"李娜", "1"})
	book := open(t, "a.xlsx", b.bytes())
	in, err := loader.Load(book, loader.Options{Set: full()})
	issues := issuesOf(t, in, err)
	if !slices.ContainsFunc(issues, func(is job.Issue) bool { return is.Cell == "People!B2" }) {
		t.Errorf("no complaint: %v", issues)
	}
	if _, err := loader.Load(book, loader.Options{Set: full(), KeepIDColumns: true}); err != nil {
		t.Errorf("kept: %v", err)
	}
}
