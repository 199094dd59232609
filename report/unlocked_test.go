package report

import (
	"fmt"
	"strings"
	"testing"

	"domainbatch/internal/job"

	"github.com/google/go-cmp/cmp"
)

// leaving is a run that has unlocked n domains for a change and locked the first
// of them again only.
func leaving(n int) *Data {
	data := migrating()
	p, l := data.Plan, data.Ledger
	p.Rows, p.Changes = nil, nil
	for i := range n {
		name, id := fmt.Sprintf("d%02d.com", i), job.ChangeID(3*i+1)
		row := job.RowID(i + 1)
		p.Rows = append(p.Rows, job.Row{ID: row, Line: i + 2, Names: []string{name}, Changes: []job.ChangeID{id, id + 1, id + 2}})
		p.Changes = append(p.Changes,
			job.Change{ID: id, Group: 1, Subject: name, Rows: []job.RowID{row}, Added: true},
			job.Change{ID: id + 1, Group: 2, Subject: name, Rows: []job.RowID{row}, After: []job.Dep{{Change: id}}},
			job.Change{ID: id + 2, Group: 6, Subject: name, Rows: []job.RowID{row}, Added: true, After: []job.Dep{{Change: id, Always: true}, {Change: id + 1, Always: true}}})
		for j := range job.ChangeID(3) {
			*l.Standing(id + j) = job.Standing{Change: id + j, State: job.Settled, Result: job.Succeeded, Finished: start}
		}
		if i > 0 {
			*l.Standing(id + 2) = job.Standing{Change: id + 2, State: job.Settled, Result: job.Failed, Message: "the registrar was busy"}
		}
	}
	data.Run = "list.csv.run"
	return data
}

// Summary names the domains that are unlocked now before anything else, with the
// command that locks them; many have a sheet of their own; the rows say it too.
func TestUnlocked(t *testing.T) {
	command := "domainbatch apply list.csv.run --relock-only"
	for n, alarm := range map[int]string{1: "", 2: "1 DOMAIN IS", 11: "10 DOMAINS ARE", 30: "29 DOMAINS ARE"} {
		data := leaving(n)
		input := "Domain,Email\n"
		for i := range n {
			input += fmt.Sprintf("d%02d.com,\n", i)
		}
		f := reopen(t, write(t, "r.xlsx", open(t, "list.csv", []byte(input)), data))
		summary := rowsOf(t, f, "Summary")
		if alarm == "" {
			if text := fmt.Sprint(summary); strings.Contains(text, "UNLOCKED") {
				t.Errorf("nothing is unlocked, and Summary says %s", text)
			}
			continue
		}
		if !strings.HasPrefix(summary[2][0], alarm+" UNLOCKED NOW") || summary[3][1] != command || summary[4][1] != "d01.com" {
			t.Errorf("%d: Summary begins with %q", n, summary[2:5])
		}
		index, err := f.GetSheetIndex("Unlocked")
		if (index >= 0) != (n > 11) || err != nil {
			t.Errorf("%d domains: sheet Unlocked at %d, %v", n, index, err)
		}
		if n > 11 {
			lines := rowsOf(t, f, "Unlocked")
			want := []string{"d01.com", "d01.com", "A3", "succeeded", "2026-03-04T10:00:00+08:00", "failed", "the registrar was busy"}
			if diff := cmp.Diff(want, lines[1]); diff != "" || len(lines) != n {
				t.Errorf("%d lines; %s", len(lines), diff)
			}
			if summary[14][1] != "and 19 more: the sheet Unlocked lists all" {
				t.Errorf("Summary ends the list with %q", summary[14])
			}
		}
		csv := string(read(t, write(t, "r.csv", open(t, "list.csv", []byte(input)), data)))
		if got := strings.Count(csv, "IS UNLOCKED NOW, as far as is known; lock it again: "+command); got != n-1 {
			t.Errorf("%d rows of the CSV say so, want %d", got, n-1)
		}
	}
}
