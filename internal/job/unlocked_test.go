package job_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// steps makes the plan of one domain whose changes come one after the other, by
// the names of their groups; a name with a + before it is added by the run.
func steps(names ...string) *job.Plan {
	p := &job.Plan{Rows: []job.Row{{ID: 1, Names: []string{"a.com"}}}}
	for i, name := range names {
		id := job.ChangeID(i + 1)
		added := name[0] == '+'
		if added {
			name = name[1:]
		}
		p.Groups = append(p.Groups, job.Group{ID: job.GroupID(id), Name: name, Class: job.ClassOther})
		c := job.Change{ID: id, Group: job.GroupID(id), Subject: "a.com", Added: added, Rows: []job.RowID{1}}
		for before := range id - 1 {
			c.After = append(c.After, job.Dep{Change: before + 1, Always: true})
		}
		p.Changes = append(p.Changes, c)
		p.Rows[0].Changes = append(p.Rows[0].Changes, id)
	}
	return p
}

// A domain is unlocked as long as its unlocking may have come and its locking has not.
func TestUnlocked(t *testing.T) {
	const off, on = job.UpdateLockOff, job.UpdateLockOn
	ended := func(r job.Result) job.Standing { return job.Standing{State: job.Settled, Result: r} }
	in := func(s job.State) job.Standing { return job.Standing{State: s} }
	tests := []struct {
		name      string
		plan      *job.Plan
		standings []job.Standing
		want      bool
	}{
		{"locked again", steps("+"+off, "dns", "+"+on), []job.Standing{ended(job.Succeeded), ended(job.Failed), ended(job.Succeeded)}, false},
		{"locking failed", steps("+"+off, "dns", "+"+on), []job.Standing{ended(job.Succeeded), ended(job.Succeeded), ended(job.Failed)}, true},
		{"locking not sent", steps("+"+off, "dns", "+"+on), []job.Standing{ended(job.Succeeded), in(job.Accepted), in(job.Planned)}, true},
		{"locking under way", steps("+"+off, "dns", "+"+on), []job.Standing{ended(job.Succeeded), ended(job.Succeeded), in(job.Accepted)}, true},
		{"locking unknown", steps("+"+off, "dns", "+"+on), []job.Standing{ended(job.Succeeded), ended(job.Succeeded), ended(job.Unknown)}, true},
		{"it was locked all the time", steps("+"+off, "dns", "+"+on), []job.Standing{ended(job.Succeeded), ended(job.Succeeded), ended(job.Unchanged)}, false},
		{"unlocking under way", steps("+"+off, "dns", "+"+on), []job.Standing{in(job.Accepted), in(job.Planned), in(job.Planned)}, true},
		{"unlocking being sent", steps("+"+off, "dns", "+"+on), []job.Standing{in(job.Sending), in(job.Planned), in(job.Planned)}, true},
		{"unlocking lost", steps("+"+off, "dns", "+"+on), []job.Standing{ended(job.Unknown), in(job.Planned), in(job.Planned)}, true},
		{"unlocking refused", steps("+"+off, "dns", "+"+on), []job.Standing{in(job.Refused), in(job.Planned), in(job.Planned)}, false},
		{"unlocking not sent", steps("+"+off, "dns", "+"+on), []job.Standing{in(job.Planned), in(job.Planned), in(job.Planned)}, false},
		{"there was no lock", steps(off, "dns", on), []job.Standing{ended(job.Unchanged), ended(job.Succeeded), ended(job.Failed)}, false},
		{"rows ask for both", steps(off, "dns", on), []job.Standing{ended(job.Succeeded), ended(job.Succeeded), ended(job.Failed)}, true},
		{"rows ask to unlock only", steps(off, "dns"), []job.Standing{ended(job.Succeeded), ended(job.Succeeded)}, false},
		{"rows ask to lock, then to unlock", steps(on, off), []job.Standing{ended(job.Failed), ended(job.Succeeded)}, false},
		{"twice, and the first locking failed", steps(off, on, off, on), []job.Standing{ended(job.Succeeded), ended(job.Failed), ended(job.Failed), ended(job.Succeeded)}, false},
		{"twice, and the second locking failed", steps(off, on, off, on), []job.Standing{ended(job.Succeeded), ended(job.Succeeded), ended(job.Succeeded), ended(job.Failed)}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for i := range tt.standings {
				tt.standings[i].Change = job.ChangeID(i + 1)
			}
			got := tt.plan.Unlocked(&job.Ledger{Standings: tt.standings})
			if slices.Contains(got, "a.com") != tt.want || len(got) > 1 {
				t.Errorf("got %v, want it there: %v", got, tt.want)
			}
		})
	}
}

// A row of several operations says what became of each, and what waits for which.
func TestOutcomeOfOperations(t *testing.T) {
	p := steps(job.UpdateLockOff, "dns-host", "dns-host", "dns", job.UpdateLockOn)
	p.Groups[3] = job.Group{ID: 4, Target: "registrant", Class: job.ClassOther}
	p.Changes[1].Own, p.Changes[2].Own = job.Params{"DnsName": "ns1.a.com"}, job.Params{"DnsName": "ns2.a.com"}
	l := &job.Ledger{Sent: true, Planned: true, Standings: []job.Standing{
		{Change: 1, State: job.Settled, Result: job.Succeeded}, {Change: 2, State: job.Refused, Message: "No such thing."},
		{Change: 3, State: job.Accepted}, {Change: 4, State: job.Planned}, {Change: 5, State: job.Planned},
	}}
	p.Change(5).After = []job.Dep{{Change: 4, Always: true}}
	want := []string{
		"update-lock off: succeeded", "dns-host ns1.a.com: failed: No such thing.", "dns-host ns2.a.com: pending",
		"registrant: unsent: not sent: it waits for dns-host, which is pending",
		"update-lock on: unsent: not sent: it waits for the change of registrant, which is unsent",
	}
	if diff := cmp.Diff(want, p.Outcome(p.Row(1), l, "").Messages); diff != "" {
		t.Error(diff)
	}
}

// Of several subjects each has its name; an operation on no single thing has none.
func TestOutcomeOfSubjects(t *testing.T) {
	p := steps("dns", "dns", "profile")
	p.Rows[0].Names = []string{"a.com", "b.com"}
	p.Changes[1].Subject = "b.com"
	p.Changes[2].Subject, p.Groups[2].Class = "Profiles!A5", ""
	l := &job.Ledger{}
	l.Standing(3)
	for i := range l.Standings {
		l.Standings[i] = job.Standing{Change: job.ChangeID(i + 1), State: job.Accepted}
	}
	want := []string{"a.com dns: pending", "b.com dns: pending", "profile: pending"}
	if diff := cmp.Diff(want, p.Outcome(p.Row(1), l, "").Messages); diff != "" {
		t.Error(diff)
	}
	if n := p.Domains(); n != 2 {
		t.Errorf("%d domains", n)
	}
}
