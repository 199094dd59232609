package loader_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domainbatch/loader"
)

// sheetOf makes a workbook of one sheet; areas such as "A1:A2" are merged.
func sheetOf(t *testing.T, rows [][]string, areas ...string) []byte {
	f := excelize.NewFile()
	b := &workbook{t: t, f: f}
	for i, cells := range rows {
		b.line("Sheet1", i+1, cells)
	}
	for _, area := range areas {
		from, to, _ := strings.Cut(area, ":")
		b.do(f.MergeCell("Sheet1", from, to))
	}
	return b.bytes()
}

// Values right of the last header of a workbook are not dropped in silence.
func TestValuesRightOfTheTable(t *testing.T) {
	data := sheetOf(t, [][]string{
		{"Domain", "City"},
		{"a.com", "London", "", "urgent", "x@example.com"},
		{"b.com", "Paris", "late", "urgent"},
	})
	in, err := loader.Load(open(t, "a.xlsx", data), loader.Options{Set: full("City")})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`Sheet1!C3  "": not used, since they have no header: the columns of Sheet1!C3, Sheet1!D2, Sheet1!E2`}
	if diff := cmp.Diff(want, lines(in.Warnings)); diff != "" {
		t.Error(diff)
	}
}

// A contact role with values beside it that nothing names is a header whose
// lower line is missing: the values must not pass for the registrant's.
func TestRoleWithoutItsFields(t *testing.T) {
	row := []string{"a.com", "info@example.com", "Ada Moss", "ada@example.com", "", "ada1"}
	const message = `"Admin Contact" names a contact role alone, and the columns right of it have values and no header: Sheet1!D2, Sheet1!F2`
	tests := map[string]struct {
		header  []string
		columns map[string]string
		want    bool
	}{
		"last":          {[]string{"Domain", "Email", "Admin Contact"}, nil, true},
		"inside":        {[]string{"Domain", "Email", "Admin Contact", "", "", "", "Notes"}, nil, true},
		"said":          {[]string{"Domain", "Email", "Admin Contact"}, map[string]string{"Admin Contact": "admin RegistrantName"}, false},
		"another first": {[]string{"Domain", "Admin Contact", "Email"}, nil, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			in, err := loader.Load(open(t, "a.xlsx", sheetOf(t, [][]string{tt.header, row})), loader.Options{Set: full("ContactType", "Email"), Columns: tt.columns})
			got := slices.ContainsFunc(lines(issuesOf(t, in, err)), func(line string) bool { return strings.HasSuffix(line, message) })
			if got != tt.want {
				t.Errorf("complained: %v, among %s", got, strings.Join(lines(issuesOf(t, in, err)), "\n"))
			}
		})
	}
}
