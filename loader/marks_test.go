package loader

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
)

// tableOf binds the header of a text, and gives the table to read further lines into.
func tableOf(t *testing.T, text string, opts Options) *table {
	t.Helper()
	book, err := sheet.Open("a.csv", []byte(text), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := newLoad(book, opts)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := l.bindAll(book)
	if err != nil || len(tables) != 1 {
		t.Fatal(tables, err)
	}
	return tables[0]
}

func said(issues []job.Issue) (out []string) {
	for _, is := range issues {
		out = append(out, fmt.Sprintf("%s %s %q: %s", is.Cell, is.Column, is.Value, is.Message))
	}
	return out
}

// A cell that does not hold what it shows is a complaint, one for the cell,
// where its column is used; a cell without a value is not a blank one.
func TestMarks(t *testing.T) {
	const (
		noValue = "the cell has a formula without a stored result"
		wrong   = "the cell shows #N/A, not a value"
	)
	mark := func(column int, kind sheet.MarkKind) []sheet.Mark { return []sheet.Mark{{Column: column, Kind: kind}} }
	for name, test := range map[string]struct {
		cells []string
		marks []sheet.Mark
		want  []string
	}{
		"an error":                   {[]string{"a.com", "#N/A", "x"}, mark(1, sheet.MarkError), []string{`B2 Email "#N/A": ` + wrong}},
		"no value":                   {[]string{"a.com", "", "x"}, mark(1, sheet.MarkNoValue), []string{`B2 Email "": ` + noValue}},
		"in the domain":              {[]string{"#REF!", "x@example.com", "x"}, mark(0, sheet.MarkError), []string{`A2 DomainName "#REF!": the cell shows #REF!, not a value`}},
		"no domain":                  {[]string{"", "x@example.com"}, mark(0, sheet.MarkNoValue), []string{`A2 DomainName "": ` + noValue}},
		"all that there is":          {nil, mark(0, sheet.MarkNoValue), []string{`A2 DomainName "": ` + noValue, `B2 Email "": Email is empty`}},
		"in a column that is unused": {[]string{"a.com", "x@example.com", "#N/A"}, mark(2, sheet.MarkError), nil},
		"two": {[]string{"a.com#", "#N/A"}, []sheet.Mark{{Column: 0, Kind: sheet.MarkError}, {Column: 1, Kind: sheet.MarkError}},
			[]string{`A2 DomainName "a.com#": the cell shows an error, not a value`, `B2 Email "#N/A": ` + wrong}},
	} {
		t.Run(name, func(t *testing.T) {
			tab := tableOf(t, "Domain,Email,Remark\n", Options{Set: job.Params{
				"ContactType": "admin", "RegistrantType": "2", "RegistrantOrganization": "O", "RegistrantName": "N", "Country": "GB", "Province": "P",
				"City": "C", "Address": "A", "PostalCode": "E14 0ZZ", "TelArea": "44", "Telephone": "2079460118",
			}})
			tab.row(sheet.Record{Line: 2, Cells: test.cells, Marks: test.marks})
			if len(tab.load.in.Rows) != 1 {
				t.Fatalf("%d rows", len(tab.load.in.Rows))
			}
			if diff := cmp.Diff(test.want, said(tab.load.in.Rows[0].Issues)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Hidden rows are used and counted, or kept as rows that were left out.
func TestHiddenRows(t *testing.T) {
	for left, want := range map[bool]string{
		false: `A2  "": 2 hidden rows are used`,
		true:  `A2  "": 2 hidden rows are left out`,
	} {
		tab := tableOf(t, "Domain,Email\n", Options{VisibleOnly: left})
		for i, hidden := range []bool{true, false, true} {
			tab.row(sheet.Record{Line: i + 2, Cells: []string{"a.com", "x"}, Hidden: hidden})
		}
		tab.row(sheet.Record{Line: 5, Cells: []string{"Total"}, Hidden: true})
		if got := tab.done(); got.Last != 4 {
			t.Errorf("last row %d", got.Last)
		}
		var out []int
		for _, r := range tab.load.in.Rows {
			if r.LeftOut != "" {
				out = append(out, r.Line)
				if len(r.Issues)+len(r.Asks)+len(r.Names) > 0 {
					t.Errorf("left out, and yet: %+v", r)
				}
			}
		}
		if left != slices.Equal(out, []int{2, 4}) {
			t.Errorf("visible only: %v, left out: %v", left, out)
		}
		if got := said(tab.load.in.Warnings); !slices.Contains(got, want) {
			t.Errorf("warnings %v", got)
		}
	}
}

// Merged cells say how far a contact role reaches; where some are merged, a
// blank cell beside them belongs to none.
func TestStackedByMergedCells(t *testing.T) {
	l := tableOf(t, "Domain\n", Options{}).load
	upper := &line{1, []string{"Domain", "Admin Contact", "", "", "Tech", "", "", "Registrant"}}
	lower := &line{2, []string{"", "Name", "Email", "City", "Name", "Email", "Country", "Email"}}
	areas := []sheet.Area{
		{FirstLine: 1, LastLine: 2, FirstColumn: 0, LastColumn: 0},
		{FirstLine: 1, LastLine: 1, FirstColumn: 1, LastColumn: 2},
		{FirstLine: 1, LastLine: 1, FirstColumn: 4, LastColumn: 5},
		{FirstLine: 9, LastLine: 9, FirstColumn: 0, LastColumn: 7},
	}
	h, _ := l.stacked(upper, lower, areas)
	if h == nil {
		t.Fatal("no header of two lines")
	}
	if diff := cmp.Diff([]string{"", "Admin Contact", "Admin Contact", "", "Tech", "Tech", "", "Registrant"}, h.over); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Domain", "Name", "Email", "City", "Name", "Email", "Country", "Email"}, h.cells); diff != "" {
		t.Error(diff)
	}
	title := []sheet.Area{{FirstLine: 1, LastLine: 1, FirstColumn: 0, LastColumn: 7}}
	if h, _ := l.stacked(&line{1, []string{"Registrant"}}, &line{2, []string{"Domain", "Name", "Email"}}, title); h != nil {
		t.Errorf("a title is taken for the head of columns: %+v", h)
	}
	if h, _ := l.stacked(upper, &line{4, lower.cells}, areas); h != nil {
		t.Errorf("lines apart are one header: %+v", h)
	}
}

// Hidden columns are left out when asked for, but not overlooked: the run file
// would keep documents that stand there.
func TestHiddenColumns(t *testing.T) {
	l := tableOf(t, "Domain\n", Options{VisibleOnly: true}).load
	l.issues, l.in.Warnings = nil, nil
	lines, err := l.top(func(yield func(sheet.Record, error) bool) {
		yield(sheet.Record{Line: 1, Cells: []string{"Domain", "Email", "身份证号", "City", "Notes"}}, nil)
	}, []int{1, 2, 4})
	if err != nil {
		t.Fatal(err)
	}
	head := l.newHeader(lines[0])
	head.hidden = []int{1, 2, 4}
	src := &sheet.Table{Name: "S"}
	var got []string
	cols := l.classifyAll(head)
	for _, c := range cols {
		got = append(got, c.header+"="+c.param+": "+c.how)
	}
	want := []string{
		"Domain=DomainName: synonym", "=: hidden, left out by --visible-only", "身份证号=: identity documents", "City=City: name", "=: hidden, left out by --visible-only",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for left, want := range map[bool]string{
		true:  `S!B1  "": 3 hidden columns are left out`,
		false: `S!D1  "": 1 hidden column is used`,
	} {
		l.opts.VisibleOnly, l.in.Warnings = left, nil
		hidden := []int{1, 2, 4}
		if !left {
			hidden = []int{2, 3}
		}
		l.warnHidden(src, head, cols, hidden)
		if diff := cmp.Diff([]string{want}, said(l.in.Warnings)); diff != "" {
			t.Error(diff)
		}
	}
}
