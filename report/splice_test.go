package report

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"domainbatch/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

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

func partOf(t *testing.T, f *excelize.File, part string) []byte {
	t.Helper()
	content, _ := f.Pkg.Load(part)
	xml, ok := content.([]byte)
	if !ok {
		t.Fatalf("there is no %s", part)
	}
	return xml
}

// rowsIn is the part of a sheet from its first row to its last.
func rowsIn(t *testing.T, xml []byte) []byte {
	t.Helper()
	from, to := bytes.Index(xml, []byte("<row")), bytes.Index(xml, []byte("</sheetData>"))
	if from < 0 || to < 0 {
		t.Fatal("there are no rows")
	}
	return xml[from:to]
}

// A workbook keeps every cell as it was, formulas and styles too.
func TestCellsBesideAnswersStay(t *testing.T) {
	input, data := varied(t), fixture()
	data.Plan.Rows[6].Issues[0].Cell = "" // bad cells are marked
	before, after := reopen(t, writeFile(t, "in.xlsx", input)), reopen(t, write(t, "r.xlsx", open(t, "a.xlsx", input), data))
	var plain bytes.Buffer
	err := sheet.Splice(&plain, bytes.NewReader(partOf(t, after, firstPart)), sheet.Edit{Line: func(line int) (l sheet.Line) {
		if line != 3 && (line < 4 || line > 11) {
			return l
		}
		for i := range headers {
			l.Cells = append(l.Cells, sheet.NewCell{Column: 3 + i})
		}
		return l
	}})
	if err != nil {
		t.Fatal(err)
	}
	// Rows get higher for long messages.
	low := strings.ReplaceAll(string(rowsIn(t, plain.Bytes())), ` ht="31" customHeight="1"`, "")
	if diff := cmp.Diff(string(rowsIn(t, partOf(t, before, firstPart))), low); diff != "" {
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

// Where an answer would take the place of a formula, new sheets are written,
// with all sheets of the input, and the report says what it lacks.
func TestAnswersInThePlaceOfFormulas(t *testing.T) {
	first := read(t, write(t, "r.xlsx", open(t, "a.xlsx", acquisition(t)), fixture()))
	input := changed(t, first, func(f *excelize.File) error { return f.SetCellFormula("Contacts", "E5", "A1&1") })
	f := reopen(t, write(t, "r.xlsx", open(t, "r.xlsx", input), fixture()))
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
			p := &sheetPart{xml: []byte(`<worksheet>` + tt.views + `<sheetFormatPr/>`)}
			p.freeze(3)
			if diff := cmp.Diff(`<worksheet>`+tt.want+`<sheetFormatPr/>`, string(p.xml)); diff != "" {
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
	f := reopen(t, write(t, "r.xlsx", open(t, "a.xlsx", input), fixture()))
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
