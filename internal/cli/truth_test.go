package cli_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/sandbox"
)

// answerHeader are the eight columns of a report.
var answerHeader = []string{
	"Result", "Result Code", "Result Message", "Task No", "Task Detail No", "Request Id", "Submitted At", "Finished At",
}

// line is what a report says about one change.
type line struct {
	code, message, taskNo, detailNo, requestID string
}

// truth is what the simulated API knows about the changes of a run.
type truth struct {
	d       *desk
	box     *sandbox.Sandbox
	effects map[string]sandbox.Effect // by domain and target
	sent    map[string]string         // request id by task, where the answer came through
}

// truth reads the ledger and fails the test when something took effect more
// than once, or on a domain that had an open task.
func (d *desk) truth(box *sandbox.Sandbox, seen []exchange) *truth {
	d.t.Helper()
	ledger := box.Ledger()
	f := &truth{d: d, box: box, effects: make(map[string]sandbox.Effect), sent: make(map[string]string)}
	for _, e := range ledger.Effects {
		key := e.Domain + " " + e.Target
		if _, twice := f.effects[key]; twice {
			d.t.Errorf("%s took effect more than once", key)
		}
		f.effects[key] = e
	}
	if ledger.Violations != 0 {
		d.t.Errorf("%d domains had two open tasks", ledger.Violations)
	}
	for _, x := range seen {
		if x.taskNo != "" {
			f.sent[x.taskNo] = x.requestID
		}
	}
	return f
}

// check reads the CSV report back and compares each of its rows with what the
// input said and what the simulated API knows.
func (f *truth) check(rows []wish) {
	t := f.d.t
	t.Helper()
	input, report := f.d.table(f.d.input), f.d.table(f.d.report())
	if len(report) != len(input) || len(input) != len(rows)+1 {
		t.Fatalf("%d rows in the input, %d in the report", len(input)-1, len(report)-1)
	}
	if diff := cmp.Diff(slices.Concat(input[0], answerHeader), report[0]); diff != "" {
		t.Fatal(diff)
	}
	effects := 0
	for i, row := range rows {
		got := report[i+1]
		if len(got) != len(input[0])+len(answerHeader) {
			t.Fatalf("%s: %d cells: %q", row.domain, len(got), got)
		}
		if diff := cmp.Diff(input[i+1], got[:len(input[0])]); diff != "" {
			t.Errorf("%s: the input's own cells: %s", row.domain, diff)
		}
		effects += f.row(row, got[len(input[0]):])
	}
	if effects != len(f.effects) {
		t.Errorf("%d effects, of which the rows asked for %d", len(f.effects), effects)
	}
}

// row compares one row of the report with the truth, and counts its effects.
func (f *truth) row(row wish, got []string) (effects int) {
	t := f.d.t
	t.Helper()
	targets := strings.Split(row.targets, ", ")
	lines := f.split(targets, got)
	result, finished := "succeeded", time.Time{}
	for _, target := range targets {
		e, done := f.effects[row.domain+" "+target]
		want := "EXECUTE_SUCCESS"
		switch {
		case strings.HasPrefix(row.domain, "missing-"):
			result, want = "failed", "DomainNotExist"
		case !done:
			t.Errorf("%s %s did not take effect", row.domain, target)
			continue
		case e.Fails:
			result, want = "failed", "EXECUTE_FAILURE"
		}
		f.change(row.domain+" "+target, e, lines[target], want)
		if done {
			effects++
			finished = latest(finished, e.Ends)
		}
	}
	if got[0] != result {
		t.Errorf("%s: result %s, want %s: %q", row.domain, got[0], result, got)
	}
	f.times(row, got, effects, finished)
	return effects
}

// split takes the lines of a row's cells apart, by target.
func (f *truth) split(targets, got []string) map[string]line {
	of := make(map[string]line)
	for _, target := range targets {
		var cells []string
		for _, cell := range got[1:6] {
			if len(targets) == 1 {
				cells = append(cells, cell)
				continue
			}
			value := ""
			for text := range strings.Lines(cell) {
				if after, mine := strings.CutPrefix(strings.TrimSuffix(text, "\n"), target+": "); mine {
					value = after
				}
			}
			cells = append(cells, value)
		}
		of[target] = line{cells[0], cells[1], cells[2], cells[3], cells[4]}
	}
	return of
}

// change compares what a report says of one change with the task that the
// simulated API has for it.
func (f *truth) change(what string, e sandbox.Effect, got line, code string) {
	t := f.d.t
	t.Helper()
	want := line{code: code, message: got.message, taskNo: e.TaskNo, requestID: got.requestID}
	if e.TaskNo != "" {
		want.detailNo = f.detail(e)
	}
	if id := f.sent[e.TaskNo]; e.TaskNo != "" && id != "" {
		want.requestID = id
	}
	if got != want {
		t.Errorf("%s: the report says %+v, the truth is %+v", what, got, want)
	}
	if code != "EXECUTE_SUCCESS" && (got.message == "" || got.taskNo == "" && got.requestID == "") {
		t.Errorf("%s: nothing to complain to the registrar with: %+v", what, got)
	}
}

// detail asks the simulated API for the number of one task detail.
func (f *truth) detail(e sandbox.Effect) string {
	_, body := f.box.Do("QueryTaskDetailList", map[string]string{"TaskNo": e.TaskNo, "PageNum": "1", "PageSize": "1000"})
	var answer struct {
		Data struct {
			TaskDetail []struct{ TaskDetailNo, DomainName string }
		}
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		f.d.t.Fatalf("%v in %s", err, body)
	}
	for _, detail := range answer.Data.TaskDetail {
		if detail.DomainName == e.Domain {
			return detail.TaskDetailNo
		}
	}
	return fmt.Sprintf("no detail in %s", body)
}

// times compares the two times of a row: when it was sent, and when the last of
// its changes ended.
func (f *truth) times(row wish, got []string, effects int, finished time.Time) {
	t := f.d.t
	t.Helper()
	submitted, err := time.Parse(time.RFC3339, got[6])
	if err != nil {
		t.Errorf("%s: submitted: %v", row.domain, err)
	}
	end, err := time.Parse(time.RFC3339, got[7])
	if err != nil {
		t.Errorf("%s: finished: %v", row.domain, err)
	}
	if effects == 0 {
		return
	}
	first := finished
	for _, target := range strings.Split(row.targets, ", ") {
		if e, done := f.effects[row.domain+" "+target]; done && e.At.Before(first) {
			first = e.At
		}
	}
	if wait := first.Sub(submitted); wait < -time.Second || wait > 5*time.Second {
		t.Errorf("%s: submitted at %s, took effect at %s", row.domain, submitted, first)
	}
	if off := end.Sub(finished).Abs(); off > time.Second {
		t.Errorf("%s: finished at %s, in truth at %s", row.domain, end, finished)
	}
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// adds fails the test when the numbers of --json do not add up, or are not
// those of the calls that arrived.
func (d *desk) adds(o object, rows []wish, calls map[string]int) {
	d.t.Helper()
	sum := 0
	for _, n := range o.Results {
		sum += n
	}
	changes, domains := 0, make(map[string]bool)
	for _, row := range rows {
		domains[row.domain] = true
		changes += len(strings.Split(row.targets, ", "))
	}
	if sum != len(rows) || o.Rows != len(rows) || o.Domains != len(domains) || o.Changes != changes {
		d.t.Errorf("%+v for %d rows, %d domains, %d changes", o, len(rows), len(domains), changes)
	}
	if diff := cmp.Diff(calls, o.Calls); diff != "" {
		d.t.Errorf("calls that arrived, and calls that were counted: %s", diff)
	}
}
