package sheet

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// row is a record that may be kept.
type row struct {
	Line  int
	Cells []string
}

func readAll(t *testing.T, table *Table) []row {
	t.Helper()
	var rows []row
	for rec, err := range table.Records() {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, row{rec.Line, append([]string{}, rec.Cells...)})
	}
	return rows
}

func openText(t *testing.T, data []byte) *Book {
	t.Helper()
	b, err := Open("folder/list.csv", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func utf16Bytes(s string, big bool) []byte {
	out := []byte{0xff, 0xfe}
	if big {
		out = []byte{0xfe, 0xff}
	}
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

func gb(t *testing.T, s string) []byte {
	t.Helper()
	data, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

const zhLines = "域名,持有者\r\n例子.cn,北京某某科技有限公司\r\n"

func TestCSVFormats(t *testing.T) {
	zh := []row{{1, []string{"域名", "持有者"}}, {2, []string{"例子.cn", "北京某某科技有限公司"}}}
	ab := []row{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}
	tests := []struct {
		name string
		data []byte
		want Format
		rows []row
	}{
		{"plain", []byte("a,b\n1,2\n"), Format{CSV, UTF8, false, ',', "\n", false, false}, ab},
		{"no line end at the end", []byte("a,b\r\n1,2"), Format{CSV, UTF8, false, ',', "\r\n", false, false}, ab},
		{"byte order mark before a quoted header", []byte(bom + "\"a\",b\n1,2\n"), Format{CSV, UTF8, true, ',', "\n", false, false}, ab},
		{"two byte order marks", []byte(bom + bom + "a,b\n1,2\n"), Format{CSV, UTF8, true, ',', "\n", false, false}, ab},
		{"semicolon with commas in cells", []byte("a;b\n1;2\n"), Format{CSV, UTF8, false, ';', "\n", false, false}, ab},
		{"tab", []byte("a\tb\n1\t2\n"), Format{CSV, UTF8, false, '\t', "\n", false, false}, ab},
		{"pipe", []byte("a|b\n1|2\n"), Format{CSV, UTF8, false, '|', "\n", false, false}, ab},
		{"bare carriage returns", []byte("a,b\r1,2\r"), Format{CSV, UTF8, false, ',', "\r", false, false}, ab},
		{"sep line is no row", []byte("sep=;\r\na;b\r\n1;2\r\n"), Format{CSV, UTF8, false, ';', "\r\n", true, false}, ab},
		{"utf-16 little endian", utf16Bytes("a\tb\r\n1\t2\r\n", false), Format{CSV, UTF16LE, true, '\t', "\r\n", false, false}, ab},
		{"utf-16 big endian", utf16Bytes(zhLines, true), Format{CSV, UTF16BE, true, ',', "\r\n", false, false}, zh},
		{"gb18030", gb(t, zhLines), Format{CSV, GB18030, false, ',', "\r\n", false, true}, zh},
		{"one column", []byte("domain\na.com\n"), Format{CSV, UTF8, false, ',', "\n", false, false},
			[]row{{1, []string{"domain"}}, {2, []string{"a.com"}}}},
		{"decimal commas in a semicolon file", []byte("n;m;o\n1,5;2,5;3\n4,5;5,5;6\n"), Format{CSV, UTF8, false, ';', "\n", false, false},
			[]row{{1, []string{"n", "m", "o"}}, {2, []string{"1,5", "2,5", "3"}}, {3, []string{"4,5", "5,5", "6"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := openText(t, tt.data)
			if diff := cmp.Diff(tt.want, b.Format()); diff != "" {
				t.Errorf("format (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.rows, readAll(t, b.Tables()[0])); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

// Lines are numbered as a spreadsheet program shows them.
func TestCSVLines(t *testing.T) {
	b := openText(t, []byte("Portfolio\n\na,b,\n , \n\"1\n1\",\"2\n\n2\",,\n,,\n3,4\n  5,\n"))
	want := []row{
		{1, []string{"Portfolio"}},
		{3, []string{"a", "b"}},
		{5, []string{"1\n1", "2\n\n2"}},
		{7, []string{"3", "4"}},
		{8, []string{"  5"}},
	}
	for range 2 { // the records may be read again
		if diff := cmp.Diff(want, readAll(t, b.Tables()[0])); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	}
}

func TestCSVReadingStops(t *testing.T) {
	b := openText(t, []byte("a,b\n1,2\n3,4\n"))
	n := 0
	for range b.Tables()[0].Records() {
		n++
		break
	}
	if n != 1 {
		t.Errorf("read %d records after a break, want 1", n)
	}
}

// Quotes out of place are named by line and column, without the text there.
func TestCSVQuotes(t *testing.T) {
	tests := []struct {
		name, data   string
		line, column int
	}{
		{"not doubled", "a,b\n\"secret \"x\" y\",2\n", 2, 9},
		{"never closed", "a,b\n1,2\n3,\"secret\n5,6\n7,8\n", 3, 3},
		{"never closed, after a sep line and bare carriage returns", "sep=,\ra,b\r\"x\ry\",\"z\"\r3,\"secret\r5,6\r7,8\r", 5, 3},
		{"columns are characters", bom + "a,b\n例子,\"secret \"x\" y\"\n", 2, 12},
		{"space before a quote, and a delimiter inside", "a,b,c\n1, \"secret, x\",2\n", 2, 4},
		{"closed some lines below", "a,b,c\n1,2,3\n4,\"secret,6\n7,8,9\n1,2,3\"\n4,5,6\n", 3, 1},
		{"closed some lines below in the same column", "a,b,c,d,e\n4,\"secret,6,,\n7,8,9,,\n1,2\",3,,\n4,5,6,,\n", 2, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var err error
			for _, e := range openText(t, []byte(tt.data)).Tables()[0].Records() {
				err = e
			}
			var f *FormatError
			if !errors.As(err, &f) {
				t.Fatalf("error is %v, want a FormatError", err)
			}
			if f.Name != "list.csv" || f.Line != tt.line || f.Column != tt.column || f.Hint == "" {
				t.Errorf("got %+v, want line %d column %d", f, tt.line, tt.column)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("the message holds a cell: %s", err)
			}
		})
	}
}

// What is not read is named, with what to do.
func TestRefusals(t *testing.T) {
	cfb := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "the file is empty"},
		{"byte order mark only", []byte(bom), "the file is empty"},
		{"white space only", []byte(" \r\n\r\n"), "the file is empty"},
		{"old workbook", []byte(cfb), "Excel 97-2003"},
		{"encrypted workbook", append([]byte(cfb), utf16Bytes("EncryptedPackage", false)[2:]...), "password"},
		{"web page", []byte("\n<html><table></table></html>"), "web page"},
		{"web page as xml", []byte("<?xml version=\"1.0\"?><html></html>"), "web page"},
		{"xml", []byte("<?xml version=\"1.0\"?><Workbook/>"), "XML document"},
		{"pdf", []byte("%PDF-1.7"), "PDF"},
		{"gzip", []byte("\x1f\x8b\x08"), "gzip"},
		{"iso-2022-jp", []byte("Domain,Company\r\nd0.com,\x1b$B3t<02q<R\x1b(B\r\n"), "ISO-2022-JP"},
		{"iso-2022-kr", []byte("\x1b$)CDomain,Company\r\nd0.com,\x0e;o<:\x0f\r\n"), "switches by escape sequences"},
		{"hz", []byte("Domain,~{9+K>~}\r\nd0.com,~{0\"@o0M0M~}\r\n"), "HZ"},
		{"utf-32", []byte("\xff\xfe\x00\x00a\x00\x00\x00"), "UTF-32"},
		{"damaged utf-8 behind a mark", []byte(bom + "a,\xff\n"), "not UTF-8"},
		{"damaged utf-16", []byte("\xff\xfea\x00\x00\xd8b\x00"), "damaged"},
		{"utf-16 without a mark, cut", utf16Bytes("a,b\r\n", false)[2:11], "NUL"},
		{"bytes", []byte("\x7fELF\x02\x01\x01\x00\xf0\xff\x00\x80"), "NUL"},
		{"broken archive", []byte("PK\x03\x04 and no more"), "damaged"},
		{"ods", zipOf(t, "mimetype", "content.xml"), "OpenDocument"},
		{"xlsb", zipOf(t, "[Content_Types].xml", "xl/workbook.bin"), ".xlsb"},
		{"archive of something else", zipOf(t, "readme.txt"), "no workbook"},
		{"archive with no workbook part", zipOf(t, "[Content_Types].xml"), "damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open("x/input", tt.data, Options{})
			var f *FormatError
			if !errors.As(err, &f) {
				t.Fatalf("error is %v, want a FormatError", err)
			}
			if f.Name != "input" || !strings.Contains(err.Error(), tt.want) || f.Hint == "" {
				t.Errorf("got %q, want %q and a hint", err, tt.want)
			}
		})
	}
}

func TestLetters(t *testing.T) {
	for col, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA", 16383: "XFD"} {
		if got := Letters(col); got != want {
			t.Errorf("Letters(%d) = %s, want %s", col, got, want)
		}
	}
}

func TestTableByName(t *testing.T) {
	b := openText(t, []byte("a,b\n"))
	if b.Table("") == nil || b.Table("Sheet1") != nil {
		t.Error("a CSV has one table, with an empty name")
	}
	if b.Name() != "list.csv" {
		t.Errorf("name %q", b.Name())
	}
}

func TestWidth(t *testing.T) {
	width, err := openText(t, []byte("a,b\n1,2,,\n3\n")).Tables()[0].Width()
	if err != nil || width != 4 {
		t.Errorf("width is %d, error %v, want 4: empty columns count", width, err)
	}
	b, err := Open("w.xlsx", workbookOf(t, func(f *excelize.File) error { return f.SetCellStr("Sheet1", "E9", "x") }), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if width, err = b.Tables()[0].Width(); err != nil || width != 5 {
		t.Errorf("width is %d, error %v, want 5", width, err)
	}
	if _, err := openText(t, []byte("a,\"b\n")).Tables()[0].Width(); err == nil {
		t.Error("a quote out of place has a width")
	}
}
