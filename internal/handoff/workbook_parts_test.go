package handoff

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/dossier"

	"github.com/xuri/excelize/v2"
)

// What a change says can be read in its line: once as it prints, once fact by fact.
func TestWorkbookChange(t *testing.T) {
	_, f := written(t, richDossier(dossier.EN))
	for cell, want := range map[string]string{
		"A2": "1", "B2": "example.com\ngTLD\nAccount default", "C2": "registrant\nchange of registrant (Organization, E-mail)", "I2": "completed by the registrar", "J2": "Contacts!A4 +1",
		"G2": "Submitted\n2026-03-04T02:00:00+08:00\nRequest Id 0A1B2C3D-4E5F-4000-8000-9A8B7C6D5E4F\nAccepted\n2026-03-04T02:00:01+08:00\nTask No 80d7a2bc-93d2-4b6e-9f0a-3a1b2c4d5e6f\n" +
			"Completed by the registrar\n2026-03-04T02:07:00+08:00\nRead back\n2026-03-05T03:00:00+08:00\nthe registrar shows the new data",
		"G7":  "Submitted\n2026-03-04T02:00:00+08:00\nRequest Id 11111111-4E5F-4000-8000-9A8B7C6D5E4F\nAccepted\n2026-03-04T02:00:01+08:00\nTask No 5b1c\nCompleted by the registrar –\nRead back –",
		"D3":  "Organization: Old Co. Ltd\nE-mail: owner@old.example",
		"E3":  "Organization: Example Holdings Ltd\nE-mail: legal@example.com",
		"E4":  "Organization: Example Holdings Ltd\nAddress: 1 Old Street\nread back as: 2 Another Street\nOrganization (Chinese): 示例控股（上海）有限公司",
		"F2":  "asked for: no move to another registrar for 60 days\nends on 2026-05-03\n(requested, 60 days from completion, not confirmed by the API)\nlegal@example.com\nthe new address has to be confirmed by a click within 15 days\nby 2026-03-19",
		"B7":  "xn--fiq228c.xn--fiqs8s\n中文.中国\nccTLD (CNNIC)\nAccount default",
		"D11": "no field differs", "D12": "(not read)", "D5": "–", "H2": "", "H1": "Visible in registry data (for a person to fill in)",
		"AE1": "Request Id", "AE2": "0A1B2C3D-4E5F-4000-8000-9A8B7C6D5E4F", "AL1": "Source cell", "AL2": "Contacts!A4, Contacts!A5",
		"AM1": "Organization: before", "AM2": "Old Co. Ltd", "AN1": "Organization: sent", "AN2": "Example Holdings Ltd", "AO1": "Organization: read back", "AO2": "Example Holdings Ltd", "AO3": "–",
	} {
		if got := value(t, f, "Changes", cell); got != want {
			t.Errorf("%s is %q, want %q", cell, got, want)
		}
	}
	runs, err := f.GetCellRichText("Changes", "E3")
	if err != nil || len(runs) != 4 || runs[0].Font.Bold || !runs[1].Font.Bold || runs[1].Text != "Example Holdings Ltd" {
		t.Errorf("after: %v, %v", runs, err)
	}
	differs, err := f.GetCellStyle("Changes", "AN2")
	if err != nil {
		t.Fatal(err)
	}
	equal, err := f.GetCellStyle("Changes", "AQ2")
	if err != nil || differs == equal {
		t.Errorf("a field that changed looks as one that did not: styles %d, %d, %v", differs, equal, err)
	}
	if level, err := f.GetColOutlineLevel("Changes", "AN"); err != nil || level != 1 {
		t.Errorf("columns beside the print area have level %d, %v", level, err)
	}
}

// A value that is longer than a row is high is shortened where it prints, says
// so, and stands whole beside it.
func TestWorkbookLongValues(t *testing.T) {
	d := richDossier(dossier.EN)
	long := strings.Repeat("Very long street, 中文, ", 1700) // 40,800 characters: a cell takes no more than 32,767
	d.Changes[7].Fields[5].Sent = &long
	d.Rows[0].Reason = long
	_, f := written(t, d)
	if got := value(t, f, "Changes", "E9"); len(got) > 2000 || !strings.Contains(got, "characters more: whole on the right]") {
		t.Errorf("in print: %d bytes", len(got))
	}
	if got := value(t, f, "Rows", "D2"); len(got) > 6000 || !strings.HasSuffix(got, "characters more: whole in report.json]") {
		t.Errorf("reason: %d bytes", len(got))
	}
	seen := false
	each(t, f, func(sheet, cell, value string) {
		n := utf16Len(value)
		if n > excelize.TotalCellChars {
			t.Errorf("%s!%s holds %d characters", sheet, cell, n)
		}
		seen = seen || n > 32_000
	})
	if !seen {
		t.Error("nowhere does the value stand as whole as a cell allows")
	}
}

// Characters that markup cannot hold come back as they were.
func TestWorkbookCharacters(t *testing.T) {
	d := richDossier(dossier.EN)
	for i, text := range []string{"a\x07b", "_x0041_", "  blanks  ", "tab\tand\nline", "<&>\"'", "\r", "\xff", "😀𠀀", "_x005F_"} {
		d.Rows[i].Carried = []dossier.Carried{{Header: "Odd", Value: text}}
	}
	_, f := written(t, d)
	for i, want := range []string{"a\x07b", "_x0041_", "  blanks  ", "tab\tand\nline", "<&>\"'", "\r", "\uFFFD", "😀𠀀", "_x005F_"} {
		if got := value(t, f, "Rows", cellAt(8, i+2)); got != want {
			t.Errorf("line %d: %q, want %q", i+2, got, want)
		}
	}
}

// Equal dossiers make equal files.
func TestWorkbookIsDeterministic(t *testing.T) {
	languages(t, func(t *testing.T, lang dossier.Lang) {
		first, _ := written(t, richDossier(lang))
		for range 20 {
			var again bytes.Buffer
			if err := WriteWorkbook(&again, richDossier(lang)); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first, again.Bytes()) {
				t.Fatal("the same dossier gave another file")
			}
		}
	})
}

// The file says whose it is, and nothing of the machine.
func TestWorkbookProperties(t *testing.T) {
	d := richDossier(dossier.EN)
	_, f := written(t, d)
	p, err := f.GetDocProps()
	if err != nil || p.Title != "Record of domain contact changes" || p.Subject != d.Package.Matter || p.Creator != "Dana Lindqvist" || p.Created != d.Package.Made.UTC().Format(time.RFC3339) {
		t.Errorf("%+v, %v", p, err)
	}
}

// A sheet that takes no more lines says so, and links beyond what it takes are text.
func TestWorkbookLimits(t *testing.T) {
	_, f := writtenWithin(t, manyDossier(dossier.EN, 20), limits{lines: 10, links: 5})
	rows, err := f.GetRows("Changes")
	if err != nil || len(rows) != 10 || rows[9][1] != "A sheet holds no more lines. All of them are in report.json." {
		t.Errorf("%d lines, %v", len(rows), err)
	}
	for line, want := range map[int]bool{6: true, 7: false} {
		if got, _, err := f.GetCellHyperLink("Changes", cellAt(10, line)); got != want || err != nil {
			t.Errorf("line %d: link %t, %v", line, got, err)
		}
	}
	if got := value(t, f, "Changes", "J7"); got != "Contacts!A4" {
		t.Errorf("J7 is %q", got)
	}
}

// A run of nothing makes a workbook too.
func TestWorkbookOfNothing(t *testing.T) {
	languages(t, func(t *testing.T, lang dossier.Lang) {
		_, f := written(t, &dossier.Dossier{Lang: lang, Charts: []dossier.Chart{{ID: "results", Title: "Rows"}}})
		if got := value(t, f, lang.Say("open"), "B2"); got != lang.Say("sheet.none.open") {
			t.Errorf("open items: %q", got)
		}
	})
}

// The summary names who approved what, and says when nobody did or it was another plan.
func TestWorkbookPeople(t *testing.T) {
	d := richDossier(dossier.EN)
	d.People[2].Digest = strings.Repeat("0", 64)
	_, f := written(t, d)
	text := strings.Builder{}
	rows, err := f.GetRows("Summary")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		text.WriteString(strings.Join(row, "|") + "\n")
	}
	for _, want := range []string{"Board resolution 2026-03-01, item 4", "This is not the plan of the run.", "o.brandt (on ops-7)", d.Counts.Statement, headDigest, planDigest} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
	d.People = nil
	_, f = written(t, d)
	if rows, err = f.GetRows("Summary"); err != nil || !slices.ContainsFunc(rows, func(row []string) bool { return len(row) > 1 && row[1] == "no approval is recorded" }) {
		t.Errorf("nobody approved, and the summary does not say so: %v", err)
	}
}

// Columns of one header are kept apart, and all print in one cell.
func TestWorkbookCarried(t *testing.T) {
	d := richDossier(dossier.EN)
	d.Rows = d.Rows[:2]
	d.Rows[0].Carried = []dossier.Carried{{Header: "Note", Value: "one"}, {Header: "Note", Value: "two"}}
	d.Rows[1].Carried = []dossier.Carried{{Header: "Ref", Value: "three"}, {Header: "Note", Value: "four"}}
	_, f := written(t, d)
	rows, err := f.GetRows("Rows")
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"Note|Note|Ref", "one|two", "four||three"} {
		if got := strings.Join(rows[i][7:], "|"); got != want {
			t.Errorf("line %d: %q, want %q", i+1, got, want)
		}
	}
	if rows[1][5] != "Note: one\nNote: two" {
		t.Errorf("in print: %q", rows[1][5])
	}
}

// Charts have the colours and values of their bars and stand beside text, over none.
func TestWorkbookCharts(t *testing.T) {
	d := richDossier(dossier.EN)
	content, f := written(t, d)
	for i, c := range d.Charts {
		part := string(unpacked(t, content, fmt.Sprintf("xl/charts/chart%d.xml", i+1)))
		for j, bar := range c.Bars {
			for _, want := range []string{escaped(bar.Label), tints[bar.Tone].chart, fmt.Sprintf(`<c:pt idx="%d"><c:v>%d</c:v>`, j, bar.Count)} {
				if !strings.Contains(part, want) {
					t.Errorf("chart %s lacks %q", c.ID, want)
				}
			}
		}
	}
	drawing := string(unpacked(t, content, "xl/drawings/drawing1.xml"))
	anchors := regexp.MustCompile(`<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>.*?<xdr:to><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>`).FindAllStringSubmatch(drawing, -1)
	if len(anchors) != 3 {
		t.Fatalf("%d charts", len(anchors))
	}
	for _, a := range anchors {
		for column := atoi(t, a[1]); column <= atoi(t, a[3]); column++ {
			for row := atoi(t, a[2]); row <= atoi(t, a[4]); row++ {
				if text := value(t, f, "Summary", cellAt(column+1, row+1)); text != "" {
					t.Errorf("a chart stands over %q", text)
				}
			}
		}
	}
}

func atoi(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// The fields of all changes stand in one order, whichever change has which.
func TestFieldsOf(t *testing.T) {
	field := func(names ...string) (c dossier.Change) {
		for _, n := range names {
			c.Fields = append(c.Fields, dossier.Field{Name: n})
		}
		return c
	}
	var got []string
	for _, f := range fieldsOf([]dossier.Change{field("b", "d"), field("a", "b", "c", "d"), field("e"), field("d", "f")}) {
		got = append(got, f.Name)
	}
	if !slices.Equal(got, []string{"e", "a", "b", "c", "d", "f"}) {
		t.Errorf("%q", got)
	}
}
