package cli

import (
	"testing"

	"domainbatch/internal/job"
)

// Rows that are left out already, such as hidden ones, do not count against --limit.
func TestLimitCountsVisibleRows(t *testing.T) {
	rows := []job.Row{
		{Names: []string{"a.com"}, LeftOut: "hidden"}, {Names: []string{"b.com"}},
		{Names: []string{"c.com"}, LeftOut: "hidden"}, {Names: []string{"d.com"}}, {Names: []string{"e.com"}},
	}
	s := &session{app: &app{flags: flags{limit: 2}}}
	if err := s.leaveOut(rows); err != nil {
		t.Fatal(err)
	}
	want := []string{"hidden", "", "hidden", "", "left out by --limit"}
	for i, row := range rows {
		if row.LeftOut != want[i] {
			t.Errorf("%s: %q, want %q", row.Names[0], row.LeftOut, want[i])
		}
	}
}
