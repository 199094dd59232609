package report

import (
	"errors"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"domainbatch/internal/api"
	"domainbatch/internal/job"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// replying is a run that asks whether names are free and fetches authorization
// codes, over a CSV or a workbook with the header Domain in line 1.
func replying(sheetName string) *Data {
	data := &Data{
		Info: job.Info{Input: "list.csv", Endpoint: "https://domain.aliyuncs.com"},
		Plan: &job.Plan{
			Tables: []job.Table{{Sheet: sheetName, Header: 1, Last: 3, Columns: []job.Column{{Letters: "A", Header: "Domain", Param: "DomainName"}}}},
			Groups: []job.Group{
				{ID: 1, Action: api.SaveSingleTaskForQueryingTransferAuthorizationCode, Name: "transfer-code", Rank: 13, Class: job.ClassOther},
				{ID: 2, Action: api.CheckDomain, Name: "check", Rank: 1, Class: job.ClassOther},
			},
			Changes: []job.Change{
				{ID: 1, Group: 2, Subject: "a.com", Rows: []job.RowID{1}}, {ID: 2, Group: 1, Subject: "a.com", Rows: []job.RowID{1}},
				{ID: 3, Group: 2, Subject: "b.com", Rows: []job.RowID{2}}, {ID: 4, Group: 2, Subject: "c.com", Rows: []job.RowID{2}},
			},
			Rows: []job.Row{
				{ID: 1, Sheet: sheetName, Line: 2, Names: []string{"a.com"}, Changes: []job.ChangeID{1, 2}},
				{ID: 2, Sheet: sheetName, Line: 3, Names: []string{"b.com", "c.com"}, Changes: []job.ChangeID{3, 4}},
			},
		},
		Ledger: &job.Ledger{Loaded: true, Planned: true, Sent: true},
		Answers: replies(
			job.Answer{Change: 1, Fields: job.Params{"DomainName": "a.com", "Avail": "9"}}, job.Answer{Change: 1, Fields: job.Params{"Avail": "0", "Premium": "false"}},
			job.Answer{Change: 3, Fields: job.Params{"Avail": "1", "Premium": "true"}}, job.Answer{Change: 4, Fields: job.Params{"Avail": "0"}}),
		Secrets: map[job.ChangeID]job.Params{2: {api.AnswerCode: `x;=7"y`}},
	}
	for id := range data.Plan.Changes {
		*data.Ledger.Standing(job.ChangeID(id + 1)) = job.Standing{Change: job.ChangeID(id + 1), State: job.Settled, Result: job.Succeeded}
	}
	return data
}

func replies(list ...job.Answer) iter.Seq2[job.Answer, error] {
	return func(yield func(job.Answer, error) bool) {
		for _, a := range list {
			if !yield(a, nil) {
				return
			}
		}
	}
}

const replied = ",Avail,Premium,TransferAuthorizationCode"

// Replies stand right of the eight columns, each change with its own; a secret
// keeps every character.
func TestRepliesBesideCSV(t *testing.T) {
	beside := func(text string) string {
		return string(read(t, write(t, "r.csv", open(t, "list.csv", []byte(text)), replying(""))))
	}
	want := "Domain," + added + replied + "\n" +
		"a.com,succeeded,,\"check: succeeded\ntransfer-code: succeeded\",,,,,,0,false,\"x;=7\"\"y\"\n" +
		"\"b.com, c.com\",succeeded,,\"b.com check: succeeded\nc.com check: succeeded\",,,,,,\"b.com: 1\nc.com: 0\",b.com: true,\n"
	first := beside("Domain\na.com\n\"b.com, c.com\"\n")
	if diff := cmp.Diff(want, first); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
	// A report as input has its columns replaced, and a column of the user's own stays.
	if diff := cmp.Diff(want, beside(strings.ReplaceAll(first, ",0,false,", ",7,7,"))); diff != "" {
		t.Errorf("report of a report (-want +got):\n%s", diff)
	}
	own := beside("Domain,Avail,TransferAuthorizationCode\na.com,mine,my code\n\"b.com, c.com\"\n")
	if !strings.HasPrefix(own, "Domain,Avail,TransferAuthorizationCode,"+added+replied+"\na.com,mine,my code,succeeded") {
		t.Errorf("columns of the user are not kept:\n%s", own)
	}
}

// An input that has the eight columns and some of the replies gets the others beside them.
func TestRepliesBesideAnEarlierReport(t *testing.T) {
	got := string(read(t, write(t, "r.csv", open(t, "list.csv", []byte("Domain,"+added+",Premium,Note\na.com,old,,,,,,,,old,kept\n")), replying(""))))
	want := "Domain," + added + ",Premium,Note,Avail,TransferAuthorizationCode\na.com,succeeded,,\"check: succeeded\ntransfer-code: succeeded\",,,,,,false,kept,0,\"x;=7\"\"y\"\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("report (-want +got):\n%s", diff)
	}
}

// domains is a workbook with names in one column, styled or not.
func domains(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	err := errors.Join(f.SetSheetName("Sheet1", "List"), f.SetCellStr("List", "A1", "Domain"), f.SetCellStr("List", "A2", "a.com"), f.SetCellStr("List", "A3", "b.com, c.com"))
	if err != nil {
		t.Fatal(err)
	}
	buf, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// In a workbook the column of secrets is marked and noted, Summary says what the
// file holds, and no other sheet has a secret; a report of a report has each
// column and each note once.
func TestRepliesBesideAWorkbook(t *testing.T) {
	input := domains(t)
	for range 2 {
		f := reopen(t, write(t, "r.xlsx", open(t, "list.xlsx", input), replying("List")))
		row := rowsOf(t, f, "List")
		if diff := cmp.Diff(append(append([]string{"Domain"}, headers...), "Avail", "Premium", api.AnswerCode), row[0]); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff([]string{"0", "false", `x;=7"y`}, row[1][9:]); diff != "" {
			t.Error(diff)
		}
		notes, err := f.GetComments("List")
		if err != nil || len(notes) != 1 || notes[0].Cell != "L1" || notes[0].Paragraph[1].Text != secretNote {
			t.Errorf("notes are %+v, error %v", notes, err)
		}
		if fill(t, f, "List", "L1") != alarmFill || fill(t, f, "List", "L2") != secretFill || fill(t, f, "List", "K2") != "" {
			t.Error("the secret is not marked, or something else is")
		}
		text := strings.Join(slices.Concat(rowsOf(t, f, "Summary")...), "\n")
		if !strings.Contains(text, "holds secrets: 1 transfer authorization code.") {
			t.Errorf("Summary does not say so:\n%s", text)
		}
		for _, name := range f.GetSheetList() {
			if all := strings.Join(slices.Concat(rowsOf(t, f, name)...), "\n"); strings.Contains(all, "x;=7") != (name == "List") {
				t.Errorf("sheet %s: the secret is there, or not where it belongs", name)
			}
		}
		for _, name := range []string{"Summary", "Issues", "Tasks", "Contacts", "Calls"} {
			if err := f.DeleteSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		buf, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		input = buf.Bytes()
	}
}

func fill(t *testing.T, f *excelize.File, name, cell string) string {
	t.Helper()
	id, err := f.GetCellStyle(name, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(style.Fill.Color, "")
}

// A report of a CSV in a workbook marks secrets too.
func TestRepliesStreamed(t *testing.T) {
	f := reopen(t, write(t, "r.xlsx", open(t, "list.csv", []byte("Domain\na.com\n\"b.com, c.com\"\n")), replying("")))
	notes, err := f.GetComments("list")
	if err != nil || len(notes) != 1 || notes[0].Cell != "L1" {
		t.Errorf("notes are %+v, error %v", notes, err)
	}
	if value, _ := f.GetCellValue("list", "L2"); value != `x;=7"y` || fill(t, f, "list", "L1") != alarmFill || fill(t, f, "list", "L2") != secretFill {
		t.Errorf("the secret is %q, or not marked", value)
	}
}

// The id of a profile that was made is a reply too.
func TestMadeProfile(t *testing.T) {
	data := replying("")
	data.Plan.Groups[1].Action, data.Answers = api.SaveRegistrantProfile, nil
	data.Ledger.Standing(1).Made = "3500107"
	got := string(read(t, write(t, "r.csv", open(t, "list.csv", []byte("Domain\na.com\n")), data)))
	if !strings.Contains(got, ",profile RegistrantProfileId,TransferAuthorizationCode\n") || !strings.Contains(got, ",3500107,") {
		t.Errorf("the id is not there:\n%s", got)
	}
}

// What is not done is written without replies, also those of an earlier report.
func TestFailedWithoutReplies(t *testing.T) {
	data := replying("")
	data.Ledger.Standing(2).Result = job.Failed
	input := "Domain," + added + replied + "\na.com,old,,,,,,,,0,false,code\n\"b.com, c.com\"\n"
	data.Plan.Tables[0].Columns = nil
	for _, h := range strings.Split("Domain,"+added+replied, ",") {
		data.Plan.Tables[0].Columns = append(data.Plan.Tables[0].Columns, job.Column{Header: h})
	}
	path := filepath.Join(t.TempDir(), "f.csv")
	if n, err := WriteFailed(path, open(t, "list.csv", []byte(input)), data); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	want := "Domain," + added + ",,,\na.com,failed,,\"check: succeeded\ntransfer-code: failed\",,,,,,,,\n"
	if diff := cmp.Diff(want, string(read(t, path))); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// A table object takes the replies along, also when it had the eight columns before.
func TestTableObjectsGrowOverReplies(t *testing.T) {
	input := changed(t, domains(t), func(f *excelize.File) error {
		return f.AddTable("List", &excelize.Table{Range: "A1:A3", Name: "Portfolio"})
	})
	plain := replying("List")
	for i := range plain.Plan.Groups {
		plain.Plan.Groups[i].Action = api.SaveBatchTaskForModifyingDomainDns
	}
	report := read(t, write(t, "r.xlsx", open(t, "list.xlsx", input), plain))
	for name, data := range map[string][]byte{"an input": input, "a report": report} {
		book := open(t, "list.xlsx", data)
		got := shape(t, reopen(t, write(t, "rr.xlsx", book, replying("List"))))
		if want := []string{"A1:L3", "A1:L3", "12"}; !slices.Equal(got[:3], want) || got[14] != "12 "+api.AnswerCode {
			t.Errorf("%s has the table %q", name, got)
		}
	}
}

// Where answers cannot be read the report fails, and says so.
func TestAnswersUnread(t *testing.T) {
	data := replying("")
	broken := errors.New("the run file is damaged")
	data.Answers = func(yield func(job.Answer, error) bool) { yield(job.Answer{}, broken) }
	err := Write(filepath.Join(t.TempDir(), "r.csv"), open(t, "list.csv", []byte("Domain\na.com\n")), data)
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	// Who answers nothing has nothing to read.
	data.Plan.Groups[0].Action, data.Plan.Groups[1].Action = api.SaveBatchTaskForModifyingDomainDns, api.SaveBatchTaskForModifyingDomainDns
	write(t, "r.csv", open(t, "list.csv", []byte("Domain\na.com\n")), data)
}

// A complaint about a code does not repeat it.
func TestSecretsInComplaints(t *testing.T) {
	data := replying("List")
	data.Plan.Rows[0].Issues = []job.Issue{{Cell: "List!A2", Column: api.AnswerCode, Value: "x;=7", Message: "it is too short"}}
	for _, line := range rowsOf(t, reopen(t, write(t, "r.xlsx", open(t, "list.xlsx", domains(t)), data)), "Issues") {
		if strings.Contains(strings.Join(line, " "), "x;=7") {
			t.Errorf("a complaint repeats the code: %q", line)
		}
	}
}
