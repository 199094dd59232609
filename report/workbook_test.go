package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

var headers = []string{"Result", "Result Code", "Result Message", "Task No", "Task Detail No", "Request Id", "Submitted At", "Finished At"}

func rowsOf(t *testing.T, f *excelize.File, name string) [][]string {
	t.Helper()
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// lineCells gives the answers of one line of the sheet Contacts.
func lineCells(t *testing.T, f *excelize.File, name string, first, line int) []string {
	t.Helper()
	var cells []string
	for i := range headers {
		v, err := f.GetCellValue(name, job.CellName("", sheet.Letters(first+i), line))
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, v)
	}
	return cells
}

func TestAnswersBesideRows(t *testing.T) {
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), fixture()))
	want := map[int][]string{
		3:  headers,
		4:  {"succeeded", "", "done", "T-1", "D-1", "R-9", "2026-03-04T10:00:00+08:00", "2026-03-04T10:01:00+08:00"},
		5:  {"failed", "DomainNotExist", "=HYPERLINK(\"http://evil\") the domain is not in the account", "T-1", "", "R-9", "2026-03-04T10:00:00+08:00", "2026-03-04T10:02:00+08:00"},
		6:  {"pending", "", "", "T-2", "", "R-9", "2026-03-04T10:00:00+08:00", ""},
		8:  {"unchanged", "", "", "", "", "R-9", "", ""},
		9:  {"unsent", "", "not sent yet", "", "", "", "", ""},
		10: {"invalid", "", "Contacts!B10: RegistrantOrganization: is empty; fill it in", "", "", "", "", ""},
		11: {"skipped", "", "left out by --only", "", "", "", "", ""},
		13: {"", "", "", "", "", "", "", ""},
	}
	for line, cells := range want {
		if diff := cmp.Diff(cells, lineCells(t, f, "Contacts", 3, line)); diff != "" {
			t.Errorf("line %d (-want +got):\n%s", line, diff)
		}
	}
	two := lineCells(t, f, "二", 2, 2)
	if two[0] != "failed" || two[3] != "registrant: T-1\nadmin: T-1" || two[6] != "2026-03-04T10:00:00+08:00" || two[7] != "2026-03-04T10:02:00+08:00" {
		t.Errorf("a row of two changes has %q", two)
	}
}

// What the input has stays: texts, styles, widths, formulas, filters, hidden
// sheets, properties.
func TestInputSurvives(t *testing.T) {
	input := acquisition(t)
	before := reopen(t, writeFile(t, "in.xlsx", input))
	after := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", input), fixture()))
	for _, name := range before.GetSheetList() {
		sameTexts(t, before, after, name)
	}
	for _, cell := range []string{"A1", "A3", "C4"} {
		sameStyle(t, before, after, cell)
	}
	if w, _ := after.GetColWidth("Contacts", "A"); w != 33 {
		t.Errorf("width of column A is %v, was 33", w)
	}
	if formula, _ := after.GetCellFormula("Contacts", "C11"); formula != "C10+1" {
		t.Errorf("formula is %q", formula)
	}
	if visible, _ := after.GetSheetVisible("Hidden"); visible {
		t.Error("the hidden sheet shows")
	}
	if props, _ := after.GetDocProps(); props.Creator != "Jane" || props.Title != "Purchase" {
		t.Errorf("properties are %+v", props)
	}
	want := []string{"Contacts", "二", "Summary", "Hidden", "Summary (2)", "Issues", "Tasks", "Contacts (2)", "Calls"}
	if diff := cmp.Diff(want, after.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
}

func sameTexts(t *testing.T, before, after *excelize.File, name string) {
	t.Helper()
	for i, row := range rowsOf(t, before, name) {
		for j, want := range row {
			cell := job.CellName("", sheet.Letters(j), i+1)
			if got, err := after.GetCellValue(name, cell); err != nil || got != want {
				t.Errorf("%s!%s is %q, was %q, error %v", name, cell, got, want, err)
			}
		}
	}
}

func sameStyle(t *testing.T, before, after *excelize.File, cell string) {
	t.Helper()
	var styles []*excelize.Style
	for _, f := range []*excelize.File{before, after} {
		id, err := f.GetCellStyle("Contacts", cell)
		if err != nil || id == 0 {
			t.Fatalf("style of %s is %d, error %v", cell, id, err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		styles = append(styles, style)
	}
	if diff := cmp.Diff(styles[0], styles[1]); diff != "" {
		t.Errorf("style of %s (-was +is):\n%s", cell, diff)
	}
}

func writeFile(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Every text is typed as text: no cell that we wrote is a formula.
func TestNoFormulas(t *testing.T) {
	csv := open(t, "list.csv", []byte("Domain,Note\nd0.com,=1+1\n"))
	tests := map[string]string{
		"annotated": write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), fixture()),
		"streamed":  write(t, "s.xlsx", csv, csvData()),
	}
	for name, path := range tests {
		f := reopen(t, path)
		for _, s := range f.GetSheetList() {
			for i, row := range rowsOf(t, f, s) {
				for j := range row {
					cell := job.CellName("", sheet.Letters(j), i+1)
					formula, err := f.GetCellFormula(s, cell)
					if err != nil || formula != "" && (s != "Contacts" || cell != "C11") {
						t.Errorf("%s: %s!%s has the formula %q, error %v", name, s, cell, formula, err)
					}
				}
			}
		}
	}
}

// A report that is given as input gets its columns filled anew, not others beside them.
func TestReportOfAReport(t *testing.T) {
	first := write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), fixture())
	data := fixture()
	*data.Ledger.Standing(2) = standing(2, job.Succeeded)
	f := reopen(t, write(t, "rr.xlsx", open(t, "r.xlsx", read(t, first)), data))
	for line, want := range map[int]string{3: "Result", 4: "succeeded", 5: "succeeded"} {
		if got := lineCells(t, f, "Contacts", 3, line); got[0] != want {
			t.Errorf("line %d has %q, want %s", line, got, want)
		}
	}
	if got := lineCells(t, f, "Contacts", 3, 5); got[1] != "" {
		t.Errorf("the old code %q is still there", got[1])
	}
	if got := lineCells(t, f, "Contacts", 11, 3); got[0] != "" {
		t.Errorf("columns were added again: %q", got)
	}
	if list := f.GetSheetList(); !slices.Contains(list, "Summary (3)") || !slices.Contains(list, "Tasks (2)") {
		t.Errorf("sheets are %q", list)
	}
}

func TestSummary(t *testing.T) {
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), fixture()))
	var lines []string
	for _, row := range rowsOf(t, f, "Summary (2)") {
		lines = append(lines, strings.TrimRight(strings.Join(row, "|"), "|"))
	}
	text := strings.Join(lines, "\n")
	for _, want := range []string{
		"What became of acquisition.xlsx", "failed|2|22.2%|", "succeeded|1|", "Total|9",
		"9 rows in the input, 9 counted here, 9 with a result beside them: it adds up.",
		"SHA-256 of the input|abc", "Digest of the plan|d1", "Endpoint|https://domain.aliyuncs.com", "API site|cn", "API version|2018-01-29",
		"Tool|domainbatch 1.0", "Started|2026-03-04T10:00:00+08:00", "Finished|2026-03-04T10:01:35+08:00", "Duration|1m35s", "Number of domains|7",
		"All|5", "|2|VerifyContactField", "Option --batch-size|50", "Contacts!A4|the console refuses .hk names in bulk; watch this one", promise,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary lacks %q:\n%s", want, text)
		}
	}
	if content, _ := f.Pkg.Load("xl/charts/chart1.xml"); content == nil {
		t.Error("there is no chart")
	}
}

// A result that is not beside its row is said to be missing.
func TestSummaryThatDoesNotAddUp(t *testing.T) {
	data := fixture()
	data.Plan.Tables = data.Plan.Tables[:1]
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), data))
	text := fmt.Sprint(rowsOf(t, f, "Summary (2)"))
	if !strings.Contains(text, "8 with a result beside them: IT DOES NOT ADD UP") {
		t.Errorf("the summary says %s", text)
	}
}

func TestLists(t *testing.T) {
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), fixture()))
	tasks := rowsOf(t, f, "Tasks")
	want := []string{"Source Cell", "Domain (Unicode)", "Domain (ASCII)", "Target", "Action", "60-day Lock", "Task Status"}
	if diff := cmp.Diff(append(append(want, headers...), "Batch"), tasks[0]); diff != "" {
		t.Errorf("headers of Tasks (-want +got):\n%s", diff)
	}
	if len(tasks) != 9 {
		t.Errorf("Tasks has %d lines, want a header and 8 changes", len(tasks))
	}
	save := "SaveBatchTaskForUpdatingContactInfoByNewContact"
	if diff := cmp.Diff([]string{"二!A2", "例子.cn", "xn--fsqu00a.cn", "registrant", save, "lock asked for", "success", "succeeded"}, tasks[7][:8]); diff != "" {
		t.Errorf("a line of Tasks (-want +got):\n%s", diff)
	}
	if got := tasks[6]; got[7] != "unsent" || got[9] != "not sent yet" || len(got) > 10 {
		t.Errorf("a change that was not sent has %q", got)
	}
	contacts := rowsOf(t, f, "Contacts (2)")
	if diff := cmp.Diff([][]string{
		{"Contact No", "Verified", "Code", "Message", "Request Id", "Verified At", "Domain Count", "Row Count", "Field: RegistrantOrganization", "Field: Email", "Field: Telephone", "Field: Other"},
		{"1", "yes", "", "", "R-1", "2026-03-04T10:00:00+08:00", "7", "7", "Example Holdings Ltd", "jane@example.com", "+13800000000", "=1+1"},
		{"2", "refused", "ParameterIllegal", "=the e-mail is wrong", "R-2", "2026-03-04T10:00:00+08:00", "0", "0", "Bad"},
	}, contacts); diff != "" {
		t.Errorf("Contacts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{
		{"No", "Time", "Action", "Batch", "Domain Count", "HTTP", "Code", "Request Id", "Task No", "Milliseconds"},
		{"4", "2026-03-04T10:00:00+08:00", "VerifyContactField", "", "", "200", "", "R-1", "", "31"},
		{"6", "2026-03-04T10:00:00+08:00", save, "1", "6", "", "=Throttling", "", "T-1", "9"},
	}, rowsOf(t, f, "Calls")); diff != "" {
		t.Errorf("Calls (-want +got):\n%s", diff)
	}
}

// Nothing is sent at all: every row says why.
func TestHeld(t *testing.T) {
	data := fixture()
	data.Held, data.Calls = "another row is invalid", nil
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), data))
	if got := lineCells(t, f, "Contacts", 3, 9); got[0] != "unsent" || got[2] != data.Held {
		t.Errorf("an unsent row has %q", got)
	}
	if got := rowsOf(t, f, "Tasks")[6]; got[9] != data.Held {
		t.Errorf("its change has %q", got)
	}
	if rows := rowsOf(t, f, "Calls"); len(rows) != 1 {
		t.Errorf("Calls has %d lines, want the header alone", len(rows))
	}
}

// A workbook with macros stays one.
func TestMacrosStay(t *testing.T) {
	f := reopen(t, writeFile(t, "a.xlsx", acquisition(t)))
	path := filepath.Join(t.TempDir(), "a.xlsm")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	book := open(t, "a.xlsm", read(t, path))
	if book.Format().Kind != sheet.XLSM {
		t.Fatalf("the input is %s", book.Format().Kind)
	}
	var wrong *FormatError
	if err := Write(filepath.Join(t.TempDir(), "r.xlsx"), book, fixture()); !errors.As(err, &wrong) {
		t.Errorf("error is %v, want one that says to name it .xlsm", err)
	}
	after := open(t, "r.xlsm", read(t, write(t, "r.xlsm", book, fixture())))
	if after.Format().Kind != sheet.XLSM {
		t.Errorf("the report is %s", after.Format().Kind)
	}
}

// A sheet that the workbook library would garble when it is changed is not
// changed by it. Here cells without a name of their own follow one that has
// one, which is allowed.
func TestCellsWithoutNames(t *testing.T) {
	const part = "xl/worksheets/sheet1.xml"
	text := func(name, s string) string { return "<c" + name + ` t="inlineStr"><is><t>` + s + "</t></is></c>" }
	input := changed(t, acquisition(t), func(f *excelize.File) error {
		content, _ := f.Pkg.Load(part)
		row := `<row>` + text(` r="E14"`, "five") + text("", "six") + text("", "seven") + `</row></sheetData>`
		f.Pkg.Store(part, bytes.Replace(content.([]byte), []byte("</sheetData>"), []byte(row), 1))
		return nil
	})
	f := reopen(t, write(t, "r.xlsx", open(t, "a.xlsx", input), fixture()))
	rows := rowsOf(t, f, "Contacts")
	if diff := cmp.Diff([]string{"", "", "", "", "five", "six", "seven"}, rows[13]); diff != "" {
		t.Errorf("line 14 (-want +got):\n%s", diff)
	}
	if got := rows[10][7]; got != "skipped" {
		t.Errorf("line 11 is %q", rows[10])
	}
	if formula, err := f.GetCellFormula("Contacts", "C11"); err != nil || formula != "C10+1" {
		t.Errorf("the formula is %q, error %v", formula, err)
	}
	if text := fmt.Sprint(rowsOf(t, f, "Summary (2)")); strings.Contains(text, "not kept: ") || !strings.Contains(text, "it adds up") {
		t.Errorf("the summary says %s", text)
	}
}

// A clock that was set back in the middle of a run makes no duration.
func TestDuration(t *testing.T) {
	second := start.Add(time.Second)
	tests := []struct {
		name     string
		from, to time.Time
		want     string
	}{
		{"forth", start, second, "1s"},
		{"at once", start, start, "0s"},
		{"back", second, start, ""},
		{"not begun", time.Time{}, second, ""},
		{"not done", start, time.Time{}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := fixture()
			data.Started, data.Finished = tt.from, tt.to
			f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), data))
			got := ""
			for _, row := range rowsOf(t, f, "Summary (2)") {
				if len(row) > 0 && row[0] == "Duration" {
					got = row[1]
				}
			}
			if got != tt.want {
				t.Errorf("the duration is %q, want %q", got, tt.want)
			}
		})
	}
}

// No sheet of ours has a text that the loader would take for the header of a
// column of domains: a report may be given as input.
func TestNoHeaderOfDomains(t *testing.T) {
	var words struct {
		Fields []struct {
			Field  string
			En, Zh []string
		}
	}
	if err := json.Unmarshal(read(t, "../loader/synonyms.json"), &words); err != nil {
		t.Fatal(err)
	}
	synonyms := make(map[string]bool)
	for _, field := range words.Fields {
		if field.Field == "DomainName" {
			for _, word := range append(field.En, field.Zh...) {
				synonyms[letters(word)] = true
			}
		}
	}
	if !synonyms["site"] || !synonyms["域名"] {
		t.Fatalf("the words for domain names are %v", synonyms)
	}
	data := fixture()
	for word := range synonyms {
		data.Info.Options["--"+word] = "on"
	}
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), data))
	for _, name := range []string{"Summary (2)", "Issues", "Tasks", "Contacts (2)", "Calls"} {
		for i, row := range rowsOf(t, f, name) {
			for _, cell := range row {
				if synonyms[letters(cell)] {
					t.Errorf("%s, line %d has the text %q", name, i+1, cell)
				}
			}
		}
	}
}

// letters is a text as the loader compares headers.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
