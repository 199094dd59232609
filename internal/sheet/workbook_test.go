package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func zipOf(t *testing.T, names ...string) []byte {
	t.Helper()
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, name := range names {
		if _, err := zw.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// workbookOf saves what fill makes of an empty workbook.
func workbookOf(t *testing.T, fill func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// patched is a workbook with the text of one part changed.
func patched(t *testing.T, data []byte, part string, change func(string) string) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, file := range zr.File {
		rc, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(rc)
		if err != nil {
			t.Fatal(err)
		}
		if file.Name == part {
			content = []byte(change(string(content)))
		}
		w, err := zw.Create(file.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func styled(f *excelize.File, cell string, value any, numFmt int, custom string) error {
	style := &excelize.Style{NumFmt: numFmt}
	if custom != "" {
		style.CustomNumFmt = &custom
	}
	id, err := f.NewStyle(style)
	if err != nil {
		return err
	}
	return errors.Join(f.SetCellValue("Sheet1", cell, value), f.SetCellStyle("Sheet1", cell, cell, id))
}

func TestWorkbookCells(t *testing.T) {
	data := workbookOf(t, func(f *excelize.File) error {
		return errors.Join(
			f.SetSheetRow("Sheet1", "A2", &[]any{"domain", "phone", "zip"}),
			f.SetCellStr("Sheet1", "A5", "a.com"),
			styled(f, "B5", 13800000000, 0, ""),
			styled(f, "C5", 2138, 0, "00000"),
			f.SetCellValue("Sheet1", "D5", 8613800000000), // no style
			styled(f, "E5", 861380000000012, 11, ""),      // 0.00E+00
			styled(f, "F5", 1.5e17, 11, ""),               // more digits than a number holds
			styled(f, "G5", 46374, 14, ""),                // a date in the reader's format
			styled(f, "H5", "1E+10", 0, ""),               // a text
			f.SetCellBool("Sheet1", "I5", true),
			f.SetCellRichText("Sheet1", "J5", []excelize.RichTextRun{{Text: "rich "}, {Text: "text"}}),
			f.SetCellStr("Sheet1", "A6", "  "),
			f.SetCellStr("Sheet1", "A7", "b.com"),
			styled(f, "B7", 861380000000, 11, ""),
			f.SetCellStr("Sheet1", "C7", ""),
		)
	})
	b, err := Open("w.xlsx", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []row{
		{2, []string{"domain", "phone", "zip"}},
		{5, []string{"a.com", "13800000000", "02138", "8613800000000", "861380000000012", "1.50E+17", "2026-12-18", "1E+10", "TRUE", "rich text"}},
		{7, []string{"b.com", "861380000000"}},
	}
	for range 2 {
		if diff := cmp.Diff(want, readAll(t, b.Tables()[0])); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	}
	if b.Format().Kind != XLSX {
		t.Errorf("kind is %s", b.Format().Kind)
	}
}

// A formula gives what it was last computed to, and is never computed here.
func TestFormulaByCachedValue(t *testing.T) {
	data := patched(t, workbookOf(t, func(f *excelize.File) error {
		return f.SetSheetRow("Sheet1", "A1", &[]any{"x", "y"})
	}), "xl/worksheets/sheet1.xml", func(s string) string {
		cell := strings.Index(s, `<c r="B1"`)
		end := strings.Index(s[cell:], "</c>") + cell
		return s[:cell] + `<c r="B1" t="str"><f>"n"&amp;"ew"</f><v>old</v>` + s[end:]
	})
	b, err := Open("w.xlsx", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []row{{1, []string{"x", "old"}}}
	if diff := cmp.Diff(want, readAll(t, b.Tables()[0])); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestSheetsInOrder(t *testing.T) {
	data := workbookOf(t, func(f *excelize.File) error {
		_, err := f.NewSheet("联系人")
		_, err2 := f.NewSheet("Old list")
		return errors.Join(err, err2, f.SetSheetVisible("Old list", false), f.SetCellStr("Old list", "A1", "x"),
			f.AddChartSheet("Chart", &excelize.Chart{Type: excelize.Bar, Series: []excelize.ChartSeries{{Values: "Sheet1!$A$1:$A$2"}}}))
	})
	b, err := Open("w.xlsx", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, table := range b.Tables() {
		name := table.Name
		if table.Hidden {
			name += " (hidden)"
		}
		got = append(got, name)
	}
	if diff := cmp.Diff([]string{"Sheet1", "联系人", "Old list (hidden)"}, got); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if rows := readAll(t, b.Table("old LIST")); len(rows) != 1 {
		t.Errorf("the hidden sheet gives %d rows, want 1", len(rows))
	}
}

func TestMacrosByContent(t *testing.T) {
	data := patched(t, workbookOf(t, func(*excelize.File) error { return nil }), "[Content_Types].xml", func(s string) string {
		return strings.Replace(s, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
			"application/vnd.ms-excel.sheet.macroEnabled.main+xml", 1)
	})
	b, err := Open("w.xlsx", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b.Format().Kind != XLSM {
		t.Errorf("kind is %s, want %s", b.Format().Kind, XLSM)
	}
}

// A workbook that breaks off is an error and never a shorter table.
func TestDamagedWorkbooks(t *testing.T) {
	whole := workbookOf(t, func(f *excelize.File) error {
		for _, cell := range []string{"A1", "A2", "A3", "A4"} {
			if err := f.SetCellStr("Sheet1", cell, "text"); err != nil {
				return err
			}
		}
		return nil
	})
	const part = "xl/worksheets/sheet1.xml"
	tests := []struct {
		name string
		data []byte
	}{
		{"a row in the middle is not well formed", patched(t, whole, part, func(s string) string {
			return strings.Replace(s, `<row r="2">`, `<row r="2"><&`, 1)
		})},
		{"the last row is not well formed", patched(t, whole, part, func(s string) string {
			return strings.Replace(s, `<c r="A4"`, `<c r=A4`, 1)
		})},
		{"the part ends too early", patched(t, whole, part, func(s string) string {
			return s[:strings.Index(s, `<row r="3"`)+12]
		})},
		{"cells stand out of order", patched(t, whole, part, func(s string) string {
			return strings.Replace(s, `<row r="2">`, `<row r="2"><c r="B2" t="inlineStr"><is><t>b</t></is></c>`, 1)
		})},
		{"a cell stands twice", patched(t, whole, part, func(s string) string {
			return strings.Replace(s, `<row r="2">`, `<row spans='1:1' r='2'><c s="0" r='A2'/>`, 1)
		})},
		{"rows stand out of order", patched(t, whole, part, func(s string) string {
			return strings.Replace(strings.Replace(s, `<row r="2">`, `<row r="3">`, 1), `<row r="3">`, `<row r="2">`, 2)
		})},
		{"the part is missing", patched(t, whole, "xl/_rels/workbook.xml.rels", func(s string) string {
			return strings.Replace(s, "worksheets/sheet1.xml", "worksheets/sheet9.xml", 1)
		})},
		{"two sheets share a part", patched(t, whole, "xl/workbook.xml", func(s string) string {
			at := strings.Index(s, "<sheet ")
			return s[:at] + strings.Replace(s[at:strings.Index(s, "</sheets>")], `sheetId="1"`, `sheetId="99"`, 1) + s[at:]
		})},
		{"bytes are changed", bytes.Replace(whole, []byte("PK\x03\x04"), []byte("PK\x03\x05"), 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b, err := Open("w.xlsx", tt.data, Options{})
			if err == nil {
				for _, err = range b.Tables()[0].Records() {
					if err != nil {
						break
					}
				}
			}
			var f *FormatError
			if !errors.As(err, &f) || f.Hint == "" {
				t.Errorf("error is %v, want a FormatError with a hint", err)
			}
		})
	}
}

// A small file that unpacks to a huge one is refused before it is unpacked.
func TestZipBomb(t *testing.T) {
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	w, err := zw.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 80 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open("w.xlsx", buf.Bytes(), Options{})
	var f *FormatError
	if !errors.As(err, &f) || !strings.Contains(f.Error(), "unpacks to") {
		t.Errorf("error is %v, want a refusal to unpack", err)
	}
}
