package report

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"

	"domainbatch/internal/job"
	"domainbatch/internal/sheet"

	"github.com/xuri/excelize/v2"
)

var zone = time.FixedZone("", 8*60*60)

var start = time.Date(2026, 3, 4, 10, 0, 0, 0, zone)

// fixture is a run over two sheets with each kind of result in it.
func fixture() *Data {
	columns := []job.Column{{Letters: "A", Header: "Domain", Param: "DomainName"}, {Letters: "B", Header: "Company", Param: "RegistrantOrganization"}, {Letters: "C", Header: "Note"}}
	shared := job.Params{"RegistrantOrganization": "Example Holdings Ltd", "TransferOutProhibited": "true"}
	plan := &job.Plan{
		Digest: "d1",
		Tables: []job.Table{{Sheet: "Contacts", Header: 3, Last: 11, Columns: columns}, {Sheet: "二", Header: 1, Last: 2, Columns: columns}},
		Contacts: []job.Contact{
			{ID: 1, Fields: job.Params{"RegistrantOrganization": "Example Holdings Ltd", "Email": "jane@example.com", "Telephone": "+13800000000", "Other": "=1+1"}},
			{ID: 2, Fields: job.Params{"RegistrantOrganization": "Bad"}},
		},
		Groups: []job.Group{
			{ID: 1, Action: "SaveBatchTaskForUpdatingContactInfoByNewContact", Target: "registrant", Class: job.ClassOther, Contact: 1, Shared: shared},
			{ID: 2, Action: "SaveBatchTaskForUpdatingContactInfoByNewContact", Target: "admin", Class: job.ClassOther, Contact: 1, Shared: job.Params{}},
			{ID: 3, Action: "SaveBatchTaskForUpdatingContactInfoByNewContact", Target: "tech", Class: job.ClassOther, Contact: 2, Shared: job.Params{"TransferOutProhibited": "false"}},
		},
		Warnings: []job.Issue{{Cell: "Contacts!A4", Message: "the console refuses .hk names in bulk", Hint: "watch this one"}},
	}
	results := []job.Result{job.Succeeded, job.Failed, job.Pending, job.Unknown, job.Unchanged, job.Unsent, job.Invalid, job.Skipped}
	ledger := &job.Ledger{Planned: true, Sent: true, Calls: map[string]int{"VerifyContactField": 2, "SaveBatchTaskForUpdatingContactInfoByNewContact": 3}, Checks: map[job.ContactID]job.Check{
		1: {Contact: 1, OK: true, RequestID: "R-1", At: start},
		2: {Contact: 2, Code: "ParameterIllegal", Message: "=the e-mail is wrong", RequestID: "R-2", At: start},
	}}
	for i, r := range results {
		id := job.RowID(i + 1)
		row := job.Row{ID: id, Sheet: "Contacts", Line: 4 + i, Names: []string{fmt.Sprintf("d%d.com", i)}}
		switch r {
		case job.Invalid:
			row.Issues = []job.Issue{{Cell: job.CellName("Contacts", "B", row.Line), Column: "RegistrantOrganization", Message: "is empty", Hint: "fill it in"}}
		case job.Skipped:
			row.LeftOut = "left out by --only"
		default:
			row.Changes = []job.ChangeID{job.ChangeID(len(plan.Changes) + 1)}
			plan.Changes = append(plan.Changes, job.Change{ID: row.Changes[0], Rows: []job.RowID{id}, Group: 1, Subject: row.Names[0]})
			*ledger.Standing(row.Changes[0]) = standing(row.Changes[0], r)
		}
		plan.Rows = append(plan.Rows, row)
	}
	two := job.Row{ID: 9, Sheet: "二", Line: 2, Names: []string{"xn--fsqu00a.cn"}, Changes: []job.ChangeID{7, 8}}
	plan.Rows = append(plan.Rows, two)
	plan.Changes = append(plan.Changes, job.Change{ID: 7, Rows: []job.RowID{9}, Group: 1, Subject: "xn--fsqu00a.cn"}, job.Change{ID: 8, Rows: []job.RowID{9}, Group: 2, Subject: "xn--fsqu00a.cn"})
	*ledger.Standing(7) = standing(7, job.Succeeded)
	*ledger.Standing(8) = standing(8, job.Failed)
	return &Data{
		Info: job.Info{Input: "acquisition.xlsx", SHA256: "abc", Endpoint: "https://domain.aliyuncs.com", Version: "2018-01-29", Site: "cn",
			Tool: "1.0", Created: start, Options: map[string]string{"--batch-size": "50"}},
		Plan: plan, Ledger: ledger, Started: start, Finished: start.Add(95 * time.Second), Zone: zone,
		Calls: calls(job.Call{Number: 4, At: start, Action: "VerifyContactField", HTTP: 200, RequestID: "R-1", Millis: 31},
			job.Call{Number: 6, At: start, Action: "SaveBatchTaskForUpdatingContactInfoByNewContact", Batch: 1, Domains: 6, Code: "=Throttling", TaskNo: "T-1", Millis: 9}),
	}
}

func standing(id job.ChangeID, r job.Result) job.Standing {
	s := job.Standing{Change: id, State: job.Settled, Result: r, Batch: 1, RequestID: "R-9"}
	switch r {
	case job.Succeeded:
		s.TaskNo, s.TaskDetailNo, s.Status, s.Message = "T-1", fmt.Sprintf("D-%d", id), job.StatusSuccess, "done"
		s.Submitted, s.Finished = start.UTC(), start.Add(time.Minute)
	case job.Failed:
		s.TaskNo, s.Status, s.Code, s.Message = "T-1", job.StatusFailure, "DomainNotExist", "=HYPERLINK(\"http://evil\") the domain is not in the account"
		s.Submitted, s.Finished = start, start.Add(2*time.Minute)
	case job.Pending:
		s.State, s.Result, s.TaskNo, s.Status, s.Submitted = job.Accepted, "", "T-2", job.StatusExecuting, start
	case job.Unknown:
		s.Message, s.Submitted = "the answer was lost", start
	case job.Unsent:
		s = job.Standing{Change: id, State: job.Planned}
	}
	return s
}

func calls(list ...job.Call) iter.Seq2[job.Call, error] {
	return func(yield func(job.Call, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

// acquisition is the workbook of the fixture: styled, with a title, a filter
// with a condition, a hidden sheet, a formula and properties of its own.
func acquisition(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true, Size: 14, Color: "FF0000"}, Fill: solid("FFFF00")})
	zeros := "00000"
	padded, err2 := f.NewStyle(&excelize.Style{CustomNumFmt: &zeros})
	err = errors.Join(err, err2, f.SetSheetName("Sheet1", "Contacts"))
	for _, name := range []string{"二", "Summary", "Hidden"} {
		_, err2 := f.NewSheet(name)
		err = errors.Join(err, err2)
	}
	err = errors.Join(err, f.SetSheetVisible("Hidden", false), f.SetCellStr("Hidden", "A1", "kept"), f.SetCellStr("Summary", "A1", "my own"),
		f.SetCellStr("Contacts", "A1", "Portfolio of the bought company"), f.SetCellStyle("Contacts", "A1", "A1", bold),
		f.SetSheetRow("Contacts", "A3", &[]any{"Domain", "Company", "Note"}), f.SetCellStyle("Contacts", "A3", "C3", bold),
		f.SetColWidth("Contacts", "A", "A", 33), f.SetCellStr("二", "A1", "Domain"), f.SetCellStr("二", "B1", "Company"),
		f.SetCellStr("二", "A2", "例.cn"), f.SetCellStr("二", "B2", "Example Holdings Ltd"))
	for i := range 8 {
		err = errors.Join(err, f.SetSheetRow("Contacts", fmt.Sprintf("A%d", 4+i), &[]any{fmt.Sprintf("d%d.com", i), "Example Holdings Ltd", 123}))
	}
	err = errors.Join(err, f.SetCellStyle("Contacts", "C4", "C11", padded), f.SetCellFormula("Contacts", "C11", "C10+1"),
		f.SetCellStr("Contacts", "A13", "Total: 8"),
		f.AutoFilter("Contacts", "A3:C11", []excelize.AutoFilterOptions{{Column: "B", Expression: "x == *Ltd"}}),
		f.SetDocProps(&excelize.DocProperties{Creator: "Jane", Title: "Purchase"}))
	if err != nil {
		t.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func open(t testing.TB, name string, data []byte) *sheet.Book {
	t.Helper()
	b, err := sheet.Open(name, data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t testing.TB, name string, book *sheet.Book, data *Data) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := Write(path, book, data); err != nil {
		t.Fatal(err)
	}
	return path
}

func reopen(t testing.TB, path string) *excelize.File {
	t.Helper()
	f, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
