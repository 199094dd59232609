package report

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"testing"

	"github.com/xuri/excelize/v2"
)

// A workbook with all that people put into one keeps it when answers are put
// beside its rows and notes on its cells.
func TestRichWorkbookStays(t *testing.T) {
	input := rich(t)
	book := open(t, "rich.xlsx", input)
	data := everyRow(t, book)
	if data == nil || len(data.Plan.Rows) == 0 {
		t.Fatal("the workbook has no rows")
	}
	for _, part := range []string{"xl/media/image1.png", "xl/charts/chart1.xml", "xl/comments1.xml"} {
		if partsIn(t, input)[part] == nil {
			t.Fatalf("the workbook has no part %s to lose", part)
		}
	}
	staysWhole(t, book, input, data)
}

func rich(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	for cell, text := range map[string]string{"A1": "Domain", "B1": "Phone", "C1": "Choice", "A2": "a.com", "B2": "02138", "C2": "yes", "A3": "b.com", "C3": "no"} {
		if err := f.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	var picture bytes.Buffer
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFFF00"}}})
	red, err2 := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "FF0000"}})
	_, err3 := f.NewSheet("Hidden")
	choice := excelize.NewDataValidation(true)
	choice.Sqref = "C2:C9"
	err = errors.Join(err, err2, err3, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 4, 4))), choice.SetDropList([]string{"yes", "no"}))
	err = errors.Join(err,
		f.SetCellStyle("Sheet1", "A1", "C1", bold), f.SetColWidth("Sheet1", "A", "A", 31), f.SetRowHeight("Sheet1", 2, 33),
		f.AddDataValidation("Sheet1", choice),
		f.SetConditionalFormat("Sheet1", "B2:B9", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: "=", Format: &red, Value: "1"}}),
		f.SetDefinedName(&excelize.DefinedName{Name: "domains", RefersTo: "Sheet1!$A$2:$A$3"}),
		f.AutoFilter("Sheet1", "A1:C3", nil), f.MergeCell("Sheet1", "A6", "B6"),
		f.AddComment("Sheet1", excelize.Comment{Cell: "A2", Author: "Jane", Text: "ours since 2019"}),
		f.AddPictureFromBytes("Sheet1", "F2", &excelize.Picture{Extension: ".png", File: picture.Bytes()}),
		f.AddChart("Sheet1", "F9", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: "Sheet1!$B$2:$B$3"}}}),
		f.ProtectSheet("Hidden", &excelize.SheetProtectionOptions{Password: "x"}), f.SetSheetVisible("Hidden", false),
	)
	buf, err4 := f.WriteToBuffer()
	if err = errors.Join(err, err4); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
