package sheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

const (
	sheetPart   = "xl/worksheets/sheet1.xml"
	stringsPart = "xl/sharedStrings.xml"
	stylesPart  = "xl/styles.xml"
)

// ofRows is a workbook whose sheet has these rows, and before and after them
// what is given with them.
func ofRows(t *testing.T, head, rows, tail string) []byte {
	t.Helper()
	data := workbookOf(t, func(f *excelize.File) error { return f.SetCellStr("Sheet1", "A1", "shared text") })
	return patched(t, data, sheetPart, func(string) string {
		return `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` + head + `<sheetData>` + rows + `</sheetData>` + tail + `</worksheet>`
	})
}

// kept is a record that stays.
func kept(t *testing.T, table *Table) []Record {
	t.Helper()
	var list []Record
	for rec, err := range table.Records() {
		if err != nil {
			t.Fatal(err)
		}
		rec.Cells, rec.Marks = append([]string(nil), rec.Cells...), append([]Mark(nil), rec.Marks...)
		list = append(list, rec)
	}
	return list
}

func openBook(t *testing.T, data []byte) *Book {
	t.Helper()
	b, err := Open("w.xlsx", data, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestWhatACellShows(t *testing.T) {
	tests := []struct {
		name, cell string
		want       string
		marks      []Mark
	}{
		{"shared text", `<c r="A1" t="s"><v>0</v></c>`, "shared text", nil},
		{"inline text", `<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a &lt;b&gt; &#20013; </t></is></c>`, " a <b> 中 ", nil},
		{"inline text in runs, with its reading", `<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>北</t></r><r><t>京</t></r><rPh sb="0" eb="1"><t>Bei</t></rPh></is></c>`, "北京", nil},
		{"CDATA", `<c r="A1" t="inlineStr"><is><t>a<![CDATA[<b>]]>c</t></is></c>`, "a<b>c", nil},
		{"line ends", "<c r=\"A1\" t=\"inlineStr\"><is><t>a\r\nb\rc&#13;d</t></is></c>", "a\nb\nc\rd", nil},
		{"characters as codes", `<c r="A1" t="inlineStr"><is><t>a_x000A_b_x005F_x000A_ _xD83D__xDE00_</t></is></c>`, "a\nb_x000A_ 😀", nil},
		{"the text of a formula", `<c r="A1" t="str"><f>B1&amp;C1</f><v>old</v></c>`, "old", nil},
		{"a formula that gave nothing", `<c r="A1" t="str"><f>""</f><v></v></c>`, "", nil},
		{"a formula without a value", `<c r="A1"><f>1+1</f></c>`, "", []Mark{{0, MarkNoValue}}},
		{"a formula of a text without a value", `<c r="A1" t="str"><f>B1</f></c>`, "", []Mark{{0, MarkNoValue}}},
		{"a formula with an empty value", `<c r="A1"><f>1+1</f><v/></c>`, "", []Mark{{0, MarkNoValue}}},
		{"a shared formula", `<c r="A1"><f t="shared" si="0"/><v>7</v></c>`, "7", nil},
		{"an error", `<c r="A1" t="e"><v>#N/A</v></c>`, "#N/A", []Mark{{0, MarkError}}},
		{"the error of a formula", `<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "#DIV/0!", []Mark{{0, MarkError}}},
		{"the text of an error", `<c r="A1" t="inlineStr"><is><t>#N/A</t></is></c>`, "#N/A", nil},
		{"truth", `<c r="A1" t="b"><v>1</v></c>`, "TRUE", nil},
		{"untruth", `<c r="A1" t="b"><v>0</v></c>`, "FALSE", nil},
		{"a phone", `<c r="A1"><v>13800000000</v></c>`, "13800000000", nil},
		{"a phone in scientific notation", `<c r="A1"><v>1.38E+10</v></c>`, "13800000000", nil},
		{"more digits than a number has", `<c r="A1"><v>123456789012345678</v></c>`, "1.23456789012346E+17", nil},
		{"a fraction", `<c r="A1"><v>0.10000000000000001</v></c>`, "0.1", nil},
		{"a number that is none", `<c r="A1"><v>0x1F</v></c>`, "0x1F", nil},
		{"a number beyond all", `<c r="A1"><v>1e999999999</v></c>`, "1e999999999", nil},
		{"a date as text", `<c r="A1" t="d"><v>2026-12-18</v></c>`, "2026-12-18", nil},
		{"a style that is not there", `<c r="A1" s="9999"><v>7</v></c>`, "7", nil},
		{"no value", `<c r="A1" s="0"/>`, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rows := kept(t, openBook(t, ofRows(t, "", `<row r="1">`+tt.cell+`<c r="B1" t="inlineStr"><is><t>end</t></is></c></row>`, "")).Tables()[0])
			want := []Record{{Line: 1, Cells: []string{tt.want, "end"}, Marks: tt.marks}}
			if diff := cmp.Diff(want, rows); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Numbers are shown by their format, in both ways of counting days.
func TestNumberFormats(t *testing.T) {
	tests := []struct{ code, value, shown, shown1904 string }{
		{`00000`, "2138", "02138", ""},
		{`000-0000`, "1234567", "123-4567", ""},
		{`#,##0.00`, "1234.5", "1,234.50", ""},
		{`0%`, "0.5", "50%", ""},
		{`0.00E+00`, "13800000000", "13800000000", ""},
		{`yyyy-mm-dd`, "46374", "2026-12-18", "2030-12-19"},
		{`yyyy"年"m"月"d"日"`, "46374", "2026年12月18日", "2030年12月19日"},
		{`yyyy\-mm\-dd hh:mm`, "46374.5", "2026-12-18 12:00", "2030-12-19 12:00"},
		{`yyyy-mm-dd`, "58", "1900-02-27", "1904-02-28"},
		{`[h]:mm`, "1.5", "36:00", ""},
		{`"+86 "0`, "13800000000", "+86 13800000000", ""},
		{`@`, "00123", "123", ""},
		{`General`, "0.30000000000000004", "0.3", ""},
	}
	for _, tt := range tests {
		if tt.shown1904 == "" {
			tt.shown1904 = tt.shown
		}
		for date904, want := range map[bool]string{false: tt.shown, true: tt.shown1904} {
			f := &formats{codes: []string{tt.code}, date904: date904, shown: make(map[shownKey]string)}
			for range 2 {
				if got, err := f.number(tt.value, f.of(0)); err != nil || got != want {
					t.Errorf("%s shows %s as %q, error %v, want %q (from 1904: %v)", tt.code, tt.value, got, err, want, date904)
				}
			}
		}
	}
}

// Formats that put something before or after a text do so.
func TestFormatsOfTexts(t *testing.T) {
	f := &formats{shown: make(map[shownKey]string)}
	for code, want := range map[string]string{`@`: "a.com", ``: "a.com", `0;0;0;"www."@`: "www.a.com", `yyyy-mm-dd`: "a.com"} {
		if got, err := f.text("a.com", code); err != nil || got != want {
			t.Errorf("%s shows %q, error %v, want %q", code, got, err, want)
		}
	}
}

// Days that are counted from 1904 are shown so throughout the file.
func TestWorkbookOf1904(t *testing.T) {
	on := true
	data := workbookOf(t, func(f *excelize.File) error {
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &on}); err != nil {
			return err
		}
		return styled(f, "A1", 44912, 14, "")
	})
	if rows := readAll(t, openBook(t, data).Tables()[0]); len(rows) != 1 || rows[0].Cells[0] != "2026-12-18" {
		t.Errorf("the sheet shows %v", rows)
	}
}

// What a sheet hides is said, whoever hid it.
func TestHiddenRowsAndColumns(t *testing.T) {
	row := func(attrs string) string { return `<row ` + attrs + `><c t="inlineStr"><is><t>x</t></is></c></row>` }
	data := ofRows(t, `<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0" customWidth="1"/><col min="6" max="6" width="9"/></cols>`,
		row(`r="1"`)+row(`r="2" hidden="1"`)+row(`r="3" hidden="true"`)+row(`r="4" ht="0" customHeight="1"`)+row(`r="5" hidden="0" ht="20"`),
		`<autoFilter ref="A1:A5"><filterColumn colId="0"/></autoFilter><mergeCells count="2"><mergeCell ref="B2:C3"/><mergeCell ref="$D$1:$D$9"/></mergeCells>`)
	for _, first := range []string{"rows", "columns"} {
		table := openBook(t, data).Tables()[0]
		if first == "rows" {
			var hidden []int
			for _, rec := range kept(t, table) {
				if rec.Hidden {
					hidden = append(hidden, rec.Line)
				}
			}
			if diff := cmp.Diff([]int{2, 3, 4}, hidden); diff != "" {
				t.Errorf("hidden lines (-want +got):\n%s", diff)
			}
		}
		columns, err := table.HiddenColumns()
		merged, err2 := table.Merged()
		width, err3 := table.Width()
		if err != nil || err2 != nil || err3 != nil || width != 1 {
			t.Fatalf("width %d, errors %v, %v, %v", width, err, err2, err3)
		}
		if diff := cmp.Diff([]int{1, 2, 4}, columns); diff != "" {
			t.Errorf("hidden columns, %s first (-want +got):\n%s", first, diff)
		}
		if diff := cmp.Diff([]Area{{2, 3, 1, 2}, {1, 9, 3, 3}}, merged); diff != "" {
			t.Errorf("merged, %s first (-want +got):\n%s", first, diff)
		}
	}
}

// A line of formulas without values is given, though nothing of it can be seen,
// and counts for the width.
func TestLinesOfMarks(t *testing.T) {
	table := openBook(t, ofRows(t, "", `<row r="3"><c r="B3"/><c r="D3"><f>A1</f></c></row><row r="4"><c r="E4" s="0"/></row>`, "")).Tables()[0]
	if diff := cmp.Diff([]Record{{Line: 3, Marks: []Mark{{3, MarkNoValue}}}}, kept(t, table)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if width, err := table.Width(); err != nil || width != 4 {
		t.Errorf("the width is %d, error %v, want 4", width, err)
	}
}

// A workbook as small as it may be, without texts, styles and names of cells,
// and one with names of elements that have a prefix.
func TestSmallestWorkbooks(t *testing.T) {
	data := ofRows(t, "", `<row><c><v>1</v></c><c t="inlineStr"><is><t>b</t></is></c></row><row/><row><c/><c><v>2</v></c></row>`, "")
	prefixed := patched(t, data, sheetPart, func(s string) string {
		return strings.NewReplacer("</", "</x:", "<", "<x:", "xmlns=", "xmlns:x=").Replace(s)
	})
	for _, data := range [][]byte{data, prefixed} {
		want := []Record{{Line: 1, Cells: []string{"1", "b"}}, {Line: 3, Cells: []string{"", "2"}}}
		if diff := cmp.Diff(want, kept(t, openBook(t, data).Tables()[0])); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
