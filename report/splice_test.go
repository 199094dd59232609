package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// spliced writes a report as that of a workbook with many rows.
func spliced(t *testing.T, book *sheet.Book, data *Data) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "r.xlsx")
	err := replace(reportFile, path, func(w io.Writer) error { return writeWorkbook(w, path, book, data, len(data.Plan.Rows)-1) })
	if err != nil {
		t.Fatal(err)
	}
	return path
}

const firstPart = "xl/worksheets/sheet1.xml"

// varied is the workbook of the fixture with cells of every kind: formulas with
// and without a value, shared, over an array, to another sheet; booleans, dates
// and errors.
func varied(t *testing.T) []byte {
	t.Helper()
	return changed(t, acquisition(t), func(f *excelize.File) error {
		shared, all := excelize.STCellFormulaTypeShared, excelize.STCellFormulaTypeArray
		sharedTo, allTo := "B20:B23", "C20:C21"
		err := errors.Join(
			f.SetCellFormula("Contacts", "A20", "1+1"),
			f.SetCellFormula("Contacts", "B20", "A20*2", excelize.FormulaOpts{Type: &shared, Ref: &sharedTo}),
			f.SetCellFormula("Contacts", "C20", "A20:A21*2", excelize.FormulaOpts{Type: &all, Ref: &allTo}),
			f.SetCellFormula("Hidden", "B1", "SUM(Contacts!A1:A9)&Portfolio"),
			f.SetDefinedName(&excelize.DefinedName{Name: "Portfolio", RefersTo: "Contacts!$A$3:$C$11"}),
			f.SetCellValue("Contacts", "A24", true), f.SetCellValue("Contacts", "B24", start), f.SetCellValue("Contacts", "C24", 0.1),
			f.MergeCell("Contacts", "A1", "C1"), f.AddComment("Contacts", excelize.Comment{Cell: "A4", Text: "kept"}))
		_, err2 := f.GetCellValue("Contacts", "A1")
		return errors.Join(err, err2)
	})
}

// rowsIn is the part of a sheet from its first row to its last.
func rowsIn(t *testing.T, f *excelize.File, part string) []byte {
	t.Helper()
	content, _ := f.Pkg.Load(part)
	xml, _ := content.([]byte)
	from, to := bytes.Index(xml, []byte("<row")), bytes.Index(xml, []byte("</sheetData>"))
	if from < 0 || to < 0 {
		t.Fatalf("%s has no rows", part)
	}
	return xml[from:to]
}

// A workbook with many rows keeps every cell as it was, formulas and styles too.
func TestManyRowsKeepTheirCells(t *testing.T) {
	input := varied(t)
	before, after := reopen(t, writeFile(t, "in.xlsx", input)), reopen(t, spliced(t, open(t, "a.xlsx", input), fixture()))
	plain, err := sheet.Splice(nil, rowsIn(t, after, firstPart), func(line int) []sheet.TextCell {
		if line != 3 && (line < 4 || line > 11) {
			return nil
		}
		var none []sheet.TextCell
		for i := range headers {
			none = append(none, sheet.TextCell{Column: 3 + i})
		}
		return none
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(rowsIn(t, before, firstPart)), string(plain)); diff != "" {
		t.Errorf("cells beside the answers (-was +is):\n%s", diff)
	}
	for _, part := range []string{"xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml", "xl/comments1.xml"} {
		was, _ := before.Pkg.Load(part)
		is, _ := after.Pkg.Load(part)
		if was == nil || !bytes.Equal(was.([]byte), is.([]byte)) {
			t.Errorf("%s is\n%s, was\n%s", part, is, was)
		}
	}
	for cell, want := range map[string]string{"C11": "C10+1", "A20": "1+1", "B22": "A22*2"} {
		if got, err := after.GetCellFormula("Contacts", cell); err != nil || got != want {
			t.Errorf("formula of %s is %q, error %v, want %q", cell, got, err, want)
		}
	}
}

// The two ways of writing the answers into a workbook give the same report. Bad
// cells are marked where there are few rows only.
func TestManyRowsLikeFew(t *testing.T) {
	input, data := varied(t), fixture()
	data.Plan.Rows[6].Issues[0].Cell = ""
	few := reopen(t, write(t, "r.xlsx", open(t, "a.xlsx", input), data))
	many := reopen(t, spliced(t, open(t, "a.xlsx", input), data))
	if diff := cmp.Diff(few.GetSheetList(), many.GetSheetList()); diff != "" {
		t.Fatalf("sheets (-few +many):\n%s", diff)
	}
	for _, name := range few.GetSheetList() {
		if diff := cmp.Diff(rowsOf(t, few, name), rowsOf(t, many, name)); diff != "" {
			t.Errorf("%s (-few +many):\n%s", name, diff)
		}
		if diff := cmp.Diff(sheetFacts(t, few, name), sheetFacts(t, many, name)); diff != "" {
			t.Errorf("%s (-few +many):\n%s", name, diff)
		}
	}
}

// sheetFacts are panes, size, visibility, and styles and widths of the first cells.
func sheetFacts(t *testing.T, f *excelize.File, name string) string {
	t.Helper()
	panes, err := f.GetPanes(name)
	size, err2 := f.GetSheetDimension(name)
	visible, err3 := f.GetSheetVisible(name)
	err = errors.Join(err, err2, err3)
	text := fmt.Sprintf("%+v, %s, %v\n", panes, size, visible)
	for column := range 12 {
		letters := sheet.Letters(column)
		width, err2 := f.GetColWidth(name, letters)
		text += fmt.Sprintf("%s %v:", letters, width)
		for line := range 14 {
			id, err3 := f.GetCellStyle(name, job.CellName("", letters, line+1))
			text += fmt.Sprintf(" %d", id)
			err = errors.Join(err, err3)
		}
		text, err = text+"\n", errors.Join(err, err2)
	}
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A report with many rows that is given as input gets its columns filled anew.
func TestReportOfAReportWithManyRows(t *testing.T) {
	first := read(t, spliced(t, open(t, "a.xlsx", acquisition(t)), fixture()))
	data := fixture()
	*data.Ledger.Standing(2) = standing(2, job.Succeeded)
	f := reopen(t, spliced(t, open(t, "r.xlsx", first), data))
	if got := lineCells(t, f, "Contacts", 3, 5); got[0] != "succeeded" || got[1] != "" {
		t.Errorf("line 5 has %q", got)
	}
	if got := lineCells(t, f, "Contacts", 11, 3); got[0] != "" {
		t.Errorf("columns were added again: %q", got)
	}
}

// Where an answer would take the place of a formula, new sheets are written,
// with all sheets of the input, and the report says what it lacks.
func TestAnswersInThePlaceOfFormulas(t *testing.T) {
	first := read(t, spliced(t, open(t, "a.xlsx", acquisition(t)), fixture()))
	input := changed(t, first, func(f *excelize.File) error { return f.SetCellFormula("Contacts", "E5", "A1&1") })
	f := reopen(t, spliced(t, open(t, "r.xlsx", input), fixture()))
	want := []string{"Contacts", "二", "Summary", "Hidden"}
	if diff := cmp.Diff(want, f.GetSheetList()[:4]); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if visible, err := f.GetSheetVisible("Hidden"); err != nil || visible {
		t.Errorf("the hidden sheet shows: %v, error %v", visible, err)
	}
	rows := rowsOf(t, f, "Contacts")
	if diff := cmp.Diff(append([]string{"d0.com", "Example Holdings Ltd", "00123"}, strings.Split(done, ",")...), rows[3]); diff != "" {
		t.Errorf("line 4 (-want +got):\n%s", diff)
	}
	if rows[12][0] != "Total: 8" || rowsOf(t, f, "二")[1][2] != "failed" {
		t.Errorf("lines are %q", rows)
	}
	if text := fmt.Sprint(rowsOf(t, f, "Summary (3)")); !strings.Contains(text, "not kept: ") || !strings.Contains(text, "it adds up") {
		t.Errorf("the summary says %s", text)
	}
}

func TestFreezePart(t *testing.T) {
	const frozen = `<pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A4" sqref="A4"/>`
	tests := []struct{ name, views, want string }{
		{"none", ``, `<sheetViews><sheetView workbookViewId="0">` + frozen + `</sheetView></sheetViews>`},
		{"an empty one", `<sheetViews><sheetView tabSelected="1" topLeftCell="A9" workbookViewId="0"/></sheetViews>`,
			`<sheetViews><sheetView tabSelected="1" workbookViewId="0">` + frozen + `</sheetView></sheetViews>`},
		{"one with a selection", `<sheetViews><sheetView workbookViewId="0"><selection activeCell="C9" sqref="C9"/><extLst/></sheetView></sheetViews>`,
			`<sheetViews><sheetView workbookViewId="0">` + frozen + `<extLst/></sheetView></sheetViews>`},
		{"panes of the user", `<sheetViews><sheetView workbookViewId="0"><pane xSplit="1"/></sheetView></sheetViews>`,
			`<sheetViews><sheetView workbookViewId="0"><pane xSplit="1"/></sheetView></sheetViews>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := &sheetPart{xml: []byte(`<worksheet>` + tt.views + `<sheetFormatPr/><sheetData></sheetData></worksheet>`)}
			p.freeze(3)
			if diff := cmp.Diff(`<worksheet>`+tt.want+`<sheetFormatPr/><sheetData></sheetData></worksheet>`, string(p.xml)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Elements of a part stand in the order that the format asks for.
func TestOrderOfElements(t *testing.T) {
	input := changed(t, acquisition(t), func(f *excelize.File) error {
		return errors.Join(f.ProtectSheet("二", &excelize.SheetProtectionOptions{Password: "x"}), f.MergeCell("二", "A5", "B5"), f.SetColWidth("二", "A", "A", 20))
	})
	order := []string{"<dimension ", "<sheetViews>", "<cols>", "<sheetData>", "</sheetData>", "<sheetProtection ", "<autoFilter ", "<mergeCells "}
	f := reopen(t, spliced(t, open(t, "a.xlsx", input), fixture()))
	content, _ := f.Pkg.Load("xl/worksheets/sheet2.xml")
	xml, last := string(content.([]byte)), -1
	for _, element := range order {
		at := strings.Index(xml, element)
		if at <= last {
			t.Errorf("%s stands at %d, what comes before it at %d:\n%s", element, at, last, xml)
		}
		last = at
	}
}
