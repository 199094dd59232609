package report

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// complaining is the fixture with complaints about cells of two sheets, one of
// them about a header and one about a row that is left out.
func complaining() *Data {
	data := fixture()
	data.Complaints = []job.Issue{{Cell: "Contacts!B3", Column: "Company", Value: "Company", Message: "could be two things", Hint: `say --column "Company=RegistrantName"`}}
	row := &data.Plan.Rows[6]
	row.Issues = append(row.Issues, job.Issue{Cell: "Contacts!B10", Column: "RegistrantOrganization", Message: "is too long"},
		job.Issue{Cell: "Contacts!C10", Column: "PostalCode", Value: "=1+1", Message: "no postal code", Hint: "write it as text"})
	data.Plan.Rows[7].Issues = []job.Issue{{Cell: "Contacts!A11", Message: "of no account: the row is left out"}}
	data.Plan.Rows[8].Issues = []job.Issue{{Cell: "二!A2", Column: "DomainName", Value: "例.cn", Message: "said twice"}}
	return data
}

// notes gives the texts of a sheet's notes by cell, and who made them.
func notes(t *testing.T, f *excelize.File, name string) map[string]string {
	t.Helper()
	list, err := f.GetComments(name)
	if err != nil {
		t.Fatal(err)
	}
	texts := make(map[string]string)
	for _, c := range list {
		text := c.Text
		for _, run := range c.Paragraph {
			text += run.Text
		}
		texts[c.Cell] = c.Author + "|" + text
	}
	return texts
}

// fills gives the fills of cells; "" is none.
func fills(t *testing.T, f *excelize.File, name string, cells ...string) string {
	t.Helper()
	var colors []string
	for _, cell := range cells {
		id, err := f.GetCellStyle(name, cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		colors = append(colors, strings.Join(style.Fill.Color, "+"))
	}
	return strings.Join(colors, " ")
}

const (
	organizationNote = "domainbatch:\nRegistrantOrganization: is empty; fill it in\nRegistrantOrganization: is too long"
	postalNote       = "domainbatch:\nPostalCode: no postal code; write it as text"
	companyNote      = "domainbatch:\nCompany: could be two things; say --column \"Company=RegistrantName\""
)

// Bad cells have a fill and a note, others have neither; a row that is left out
// has no bad cells.
func TestBadCellsAreMarked(t *testing.T) {
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), complaining()))
	want := map[string]string{"B3": "domainbatch|" + companyNote, "B10": "domainbatch|" + organizationNote, "C10": "domainbatch|" + postalNote}
	if diff := cmp.Diff(want, notes(t, f, "Contacts")); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"A2": "domainbatch|domainbatch:\nDomainName: said twice"}, notes(t, f, "二")); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if got := fills(t, f, "Contacts", "A10", "B10", "C10", "A11", "B3", "A3"); got != " "+badFill+" "+badFill+"  "+badFill+" FFFF00" {
		t.Errorf("fills are %q", got)
	}
	id, err := f.GetCellStyle("Contacts", "C10")
	style, err2 := f.GetStyle(id)
	if err := errors.Join(err, err2); err != nil || style.CustomNumFmt == nil || *style.CustomNumFmt != "00000" {
		t.Errorf("the number format of C10 is not what it was: %+v, error %v", style, err)
	}
}

// Notes, fills, validations and formats of people stay; a note on a bad cell
// gets ours behind its text.
func TestMarksLeaveWhatPeopleMade(t *testing.T) {
	input := changed(t, acquisition(t), func(f *excelize.File) error {
		fill, err := f.NewStyle(&excelize.Style{Fill: solid("00FF00"), Font: &excelize.Font{Italic: true}})
		list := excelize.NewDataValidation(true)
		list.SetSqref("B4:B11")
		format, err2 := f.NewConditionalStyle(&excelize.Style{Fill: solid("0000FF")})
		return errors.Join(err, err2, list.SetDropList([]string{"a", "b"}), f.AddDataValidation("Contacts", list),
			f.SetConditionalFormat("Contacts", "B4:B11", []excelize.ConditionalFormatOptions{{Type: "duplicate", Criteria: "=", Format: &format}}),
			f.SetCellStyle("Contacts", "A10", "B10", fill),
			f.AddComment("Contacts", excelize.Comment{Cell: "A4", Author: "Jane", Text: "ask legal"}),
			f.AddComment("Contacts", excelize.Comment{Cell: "B10", Author: "Jane", Paragraph: []excelize.RichTextRun{{Text: "Jane:", Font: &excelize.Font{Bold: true}}, {Text: "\nwho is this?"}}}),
			f.AddComment("二", excelize.Comment{Cell: "B2", Author: "李", Text: "不变"}))
	})
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", input), complaining()))
	want := map[string]string{
		"A4": "Jane|ask legal", "B10": "Jane|Jane:\nwho is this?\n" + organizationNote,
		"B3": "domainbatch|" + companyNote, "C10": "domainbatch|" + postalNote,
	}
	if diff := cmp.Diff(want, notes(t, f, "Contacts")); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if got := notes(t, f, "二")["B2"]; got != "李|不变" {
		t.Errorf("the note of the other sheet is %q", got)
	}
	if got := fills(t, f, "Contacts", "A10", "B10"); got != "00FF00 "+badFill {
		t.Errorf("fills are %q", got)
	}
	id, err := f.GetCellStyle("Contacts", "B10")
	style, err2 := f.GetStyle(id)
	if err := errors.Join(err, err2); err != nil || style.Font == nil || !style.Font.Italic {
		t.Errorf("the font of B10 is not what it was: %+v, error %v", style, err)
	}
	validations, err := f.GetDataValidations("Contacts")
	formats, err2 := f.GetConditionalFormats("Contacts")
	if err := errors.Join(err, err2); err != nil || len(validations) != 1 || validations[0].Sqref != "B4:B11" || len(formats["B4:B11"]) != 1 {
		t.Errorf("validations %+v, conditional formats %+v, error %v", validations, formats, err)
	}
}

// A report that is given as input is marked by what is wrong now: what an earlier
// report said goes, what people wrote stays.
func TestMarksOfAnEarlierReportGo(t *testing.T) {
	input := changed(t, acquisition(t), func(f *excelize.File) error {
		return f.AddComment("Contacts", excelize.Comment{Cell: "C10", Author: "Jane", Text: "looks odd"})
	})
	first := read(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", input), complaining()))
	data := complaining()
	data.Complaints, data.Plan.Rows[8].Issues = nil, nil
	data.Plan.Rows[6].Issues = data.Plan.Rows[6].Issues[:1]
	f := reopen(t, write(t, "rr.xlsx", open(t, "r.xlsx", first), data))
	want := map[string]string{"C10": "Jane|looks odd", "B10": "domainbatch|domainbatch:\nRegistrantOrganization: is empty; fill it in"}
	if diff := cmp.Diff(want, notes(t, f, "Contacts")); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if got := notes(t, f, "二"); len(got) > 0 {
		t.Errorf("notes are left: %q", got)
	}
	if got := fills(t, f, "Contacts", "B10", "C10", "B3") + "," + fills(t, f, "二", "A2"); got != badFill+"  ," {
		t.Errorf("fills are %q", got)
	}
}

// A CSV that becomes a workbook is marked too.
func TestBadCellsOfACSV(t *testing.T) {
	data := csvData()
	data.Plan.Rows[0].Changes = nil
	data.Plan.Rows[0].Issues = []job.Issue{{Cell: "D2", Column: "PostalCode", Message: "is empty"}, {Cell: "B2", Column: "Phone", Value: "=1", Message: "no phone"}}
	data.Complaints = []job.Issue{{Cell: "A1", Message: "could be another column"}}
	f := reopen(t, write(t, "r.xlsx", open(t, "list.csv", []byte("Domain,Phone\nd0.com,=1\n")), data))
	want := map[string]string{
		"A1": "domainbatch|domainbatch:\ncould be another column", "B2": "domainbatch|domainbatch:\nPhone: no phone",
		"D2": "domainbatch|domainbatch:\nPostalCode: is empty",
	}
	if diff := cmp.Diff(want, notes(t, f, "list")); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	if got := fills(t, f, "list", "A1", "B1", "A2", "B2"); got != badFill+" "+inputFill+"  "+badFill {
		t.Errorf("fills are %q", got)
	}
}

// Whatever is complained about, no cell of the input gets another text, also not
// when the report is marked once more.
func TestMarksChangeNoText(t *testing.T) {
	seldom(t, 20) // each makes two reports
	first, own := acquisition(t), map[string]int{"Contacts": 3, "二": 2}
	rapid.Check(t, func(rt *rapid.T) {
		input := first
		for range 2 {
			data := fixture()
			for i := range data.Plan.Rows {
				row := &data.Plan.Rows[i]
				row.Issues = nil
				for range rapid.IntRange(0, 3).Draw(rt, "complaints") {
					column := sheet.Letters(rapid.IntRange(0, 4).Draw(rt, "column"))
					text := rapid.StringOfN(rapid.RuneFrom([]rune("ab=\"'<&\n域")), 1, 20, -1).Draw(rt, "text")
					row.Issues = append(row.Issues, job.Issue{Cell: job.CellName(row.Sheet, column, row.Line), Message: text})
				}
			}
			before := open(t, "a.xlsx", input)
			report := read(t, write(t, "r.xlsx", before, data))
			after := open(t, "r.xlsx", report)
			for _, table := range before.Tables() {
				got := texts(t, after.Table(table.Name))
				for line, cells := range texts(t, table) {
					if width := own[table.Name]; width > 0 {
						cells = cells[:min(len(cells), width)] // the answers of the first report are others now
					}
					if diff := cmp.Diff(cells, got[line][:min(len(cells), len(got[line]))]); diff != "" {
						rt.Fatalf("%s, line %d (-want +got):\n%s", table.Name, line, diff)
					}
				}
			}
			f := reopen(t, writeFile(t, "r.xlsx", report))
			for name, list := range data.marks() {
				noted := notes(t, f, name)
				for _, m := range list {
					cell := job.CellName("", sheet.Letters(m.column), m.line)
					if want := noteBy + "|" + noteHead + m.text; noted[cell] != want {
						rt.Fatalf("the note on %s is %q, want %q", cell, noted[cell], want)
					}
				}
				if len(noted) != len(list) {
					rt.Fatalf("%s has %d notes, want %d", name, len(noted), len(list))
				}
			}
			input = report
		}
	})
}

// seldom has a property tried less often than others.
func seldom(t *testing.T, checks int) {
	t.Helper()
	usual := flag.Lookup("rapid.checks").Value.String()
	set := func(n string) {
		if err := flag.Set("rapid.checks", n); err != nil {
			t.Fatal(err)
		}
	}
	set(fmt.Sprint(checks))
	t.Cleanup(func() { set(usual) })
}

// Every name that a cell can have is taken apart again.
func TestParseCell(t *testing.T) {
	for _, name := range []string{"", "Contacts", "二", "It's", "a!b", "'", "''", "x'!y", "Q1 (2)", "A&B"} {
		cell := job.CellName(name, "BC", 417)
		got, line, column, ok := parseCell(cell)
		if got != name || line != 417 || column != 54 || !ok {
			t.Errorf("%s is %q, line %d, column %d, %v", cell, got, line, column, ok)
		}
	}
	for _, text := range []string{"", "PostalCode", "--set", "A", "7", "Sheet!", "ZZZZ1"} {
		if name, line, column, ok := parseCell(text); ok {
			t.Errorf("%q is taken for %q, line %d, column %d", text, name, line, column)
		}
	}
}

// Issues has a line for every complaint, its cell as a link; refusals of the API
// with their code; then the notes of the plan.
func TestIssues(t *testing.T) {
	input := changed(t, acquisition(t), func(f *excelize.File) error { return f.SetSheetName("二", "Q1's new") })
	data := complaining()
	data.Plan.Rows[8].Sheet, data.Plan.Tables[1].Sheet = "Q1's new", "Q1's new"
	data.Plan.Rows[8].Issues[0].Cell = job.CellName("Q1's new", "A", 2)
	data.Plan.Rows[8].Issues[0].Value = "domain "
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", input), data))
	var got []string
	for i, row := range rowsOf(t, f, "Issues") {
		_, link, err := f.GetCellHyperLink("Issues", fmt.Sprintf("A%d", i+1))
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, strings.Join(row, "|")+" -> "+link)
	}
	want := []string{
		"Source Cell|Kind|Domain (Unicode)|Parameter And Column|Value In The Cell|Code|Message|What To Do -> ",
		"Contacts!B3|complaint||Company in column B|the header \"Company\"||could be two things|say --column \"Company=RegistrantName\" -> 'Contacts'!B3",
		"Contacts!A5|refused|d1.com|||DomainNotExist|registrant: =HYPERLINK(\"http://evil\") the domain is not in the account -> 'Contacts'!A5",
		"Contacts!B10|complaint|d6.com|RegistrantOrganization in column B|||is empty|fill it in -> 'Contacts'!B10",
		"Contacts!B10|complaint|d6.com|RegistrantOrganization in column B|||is too long -> 'Contacts'!B10",
		"Contacts!C10|complaint|d6.com|PostalCode in column C|=1+1||no postal code|write it as text -> 'Contacts'!C10",
		"'Q1''s new'!A2|complaint|例子.cn|DomainName in column A|the header \"domain \"||said twice -> 'Q1''s new'!A2",
		"Contacts!A4|note|||||the console refuses .hk names in bulk|watch this one -> 'Contacts'!A4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

// The summary counts complaints by kind, the most frequent first.
func TestComplaintsInSummary(t *testing.T) {
	data := complaining()
	data.Kinds = []Kind{{1, "=City: is wrong; mend it"}, {412, "PostalCode: is empty, first at Contacts!H17; fill it in"}}
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), data))
	var lines []string
	for _, row := range rowsOf(t, f, "Summary (2)") {
		lines = append(lines, strings.Join(row, "|"))
	}
	want := "Complaints\n412 rows|PostalCode: is empty, first at Contacts!H17; fill it in\n1 row|=City: is wrong; mend it"
	if text := strings.Join(lines, "\n"); !strings.Contains(text, want) {
		t.Errorf("the summary lacks %q:\n%s", want, text)
	}
}
