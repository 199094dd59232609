package sheet

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// Texts written to a workbook are read back as they are, in their cells, as shared
// texts and as texts of their own.
func TestWorkbookRowsComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune("a0+=-'\"<&>_x域名é😀 \t\n,;")), 0, 12, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(text, 0, 5), 1, 8).Draw(rt, "rows")
		streamed := rapid.Bool().Draw(rt, "streamed")
		data := workbookOf(t, func(f *excelize.File) error {
			if streamed {
				return streamRows(f, rows)
			}
			for i, row := range rows {
				for j, cell := range row {
					name, err := excelize.CoordinatesToCellName(j+1, i+1)
					if err == nil && cell != "" {
						err = f.SetCellStr("Sheet1", name, cell)
					}
					if err != nil {
						return err
					}
				}
			}
			return nil
		})
		b, err := Open("w.xlsx", data, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		var got []row
		for rec, err := range b.Tables()[0].Lines() {
			if err != nil {
				rt.Fatal(err)
			}
			got = append(got, row{rec.Line, append([]string{}, rec.Cells...)})
		}
		var want []row
		for i, cells := range rows {
			if cells = trim(cells); len(cells) > 0 {
				want = append(want, row{i + 1, append([]string{}, cells...)})
			}
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
			rt.Error(diff)
		}
	})
}

func streamRows(f *excelize.File, rows [][]string) error {
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i, row := range rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			cells[j] = cell
		}
		name, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = w.SetRow(name, cells)
		}
		if err != nil {
			return err
		}
	}
	return w.Flush()
}
