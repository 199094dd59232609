package report

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func writeFailed(t testing.TB, name string, book *sheet.Book, data *Data, want int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	rows, err := WriteFailed(path, book, data)
	if err != nil || rows != want {
		t.Fatalf("%d rows, error %v, want %d", rows, err, want)
	}
	return path
}

// failing is a run over a CSV with three rows: the first is done, the others are not.
func failing(header int) *Data {
	data := csvData()
	data.Plan.Tables[0].Header, data.Plan.Tables[0].Last = header, header+3
	data.Plan.Rows = []job.Row{
		{ID: 1, Line: header + 1, Names: []string{"d0.com"}, Changes: []job.ChangeID{1}},
		{ID: 2, Line: header + 2, Names: []string{"d1.com"}, Issues: []job.Issue{{Cell: fmt.Sprint("B", header+2), Column: "Telephone", Message: "=no phone"}}},
		{ID: 3, Line: header + 3, Names: []string{"d2.com"}, LeftOut: "left out by --only"},
	}
	return data
}

// A CSV of the rows that are not done is in the dialect and the encoding of the
// input, unless that is a guess, its cells as they were, its header in the same line.
func TestFailedCSV(t *testing.T) {
	in := func(e encoding.Encoding, text string) string {
		out, err := e.NewEncoder().String(text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	little := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	const why = "Result,Result Code,Result Message"
	tests := []struct {
		name, input, want string
		header            int
	}{
		{"plain", "Domain,Phone\nd0.com,1\nd1.com,+86 0138\nd2.com,1\n", "Domain,Phone," + why + "\nd1.com,+86 0138,invalid,,B3: Telephone: =no phone\n", 1},
		{"semicolons, a mark, CRLF, quotes", "\uFEFFDomain;Phone\r\nd0.com;1\r\nd1.com;\"=1; \"\"x\"\"\"\r\nd2.com;1",
			"\uFEFFDomain;Phone;Result;Result Code;Result Message\r\nd1.com;\"=1; \"\"x\"\"\";invalid;;B3: Telephone: =no phone\r\n", 1},
		{"title and blank line above, footer below", "Portfolio\n\nDomain,Phone\nd0.com,1\nd1.com,0138\nd2.com,1\nTotal,1\n",
			"Portfolio\n\nDomain,Phone," + why + "\nd1.com,0138,invalid,,B5: Telephone: =no phone\n", 3},
		{"bare carriage returns", "Domain,Phone\rd0.com,1\rd1.com,\"a\rb\"\rd2.com,1\r", "Domain,Phone," + why + "\rd1.com,\"a\rb\",invalid,,B3: Telephone: =no phone\r", 1},
		{"sep=", "sep=;\nDomain;Phone\nd0.com;1\nd1.com;2\nd2.com;1\n", "sep=;\nDomain;Phone;Result;Result Code;Result Message\nd1.com;2;invalid;;B3: Telephone: =no phone\n", 1},
		{"gb18030, which is a guess", string(encodeGB(t, "域名,电话\nd0.com,北京公司\nd1.com,上海\nd2.com,1\n")),
			"\uFEFF域名,电话," + why + "\nd1.com,上海,invalid,,B3: Telephone: =no phone\n", 1},
		{"utf-16", in(little, "\uFEFFDomain\tPhone\nd0.com\t1\nd1.com\t电\nd2.com\t1\n"),
			in(little, "\uFEFFDomain\tPhone\tResult\tResult Code\tResult Message\nd1.com\t电\tinvalid\t\tB3: Telephone: =no phone\n"), 1},
		{"values without a header stay so", "Domain,Phone\nd0.com,1\nd1.com,1,x,y\nd2.com,1\n", "Domain,Phone," + why + "\nd1.com,1,invalid,,B3: Telephone: =no phone,x,y\n", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := read(t, writeFailed(t, "failed.csv", open(t, "list.csv", []byte(tt.input)), failing(tt.header), 1))
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// The rest of a CSV whose encoding was guessed is read again, however little text
// it has; where the encoding was said, it stays.
func TestFailedOfGuessedEncoding(t *testing.T) {
	input := encodeGB(t, "Domain,Phone\nd0.com,北京晨光信息技术有限公司\nd1.com,镕\nd2.com,上海浦东发展贸易有限公司\n")
	for said, want := range map[string]string{"": sheet.UTF8, "gbk": sheet.GB18030} {
		book, err := sheet.Open("list.csv", input, sheet.Options{Encoding: said})
		if err != nil {
			t.Fatal(err)
		}
		again, err := sheet.Open("failed.csv", read(t, writeFailed(t, "failed.csv", book, failing(1), 1)), sheet.Options{Encoding: said})
		if err != nil {
			t.Fatal(err)
		}
		if got := again.Format(); got.Encoding != want || got.Guessed {
			t.Errorf("format %+v, want %s", got, want)
		}
		for rec, err := range again.Tables()[0].Records() {
			if err != nil || rec.Line == 2 && rec.Cells[1] != "镕" {
				t.Errorf("record %v, error %v", rec, err)
			}
		}
	}
}

func encodeGB(t *testing.T, text string) []byte {
	t.Helper()
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What the columns that we add hold is no formula in a CSV.
func TestFailedCSVHasNoFormulas(t *testing.T) {
	data := failing(1)
	data.Plan.Rows[1].Issues[0] = job.Issue{Message: "=HYPERLINK(1)", Code: "@code"}
	got := read(t, writeFailed(t, "f.csv", open(t, "list.csv", []byte("Domain,Phone\nd0.com,1\nd1.com,2\nd2.com,1\n")), data, 1))
	if want := "Domain,Phone,Result,Result Code,Result Message\nd1.com,2,invalid,'@code,'=HYPERLINK(1)\n"; string(got) != want {
		t.Errorf("got %q, want %q", got, want)
	}
	book := open(t, "acquisition.xlsx", acquisition(t))
	data = fixture()
	data.Plan.Tables, data.Plan.Rows = data.Plan.Tables[:1], data.Plan.Rows[:8]
	text := string(read(t, writeFailed(t, "f.csv", book, data, 5)))
	if want := "d1.com,Example Holdings Ltd,00123,failed,DomainNotExist,\"'=HYPERLINK(\"\"http://evil\"\") the domain is not in the account\"\r\n"; !strings.Contains(text, want) {
		t.Errorf("%q is not in %q", want, text)
	}
	if !strings.HasPrefix(text, "\uFEFFPortfolio of the bought company\r\n\r\nDomain,Company,Note,Result,Result Code,Result Message\r\n") {
		t.Errorf("it begins with %q", text)
	}
}

// The reasons of an earlier run are replaced, those in a report as in a file of
// rows that were not done; a column of the user's own named Result is kept.
func TestFailedOfFailed(t *testing.T) {
	columns := func(headers ...string) []job.Column {
		list := make([]job.Column, len(headers))
		for i, h := range headers {
			list[i] = job.Column{Letters: sheet.Letters(i), Header: h}
		}
		return list
	}
	tests := []struct{ name, header, old, want string }{
		{"rows not done", "Domain,Result,Result Code,Result Message,Note", "failed,X,old,kept", "d1.com,invalid,,B3: Telephone: =no phone,kept"},
		{"report", "Domain," + added, "failed,X,old,T,D,R,S,F", "d1.com,invalid,,B3: Telephone: =no phone,,,,,"},
		{"a column of the user's", "Domain,Result", "won", "d1.com,won,invalid,,B3: Telephone: =no phone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := failing(1)
			data.Plan.Tables[0].Columns = columns(strings.Split(tt.header, ",")...)
			input := tt.header + "\nd0.com," + tt.old + "\nd1.com," + tt.old + "\nd2.com," + tt.old + "\n"
			got := strings.Split(string(read(t, writeFailed(t, "f.csv", open(t, "list.csv", []byte(input)), data, 1))), "\n")
			if got[1] != tt.want {
				t.Errorf("the row is %q, want %q", got[1], tt.want)
			}
		})
	}
}

// A workbook of the rows that are not done has a sheet for each sheet with such
// rows, all cells text, bad ones marked.
func TestFailedWorkbook(t *testing.T) {
	f := reopen(t, writeFailed(t, "f.xlsx", open(t, "acquisition.xlsx", acquisition(t)), complaining(), 6))
	if diff := cmp.Diff([]string{"Contacts", "二"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	want := [][]string{
		{"Portfolio of the bought company"}, nil,
		{"Domain", "Company", "Note", "Result", "Result Code", "Result Message"},
		{"d1.com", "Example Holdings Ltd", "00123", "failed", "DomainNotExist", "=HYPERLINK(\"http://evil\") the domain is not in the account"},
		{"d2.com", "Example Holdings Ltd", "00123", "pending"},
		{"d3.com", "Example Holdings Ltd", "00123", "unknown", "", "the answer was lost"},
		{"d5.com", "Example Holdings Ltd", "00123", "unsent", "", "not sent yet"},
	}
	got := rowsOf(t, f, "Contacts")
	if diff := cmp.Diff(want, got[:7]); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
	if len(got) != 8 || got[7][0] != "d6.com" {
		t.Errorf("the last line is %q", got[7:])
	}
	if got := notes(t, f, "Contacts"); got["B8"] != "domainbatch|"+organizationNote || got["C8"] != "domainbatch|"+postalNote || len(got) != 3 {
		t.Errorf("notes are %q", got)
	}
	if got := fills(t, f, "Contacts", "B8", "C8", "A8", "C7"); got != badFill+" "+badFill+"  " {
		t.Errorf("fills are %q", got)
	}
	id, err := f.GetCellStyle("Contacts", "C4")
	if style, err2 := f.GetStyle(id); err != nil || err2 != nil || style.NumFmt != textFormat {
		t.Errorf("C4 is no text: %+v, error %v, %v", style, err, err2)
	}
	if formula, _ := f.GetCellFormula("Contacts", "F4"); formula != "" {
		t.Errorf("F4 is the formula %q", formula)
	}
}

// Where everything is done, there is a table without rows.
func TestNothingFailed(t *testing.T) {
	data := failing(1)
	data.Plan.Rows = data.Plan.Rows[:1]
	book := open(t, "list.csv", []byte("Domain,Phone\nd0.com,1\n"))
	if got := read(t, writeFailed(t, "f.csv", book, data, 0)); string(got) != "Domain,Phone,Result,Result Code,Result Message\n" {
		t.Errorf("got %q", got)
	}
	f := reopen(t, writeFailed(t, "f.xlsx", book, data, 0))
	if got := rowsOf(t, f, "list"); len(got) != 1 || got[0][2] != "Result" {
		t.Errorf("got %q", got)
	}
}

func TestCheckFailed(t *testing.T) {
	csv, book := open(t, "list.csv", []byte("Domain\nd0.com\n")), open(t, "acquisition.xlsx", acquisition(t))
	tests := []struct {
		path, want string
		book       *sheet.Book
		tables     int
	}{
		{"f.csv", "", csv, 1},
		{"f.xlsx", "", csv, 1},
		{"f.xlsx", "", book, 2},
		{"f.csv", "", book, 1},
		{"f.csv", "rows not done f.csv: a CSV holds one table, and the input has rows in several sheets; name the file .xlsx", book, 2},
		{"f.xlsm", "rows not done f.xlsm: they are written as .xlsx or .csv; give --failed a name that ends so", book, 1},
		{"f", "rows not done f: they are written as .xlsx or .csv; give --failed a name that ends so", csv, 1},
	}
	for _, tt := range tests {
		err := CheckFailed(tt.path, tt.book, make([]job.Table, tt.tables))
		if got := fmt.Sprint(err); got != tt.want && (err != nil || tt.want != "") {
			t.Errorf("%s with %d tables: %s, want %s", tt.path, tt.tables, got, tt.want)
		}
	}
}

// The file is its owner's alone, and nothing else is left behind.
func TestFailedIsPrivateAndWhole(t *testing.T) {
	path := writeFailed(t, "f.csv", open(t, "list.csv", []byte("Domain,Phone\nd0.com,1\nd1.com,2\n")), failing(1), 1)
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("files %v, error %v", files, err)
	}
}

// The report of what was left to do has its answers in the place of the reasons.
func TestReportOfFailed(t *testing.T) {
	input := "Domain,Result,Result Code,Result Message,Note\nd0.com,failed,X,old,kept\nd1.com,failed,X,old,\n"
	data := failing(1)
	data.Plan.Rows = data.Plan.Rows[:2]
	got := string(read(t, write(t, "r.csv", open(t, "list.csv", []byte(input)), data)))
	want := "Domain,Result,Result Code,Result Message,Note,Task No,Task Detail No,Request Id,Submitted At,Finished At\n" +
		"d0.com,succeeded,,done,kept,T-1,D-1,R-9,2026-03-04T10:00:00+08:00,2026-03-04T10:01:00+08:00\n" +
		"d1.com,invalid,,B3: Telephone: =no phone,,,,,,\n"
	if got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
	first := read(t, writeFailed(t, "f.xlsx", open(t, "acquisition.xlsx", acquisition(t)), fixture(), 6))
	data = fixture()
	data.Plan.Rows, data.Plan.Changes, data.Plan.Tables = data.Plan.Rows[:1], data.Plan.Changes[:1], data.Plan.Tables[:1]
	f := reopen(t, write(t, "r.xlsx", open(t, "f.xlsx", first), data))
	rows := rowsOf(t, f, "Contacts")
	if header := strings.Join(rows[2], ","); header != "Domain,Company,Note,"+added {
		t.Errorf("the header is %s", header)
	}
	if row := strings.Join(rows[3], ","); !strings.HasSuffix(row, ","+done) {
		t.Errorf("the first row is %s", row)
	}
}

// A formula without a result does not become an empty cell.
func TestFailedFormulaWithoutResult(t *testing.T) {
	rec := sheet.Record{Cells: []string{"d0.com"}, Marks: []sheet.Mark{{Column: 0, Kind: sheet.MarkError}, {Column: 2, Kind: sheet.MarkNoValue}}}
	if diff := cmp.Diff([]string{"d0.com", "", "#N/A"}, shown(rec)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
