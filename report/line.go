package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"

	"github.com/gocarina/gocsv"
)

// Answer is what is added to a row of the input. Its tags are the headers of
// the eight columns, in their order, wherever they are written or found.
type Answer struct {
	Result       string `csv:"Result"`
	Code         string `csv:"Result Code"`
	Message      string `csv:"Result Message"`
	TaskNo       string `csv:"Task No"`
	TaskDetailNo string `csv:"Task Detail No"`
	RequestID    string `csv:"Request Id"`
	Submitted    string `csv:"Submitted At"`
	Finished     string `csv:"Finished At"`
}

// The columns of Answer that are more than plain text.
const (
	resultColumn  = 0
	messageColumn = 2
	requestColumn = 5
	eightColumns  = 8 // all of them
)

// taskLine is one change in the sheet Tasks. Columns that only other changes than
// those of contacts fill are left out where there are none: see taskColumns. No header of it is one
// that an input may have for the domain: a report that is given as input must
// not have its tasks read as rows.
type taskLine struct {
	Cells   string   `csv:"Source Cell"`
	Account string   `csv:"Account"`
	Unicode string   `csv:"Domain (Unicode)"`
	ASCII   string   `csv:"Domain (ASCII)"`
	Subject string   `csv:"Other Subject"`
	What    string   `csv:"What Was Done"`
	Step    optional `csv:"Step In The Plan"`
	Target  string   `csv:"Target"`
	Action  string   `csv:"Action"`
	Lock    string   `csv:"60-day Lock"`
	Status  string   `csv:"Task Status"`
	Answer
	Batch optional `csv:"Batch"`
}

// callLine is one call in the sheet Calls.
type callLine struct {
	Number    int64    `csv:"No"`
	At        string   `csv:"Time"`
	Account   string   `csv:"Account"`
	Action    string   `csv:"Action"`
	Batch     optional `csv:"Batch"`
	Domains   optional `csv:"Domain Count"`
	HTTP      optional `csv:"HTTP"`
	Code      string   `csv:"Code"`
	RequestID string   `csv:"Request Id"`
	TaskNo    string   `csv:"Task No"`
	Millis    int64    `csv:"Milliseconds"`
}

// contactLine is the fixed part of a line in the sheet Contacts; the fields of
// the contact follow it.
type contactLine struct {
	Number    int    `csv:"Contact No"`
	Account   string `csv:"Account"`
	Verified  string `csv:"Verified"`
	Code      string `csv:"Code"`
	Message   string `csv:"Message"`
	RequestID string `csv:"Request Id"`
	At        string `csv:"Verified At"`
	Domains   int    `csv:"Domain Count"`
	Rows      int    `csv:"Row Count"`
}

// optional is a number that is not shown when it is zero.
type optional int64

// MarshalCSV writes the number for gocsv.
func (n optional) MarshalCSV() (string, error) {
	if n == 0 {
		return "", nil
	}
	return strconv.FormatInt(int64(n), 10), nil
}

// collector takes what gocsv writes.
type collector [][]string

func (c *collector) Write(line []string) error {
	*c = append(*c, append([]string(nil), line...))
	return nil
}

func (c *collector) Flush() {}

func (c *collector) Error() error { return nil }

// table makes texts of tagged structs; the first line holds the headers.
func table[T any](lines ...T) ([][]string, error) {
	var c collector
	if err := gocsv.MarshalCSV(lines, &c); err != nil {
		return nil, fmt.Errorf("make report lines: %w", err)
	}
	return c, nil
}

// answers makes the outcomes of rows, and puts them where a sheet wants them.
type answers struct {
	data     *Data
	headers  []string                    // of the eight columns
	answered map[job.ChangeID]job.Params // beside a task
	unlocked map[string]bool             // domains that the run has left unlocked
}

func newAnswers(data *Data) (*answers, error) {
	lines, err := table[Answer]()
	if err != nil {
		return nil, err
	}
	a := &answers{data: data, headers: lines[0], unlocked: make(map[string]bool)}
	for _, domain := range data.Plan.Unlocked(data.Ledger) {
		a.unlocked[domain] = true
	}
	a.answered, err = data.readReplies()
	return a, err
}

// of gives the eight texts for a row, in the order of the headers.
func (a *answers) of(row *job.Row) ([]string, job.Result, error) {
	answer := a.data.answer(row)
	answer.Message = a.warned(row, answer.Message)
	lines, err := table(answer)
	if err != nil {
		return nil, "", err
	}
	return lines[1], job.Result(answer.Result), nil
}

// answer shows what became of a row.
func (d *Data) answer(row *job.Row) Answer {
	o := d.Plan.Outcome(row, d.Ledger, d.Held)
	if d.partial(row) {
		o.Messages = append(o.Messages, "blank fields were not sent; the documents do not tell whether the registrar keeps the present value")
	}
	return Answer{
		Result:       string(o.Result),
		Code:         strings.Join(o.Codes, "\n"),
		Message:      strings.Join(o.Messages, "\n"),
		TaskNo:       strings.Join(o.TaskNos, "\n"),
		TaskDetailNo: strings.Join(o.DetailNos, "\n"),
		RequestID:    strings.Join(o.Requests, "\n"),
		Submitted:    d.stamp(o.Submitted),
		Finished:     d.stamp(o.Finished),
	}
}

// partial tells whether a contact was sent for the row that lacks fields which
// the documents require.
func (d *Data) partial(row *job.Row) bool {
	if d.Info.Options["partial"] != "true" {
		return false
	}
	for _, id := range row.Changes {
		contact := d.Plan.GroupOf(id).Contact
		if s := d.Ledger.Standing(id); contact == 0 || s.Submitted.IsZero() {
			continue
		}
		fields := d.Plan.Contact(contact).Fields
		if slices.ContainsFunc(api.ContactFields, func(f api.Field) bool { return f.Required && len(f.Enum) == 0 && fields[f.Name] == "" }) {
			return true
		}
	}
	return false
}

// stamp writes a time; a time that is not there is empty.
func (d *Data) stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if d.Zone != nil {
		t = t.In(d.Zone)
	}
	return t.Format("2006-01-02T15:04:05-07:00")
}

// source names the cell that what a row is about came from.
func (d *Data) source(id job.RowID) string {
	row := d.Plan.Row(id)
	about := "DomainName"
	if len(row.Changes) > 0 {
		if group := d.Plan.GroupOf(row.Changes[0]); group.Class == "" {
			about = ""
			if op, ok := api.Lookup(group.Action); ok {
				about = op.Subject
			}
		}
	}
	letters := "A"
	for i := range d.Plan.Tables {
		t := &d.Plan.Tables[i]
		for _, c := range t.Columns {
			if t.Sheet == row.Sheet && about != "" && c.Param == about {
				letters = c.Letters
			}
		}
	}
	return job.CellName(row.Sheet, letters, row.Line)
}

// lockChoice says what a change orders for the 60 days after it, a time that ICANN's
// policy sets: for names that it does not hold for, no days are named.
func lockChoice(group *job.Group, change *job.Change) string {
	for _, params := range []job.Params{change.Own, group.Shared} {
		for _, name := range []string{api.ParamTransferOutProhibited, api.ParamAddTransferLock} {
			switch params[name] {
			case "true":
				if api.TLDOf(change.Subject).Class != api.GTLD {
					return "lock asked for"
				}
				return "locked for 60 days"
			case "false":
				return "not locked"
			}
		}
	}
	return ""
}
