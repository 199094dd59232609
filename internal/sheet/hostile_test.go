package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// fault reads all of a workbook and gives the first error.
func fault(data []byte) error {
	b, err := Open("w.xlsx", data, Options{})
	if err != nil {
		return err
	}
	for _, t := range b.Tables() {
		for _, err := range t.Records() {
			if err != nil {
				return err
			}
		}
		if _, err := t.Merged(); err != nil {
			return err
		}
	}
	return nil
}

// without is a workbook that lacks a part.
func without(t *testing.T, data []byte, part string) []byte {
	t.Helper()
	return rezipped(t, data, func(zw *zip.Writer, f *zip.File) error {
		if f.Name == part {
			return nil
		}
		return zw.Copy(f)
	})
}

func rezipped(t *testing.T, data []byte, put func(*zip.Writer, *zip.File) error) []byte {
	t.Helper()
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	zw := zip.NewWriter(&buf)
	for _, f := range zr.File {
		if err := put(zw, f); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const laughs = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY secret SYSTEM "file:///etc/hostname">]>`

// Whatever cannot be read is said with the part it is in, or the sheet, and what
// is to be done; nothing of it is read in part.
func TestHostileWorkbooks(t *testing.T) {
	whole := workbookOf(t, func(f *excelize.File) error {
		return errors.Join(f.SetCellStr("Sheet1", "A1", "one"), f.SetCellStr("Sheet1", "A2", "two"))
	})
	rows := func(rows string) []byte { return ofRows(t, "", rows, "") }
	change := func(part string, change func(string) string) []byte { return patched(t, whole, part, change) }
	twice := rezipped(t, whole, func(zw *zip.Writer, f *zip.File) error {
		if f.Name == sheetPart {
			if _, err := zw.Create("XL/worksheets/SHEET1.xml"); err != nil {
				return err
			}
		}
		return zw.Copy(f)
	})
	long := strings.Repeat("long ", 2<<20)
	tests := []struct {
		name string
		data []byte
		part string
		says string
	}{
		{"entities in a sheet", change(sheetPart, func(s string) string { return laughs + s }), "Sheet1", "document type"},
		{"entities in the shared texts", change(stringsPart, func(s string) string { return laughs + strings.Replace(s, "one", "&secret;", 1) }), stringsPart, "document type"},
		{"entities in the list of sheets", change("xl/workbook.xml", func(s string) string { return laughs + s }), "xl/workbook.xml", "document type"},
		{"entities in the styles", change(stylesPart, func(s string) string { return laughs + s }), stylesPart, "document type"},
		{"an entity that is not declared", rows(`<row><c t="inlineStr"><is><t>&secret;</t></is></c></row>`), "Sheet1", "entity"},
		{"a long inline text", rows(`<row><c t="inlineStr"><is><t>` + long + `</t></is></c></row>`), "Sheet1", "1 MB"},
		{"a long shared text", change(stringsPart, func(s string) string { return strings.Replace(s, "one", long, 1) }), stringsPart, "1 MB"},
		{"a long attribute", rows(`<row x="` + long + `"/>`), "Sheet1", "1 MB"},
		{"a long comment", rows(`<!--` + long + `--><row/>`), "Sheet1", "1 MB"},
		{"elements in elements", rows(strings.Repeat("<a>", 100_000)), "Sheet1", "nested"},
		{"the sheet is missing", without(t, whole, sheetPart), sheetPart, "missing"},
		{"the shared texts are missing", without(t, whole, stringsPart), stringsPart, "missing"},
		{"the list of sheets is missing", without(t, whole, "xl/workbook.xml"), "xl/workbook.xml", "missing"},
		{"the relations are missing", without(t, whole, "xl/_rels/workbook.xml.rels"), "xl/_rels/workbook.xml.rels", "missing"},
		{"a part is there twice", twice, sheetPart, "twice"},
		{"a text that is not there", rows(`<row r="7"><c r="C7" t="s"><v>99</v></c></row>`), "Sheet1", "cell C7"},
		{"a text below the first", rows(`<row r="7"><c r="C7" t="s"><v>-1</v></c></row>`), "Sheet1", "cell C7"},
		{"bytes that are no UTF-8", change(stringsPart, func(s string) string { return strings.Replace(s, "one", "\xff\xfe", 1) }), stringsPart, "UTF-8"},
		{"a control character", rows("<row><c t=\"inlineStr\"><is><t>a\x01</t></is></c></row>"), "Sheet1", "control"},
		{"UTF-16", change(sheetPart, func(string) string { return "\xff\xfe<\x00w\x00" }), "Sheet1", "UTF-16"},
		{"a line behind the last", rows(`<row r="1048577"/>`), "Sheet1", "1048577"},
		{"a column behind the last", rows(`<row r="1"><c r="XFE1"/></row>`), "Sheet1", "XFD"},
		{"a first cell of another row", rows(`<row r="1"><c r="A2"/></row>`), "Sheet1", "row 1: the first cell says that it stands elsewhere"},
		{"a cell of another row", rows(`<row r="1"><c r="B1"/><c r="C2"/></row>`), "Sheet1", "row 1: the cell after column B says that it stands elsewhere"},
		{"a first cell without a column", rows(`<row r="1"><c r="1"/></row>`), "Sheet1", "row 1: the first cell says that it stands elsewhere"},
		{"a cell in a cell", rows(`<row r="1"><c r="A1"><is><row r="2"/></is></c></row>`), "", ""},
		{"rows in several places", ofRows(t, "", "<row/>", "<sheetData><row/></sheetData>"), "Sheet1", "several places"},
		{"a type that there is none of", rows(`<row r="1"><c r="A1" t="z"><v>1</v></c></row>`), "Sheet1", "cell A1"},
		{"a document of another kind", change(sheetPart, func(string) string { return `<w:document></w:document>` }), "Sheet1", "no sheet"},
		{"widths of no columns", ofRows(t, `<cols><col min="1" max="99999999"/></cols>`, "", ""), "Sheet1", "widths"},
		{"merged cells that are none", ofRows(t, "", "", `<mergeCells><mergeCell ref="B2:A1"/></mergeCells>`), "Sheet1", "merged"},
		{"it breaks off", whole[:len(whole)/2], "", "fetch"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := fault(tt.data)
			if tt.says == "" {
				if err != nil {
					t.Errorf("error is %v, want none", err)
				}
				return
			}
			var f *FormatError
			if !errors.As(err, &f) || f.Hint == "" || f.Name != "w.xlsx" || !strings.Contains(f.Error(), tt.says) || !strings.EqualFold(f.Part, tt.part) {
				t.Errorf("error is %.300v, want a FormatError about %q that says %q", err, tt.part, tt.says)
			}
			if err != nil && len(err.Error()) > 400 {
				t.Errorf("the error has %d characters", len(err.Error()))
			}
		})
	}
}

// Much of nothing is read: a cell at the far end, a million empty rows, names of
// parts that lead out of the folder.
func TestMuchOfNothing(t *testing.T) {
	var empty strings.Builder
	for line := range lastLine {
		fmt.Fprintf(&empty, `<row r="%d"/>`, line+1)
	}
	tests := map[string][]byte{
		"a far cell":           ofRows(t, "", `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`, ""),
		"a million empty rows": ofRows(t, "", empty.String(), ""),
		"ways out": rezipped(t, ofRows(t, "", "", ""), func(zw *zip.Writer, f *zip.File) error {
			w, err := zw.Create("../../" + f.Name)
			if err == nil {
				_, err = w.Write([]byte("x"))
			}
			return errors.Join(err, zw.Copy(f))
		}),
	}
	for name, data := range tests {
		if err := fault(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Lines that are as long as they can be are bounded in number, and so is text
// that many cells point at.
func TestBoundsOfASheet(t *testing.T) {
	var wide, heavy strings.Builder
	for line := range mostCells/lastColumn + 1 {
		fmt.Fprintf(&wide, `<row><c r="XFD%d"><v>1</v></c></row>`, line+1)
	}
	for range mostTexts>>20 + 1 {
		heavy.WriteString(`<row><c t="s"><v>0</v></c></row>`)
	}
	heavyData := patched(t, ofRows(t, "", heavy.String(), ""), stringsPart, func(s string) string {
		return strings.Replace(s, "shared text", strings.Repeat("x", 1<<20), 1)
	})
	for _, data := range [][]byte{ofRows(t, "", wide.String(), ""), heavyData} {
		var f *FormatError
		if err := fault(data); !errors.As(err, &f) || !strings.Contains(f.Error(), "up to here it has more") {
			t.Errorf("error is %v, want one that says what is too much", err)
		}
	}
	for read, size := range map[string]uint64{"texts": mostShared + 1, "styles": mostStyles + 1} {
		err := error(nil)
		if read == "texts" {
			_, err = readShared(strings.NewReader("<sst/>"), size)
		} else {
			_, err = readFormats(strings.NewReader("<styleSheet/>"), size, false)
		}
		if err == nil {
			t.Errorf("%s of any size are read", read)
		}
	}
}

// Kinds of files that are no workbooks of ours are told by their content, with
// what to do.
func TestOtherWorkbooks(t *testing.T) {
	compound := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	tests := []struct {
		name string
		data []byte
		says string
	}{
		{"old workbook", []byte(compound), ".xls"},
		{"encrypted", []byte(compound + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), "password"},
		{"binary workbook", zipOf(t, "[Content_Types].xml", "xl/workbook.bin"), ".xlsb"},
		{"OpenDocument", zipOf(t, "mimetype", "content.xml"), ".ods"},
		{"a document in text", zipOf(t, "[Content_Types].xml", "word/document.xml"), "missing"},
		{"an archive", zipOf(t, "readme.txt"), "zip archive"},
		{"a page of the web", []byte("<html><table><tr><td>a.com</td></tr></table></html>"), "web page"},
	}
	for _, tt := range tests {
		_, err := Open("list.xlsx", tt.data, Options{})
		var f *FormatError
		if !errors.As(err, &f) || f.Hint == "" || !strings.Contains(f.Error(), tt.says) {
			t.Errorf("%s: error is %v, want one with %q", tt.name, err, tt.says)
		}
	}
}
