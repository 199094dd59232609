package report_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"
	"domainbatch/report"
)

// prior is a contact as QueryContactInfo returns it.
func prior(organization string) job.Params {
	return job.Params{
		"RegistrantOrganization": organization, "RegistrantName": "Ada Byron", "Country": "CN", "Province": "bei jing", "City": "bei jing shi",
		"Address": "1 Sample Road", "PostalCode": "100000", "Email": "a@example.com", "TelArea": "86", "Telephone": "01065550100", "TelExt": "",
	}
}

// changed is a run of changes of these subjects and targets with these results, and
// what was read before each; nil: nothing was.
type changed struct {
	subject, target string
	result          job.Result
	before          *job.Before
	account         string
	after           []job.Dep
	sent            job.Params
}

func reversalOf(changes ...changed) *report.Reversal {
	plan, ledger := &job.Plan{}, &job.Ledger{Holdings: map[string]job.Holding{"a.com": {Domain: "a.com", Type: "1"}, "b.com": {Domain: "b.com"}}}
	for i, c := range changes {
		id := job.ChangeID(i + 1)
		if c.account == "" {
			c.account = "default"
		}
		plan.Groups = append(plan.Groups, job.Group{ID: job.GroupID(id), Account: c.account, Target: c.target})
		if c.sent != nil {
			plan.Contacts = append(plan.Contacts, job.Contact{ID: job.ContactID(len(plan.Contacts) + 1), Fields: c.sent})
			plan.Groups[i].Contact = job.ContactID(len(plan.Contacts))
		}
		plan.Changes = append(plan.Changes, job.Change{ID: id, Group: job.GroupID(id), Subject: c.subject, After: c.after})
		*ledger.Standing(id) = job.Standing{Change: id, State: job.Settled, Result: c.result}
	}
	return report.Undo(plan, ledger, func(id job.ChangeID) (job.Before, bool) {
		before := changes[id-1].before
		if before == nil {
			return job.Before{}, false
		}
		return *before, true
	})
}

func with(fields job.Params) *job.Before { return &job.Before{Fields: fields} }

// cellOf is a cell of a line by its column.
func cellOf(r *report.Reversal, line int, column string) report.ReversalCell {
	return r.Lines[line].Cells[slices.Index(r.Columns, column)]
}

// Only contacts whose change succeeded are brought back, each once and as it was
// before the first of its changes.
func TestUndoOfWhat(t *testing.T) {
	r := reversalOf(
		changed{subject: "a.com", target: "admin", result: job.Succeeded, before: with(prior("Second")), after: []job.Dep{{Change: 2}}},
		changed{subject: "a.com", target: "admin", result: job.Succeeded, before: with(prior("First"))},
		changed{subject: "a.com", target: "registrant", result: job.Succeeded, before: with(prior("Owner"))},
		changed{subject: "b.com", target: "registrant", result: job.Failed, before: with(prior("Kept"))},
		changed{subject: "c.com", target: "registrant", result: job.Pending, before: with(prior("Open"))},
		changed{subject: "d.com", target: "tech", result: job.Unknown, before: with(prior("Open"))},
		changed{subject: "e.com", target: "tech", result: job.Unchanged, before: with(prior("Same"))},
		changed{subject: "a.com", result: job.Succeeded},
	)
	var got []string
	for i := range r.Lines {
		got = append(got, strings.Join([]string{cellOf(r, i, "DomainName").Text, cellOf(r, i, "ContactType").Text, cellOf(r, i, "RegistrantType").Text, cellOf(r, i, "RegistrantOrganization").Text}, "|"))
	}
	if diff := cmp.Diff([]string{"a.com|admin|1|First", "a.com|registrant|1|Owner"}, got); diff != "" {
		t.Error(diff)
	}
	if r.Registrants != 1 || r.Open != 2 || r.Others != 1 || r.Incomplete+r.Untyped != 0 {
		t.Errorf("%+v", r)
	}
	if diff := cmp.Diff([]string{"TransferOutProhibited=…"}, r.Sets()); diff != "" {
		t.Error(diff)
	}
	if slices.Contains(r.Columns, "Account") || slices.Contains(r.Columns, "TransferOutProhibited") || slices.Contains(r.Columns, "ZhCity") {
		t.Errorf("%v", r.Columns)
	}
}

// What is not known is empty, and its note says why; a missing extension is no lack.
func TestUndoInventsNothing(t *testing.T) {
	partial, blank := prior("Some"), prior("Some")
	delete(partial, "Province")
	delete(partial, "TelExt")
	blank["RegistrantName"] = ""
	r := reversalOf(
		changed{subject: "b.com", target: "admin", result: job.Succeeded, before: with(partial)},
		changed{subject: "a.com", target: "admin", result: job.Succeeded, before: with(blank)},
		changed{subject: "c.com", target: "admin", result: job.Succeeded, before: &job.Before{Code: "DomainNotExist"}},
		changed{subject: "d.com", target: "admin", result: job.Succeeded},
		changed{subject: "e.com", target: "admin", result: job.Succeeded, before: &job.Before{}},
		changed{subject: "a.com", target: "tech", result: job.Succeeded, before: with(prior("Whole"))},
	)
	for i, want := range []struct{ column, note string }{
		{"Province", "not returned by the registrar"},
		{"RegistrantName", "the registrar returned an empty value, and a change needs one"},
		{"Email", "the registrar did not show the contact: DomainNotExist"},
		{"Email", "not read before the change"},
		{"Email", "what was read was taken out of the run file"},
	} {
		if got := cellOf(r, i, want.column); got.Text != "" || got.Note != want.note {
			t.Errorf("line %d, %s: %+v, want %q", i, want.column, got, want.note)
		}
	}
	if got := cellOf(r, 0, "TelExt"); got.Note != "not returned by the registrar" {
		t.Errorf("%+v", got)
	}
	if got := cellOf(r, 0, "RegistrantType"); got.Text != "" || !strings.HasPrefix(got.Note, "not returned by the registrar") {
		t.Errorf("%+v", got)
	}
	if r.Incomplete != 4 || r.Unread != 1 || r.Untyped != 4 {
		t.Errorf("%d incomplete, %d not read, %d without a type", r.Incomplete, r.Unread, r.Untyped)
	}
	if diff := cmp.Diff([]string{"RegistrantType=…"}, r.Sets()); diff != "" {
		t.Error(diff)
	}
}

// Chinese fields that were returned have columns, and so has the account where it
// is not the one that nobody names.
func TestUndoColumns(t *testing.T) {
	zh := prior("Some")
	zh["ZhRegistrantOrganization"] = "某公司"
	r := reversalOf(
		changed{subject: "a.com", target: "admin", result: job.Succeeded, before: with(zh), account: "acme"},
		changed{subject: "xn--0zwm56d.xn--fiqs8s", target: "admin", result: job.Succeeded, before: with(prior("Other"))},
	)
	if got := cellOf(r, 0, "ZhRegistrantOrganization").Text + cellOf(r, 0, "Account").Text + cellOf(r, 1, "Account").Text; got != "某公司acmedefault" {
		t.Errorf("%q", got)
	}
	if got := cellOf(r, 1, "DomainName").Text; got != "测试.中国" {
		t.Errorf("%q", got)
	}
	if got := cellOf(r, 1, "ZhRegistrantOrganization"); got.Note == "" || r.Incomplete != 0 {
		t.Errorf("%+v, %d incomplete", got, r.Incomplete)
	}
}

// What was empty and the run has filled cannot be emptied: it is marked and counted,
// and its column is there also where nobody had such a field before.
func TestUndoOfFilledFields(t *testing.T) {
	zh, returned := prior("Some"), prior("Other")
	zh["TelExt"], zh["ZhCity"] = "12", "北京"
	returned["ZhCity"] = ""
	r := reversalOf(
		changed{subject: "b.com", target: "admin", result: job.Succeeded, before: with(returned), sent: zh},
		changed{subject: "c.com", target: "admin", result: job.Succeeded, before: with(prior("Third")), sent: zh},
		changed{subject: "d.com", target: "admin", result: job.Succeeded, before: with(prior("Third")), sent: prior("New")},
		changed{subject: "e.com", target: "admin", result: job.Succeeded, before: with(prior("First")), sent: prior("New")},
		changed{subject: "e.com", target: "admin", result: job.Succeeded, before: with(prior("New")), sent: zh, after: []job.Dep{{Change: 4}}},
	)
	for i, want := range []struct{ ext, city string }{{"was empty before", "was empty before"}, {"was empty before", "not returned by the registrar, and the run has filled it"}, {"", "not returned"}, {"was empty before", "not returned by the registrar, and the run has filled it"}} {
		ext, city := cellOf(r, i, "TelExt"), cellOf(r, i, "ZhCity")
		if ext.Text+city.Text != "" || !strings.HasPrefix(ext.Note, want.ext) || ext.Note != "" && want.ext == "" || !strings.HasPrefix(city.Note, want.city) {
			t.Errorf("line %d: %+v, %+v", i, ext, city)
		}
	}
	const told = "3 lines have fields that were empty before, or not returned, and cannot be emptied by this"
	if r.Filled != 3 || r.Incomplete != 0 || !strings.Contains(strings.Join(r.Lacks(), "\n"), told) {
		t.Errorf("%+v: %s", r, r.Lacks())
	}
}

func undoBook(t testing.TB, r *report.Reversal) []byte {
	t.Helper()
	var out bytes.Buffer
	of := &report.ReversalOf{
		Info: job.Info{Input: "in.xlsx", SHA256: "ab12", Endpoint: "https://e", Sandbox: true}, Digest: "cd34", Run: "in.xlsx.run",
		Command: "domainbatch run x", Made: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	if err := report.WriteUndo(&out, r, of); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The workbook has text alone, a fill and a note at each empty cell that has a
// reason, and says what it is; equal reversals give equal bytes.
func TestWriteUndo(t *testing.T) {
	odd := prior("=1+1")
	odd["PostalCode"], odd["Telephone"] = "00100", "001065550100"
	delete(odd, "City")
	r := reversalOf(changed{subject: "b.com", target: "registrant", result: job.Succeeded, before: with(odd)})
	data := undoBook(t, r)
	for range 5 {
		if !bytes.Equal(data, undoBook(t, r)) {
			t.Fatal("the same reversal was written in two ways")
		}
	}
	book, err := sheet.Open("u.xlsx", data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var lines [][]string
	for rec, err := range book.Table("Contacts").Records() {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, slices.Clone(rec.Cells))
	}
	want := []string{"b.com", "registrant", "", "=1+1", "Ada Byron", "CN", "bei jing", "", "1 Sample Road", "00100", "a@example.com", "86", "001065550100"}
	if diff := cmp.Diff([][]string{r.Columns, want}, [][]string{lines[0], lines[1][:len(want)]}); diff != "" {
		t.Error(diff)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	notes, err := f.GetComments("Contacts")
	if err != nil || len(notes) != 2 || notes[0].Cell != "C2" || notes[1].Cell != "H2" || !strings.Contains(fmt.Sprint(notes[1].Paragraph), "not returned by the registrar") {
		t.Errorf("%+v, %v", notes, err)
	}
	plain, marked := fillOf(t, f, "D2"), fillOf(t, f, "H2")
	if plain != "" || marked == "" {
		t.Errorf("fills %q and %q", plain, marked)
	}
	rows, err := f.GetRows("Read me")
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(rows)
	for _, part := range []string{"another change of registrant", "in.xlsx.run", "ab12", "cd34", "2026-01-02T03:04:05Z", "1 line is incomplete", "domainbatch run x", "Simulated"} {
		if !strings.Contains(text, part) {
			t.Errorf("the sheet to read does not say %q: %s", part, text)
		}
	}
}

func fillOf(t *testing.T, f *excelize.File, cell string) string {
	t.Helper()
	id, err := f.GetCellStyle("Contacts", cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(style.Fill.Color, "")
}

func TestWriteUndoCSV(t *testing.T) {
	r := reversalOf(changed{subject: "a.com", target: "admin", result: job.Succeeded, before: with(prior("A, B"))})
	var out bytes.Buffer
	if err := report.WriteUndoCSV(&out, r); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFFDomainName,ContactType,RegistrantType,RegistrantOrganization,RegistrantName,Country,Province,City,Address,PostalCode,Email,TelArea,Telephone,TelExt\r\n" +
		"a.com,admin,1,\"A, B\",Ada Byron,CN,bei jing,bei jing shi,1 Sample Road,100000,a@example.com,86,01065550100,\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

// BenchmarkWriteUndo10k is a run of 10,000 contacts without RegistrantType.
func BenchmarkWriteUndo10k(b *testing.B) {
	changes := make([]changed, 10_000)
	for i := range changes {
		changes[i] = changed{subject: fmt.Sprintf("name-%d.com", i), target: "admin", result: job.Succeeded, before: with(prior("Some"))}
	}
	for b.Loop() {
		undoBook(b, reversalOf(changes...))
	}
}

// A line that was about the account that nobody names is about it in the next run too,
// and not about the profile that is called so.
func TestUnname(t *testing.T) {
	for _, test := range []struct {
		profiles []string
		want     string
	}{{[]string{"alpha"}, ""}, {[]string{"alpha", "default"}, "default"}} {
		r := &report.Reversal{Columns: []string{"DomainName", "Account"}, Lines: []report.ReversalLine{
			{Cells: []report.ReversalCell{{Text: "a.com"}, {Text: "alpha"}}},
			{Cells: []report.ReversalCell{{Text: "b.com"}, {Text: "default"}}},
		}}
		r.Unname(test.profiles)
		if a, b := r.Lines[0].Cells[1].Text, r.Lines[1].Cells[1].Text; a != "alpha" || b != test.want {
			t.Errorf("%v: %q, %q", test.profiles, a, b)
		}
	}
}
