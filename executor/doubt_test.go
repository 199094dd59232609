package executor_test

import (
	"slices"
	"testing"
	"time"

	"domainbatch/internal/api"
	"domainbatch/internal/job"
	"domainbatch/internal/sandbox"
)

// Our own lost task, which the lists show only long after the settling time, holds
// the domain: that is no task of somebody else, to be waited for. Asking again
// finds it when it shows, and else the contact tells that something was done.
func TestBusyByOwnLostTask(t *testing.T) {
	for hide, want := range map[time.Duration]map[job.Result]int{
		15 * time.Minute: {job.Succeeded: 3},
		2 * time.Hour:    {job.Unknown: 3},
	} {
		for _, before := range []bool{false, true} {
			in(t, func(t *testing.T) {
				o := sandbox.Options{TaskTime: 40 * time.Minute, Faults: onWrite(1, sandbox.Fault{Lost: true, Hide: hide})}
				r := newTrial(t, rows("admin", contact("Example"), names(3)...), o)
				r.opts.Wait, r.opts.Before = 3*time.Hour, before
				if err := r.carryOut(t.Context()); err != nil {
					t.Fatal(err)
				}
				r.once()
				r.expect(want)
			})
		}
	}
}

// A run that is taken up asks about what is in doubt before it sends anything.
func TestAskFirst(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, each("admin", names(20)...), sandbox.Options{Latency: time.Second})
		r.journal.each = func(e *job.Event) {
			if e.Kind == job.KindBegin && len(r.journal.events) > 30 {
				r.journal.fail = 1 // the process dies
			}
		}
		if err := r.carryOut(t.Context()); err == nil {
			t.Fatal("the run did not die")
		}
		r.journal.each, r.journal.fail = nil, 0
		seen := len(r.box.Ledger().Arrivals)
		if err := r.executor().Apply(t.Context()); err != nil {
			t.Fatal(err)
		}
		var calls []string
		for _, a := range r.box.Ledger().Arrivals[seen:] {
			calls = append(calls, a.Action)
		}
		first, lists := slices.Index(calls, write), 0
		for _, action := range calls[:max(first, 0)] {
			if action == api.QueryTaskList {
				lists++
			}
		}
		if first < 0 || lists < 2 {
			t.Errorf("%d readings of the list before the first request: %v", lists, calls[:min(10, len(calls))])
		}
		r.once()
	})
}

// A task that a run has sent and knows is not taken for that of another change,
// though it would fit.
func TestOwnTaskIsTakenOnce(t *testing.T) {
	in(t, func(t *testing.T) {
		r := newTrial(t, rows("admin", contact("First"), "name-001.com"), sandbox.Options{Faults: onWrite(2, sandbox.Fault{Lost: true, Dropped: true})})
		second := r.plan.Groups[0]
		second.ID, second.Contact, second.Rank = 2, 2, 9
		fields := contact("Second")
		r.plan.Contacts = append(r.plan.Contacts, job.Contact{ID: 2, Fields: fields})
		shared := contact("Second")
		shared["ContactType"] = "admin"
		second.Shared = shared
		r.plan.Groups = append(r.plan.Groups, second)
		r.plan.Changes = append(r.plan.Changes, job.Change{ID: 2, Rows: []job.RowID{1}, Group: 2, Subject: "name-001.com", After: []job.Dep{{Change: 1}}})
		r.plan.Rows[0].Changes = []job.ChangeID{1, 2}
		if err := r.carryOut(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.expect(map[job.Result]int{job.Succeeded: 2})
		if n := len(r.box.Ledger().Effects); n != 2 {
			t.Errorf("%d effects, want 2", n)
		}
	})
}
