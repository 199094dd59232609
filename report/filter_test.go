package report

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestFilterAndPanes(t *testing.T) {
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), fixture()))
	content, _ := f.Pkg.Load("xl/worksheets/sheet1.xml")
	xml := string(content.([]byte))
	if !strings.Contains(xml, `<autoFilter ref="A3:K11"`) || !strings.Contains(xml, `val="*Ltd"`) {
		t.Error("the filter of the input is not widened with its condition kept")
	}
	content, _ = f.Pkg.Load("xl/worksheets/sheet2.xml")
	if !strings.Contains(string(content.([]byte)), `<autoFilter ref="A1:J2"`) {
		t.Error("a sheet without a filter has got none")
	}
	for name, header := range map[string]int{"Contacts": 3, "二": 1, "Tasks": 1, "Calls": 1, "Contacts (2)": 1} {
		if panes, err := f.GetPanes(name); err != nil || !panes.Freeze || panes.YSplit != header {
			t.Errorf("panes of %s are %+v, error %v, want the header in line %d frozen", name, panes, err, header)
		}
	}
	var names []string
	for _, n := range f.GetDefinedName() {
		names = append(names, n.RefersTo)
	}
	if !slices.Contains(names, "'Contacts'!$A$3:$K$11") {
		t.Errorf("the name of the filter is not widened: %q", names)
	}
}

// One width for all columns to the end, as many programs write it, is cut in
// three around the new columns.
func TestWidths(t *testing.T) {
	const part = "xl/worksheets/sheet1.xml"
	input := changed(t, acquisition(t), func(f *excelize.File) error {
		content, _ := f.Pkg.Load(part)
		cols := `<cols><col min="1" max="1" width="33" customWidth="1"/><col min="2" max="16384" width="9" hidden="0"/></cols>`
		f.Pkg.Store(part, regexp.MustCompile(`<cols>.*</cols>`).ReplaceAll(content.([]byte), []byte(cols)))
		return nil
	})
	f := reopen(t, write(t, "r.xlsx", open(t, "a.xlsx", input), fixture()))
	content, _ := f.Pkg.Load(part)
	if n := strings.Count(string(content.([]byte)), "<col "); n != 9 {
		t.Errorf("there are %d elements of columns, want 9: equal neighbours are one", n)
	}
	for letters, want := range map[string]float64{"A": 33, "B": 9, "C": 9, "D": 12, "F": 60, "K": 27, "L": 9, "XFD": 9} {
		if got, err := f.GetColWidth("Contacts", letters); err != nil || got != want {
			t.Errorf("column %s is %v wide, error %v, want %v", letters, got, err, want)
		}
	}
}

// Panes that the user has set stay.
func TestPanesOfTheInputStay(t *testing.T) {
	data := fixture()
	book := open(t, "a.xlsx", changed(t, acquisition(t), func(f *excelize.File) error {
		return f.SetPanes("Contacts", &excelize.Panes{Freeze: true, XSplit: 1, TopLeftCell: "B1", ActivePane: "topRight"})
	}))
	f := reopen(t, write(t, "r.xlsx", book, data))
	if panes, err := f.GetPanes("Contacts"); err != nil || panes.XSplit != 1 || panes.YSplit != 0 {
		t.Errorf("panes are %+v, error %v", panes, err)
	}
}

func changed(t *testing.T, data []byte, change func(*excelize.File) error) []byte {
	t.Helper()
	f := reopen(t, writeFile(t, "in.xlsx", data))
	if err := change(f); err != nil {
		t.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// A table object keeps its filter, and columns are added right of it and of
// merged cells, though these hold no text.
func TestTableObjectsAndMergedCells(t *testing.T) {
	book := open(t, "a.xlsx", changed(t, acquisition(t), func(f *excelize.File) error {
		if err := f.AddTable("二", &excelize.Table{Range: "A1:D2", Name: "Portfolio"}); err != nil {
			return err
		}
		return f.MergeCell("二", "C2", "F2")
	}))
	f := reopen(t, write(t, "r.xlsx", book, fixture()))
	if got := lineCells(t, f, "二", 6, 1); !slices.Equal(got, headers) {
		t.Errorf("cells from G1 on are %q", got)
	}
	tables, err := f.GetTables("二")
	if err != nil || len(tables) != 1 || tables[0].Range != "A1:D2" {
		t.Errorf("table objects are %+v, error %v", tables, err)
	}
	content, _ := f.Pkg.Load("xl/worksheets/sheet2.xml")
	if strings.Contains(string(content.([]byte)), "autoFilter") {
		t.Error("a filter over a table object makes the workbook unreadable to Excel")
	}
}
