package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// dialect is a way to write rows.
type dialect struct {
	charset   *charset
	mark      bool
	delimiter rune
	lineEnd   string
	letters   string // that the encoding has
}

func drawDialect(t *rapid.T) dialect {
	letters := map[string]string{
		UTF8: "é域名한🜁", UTF16LE: "é域名한🜁", UTF16BE: "é域名한🜁", GB18030: "é域名臺한🜁€", Big5: "網域名稱　", ShiftJIS: "ドメインﾄﾞ名表―",
		EUCJP: "ドメインﾄﾞ名", EUCKR: "도메인똠域", Windows1252: "éßñ€’", "Windows-1250": "čłő", "Windows-1251": "домен№",
	}
	name := rapid.SampledFrom([]string{UTF8, UTF16LE, UTF16BE, GB18030, Big5, ShiftJIS, EUCJP, EUCKR, Windows1252, "Windows-1250", "Windows-1251"}).Draw(t, "encoding")
	cs, err := lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	return dialect{
		charset:   cs,
		mark:      cs.mark != "" && rapid.Bool().Draw(t, "mark"),
		delimiter: rapid.SampledFrom([]rune(delimiters)).Draw(t, "delimiter"),
		lineEnd:   rapid.SampledFrom([]string{"\n", "\r\n", "\r"}).Draw(t, "line end"),
		letters:   letters[name],
	}
}

// write writes rows, with a sep line so that the delimiter need not be found.
func (d dialect) write(t *rapid.T, rows [][]string) []byte {
	var buf bytes.Buffer
	w, err := NewWriter(&buf, Format{Kind: CSV, Encoding: d.charset.name, BOM: d.mark, Delimiter: d.delimiter, LineEnd: d.lineEnd, SepLine: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range rows {
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// Rows that are written in any dialect and encoding are read back.
func TestRowsComeBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := drawDialect(rt)
		cell := rapid.StringOfN(rapid.RuneFrom([]rune(d.letters+"ab ,;\t|\"\r\n'=+")), 0, 6, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 5), 1, 6).Draw(rt, "rows")
		b, err := Open("p.csv", d.write(rt, rows), Options{Encoding: d.charset.name})
		var want []row
		for i, cells := range rows {
			if !blank(cells) {
				want = append(want, row{i + 1, append([]string{}, trim(cells)...)})
			}
		}
		if err != nil {
			rt.Fatal(err)
		}
		if f := b.Format(); f.Encoding != d.charset.name || f.BOM != d.mark || f.Delimiter != d.delimiter || f.LineEnd != d.lineEnd {
			rt.Fatalf("format %+v", f)
		}
		got, err := lines(b)
		if err != nil && strings.Contains(err.Error(), swallows) {
			return // by chance the cells look like lines
		}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			rt.Fatalf("error %v, rows (-want +got):\n%s", err, diff)
		}
	})
}

// Any file is refused or read, twice alike, and what is read is written back as
// it was.
func FuzzCSV(f *testing.F) {
	seeds := []string{"a,b\n1,2\n", "a;\"b\r\nc\"\r\n\r\n1;2", bom + "a\tb\r\r1\t2", "sep=|\na|b\n", "\xff\xfea\x00,\x00b\x00", "PK\x03\x04", "a,b\r1, \"2\"\r",
		"a\x00,\x00b\x00\n\x00", "a|b\n\x88\x62|\xa4\x7c\n", "\xc4\xde,\x83\x7c\n", "\x84\x31\x95\x33a,\x80\n", "a,\x88\x62\n", "\"a\"\"b\" ,c\n", "a,\"b\n", "caf\xe9,b\n"}
	for i, seed := range seeds {
		f.Add([]byte(seed), uint8(i))
	}
	f.Fuzz(func(t *testing.T, data []byte, encoding uint8) {
		all := charsets()
		names := []string{"", "gbk", "none such"}
		for _, cs := range all {
			names = append(names, cs.name)
		}
		b, err := Open("f.csv", data, Options{Encoding: names[int(encoding)%len(names)]})
		if err != nil || b.Format().Kind != CSV {
			return
		}
		first, err := lines(b)
		again, errAgain := lines(b)
		if diff := cmp.Diff(first, again); diff != "" || (err == nil) != (errAgain == nil) {
			t.Fatalf("read again: %v, %v (-first +again):\n%s", err, errAgain, diff)
		}
		var buf bytes.Buffer
		if e := b.Rewrite(&buf, func(Record) []Cell { return nil }); (e == nil) != (err == nil) || err == nil && !bytes.Equal(buf.Bytes(), data) {
			t.Errorf("wrote %q, error %v; read %q, error %v", buf.Bytes(), e, data, err)
		}
	})
}

// lines reads a CSV as far as it goes.
func lines(b *Book) ([]row, error) {
	var rows []row
	line := 0
	for rec, err := range b.Tables()[0].Records() {
		if err != nil {
			return rows, err
		}
		if rec.Line <= line || len(rec.Cells) == 0 {
			panic("lines out of order")
		}
		line = rec.Line
		rows = append(rows, row{rec.Line, append([]string{}, rec.Cells...)})
	}
	return rows, nil
}

func TestWriterErrors(t *testing.T) {
	if _, err := NewWriter(&bytes.Buffer{}, Format{Encoding: "utf-9"}); err == nil {
		t.Error("an unknown encoding is no error")
	}
	full := errors.New("disk full")
	w, err := NewWriter(broken{full}, Format{})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write([]string{"a"}), w.Flush()); !errors.Is(err, full) {
		t.Errorf("error is %v, want %v", err, full)
	}
}

func TestWriterDefaults(t *testing.T) {
	var buf bytes.Buffer
	w, err := NewWriter(&buf, Format{BOM: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range [][]string{{"a", "b;c"}, nil, {"", "1\n2", " x", `6"`}} {
		if err := w.Write(cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(bom+"a,\"b;c\"\r\n\r\n,\"1\n2\",\" x\",\"6\"\"\"\r\n", buf.String()); diff != "" {
		t.Errorf("text (-want +got):\n%s", diff)
	}
}

// What ends a line is not what breaks one inside a cell.
func TestLineEnd(t *testing.T) {
	for data, want := range map[string]string{
		"\"a\nb\",c\r\n1,2\n": "\r\n", "\"a\rb\",c\n": "\n", "\n\r\na,b\r1,2": "\r", "a,b": "\r\n", "sep=,\n\"a\r\n\",b\r": "\r",
	} {
		if got := openText(t, []byte(data)).Format().LineEnd; got != want {
			t.Errorf("%q has line ends %q, want %q", data, got, want)
		}
	}
}

// Cells are what a spreadsheet program would show of the same bytes.
func TestCSVCells(t *testing.T) {
	tests := []struct {
		name, data string
		want       []row
	}{
		{"quotes inside cells that have none around", "size,name\n6\" pipe,\"Jo \"\"J\"\" Doe\"\nx \"y\" z,B\"\n", []row{
			{1, []string{"size", "name"}}, {2, []string{`6" pipe`, `Jo "J" Doe`}}, {3, []string{`x "y" z`, `B"`}}}},
		{"spaces", "a, \"b\" , c\n\"1\" ,2 ,  \n", []row{{1, []string{"a", ` "b" `, " c"}}, {2, []string{"1 ", "2 ", "  "}}}},
		{"mixed line ends", "a,b\r1,2\n3,4\r\n5,6\r\r\n7,8", []row{
			{1, []string{"a", "b"}}, {2, []string{"1", "2"}}, {3, []string{"3", "4"}}, {4, []string{"5", "6"}}, {6, []string{"7", "8"}}}},
		{"line breaks in cells stay as they are", "a,b\n\"1\r\n2\",\"3\r4\"\n", []row{{1, []string{"a", "b"}}, {2, []string{"1\r\n2", "3\r4"}}}},
		{"rows too short and too long", "a,b,c\n1\n1,2,3,4,5\n,,\n1,,\n", []row{
			{1, []string{"a", "b", "c"}}, {2, []string{"1"}}, {3, []string{"1", "2", "3", "4", "5"}}, {5, []string{"1"}}}},
		{"nul characters", "a,b,c\n\x00,2\x00,3\n", []row{{1, []string{"a", "b", "c"}}, {2, []string{"\x00", "2\x00", "3"}}}},
		{"one column, with a few commas", "note\nhello\nwell, yes\n\nbye\n", []row{
			{1, []string{"note"}}, {2, []string{"hello"}}, {3, []string{"well", " yes"}}, {5, []string{"bye"}}}},
		{"commas in all cells of a semicolon file", "name;city\nDoe, J;Bonn, D\nRoe, K;Köln, D\n", []row{
			{1, []string{"name", "city"}}, {2, []string{"Doe, J", "Bonn, D"}}, {3, []string{"Roe, K", "Köln, D"}}}},
		{"quoted cells with other delimiters", "\"a;b\"|\"c;d\"\n\"1;2\"|\"3;4\"\n", []row{{1, []string{"a;b", "c;d"}}, {2, []string{"1;2", "3;4"}}}},
		{"a title above", "Domains, all of them\n\na\tb\tc\n1\t2\t3\n", []row{
			{1, []string{"Domains, all of them"}}, {3, []string{"a", "b", "c"}}, {4, []string{"1", "2", "3"}}}},
		{"a quoted sep line with a sign of its own", "\"sep=~\"\r\na~b\r\n1~2\r\n", []row{{1, []string{"a", "b"}}, {2, []string{"1", "2"}}}},
		{"an address of two lines with commas", "domain,owner,address\na.com,x,\"1 High St\nBonn, D, EU\"\n", []row{
			{1, []string{"domain", "owner", "address"}}, {2, []string{"a.com", "x", "1 High St\nBonn, D, EU"}}}},
		{"an end of file in quotes", "a,\"b\"", []row{{1, []string{"a", "b"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, readAll(t, openText(t, []byte(tt.data)).Tables()[0])); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

// Lines leaves out no line that has a cell, Records those of white space.
func TestLines(t *testing.T) {
	table := openText(t, []byte("a\n \n\n\"\n\"\n")).Tables()[0]
	var got []int
	for rec, err := range table.Lines() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, rec.Line)
	}
	if diff := cmp.Diff([]int{1, 2, 4}, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if rows := readAll(t, table); len(rows) != 1 {
		t.Errorf("records %v, want one", rows)
	}
}

func TestWideDelimiters(t *testing.T) {
	for data, refused := range map[string]bool{
		"域名，邮箱\na.com，x@a.com\n": true, "“a”；“b”\n“1”；“2”\n": true, "备注\n北京，上海\n": false, "备注，说明\n北京\n": false, "a,b，c\n1,2，3\n": false,
	} {
		_, err := Open("w.csv", []byte(data), Options{})
		if (err != nil) != refused || err != nil && !strings.Contains(err.Error(), "full-width") {
			t.Errorf("%q: error %v", data, err)
		}
	}
}

// A quote that is never closed is found without taking the rest for a cell.
func TestUnclosedQuoteInLittleMemory(t *testing.T) {
	data := []byte("domain,email\n\"x.com," + strings.Repeat("a", 5<<20))
	taken := allocated(func() {
		if lines, err := readLines(data); lines != 1 || err == nil {
			t.Errorf("%d lines, error %v", lines, err)
		}
	})
	if taken > 1<<20 {
		t.Errorf("took %d bytes", taken)
	}
}

func TestManyColumns(t *testing.T) {
	row := strings.Repeat("c;", 9999) + "c"
	rows := readAll(t, openText(t, []byte(row+"\n"+row+"\n")).Tables()[0])
	if len(rows) != 2 || len(rows[1].Cells) != 10000 {
		t.Errorf("%d rows, %d cells", len(rows), len(rows[1].Cells))
	}
}

// What stands inside quotes tells nothing of the delimiter, however many lines
// a cell has.
func TestDelimiterInsideQuotes(t *testing.T) {
	note := `"one; two` + strings.Repeat("\nthree; four", 40) + "\nfive; six\""
	header := strings.Repeat("header,", 11) + "Notes"
	row := strings.Repeat("cell,", 11)
	tests := []struct {
		name, data string
		delimiter  rune
	}{
		{"one row", header + "\r\n" + row + note + "\r\n", ','},
		{"many rows", header + "\n" + strings.Repeat(row+note+"\n", 50), ','},
		{"the first cell", "Notes,Domain\n" + strings.Repeat(note+",a.com\n", 3), ','},
		{"the header", "Domain," + note + ",City\na.com,b,c\n", ','},
		{"commas inside", strings.ReplaceAll(header, ",", ";") + "\n" + strings.ReplaceAll(row, ",", ";") + "\"a, b, c\nd, e, f\ng, h, i\"\n", ';'},
		{"tabs inside", "Domain|Notes\na.com|\"a\tb\nc\td\ne\tf\"\n", '|'},
		{"lines that end with CR", strings.ReplaceAll(header+"\n"+row+note+"\n", "\n", "\r"), ','},
		{"inches", "Domain,Notes\na.com,6\" pipe; 8\" pipe\nb.com,7\" pipe; 9\" pipe\n", ','},
		{"a quote that is not doubled in one row", header + "\n" + row + "\"a \"b\" c; d\"\n" + strings.Repeat(row+"e; f\n", 5), ','},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := openText(t, []byte(tt.data)).Format().Delimiter; got != tt.delimiter {
				t.Errorf("the delimiter is %q, want %q", got, tt.delimiter)
			}
		})
	}
}

// Of a table that is written the delimiter is found, whatever the cells hold.
func TestDelimiterComesBack(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		delimiter := rapid.SampledFrom([]rune(delimiters)).Draw(rt, "delimiter")
		columns := rapid.IntRange(2, 6).Draw(rt, "columns")
		cell := rapid.StringOfN(rapid.RuneFrom([]rune("ab ,;\t|\"\n'")), 0, 12, -1)
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, columns, columns), 1, 8).Draw(rt, "rows")
		var buf bytes.Buffer
		w, err := NewWriter(&buf, Format{Kind: CSV, Delimiter: delimiter})
		if err != nil {
			rt.Fatal(err)
		}
		for _, cells := range rows {
			if err := w.Write(append(cells, "end")); err != nil {
				rt.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			rt.Fatal(err)
		}
		b, err := Open("p.csv", buf.Bytes(), Options{})
		if err != nil {
			rt.Fatal(err)
		}
		if got := b.Format().Delimiter; got != delimiter {
			rt.Errorf("%q: the delimiter is %q, want %q", buf.Bytes(), got, delimiter)
		}
	})
}
