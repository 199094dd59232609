package report

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"strings"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// csvData is a run of one row over a CSV with its header in line 1.
func csvData() *Data {
	data := fixture()
	columns := data.Plan.Tables[0].Columns
	data.Plan.Tables = []job.Table{{Header: 1, Last: 2, Columns: columns[:2]}}
	data.Plan.Rows = []job.Row{{ID: 1, Line: 2, Names: []string{"d0.com"}, Changes: []job.ChangeID{1}}}
	data.Plan.Changes = data.Plan.Changes[:1]
	return data
}

const added = "Result,Result Code,Result Message,Task No,Task Detail No,Request Id,Submitted At,Finished At"

const done = "succeeded,,done,T-1,D-1,R-9,2026-03-04T10:00:00+08:00,2026-03-04T10:01:00+08:00"

// The input's own cells are written back byte for byte.
func TestCSVBesideCSV(t *testing.T) {
	gb := func(s string) string {
		out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	semicolon := strings.NewReplacer(",", ";")
	tests := []struct {
		name, input, want string
		header            int
	}{
		{"plain", "Domain,Phone\nd0.com,+86 138\n", "Domain,Phone," + added + "\nd0.com,+86 138," + done + "\n", 1},
		{"mark, semicolons, CRLF, quotes, no last line end", "\uFEFF\"Domain\";Phone\r\n\"d0.com\";\"=1\"", "\uFEFF\"Domain\";Phone;" +
			semicolon.Replace(added) + "\r\n\"d0.com\";\"=1\";" + semicolon.Replace(done), 1},
		{"title and blank line above, footer below", "Portfolio,\n\nDomain,\"Two\nlines\"\nd0.com,x\nTotal,1\n",
			"Portfolio,\n\nDomain,\"Two\nlines\"," + added + "\nd0.com,x," + done + "\nTotal,1\n", 3},
		{"columns that are empty", "Domain,,\nd0.com\n", "Domain,,," + added + "\nd0.com,,," + done + "\n", 1},
		{"gb18030", gb("域名,备注\n例.cn,北京公司\n"), gb("域名,备注," + added + "\n例.cn,北京公司," + done + "\n"), 1},
		{"a report", "Domain," + added + ",Note\nd0.com,failed,old,old,,,,,,\"kept\"\n", "Domain," + added + ",Note\nd0.com," + done + ",\"kept\"\n", 1},
		{"a column of the user's named Result", "Domain,Result\nd0.com,won\n", "Domain,Result," + added + "\nd0.com,won," + done + "\n", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := csvData()
			data.Plan.Tables[0].Header, data.Plan.Rows[0].Line = tt.header, tt.header+1
			got := read(t, write(t, "r.csv", open(t, "list.csv", []byte(tt.input)), data))
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("report (-want +got):\n%s", diff)
			}
		})
	}
}

// In the columns that are added nothing can become a formula.
func TestCSVFormulas(t *testing.T) {
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r"} {
		data := csvData()
		data.Ledger.Standing(1).Message = start + "cmd"
		data.Ledger.Standing(1).Code = start + "code"
		path := write(t, "r.csv", open(t, "list.csv", []byte("Domain,Phone\nd0.com,+86\n")), data)
		book := open(t, "r.csv", read(t, path))
		for rec, err := range book.Tables()[0].Records() {
			if err != nil {
				t.Fatal(err)
			}
			if rec.Line == 2 && (rec.Cells[1] != "+86" || rec.Cells[3] != "'"+start+"code" || rec.Cells[4] != "'"+start+"cmd") {
				t.Errorf("cells are %q", rec.Cells)
			}
		}
	}
}

func TestCSVOfAWorkbook(t *testing.T) {
	data := fixture()
	data.Plan.Tables, data.Plan.Rows = data.Plan.Tables[:1], data.Plan.Rows[:8]
	got := string(read(t, write(t, "r.csv", open(t, "acquisition.xlsx", acquisition(t)), data)))
	for _, want := range []string{
		"\uFEFFPortfolio of the bought company\r\n\r\nDomain,Company,Note," + added + "\r\n",
		"d0.com,Example Holdings Ltd,00123," + done + "\r\n",
		",failed,DomainNotExist,\"'=HYPERLINK(",
		"\r\nTotal: 8\r\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the report lacks %q:\n%s", want, got)
		}
	}
}

// What is added is no formula under any delimiter; a phone keeps its plus sign.
func TestHarmless(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "done": "done", "+86.13900000000": "+86.13900000000", "+86 139 0000 0000": "+86 139 0000 0000", "-5": "-5",
		"=1+1": "'=1+1", "+86.139;=cmd": "'+86.139;'=cmd", "+cmd|' /C calc'!A0": "'+cmd|' /C calc'!A0", "@SUM(A1)": "'@SUM(A1)", "\n=1": "'\n'=1",
		"＝1": "'＝1", "＋cmd": "'＋cmd", "no;=HYPERLINK(1)": "no;'=HYPERLINK(1)", `x"=1`: `x"'=1`, "a,-b": "a,'-b", "call +86.139,+86.138": "call +86.139,+86.138",
		"+": "'+", "-": "'-", "a=b, c+d": "a=b, c+d",
	} {
		if got := harmless(text); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}

// What the encoding of the input lacks can be seen in the answers.
func TestCSVLackingCharacters(t *testing.T) {
	data := csvData()
	data.Ledger.Standing(1).Message = "域名不存在 🜁 é"
	got := read(t, write(t, "r.csv", open(t, "list.csv", []byte("Domain,Soci\xe9t\xe9\nd0.com,Caf\xe9\nd1.com,Orl\xe9ans\n")), data))
	for _, want := range []string{"d0.com,Caf\xe9,", `\u57DF\u540D\u4E0D\u5B58\u5728 \U0001F701 ` + "\xe9,", "d1.com,Orl\xe9ans\n"} {
		if !strings.Contains(string(got), want) {
			t.Errorf("the report lacks %q:\n%q", want, got)
		}
	}
}

func TestNumbersKeepTheirSign(t *testing.T) {
	for cell, want := range map[string]string{
		"+86.13800000000": "+86.13800000000", "-5": "-5", "+86 (10) 8888-8888": "+86 (10) 8888-8888", "=1": "'=1", "-cmd": "'-cmd", "+": "'+", "@x": "'@x", "": "", "a": "a",
	} {
		p := &place{}
		if got := p.join([]string{cell}, nil)[0]; got != want {
			t.Errorf("%q is written as %q, want %q", cell, got, want)
		}
	}
}

func TestCSVAsWorkbook(t *testing.T) {
	book := open(t, "my [old]/portfolio: all of the domains of 2026.csv", []byte("Portfolio\n\nDomain,Zip,Note\nd0.com,00501,+86\n"))
	data := csvData()
	data.Plan.Tables[0].Header, data.Plan.Tables[0].Last, data.Plan.Rows[0].Line = 3, 4, 4
	f := reopen(t, write(t, "r.xlsx", book, data))
	name := f.GetSheetList()[0]
	if name != "portfolio_ all of the domains o" {
		t.Errorf("the sheet is named %q", name)
	}
	rows := rowsOf(t, f, name)
	want := [][]string{{"Portfolio"}, nil, append([]string{"Domain", "Zip", "Note"}, headers...),
		append([]string{"d0.com", "00501", "+86"}, strings.Split(done, ",")...)}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{name, "Summary", "Issues", "Tasks", "Contacts", "Calls"}, f.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if panes, err := f.GetPanes(name); err != nil || panes.YSplit != 3 {
		t.Errorf("panes are %+v, error %v", panes, err)
	}
}

// many is a CSV of that many rows with its run.
func many(t testing.TB, rows int) (*sheet.Book, *Data) {
	t.Helper()
	data := csvData()
	var text strings.Builder
	text.WriteString("Domain,Company\n")
	data.Plan.Rows = data.Plan.Rows[:0]
	for i := range rows {
		fmt.Fprintf(&text, "d%d.com,Example\n", i)
		data.Plan.Rows = append(data.Plan.Rows, job.Row{ID: job.RowID(i + 1), Line: i + 2, Changes: []job.ChangeID{1}})
	}
	data.Plan.Tables[0].Last = rows + 1
	return open(t, "big.csv", []byte(text.String())), data
}

// The workbook of a long CSV has every row in it.
func TestManyRowsAreStreamed(t *testing.T) {
	const rows = 50_001
	book, data := many(t, rows)
	path := write(t, "big.xlsx", book, data)
	zr, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer zr.Close()
	part, err := fs.ReadFile(zr, "xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	if lines, done := bytes.Count(part, []byte("<row ")), bytes.Count(part, []byte(">succeeded<")); lines != rows+1 || done != rows {
		t.Errorf("the report has %d lines and %d answers, want a header and %d rows", lines, done, rows)
	}
	if last := fmt.Sprintf(">d%d.com<", rows-1); !bytes.Contains(part, []byte(last)) {
		t.Error("the last row is missing")
	}
}

func TestCheck(t *testing.T) {
	csv := open(t, "l.csv", []byte("Domain\nd.com\n"))
	xlsx := open(t, "a.xlsx", acquisition(t))
	tables := fixture().Plan.Tables
	tests := []struct {
		path   string
		book   *sheet.Book
		tables []job.Table
		want   string
	}{
		{"r.xlsx", xlsx, tables, ""},
		{"r.XLSX", csv, tables[:1], ""},
		{"r.csv", csv, tables[:1], ""},
		{"r.tsv", csv, tables[:1], ""},
		{"r.csv", xlsx, tables[:1], ""},
		{"r.csv", xlsx, tables, "one table"},
		{"r.xlsm", xlsx, tables, "no macros"},
		{"r.xlsm", csv, tables[:1], "no macros"},
		{"r.ods", xlsx, tables, "a report is .xlsx, .xlsm or .csv"},
		{"report", csv, tables[:1], "a report is .xlsx, .xlsm or .csv"},
	}
	for _, tt := range tests {
		t.Run(tt.path+" "+tt.want, func(t *testing.T) {
			err := Check(tt.path, tt.book, tt.tables)
			var f *FormatError
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("error is %v", err)
			case tt.want != "" && (!errors.As(err, &f) || !strings.Contains(err.Error(), tt.want) || f.Hint == ""):
				t.Errorf("error is %v, want %q and a hint", err, tt.want)
			}
		})
	}
	data := fixture()
	var f *FormatError
	if err := Write(t.TempDir()+"/r.csv", xlsx, data); !errors.As(err, &f) {
		t.Errorf("Write gives %v, want what Check gives", err)
	}
}

func BenchmarkWriteCSV(b *testing.B) {
	benchmarkWrite(b, "r.csv", 100_000)
}

func BenchmarkWriteStreamed(b *testing.B) {
	benchmarkWrite(b, "r.xlsx", 100_000)
}

func benchmarkWrite(b *testing.B, name string, rows int) {
	book, data := many(b, rows)
	b.ReportAllocs()
	for b.Loop() {
		write(b, name, book, data)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MB-sys")
}
