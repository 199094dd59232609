package journal

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"domainbatch/internal/job"
)

// An approval holds for the plan that it names, past a reopening and a rebuild;
// another plan in the place of that one voids it, the same one again does not.
func TestApprovals(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.run")
	j := mustCreate(t, path)
	plan := bigPlan(3, 1)
	save := func() {
		t.Helper()
		if err := j.SavePlan(noon, plan); err != nil {
			t.Fatal(err)
		}
	}
	approve := &job.Event{At: noon, Kind: job.KindApproved, Digest: plan.Digest, By: &job.Process{User: "ops"},
		Person: &job.Person{Name: "J. 李", Authority: "resolution 7"}}
	holds := func(want job.Approval) {
		t.Helper()
		if l, err := j.Ledger(); err != nil || !cmp.Equal(l.Approval, want) {
			t.Errorf("approval %+v, %v, want %+v", l.Approval, err, want)
		}
		mustVerify(t, j)
	}
	save()
	holds(job.Approval{})
	mustAppend(t, j, approve)
	save()
	holds(job.Approval{Digest: plan.Digest, At: noon})
	mustClose(t, j)
	j = mustOpen(t, path)
	defer mustClose(t, j)
	if err := j.Rebuild(); err != nil {
		t.Fatal(err)
	}
	holds(job.Approval{Digest: plan.Digest, At: noon})
	plan.Digest = "other"
	save()
	holds(job.Approval{})
	said := collect(t, j.Approvals())
	if len(said) != 1 || !cmp.Equal(&said[0].Event, approve) {
		t.Errorf("approvals %+v", said)
	}
	if said := collect(t, j.Statements()); len(said) != 0 {
		t.Errorf("an approval says nothing of a lost answer: %+v", said)
	}
	for _, e := range []*job.Event{
		{At: noon, Kind: job.KindApproved, Digest: "d"},
		{At: noon, Kind: job.KindApproved, Person: approve.Person},
		{At: noon, Kind: job.KindStopped, By: approve.By},
	} {
		if err := j.Append(e); err == nil {
			t.Errorf("%+v was taken", e)
		}
	}
}

// What was read after changes comes back, the newest of each change; the log of
// the registrar as it was read.
func TestAftersAndLogs(t *testing.T) {
	j := run(t)
	after := func(id job.ChangeID, city string) *job.Event {
		return &job.Event{At: noon, Kind: job.KindAfter, After: &job.Before{Change: id, Fields: job.Params{"City": city}, At: noon}}
	}
	log := &job.ChangeLog{Account: "default", From: noon, To: noon.Add(1), Whole: true, At: noon,
		Records: []job.LogRecord{{Domain: "a.com", Operation: "UPDATE", Result: "SUCCESS", IP: "192.0.2.7", Time: "2025-03-01 12:00:00"}}}
	newest := after(1, "Köln")
	gone := after(3, "")
	gone.After.Fields, gone.After.Code, gone.After.Message = nil, "DomainNotExist", "no"
	mustAppend(t, j, after(2, "Bonn"), after(1, "Bonn"), newest, gone, &job.Event{At: noon, Kind: job.KindLogged, Log: log})
	for range 2 {
		want := []job.Before{*newest.After, *after(2, "Bonn").After, *gone.After}
		if diff := cmp.Diff(want, collect(t, j.Afters())) + cmp.Diff([]job.ChangeLog{*log}, collect(t, j.Logs())); diff != "" {
			t.Error(diff)
		}
		if err := j.Rebuild(); err != nil {
			t.Fatal(err)
		}
	}
}

// Who somebody is and what was read of a contact stand among what can be taken out.
func TestPrivateParts(t *testing.T) {
	j := run(t)
	who := &job.Process{User: "张三", Host: "张三-pc"}
	mustAppend(t, j,
		&job.Event{At: noon, Kind: job.KindOpened, Info: &job.Info{Input: "张三.csv", Options: map[string]string{"set": "张三"}}, By: who},
		&job.Event{At: noon, Kind: job.KindStarted, By: who},
		&job.Event{At: noon, Kind: job.KindApproved, Digest: "d", By: who, Person: &job.Person{Name: "张三", Note: "张三", Authority: "张三"}},
		&job.Event{At: noon, Kind: job.KindAfter, After: &job.Before{Change: 1, Fields: job.Params{"City": "张三"}, Message: "张三"}},
		&job.Event{At: noon, Kind: job.KindLogged, Log: &job.ChangeLog{Records: []job.LogRecord{{Details: "张三"}}}},
		&job.Event{At: noon, Kind: job.KindForgotten, Totals: &job.Totals{}, By: who},
	)
	for _, table := range append([]string{"events"}, tables...) {
		if text := fmt.Sprint(dump(t, j, table)); strings.Contains(text, "张三") {
			t.Errorf("%s: %s", table, text)
		}
	}
	if p := mustVerify(t, j); p.Data != 6 {
		t.Errorf("%d pieces of data, want 6", p.Data)
	}
}
