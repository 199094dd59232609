package job_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"domainbatch/internal/job"
)

// Keys are equal for equal parameters only, whatever the values look like.
func TestKey(t *testing.T) {
	params := rapid.MapOf(rapid.StringMatching(`[a-c:1-3]{0,3}`), rapid.StringMatching(`[a-c:1-3]{0,3}`))
	rapid.Check(t, func(t *rapid.T) {
		a, b := job.Params(params.Draw(t, "a")), job.Params(params.Draw(t, "b"))
		if same := cmp.Equal(a, b); same != (a.Key() == b.Key()) {
			t.Fatalf("%v and %v: equal %v, keys %q and %q", a, b, same, a.Key(), b.Key())
		}
	})
}

func TestCellName(t *testing.T) {
	for _, test := range []struct {
		sheet, want string
	}{
		{"", "D17"},
		{"Contacts", "Contacts!D17"},
		{"联系人", "联系人!D17"},
		{"New owners", "'New owners'!D17"},
		{"Owner's", "'Owner''s'!D17"},
	} {
		if got := job.CellName(test.sheet, "D", 17); got != test.want {
			t.Errorf("sheet %q: got %s, want %s", test.sheet, got, test.want)
		}
	}
}

// A plan of one row with three changes of one domain, and a row of its own.
func plan() *job.Plan {
	p := &job.Plan{
		Rows: []job.Row{
			{ID: 1, Names: []string{"a.com"}, Changes: []job.ChangeID{1, 2, 3}},
			{ID: 2, Names: []string{"b.com"}, Changes: []job.ChangeID{4}},
			{ID: 3, LeftOut: "left out by --limit", Issues: []job.Issue{{Message: "not looked at"}}},
			{ID: 4, Issues: []job.Issue{{Cell: "D5", Column: "Email", Message: "there is no @", Hint: "write one"}}},
		},
		Changes: []job.Change{
			{ID: 1, Group: 1, Subject: "a.com"}, {ID: 2, Group: 2, Subject: "a.com"},
			{ID: 3, Group: 3, Subject: "a.com"}, {ID: 4, Group: 1, Subject: "b.com"},
		},
	}
	for i, target := range []string{"registrant", "admin", "tech"} {
		p.Groups = append(p.Groups, job.Group{ID: job.GroupID(i + 1), Target: target})
	}
	return p
}

// A row takes the first result of its changes in the order of Results, and has
// a line for each of them.
func TestOutcomeOfManyChanges(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	l := &job.Ledger{Standings: []job.Standing{
		{Change: 1, State: job.Settled, Result: job.Succeeded, Code: "EXECUTE_SUCCESS", TaskNo: "t1", Submitted: at, Finished: at.Add(time.Hour)},
		{Change: 2, State: job.Refused, Code: "DomainNotExist", Message: "No such domain.", Submitted: at.Add(time.Minute), Finished: at.Add(2 * time.Hour)},
		{Change: 3, State: job.Settled, Result: job.Unchanged},
		{Change: 4},
	}}
	p := plan()
	want := job.Outcome{
		Result: job.Failed, Codes: []string{"registrant: EXECUTE_SUCCESS", "admin: DomainNotExist"},
		Messages:  []string{"registrant: succeeded", "admin: failed: No such domain.", "tech: unchanged"},
		TaskNos:   []string{"registrant: t1"},
		Submitted: at, Finished: at.Add(2 * time.Hour),
	}
	if diff := cmp.Diff(want, p.Outcome(p.Row(1), l, "")); diff != "" {
		t.Error(diff)
	}
	l.Standing(3).State = job.Accepted
	if got := p.Outcome(p.Row(1), l, ""); !got.Finished.IsZero() || got.Result != job.Failed {
		t.Errorf("with a change that is open: finished %v, result %s", got.Finished, got.Result)
	}
	if diff := cmp.Diff(map[job.Result]int{job.Failed: 1, job.Unsent: 1, job.Skipped: 1, job.Invalid: 1}, p.Counts(l, "")); diff != "" {
		t.Error(diff)
	}
}

// What a row says when nothing of the plan is sent.
func TestOutcomeHeld(t *testing.T) {
	p := plan()
	got := p.Outcome(p.Row(2), &job.Ledger{}, "kept back")
	if diff := cmp.Diff(job.Outcome{Result: job.Unsent, Messages: []string{"kept back"}}, got); diff != "" {
		t.Error(diff)
	}
	got = p.Outcome(p.Row(4), &job.Ledger{}, "kept back")
	if diff := cmp.Diff(job.Outcome{Result: job.Invalid, Messages: []string{"D5: Email: there is no @; write one"}}, got); diff != "" {
		t.Error(diff)
	}
}

// Each state has the outcome that a report shows for it at that moment.
func TestOutcomeOfStates(t *testing.T) {
	for state, want := range map[job.State]job.Result{
		"": job.Unsent, job.Planned: job.Unsent, job.Sending: job.Unknown, job.Doubtful: job.Unknown,
		job.Accepted: job.Pending, job.Refused: job.Failed,
	} {
		s := job.Standing{State: state}
		if got := s.Outcome(); got != want {
			t.Errorf("%q: got %s, want %s", state, got, want)
		}
	}
}

// The ledger refuses what the drawing of State has no arrow for.
func TestLedgerRefusesOtherMoves(t *testing.T) {
	l := &job.Ledger{}
	steps := []struct {
		state job.State
		ok    bool
	}{
		{job.Sending, false}, {job.Planned, true}, {job.Accepted, false}, {job.Sending, true},
		{job.Accepted, true}, {job.Sending, false}, {job.Settled, true}, {job.Accepted, false},
	}
	for i, step := range steps {
		before := *l.Standing(1)
		err := l.Apply(&job.Event{Kind: job.KindSettle, Standings: []job.Standing{{Change: 1, State: step.state}}})
		if (err == nil) != step.ok {
			t.Errorf("step %d, %q to %q: error %v", i, before.State, step.state, err)
		}
		if !step.ok && *l.Standing(1) != before {
			t.Errorf("step %d changed the standing all the same", i)
		}
	}
}

// Batches move their changes to planned, and count when they complete the plan.
func TestLedgerBatches(t *testing.T) {
	l := &job.Ledger{}
	err := l.Apply(&job.Event{Kind: job.KindPlanned, Batches: []job.Batch{{ID: 1, Changes: []job.ChangeID{1, 2}}, {ID: 2, Changes: []job.ChangeID{3}}}})
	if err != nil {
		t.Fatal(err)
	}
	if !l.Planned || l.Batches != 2 || l.LastBatch != 2 || l.Standing(3).Batch != 2 || l.Standing(2).State != job.Planned {
		t.Errorf("got %+v", l)
	}
}

// A change that was not sent says what it waits for.
func TestOutcomeWaits(t *testing.T) {
	p := plan()
	p.Change(2).After = []job.Dep{{Change: 1, Always: true}}
	l := &job.Ledger{}
	l.Standing(4)
	l.Standing(1).State, l.Standing(2).State = job.Accepted, job.Planned
	want := []string{
		"registrant: pending", "admin: unsent: not sent: it waits for the change of registrant, which is pending", "tech: unsent: not sent: the plan is not complete",
	}
	if diff := cmp.Diff(want, p.Outcome(p.Row(1), l, "").Messages); diff != "" {
		t.Error(diff)
	}
}

// What locks a domain again may be tried once more whatever was said to it but
// that it was done; nothing else may.
func TestRelockOnceMore(t *testing.T) {
	for _, relock := range []bool{false, true} {
		for _, s := range []job.Standing{
			{State: job.Refused}, {State: job.Settled, Result: job.Failed}, {State: job.Settled, Result: job.Succeeded}, {State: job.Settled, Result: job.Unknown},
		} {
			s.Relock = relock
			want := s.Result == job.Unknown || relock && s.Result != job.Succeeded
			if got := s.May(job.Planned); got != want {
				t.Errorf("%+v may be planned again: %v", s, got)
			}
		}
	}
}
