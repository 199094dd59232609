package loader_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"domainbatch/internal/sheet"
	"domainbatch/loader"
)

// A cell that holds a day is that day, whatever order its format shows it in.
func TestDaysOfWorkbooks(t *testing.T) {
	f := excelize.NewFile()
	for i, format := range []string{"dd/mm/yyyy", "mm/dd/yy", "d-mmm-yy", "yyyy\"年\"m\"月\"d\"日\"", "dd.mm.yyyy hh:mm"} {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
		if err != nil {
			t.Fatal(err)
		}
		cell, _ := excelize.CoordinatesToCellName(2, i+2)
		name, _ := excelize.CoordinatesToCellName(1, i+2)
		for _, err := range []error{
			f.SetCellStr("Sheet1", name, string(rune('a'+i))+".com"), f.SetCellValue("Sheet1", cell, time.Date(2027, 4, 3, 0, 0, 0, 0, time.UTC)),
			f.SetCellStyle("Sheet1", cell, cell, style),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	for cell, header := range map[string]string{"A1": "Domain", "B1": "Expiry date"} {
		if err := f.SetCellStr("Sheet1", cell, header); err != nil {
			t.Fatal(err)
		}
	}
	var data bytes.Buffer
	if err := f.Write(&data); err != nil {
		t.Fatal(err)
	}
	book, err := sheet.Open("renew.xlsx", data.Bytes(), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in, err := loader.Load(book, loader.Options{Op: "redeem"})
	if err != nil {
		t.Fatal(err)
	}
	want := "1806681600000" // 2027-04-03 in UTC+08:00
	if len(in.Rows) != 5 {
		t.Fatalf("%d rows", len(in.Rows))
	}
	for i := range in.Rows {
		row := &in.Rows[i]
		if len(row.Issues) > 0 || row.Asks[0].Fields["CurrentExpirationDate"] != want {
			t.Errorf("row %d: %v %v", i+2, row.Issues, row.Asks)
		}
	}
}
