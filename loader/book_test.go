package loader_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domainbatch/loader"
)

// asPeopleHaveIt is a workbook with a title, a header of two lines with merged
// cells from column B on, a hidden row and column, and a line of totals.
func asPeopleHaveIt(t *testing.T) []byte {
	f := excelize.NewFile()
	b := &workbook{t: t, f: f}
	b.line("Sheet1", 1, []string{"", "Domains of the group, as of today"})
	b.do(f.MergeCell("Sheet1", "B1", "J1"))
	b.line("Sheet1", 3, []string{"", "Domain", "Admin Contact", "", "", "Country", "Technical Contact", "", "", "备注"})
	b.line("Sheet1", 4, []string{"", "", "Name", "Email", "City", "", "Name", "Email", "City"})
	for _, area := range [][2]string{{"B3", "B4"}, {"C3", "E3"}, {"F3", "F4"}, {"G3", "I3"}, {"J3", "J4"}} {
		b.do(f.MergeCell("Sheet1", area[0], area[1]))
	}
	b.line("Sheet1", 5, []string{"", "a.com", "Jo Doe", "jo@example.com", "Rome", "GB", "Li Na", "li@example.com", "Paris"})
	b.line("Sheet1", 6, []string{"", "b.com", "Jo Doe", "jo@example.com", "Rome", "GB", "", "", ""})
	b.line("Sheet1", 10, []string{"", "合计", "", "", "", "", "", "", "", "2"})
	b.do(f.SetRowVisible("Sheet1", 6, false))
	b.do(f.SetColVisible("Sheet1", "I", false))
	return b.bytes()
}

func TestWorkbookAsPeopleHaveIt(t *testing.T) {
	set := full("ContactType", "RegistrantName", "Email", "City", "Country")
	in, err := loader.Load(open(t, "a.xlsx", asPeopleHaveIt(t)), loader.Options{Set: set})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"5 admin: City=Rome Country=GB Email=jo@example.com RegistrantName=Jo Doe", "5 tech: City=Paris Country=GB Email=li@example.com RegistrantName=Li Na",
		"6 admin: City=Rome Country=GB Email=jo@example.com RegistrantName=Jo Doe",
	}
	if diff := cmp.Diff(want, asked(in, "Email", "City", "Country", "RegistrantName")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string(nil), lines(in.Issues())); diff != "" {
		t.Error(diff)
	}
	for _, want := range []string{
		`Sheet1!I4  "": 1 hidden column is used`, `Sheet1!B6  "": 1 hidden row is used`, `Sheet1!B10  "": a footer below the table, not a row`,
	} {
		if !slices.Contains(lines(in.Warnings), want) {
			t.Errorf("no warning %s among %s", want, strings.Join(lines(in.Warnings), "\n"))
		}
	}
	in, err = loader.Load(open(t, "a.xlsx", asPeopleHaveIt(t)), loader.Options{Set: full("ContactType", "RegistrantName", "Email", "Country"), VisibleOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	if r := in.Rows[1]; r.LeftOut == "" || r.Line != 6 {
		t.Errorf("the hidden row: %+v", r)
	}
	if diff := cmp.Diff("5 tech: City=London", asked(in, "City")[1]); diff != "" {
		t.Errorf("the hidden column: %s", diff)
	}
}
