package report

import (
	"iter"
	"strings"
	"testing"
	"time"

	"domainbatch/internal/job"
)

// A message that takes several lines is shown whole, beside its row and among the
// tasks; rows that need no more keep their height.
func TestRowsAreHighEnough(t *testing.T) {
	data := fixture()
	data.Ledger.Standing(1).Message = strings.Repeat("the answer was lost and no task is listed; ", 6)
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), data))
	for sheet, lines := range map[string][2]int{"Contacts": {4, 6}, "Tasks": {2, 4}} {
		high, err := f.GetRowHeight(sheet, lines[0])
		low, err2 := f.GetRowHeight(sheet, lines[1])
		if err != nil || err2 != nil || high < 4*lineHeight || low > 2*lineHeight {
			t.Errorf("%s: %g and %g points, %v, %v", sheet, high, low, err, err2)
		}
	}

	list := failing(1)
	list.Plan.Rows[1].Issues[0].Message = strings.Repeat("no phone that anybody could call; ", 900) // more than a row can be high
	f = reopen(t, write(t, "r.xlsx", open(t, "list.csv", []byte("Domain,Phone\nd0.com,1\nd1.com,2\n")), list))
	high, err := f.GetRowHeight("list", 3)
	low, err2 := f.GetRowHeight("list", 2)
	if err != nil || err2 != nil || high < 4*lineHeight || low > 2*lineHeight {
		t.Errorf("of a CSV: %g and %g points, %v, %v", high, low, err, err2)
	}
}

// What people have decided stands in the summary, with who it was and about what.
func TestStatements(t *testing.T) {
	data := fixture()
	data.Statements = iter.Seq2[job.Event, error](func(yield func(job.Event, error) bool) {
		_ = yield(job.Event{
			At: start.Add(time.Hour), Kind: job.KindUndone, Note: "nothing is said to have been done of 2 changes",
			Person: &job.Person{Name: "J. 李", Note: "=no task in the console"}, Standings: []job.Standing{{Change: 4}, {Change: 7}},
		}, nil) && yield(job.Event{At: start.Add(2 * time.Hour), Kind: job.KindAdopt, Note: "withheld"}, nil)
	})
	f := reopen(t, write(t, "r.xlsx", open(t, "acquisition.xlsx", acquisition(t)), data))
	var text strings.Builder
	for _, row := range rowsOf(t, f, "Summary (2)") {
		text.WriteString(strings.Join(row, " | ") + "\n")
	}
	for _, want := range []string{
		"Decided by people",
		"2026-03-04T11:00:00+08:00 | J. 李: =no task in the console (nothing is said to have been done of 2 changes: d3.com registrant, 例子.cn registrant)",
		"2026-03-04T12:00:00+08:00 | (withheld)",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not in the summary:\n%s", want, text.String())
		}
	}
}
